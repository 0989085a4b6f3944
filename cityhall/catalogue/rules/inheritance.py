"""What a list above says of a matter, and how far the item here may depart from it (“三级四同”: name, code, kind and basis are
the same at every level; what serves the applicant better is always allowed)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from cityhall.catalogue.terms import ApplicantKind, Fee, Freedom, MaterialForm, MaterialSpec, Pace, Procedure, Verdict
from cityhall.catalogue.terms.conditions import Condition
from cityhall.deadlines.terms import Limit
from cityhall.kernel.errors import InvalidInputError, WrongStateError

from . import conditions, decisions, differences
from .content import Parts, read_content
from .publishing import Problem, compare

LONGEST_CHAIN = 5
BEFORE_SUB = 9
NO_SUB = "000"
SHORT = 60
STRICT = (MaterialForm.ORIGINAL, MaterialForm.BOTH)

# The table: what may differ, and why. What is not named here is free: steps, address, hours, phones, questions, the form.
FREEDOM: Mapping[str, tuple[str, Freedom, str]] = {
    "name": ("事项名称", Freedom.FIXED, "同一事项同一名称；可以在后面用括号注明情形"),
    "base_code": ("基本编码", Freedom.FIXED, "同一事项同一编码；可以在主项下分子项"),
    "procedure": ("事项类型", Freedom.FIXED, "同一事项同一类型"),
    "basis": ("设定依据", Freedom.ADD, "同一依据；可以补充本地依据"),
    "conditions": ("受理条件", Freedom.FIXED, "不得增设条件（行政许可法第十六条）"),
    "applicants": ("服务对象", Freedom.WIDER, "不得把应当受理的人排除在外"),
    "pace": ("办件类型", Freedom.WIDER, "承诺件可以改为即办件，反之不可"),
    "statutory": ("法定办结时限", Freedom.SHORTER, "地方性法规可以缩短"),
    "promised": ("承诺办结时限", Freedom.SHORTER, "只能比上级承诺的更短"),
    "materials": ("材料", Freedom.BASIS, "只减不增；增加的要写明依据；分情形的，适用情形只能更窄"),
    "visits": ("到现场次数", Freedom.FEWER, "只能更少"),
    "online": ("网上办理", Freedom.WIDER, "上级可以网上办理的，本地也要可以"),
    "fee": ("收费", Freedom.FEWER, "上级不收费的，本地不得收费"),
    "charges": ("收费项目", Freedom.FEWER, "不得增加收费项目"),
    "result": ("审批结果", Freedom.FIXED, "同一事项同一结果"),
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """One side of the comparison: the item's own words and its content; `stated` is what a list above fixes."""

    name: str
    base_code: str
    procedure: Procedure
    parts: Parts
    stated: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Departure:
    """Where the item differs from the list above, whether it may, and what to do if it may not."""

    field: str
    label: str
    before: str
    after: str
    freedom: Freedom
    sentence: str = ""  # empty: allowed
    why: str = ""  # what the table says of this field

    @property
    def allowed(self) -> bool:
        return not self.sentence


def check_chain(names: Sequence[str], *, closed: bool = False) -> None:
    """Entries from the lowest up: they may not lead back to themselves (`closed`: the last one is one of those before),
    nor be more than the levels there are."""
    if closed:
        ring = [f"“{name}”" for name in names[names.index(names[-1]) :]]
        raise refuse_ring(ring)
    if len(names) > LONGEST_CHAIN:
        raise refuse_depth(len(names))


def refuse_ring(names: Sequence[str]) -> InvalidInputError:
    """`names` in their order up, the first one again at the end."""
    sentence = f"上级目录绕成了圈：{'→'.join(names)}，请改正其中一个的上级"
    return InvalidInputError("catalogue.cyclic_inheritance", sentence, "parent")


def refuse_depth(levels: int) -> InvalidInputError:
    sentence = f"上级目录最多 {LONGEST_CHAIN} 层，现在有 {levels} 层，请直接选更高一层的条目"
    return InvalidInputError("catalogue.too_many_levels", sentence, "parent")


def inherited(contents: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What the lists above say together: contents from the lowest up; who is nearer is heard first."""
    whole: dict[str, Any] = {}
    for content in contents:
        whole = {**{k: v for k, v in content.items() if v not in (None, "", [], {})}, **whole}
    return whole


def said_above(name: str, base_code: str, procedure: Procedure, contents: Iterable[Mapping[str, Any]]) -> Said:
    whole = inherited(contents)
    stated = frozenset({"name", "base_code", "procedure", *whole})
    return Said(name, base_code, procedure, read_content(whole), stated)


def departures(above: Said, here: Said) -> list[Departure]:
    """Everything the list above states and the item says otherwise, in the order of the table; then what is free."""
    found: list[Departure] = []
    for field in (f for f in FREEDOM if f in above.stated):
        found += _materials(above.parts, here.parts) if field == "materials" else _one(field, above, here)
    return found + _free(above, here)


def problems(above: Said, here: Said) -> list[Problem]:
    """What inheritance forbids: publishing is refused for it."""
    return [Problem(d.field, d.sentence) for d in departures(above, here) if not d.allowed]


class Listed(Protocol):
    """An entry of a list, wherever it is kept."""

    @property
    def name(self) -> str: ...
    @property
    def base_code(self) -> str: ...
    @property
    def procedure(self) -> str: ...
    @property
    def content(self) -> Mapping[str, Any]: ...


def below_apart(entry: Listed, chain: Sequence[Listed]) -> list[Problem]:
    """Where an entry forbids what those above it allow, or asks for more. `chain`: from the nearest up, at least one."""
    contents = [e.content for e in chain]
    nearest, kind = chain[0], Procedure(entry.procedure)
    above = said_above(nearest.name, nearest.base_code, Procedure(nearest.procedure), contents)
    return lists_apart(above, said_above(entry.name, entry.base_code, kind, [entry.content, *contents]))


def refuse_apart(name: str, apart: Sequence[Problem]) -> InvalidInputError:
    sentence = f"与上级目录“{name}”不符：{'；'.join(p.sentence for p in apart)}"
    return InvalidInputError("catalogue.entry_against_upper", sentence, apart[0].field)


def lists_apart(above: Said, below: Said) -> list[Problem]:
    """The same between two lists; each has its own code there."""
    return [p for p in problems(above, below) if p.field != "base_code"]


def carried_down(above: Mapping[str, Any], here: Mapping[str, Any]) -> dict[str, Any]:
    """The item's content with what the list above states in the places the item leaves empty."""
    own = {k: v for k, v in here.items() if v not in (None, "", [], {})}
    whole = {**here, **{k: v for k, v in above.items() if k not in own}}
    if "asks" in own and "materials" not in own:  # what comes down hangs on the questions above
        known = {ask["key"] for ask in own["asks"]}
        whole["asks"] = [*own["asks"], *(ask for ask in above.get("asks") or () if ask["key"] not in known)]
    return whole


def refuse_retired(kind: str, name: str, since: str, what: str) -> WrongStateError:
    return WrongStateError(
        "catalogue.depends_on_retired", f"还不能发布：{kind}“{name}”已于 {since} {what}，请先更换或解除"
    )


def _one(field: str, above: Said, here: Said) -> list[Departure]:
    label, freedom, why = FREEDOM[field]
    old, new = _value(above, field), _value(here, field)
    if old == new:
        return []
    before, after = differences.said(old), differences.said(new)
    sides = f"（上级：{before}；这里：{after}）" if before and len(before) + len(after) <= SHORT else ""
    sentence = "" if PERMITTED.get(field, _never)(old, new) else f"{label}与上级清单不符{sides}：{why}"
    return [Departure(field, label, before, after, freedom, sentence, why)]


def _value(side: Said, field: str) -> Any:
    if field in ("name", "base_code", "procedure"):
        return getattr(side, field)
    value = getattr(side.parts, field)
    if field == "result":
        return value.name if value else ""
    if field == "charges":
        return tuple(c.name for c in value)
    return value


def worded(side: Said, field: str) -> str:
    """What one side says of a field, in words."""
    if field != "materials":
        return differences.said(_value(side, field))
    return "、".join(m.name if m.required else f"{m.name}（可选）" for m in side.parts.materials)


def _never(old: Any, new: Any) -> bool:
    return False


def _in_brackets(old: str, new: str) -> bool:
    return new.startswith((f"{old}（", f"{old}("))


def _sub_item(old: str, new: str) -> bool:
    return old.endswith(NO_SUB) and len(new) == len(old) and new[:BEFORE_SUB] == old[:BEFORE_SUB]


def _holds(old: str, new: str) -> bool:
    return old in new


def _shorter(old: Limit | None, new: Limit | None) -> bool:
    return old is None or new is None or not compare(new, old)


def _fewer(old: int, new: int) -> bool:
    return new <= old


def _all_served(old: tuple[ApplicantKind, ...], new: tuple[ApplicantKind, ...]) -> bool:
    return set(old) <= set(new)


PERMITTED: Mapping[str, Callable[[Any, Any], bool]] = {
    "name": _in_brackets, "base_code": _sub_item, "basis": _holds, "statutory": _shorter, "promised": _shorter,
    "visits": _fewer, "applicants": _all_served,
    "pace": lambda old, new: new is Pace.INSTANT, "online": lambda old, new: bool(new),
    "fee": lambda old, new: new is Fee.NONE, "charges": lambda old, new: set(new) <= set(old),
}  # fmt: skip


def _materials(above: Parts, here: Parts) -> list[Departure]:
    """One line a material. What is asked for beyond the list above needs its own basis."""
    found = []
    used: set[str] = set()
    for n, own in enumerate(here.materials):
        upper = next((m for m in above.materials if m.key == own.key or m.name == own.name), None)
        used |= {upper.key} if upper else set()
        more = _asks_more(upper, own, above, here)
        if more:
            why = "" if own.basis else f"材料“{own.name}”{more}，没有写依据：{FREEDOM['materials'][2]}"
            told = differences.row_said(differences.MATERIAL, upper)
            found.append(
                _of_material(f"materials.{n}.basis", own.name, told, f"{more}；依据：{own.basis or '没有'}", why)
            )
        elif upper and upper.name != own.name:
            found.append(_of_material(f"materials.{n}.name", upper.name, upper.name, own.name))
    gone = [m.name for m in above.materials if m.key not in used]
    return found + [_of_material("materials", name, "上级清单要求", "") for name in gone]


def _asks_more(upper: MaterialSpec | None, own: MaterialSpec, above: Parts, here: Parts) -> str:
    if upper is None:
        return "上级清单没有"
    asked = [
        (own.required and not upper.required, "由可选改为必须提交"),
        (own.copies > upper.copies, f"份数由 {upper.copies} 增加到 {own.copies}"),
        (_more_people(upper, own, above, here), "要交的人比上级多"),
        (own.form in STRICT and upper.form not in STRICT, f"形式由{upper.form.label}改为{own.form.label}"),
    ]
    return "，".join(words for more, words in asked if more)


def _more_people(upper: MaterialSpec, own: MaterialSpec, above: Parts, here: Parts) -> bool:
    """Does the item ask it of somebody whom the list above spares? Every kind of answer is tried."""
    if not upper.when:
        return False
    if not conditions.mentions(upper.when) <= {ask.key for ask in here.asks}:
        return True
    tried = decisions.tries(here.asks, [upper.when, own.when])
    kinds = islice(tried, decisions.MOST_TRIED)
    return any(_holds_for(own.when, a, here) and not _holds_for(upper.when, a, here) for a in kinds)


def _holds_for(when: Condition, answers: conditions.Answers, here: Parts) -> bool:
    return conditions.judge(when, answers, here.asks).verdict is Verdict.MET


def _of_material(field: str, name: str, before: str, after: str, sentence: str = "") -> Departure:
    return Departure(field, f"材料“{name}”", before, after, Freedom.BASIS, sentence)


def _free(above: Said, here: Said) -> list[Departure]:
    """What the list above also says and the item is free to have otherwise."""
    return [
        Departure(key, label, differences.said(old), differences.said(new), Freedom.FREE)
        for key, label in differences.FACTS.items()
        if key in above.stated and key not in FREEDOM
        for old, new in [(getattr(above.parts, key), getattr(here.parts, key))]
        if old != new
    ]
