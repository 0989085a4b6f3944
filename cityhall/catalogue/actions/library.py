"""标准字段库、标准材料库: kept, retired, replaced; and what an item's draft takes from them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cityhall.catalogue.models import Item, ItemVersion, LibraryEntry, LibraryVersion
from cityhall.catalogue.queries.library import LIVE, called, decomposition, standing_of
from cityhall.catalogue.rules import content as contents
from cityhall.catalogue.rules import library as rules
from cityhall.catalogue.terms import Can, VersionStatus
from cityhall.catalogue.terms.library import PieceKind, Shelf
from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import insert

from .items import keep_draft, locked_item, refuse_while_planned

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
KEPT = ["name", "aliases", "content", "organ", "changed_at", "version"]
MOST_NAME, MOST_WHY, MOST_ALIASES = 200, 300, 20


@dataclass(frozen=True)
class Stocked:
    """An entry as a list of them brings it."""

    shelf: Shelf
    code: str
    name: str
    content: Mapping[str, Any]
    aliases: tuple[str, ...] = ()


@action
def save_library_entry(
    actor: Actor, shelf: str, code: str, name: str, content: Mapping[str, Any], *, aliases: Sequence[str] = (),
    organ_id: int | None = None, why: str = "",
) -> str:  # fmt: skip
    """录入或修改标准字段、标准材料, known by shelf and code. What is published keeps the rule it was published under; the next
    publication takes the new one. Answers the code."""
    kind = _shelf(shelf)
    key = _code(code)
    entry = _locked(kind, key) or LibraryEntry(shelf=kind, code=key, version=0)
    for owner in {entry.organ_id if entry.pk else organ_id, organ_id}:
        _keeps(actor, owner)
    if entry.pk is not None:
        _check_current(entry)
    entry.name = name.strip()
    if not entry.name or len(entry.name) > MOST_NAME:
        raise InvalidInputError("catalogue.name_missing", f"请填写名称，最多 {MOST_NAME} 个字", "name")
    entry.aliases = [a for a in dict.fromkeys(a.strip()[:60] for a in aliases) if a and a != entry.name][:MOST_ALIASES]
    entry.content = contents.plain(rules.read(kind, content))
    entry.organ_id, entry.changed_at, entry.version = organ_id, clock.now(), entry.version + 1
    _check_pieces(entry)
    _kept(actor, entry, why.strip()[:MOST_WHY])
    record(
        actor, "library.saved", entry.ref, organ_id=organ_id, name=entry.name, number=entry.version,
        why=why.strip()[:MOST_WHY],
    )  # fmt: skip
    return key


def _check_current(entry: LibraryEntry) -> None:
    call.check_seen(entry.version)
    if entry.retired_on is not None:
        raise WrongStateError("catalogue.library_retired", f"“{entry.name}”已停用，不能再修改；请新建一个标识不同的")


@step
def _kept(actor: Actor, entry: LibraryEntry, why: str) -> None:
    """Two statements: the entry, and what it says from now on."""
    if entry.pk is None:
        entry.save(force_insert=True)
    else:
        entry.save(update_fields=KEPT)
    LibraryVersion.objects.create(
        entry=entry, number=entry.version, name=entry.name, content=entry.content, from_at=entry.changed_at,
        by=actor.name[:80], why=why,
    )  # fmt: skip


@action
def stock_library(actor: Actor, rows: Sequence[Stocked], why: str) -> int:
    """批量入库: entries this city does not have yet; what is there stays as it is. Answers how many came in."""
    return stocked(actor, rows, why)


@step
def stocked(actor: Actor, rows: Sequence[Stocked], why: str) -> int:
    """The act itself, also as a part of taking in items that refer to them."""
    _keeps(actor, None)
    have = set(LibraryEntry.objects.values_list("shelf", "code"))
    now = clock.now()
    new = [
        LibraryEntry(
            shelf=r.shelf, code=_code(r.code), name=r.name, aliases=list(r.aliases), changed_at=now,
            content=contents.plain(rules.read(r.shelf, r.content)),
        )
        for r in rows if (r.shelf, r.code) not in have
    ]  # fmt: skip
    kept = insert(new)
    insert([
        LibraryVersion(entry=e, number=1, name=e.name, content=e.content, from_at=now, by=actor.name[:80], why=why[:MOST_WHY])
        for e in kept
    ])  # fmt: skip
    record(actor, "library.stocked", "library:all", number=len(new), why=why[:MOST_WHY])
    return len(new)


@action
def retire_library_entry(
    actor: Actor, shelf: str, code: str, reason: str, instead: str = "", until: date | None = None
) -> int:  # fmt: skip
    """停用: no version is published with it any more. Every draft and published version that refers to it stands on the
    list of what is to be replaced, until that day. Answers how many items these are."""
    kind = _shelf(shelf)
    entry = _found(kind, code)
    _keeps(actor, entry.organ_id)
    call.check_seen(entry.version)
    if not reason.strip():
        raise InvalidInputError("catalogue.reason_missing", "请写明停用的原因和依据", "reason")
    if entry.retired_on is not None:
        raise WrongStateError("catalogue.library_retired", f"“{entry.name}”已于 {entry.retired_on} 停用")
    if until is not None and until < clock.today():
        raise InvalidInputError("catalogue.bad_until", "最迟更换日期不能早于今天", "until")
    if instead.strip():
        other = (
            LibraryEntry.objects.filter(shelf=kind, code=instead.strip(), retired_on=None).exclude(pk=entry.pk).first()
        )
        if other is None:
            raise InvalidInputError(
                "catalogue.bad_instead", f"没有现行的{kind.label}“{instead.strip()}”，请重新选择", "instead"
            )
        entry.instead = other
    entry.retired_on, entry.retired_why, entry.until = clock.today(), reason.strip()[:MOST_WHY], until
    entry.version += 1
    entry.save(update_fields=["retired_on", "retired_why", "until", "instead", "version"])
    items = ItemVersion.objects.filter(status__in=LIVE, uses__contains=[f"{kind}:{entry.code}"])
    left = sorted(set(items.values_list("item_id", flat=True)))
    record(
        actor, "library.retired", entry.ref, organ_id=entry.organ_id, name=entry.name, reason=entry.retired_why,
        instead=instead.strip(), until=until.isoformat() if until else "", items=len(left),
    )  # fmt: skip
    return len(left)


@action
def swap_library_entry(actor: Actor, item_id: int, shelf: str, code: str) -> int:
    """换成替代的: in the item's draft (begun from what is published, where none is open) the entry that replaces a retired
    one takes its place. Answers the new version to be `seen`."""
    kind = _shelf(shelf)
    item, content = _draft_of(actor, item_id)
    entry = LibraryEntry.objects.filter(shelf=kind, code=code).select_related("instead").first()
    if entry is None or entry.instead is None:
        raise WrongStateError("catalogue.no_instead", "这个条目没有指定替代，请在草稿里自行更换或删去")
    keep_draft(item, contents.read_content(rules.swapped(content, kind, code, entry.instead.code, entry.instead.name)))
    record(actor, "item.drafted", item.ref, organ_id=item.organ_id, swapped=f"{kind}:{code}", onto=entry.instead.code)
    return item.version


@action
def take_material_apart(actor: Actor, item_id: int, key: str) -> int:
    """材料拆解: the form asks what the paper said, the paper itself is not asked for any more. Answers the new version."""
    item, content = _draft_of(actor, item_id)
    told = decomposition(content, key)
    if not told.rows:
        raise WrongStateError(
            "catalogue.not_decomposed", f"“{told.name}”在标准材料库里还没有拆解，请先在标准材料库写明它的内容"
        )
    refs = [
        f"{Shelf.FIELD if r.piece.kind is PieceKind.ASKED else Shelf.MATERIAL}:{r.piece.code}"
        for r in told.rows
        if r.piece.code
    ]
    made = rules.taken_apart(content, key, told.rows, standing_of(refs))
    keep_draft(item, contents.read_content(made))
    record(actor, "item.drafted", item.ref, organ_id=item.organ_id, taken_apart=key, pieces=len(told.rows))
    return item.version


@action
def adopt_standard(actor: Actor, item_id: int, shelf: str) -> int:
    """引用同名的: rows of the draft that are called as entries of the library refer to them. Answers how many did."""
    kind = _shelf(shelf)
    item, content = _draft_of(actor, item_id)
    part, label = ("fields", "label") if kind is Shelf.FIELD else ("materials", "name")
    names = [str(row.get(label, "")) for row in content.get(part) or ()]
    made, count = rules.adopted(content, kind, called(kind, names))
    if not count:
        raise WrongStateError("catalogue.nothing_alike", "没有与标准库同名、类型也一致的行，不需要引用")
    keep_draft(item, contents.read_content(made))
    record(actor, "item.drafted", item.ref, organ_id=item.organ_id, adopted=count, shelf=str(kind))
    return count


@step
def _draft_of(actor: Actor, item_id: int) -> tuple[Item, Mapping[str, Any]]:
    item = locked_item(item_id)
    require(actor, Can.EDIT_ITEMS, item.organ_id)
    call.check_seen(item.version)
    refuse_while_planned(item)
    rows = ItemVersion.objects.filter(item=item).exclude(status=VersionStatus.RETIRED).order_by("-number")
    last = rows.first()
    return item, last.content if last else {}


def _keeps(actor: Actor, organ_id: int | None) -> None:
    """An organ's entries are its own to keep; those of the whole city belong to who keeps the library for all."""
    if organ_id is not None:
        require(actor, Can.KEEP_LIBRARY, organ_id)
        return
    require(actor, Can.KEEP_LIBRARY)
    if actor.reach(Can.KEEP_LIBRARY) is not None:
        raise NotAllowedError(
            "catalogue.library_of_all", "全市共用的条目只有市级管理员可以修改；可以选定本单位为归口单位"
        )


def _check_pieces(entry: LibraryEntry) -> None:
    """What a material is taken apart into is there; and no part of it is the material itself."""
    if entry.shelf != Shelf.MATERIAL:
        return
    pieces = [p for p in rules.read_material(entry.content).pieces if p.kind is not PieceKind.HELD]
    refs = {f"{Shelf.FIELD if p.kind is PieceKind.ASKED else Shelf.MATERIAL}:{p.code}": p for p in pieces}
    found = standing_of(refs)
    for ref, piece in refs.items():
        if ref == f"{Shelf.MATERIAL}:{entry.code}":
            raise InvalidInputError("catalogue.cyclic_pieces", f"“{piece.name}”指向了这份材料自己，请改正", "pieces")
        if ref not in found or found[ref].retired_on:
            why = "已停用" if ref in found else "不在标准库中"
            raise InvalidInputError(
                "catalogue.bad_piece", f"拆解内容“{piece.name}”引用的“{piece.code}”{why}，请重新选择", "pieces"
            )


def _locked(shelf: Shelf, code: str) -> LibraryEntry | None:
    return LibraryEntry.objects.select_for_update().filter(shelf=shelf, code=code).first()


def _found(shelf: Shelf, code: str) -> LibraryEntry:
    entry = _locked(shelf, code)
    if entry is None:
        raise NotFoundError("catalogue.unknown_library_entry", f"没有这个{shelf.label}，请返回列表重新选择")
    return entry


def _shelf(text: str) -> Shelf:
    try:
        return Shelf(text)
    except ValueError:
        raise NotFoundError("catalogue.unknown_shelf", "标准库只有字段和材料两类，请从列表进入") from None


def _code(text: str) -> str:
    code = text.strip()
    if not CODE.fullmatch(code):
        raise InvalidInputError(
            "catalogue.bad_library_code", "标识由字母、数字、点、下划线和连字符组成，最多 40 位", "code"
        )
    return code
