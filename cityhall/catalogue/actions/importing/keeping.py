"""What a batch of a list comes to, written in a handful of statements."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Max

from cityhall.catalogue.models import Item, ItemImport, ItemVersion
from cityhall.catalogue.rules import words
from cityhall.catalogue.rules.library import refs_in
from cityhall.catalogue.terms import VersionStatus
from cityhall.kernel.actor import Actor
from cityhall.kernel.journal.record import record

from .judging import HEAD, Unit, Verdict

Kept = Sequence[tuple[Unit, Verdict]]
COLUMNS = [name.removesuffix("_id") for name in HEAD]


def keep(actor: Actor, run: ItemImport, kept: Kept) -> None:
    """New items with their first draft, changed ones, drafts written on and next versions begun. What is published stays."""
    fresh = [(_fresh(unit, verdict), verdict) for unit, verdict in kept if verdict.outcome == "created"]
    changed = [
        (_changed(unit.old, verdict), unit, verdict)
        for unit, verdict in kept
        if unit.old and verdict.outcome == "updated"
    ]
    Item.objects.bulk_create([item for item, _ in fresh])
    _items([(item, verdict.row.organ if verdict.row else "") for item, _, verdict in changed])
    firsts = [
        ItemVersion(
            item=item,
            number=1,
            status=VersionStatus.DRAFT,
            content=verdict.content or {},
            uses=refs_in(verdict.content or {}),
        )
        for item, verdict in fresh
    ]
    ItemVersion.objects.bulk_create(firsts + _versions(changed))
    for item, _ in fresh:
        record(actor, "item.imported", item.ref, organ_id=item.organ_id, item_code=item.item_code, by=run.ref)
    for item, _, verdict in changed:
        record(
            actor, "item.reimported", item.ref, organ_id=item.organ_id, item_code=item.item_code, by=run.ref,
            draft=verdict.content is not None,
        )  # fmt: skip


def _fresh(unit: Unit, verdict: Verdict) -> Item:
    """Nobody finds an item before it is published, and publishing gives it its words: none are made here."""
    name = verdict.head["name"]
    code = verdict.row.item_code if verdict.row else unit.code
    return Item(item_code=code, initials=words.initials_of(name)[:300], doubts=verdict.doubts or [], **verdict.head)


def _changed(item: Item, verdict: Verdict) -> Item:
    for name, value in verdict.head.items():
        setattr(item, name, value)
    if verdict.doubts is not None:
        item.doubts = verdict.doubts
    if verdict.head:
        item.initials = words.initials_of(item.name)[:300]
    item.version += 1
    return item


def _items(changed: Sequence[tuple[Item, str]]) -> None:
    """Those that are published are found by their words, which follow the name at once. With the organ's name, where told."""
    items = [item for item, _ in changed]
    found = [i for i in items if i.published_version_id]
    for item, organ in changed:
        if item.published_version is not None:
            called = item.published_version.content.get("keywords", ())
            item.words, item.pairs = words.index(item.name, item.group, organ or item.organ.name, called)
    plain = [*COLUMNS, "initials", "doubts", "version"]
    for rows, names in ((found, [*plain, "words", "pairs"]), ([i for i in items if not i.published_version_id], plain)):
        if rows:
            Item.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=names)


def _versions(changed: Sequence[tuple[Item, Unit, Verdict]]) -> list[ItemVersion]:
    """Drafts that are there are written on; the others begin, and are answered."""
    written: list[ItemVersion] = []
    begun: list[tuple[Item, dict[str, Any]]] = []
    for item, unit, verdict in changed:
        if verdict.content is None:
            continue
        if unit.draft is not None:
            unit.draft.content, unit.draft.uses = verdict.content, refs_in(verdict.content)
            written.append(unit.draft)
        else:
            begun.append((item, verdict.content))
    if written:
        ItemVersion.objects.bulk_create(
            written, update_conflicts=True, unique_fields=["id"], update_fields=["content", "uses"]
        )
    if not begun:
        return []
    rows = ItemVersion.objects.filter(item__in=[item for item, _ in begun]).values("item_id")
    last = dict(rows.annotate(last=Max("number")).values_list("item_id", "last"))
    return [
        ItemVersion(
            item=item,
            number=last.get(item.pk, 0) + 1,
            status=VersionStatus.DRAFT,
            content=content,
            uses=refs_in(content),
        )
        for item, content in begun
    ]
