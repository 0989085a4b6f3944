"""Words of 帮办代办: who helps, how and where, how far a request for help is, and who needs the door service."""

from cityhall.kernel.terms import Term


class Can(Term):
    """Who is a helper holds `people.help` beside."""

    SET = "helping.set", "设置帮办代办规则"
    MANAGE = "helping.manage", "管理帮办代办（登记帮办员、派单、看工作量）"
    REGISTER = "helping.register", "登记帮办申请（窗口、电话）"


class Mode(Term):
    HELP = "help", "帮办（帮您一起办）"
    ACT = "act", "代办（受您委托替您办）"


class Place(Term):
    WINDOW = "window", "到窗口"
    PHONE = "phone", "电话"
    HOME = "home", "上门"


class Half(Term):
    AM = "am", "上午"
    PM = "pm", "下午"


class Channel(Term):
    PORTAL = "portal", "网上"
    WINDOW = "window", "窗口"
    PHONE = "phone", "电话"


class Group(Term):
    """Who says of herself that coming is hard. Sensitive: sealed, for the helper concerned alone."""

    AGED = "aged", "老年人"
    DISABLED = "disabled", "残疾人"
    PREGNANT = "pregnant", "孕产妇"
    ILL = "ill", "重病或行动不便"
    CARER = "carer", "照护家人不能离开"
    OTHER = "other", "其他困难"


class State(Term):
    ASKED = "asked", "待派单"
    ASSIGNED = "assigned", "待帮办员接单"
    ACCEPTED = "accepted", "已接单"
    BOOKED = "booked", "已约好时间"
    NOT_MET = "not_met", "未见到申请人"
    DONE = "done", "已办结"
    CANCELLED = "cancelled", "已取消"


class Move(Term):
    ASSIGN = "assign", "派单"
    ACCEPT = "accept", "接单"
    DECLINE = "decline", "退回"
    BOOK = "book", "约定时间"
    MISS = "miss", "登记未见到申请人"
    FINISH = "finish", "办结"
    CANCEL = "cancel", "取消"
    MANDATE = "mandate", "办理授权"


class Assigned(Term):
    """By whom a request came to its helper."""

    RULE = "rule", "按片区自动派单"
    MANAGER = "manager", "管理员派单"


class Sealed(Term):
    """What of a request is shown masked, and whole only by a look that is on record."""

    PHONE = "phone", "联系电话"
    ADDRESS = "address", "上门地址"
    GROUPS = "groups", "特殊情况"


class Score(Term):
    """好差评 of the help, five levels."""

    FIVE = "5", "非常满意"
    FOUR = "4", "满意"
    THREE = "3", "基本满意"
    TWO = "2", "不满意"
    ONE = "1", "非常不满意"


OPEN = (State.ASKED, State.ASSIGNED, State.ACCEPTED, State.BOOKED, State.NOT_MET)
IN_HAND = (State.ACCEPTED, State.BOOKED, State.NOT_MET)
