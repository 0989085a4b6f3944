"""指南体检 over all items of one's organs: what was found and is kept, in SQL."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from cityhall.catalogue.models import Checkup, Finding, Item
from cityhall.catalogue.terms import Can, GuideRule, Severity
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.paging import Page, keyset, page

FINDINGS = ("事项", "实施编码", "实施单位", "程度", "规则", "问题和怎么改")
CHUNK = 2000


@dataclass(frozen=True)
class FindingRow:
    id: int
    item_id: int
    item_name: str
    item_code: str
    organ_name: str
    rule: GuideRule
    severity: Severity
    place: str
    sentence: str
    changed: bool  # the item has changed since: looked at again soon


@dataclass(frozen=True)
class CheckupCounts:
    """`rules` and `severities`: how many findings; `items`: how many items were looked at, how many have something."""

    rules: Mapping[str, int]
    severities: Mapping[str, int]
    items: int
    unsound: int
    pending: bool
    checked_at: datetime | None


def guide_findings(
    actor: Actor, *, rule: str = "", severity: str = "", organ_id: int | None = None, after: str = "", limit: int = 30
) -> Page[FindingRow]:
    """What was found, as it is narrowed down."""
    rows = _narrowed(actor, rule, severity, organ_id)
    cut = page(list(keyset(rows, ["id"], after, limit)), limit, ["id"], lambda r: [r.pk], after)
    return Page([_row(row) for row in cut.rows], cut.next, cut.prev)


def guide_counts(actor: Actor, organ_id: int | None = None) -> CheckupCounts:
    """Two statements for the findings, one for the items, one for what waits."""
    found = _narrowed(actor, "", "", organ_id, whole=False)
    told = list(found.order_by().values_list("rule", "severity").annotate(n=Count("id")))
    rules: dict[str, int] = {}
    severities: dict[str, int] = {}
    for rule, severity, n in told:
        rules[rule] = rules.get(rule, 0) + n
        severities[severity] = severities.get(severity, 0) + n
    looked = Checkup.objects.filter(_of(actor, "item__organ_id", organ_id))
    sums = looked.aggregate(
        items=Count("item_id"), unsound=Count("item_id", filter=Q(blocks__gt=0) | Q(mends__gt=0)), at=Max("checked_at")
    )
    pending = stale(Item.objects.filter(_of(actor, "organ_id", organ_id))).exists()
    return CheckupCounts(rules, severities, sums["items"], sums["unsound"], pending, sums["at"])


def stale(items: QuerySet[Item]) -> QuerySet[Item]:
    """Items never looked at, or changed since."""
    return items.filter(Q(checkup=None) | Q(process=None) | ~Q(checkup__seen=F("version")))


def guide_report(
    actor: Actor, *, rule: str = "", severity: str = "", organ_id: int | None = None
) -> Iterator[tuple[object, ...]]:
    """All of it as rows of `FINDINGS`, streamed."""
    rows = _narrowed(actor, rule, severity, organ_id).order_by("id")
    return _report(rows)


def _report(rows: QuerySet[Finding]) -> Iterator[tuple[object, ...]]:
    for row in rows.iterator(CHUNK):
        told = _row(row)
        yield told.item_name, told.item_code, told.organ_name, told.severity.label, told.rule.label, told.sentence


def _narrowed(actor: Actor, rule: str, severity: str, organ_id: int | None, *, whole: bool = True) -> QuerySet[Finding]:
    rows = Finding.objects.filter(_of(actor, "organ_id", organ_id))
    if rule in list(GuideRule):
        rows = rows.filter(rule=rule)
    if severity in list(Severity):
        rows = rows.filter(severity=severity)
    return rows.select_related("item__organ", "item__checkup") if whole else rows


def _of(actor: Actor, field: str, organ_id: int | None) -> Q:
    require(actor, Can.EDIT_ITEMS)
    reach = actor.reach(Can.EDIT_ITEMS)
    asked: dict[str, Any] = {field: organ_id} if organ_id is not None else {}
    return Q(**asked) & (Q() if reach is None else Q(**{f"{field}__in": reach}))


def _row(row: Finding) -> FindingRow:
    item = row.item
    return FindingRow(
        row.pk, item.pk, item.name, item.item_code, item.organ.name, GuideRule(row.rule), Severity(row.severity), row.place,
        row.sentence, item.checkup.seen != item.version,
    )  # fmt: skip
