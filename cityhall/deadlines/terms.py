"""Words of time: what kinds of promise there are, in what units, under which light."""

from dataclasses import dataclass
from datetime import datetime

from cityhall.kernel.terms import Term


class Can(Term):
    MANAGE_CALENDAR = "deadlines.calendar", "维护工作日历"
    SWEEP = "deadlines.sweep", "清查超期"
    SET_LIGHTS = "deadlines.lights", "维护预警规则"
    ANSWER_FOR_TIME = "deadlines.head", "接收本单位超期通报（单位负责人）"
    WATCH_TIME = "deadlines.watch", "接收超期通报（监察）"
    COUNT = "deadlines.count", "盘点在办、统计用时"


class Unit(Term):
    WORKDAYS = "workdays", "个工作日"
    DAYS = "days", "个自然日"
    HOURS = "hours", "小时"
    WORK_HOURS = "work_hours", "个工作小时"
    INSTANT = "instant", "即时"


class Kind(Term):
    """What is promised. One row of `Deadline` each."""

    NOTICE = "notice", "受理告知"
    SUPPLEMENT = "supplement", "补正"
    STATUTORY = "statutory", "法定办结"
    PROMISED = "promised", "承诺办结"
    STEP = "step", "审查环节"
    REFERRAL = "referral", "转部门审查"
    COMPLETION = "completion", "补正核对"
    DELIVERY = "delivery", "送达"
    PRE_REVIEW = "pre_review", "预审"
    PROMISE = "promise", "容缺补正"
    AFTER_CHECK = "after_check", "事后核查"
    SPECIAL = "special", "特别程序"
    HEARING_ASK = "hearing_ask", "听证申请期"
    HEARING_HOLD = "hearing_hold", "组织听证"
    OPINION = "opinion", "征求意见"
    REPORT = "report", "下级审查"
    REDECISION = "redecision", "重新处理"
    PUBLIC_NOTICE = "public_notice", "公告期"
    EXPIRY = "expiry", "许可有效期"
    GRIEVANCE = "grievance", "办不成事反映"
    SUPERVISION = "supervision", "督办回复"
    GROUP = "group", "整件事承诺"
    FOLLOW_UP = "follow_up", "会商交办"
    MEETING = "meeting", "会商意见"
    HELP = "help", "帮办申请答复"
    CARRIAGE = "carriage", "物料流转"


class Light(Term):
    GREEN = "green", "正常"
    YELLOW = "yellow", "将到期"
    RED = "red", "已超期"
    BLUE = "blue", "暂停计时"
    GREY = "grey", "已办结"
    DARK = "dark", "超期办结"


class LayerKind(Term):
    """日历的层级, under the State Council's notices; the city's counts for legal limits, the others where they are named."""

    CITY = "city", "全市"
    CENTRE = "centre", "政务服务中心"
    WINDOW = "window", "窗口"
    CAMPAIGN = "campaign", "专项行动"


@dataclass(frozen=True)
class Limit:
    """A length of time as the catalogue states it: amount, unit, and the article or document it comes from."""

    amount: int
    unit: Unit
    basis: str = ""

    def __str__(self) -> str:
        return self.unit.label if self.unit is Unit.INSTANT else f"{self.amount} {self.unit.label}"


@dataclass(frozen=True)
class Clock:
    """A promise to be started: whose, of what kind, from when, how long. `title` and `subject` are what a work list
    shows (item name; applicant's name); `desk` is where the work waits, empty for clocks nobody works off. `rolls`: a last
    day of rest moves the end to the next working day (民法典 第二百零三条); not where a day itself is meant. `item_id` is what
    item it is about: work of named items may be entrusted to others."""

    ref: str
    kind: Kind
    organ_id: int
    start: datetime
    limit: Limit
    title: str
    subject: str = ""
    desk: str = ""
    rolls: bool = True
    item_id: int | None = None
    sort: str = ""
    layer: int | None = None
