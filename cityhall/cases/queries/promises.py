"""容缺 and 承诺 as lists: the public account (对账单), what is promised, what was pledged untruly, what was entered
afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from cityhall.cases.models import Case, ProceedingRow
from cityhall.cases.rules import owed
from cityhall.cases.terms import OPEN_STAGES, Can, Outcome, Proceeding, Stage, Status
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import ItemTerms
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.queries import ClockView
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.paging import Page, keyset, page
from cityhall.kernel.terms import Term

from .visible import within


@dataclass(frozen=True)
class GapsRow:
    """One item's account: which materials may come later, within what limit, and how the promises went. No names."""

    item_id: int
    item_name: str
    organ_name: str
    materials: tuple[str, ...]
    limit: str
    basis: str
    promised: int
    kept: int
    broken: int
    open: int


@dataclass(frozen=True)
class PromiseRow:
    """One promise, pledge or back-entry, with the case it stands beside."""

    id: int
    number: str
    item_name: str
    applicant_name: str
    what: str
    opened_at: datetime
    opened_by: str
    stage: Stage
    answer: str
    clock: ClockView | None


def gaps_statement(after: str = "", limit: int = 50) -> Page[GapsRow]:
    """容缺受理对账单, for anyone: the items that let something come later. Two statements."""
    items = catalogue.with_gaps(after, limit)
    counted: dict[int, dict[str, int]] = {}
    rows = ProceedingRow.objects.filter(kind=Proceeding.PROMISE, case__item_id__in=[t.item_id for t in items.rows])
    for item_id, stage, n in rows.order_by().values_list("case__item_id", "stage").annotate(n=Count("id")):
        counted.setdefault(item_id, {})[stage] = n
    return Page([_statement(terms, counted.get(terms.item_id, {})) for terms in items.rows], items.next)


def _statement(terms: ItemTerms, counted: dict[str, int]) -> GapsRow:
    return GapsRow(
        terms.item_id, terms.name, terms.organ_name, tuple(m.name for m in terms.materials if m.deferrable),
        str(terms.gaps), terms.gaps.basis if terms.gaps else "", sum(counted.values()), counted.get(Stage.DONE, 0),
        counted.get(Stage.BROKEN, 0), sum(counted.get(stage, 0) for stage in OPEN_STAGES),
    )  # fmt: skip


def promises(actor: Actor, after: str = "", limit: int = 30) -> Page[PromiseRow]:
    """容缺承诺 that still wait for their materials, in the organs within reach, oldest first. Two statements."""
    rows = _within(actor, Can.INTAKE).filter(kind=Proceeding.PROMISE, stage__in=OPEN_STAGES)
    return _page(rows, after, limit)


def broken_pledges(actor: Actor, after: str = "", limit: int = 30) -> Page[PromiseRow]:
    """撤销建议: decisions that rest on a pledge found untrue and still stand. Two statements."""
    rows = _within(actor, Can.DECIDE).filter(kind=Proceeding.PLEDGE, stage=Stage.BROKEN)
    return _page(rows.filter(case__outcome=Outcome.GRANTED), after, limit)


def back_entries(actor: Actor, after: str = "", limit: int = 30) -> Page[PromiseRow]:
    """断网补录 that nobody has looked at yet. Two statements."""
    rows = _within(actor, Can.SUPERVISE).filter(kind=Proceeding.BACK_ENTRY, stage__in=OPEN_STAGES)
    return _page(rows, after, limit)


def _within(actor: Actor, permission: Term) -> QuerySet[ProceedingRow]:
    require(actor, permission)
    rows = ProceedingRow.objects.exclude(case__status=Status.VOIDED).select_related("case")
    return rows.filter(within(actor, permission, "case"))


def _page(rows: QuerySet[ProceedingRow], after: str, limit: int) -> Page[PromiseRow]:
    found = list(keyset(rows, ["opened_at", "id"], after, limit))
    cut = page(found, limit, (), lambda row: (row.opened_at, row.pk))
    refs = {f"beside:{row.case.number}/{row.pk}": row.pk for row in cut.rows}
    clocks = {refs[one.ref]: one for one in deadlines.clocks_of(refs) if one.stopped_on is None}
    return Page([_row(row, clocks.get(row.pk)) for row in cut.rows], cut.next)


def _row(row: ProceedingRow, ticking: ClockView | None) -> PromiseRow:
    case = row.case
    what = "、".join(str(name) for name in row.facts.get("names", ())) or row.reason
    return PromiseRow(
        row.pk, str(case.number), case.item_name, case.applicant_name, what, row.opened_at, row.opened_by,
        Stage(row.stage), row.answer, ticking,
    )  # fmt: skip


def still_owed(case: Case, terms: ItemTerms, given: Sequence[str]) -> str:
    """Why the case cannot be granted although no promise is open: what was promised never came."""
    if terms.gaps is None or case.status != Status.ACCEPTED:
        return ""
    rows = ProceedingRow.objects.filter(case=case, kind=Proceeding.PROMISE, stage=Stage.BROKEN)
    broken = [str(key) for facts in rows.values_list("facts", flat=True) for key in facts["left"]]
    return owed(terms.materials, given, broken)
