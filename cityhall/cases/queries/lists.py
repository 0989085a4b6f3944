"""Lists of cases: my cases, the trays of a desk, the register of a day, what waits to be handed out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet

from cityhall.cases.models import Case
from cityhall.cases.terms import Can, Outcome, Status
from cityhall.catalogue.terms import Can as Items
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.queries import ClockView, Counts, WorkRow
from cityhall.deadlines.terms import Kind, Light
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require, require_signed_in
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page
from cityhall.organs import queries as organs
from cityhall.organs.terms import Desk

from .visible import own, visible, within


@dataclass(frozen=True)
class CaseRow:
    number: str
    item_name: str
    applicant_name: str
    status: Status
    outcome: Outcome | None
    received_at: datetime | None
    organ_id: int
    clock: ClockView | None  # the promise that counts now


@dataclass(frozen=True)
class RegisterRow:
    number: str
    item_name: str
    applicant_name: str
    status: Status
    received_at: datetime
    organ: str


class Tray:
    """Which work a list shows: the kinds of clock and the desks behind them."""

    INTAKE = (Kind.NOTICE, Kind.COMPLETION, Kind.PRE_REVIEW)
    REVIEW = (Kind.STEP, Kind.REFERRAL, Kind.AFTER_CHECK)
    ISSUE = (Kind.DELIVERY,)
    OFFICE = (
        Kind.STEP, Kind.REFERRAL, Kind.NOTICE, Kind.COMPLETION, Kind.PRE_REVIEW, Kind.OPINION, Kind.HEARING_HOLD,
        Kind.REPORT, Kind.AFTER_CHECK,
    )  # fmt: skip


ORDER = ["-received_at", "-id"]
OPEN = (Status.RECEIVED, Status.SUPPLEMENTING, Status.ACCEPTED, Status.DECIDED)


def my_cases(actor: Actor, after: str = "", limit: int = 20, *, open_only: bool = False) -> Page[CaseRow]:
    """The applicant's own cases, latest first, each with the promise that counts now. Two statements (three with the
    calendar's edition). `open_only`: those that still wait for something."""
    require_signed_in(actor)
    rows = Case.objects.filter(own(actor), received_at__isnull=False)
    if open_only:
        rows = rows.filter(status__in=OPEN)
    return _rows(keyset(rows, ORDER, after, limit), limit, after)


def ready_to_deliver(actor: Actor, text: str = "", after: str = "", limit: int = 30) -> Page[CaseRow]:
    """Decided and not yet handed out, oldest first, for the issuing desk."""
    rows = Case.objects.filter(within(actor, Can.DELIVER), status=Status.DECIDED)
    if text := text.strip():
        rows = rows.filter(Q(number__startswith=text) | Q(applicant_name__startswith=text))
    found = list(keyset(rows, ["decided_at", "id"], after, limit))
    cut = page(found, limit, (), lambda c: (c.decided_at, c.pk), after)
    return Page(with_clocks(cut.rows), cut.next, cut.prev)


def _rows(rows: QuerySet[Case], limit: int, after: str) -> Page[CaseRow]:
    cut = page(list(rows), limit, (), lambda c: (c.received_at, c.pk), after)
    return Page(with_clocks(cut.rows), cut.next, cut.prev)


def with_clocks(cases: Sequence[Case]) -> list[CaseRow]:
    """Cases as lists show them, each with the promise that counts now. Two statements."""
    clocks: dict[str, list[ClockView]] = {}
    for one in deadlines.clocks_of([c.ref for c in cases]):
        clocks.setdefault(one.ref, []).append(one)
    return [
        CaseRow(
            str(c.number), c.item_name, c.applicant_name, Status(c.status), Outcome(c.outcome) if c.outcome else None,
            c.received_at, c.organ_id, counting(clocks.get(c.ref, [])),
        )
        for c in cases
    ]  # fmt: skip


def counting(clocks: Sequence[ClockView]) -> ClockView | None:
    """Of several promises the one the person waits for: open before stopped, the applicant's before the law's."""
    order = [Kind.DELIVERY, Kind.SUPPLEMENT, Kind.PROMISED, Kind.STATUTORY, Kind.COMPLETION, Kind.NOTICE]
    ranked = [c for c in clocks if c.kind in order]
    ranked.sort(key=lambda c: (c.stopped_on is not None, order.index(c.kind)))
    return ranked[0] if ranked else None


def tray(
    actor: Actor, kinds: Sequence[Kind], *, light: Light | None = None, mine: bool = False, text: str = "",
    title: str = "", tail: str = "", after: str = "", limit: int = 30,
) -> Page[WorkRow]:  # fmt: skip
    """The work that waits at this actor's desks, soonest due first."""
    return deadlines.worklist(
        actor, kinds=kinds, desks=desks_of(actor, kinds), light=light, mine=mine, text=text, title=title, tail=tail,
        after=after, limit=limit,
    )  # fmt: skip


def tray_counts(actor: Actor, kinds: Sequence[Kind], *, mine: bool = False, text: str = "") -> Counts:
    """How much of it is open, yellow and red."""
    return deadlines.counts(actor, kinds=kinds, desks=desks_of(actor, kinds), mine=mine, text=text)


def desks_of(actor: Actor, kinds: Sequence[Kind]) -> list[tuple[int, str]]:
    """The desks the actor holds; whoever may take cases in for an organ also sees its intake desk, and so on."""
    desks = set(actor.desks)
    for permission, kind, desk in (
        (Can.INTAKE, Kind.NOTICE, Desk.INTAKE), (Can.DELIVER, Kind.DELIVERY, Desk.ISSUE),
        (Can.REVIEW, Kind.REFERRAL, Desk.REVIEW),
    ):  # fmt: skip
        if kind in kinds:
            desks |= {(organ, desk) for organ in actor.reach(permission) or ()}
    return sorted(desks)


def register(actor: Actor, day: date | None = None, after: str = "", limit: int = 50) -> Page[RegisterRow]:
    """今日登记: what this window (or, without a window, this person) took in on a day, latest first."""
    day = day or clock.today()
    start = datetime.combine(day, time(0), clock.ZONE)
    rows = visible(actor).filter(received_at__gte=start, received_at__lt=start + timedelta(days=1))
    rows = rows.filter(window_id=actor.window_id) if actor.window_id else rows.filter(received_by=actor.account_id)
    found = list(keyset(rows, ORDER, after, limit))
    cut = page(found, limit, (), lambda c: (c.received_at, c.pk))
    named = organs.organs_named({c.organ_id for c in cut.rows})
    return Page(
        [
            RegisterRow(
                str(c.number), c.item_name, c.applicant_name, Status(c.status), c.received_at or start,
                named.get(c.organ_id, ""),
            )
            for c in cut.rows
        ],
        cut.next,
    )  # fmt: skip


def one_of(clocks: Sequence[ClockView], clock_id: int) -> int:
    """The id, if it is one of these clocks."""
    if all(c.id != clock_id for c in clocks):
        raise NotFoundError("deadline.not_found", "这件没有这条时限，请刷新页面")
    return clock_id


def under_way(actor: Actor, item_id: int) -> dict[int, int]:
    """How many cases of an item are under way under which of its versions: what publishing leaves as it is."""
    require(actor, Items.EDIT_ITEMS)
    rows = Case.objects.filter(item=item_id, status__in=(Status.RECEIVED, Status.SUPPLEMENTING, Status.ACCEPTED))
    counted = rows.order_by("-item_version__number").values_list("item_version__number").annotate(n=Count("id"))
    return dict(counted)
