"""Words of reform: what keeps an item from 最多跑一次, how a licence is dealt with under 证照分离, what is in the ledger."""

from dataclasses import dataclass

from cityhall.kernel.terms import Term
from cityhall.organs.terms import Level as Tier


class Hindrance(Term):
    """Why an item is not done in one trip. Several may hold at once."""

    VISITS = "visits", "到现场两次以上"
    APART = "apart", "申请和取件各跑一次：不能网上申请，结果也不能快递"
    PAPER = "paper", "交材料和取件各跑一次：有材料只收纸质，结果也不能快递"


class OnceState(Term):
    """Which part of the list of 最多跑一次 is looked at."""

    ALL = "all", "全部事项"
    ONCE = "once", "最多跑一次"
    NOT = "not", "还做不到"


@dataclass(frozen=True)
class Within:
    """Whose figures: of one organ, of organs of one level of division, or (neither) of the whole city."""

    organ_id: int | None = None
    level: str = ""


class ReformKind(Term):
    """改革台账: what became of items or of what they asked for."""

    CANCELLED = "cancelled", "取消"
    SUSPENDED = "suspended", "暂停实施"
    MERGED = "merged", "合并"
    DELEGATED = "delegated", "下放"
    SIMPLIFIED = "simplified", "简化"
    PRECONDITION = "precondition", "取消前置条件"
    PROOF = "proof", "取消证明"
    SAME_POWER = "same_power", "市区同权"


ENDING = (ReformKind.CANCELLED, ReformKind.SUSPENDED, ReformKind.MERGED)
"""These take the item out of service."""
NAMED = (ReformKind.PRECONDITION, ReformKind.PROOF)
"""These are counted by what they name, not by items."""


class Separation(Term):
    """证照分离: how a licence that touches business is dealt with (国发〔2021〕7号)."""

    NONE = "none", "不属于"
    CANCEL = "cancel", "直接取消审批"
    FILING = "filing", "审批改为备案"
    PLEDGE = "pledge", "实行告知承诺"
    OPTIMISE = "optimise", "优化审批服务"


@dataclass(frozen=True)
class Reformed:
    """改革要求: 证照分离 and at which level who accepts, reviews and issues; empty levels bind nobody. 谁发证谁受理 binds
    accepting to the issuing level, 谁发证谁审核 reviewing; 市区同权 opens both to city and county alike."""

    separation: Separation = Separation.NONE
    issue: tuple[Tier, ...] = ()
    accept: tuple[Tier, ...] = ()
    review: tuple[Tier, ...] = ()
    issuer_accepts: bool = False
    issuer_reviews: bool = False
    same_power: bool = False
    basis: str = ""

    @property
    def accepts(self) -> tuple[Tier, ...]:
        """At which levels applications are taken in; empty: at any."""
        if self.same_power:
            return (Tier.CITY, Tier.COUNTY)
        return self.issue if self.issuer_accepts else self.accept

    @property
    def reviews(self) -> tuple[Tier, ...]:
        if self.same_power:
            return (Tier.CITY, Tier.COUNTY)
        return self.issue if self.issuer_reviews else self.review
