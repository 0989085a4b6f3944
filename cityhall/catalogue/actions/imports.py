"""Item lists of other systems, taken in whole: good rows are kept as drafts, doubtful ones named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cityhall.catalogue.models import Item, ItemVersion
from cityhall.catalogue.queries.standards import now_coded
from cityhall.catalogue.rules import rows as rules
from cityhall.catalogue.rules import words
from cityhall.catalogue.terms import Can, VersionStatus
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.imports import ImportReport, Note
from cityhall.kernel.journal.record import record
from cityhall.organs import actions as organ_actions
from cityhall.organs import queries as organs

BATCH = 5000
COMPARED = ("base_code", "name", "group", "organ_id", "procedure", "division_code", "doubts")
OUT_OF_REACH = rules.Doubt("department", "您没有这个单位的导入权限，请由该单位或市级管理员导入", fatal=True)
Row = Mapping[str, str]


@dataclass
class Plan:
    """What the rows come to: those to keep, with their doubts, and the report so far."""

    report: ImportReport
    keep: list[tuple[rules.ItemRow, list[dict[str, str]]]] = field(default_factory=list)


def import_csv(actor: Actor, data: bytes, *, dry_run: bool = False) -> ImportReport:
    """导入事项 from a CSV file as it lies on disk."""
    return import_items(actor, rules.read_csv(data), dry_run=dry_run)


def import_items(actor: Actor, rows: Sequence[Row], *, dry_run: bool = False) -> ImportReport:
    """导入事项: every doubtful row is named with column and reason, good ones are kept as drafts, a second import
    updates and never doubles. A dry run answers the same and changes nothing."""
    if dry_run:
        plan = _plan(actor, rows)
        _compare(plan, organs.ids_by_name(row.organ for row, _ in plan.keep))
        plan.report.dry_run = True
        return plan.report
    answer = _import(actor, list(rows))
    notes = [Note(**note) for note in answer.pop("notes")]
    return ImportReport(**answer, notes=notes)


@action
def _import(actor: Actor, rows: list[Row]) -> dict[str, Any]:
    plan = _plan(actor, rows)
    codes = rules.codes_of_organs(row for row, _ in plan.keep)
    specs = [organ_actions.OrganSpec(name, code, area) for (name, area), code in codes.items()]
    fresh, changed = _compare(plan, organ_actions.ensure_organs(actor, specs) if specs else {})
    _write(actor, fresh, changed)
    record(actor, "catalogue.imported", "catalogue:import", **plan.report.counts())
    return plan.report.as_dict()


def _plan(actor: Actor, rows: Sequence[Row]) -> Plan:
    """Read and check every row; what this actor may not import counts as rejected."""
    require(actor, Can.IMPORT_ITEMS)
    reach = actor.reach(Can.IMPORT_ITEMS)
    known = {} if reach is None else organs.ids_by_name({(r.get("department") or "").strip() for r in rows})
    doubled = rules.doubled([(row.get("item_code") or "").strip() for row in rows])
    recoded = now_coded([(row.get("item_code") or "").strip() for row in rows])
    plan = Plan(ImportReport(rows=len(rows)))
    for n, row in enumerate(rows):
        doubts = rules.check_row(row) + ([doubled[n]] if n in doubled else [])
        read = rules.read_row(row)
        if reach is not None and known.get((read.organ, read.division_code)) not in reach:
            doubts.append(OUT_OF_REACH)
        plan.report.notes += [Note(n + 1, d.column, d.reason) for d in doubts]
        if any(d.fatal for d in doubts):
            plan.report.rejected += 1
            continue
        plan.report.flagged += bool(doubts)
        item_code, base_code = recoded.get(read.item_code, (read.item_code, read.base_code))
        read = replace(read, item_code=item_code, base_code=base_code)
        plan.keep.append((read, [{"column": d.column, "reason": d.reason} for d in doubts]))
    return plan


def _compare(plan: Plan, organ_ids: Mapping[tuple[str, str], int]) -> tuple[list[Item], list[Item]]:
    """Split the kept rows into new and changed items, and count the rest as unchanged."""
    rows = Item.objects.select_related("published_version")
    have = {i.item_code: i for i in rows.filter(item_code__in=[row.item_code for row, _ in plan.keep])}
    fresh: list[Item] = []
    changed: list[Item] = []
    for row, doubts in plan.keep:
        old = have.get(row.item_code)
        published = old.published_version if old else None
        keywords = published.content.get("keywords", ()) if published else ()
        new = _item(row, doubts, organ_ids.get((row.organ, row.division_code), 0), keywords)
        if old is None:
            fresh.append(new)
        elif any(getattr(old, name) != getattr(new, name) for name in COMPARED):
            new.pk, new.version = old.pk, old.version + 1
            changed.append(new)
        else:
            plan.report.unchanged += 1
    plan.report.created, plan.report.updated = len(fresh), len(changed)
    return fresh, changed


def _item(row: rules.ItemRow, doubts: list[dict[str, str]], organ_id: int, keywords: Iterable[str]) -> Item:
    found_by = words.index(row.name, row.group, row.organ, keywords)
    return Item(
        item_code=row.item_code, base_code=row.base_code, name=row.name, group=row.group, organ_id=organ_id,
        procedure=row.procedure.value, division_code=row.division_code, doubts=doubts,
        initials=words.initials_of(row.name)[:300], words=found_by[0], pairs=found_by[1],
    )  # fmt: skip


def _write(actor: Actor, fresh: list[Item], changed: list[Item]) -> None:
    """One statement for the new, one for their drafts, one for the changed, however many."""
    Item.objects.bulk_create(fresh, batch_size=BATCH)
    drafts = [ItemVersion(item=item, number=1, status=VersionStatus.DRAFT) for item in fresh]
    ItemVersion.objects.bulk_create(drafts, batch_size=BATCH)
    Item.objects.bulk_create(
        changed, batch_size=BATCH, update_conflicts=True, unique_fields=["id"],
        update_fields=[*(name.removesuffix("_id") for name in COMPARED), "initials", "words", "pairs", "version"],
    )  # fmt: skip
    for event, items in (("item.imported", fresh), ("item.reimported", changed)):
        for item in items:
            record(actor, event, item.ref, organ_id=item.organ_id, item_code=item.item_code)
