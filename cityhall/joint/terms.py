"""Words of one thing (一件事): its package, the parts of it and how they hang together, and how far an application is."""

from dataclasses import dataclass

from cityhall.catalogue.terms import Ask, Condition, FieldSpec, MaterialForm
from cityhall.deadlines.terms import Limit
from cityhall.kernel.terms import Term


class Can(Term):
    DESIGN = "joint.design", "编排一件事"
    PUBLISH = "joint.publish", "发布一件事"
    SEE = "joint.see", "查看一件事的申请"
    TAKE_IN = "joint.take_in", "窗口收一件事"


class Need(Term):
    """What a part waits for before its case is opened."""

    ACCEPTANCE = "acceptance", "前一项受理后"
    RESULT = "result", "前一项取得结果后"


class Join(Term):
    """汇合规则: when the cases of a stage count as finished together."""

    ALL = "all", "全部办成"
    ANY = "any", "任一办成"
    LEAD = "lead", "牵头单位决定"


class OnRefusal(Term):
    """What follows when a part comes to nothing: refused, not accepted, withdrawn or ended otherwise."""

    STOP_ALL = "stop_all", "整件事停下"
    STOP_DEPENDANTS = "stop_dependants", "只停后面依赖它的"
    CONTINUE = "continue", "其余照办"


class Handing(Term):
    """领取: all results at once, or each as it comes."""

    TOGETHER = "together", "一次领取"
    APART = "apart", "分别领取"


class PackageState(Term):
    DRAFT = "draft", "未发布"
    PUBLISHED = "published", "已发布"
    RETIRED = "retired", "已停用"


class JointState(Term):
    DRAFT = "draft", "草稿"
    OPEN = "open", "办理中"
    DONE = "done", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


class JointOutcome(Term):
    WHOLE = "whole", "全部办成"
    PART = "part", "部分办成"
    NONE = "none", "没有办成"


class PartState(Term):
    """How far one part is; derived from its case once that is opened."""

    WAITING = "waiting", "等前面的事项"
    READY = "ready", "正在分送"
    RECEIVED = "received", "已收件"
    ACCEPTED = "accepted", "已受理"
    GRANTED = "granted", "已办成"
    REFUSED = "refused", "未获准予"
    ENDED = "ended", "已终结"
    STOPPED = "stopped", "不再办理"


class StageState(Term):
    WAITING = "waiting", "未开始"
    OPEN = "open", "办理中"
    PASSED = "passed", "已汇合"
    FAILED = "failed", "未办成"


class Opinion(Term):
    """预审意见 of an organ whose turn has not come."""

    FIT = "fit", "材料可用"
    LACKING = "lacking", "有欠缺"


WITHOUT_CASE = (PartState.WAITING, PartState.READY, PartState.STOPPED)
IN_HAND = (PartState.RECEIVED, PartState.ACCEPTED)
FAILED = (PartState.REFUSED, PartState.ENDED, PartState.STOPPED)
FINAL = (PartState.GRANTED, *FAILED)


@dataclass(frozen=True)
class After:
    """依赖: the part that comes before, and what of it must be there."""

    part: str
    need: Need


@dataclass(frozen=True)
class PartSpec:
    """One item of the package. `when`: it is part of it only for whoever answered so. `organ_id`, its owner, is written down
    when the package is published."""

    key: str
    item_id: int
    stage: str
    after: tuple[After, ...] = ()
    on_refusal: OnRefusal = OnRefusal.STOP_DEPENDANTS
    when: Condition = ()
    organ_id: int = 0


@dataclass(frozen=True)
class StageSpec:
    """阶段. `waits`: its cases are opened only when all stages before it have joined; else it runs beside them."""

    key: str
    name: str
    lead_organ_id: int
    join: Join = Join.ALL
    waits: bool = True


@dataclass(frozen=True)
class Use:
    """Which field or material of which part."""

    part: str
    key: str


@dataclass(frozen=True)
class Slot:
    """共用材料: materials of several parts, under whatever names, that are one and the same."""

    name: str
    uses: tuple[Use, ...]


@dataclass(frozen=True)
class Feed:
    """A material nobody uploads: the result of another part of the same application."""

    part: str
    material: str
    source: str


@dataclass(frozen=True)
class PackageTerms:
    """A published version, whole and immutable; an application pins one."""

    version_id: str
    number: int
    package_id: int
    code: str
    name: str
    organ_id: int
    promise: Limit
    stages: tuple[StageSpec, ...]
    parts: tuple[PartSpec, ...]
    summary: str = ""
    asks: tuple[Ask, ...] = ()
    slots: tuple[Slot, ...] = ()
    feeds: tuple[Feed, ...] = ()
    apart: tuple[Use, ...] = ()  # fields that are asked separately although they are called the same
    pauses: bool = True  # the promise of the whole stands still while one of its cases does

    def part(self, key: str) -> PartSpec | None:
        return next((p for p in self.parts if p.key == key), None)

    def parts_of(self, stage: str) -> tuple[PartSpec, ...]:
        return tuple(p for p in self.parts if p.stage == stage)


@dataclass(frozen=True)
class OneField:
    """One field of the one form, and everything it fills in."""

    spec: FieldSpec
    uses: tuple[Use, ...]


@dataclass(frozen=True)
class OneMaterial:
    """One slot of the one set of materials, and every requirement it meets."""

    key: str
    name: str
    required: bool
    uses: tuple[Use, ...]
    form: MaterialForm = MaterialForm.ELECTRONIC
    hint: str = ""
    standards: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """The same field under different rules in two items. `blocks`: no value could satisfy both."""

    label: str
    about: str
    said: tuple[tuple[str, str], ...]
    taken: str
    blocks: bool = False


@dataclass(frozen=True)
class Saved:
    """原需填 x 项、交 y 份；现填 a 项、交 b 份."""

    fields_before: int
    materials_before: int
    fields: int
    materials: int

    def __str__(self) -> str:
        return (
            f"原需填 {self.fields_before} 项、交 {self.materials_before} 份材料；"
            f"现填 {self.fields} 项、交 {self.materials} 份"
        )


@dataclass(frozen=True)
class Problem:
    """检查发现. `blocks`: it cannot be published like this."""

    code: str
    sentence: str
    place: str = ""
    blocks: bool = True
