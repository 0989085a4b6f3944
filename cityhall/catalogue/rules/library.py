"""标准字段库、标准材料库: an entry read; what an item takes from it, and where it may not depart from it; a compound material
taken apart. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cityhall.catalogue.terms import FieldKind, FieldSpec, MaterialForm, MaterialSpec, Medium, Origin, Reuse, SourceKind
from cityhall.catalogue.terms.library import Piece, PieceKind, Shelf, StandardField, StandardMaterial
from cityhall.kernel.errors import InvalidInputError

from .content import Parts
from .fields import ALWAYS_PERSONAL, WITH_CHOICES, WORDED, bounds, pattern, size
from .publishing import Problem
from .reading import Reader

STRICTER = (Reuse.AUTO, Reuse.ASK, Reuse.NEVER)
MOST_PIECES = 40


@dataclass(frozen=True)
class Standing:
    """An entry as a version finds it: what it says, and whether it is retired, for what."""

    shelf: Shelf
    code: str
    name: str
    content: Mapping[str, Any]
    retired_on: str = ""
    instead: str = ""  # the name and code of what replaces it


def read(shelf: Shelf, content: Mapping[str, Any]) -> StandardField | StandardMaterial:
    return read_field(content) if shelf is Shelf.FIELD else read_material(content)


def read_field(content: Mapping[str, Any]) -> StandardField:
    row = Reader(content, "", "标准字段的")
    kind = row.word("kind", "类型", FieldKind, FieldKind.TEXT)
    choices = row.texts("choices", "选项", longest=60)
    if kind in WITH_CHOICES and len(set(choices)) < 2:  # noqa: PLR2004
        raise row.refuse("choices", "选项", "至少要有两个不同的选项")
    least, most = bounds(row, kind)
    return StandardField(
        kind=kind, choices=choices if kind in WITH_CHOICES else (),
        unit=row.text("unit", "单位", longest=10) if kind is FieldKind.NUMBER else "",
        pattern=pattern(row) if kind in WORDED else "", least=least, most=most,
        max_length=row.whole("max_length", "最多字数", 200, least=1, most=5000),
        personal=row.yes("personal", "个人信息", default=False) or kind in ALWAYS_PERSONAL,
        reuse=row.word("reuse", "复用规则", Reuse, Reuse.AUTO), origin=row.word("origin", "带出来源", Origin, Origin.LABEL),
        hint=row.text("hint", "填写提示", longest=300), group=row.text("group", "主题", longest=20),
    )  # fmt: skip


def read_material(content: Mapping[str, Any]) -> StandardMaterial:
    row = Reader(content, "", "标准材料的")
    pieces = tuple(_piece(one) for one in row.rows("pieces", "拆解内容"))
    if len(pieces) > MOST_PIECES:
        raise row.refuse("pieces", "拆解内容", f"最多 {MOST_PIECES} 项")
    return StandardMaterial(
        form=row.word("form", "形式", MaterialForm, MaterialForm.COPY), medium=row.word("medium", "载体", Medium, Medium.EITHER),
        source_kind=row.word("source_kind", "来源类别", SourceKind, SourceKind.APPLICANT),
        issuer=row.text("issuer", "出具单位", longest=100), sharing=row.text("sharing", "共享来源", longest=200),
        validity=row.text("validity", "有效期", longest=200), standard=row.text("standard", "受理标准", longest=1000),
        hint=row.text("hint", "填报须知", longest=1000), blank=row.text("blank", "空白表", longest=300),
        example=row.text("example", "样表", longest=300), group=row.text("group", "类别", longest=20), pieces=pieces,
    )  # fmt: skip


def _piece(row: Reader) -> Piece:
    piece = Piece(
        name=row.text("name", "内容", longest=100, needed=True), kind=row.word("kind", "怎么取得", PieceKind, PieceKind.ASKED),
        code=row.text("code", "标识", longest=40), source=row.text("source", "数据来源", longest=100),
    )  # fmt: skip
    if piece.kind is not PieceKind.HELD and not piece.code:
        what = "标准字段" if piece.kind is PieceKind.ASKED else "标准材料"
        raise row.refuse("code", "标识", f"没有填写：“{piece.name}”要指明是哪一个{what}")
    if piece.kind is PieceKind.HELD and not piece.source:
        raise row.refuse("source", "数据来源", f"没有填写：“{piece.name}”由哪里的数据核验")
    return piece


def refs_of(parts: Parts) -> list[str]:
    """What a version takes from the libraries: `field:…`, `material:…`."""
    return _refs([f.standard for f in parts.fields], [m.standard_code for m in parts.materials])


def refs_in(content: Mapping[str, Any]) -> list[str]:
    """The same of a content as it is kept."""
    fields, papers = content.get("fields") or (), content.get("materials") or ()
    return _refs([f.get("standard") for f in fields], [m.get("standard_code") for m in papers])


def _refs(fields: Iterable[str | None], materials: Iterable[str | None]) -> list[str]:
    found = {f"{Shelf.FIELD}:{code}" for code in fields if code}
    return sorted(found | {f"{Shelf.MATERIAL}:{code}" for code in materials if code})


def problems(parts: Parts, found: Mapping[str, Standing]) -> list[Problem]:
    """Where a version may not be as it is: an entry unknown or retired, a rule loosened."""
    return [*gone(parts, found), *loose(parts, found)]


def gone(parts: Parts, found: Mapping[str, Standing]) -> list[Problem]:
    """What it refers to that is not there, or not any more."""
    told = []
    for n, m in enumerate(parts.materials):
        if m.standard_code:
            told += _gone(f"materials.{n}.standard_code", m.name, Shelf.MATERIAL, m.standard_code, found)
    for n, f in enumerate(parts.fields):
        if f.standard:
            told += _gone(f"fields.{n}.standard", f.label, Shelf.FIELD, f.standard, found)
    return told


def loose(parts: Parts, found: Mapping[str, Standing]) -> list[Problem]:
    """Where a field says less than the standard one."""
    rules = [(n, f, found.get(f"{Shelf.FIELD}:{f.standard}")) for n, f in enumerate(parts.fields)]
    return [
        Problem(f"fields.{n}.{key}", sentence)
        for n, f, entry in rules if entry is not None
        for key, sentence in loosened(f, read_field(entry.content))
    ]  # fmt: skip


def _gone(field: str, name: str, shelf: Shelf, code: str, found: Mapping[str, Standing]) -> list[Problem]:
    entry = found.get(f"{shelf}:{code}")
    what = "材料" if shelf is Shelf.MATERIAL else "填写项"
    if entry is None:
        return [Problem(field, f"{what}“{name}”引用的{shelf.label}“{code}”不在标准库中，请重新选择")]
    if not entry.retired_on:
        return []
    then = f"，请改用“{entry.instead}”" if entry.instead else "，请删去或改用现行的"
    return [Problem(field, f"{what}“{name}”引用的{shelf.label}“{entry.name}”已于 {entry.retired_on} 停用{then}")]


def loosened(own: FieldSpec, standard: StandardField) -> list[tuple[str, str]]:
    """Where a form's own field says something else than the standard one; to tighten it is allowed."""
    told = []
    if own.kind is not standard.kind:
        told.append(("kind", f"填写项“{own.label}”的类型应与标准字段一致：{standard.kind.label}"))
    more = [c for c in own.choices if c not in standard.choices]
    if own.kind is standard.kind and more:
        told.append(("choices", f"填写项“{own.label}”多了标准字段没有的选项：{'、'.join(more)}"))
    if own.unit and own.unit != standard.unit:
        told.append(("unit", f"填写项“{own.label}”的单位应与标准字段一致：{standard.unit or '没有单位'}"))
    if own.pattern and standard.pattern and own.pattern != standard.pattern:
        told.append(("pattern", f"填写项“{own.label}”的格式由标准字段规定，请留空"))
    return told


def field_taken(own: FieldSpec, standard: StandardField) -> FieldSpec:
    """The form's field with the rule of the standard one: of both the stricter."""
    return replace(
        own, choices=own.choices or standard.choices, unit=standard.unit, pattern=standard.pattern or own.pattern,
        least=_tighter(own.kind, own.least, standard.least, max), most=_tighter(own.kind, own.most, standard.most, min),
        max_length=min(own.max_length, standard.max_length), personal=own.personal or standard.personal,
        reuse=max(own.reuse, standard.reuse, key=STRICTER.index), hint=own.hint or standard.hint,
        origin=standard.origin if own.origin is Origin.LABEL else own.origin,
    )  # fmt: skip


def _tighter(kind: FieldKind, own: str, standard: str, pick: Any) -> str:
    if kind not in (FieldKind.NUMBER, FieldKind.DATE) or not (own and standard):
        return own or standard
    return str(pick((own, standard), key=lambda text: size(kind, text)))


def material_taken(own: MaterialSpec, standard: StandardMaterial) -> MaterialSpec:
    """The item's material with what the standard one says where the item leaves it open."""
    return replace(
        own, standard=own.standard or standard.standard, hint=own.hint or standard.hint, blank=own.blank or standard.blank,
        example=own.example or standard.example,
        source=standard.issuer if standard.issuer and own.source == MaterialSpec("", "").source else own.source,
    )  # fmt: skip


def taken(parts: Parts, found: Mapping[str, Standing]) -> Parts:
    """The version whole by itself, with what it takes from the libraries on this day."""
    fields = tuple(
        field_taken(f, read_field(found[f"{Shelf.FIELD}:{f.standard}"].content)) if f.standard else f
        for f in parts.fields
    )
    materials = tuple(
        material_taken(m, read_material(found[f"{Shelf.MATERIAL}:{m.standard_code}"].content)) if m.standard_code else m
        for m in parts.materials
    )
    return replace(parts, fields=fields, materials=materials)


@dataclass(frozen=True)
class Apart:
    """材料拆解 of one material of an item: each piece, and what becomes of it there."""

    piece: Piece
    there: str = ""  # the field or material of the item that has it already


def apart(parts: Parts, material: MaterialSpec, pieces: Sequence[Piece]) -> list[Apart]:
    """Which of its contents the form asks already, which are looked up, which have to be brought."""
    fields = {f.standard or f.label: f.label for f in parts.fields} | {f.label: f.label for f in parts.fields}
    fields |= {ask.label: ask.label for ask in parts.asks}
    papers = {m.standard_code or m.name: m.name for m in parts.materials if m.key != material.key}
    papers |= {m.name: m.name for m in parts.materials if m.key != material.key}
    known = {PieceKind.ASKED: fields, PieceKind.BROUGHT: papers, PieceKind.HELD: {}}
    return [Apart(p, known[p.kind].get(p.code) or known[p.kind].get(p.name, "")) for p in pieces]


def taken_apart(
    content: Mapping[str, Any], key: str, rows: Sequence[Apart], found: Mapping[str, Standing]
) -> dict[str, Any]:
    """The content in which the form asks what the paper said: its missing fields come in, what must be brought does, the
    paper itself goes. New rows keep its situation."""
    materials = [dict(m) for m in content.get("materials") or ()]
    paper = next((m for m in materials if m["key"] == key), None)
    if paper is None:
        raise InvalidInputError("catalogue.unknown_material", "草稿里没有这份材料，请刷新页面", "materials")
    when = paper.get("when") or []
    fields = [dict(f) for f in content.get("fields") or ()]
    brought = [m for m in materials if m["key"] != key]
    for row in (r for r in rows if not r.there):
        entry = found.get(f"{Shelf.FIELD if row.piece.kind is PieceKind.ASKED else Shelf.MATERIAL}:{row.piece.code}")
        if row.piece.kind is PieceKind.ASKED and entry is not None:
            fields.append(_new_field(row.piece, entry, when, free_key([*fields, *(content.get("asks") or ())], "f")))
        elif row.piece.kind is PieceKind.BROUGHT and entry is not None:
            brought.append(_new_material(row.piece, entry, when, free_key(brought, "m")))
    return {**content, "materials": brought, "fields": fields}


def _new_field(piece: Piece, entry: Standing, when: Any, key: str) -> dict[str, Any]:
    rule = read_field(entry.content)
    return {"key": key, "label": piece.name, "kind": rule.kind.value, "choices": list(rule.choices), "unit": rule.unit,
            "hint": rule.hint, "standard": entry.code, "when": when}  # fmt: skip


def _new_material(piece: Piece, entry: Standing, when: Any, key: str) -> dict[str, Any]:
    rule = read_material(entry.content)
    return {"key": key, "name": piece.name, "form": rule.form.value, "standard_code": entry.code, "standard": rule.standard,
            "hint": rule.hint, "when": when}  # fmt: skip


def free_key(rows: Iterable[Mapping[str, Any]], letter: str) -> str:
    taken_ = {str(row.get("key")) for row in rows}
    return next(key for n in range(1, 10_000) if (key := f"{letter}{n}") not in taken_)


def swapped(content: Mapping[str, Any], shelf: Shelf, old: str, new: str, name: str) -> dict[str, Any]:
    """The content with one entry put in the place of another: its reference, and the name of a material."""
    part, ref, label = (
        ("fields", "standard", "label") if shelf is Shelf.FIELD else ("materials", "standard_code", "name")
    )
    rows = [
        {**row, ref: new, **({label: name} if shelf is Shelf.MATERIAL else {})} if row.get(ref) == old else dict(row)
        for row in content.get(part) or ()
    ]
    return {**content, part: rows}


def adopted(content: Mapping[str, Any], shelf: Shelf, names: Mapping[str, Standing]) -> tuple[dict[str, Any], int]:
    """The content in which what is called as an entry (or one of its other names) refers to it, where its kind allows."""
    part, ref, label = (
        ("fields", "standard", "label") if shelf is Shelf.FIELD else ("materials", "standard_code", "name")
    )
    rows, count = [], 0
    for row in content.get(part) or ():
        entry = names.get(plain(str(row.get(label, ""))))
        fits = entry is not None and not row.get(ref) and not entry.retired_on and _fits(shelf, row, entry)
        rows.append({**row, ref: entry.code} if fits and entry else dict(row))
        count += fits
    return {**content, part: rows}, count


def _fits(shelf: Shelf, row: Mapping[str, Any], entry: Standing) -> bool:
    if shelf is Shelf.MATERIAL:
        return True
    rule = read_field(entry.content)
    return str(row.get("kind", FieldKind.TEXT)) == rule.kind and set(row.get("choices") or ()) <= set(rule.choices)


def plain(name: str) -> str:
    """A name as names are compared: without spaces and without what stands in brackets."""
    head = name.replace("(", "（").partition("（")[0]
    return "".join(head.split()) or "".join(name.split())
