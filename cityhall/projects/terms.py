"""Words of a construction project: its stages, what it waits for, what was promised about it, who looks after it."""

from dataclasses import dataclass
from datetime import date

from cityhall.kernel.terms import Term


class Can(Term):
    REGISTER = "projects.register", "登记投资项目"
    KEEP = "projects.keep", "维护项目计划、材料和会商"
    SEE = "projects.see", "查看本单位参与的项目"
    SEE_KEY = "projects.see_key", "查看重点项目清单"
    LIST_KEY = "projects.list_key", "认定和调出重点项目"
    GRANT_LANE = "projects.grant_lane", "授予和结束绿色通道"
    NAME_AGENT = "projects.name_agent", "指定全程代办责任人"
    SPEED_UP = "projects.speed_up", "项目纳入专项行动"
    SET_RULES = "projects.set_rules", "维护项目阶段方案和代码规则"
    SWEEP = "projects.sweep", "核对项目进度"


class ProjectState(Term):
    RUNNING = "running", "推进中"
    STOPPED = "stopped", "已停止"
    DONE = "done", "已完成"


class StageState(Term):
    WAITING = "waiting", "未开始"
    OPEN = "open", "办理中"
    DONE = "done", "已完成"


class WorkState(Term):
    """How an application of the project stands, single or joint."""

    DRAFT = "draft", "还没有提交"
    RECEIVED = "received", "已收件"
    ACCEPTED = "accepted", "已受理"
    GRANTED = "granted", "已办成"
    FAILED = "failed", "没有办成"


class Pace(Term):
    """How a milestone stands against its plan; derived from dates, never stored."""

    AHEAD = "ahead", "未到计划"
    RUNNING = "running", "进行中"
    LATE = "late", "落后计划"
    DONE = "done", "按期完成"
    DONE_LATE = "done_late", "落后完成"


class Favour(Term):
    """What distinguishes a project from others: it is written down with its document, and ends."""

    KEY = "key", "重点项目"
    LANE = "lane", "绿色通道"


IN_HAND = (WorkState.RECEIVED, WorkState.ACCEPTED)


@dataclass(frozen=True)
class StageSpec:
    """阶段 of a profile. `lead` is the kind of organ that leads it, in words; `organ_id` the one of this city (0: the project's
    own). `waits`: begins only when those before it are done; `counts`: its days count against the promise of the whole."""

    key: str
    name: str
    lead: str = ""
    organ_id: int = 0
    waits: bool = True
    counts: bool = True


@dataclass(frozen=True)
class ProfileTerms:
    """阶段方案: how a city divides the approvals of a project, and what it promises of them together (working days)."""

    code: str
    name: str
    stages: tuple[StageSpec, ...]
    promise: int
    basis: str
    source: str


@dataclass(frozen=True)
class Planned:
    """计划节点. `stage` may be empty; with an `item_id` it is reached when an application of that item is granted."""

    name: str
    starts_on: date
    due_on: date
    stage: str = ""
    item_id: int | None = None


@dataclass(frozen=True)
class Task:
    """会商交办: what, which organ, who there (an account; None: the organ), until when."""

    what: str
    organ_id: int
    due_on: date
    account_id: int | None = None
