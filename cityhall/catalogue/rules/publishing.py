"""What a draft must say before the public may rely on it."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from cityhall.catalogue.terms import LicenceAct, Pace, Procedure, RegimeTerms
from cityhall.deadlines.terms import Limit, Unit

from . import crossing, decisions, promising, separating
from .content import Parts

HOURS_A_DAY = 24
VAGUE = re.compile(r"^(以及)?(其他|其它|相关|有关)(的)?(相关|有关|必要|所需)?(的)?(证明)?(材料|资料|文件)?$")
NAMES_VAGUE = re.compile(
    r"(其他|其它)(相关|有关|必要)?(的)?(证明)?(材料|资料|文件)|要求的?(其他|其它)|等(相关|有关)(的)?(证明)?(材料|资料|文件)"
)


@dataclass(frozen=True)
class Problem:
    """Why an item cannot be published yet: the place, and what to do about it."""

    field: str
    sentence: str


@dataclass(frozen=True)
class Head:
    """What of the item itself matters for publishing."""

    name: str
    organ_id: int | None
    organ_name: str = ""
    regime: RegimeTerms | None = None  # as the item has it; None where only the item's own words are looked at
    procedure: Procedure | None = None


def publish_problems(parts: Parts, head: Head) -> list[Problem]:
    """Everything that stands in the way, all at once."""
    found: list[Problem] = []
    if not head.organ_id:
        found.append(Problem("organ", "没有实施单位，请先选定由哪个单位实施"))
    if not parts.applicants:
        found.append(Problem("applicants", "没有服务对象，请选择自然人、法人或其他组织"))
    found += _limits(parts)
    found += _steps(parts)
    if parts.result is None:
        found.append(Problem("result", "没有审批结果，请填写办成后给申请人什么"))
    found += [Problem(field, sentence) for field, sentence in crossing.problems(parts)]
    found += [Problem(field, sentence) for field, sentence in separating.problems(parts, head.procedure)]
    for n, material in enumerate(parts.materials):
        if is_vague(material.name):
            sentence = f"第 {n + 1} 项材料“{material.name}”说不清是什么，请逐项写明，不能用兜底条款"
            found.append(Problem(f"materials.{n}.name", sentence))
    found += [Problem(flaw.field, flaw.sentence) for flaw in decisions.flaws(parts) if flaw.grave]
    return found + [Problem(field, sentence) for field, sentence in promising.problems(parts, head.name, head.regime)]


def remarks(parts: Parts, moves: Collection[str]) -> list[Problem]:
    """What a draft says to no effect, for the regime has no move for it: published all the same, but said."""
    found = []
    if "accept_with_gaps" not in moves and (parts.gaps or any(m.deferrable for m in parts.materials)):
        found.append(Problem("regime", "写了可容缺的内容，但办理规则没有允许容缺受理，窗口不会出现“容缺受理”"))
    if parts.pledge and "accept_on_pledge" not in moves:
        found.append(Problem("regime", "写了告知承诺，但办理规则没有允许，窗口不会出现“告知承诺”"))
    if parts.specials and "stop" not in moves:
        found.append(Problem("regime", "写了特别程序，但办理规则没有允许，办理时不能暂停计时"))
    if parts.hearing and "hearing" not in moves:
        found.append(Problem("regime", "写了应当听证，但办理规则没有听证程序"))
    if parts.licence_act is LicenceAct.RENEW and "deem_renewed" not in moves:
        found.append(Problem("regime", "延续事项的办理规则没有“视为准予延续”，逾期未决不会自动延续"))
    return found


def advice(parts: Parts) -> list[Problem]:
    """What local rules of checking ask besides; it does not stop publishing."""
    found = [Problem(field, sentence) for field, sentence in crossing.advice(parts)]
    return found + [Problem(flaw.field, flaw.sentence) for flaw in decisions.flaws(parts) if not flaw.grave]


def is_vague(name: str) -> bool:
    """“其他材料” and its like: a catch-all no applicant can prepare, and none is told all at once (32(4))."""
    return bool(VAGUE.match(name) or NAMES_VAGUE.search(name))


def _limits(parts: Parts) -> list[Problem]:
    found = []
    if parts.statutory is None:
        found.append(Problem("statutory", "没有法定办结时限，请填写数量、单位和依据"))
    elif not parts.statutory.basis:
        found.append(Problem("statutory.basis", "法定办结时限没有依据，请写明法律法规的条款；法律未规定的也请写明"))
    if parts.promised is None:
        found.append(Problem("promised", "没有承诺办结时限，请填写"))
        return found
    instant = parts.promised.unit is Unit.INSTANT
    if parts.pace is Pace.INSTANT and not instant:
        found.append(Problem("promised", "即办件的承诺办结时限应为“即时”，请改为即时或改成承诺件"))
    if parts.pace is Pace.PROMISED and instant:
        found.append(Problem("pace", "承诺时限为“即时”的应是即办件，请更正办件类型或时限"))
    if parts.statutory is not None:
        sentence = compare(parts.promised, parts.statutory)
        if sentence:
            found.append(Problem("promised", sentence))
    return found


def compare(promised: Limit, statutory: Limit) -> str:
    """A promise may not be longer than the law (营商环境条例 第三十六条 encourages shorter); empty when it is not.

    n calendar days are never longer than n working days; the other way round they cannot be compared without dates.
    """
    if promised.unit is Unit.INSTANT:
        return ""
    if statutory.unit is Unit.INSTANT:
        return "法定办结时限为“即时”，承诺办结时限不能比它长"
    days = -(-promised.amount // HOURS_A_DAY) if promised.unit is Unit.HOURS else promised.amount
    if promised.unit is Unit.WORKDAYS and statutory.unit is Unit.DAYS:
        return "承诺时限按工作日、法定时限按自然日，无法比较长短，请改用同一单位"
    if statutory.unit is Unit.HOURS and promised.unit is not Unit.HOURS:
        return "法定时限按小时，承诺时限也请按小时填写，以便比较"
    longer = promised.amount > statutory.amount if promised.unit is statutory.unit else days > statutory.amount
    return f"承诺办结时限（{promised}）比法定办结时限（{statutory}）长，请缩短" if longer else ""


def _steps(parts: Parts) -> list[Problem]:
    if not parts.steps:
        return [Problem("steps", "没有审查环节，请至少设一个作出决定的环节")]
    if parts.promised is None or parts.promised.unit is Unit.INSTANT:
        return []
    limits = [s.limit for s in parts.steps if s.limit is not None and s.limit.unit is parts.promised.unit]
    by_order: dict[int, int] = {}
    for step in parts.steps:
        if step.limit in limits and step.limit is not None:
            by_order[step.order] = max(by_order.get(step.order, 0), step.limit.amount)
    total = sum(by_order.values())
    if total > parts.promised.amount:
        sentence = f"各审查环节时限合计 {total}，超过承诺办结时限（{parts.promised}），请压缩环节时限"
        return [Problem("steps", sentence)]
    return []
