"""States, the moves between them, and who may make them."""

from cityhall.kernel.terms import Term


class Can(Term):
    INTAKE = "cases.intake", "收件受理"
    NOT_ACCEPT = "cases.not_accept", "作出不予受理"
    REVIEW = "cases.review", "审查"
    DECIDE = "cases.decide", "作出决定"
    DECIDE_ON_SPOT = "cases.decide_on_spot", "当场办结"
    APPROVE_TIME = "cases.approve_time", "批准特别程序和延期"
    EXTEND_JOINT = "cases.extend_joint", "批准联合办理延期"
    DELIVER = "cases.deliver", "送达出件"
    VOID = "cases.void", "核准作废"
    ARCHIVE = "cases.archive", "归档"
    HOLD = "cases.hold", "设置办理限制"
    SUPERVISE = "cases.supervise", "核查断网补录和失信记录"
    GRIEVANCES = "cases.grievances", "处理“办不成事”反映"
    HALL = "cases.hall", "大厅管理"
    SEE = "cases.see", "查看办件"
    REVEAL = "cases.reveal", "查看个人信息原文"


class Status(Term):
    DRAFT = "draft", "草稿"
    RECEIVED = "received", "已收件"
    SUPPLEMENTING = "supplementing", "待补正"
    ACCEPTED = "accepted", "已受理"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    DECIDED = "decided", "已作出决定"
    DELIVERED = "delivered", "已送达"
    ARCHIVED = "archived", "已归档"
    WITHDRAWN = "withdrawn", "已撤回"
    DEEMED_WITHDRAWN = "deemed_withdrawn", "视为撤回"
    TRANSFERRED = "transferred", "已转送"
    TERMINATED = "terminated", "已终止"
    VOIDED = "voided", "已作废"


class Move(Term):
    ASK_PRE_REVIEW = "ask_pre_review", "申请预审"
    ANSWER_PRE_REVIEW = "answer_pre_review", "答复预审"
    RECEIVE = "receive", "收件"
    CORRECT_HERE = "correct_here", "当场更正"
    REFER = "refer", "转部门审查"
    REQUEST_SUPPLEMENT = "request_supplement", "一次性告知补正"
    SUPPLEMENT = "supplement", "补正"
    ACCEPT = "accept", "受理"
    ACCEPT_WITH_GAPS = "accept_with_gaps", "容缺受理"
    ACCEPT_ON_PLEDGE = "accept_on_pledge", "告知承诺受理"
    DEEM_ACCEPTED = "deem_accepted", "视为受理"
    NOT_ACCEPT = "not_accept", "不予受理"
    TRANSFER = "transfer", "转送"
    ASK_MORE = "ask_more", "补充说明"
    STOP = "stop", "特别程序"
    RESUME = "resume", "恢复计时"
    HEARING = "hearing", "听证"
    EXTEND = "extend", "延长办理期限"
    REPORT_UP = "report_up", "转报上级"
    SUSPEND_BY_LAW = "suspend_by_law", "中止办理"
    TERMINATE = "terminate", "终止办理"
    GRANT = "grant", "准予"
    REFUSE = "refuse", "作出不予决定"
    DECIDE_ON_SPOT = "decide_on_spot", "当场办结"
    DEEM_RENEWED = "deem_renewed", "视为准予延续"
    CORRECT = "correct", "更正决定"
    REVOKE = "revoke", "撤销决定"
    DECIDE_AGAIN = "decide_again", "重新作出决定"
    DELIVER = "deliver", "送达"
    SERVE = "serve", "送达告知"
    WITHDRAW = "withdraw", "撤回申请"
    DEEM_WITHDRAWN = "deem_withdrawn", "视为撤回"
    VOID = "void", "作废"
    ARCHIVE = "archive", "归档"


class Who(Term):
    """Who makes a move, when it is not a permission of staff."""

    APPLICANT = "applicant", "申请人"
    HOUSE = "house", "系统"


class Refusal(Term):
    """Why a case is not taken on (行政许可法 第三十二条第一、二项, 第七十八、七十九条). Being ineligible is none of these."""

    NOT_NEEDED = "not_needed", "不受理（依法不需要办理）"
    OTHER_ORGAN = "other_organ", "不予受理（不属于本机关职权）"
    BARRED = "barred", "不予受理（法律规定不得申请）"
