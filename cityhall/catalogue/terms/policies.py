"""Words of the policy library (惠企政策) and of what is composed and published by editions."""

from dataclasses import dataclass
from datetime import date

from cityhall.kernel.terms import Term

from .conditions import Ask, Condition, Verdict
from .kinds import FieldKind


class EditionState(Term):
    """What an edition is on a day; computed from dates, never stored."""

    IN_FORCE = "in_force", "生效中"
    PLANNED = "planned", "待生效"
    PAST = "past", "已被新版代替"
    DROPPED = "dropped", "已取消"


class PolicyKind(Term):
    """What a policy gives."""

    SUBSIDY = "subsidy", "资金补助"
    REWARD = "reward", "奖励"
    TAX = "tax", "税费减免"
    FINANCE = "finance", "融资支持"
    JOBS = "jobs", "用工和社保"
    SPACE = "space", "场地和要素"
    SERVICE = "service", "服务和便利"


class PolicyState(Term):
    """Where a policy stands on a day; computed from its editions and dates, never stored."""

    DRAFT = "draft", "未发布"
    PLANNED = "planned", "待发布"
    OPEN = "open", "可享受"
    NOT_YET = "not_yet", "尚未开始"
    CLOSED = "closed", "申报已截止"
    EXPIRED = "expired", "已失效"
    WITHDRAWN = "withdrawn", "已撤下"


class Held(Term):
    """What the city holds of an entity, from which a fact may be filled in before it is asked."""

    NOTHING = "", "不预填"
    KIND = "kind", "主体类型"
    DISTRICT = "district", "所在区县"


@dataclass(frozen=True)
class PolicyTerms:
    """What one edition of a policy says. It is applied for by `item_id`, or nobody need apply (免申即享, `automatic`)."""

    title: str
    kind: PolicyKind = PolicyKind.SUBSIDY
    document: str = ""  # 文号
    source_title: str = ""
    source_url: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    apply_from: date | None = None
    apply_to: date | None = None
    audience: str = ""
    gives: str = ""
    most: str = ""  # 最高金额, 万元
    summary: str = ""
    automatic: bool = False
    contact: str = ""
    item_id: int = 0
    asks: tuple[Ask, ...] = ()
    condition: Condition = ()


@dataclass(frozen=True)
class Profile:
    """A made-up enterprise a condition is tried on before it is published (样本企业)."""

    name: str
    answers: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Tried:
    """What a condition makes of one sample enterprise, in words."""

    name: str
    verdict: Verdict
    texts: tuple[tuple[Verdict, str], ...]


__all__ = [
    "EditionState", "FieldKind", "Held", "PolicyKind", "PolicyState", "PolicyTerms", "Profile", "Tried",
]  # fmt: skip
