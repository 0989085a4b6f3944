"""Words of an item, and the shape of what a published version promises. A case pins one `ItemTerms`."""

from dataclasses import dataclass, field

from cityhall.deadlines.terms import Limit, Unit
from cityhall.kernel.terms import Term
from cityhall.organs.terms import Desk

from .coded import Medium, SourceKind
from .conditions import Ask, Condition
from .extents import FeeSpec, Offer, Scope, Standing
from .kinds import FieldKind, Origin, Reuse
from .reform import Reformed


class Can(Term):
    EDIT_ITEMS = "catalogue.edit", "编辑事项"
    PUBLISH_ITEMS = "catalogue.publish", "发布事项"
    IMPORT_ITEMS = "catalogue.import", "导入事项"
    SET_REGIMES = "catalogue.regimes", "维护办理规则"
    TEND_SEARCH = "catalogue.search", "维护搜索说法"
    STANDARDISE = "catalogue.standardise", "统一事项标准"
    SEND_DOWN = "catalogue.send_down", "下发事项清单"
    KEEP_LISTS = "catalogue.lists", "维护基本目录"
    COMPOSE = "catalogue.compose", "编排旗舰店和专题"
    KEEP_POLICIES = "catalogue.policies", "维护惠企政策"
    RELEASE = "catalogue.release", "发布旗舰店、专题和政策"
    REFORM = "catalogue.reform", "登记改革事项"
    KEEP_LIBRARY = "catalogue.library", "维护标准库"
    IMPROVE_PROCESS = "catalogue.process", "流程体检和优化方案"
    SET_PROCESS = "catalogue.process_standards", "维护流程体检标准"


class Procedure(Term):
    """事项类型 of applied-for matters (GB/T 39046 A.1 codes in `GB_CODES` of the rules)."""

    LICENCE = "licence", "行政许可"
    REGISTRATION = "registration", "行政登记"
    CONFIRMATION = "confirmation", "行政确认"
    BENEFIT = "benefit", "行政给付"
    AWARD = "award", "行政奖励"
    ADJUDICATION = "adjudication", "行政裁决"
    FILING = "filing", "行政备案"
    OTHER = "other", "其他行政权力"
    SERVICE = "service", "公共服务"


class Pace(Term):
    INSTANT = "instant", "即办件"
    PROMISED = "promised", "承诺件"


class Audience(Term):
    """Whose life event a group of words is; or what else it names."""

    NONE = "none", "只是说法"
    PERSON = "person", "个人要办的事"
    ENTERPRISE = "enterprise", "企业和开店要办的事"
    ORGAN = "organ", "部门名称"


TOPICS = (Audience.PERSON, Audience.ENTERPRISE)


class VersionStatus(Term):
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    RETIRED = "retired", "已停用"


class RunState(Term):
    """A comparison of all items, computed in the background."""

    QUEUED = "queued", "排队中"
    RUNNING = "running", "比对中"
    DONE = "done", "已完成"
    GIVEN_UP = "given_up", "没有完成"


class GroupState(Term):
    """What a person made of a proposed group of items."""

    OPEN = "open", "待确认"
    CONFIRMED = "confirmed", "已合并"
    SPLIT = "split", "已拆开"
    REJECTED = "rejected", "不是同一事项"
    SUPERSEDED = "superseded", "已由新一轮代替"


class ClaimState(Term):
    """What an organ answers to an item sent down (认领)."""

    OPEN = "open", "未答复"
    CLAIMED = "claimed", "已认领"
    ADAPTED = "adapted", "认领并调整"
    REFUSED = "refused", "不认领"


class MaterialForm(Term):
    ORIGINAL = "original", "原件"
    COPY = "copy", "复印件"
    BOTH = "both", "原件及复印件"
    ELECTRONIC = "electronic", "电子件"


class Cause(Term):
    """Why a clock stands still. The first eight are exactly those of 行政许可法 第四十五条; the others may stop only the
    promised clock, where the item says so."""

    HEARING = "hearing", "听证"
    TENDER = "tender", "招标"
    AUCTION = "auction", "拍卖"
    INSPECTION = "inspection", "检验"
    TESTING = "testing", "检测"
    QUARANTINE = "quarantine", "检疫"
    APPRAISAL = "appraisal", "鉴定"
    EXPERTS = "experts", "专家评审"
    VISIT = "visit", "现场踏勘"
    PUBLICITY = "publicity", "公示"


STATUTORY_CAUSES = (
    Cause.HEARING, Cause.TENDER, Cause.AUCTION, Cause.INSPECTION, Cause.TESTING, Cause.QUARANTINE, Cause.APPRAISAL,
    Cause.EXPERTS,
)  # fmt: skip


class LicenceAct(Term):
    """What an application does to a licence that exists (行政许可法 第四十九、五十、七十条)."""

    NONE = "none", "新办"
    CHANGE = "change", "变更"
    RENEW = "renew", "延续"
    CANCEL = "cancel", "注销"


class ApplicantKind(Term):
    PERSON = "person", "自然人"
    ENTITY = "entity", "法人或其他组织"


class Fee(Term):
    NONE = "none", "不收费"
    CHARGED = "charged", "收费"


@dataclass(frozen=True)
class MaterialSpec:
    key: str
    name: str
    required: bool = True
    form: MaterialForm = MaterialForm.ELECTRONIC
    copies: int = 1
    source: str = "申请人自备"
    standard: str = ""  # 受理标准: what a clerk checks
    hint: str = ""  # 填报须知: what the applicant reads
    basis: str = ""
    deferrable: bool = False  # 可容缺
    original_later: bool = False  # 先审后验: the original is looked at when the result is handed over
    medium: Medium = Medium.EITHER
    size: str = ""  # 规格: A4, 一寸 …
    source_kind: SourceKind = SourceKind.APPLICANT
    blank: str = ""  # 空白表: where to get it
    example: str = ""  # 样表
    when: Condition = ()  # 适用情形: asked for only where this holds
    standard_code: str = ""  # 标准材料: its code in the library


@dataclass(frozen=True)
class FieldSpec:
    key: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = True
    personal: bool = False  # sealed at rest, masked on screen
    choices: tuple[str, ...] = ()
    hint: str = ""
    max_length: int = 200
    group: str = ""  # 分组: the heading it stands under
    unit: str = ""
    pattern: str = ""  # a regular expression the whole value must match
    least: str = ""  # of a number or a day
    most: str = ""
    when: Condition = ()  # 适用情形
    standard: str = ""  # 标准字段: its key in the library
    reuse: Reuse = Reuse.AUTO
    origin: Origin = Origin.LABEL  # where a known value comes from


@dataclass(frozen=True)
class StepSpec:
    """审查环节: a desk, a limit, what must be looked at. Steps with the same `order` run side by side; the last
    decides. `organ_id` 0 means the item's own organ."""

    key: str
    name: str
    desk: Desk
    order: int
    limit: Limit | None = None
    organ_id: int = 0
    checks: tuple[str, ...] = ()  # 审查要点
    decides: bool = False
    visit: bool = False  # 现场核查: two people look (行政许可法 第三十四条第三款)


@dataclass(frozen=True)
class ResultSpec:
    name: str
    kind: str = "证照"  # 证照 / 批文 / 证明 / 其他
    sample: str = ""
    validity: str = ""
    months: int = 0  # 有效期 in months, from the decision; 0: none is computed
    mark: str = ""  # 证号前缀; empty: the organ's short name
    retention: str = "30 年"  # 保管期限 of the file (机关档案管理规定), a setting of the item
    renewal: str = ""  # 延续要求
    area: str = ""  # 适用地域范围


@dataclass(frozen=True)
class SpecialSpec:
    """特别程序 the item may need: the cause, the rule it comes from, and how many working days it usually takes.
    `statutory`: it stops the law's clock too, which only the eight causes of 第四十五条 may."""

    cause: Cause
    basis: str
    days: int = 10
    statutory: bool = True


@dataclass(frozen=True)
class PledgeSpec:
    """告知承诺: what the applicant declares, which materials that spares, whether it is decided at once, and within
    which time after the decision the truth of it is looked at."""

    text: str
    spares: tuple[str, ...]
    at_once: bool
    after_check: Limit
    basis: str
    scope: str = ""  # why 告知承诺 applies to a matter whose words speak of what it usually leaves out


@dataclass(frozen=True)
class RegimeTerms:
    """What the law of this procedure says: which moves exist, what silence means, the words of the outcome."""

    procedure: Procedure
    moves: frozenset[str]
    notice: Limit | None  # to tell the applicant once; None: on the spot
    silence_accepts: bool
    silence_basis: str
    supplement: Limit  # the applicant's own limit
    delivery: Limit | None
    extension: Limit | None
    granted: str  # 准予许可 / 予以登记 …
    refused: str
    remedies: str
    form_only: bool = False  # 备案: looked at in form only
    basis: str = ""


PRE_REVIEW = Limit(2, Unit.WORKDAYS, "网上预审（服务承诺，默认值）")


@dataclass(frozen=True)
class ItemTerms:
    """A published version, whole and immutable: safe to keep in memory for as long as the process lives."""

    version_id: str
    version: int
    item_id: int
    item_code: str
    short_code: str
    name: str
    organ_id: int
    organ_name: str
    division_code: str
    procedure: Procedure
    pace: Pace
    statutory: Limit
    promised: Limit
    regime: RegimeTerms
    materials: tuple[MaterialSpec, ...]
    fields: tuple[FieldSpec, ...]
    steps: tuple[StepSpec, ...]
    result: ResultSpec
    applicants: tuple[ApplicantKind, ...]
    fee: Fee = Fee.NONE
    fee_note: str = ""
    online: bool = True
    visits: int = 0
    summary: str = ""
    conditions: str = ""
    basis: str = ""
    address: str = ""
    hours: str = ""
    phone: str = ""
    supervise_phone: str = ""
    questions: tuple[tuple[str, str], ...] = field(default_factory=tuple)
    gaps: Limit | None = None  # 容缺补正期限: how long after acceptance a deferrable material may still come
    specials: tuple[SpecialSpec, ...] = ()
    pledge: PledgeSpec | None = None
    pre_review: Limit = PRE_REVIEW
    licence_act: LicenceAct = LicenceAct.NONE
    joint: bool = False  # 统一、联合、集中办理 (第二十六条): the government's head approves an extension
    hearing: str = ""  # 应当听证的依据 (第四十六条); empty: only where rights of others are concerned (第四十七条)
    standing: Standing = field(default_factory=Standing)
    offer: Offer = field(default_factory=Offer)
    scope: Scope = field(default_factory=Scope)
    charges: tuple[FeeSpec, ...] = ()
    reformed: Reformed = field(default_factory=Reformed)
    asks: tuple[Ask, ...] = ()  # 情形: the questions that decide which materials and fields apply

    def special(self, cause: str) -> SpecialSpec | None:
        return next((s for s in self.specials if s.cause == cause), None)

    def step(self, key: str) -> StepSpec | None:
        return next((s for s in self.steps if s.key == key), None)

    def material(self, key: str) -> MaterialSpec | None:
        return next((m for m in self.materials if m.key == key), None)

    @property
    def last_order(self) -> int:
        return max((s.order for s in self.steps), default=0)
