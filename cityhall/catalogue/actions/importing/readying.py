"""New items are made ready by the trial and copied in when the time comes: a first list is mostly new, and long."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from uuid import uuid4

from django.db.models import Exists, OuterRef

from cityhall.catalogue.models import ImportReady, Item, ItemImport, ItemVersion
from cityhall.catalogue.rules import words
from cityhall.catalogue.rules.library import refs_in
from cityhall.catalogue.terms import Can, VersionStatus, Weight
from cityhall.kernel import writing
from cityhall.kernel.actor import Actor
from cityhall.kernel.journal.record import record, settle

from .judging import Unit, Verdict

BATCH = 2000
READY = ("owner", "code", "item_code", "organ_name", "division_code", "head", "doubts", "content", "tally")
HEAD = ("base_code", "name", "group", "procedure", "handling_code", "local_base_code", "local_item_code", "initials")
NEW = (
    "id", "item_code", "organ", "division_code", *HEAD, "short_code", "words", "pairs", "upper", "featured", "doubts",
    "published_version", "version",
)  # fmt: skip
FIRST = ("id", "item", "number", "status", "content", "uses", "published_by", "note")


def make_ready(run: ItemImport, kept: Sequence[tuple[Unit, Verdict]]) -> None:
    """What each new item of a batch will be."""
    writing.copy(ImportReady, READY, (_ready(run, u, v) for u, v in kept if v.outcome == "created" and v.row))


def _ready(run: ItemImport, unit: Unit, verdict: Verdict) -> tuple[object, ...]:
    assert verdict.row is not None
    row, new = verdict.row, {**verdict.head, "initials": words.initials_of(verdict.head["name"])[:300]}
    tally = {part.value: len(lines) for part, lines in unit.children.items()}
    tally["flagged"] = int(any(r.weight is Weight.DOUBT for r in verdict.remarks))
    return (
        run.pk, unit.code, row.item_code, row.organ, row.division_code,
        _json({name: new.get(name, "") for name in HEAD}), _json(verdict.doubts or []), _json(verdict.content or {}), _json(tally),
    )  # fmt: skip


def forget_stale(actor: Actor, run: ItemImport) -> None:
    """What is not new any more is judged again, and so is everything of who may not import for all organs; what the trial said
    of these is said anew."""
    ready = run.ready.all()
    if actor.reach(Can.IMPORT_ITEMS) is None:
        ready = ready.filter(Exists(Item.objects.filter(item_code=OuterRef("item_code"))))
    ready.delete()
    still = ImportReady.objects.filter(owner=run, code=OuterRef("code"))
    run.remarks.filter(~Exists(still)).delete()


def write_ready(
    actor: Actor, run: ItemImport, founded: Mapping[tuple[str, str], int], tally: Counter[str],
    tell: Callable[[int], None],
) -> int:  # fmt: skip
    """Copy in what is ready; what has no organ any more is judged again with the rest. Answers how many."""
    rows = run.ready.all()
    last, done = 0, 0
    while batch := list(rows.filter(id__gt=last).order_by("id")[:BATCH]):
        last = batch[-1].pk
        gone = [row.pk for row in batch if (row.organ_name, row.division_code) not in founded]
        if gone:
            run.remarks.filter(code__in=[row.code for row in batch if row.pk in set(gone)]).delete()
            rows.filter(pk__in=gone).delete()
            batch = [row for row in batch if row.pk not in set(gone)]
        _write(actor, run, batch, founded)
        for row in batch:
            tally.update({"rows": 1, "created": 1, "kept": 1, **row.tally})
        done += len(batch)
        tell(done)
    return done


def _write(actor: Actor, run: ItemImport, batch: Sequence[ImportReady], founded: Mapping[tuple[str, str], int]) -> None:
    ids = writing.ids(Item, len(batch))
    organs = [founded[row.organ_name, row.division_code] for row in batch]
    writing.copy(Item, NEW, (
        (pk, row.item_code, organ, row.division_code, *(row.head[name] for name in HEAD), "", "", "", None, False,
         _json(row.doubts), None, 1)
        for pk, organ, row in zip(ids, organs, batch, strict=True)
    ))  # fmt: skip
    writing.copy(ItemVersion, FIRST, (
        (uuid4(), pk, 1, VersionStatus.DRAFT.value, _json(row.content), refs_in(row.content), "", "")
        for pk, row in zip(ids, batch, strict=True)
    ))  # fmt: skip
    for pk, organ, row in zip(ids, organs, batch, strict=True):
        record(actor, "item.imported", f"item:{pk}", organ_id=organ, item_code=row.item_code, by=run.ref)
    settle()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
