"""What must be settled before a case is decided, and what falls away with it."""

from collections.abc import Mapping, Sequence

from cityhall.cases.terms import Move, Proceeding
from cityhall.deadlines.terms import Kind
from cityhall.kernel.errors import WrongStateError

BESIDE_CLOCKS = (Kind.OPINION, Kind.SPECIAL, Kind.HEARING_ASK, Kind.HEARING_HOLD, Kind.REPORT, Kind.PROMISE)
WAITING: dict[Proceeding, str] = {
    Proceeding.PROMISE: "容缺材料还没有补齐，请等申请人补交或期限届满",
    Proceeding.SPECIAL: "特别程序还没有结束，请先登记结果、恢复计时",
    Proceeding.HEARING: "听证权利还没有了结，请等申请期届满、放弃或举行听证后再作决定（行政许可法第四十六条至第四十八条）",
    Proceeding.THIRD_PARTY: "利害关系人的陈述申辩期还没有届满（行政许可法第三十六条）",
    Proceeding.COUNTERSIGN: "会签单位还没有签署意见，请等其会签或催办",
    Proceeding.REPORT: "已转报上级，请等上级审查结果",
    Proceeding.SUSPENSION: "办件已依法中止，请先恢复办理",
    Proceeding.VISIT: "现场核查记录还没有经第二名工作人员确认（行政许可法第三十四条第三款）",
}


def unsettled(beside: Mapping[str, Sequence[int]], move: Move) -> list[str]:
    """Why nothing may be decided yet: one sentence for each kind of proceeding that is open."""
    return [sentence for kind, sentence in WAITING.items() if beside.get(str(kind))]


def check_settled(beside: Mapping[str, Sequence[int]], move: Move) -> None:
    """Granting and refusing wait for every promise, special procedure and hearing right (行政许可法 第三十六、四十五至四十八条)."""
    if waiting := unsettled(beside, move):
        raise WrongStateError("case.not_settled", f"现在还不能{move.label}：{'；'.join(waiting)}")


def check_not_suspended(beside: Mapping[str, Sequence[int]]) -> None:
    """While a case is suspended (中止) no step of it is finished or returned, whoever holds it."""
    if beside.get(str(Proceeding.SUSPENSION)):
        raise WrongStateError(
            "case.suspended", "办件已依法中止，中止期间不能完成或退回审查环节；请等中止原因消除，先恢复办理"
        )
