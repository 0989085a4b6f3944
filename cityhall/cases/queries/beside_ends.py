"""How each of these proceedings is told: 重新处理."""

from collections.abc import Callable, Mapping

from cityhall.cases.models import ProceedingRow
from cityhall.cases.terms import Again, Proceeding, Stage

from .told import Told


def _redecision(row: ProceedingRow) -> Told:
    why = Again(row.key).label
    if row.stage == Stage.OPEN:
        says = f"因{why}，本件须在 {row.amount} 天内重新作出决定。"
    else:
        says = f"已按{why}重新作出决定：{row.answer}。" if row.answer else f"{why}：{Stage(row.stage).label}。"
    facts = (
        ("原因", why),
        ("所依据文书", row.reason),
        ("重新作出决定的期限", f"{row.amount} 个自然日"),
        ("结果", row.answer),
    )
    return Told("责令重新作出决定", says, facts)


ENDS: Mapping[Proceeding, Callable[[ProceedingRow], Told]] = {Proceeding.REDECISION: _redecision}
