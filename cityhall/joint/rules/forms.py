"""一张表格、一套材料: what several items ask for, put together so that the same is asked once.

Two fields are one when they are of the same standard field, or (without one) of the same name and type. Keys of the one form are
made from the whole package, so that an answer does not lose its place when another answer takes an item away."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cityhall.catalogue.terms import FieldKind, FieldSpec, ItemTerms, MaterialSpec
from cityhall.joint.terms import Conflict, Feed, OneField, OneMaterial, Saved, Slot, Use

WITH_CHOICES = (FieldKind.CHOICE, FieldKind.MANY)
Same = tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """What one item asks for: `fields` and `materials` are all there are, of which those in `applies` are hers."""

    part: str
    name: str
    fields: tuple[FieldSpec, ...]
    materials: tuple[MaterialSpec, ...]
    field_keys: frozenset[str]
    material_keys: frozenset[str]


def asked_of(part: str, whole: ItemTerms, all_fields: Iterable[FieldSpec], here: ItemTerms) -> Asked:
    """One item as it is for her answers (`here`), beside everything it has."""
    return Asked(
        part, whole.name, tuple(all_fields), whole.materials, frozenset(f.key for f in here.fields),
        frozenset(m.key for m in here.materials),
    )  # fmt: skip


def one_form(items: Sequence[Asked], apart: Collection[Use] = (), first: str = "") -> tuple[OneField, ...]:
    """The fields that apply, each once, in the order of the guide: what stands under the `first` heading (the questions), then
    item by item, what stands under one heading together."""
    found = []
    for key, members in _gathered(items, apart):
        mine = [(asked, spec) for asked, spec in members if spec.key in asked.field_keys]
        if mine:
            uses = tuple(Use(asked.part, spec.key) for asked, spec in mine)
            found.append(OneField(replace(_strictest([spec for _, spec in mine]), key=key), uses))
    order = {group: n for n, group in enumerate(dict.fromkeys([first, *(one.spec.group for one in found)]))}
    return tuple(sorted(found, key=lambda one: order[one.spec.group]))


def conflicts(items: Sequence[Asked], apart: Collection[Use] = ()) -> tuple[Conflict, ...]:
    """Where items say different things of the same field: what each says, what is taken, and whether nothing fits."""
    found: list[Conflict] = []
    for _, members in _gathered(items, apart):
        if len(members) > 1:
            found += _differing(members)
    return tuple(found)


def keys_of(items: Sequence[Asked], apart: Collection[Use] = (), own: Collection[FieldSpec] = ()) -> dict[Use, str]:
    """Which field of the one form fills in which field of which item. `own`: the package's questions; one that an item asks
    just so is answered with it."""
    asked_already = {_question(ask): ask.key for ask in own}
    return {
        Use(asked.part, spec.key): asked_already.get(_question(spec), key) if Use(asked.part, spec.key) not in apart else key
        for key, members in _gathered(items, apart) for asked, spec in members
    }  # fmt: skip


def left_to_ask(form: Iterable[OneField], keys: Mapping[Use, str]) -> tuple[OneField, ...]:
    """The one form without what the package's own questions answer."""
    return tuple(one for one in form if any(keys[use] == one.spec.key for use in one.uses))


def _question(spec: FieldSpec) -> tuple[object, ...]:
    """What makes two questions of a questionnaire one: how it is put, and what may be answered."""
    return (spec.group, "".join(spec.label.split()), spec.kind, frozenset(spec.choices))


def values_for(part: str, keys: Mapping[Use, str], values: Mapping[str, str]) -> dict[str, str]:
    """What the one form says for one item, in the item's own keys."""
    return {use.key: values[key] for use, key in keys.items() if use.part == part and values.get(key)}


def _gathered(
    items: Sequence[Asked], apart: Collection[Use]
) -> list[tuple[str, list[tuple[Asked, FieldSpec]]]]:  # fmt: skip
    groups: dict[Same, list[tuple[Asked, FieldSpec]]] = {}
    for asked in items:
        for spec in asked.fields:
            groups.setdefault(_same(asked.part, spec, apart), []).append((asked, spec))
    return [(f"{members[0][0].part}-{members[0][1].key}", members) for members in groups.values()]


def _same(part: str, spec: FieldSpec, apart: Collection[Use]) -> Same:
    if Use(part, spec.key) in apart:
        return ("apart", part, spec.key)
    if spec.standard:
        return ("standard", spec.standard)
    return ("name", "".join(spec.label.split()), str(spec.kind))


def _strictest(specs: Sequence[FieldSpec]) -> FieldSpec:
    """One rule that satisfies them all, as far as there is one."""
    first = specs[0]
    choices = tuple(c for c in first.choices if all(c in s.choices for s in specs if s.choices)) or first.choices
    bounded = [s for s in specs if s.least], [s for s in specs if s.most]
    return replace(
        first,
        required=any(s.required for s in specs),
        personal=any(s.personal for s in specs),
        choices=choices,
        max_length=min(s.max_length for s in specs),
        least=max((s.least for s in bounded[0]), key=lambda text: _size(first.kind, text), default=""),
        most=min((s.most for s in bounded[1]), key=lambda text: _size(first.kind, text), default=""),
        pattern=next((s.pattern for s in specs if s.pattern), ""),
        hint=next((s.hint for s in specs if s.hint), ""),
        when=(),
    )


def _size(kind: FieldKind, text: str) -> Decimal:
    return Decimal(date.fromisoformat(text).toordinal()) if kind is FieldKind.DATE else Decimal(text)


def _differing(members: Sequence[tuple[Asked, FieldSpec]]) -> list[Conflict]:
    label, specs = members[0][1].label, [spec for _, spec in members]
    one = _strictest(specs)

    def said(about: str, words: Sequence[str], taken: str, *, blocks: bool = False) -> Conflict:
        told = tuple((asked.name, word) for (asked, _), word in zip(members, words, strict=True))
        return Conflict(label, about, told, taken, blocks)

    found = []
    if len({s.kind for s in specs}) > 1:
        return [said("类型", [s.kind.label for s in specs], "没有一种填法能同时满足", blocks=True)]
    if len({frozenset(s.choices) for s in specs}) > 1:
        both = [c for c in specs[0].choices if all(c in s.choices for s in specs)]
        taken = f"只能选：{'、'.join(both)}" if both else "没有共同的选项"
        found.append(said("选项", ["、".join(s.choices) or "不限" for s in specs], taken, blocks=not both))
    if len({(s.least, s.most) for s in specs}) > 1:
        empty = bool(one.least and one.most and _size(one.kind, one.least) > _size(one.kind, one.most))
        taken = "没有共同的范围" if empty else _range(one)
        found.append(said("范围", [_range(s) for s in specs], taken, blocks=empty))
    if len({s.pattern for s in specs if s.pattern}) > 1:
        found.append(said("格式", [s.pattern or "不限" for s in specs], "每个事项的格式都要符合"))
    if len({s.max_length for s in specs}) > 1:
        found.append(said("最多字数", [f"{s.max_length} 字" for s in specs], f"取最短：{one.max_length} 字"))
    if len({s.required for s in specs}) > 1:
        found.append(said("必填", ["必填" if s.required else "可不填" for s in specs], "按必填"))
    return found


def _range(spec: FieldSpec) -> str:
    return f"{spec.least or '不限'} 至 {spec.most or '不限'}"


def one_set(
    items: Sequence[Asked], slots: Sequence[Slot] = (), feeds: Sequence[Feed] = (), there: Collection[str] | None = None
) -> tuple[OneMaterial, ...]:
    """The materials that apply, each once; what another item of the same application gives is not asked of anybody. `there`: the
    parts that are hers (None: all); where the part that gives it is not among them, she brings it herself."""
    groups: dict[Same, list[tuple[Asked, MaterialSpec]]] = {}
    named = {use: slot.name for slot in slots for use in slot.uses}
    ever = {Use(feed.part, feed.material) for feed in feeds}
    fed = {Use(feed.part, feed.material) for feed in feeds if there is None or feed.source in there}
    for asked in items:
        for spec in asked.materials:
            use = Use(asked.part, spec.key)
            groups.setdefault(_same_material(use, spec, named), []).append((asked, spec))
    found = []
    for same, members in groups.items():
        uses = [(Use(asked.part, spec.key), asked, spec) for asked, spec in members]
        mine = [(asked, spec) for use, asked, spec in uses if spec.key in asked.material_keys and use not in fed]
        if mine:
            first = next((use for use, _, _ in uses if use not in ever), uses[0][0])  # the same whatever she answers
            name = same[1] if same[0] == "slot" else mine[0][1].name
            found.append(_material(f"{first.part}-{first.key}", name, mine))
    return tuple(found)


def _same_material(use: Use, spec: MaterialSpec, named: Mapping[Use, str]) -> Same:
    if use in named:
        return ("slot", named[use])
    return ("standard", spec.standard_code) if spec.standard_code else ("name", "".join(spec.name.split()))


def _material(key: str, name: str, mine: Sequence[tuple[Asked, MaterialSpec]]) -> OneMaterial:
    specs = [spec for _, spec in mine]
    return OneMaterial(
        key=key, name=name, required=any(s.required for s in specs),
        uses=tuple(Use(asked.part, spec.key) for asked, spec in mine), form=specs[0].form,
        hint=next((s.hint for s in specs if s.hint), ""),
        standards=tuple(dict.fromkeys(s.standard for s in specs if s.standard)),
    )  # fmt: skip


def saved(items: Sequence[Asked], fields: Sequence[OneField], materials: Sequence[OneMaterial], own: int = 0) -> Saved:
    """What applying for each on its own would have taken, beside what it takes now (`own`: the package's own questions)."""
    return Saved(
        sum(len(asked.field_keys) for asked in items), sum(len(asked.material_keys) for asked in items),
        len(fields) + own, len(materials),
    )  # fmt: skip
