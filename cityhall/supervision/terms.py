"""Words of supervision: the rungs of the ladder, the life of an order, the appeal of a red light."""

from cityhall.kernel.terms import Term


class Can(Term):
    ISSUE = "supervision.issue", "发出督办"
    REVIEW = "supervision.review", "审核督办回复"
    ANSWER = "supervision.answer", "回复督办"
    SEE = "supervision.see", "查看督办"
    APPEAL = "supervision.appeal", "申请红灯复核"
    DECIDE_APPEAL = "supervision.decide_appeal", "决定红灯复核"
    JUDGE = "supervision.judge", "核查异常"
    SET_RULES = "supervision.rules", "维护监察规则"
    DETECT = "supervision.detect", "查找异常"


class Level(Term):
    """The ladder, lowest rung first."""

    REMINDER = "reminder", "催办"
    ORDER = "order", "督办单"
    CIRCULAR = "circular", "通报"
    INTERVIEW = "interview", "约谈"
    ACCOUNTABILITY = "accountability", "追责"


class State(Term):
    OPEN = "open", "待回复"
    ANSWERED = "answered", "待审核"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "已撤销"


class Move(Term):
    ANSWER = "answer", "回复"
    SEND_BACK = "send_back", "退回重办"
    CLOSE = "close", "审核通过并办结"
    WITHDRAW = "withdraw", "撤销"
    RAISE = "raise", "升级"


class AppealState(Term):
    ASKED = "asked", "待复核"
    UPHELD = "upheld", "维持"
    STRUCK = "struck", "撤销红灯"


class RuleKey(Term):
    """监察规则: what is looked for, and what is issued by rule."""

    AT_ONCE = "at_once", "受理和办结几乎同时"
    REGISTERED_LATE = "registered_late", "先办后补受理登记"
    BACK_ENTRIES = "back_entries", "集中补录"
    NEAR_THE_END = "near_the_end", "临近届满才启动特别程序"
    STEP_LATE = "step_late", "环节超时而总时限未超"
    NO_REASONS = "no_reasons", "不予决定没有说明理由"
    EXTENDED_AGAIN = "extended_again", "反复提出延长"
    SAME_REASONS = "same_reasons", "多件套用同一理由"
    REMIND = "remind", "红灯自动催办"
    RAISE = "raise", "逾期不回复自动升级"


ISSUING = (RuleKey.REMIND, RuleKey.RAISE)
"""Rules that issue orders; the others find anomalies."""


class FindingState(Term):
    RAISED = "raised", "待核查"
    CONFIRMED = "confirmed", "属实"
    DISMISSED = "dismissed", "排除"
