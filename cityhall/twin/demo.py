"""The demo city as `cityhall demo` asks for it: founded once, with a card for each role that may be tried."""

from cityhall.kernel.actor import HOUSE
from cityhall.organs import queries as organs

from . import files
from .city import PASSWORD
from .helping import HELPERS
from .life import Drain, found_city, is_founded
from .projects import MANAGER, MANAGER_NAME

CARDS = (
    ("申请人", "/", "p01", "找“开饭店”，在网上申请食品经营许可，看办到哪一步；给单位做政策体检，直接申报"),
    ("窗口受理员", "/window/", "chuangkou01", "按简码 SPJY 收件，一次性告知，受理；LNYD 当场办结；输入“餐饮”收一件事"),
    ("通办窗口受理员", "/window/anywhere/", "tongban21", "在石樵县窗口代收市城管局的事项，做流转单交出，看材料到哪了"),
    ("窗口出件员", "/window/", "chujian28", "把已作出决定的办件交给申请人"),
    ("部门审查员", "/office/", "scjshenhe01", "从将到期的办件审起，提出意见"),
    ("部门负责人", "/office/", "scjshending", "作出准予或不予的决定"),
    (
        "大厅管理员",
        "/hall/",
        "dating01",
        "看今日各窗口，停办或恢复一个窗口的事项，核准作废重复录入的办件；对账，核销差异，退费",
    ),
    ("效能监察员", "/supervisor/", "jiancha01", "看全市红黄灯和四周热力，发督办，审核回复和红灯复核，核查异常"),
    ("市政府分管负责人", "/office/", "fuzhang01", "批准联合办理事项的延期（临时占用城市道路审批）"),
    ("帮办代办员", "/office/help/", "bangban01", "看派来的帮办申请，约时间，凭授权替申请人申请"),
    ("项目管理员", "/office/projects/", "fgwxiangmu01", "看两个投资项目的阶段、甘特图、会商任务和绿色通道"),
    ("部门编辑", "/setup/", "scjbianji01", "编排市场监管局的旗舰店，维护惠企政策和它的享受条件"),
    (
        "系统管理员",
        "/setup/",
        "guanli01",
        "维护机构、人员、事项、办理规则和工作日历；确认疑似同一的事项，看清单认领进度",
    ),
    ("系统管理员（三员）", "/setup/", "xitong01", "维护机构、中心、工作日历和文书模板；不能授权，也看不到审计日志"),
    ("安全管理员（三员）", "/setup/", "anquan01", "授予角色、重置密码、管理密钥；不能让一个人兼任三员中的两员"),
    ("审计管理员（三员）", "/setup/", "shenji01", "按人、事、时间查阅审计日志，只看不改，查阅本身也留痕"),
)


def build(drain: Drain, *, if_empty: bool = True) -> bool:
    """Found the city unless it stands; with `if_empty`, not beside another city's organs either. Was it founded now?"""
    if is_founded() or (if_empty and _belongs_to_others()):
        return False
    return found_city(drain) is not None


def cards() -> list[dict[str, str]]:
    """Whom to sign in as: role, name, where, login, password (a citizen: her phone; the code is in the outbox)."""
    others = {row["login"]: row["name"] for row in files.load("anywhere.json")["staff"]}
    others |= {login: name for login, name, *_ in HELPERS} | {MANAGER: MANAGER_NAME}
    named = {s.login: s.name for s in files.staff()} | others
    phones = {p.key: (p.name, p.phone) for p in files.persons()}
    rows = []
    for role, path, who, what in CARDS:
        citizen = who in phones
        name, login = phones[who] if citizen else (named[who], who)
        password = "短信验证码见发件箱" if citizen else PASSWORD
        rows.append({"role": role, "name": name, "path": path, "login": login, "password": password, "try": what})
    return rows


def city_name() -> str:
    """The made-up city, for the frame of its pages."""
    return next(d.name for d in files.divisions() if len(d.code.rstrip("0")) == len("9901"))


def _belongs_to_others() -> bool:
    """There are organs here, and none of them is ours: somebody's own city."""
    ours = organs.organ_by_code(files.departments()[0].credit_code)
    return ours is None and bool(organs.organs(HOUSE, limit=1).rows)
