"""Words of the administration: organs, desks, windows, and who may do what."""

from cityhall.kernel.terms import Term


class Can(Term):
    """Permissions over the administration itself."""

    MANAGE_DIVISIONS = "organs.divisions", "维护行政区划"
    MANAGE_ORGANS = "organs.organs", "维护机构"
    MANAGE_STAFF = "organs.staff", "维护人员与角色"
    MANAGE_CENTRES = "organs.centres", "维护中心与窗口"
    DELEGATE = "organs.delegate", "委托实施事项"


class OrganKind(Term):
    DEPARTMENT = "department", "工作部门"
    GOVERNMENT = "government", "人民政府"
    CENTRE = "centre", "政务服务机构"
    TOWN = "town", "乡镇（街道）"
    VILLAGE = "village", "村（社区）"
    PUBLIC = "public", "公共服务单位"


class Level(Term):
    """Levels of a division: its place in the twelve digits."""

    PROVINCE = "1", "省级"
    CITY = "2", "市级"
    COUNTY = "3", "县级"
    TOWN = "4", "乡级"
    VILLAGE = "5", "村级"


class Succession(Term):
    """What became of an organ that is no more (effective-dated; cases follow the successor)."""

    RENAMED = "renamed", "更名"
    MERGED = "merged", "并入"
    SPLIT = "split", "分设"
    ABOLISHED = "abolished", "撤销"


class Desk(Term):
    """岗位: where a piece of work waits inside an organ. Review steps name one of these."""

    INTAKE = "intake", "收件岗"
    REVIEW = "review", "审查岗"
    SURVEY = "survey", "现场核查岗"
    APPROVE = "approve", "决定岗"
    ISSUE = "issue", "发证岗"


class Reach(Term):
    """How far a role given to a person reaches."""

    ORGAN = "organ", "本单位"
    WINDOW = "window", "窗口所服务的单位"
    DIVISION = "division", "本地区各单位"
    EVERYWHERE = "everywhere", "全市"


class Power(Term):
    """What of an item is entrusted to a window or to another organ."""

    ACCEPT = "accept", "受理"
    REVIEW = "review", "审查"
    DECIDE = "decide", "决定"
    SERVE = "serve", "送达出件"


POWERS_OF_WINDOWS = (Power.ACCEPT, Power.SERVE)
"""A window takes in and hands out; reviewing and deciding go to an administrative organ alone (第二十四条)."""
