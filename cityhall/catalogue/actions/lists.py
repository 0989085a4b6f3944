"""基本目录: what lists above say, kept; and an item put under one of their entries."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cityhall.catalogue.models import BaseEntry, ItemVersion
from cityhall.catalogue.queries.lists import chain_of
from cityhall.catalogue.rules import codes, inheritance
from cityhall.catalogue.rules import content as contents
from cityhall.catalogue.rules.entries import MOST_TEXT
from cityhall.catalogue.terms import Can, Level, Procedure, VersionStatus
from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record

from .items import keep_draft, locked_item, refuse_while_planned

MOST_NAME = MOST_SOURCE = MOST_TEXT
KEPT = [
    "name",
    "source",
    "procedure",
    "level",
    "content",
    "parent",
    "law_changed_on",
    "edition",
    "changed_at",
    "version",
]


@action
def save_entry(
    actor: Actor, base_code: str, name: str, procedure: str, level: str, source: str, *, parent_code: str = "",
    content: Mapping[str, Any] | None = None, law_changed_on: date | None = None,
) -> int:  # fmt: skip
    """录入或修改基本目录条目, known by its code. It may not say more than the entry above it allows. Without a day of its law's
    change, the one known stays. Answers its id."""
    keeps_lists(actor)
    code = codes.check_base(base_code)
    entry = BaseEntry.objects.select_for_update().filter(base_code=code).first() or BaseEntry(base_code=code, version=0)
    if entry.pk is not None:
        call.check_seen(entry.version)
    before = words_of(entry)
    entry.name, entry.source = _text(name, "名称", "name", MOST_NAME), _text(source, "文件依据", "source", MOST_SOURCE)
    entry.procedure, entry.level = _word(Procedure, procedure, "procedure"), _word(Level, level, "level")
    entry.content, entry.law_changed_on = stated(content or {}), law_changed_on or entry.law_changed_on
    chain = _chain_above(entry, parent_code)
    entry.parent = chain[0] if chain else None
    _keep(entry, chain, before)
    record(actor, "entry.saved", entry.ref, base_code=code, name=entry.name, number=entry.version)
    return entry.pk


@step
def amend_entry(entry: BaseEntry, name: str, content: Mapping[str, Any] | None, law_changed_on: date | None) -> None:
    """A locked entry with other words, and the day its law changed, for whoever sent it down."""
    before = words_of(entry)
    entry.name = _text(name or entry.name, "名称", "name", MOST_NAME)
    entry.content = entry.content if content is None else stated(content)
    entry.law_changed_on = law_changed_on
    _keep(entry, chain_of(entry.parent_id) if entry.parent_id else [], before)


@action
def retire_entry(actor: Actor, base_code: str, reason: str) -> None:
    """废止条目: items under it go on as published; none is published again until it is put elsewhere."""
    keeps_lists(actor)
    entry = _entry(base_code, lock=True)
    call.check_seen(entry.version)
    if not reason.strip():
        raise InvalidInputError("catalogue.reason_missing", "请写明废止的原因和依据", "reason")
    if entry.retired_on is not None:
        raise WrongStateError("catalogue.entry_retired", f"“{entry.name}”已于 {entry.retired_on} 废止")
    entry.retired_on, entry.retired_why = clock.today(), reason.strip()[:MOST_SOURCE]
    entry.version += 1
    entry.save(update_fields=["retired_on", "retired_why", "version"])
    record(actor, "entry.retired", entry.ref, base_code=entry.base_code, reason=entry.retired_why)


@action
def follow(actor: Actor, item_id: int, base_code: str) -> int:
    """承接上级目录: the item is put under an entry (or, without a code, under none). Answers the new version."""
    item = locked_item(item_id)
    require(actor, Can.EDIT_ITEMS, item.organ_id)
    call.check_seen(item.version)
    entry = _entry(base_code) if base_code.strip() else None
    if entry is not None and entry.retired_on is not None:
        raise WrongStateError(
            "catalogue.entry_retired", f"“{entry.name}”已于 {entry.retired_on} 废止，请选择现行的条目"
        )
    item.upper, item.version = entry, item.version + 1
    item.save(update_fields=["upper", "version"])
    told = entry.base_code if entry else ""
    record(actor, "item.followed", item.ref, organ_id=item.organ_id, base_code=told, name=entry.name if entry else "")
    return item.version


@action
def carry_down(actor: Actor, item_id: int) -> int:
    """带入上级要素: what the list above states comes into the draft where the draft says nothing. Answers the version."""
    item = locked_item(item_id)
    require(actor, Can.EDIT_ITEMS, item.organ_id)
    call.check_seen(item.version)
    refuse_while_planned(item)
    if item.upper_id is None:
        raise WrongStateError("catalogue.no_upper", "这个事项没有承接上级目录，请先选择条目")
    last = ItemVersion.objects.filter(item=item).exclude(status=VersionStatus.RETIRED).order_by("-number").first()
    above = inheritance.inherited(e.content for e in chain_of(item.upper_id))
    keep_draft(item, contents.read_content(inheritance.carried_down(above, last.content if last else {})))
    record(actor, "item.drafted", item.ref, organ_id=item.organ_id, carried_down=True)
    return item.version


def words_of(entry: BaseEntry) -> tuple[Any, ...]:
    return entry.name, entry.procedure, entry.content, entry.parent_id


def _keep(entry: BaseEntry, chain: Sequence[BaseEntry], before: tuple[Any, ...]) -> None:
    _check_below(entry, chain)
    entry.changed_at, entry.version = clock.now(), entry.version + 1
    if entry.pk is None:
        entry.save(force_insert=True)
        return
    entry.edition += words_of(entry) != before
    entry.save(update_fields=KEPT)


def keeps_lists(actor: Actor) -> None:
    require(actor, Can.KEEP_LISTS)
    if actor.reach(Can.KEEP_LISTS) is not None:
        raise NotAllowedError("catalogue.lists_of_all", "基本目录为全市共用，只有市级管理员可以修改；请联系市级管理员")


def _chain_above(entry: BaseEntry, code: str) -> list[BaseEntry]:
    """The entry above and those above it, if they lead up and not round."""
    if not code.strip():
        return []
    parent = _entry(code, lock=True)
    chain = chain_of(parent.pk)
    names = [entry.name, *(e.name for e in chain)]
    place = next((n for n, e in enumerate(chain) if e.pk == entry.pk), None)
    inheritance.check_chain(names if place is None else names[: place + 2], closed=place is not None)
    return chain


def _check_below(entry: BaseEntry, chain: Sequence[BaseEntry]) -> None:
    """A list below may not forbid what the one above it allows, nor ask for more."""
    if not chain:
        return
    if apart := inheritance.below_apart(entry, chain):
        raise inheritance.refuse_apart(chain[0].name, apart)


def _entry(code: str, *, lock: bool = False) -> BaseEntry:
    rows = BaseEntry.objects.select_for_update(of=("self",)) if lock else BaseEntry.objects
    entry = rows.filter(base_code=code.strip().upper()).first()
    if entry is None:
        raise NotFoundError("catalogue.unknown_entry", f"基本目录里没有编码为“{code.strip()[:40]}”的条目，请核对编码")
    return entry


def stated(content: Mapping[str, Any]) -> dict[str, Any]:
    """Only what it says; read once, so that nonsense is refused."""
    said = {k: v for k, v in content.items() if v not in (None, "", [], {})}
    kept = contents.write_content(contents.read_content(said))
    return {k: v for k, v in kept.items() if k in said}


def _text(text: str, label: str, field: str, most: int) -> str:
    if not text.strip() or len(text.strip()) > most:
        raise InvalidInputError("catalogue.entry_unfinished", f"请填写{label}，最多 {most} 个字", field)
    return text.strip()


def _word(words: type[Procedure] | type[Level], value: str, field: str) -> str:
    try:
        return words(value).value
    except ValueError:
        known = "、".join(w.label for w in words)
        raise InvalidInputError("catalogue.entry_unfinished", f"请选择：{known}", field) from None
