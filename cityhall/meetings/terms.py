"""Words of what several organs do at one table or on one site: 会商, 联合勘验, 联合验收, 集中评审."""

from cityhall.kernel.terms import Term


class Can(Term):
    CONVENE = "meetings.convene", "召集会商、联合踏勘和集中评审"
    SPEAK = "meetings.speak", "代表本单位发表会商和踏勘意见"
    SEE = "meetings.see", "查看会商与联合踏勘"
    KEEP_EXPERTS = "meetings.experts", "维护评审专家库"


class Kind(Term):
    MEETING = "meeting", "联审会议"
    VISIT = "visit", "联合勘验"
    ACCEPTANCE = "acceptance", "联合验收"
    EXPERTS = "experts", "集中评审"


ON_SITE = (Kind.VISIT, Kind.ACCEPTANCE)


class State(Term):
    OPEN = "open", "征集意见"
    WAITING = "waiting", "等申请人修改"
    DONE = "done", "已有结论"
    CANCELLED = "cancelled", "已取消"


class Move(Term):
    CIRCULATE = "circulate", "分发文件"
    SPEAK = "speak", "发表意见"
    EXCUSE = "excuse", "登记回避或者不参加"
    REMIND = "remind", "催办"
    RESCHEDULE = "reschedule", "改期"
    CONCLUDE = "conclude", "作出结论"
    REVISE = "revise", "提交修改"
    RECONVENE = "reconvene", "再次召集"
    CANCEL = "cancel", "取消"


class Opinion(Term):
    """What a seat said. The last three are no opinion of its own: silence that counts, and who does not count at all."""

    AGREE = "agree", "同意"
    CONDITIONAL = "conditional", "同意但有条件"
    AGAINST = "against", "不同意"
    SILENT = "silent", "逾期未反馈，视为同意"
    RECUSED = "recused", "回避"
    ABSENT = "absent", "不参加"


SPOKEN = (Opinion.AGREE, Opinion.CONDITIONAL, Opinion.AGAINST)
EXCUSED = (Opinion.RECUSED, Opinion.ABSENT)


class Conclusion(Term):
    PASS = "pass", "通过"
    AGAIN = "again", "修改后再议"
    FAIL = "fail", "不通过"


class Decides(Term):
    """结论规则: how opinions become a conclusion."""

    UNANIMOUS = "unanimous", "一致同意才通过"
    MAJORITY = "majority", "过半数同意才通过"
    LEAD = "lead", "牵头单位综合各方意见决定"


FINDINGS = {Opinion.AGREE: "符合要求", Opinion.CONDITIONAL: "需要整改", Opinion.AGAINST: "不符合要求"}
"""The same three, as they are called on site."""
RECTIFY = {Kind.VISIT: "整改后复查", Kind.ACCEPTANCE: "整改后复验"}


def opinion_label(kind: Kind, opinion: Opinion) -> str:
    return FINDINGS.get(opinion, opinion.label) if kind in ON_SITE else opinion.label


def conclusion_label(kind: Kind, conclusion: Conclusion) -> str:
    return RECTIFY.get(kind, conclusion.label) if conclusion is Conclusion.AGAIN else conclusion.label
