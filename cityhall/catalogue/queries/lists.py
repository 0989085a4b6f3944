"""The lists above: their entries, how an item stands to the one it follows, and what is planned."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from cityhall.catalogue.models import BaseEntry, Item, ItemVersion, Plan
from cityhall.catalogue.rules import codes, inheritance
from cityhall.catalogue.rules.codes import CodePart
from cityhall.catalogue.rules.content import Parts, read_content
from cityhall.catalogue.rules.inheritance import Departure, Said
from cityhall.catalogue.terms import Can, Freedom, Generation, Level, PlanKind, PlanState, Procedure
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError
from cityhall.kernel.paging import Page, keyset, page

UP = "parent__parent__parent__parent__parent"  # one level more than there may be


@dataclass(frozen=True)
class EntryRow:
    """One entry of the lists above."""

    id: int
    base_code: str
    name: str
    procedure: Procedure
    level: Level
    parent_code: str
    parent_name: str
    retired_on: date | None
    items: int


@dataclass(frozen=True)
class EntryView:
    """An entry whole: what it says itself, and what it says together with those above it."""

    row: EntryRow
    source: str
    retired_why: str
    changed_at: datetime
    content: Mapping[str, Any]
    whole: Mapping[str, Any]
    parts: Parts
    stated: tuple[tuple[str, str, str], ...]  # what, what it says, at which level
    law_changed_on: date | None
    version: int

    @property
    def ref(self) -> str:
        return f"entry:{self.row.id}"


@dataclass(frozen=True)
class Inheritance:
    """How an item stands to the entry it follows: the chain from the lowest up, and every departure."""

    chain: tuple[EntryRow, ...]
    departures: tuple[Departure, ...]
    behind: bool  # published under an earlier version of the entry


@dataclass(frozen=True)
class PlanRow:
    kind: PlanKind
    on: date
    number: int
    note: str
    by: str
    made_at: datetime
    state: PlanState
    ended_at: datetime | None
    outcome: str


@dataclass(frozen=True)
class Codes:
    """The codes of an item, each taken apart, and what does not hold about them."""

    rows: tuple[tuple[str, str, Generation | None, tuple[CodePart, ...]], ...]
    doubts: tuple[str, ...]
    named: Mapping[str, str]  # by the names of the item's own columns


def entries(
    actor: Actor, *, text: str = "", level: str = "", after: str = "", limit: int = 50
) -> Page[EntryRow]:  # fmt: skip
    """The lists above, by name. Who edits items may read them."""
    may_read(actor)
    rows = BaseEntry.objects.select_related("parent").annotate(n=Count("items"))
    if text:
        rows = rows.filter(Q(name__contains=text) | Q(base_code__startswith=text.upper()))
    if level:
        rows = rows.filter(level=level)
    cut = page(list(keyset(rows, ["name", "id"], after, limit)), limit, (), lambda e: (e.name, e.pk))
    return Page([_row(e, e.n) for e in cut.rows], cut.next)


def entry(actor: Actor, base_code: str) -> EntryView:
    may_read(actor)
    found = BaseEntry.objects.filter(base_code=base_code).annotate(n=Count("items")).first()
    if found is None:
        raise NotFoundError("catalogue.unknown_entry", f"基本目录里没有编码为“{base_code[:40]}”的条目，请核对编码")
    chain = chain_of(found.pk)
    whole = inheritance.inherited(e.content for e in chain)
    told = above_of(chain)
    first = {key: Level(e.level).label for e in reversed(chain) for key in e.content}
    stated = tuple(
        (label, inheritance.worded(told, key), first[key])
        for key, (label, _, _) in inheritance.FREEDOM.items()
        if key in first
    )  # fmt: skip
    return EntryView(
        _row(found, found.n), found.source, found.retired_why, found.changed_at, found.content, whole,
        told.parts, stated, found.law_changed_on, found.version,
    )  # fmt: skip


def followers(actor: Actor, base_code: str, *, after: str = "", limit: int = 50) -> Page[tuple[int, str, str, bool]]:
    """The items under an entry this actor looks after: id, name, organ, and whether what is published is of an earlier
    version of the entry."""
    may_read(actor)
    rows = Item.objects.select_related("organ", "published_version", "upper").filter(upper__base_code=base_code)
    reach = None if actor.reach(Can.KEEP_LISTS) is None and actor.may(Can.KEEP_LISTS) else actor.reach(Can.EDIT_ITEMS)
    rows = rows if reach is None else rows.filter(organ_id__in=reach)
    cut = page(list(keyset(rows, ["name", "id"], after, limit)), limit, (), lambda i: (i.name, i.pk))
    return Page([(i.pk, i.name, i.organ.name, _behind(i, [i.upper] if i.upper else [])) for i in cut.rows], cut.next)


def inheritance_of(actor: Actor, item_id: int) -> Inheritance | None:
    """The item's draft (or what is published) against the list above it; None where it follows none."""
    item = _item(actor, item_id)
    if item.upper_id is None:
        return None
    latest = ItemVersion.objects.filter(item=item).order_by("-number").first()
    parts = read_content(latest.content if latest else {})
    chain = chain_of(item.upper_id)
    told = inheritance.departures(above_of(chain), said_here(item, parts))
    return Inheritance(tuple(_row(e) for e in chain), tuple(told), _behind(item, chain))


def freedoms() -> list[tuple[str, Freedom, str]]:
    """The table of what a local item may have otherwise, as people read it."""
    return list(inheritance.FREEDOM.values())


def plans(actor: Actor, item_id: int) -> list[PlanRow]:
    """What is and was planned for an item, latest first."""
    _item(actor, item_id)
    rows = Plan.objects.filter(item_id=item_id).order_by("-made_at", "-id")[:20]
    return [
        PlanRow(PlanKind(p.kind), p.on, p.number, p.note, p.by, p.made_at, PlanState(p.state), p.ended_at, p.outcome)
        for p in rows
    ]


def code_of(text: str) -> tuple[Generation, list[CodePart]]:
    """Any code, taken apart; refuses one that breaks its own rule."""
    return codes.explain(text)


def codes_of(actor: Actor, item_id: int) -> Codes:
    """An item's codes of both generations, each taken apart, and everything that does not hold."""
    item = _item(actor, item_id)
    named = (
        ("实施编码", item.item_code), ("基本编码", item.base_code), ("业务办理项编码", item.handling_code),
        ("地方（旧）实施编码", item.local_item_code), ("地方（旧）基本编码", item.local_base_code),
    )  # fmt: skip
    rows: list[tuple[str, str, Generation | None, tuple[CodePart, ...]]] = []
    doubts: list[str] = []
    for label, text in named:
        if not text:
            continue
        try:
            generation, parts = codes.explain(text)
            rows.append((label, text, generation, tuple(parts)))
        except InvalidInputError as wrong:
            rows.append((label, text, None, ()))
            doubts.append(f"{label}：{wrong.message}")
    doubts += codes.doubts(
        item.item_code, item.base_code, item.handling_code, item.organ.credit_code, Procedure(item.procedure)
    )
    own = {name: getattr(item, name) for name in ("handling_code", "local_item_code", "local_base_code")}
    return Codes(tuple(rows), tuple(doubts), own)


def chain_of(entry_id: int, *, lock: bool = False) -> list[BaseEntry]:
    """An entry and those above it, from the lowest up, in one statement. A ring is refused by name."""
    rows = BaseEntry.objects.select_related(UP)
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    return chain_up(rows.get(pk=entry_id))


def chain_up(lowest: BaseEntry) -> list[BaseEntry]:
    """An entry that was read with its parents, and these, from the lowest up."""
    entry: BaseEntry | None = lowest
    chain: list[BaseEntry] = []
    while entry is not None and len(chain) <= inheritance.LONGEST_CHAIN:
        if entry.pk in {e.pk for e in chain}:
            inheritance.check_chain([*(e.name for e in chain), entry.name], closed=True)
        chain.append(entry)
        entry = entry.parent if entry.parent_id else None
    inheritance.check_chain([e.name for e in chain])
    return chain


def above_of(chain: Sequence[BaseEntry]) -> Said:
    """What the lists say together, under the name of the nearest."""
    nearest = chain[0]
    return inheritance.said_above(
        nearest.name, nearest.base_code, Procedure(nearest.procedure), [e.content for e in chain]
    )  # fmt: skip


def named_entries(base_codes: Iterable[str]) -> dict[str, BaseEntry]:
    """The entries of these codes, by code."""
    return {e.base_code: e for e in BaseEntry.objects.filter(base_code__in=set(base_codes))}


def said_here(item: Item, parts: Parts) -> Said:
    return Said(item.name, item.base_code, Procedure(item.procedure), parts)


def _behind(item: Item, chain: Sequence[BaseEntry]) -> bool:
    """Published under another edition of what stands above it; an item that followed nothing then is another matter."""
    if item.published_version is None:
        return False
    then = {e["id"]: e["edition"] for e in (item.published_version.frozen or {}).get("upper", ())}
    return bool(then) and any(then.get(e.pk) != e.edition for e in chain)


def may_read(actor: Actor) -> None:
    if not actor.may(Can.KEEP_LISTS):
        require(actor, Can.EDIT_ITEMS)


def _item(actor: Actor, item_id: int) -> Item:
    item = Item.objects.select_related("organ", "published_version").filter(pk=item_id).first()
    if item is None:
        raise NotFoundError("catalogue.unknown_item", "没有找到这个事项，请核对后重试")
    require(actor, Can.EDIT_ITEMS, item.organ_id)
    return item


def _row(e: BaseEntry, items: int = 0) -> EntryRow:
    parent = e.parent
    return EntryRow(
        e.pk, e.base_code, e.name, Procedure(e.procedure), Level(e.level), parent.base_code if parent else "",
        parent.name if parent else "", e.retired_on, items,
    )  # fmt: skip
