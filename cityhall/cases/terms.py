"""Words of a case: its states, the moves between them, what beside it has a life of its own."""

from cityhall.kernel.terms import Term


class Can(Term):
    INTAKE = "cases.intake", "收件受理"
    NOT_ACCEPT = "cases.not_accept", "作出不予受理"
    REVIEW = "cases.review", "审查"
    DECIDE = "cases.decide", "作出决定"
    DECIDE_ON_SPOT = "cases.decide_on_spot", "当场办结"
    DELIVER = "cases.deliver", "送达出件"
    VOID = "cases.void", "核准作废"
    ARCHIVE = "cases.archive", "归档"
    HOLD = "cases.hold", "设置办理限制"
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
    VOIDED = "voided", "已作废"


class Move(Term):
    RECEIVE = "receive", "收件"
    CORRECT_HERE = "correct_here", "当场更正"
    REFER = "refer", "转部门审查"
    REQUEST_SUPPLEMENT = "request_supplement", "一次性告知补正"
    SUPPLEMENT = "supplement", "补正"
    ACCEPT = "accept", "受理"
    DEEM_ACCEPTED = "deem_accepted", "视为受理"
    NOT_ACCEPT = "not_accept", "不予受理"
    GRANT = "grant", "准予"
    REFUSE = "refuse", "作出不予决定"
    DECIDE_ON_SPOT = "decide_on_spot", "当场办结"
    DELIVER = "deliver", "送达"
    WITHDRAW = "withdraw", "撤回申请"
    VOID = "void", "作废"
    ARCHIVE = "archive", "归档"


class Who(Term):
    """Who makes a move, when it is not a permission of staff."""

    APPLICANT = "applicant", "申请人"
    HOUSE = "house", "系统"


class Outcome(Term):
    GRANTED = "granted", "准予"
    REFUSED = "refused", "不予"


class Refusal(Term):
    """Why a case is not taken on (行政许可法 第三十二条第一、二项, 第七十八、七十九条). Being ineligible is none of these."""

    NOT_NEEDED = "not_needed", "不受理（依法不需要办理）"
    OTHER_ORGAN = "other_organ", "不予受理（不属于本机关职权）"
    BARRED = "barred", "不予受理（法律规定不得申请）"


class Channel(Term):
    ONLINE = "online", "网上"
    WINDOW = "window", "窗口"


class StepState(Term):
    WAITING = "waiting", "未开始"
    OPEN = "open", "待办"
    CLAIMED = "claimed", "办理中"
    DONE = "done", "已完成"
    CANCELLED = "cancelled", "已取消"


class Advice(Term):
    AGREE = "agree", "建议准予"
    DISAGREE = "disagree", "建议不予"


class Verdict(Term):
    """What the clerk found of one material."""

    UNCHECKED = "unchecked", "未核对"
    GOOD = "good", "符合"
    WRONG = "wrong", "不符合"


class Origin(Term):
    """Where a material came from."""

    UPLOADED = "uploaded", "申请人上传"
    SCANNED = "scanned", "窗口扫描"
    PAPER = "paper", "窗口收取纸质件"


class DeliveryMethod(Term):
    WINDOW = "window", "窗口领取"
    ELECTRONIC = "electronic", "电子送达"


class HoldKind(Term):
    JOINT = "joint", "并联办理"
    SUPERVISION = "supervision", "监察"
    ORGAN = "organ", "本单位"
