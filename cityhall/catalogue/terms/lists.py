"""Words of the lists above an item, and of what is planned for it."""

from cityhall.kernel.terms import Term


class PlanKind(Term):
    PUBLISH = "publish", "发布"
    RETIRE = "retire", "停用"


class PlanState(Term):
    WAITING = "waiting", "等待"
    DONE = "done", "已执行"
    FAILED = "failed", "没有成功"
    DROPPED = "dropped", "已取消"


class Freedom(Term):
    """How far a local item may depart from what the list above it says."""

    FIXED = "fixed", "不得改变"
    ADD = "add", "可以补充，不得删去"
    SHORTER = "shorter", "只能缩短"
    FEWER = "fewer", "只能减少"
    BASIS = "basis", "只减不增，增加要写依据"
    WIDER = "wider", "只能放宽"
    FREE = "free", "可以另定"
