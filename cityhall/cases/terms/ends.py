"""Outcomes, papers handed out, licences that come of it, and the other small words."""

from cityhall.kernel.terms import Term


class Outcome(Term):
    GRANTED = "granted", "准予"
    REFUSED = "refused", "不予"
    REVOKED = "revoked", "撤销"


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
    JOINT = "joint", "同一申请的其他办件"
    EARLIER = "earlier", "申请人以前的办件"


class DeliveryMethod(Term):
    WINDOW = "window", "窗口领取"
    MAIL = "mail", "邮寄送达"
    ELECTRONIC = "electronic", "电子送达"
    LEFT = "left", "留置送达"
    ENTRUSTED = "entrusted", "委托送达"
    PUBLIC = "public", "公告送达"


class DeliveryState(Term):
    SENT = "sent", "已寄出"
    SERVED = "served", "已送达"
    RETURNED = "returned", "已退回"


class LicenceStatus(Term):
    VALID = "valid", "有效"
    REPLACED = "replaced", "已换发"
    CANCELLED = "cancelled", "已注销"
    REVOKED = "revoked", "已撤销"


class HoldKind(Term):
    JOINT = "joint", "并联办理"
    MEETING = "meeting", "会商结论"
    SUPERVISION = "supervision", "监察"
    ORGAN = "organ", "本单位"


class GrievanceState(Term):
    OPEN = "open", "待处理"
    ANSWERED = "answered", "已答复"
    CLOSED = "closed", "已办结"


class ScreenState(Term):
    """双屏确认: how the citizen's screen answered."""

    SHOWN = "shown", "等申请人确认"
    CONFIRMED = "confirmed", "申请人已确认"
    WRONG = "wrong", "申请人指出有误"
    CLOSED = "closed", "已收回"
