"""The content of an item version: plain JSON ⇄ typed parts. A draft may be unfinished, but never nonsense."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any, cast

from cityhall.catalogue.terms import (
    ApplicantKind,
    Ask,
    Fee,
    FeeSpec,
    FieldSpec,
    LicenceAct,
    MaterialForm,
    MaterialSpec,
    Medium,
    Offer,
    Pace,
    PledgeSpec,
    Reformed,
    ResultSpec,
    Scope,
    SourceKind,
    SpecialSpec,
    Standing,
    StepSpec,
)  # fmt: skip
from cityhall.deadlines.terms import Limit
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.terms import Term
from cityhall.organs.terms import Desk

from .conditions import read_condition
from .extents import read_charges, read_offer, read_scope, read_standing
from .fields import read_fields, read_questionnaire
from .levels import read_reformed
from .reading import Reader, check_unique
from .special import read_pledge, read_specials


@dataclass(frozen=True)
class Parts:
    """What one version says about its item; None and empty where a draft has not said it yet."""

    pace: Pace = Pace.PROMISED
    statutory: Limit | None = None
    promised: Limit | None = None
    materials: tuple[MaterialSpec, ...] = ()
    fields: tuple[FieldSpec, ...] = ()
    steps: tuple[StepSpec, ...] = ()
    result: ResultSpec | None = None
    applicants: tuple[ApplicantKind, ...] = ()
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
    questions: tuple[tuple[str, str], ...] = ()
    keywords: tuple[str, ...] = ()  # 俗称: what people call it, for search only
    regime: Mapping[str, Any] | None = None
    gaps: Limit | None = None
    specials: tuple[SpecialSpec, ...] = ()
    pledge: PledgeSpec | None = None
    pre_review: Limit | None = None
    licence_act: LicenceAct = LicenceAct.NONE
    joint: bool = False
    hearing: str = ""
    standing: Standing = field(default_factory=Standing)
    offer: Offer = field(default_factory=Offer)
    scope: Scope = field(default_factory=Scope)
    charges: tuple[FeeSpec, ...] = ()
    reformed: Reformed = field(default_factory=Reformed)
    asks: tuple[Ask, ...] = ()


TEXTS = {
    "fee_note": "收费说明", "summary": "简介", "conditions": "受理条件", "basis": "设定依据", "address": "办理地点",
    "hours": "办理时间", "phone": "咨询电话", "supervise_phone": "监督电话", "hearing": "应当听证的依据",
}  # fmt: skip
KNOWN = frozenset(f.name for f in fields(Parts))


def read_content(content: Mapping[str, Any]) -> Parts:
    """Typed parts of a content; refuses what makes no sense and names the place."""
    reader = Reader(content)
    strange = sorted(set(content) - KNOWN)
    if strange:
        raise InvalidInputError(
            "catalogue.bad_content", f"事项内容里有不认识的项“{strange[0]}”，请删去或改用规定的名称", strange[0]
        )
    override = content.get("regime")
    asks = read_questionnaire(reader)
    return Parts(
        pace=reader.word("pace", "办件类型", Pace, Pace.PROMISED),
        statutory=reader.limit("statutory", "法定办结时限"),
        promised=reader.limit("promised", "承诺办结时限"),
        materials=_materials(reader, asks),
        fields=read_fields(reader, asks),
        steps=_steps(reader),
        result=_result(reader),
        applicants=tuple(_words(reader, "applicants", "服务对象", ApplicantKind)),
        fee=reader.word("fee", "收费", Fee, Fee.NONE),
        online=reader.yes("online", "网上办理", default=True),
        visits=reader.whole("visits", "到现场次数", 0, most=20),
        questions=reader.pairs("questions", "常见问题"),
        keywords=tuple(dict.fromkeys(reader.texts("keywords", "俗称", longest=30))),
        regime=dict(Reader(override, "regime", "办理规则").data) if override else None,
        gaps=reader.limit("gaps", "容缺补正期限"),
        specials=read_specials(reader),
        pledge=read_pledge(reader),
        pre_review=reader.limit("pre_review", "预审时限"),
        licence_act=reader.word("licence_act", "对已有证照", LicenceAct, LicenceAct.NONE),
        joint=reader.yes("joint", "联合办理", default=False),
        standing=read_standing(reader),
        offer=read_offer(reader),
        scope=read_scope(reader),
        charges=read_charges(reader),
        reformed=read_reformed(reader),
        asks=asks,
        **cast(dict[str, Any], {key: reader.text(key, label) for key, label in TEXTS.items()}),
    )


AS_IT_IS = frozenset({str, int, bool, float})


def write_content(parts: Parts) -> dict[str, Any]:
    """The parts as plain JSON; `read_content` gives them back."""
    return {k: v for k, v in plain(parts).items() if v is not None}


def plain(value: Any) -> Any:
    """Dataclasses, terms and tuples as what JSON knows."""
    kind = value.__class__
    if value is None or kind in AS_IT_IS:
        return value
    if names := _names_of(kind):
        told = {name: getattr(value, name) for name in names}
        return {name: v if v is None or v.__class__ in AS_IT_IS else plain(v) for name, v in told.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, Term):
        return value.value
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return {k: plain(v) for k, v in value.items()}
    return value


@cache
def _names_of(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass, in order; nothing of any other kind."""
    return tuple(f.name for f in fields(kind)) if is_dataclass(kind) else ()


def _materials(reader: Reader, asks: tuple[Ask, ...]) -> tuple[MaterialSpec, ...]:
    rows = reader.rows("materials", "材料")
    specs = tuple(
        MaterialSpec(
            key=row.text("key", "标识", longest=40, needed=True),
            name=row.text("name", "名称", longest=200, needed=True),
            required=row.yes("required", "必要性", default=True),
            form=row.word("form", "材料形式", MaterialForm, MaterialForm.ELECTRONIC),
            copies=row.whole("copies", "份数", 1, least=1, most=99),
            source=row.text("source", "来源渠道", longest=100) or "申请人自备",
            standard=row.text("standard", "受理标准", longest=1000),
            hint=row.text("hint", "填报须知", longest=1000),
            basis=row.text("basis", "依据", longest=500),
            deferrable=row.yes("deferrable", "可容缺", default=False),
            original_later=row.yes("original_later", "出件时核验原件", default=False),
            medium=row.word("medium", "载体", Medium, Medium.EITHER),
            size=row.text("size", "规格", longest=60),
            source_kind=row.word("source_kind", "来源类别", SourceKind, SourceKind.APPLICANT),
            blank=row.text("blank", "空白表", longest=300),
            example=row.text("example", "样表", longest=300),
            when=read_condition(row, "when", "适用情形", asks),
            standard_code=row.text("standard_code", "标准材料", longest=40),
        )
        for row in rows
    )
    check_unique(reader, "materials", "材料标识", (m.key for m in specs))
    check_unique(reader, "materials", "材料名称", (m.name for m in specs))
    return specs


def _steps(reader: Reader) -> tuple[StepSpec, ...]:
    specs = tuple(
        StepSpec(
            key=row.text("key", "标识", longest=40, needed=True),
            name=row.text("name", "名称", longest=40, needed=True),
            desk=row.word("desk", "岗位", Desk),
            order=row.whole("order", "顺序", n + 1, least=1, most=50),
            limit=row.limit("limit", "时限"),
            organ_id=row.whole("organ_id", "单位", 0, most=2**62),
            checks=row.texts("checks", "审查要点", longest=300),
            decides=row.yes("decides", "作出决定", default=False),
            visit=row.yes("visit", "现场核查", default=False),
        )
        for n, row in enumerate(reader.rows("steps", "审查环节"))
    )
    check_unique(reader, "steps", "审查环节标识", (s.key for s in specs))
    if specs:
        _check_last_decides(reader, specs)
    return tuple(sorted(specs, key=lambda s: s.order))


def _check_last_decides(reader: Reader, steps: tuple[StepSpec, ...]) -> None:
    """The last step, alone, decides; and it belongs to the item's own organ: another may decide only by an
    entrustment made public (行政许可法 第二十四条)."""
    last = max(s.order for s in steps)
    if [s.order for s in steps if s.decides] != [last] or sum(s.order == last for s in steps) != 1:
        raise reader.refuse("steps", "审查环节", "应由最后一个环节、也只由它作出决定，请检查各环节的顺序和“作出决定”")
    if next(s for s in steps if s.decides).organ_id:
        raise reader.refuse("steps", "审查环节", "作出决定的环节应属于本事项的实施单位，不能交给其他单位")


def _result(reader: Reader) -> ResultSpec | None:
    if not reader.has("result"):
        return None
    row = Reader(reader.data["result"], "result", "审批结果的")
    return ResultSpec(
        name=row.text("name", "名称", longest=100, needed=True),
        kind=row.text("kind", "类型", longest=20) or "证照",
        sample=row.text("sample", "样本", longest=500),
        validity=row.text("validity", "有效期", longest=200),
        months=row.whole("months", "有效期月数", 0, most=1200),
        mark=row.text("mark", "证号前缀", longest=20),
        retention=row.text("retention", "保管期限", longest=20) or "30 年",
        renewal=row.text("renewal", "延续要求", longest=500),
        area=row.text("area", "适用地域范围", longest=200),
    )


def _words(reader: Reader, key: str, label: str, words: type[ApplicantKind]) -> Iterable[ApplicantKind]:
    for value in dict.fromkeys(reader.texts(key, label)):
        yield Reader({key: value}).word(key, label, words)
