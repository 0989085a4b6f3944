"""Words of the counter: why a thing could not be done."""

from cityhall.kernel.terms import Term


class GrievanceCause(Term):
    """原因分类 of 办不成事: what has to change, so that the next person is not sent away for the same."""

    GUIDE = "guide", "办事指南不清"
    SYSTEM = "system", "系统故障"
    ATTITUDE = "attitude", "服务态度"
    DELAY = "delay", "拖延推诿"
    POLICY = "policy", "政策缺失或冲突"
    HISTORY = "history", "历史遗留问题"
    APPLICANT = "applicant", "申请人自身原因"
    OTHER = "other", "其他"
