"""流程体检 over the items of one's organs: the report by organ, the items of one, what changed since a day. In SQL."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from cityhall.catalogue.models import ProcessCheck, ProcessDay, ProcessStandard
from cityhall.catalogue.terms import MEASURES, Can, Measure, ProcessRule, ProcessStandards, Severity
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.paging import Page, keyset, page

PROCESS_COLUMNS = (
    "事项", "实施编码", "实施单位", "环节", "内部审批环节", "签批环节", "规则", "程度", "问题和怎么改", "依据",
)  # fmt: skip
CHUNK = 2000


@dataclass(frozen=True)
class StandardNow:
    """A rule's standard as it holds, and whether the city set it."""

    measure: Measure
    own: bool
    set_by: str = ""
    set_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True)
class Tally:
    """Of so many items so many fail a rule that is more than a hint; `fails` by rule; `mended` have a draft that fails none."""

    items: int
    failing: int
    mended: int
    approvals: int
    fails: Mapping[str, int]

    @property
    def average(self) -> float:
        """Internal approvals an item."""
        return self.approvals / self.items if self.items else 0.0


@dataclass(frozen=True)
class OrganProcess:
    """An organ's line; `before` is how many failed on the day compared with, None where nothing was counted then."""

    organ_id: int
    organ_name: str
    tally: Tally
    before: int | None

    @property
    def change(self) -> int | None:
        return None if self.before is None else self.tally.failing - self.before


@dataclass(frozen=True)
class CityProcess:
    """All organs the asker sees together; `since` is the day compared with."""

    tally: Tally
    since: date | None
    before: int | None


@dataclass(frozen=True)
class ProcessNote:
    """One thing found in an item."""

    rule: ProcessRule
    severity: Severity
    sentence: str
    source: str


@dataclass(frozen=True)
class ProcessRow:
    item_id: int
    item_name: str
    item_code: str
    organ_id: int
    organ_name: str
    published: bool
    steps: int
    approvals: int
    approvers: int
    mended: bool
    findings: tuple[ProcessNote, ...]


def standards_now() -> list[StandardNow]:
    """Each rule's standard: the city's own where it set one, else the source's."""
    own = {row.rule: row for row in ProcessStandard.objects.all()}
    return [_standard(measure, own.get(measure.rule)) for measure in MEASURES]


def process_standards() -> ProcessStandards:
    """By which everything is looked at now."""
    return ProcessStandards(tuple(one.measure for one in standards_now()))


def process_organs(
    actor: Actor, *, since: date | None = None, after: str = "", limit: int = 30
) -> Page[OrganProcess]:  # fmt: skip
    """Organ by organ, those with the most failing items first."""
    rows = _seen(actor).values("organ_id", organ_name=F("organ__name")).annotate(**_sums())
    keys = ["-failing", "organ_id"]
    found = list(keyset(rows, keys, after, limit))
    cut = page(found, limit, keys, lambda r: [r["failing"], r["organ_id"]], after)
    before = _before([r["organ_id"] for r in cut.rows], since)
    told = [OrganProcess(r["organ_id"], r["organ_name"], _tally(r), before.get(r["organ_id"])) for r in cut.rows]
    return Page(told, cut.next, cut.prev)


def process_city(actor: Actor, *, since: date | None = None, organ_id: int | None = None) -> CityProcess:
    """All of them in one line."""
    rows = _seen(actor, organ_id)
    told = rows.aggregate(**_sums())
    days = _days(since).filter(_reach(actor, organ_id)).aggregate(day=Max("day"), n=Sum("failing"))
    return CityProcess(_tally(told), days["day"], days["n"])


def process_items(
    actor: Actor, *, organ_id: int | None = None, rule: str = "", every: bool = False, after: str = "", limit: int = 30
) -> Page[ProcessRow]:  # fmt: skip
    """The items that fail (`every`: all of them), one organ's, one rule's."""
    rows = _narrowed(actor, organ_id, rule, every)
    keys = ["organ_id", "item_id"]
    cut = page(list(keyset(rows, keys, after, limit)), limit, keys, lambda r: [r.organ_id, r.item_id], after)
    return Page([_row(r) for r in cut.rows], cut.next, cut.prev)


def process_report(actor: Actor, *, organ_id: int | None = None, rule: str = "") -> Iterator[tuple[object, ...]]:
    """All findings as rows of `PROCESS_COLUMNS`, streamed."""
    rows = _narrowed(actor, organ_id, rule, every=False).order_by("organ_id", "item_id")
    return _report(rows, rule)


def _report(rows: QuerySet[ProcessCheck], rule: str) -> Iterator[tuple[object, ...]]:
    for row in rows.iterator(CHUNK):
        told = _row(row)
        for note in told.findings:
            if rule in ("", note.rule):
                yield (
                    told.item_name, told.item_code, told.organ_name, told.steps, told.approvals, told.approvers,
                    note.rule.label, note.severity.label, note.sentence, note.source,
                )  # fmt: skip


def _standard(measure: Measure, row: ProcessStandard | None) -> StandardNow:
    if row is None:
        return StandardNow(measure, own=False)
    severity = Severity(row.severity) if row.severity else None
    return StandardNow(Measure(measure.rule, row.most, severity, row.source), True, row.set_by, row.set_at, row.version)


def _reach(actor: Actor, organ_id: int | None = None) -> Q:
    require(actor, Can.IMPROVE_PROCESS)
    reach = actor.reach(Can.IMPROVE_PROCESS)
    asked: dict[str, Any] = {"organ_id": organ_id} if organ_id is not None else {}
    return Q(**asked) & (Q() if reach is None else Q(organ_id__in=reach))


def _seen(actor: Actor, organ_id: int | None = None) -> QuerySet[ProcessCheck]:
    return ProcessCheck.objects.filter(_reach(actor, organ_id))


def _narrowed(actor: Actor, organ_id: int | None, rule: str, every: bool) -> QuerySet[ProcessCheck]:
    rows = _seen(actor, organ_id).select_related("item", "organ")
    if rule in list(ProcessRule):
        return rows.filter(rules__contains=[rule])
    return rows if every else rows.exclude(rules=[])


def _sums() -> dict[str, Any]:
    told = {f"n_{rule}": Count("item_id", filter=Q(rules__contains=[rule.value])) for rule in ProcessRule}
    failing = Count("item_id", filter=~Q(rules=[]))
    mended = Count("item_id", filter=~Q(rules=[]) & Q(mended=True))
    return {"items": Count("item_id"), "failing": failing, "mended": mended, "sum_approvals": Sum("approvals"), **told}


def _tally(row: Mapping[str, Any]) -> Tally:
    fails = {rule.value: row[f"n_{rule}"] for rule in ProcessRule}
    return Tally(row["items"], row["failing"], row["mended"], row["sum_approvals"] or 0, fails)


def _days(since: date | None) -> QuerySet[ProcessDay]:
    """The counts of the last day counted up to then; none where no day is asked for."""
    if since is None:
        return ProcessDay.objects.none()
    last = ProcessDay.objects.filter(day__lte=since).order_by("-day").values("day")[:1]
    return ProcessDay.objects.filter(day=last)


def _before(organ_ids: list[int], since: date | None) -> dict[int, int]:
    return dict(_days(since).filter(organ_id__in=organ_ids).values_list("organ_id", "failing"))


def _row(row: ProcessCheck) -> ProcessRow:
    notes = tuple(
        ProcessNote(ProcessRule(f["rule"]), Severity(f["severity"]), f["sentence"], f["source"]) for f in row.findings
    )
    return ProcessRow(
        row.item_id, row.item.name, row.item.item_code, row.organ_id, row.organ.name, row.published, row.steps,
        row.approvals, row.approvers, row.mended, notes,
    )  # fmt: skip
