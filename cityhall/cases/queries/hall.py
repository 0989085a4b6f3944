"""The floor as a hall manager sees it: today's windows, everybody's registers, what waits too long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from cityhall.cases.models import Case, Consultation, Grievance, ProceedingRow, TrustRecord
from cityhall.cases.terms import OPEN_STAGES, Can, GrievanceState, Outcome, Proceeding, Status
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.paging import Page, keyset, page
from cityhall.kernel.secrets import masking
from cityhall.organs import queries as organs
from cityhall.organs.queries import Place

from .lists import ORDER
from .shifts import ShiftView, open_shifts
from .visible import visible

MOST_EXPORTED = 5000


@dataclass(frozen=True)
class FloorRow:
    """One window today: who sits there, what it took in, when something last came in, a shift nobody took over yet."""

    place: Place
    taken: int = 0
    waiting: int = 0
    last_at: datetime | None = None
    shift: ShiftView | None = None

    @property
    def here(self) -> list[str]:
        """Who of those assigned signed in today."""
        return [name for name, came in self.place.people if came]


@dataclass(frozen=True)
class DeskNote:
    """A line of what waits beside the cases: a question, what could not be done, an entry to look at, a broken word."""

    number: str
    about: str
    who: str
    what: str
    state: str
    at: datetime
    by: str
    window: str = ""


@dataclass(frozen=True)
class HallNumbers:
    """Each opens its rows."""

    taken: int
    unanswered: int
    uncollected: int
    consultations: int
    grievances: int
    back_entries: int
    trust: int


@dataclass(frozen=True)
class HallRow:
    """A line of everybody's register."""

    number: str
    item_name: str
    applicant_name: str
    status: Status
    outcome: Outcome | None
    received_at: datetime | None
    decided_at: datetime | None
    window: str
    organ: str
    chases: int
    back_entered: bool


def floor(actor: Actor, text: str = "", centre_id: int | None = None) -> list[FloorRow]:
    """The windows this manager looks after, with their day. Six statements, however many windows."""
    require(actor, Can.HALL)
    reach = actor.reach(Can.HALL)
    places = [p for p in organs.places(centre_id) if reach is None or p.organ_ids & reach]
    if text := text.strip():
        places = [p for p in places if text in f"{p.centre} {p.number} {p.name} {' '.join(n for n, _ in p.people)}"]
    day = _of_day(Case.objects.filter(window_id__in=[p.id for p in places]), clock.today())
    unanswered = Q(status__in=(Status.RECEIVED, Status.SUPPLEMENTING))
    counted = day.values("window_id").annotate(
        n=Count("id"), open=Count("id", filter=unanswered), last=Max("received_at")
    )
    days = {row["window_id"]: row for row in counted.order_by()}
    waiting = open_shifts([p.id for p in places])
    return [_floor_row(p, days.get(p.id), waiting.get(p.id)) for p in places]


def _floor_row(place: Place, day: Mapping[str, Any] | None, shift: ShiftView | None) -> FloorRow:
    if day is None:
        return FloorRow(place, shift=shift)
    return FloorRow(place, int(day["n"]), int(day["open"]), day["last"], shift)


def hall_numbers(actor: Actor) -> HallNumbers:
    """What waits in the hall. Five statements."""
    mine = _mine(actor)
    start, end = _bounds(clock.today())
    came = Q(received_at__gte=start, received_at__lt=end, window_id__isnull=False)
    seen = visible(actor).aggregate(
        taken=Count("id", filter=came),
        unanswered=Count("id", filter=Q(status=Status.RECEIVED)),
        uncollected=Count("id", filter=Q(status=Status.DECIDED)),
    )  # fmt: skip
    entries = ProceedingRow.objects.filter(kind=Proceeding.BACK_ENTRY, stage__in=OPEN_STAGES)
    of_case = {f"case__{key}": value for key, value in mine.items()}
    return HallNumbers(
        **seen,
        consultations=Consultation.objects.filter(made_at__gte=start, made_at__lt=end, **mine).count(),
        grievances=Grievance.objects.exclude(state=GrievanceState.CLOSED).filter(**mine).count(),
        back_entries=entries.filter(**of_case).count(),
        trust=TrustRecord.objects.filter(repaired_at=None, **mine).count(),
    )


def hall_register(
    actor: Actor, day: date | None = None, window_id: int | None = None, text: str = "", after: str = "", limit: int = 50
) -> Page[HallRow]:  # fmt: skip
    """全部窗口的登记簿: what every window took in on a day, latest first. Three statements."""
    require(actor, Can.HALL)
    rows = _of_day(visible(actor).filter(window_id__isnull=False), day or clock.today())
    if window_id is not None:
        rows = rows.filter(window_id=window_id)
    found = list(keyset(_named(rows, text), ORDER, after, limit))
    cut = page(found, limit, (), lambda c: (c.received_at, c.pk))
    return Page(_rows(cut.rows), cut.next)


def uncollected_rows(actor: Actor, text: str = "", after: str = "", limit: int = 50) -> Page[HallRow]:
    """Decided and not handed out, the oldest first, with how often the applicant was reminded. Three statements."""
    require(actor, Can.HALL)
    rows = _named(visible(actor).filter(status=Status.DECIDED), text)
    found = list(keyset(rows, ["decided_at", "id"], after, limit))
    cut = page(found, limit, (), lambda c: (c.decided_at, c.pk))
    return Page(_rows(cut.rows), cut.next)


def hall_consultations(actor: Actor, day: date | None = None, after: str = "", limit: int = 50) -> Page[DeskNote]:
    """What all windows were asked on a day, latest first. Two statements."""
    start, end = _bounds(day or clock.today())
    rows = Consultation.objects.filter(made_at__gte=start, made_at__lt=end, **_mine(actor))
    found = list(keyset(rows, ["-made_at", "-id"], after, limit))
    cut = page(found, limit, (), lambda r: (r.made_at, r.pk))
    windows = organs.window_labels({r.window_id for r in cut.rows if r.window_id is not None})
    return Page(
        [
            DeskNote(
                r.number, r.item_name or "一般咨询", r.name or "未留姓名", r.question, r.case_number, r.made_at, r.made_by,
                windows.get(r.window_id or 0, ""),
            )
            for r in cut.rows
        ],
        cut.next,
    )  # fmt: skip


def hall_grievances(actor: Actor, after: str = "", limit: int = 50) -> Page[DeskNote]:
    """“办不成事” not closed yet, the oldest first. One statement."""
    rows = Grievance.objects.exclude(state=GrievanceState.CLOSED).filter(**_mine(actor))
    found = list(keyset(rows, ["opened_at", "id"], after, limit))
    cut = page(found, limit, (), lambda r: (r.opened_at, r.pk))
    return Page(
        [
            DeskNote(
                r.number, r.item_name or "未指明事项", masking.name(r.name), r.what, _waits(r),
                r.opened_at, r.opened_by,
            )
            for r in cut.rows
        ],
        cut.next,
    )  # fmt: skip


def _waits(row: Grievance) -> str:
    """How far it is, and who may go on with it."""
    state = GrievanceState(row.state)
    return f"{state.label}，待{row.answered_by}以外的人员回访" if state is GrievanceState.ANSWERED else state.label


def hall_back_entries(actor: Actor, after: str = "", limit: int = 50) -> Page[DeskNote]:
    """断网补录 nobody has looked at yet, the oldest first. Two statements."""
    mine = {f"case__{key}": value for key, value in _mine(actor).items()}
    rows = ProceedingRow.objects.filter(kind=Proceeding.BACK_ENTRY, stage__in=OPEN_STAGES, **mine).select_related(
        "case"
    )
    found = list(keyset(rows, ["opened_at", "id"], after, limit))
    cut = page(found, limit, (), lambda r: (r.opened_at, r.pk))
    windows = organs.window_labels({r.case.window_id for r in cut.rows if r.case.window_id is not None})
    return Page(
        [
            DeskNote(
                str(r.case.number), r.case.item_name, r.case.applicant_name, r.reason, "待核查", r.opened_at, r.opened_by,
                windows.get(r.case.window_id or 0, ""),
            )
            for r in cut.rows
        ],
        cut.next,
    )  # fmt: skip


def hall_trust(actor: Actor, after: str = "", limit: int = 50) -> Page[DeskNote]:
    """失信记录 not repaired, the latest first. One statement."""
    rows = TrustRecord.objects.filter(repaired_at=None, **_mine(actor))
    found = list(keyset(rows, ["-noted_at", "-id"], after, limit))
    cut = page(found, limit, (), lambda r: (r.noted_at, r.pk))
    return Page(
        [
            DeskNote(r.case_number, "", r.applicant_name, r.what, "未修复", r.noted_at, r.noted_by)
            for r in cut.rows
        ],
        cut.next,
    )  # fmt: skip


def _mine(actor: Actor) -> dict[str, Any]:
    """The organs this manager looks after."""
    require(actor, Can.HALL)
    reach = actor.reach(Can.HALL)
    return {} if reach is None else {"organ_id__in": reach}


def register_rows(actor: Actor, day: date, window_id: int | None = None, *, everybody: bool = False) -> list[HallRow]:
    """A day's register whole, to be saved as a table: of one's own window, or (for a hall manager) of `window_id` or
    everybody. Three statements."""
    rows = _of_day(visible(actor), day)
    if everybody:
        require(actor, Can.HALL)
        rows = rows.filter(window_id__isnull=False) if window_id is None else rows.filter(window_id=window_id)
    elif actor.window_id:
        rows = rows.filter(window_id=actor.window_id)
    else:
        rows = rows.filter(received_by=actor.account_id)
    return _rows(list(rows.order_by("received_at", "id")[:MOST_EXPORTED]))


def _bounds(day: date) -> tuple[datetime, datetime]:
    start = datetime.combine(day, time(0), clock.ZONE)
    return start, start + timedelta(days=1)


def _of_day(rows: QuerySet[Case], day: date) -> QuerySet[Case]:
    start, end = _bounds(day)
    return rows.filter(received_at__gte=start, received_at__lt=end)


def _named(rows: QuerySet[Case], text: str) -> QuerySet[Case]:
    if text := text.strip():
        return rows.filter(
            Q(number__startswith=text) | Q(applicant_name__startswith=text) | Q(item_name__contains=text)
        )
    return rows


def _rows(cases: Sequence[Case]) -> list[HallRow]:
    named = organs.organs_named({c.organ_id for c in cases})
    windows = organs.window_labels({c.window_id for c in cases if c.window_id is not None})
    return [
        HallRow(
            str(c.number), c.item_name, c.applicant_name, Status(c.status), Outcome(c.outcome) if c.outcome else None,
            c.received_at, c.decided_at, windows.get(c.window_id or 0, ""), named.get(c.organ_id, ""), c.chases,
            c.back_entered,
        )
        for c in cases
    ]  # fmt: skip
