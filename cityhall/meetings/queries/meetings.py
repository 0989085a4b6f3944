"""Meetings as the organs that take part see them: the list, one of them whole, its files and papers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from cityhall.cases import queries as cases
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.queries import ClockView
from cityhall.deadlines.terms import Light
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import NotAllowedError, NotFoundError
from cityhall.kernel.paging import Page, keyset, page
from cityhall.meetings import rules
from cityhall.meetings.models import Bound, Meeting, MeetingFile, Seat, Sitting
from cityhall.meetings.rules import SeatFacts, Tally
from cityhall.meetings.terms import (
    SPOKEN,
    Can,
    Conclusion,
    Decides,
    Kind,
    Move,
    Opinion,
    State,
    conclusion_label,
    opinion_label,
)
from cityhall.organs import queries as organs

SEEING = (Can.SEE, Can.CONVENE, Can.SPEAK)
LATE = (Light.RED, Light.DARK)


@dataclass(frozen=True)
class FileView:
    id: int
    name: str
    size: int
    media_type: str
    sha256: str
    round: int
    from_applicant: bool
    added_at: datetime
    added_by: str


@dataclass(frozen=True)
class SeatView:
    """`may_speak`: the reader may give this seat's opinion now; `overdue`: its last moment has gone by without one."""

    id: int
    name: str
    organ_id: int | None
    opinion: Opinion | None
    label: str
    reason: str
    members: str
    by: str
    at: datetime | None
    reminded_at: datetime | None
    clock: ClockView | None
    overdue: bool
    may_speak: bool


@dataclass(frozen=True)
class SittingView:
    round: int
    held_at: datetime
    place: str
    conclusion: Conclusion | None
    label: str
    minutes: str
    asked: str
    concluded_at: datetime | None
    concluded_by: str
    paper: str
    revision: str
    revised_at: datetime | None
    seats: tuple[SeatView, ...]


@dataclass(frozen=True)
class BoundView:
    """`number` is empty before the case is opened, and where the reader may not see it."""

    item_name: str
    organ: str
    number: str


@dataclass(frozen=True)
class MeetingRow:
    number: str
    kind: Kind
    state: State
    conclusion: str
    subject: str
    organ: str
    applicant_name: str
    held_at: datetime
    round: int
    asked: bool  # an opinion of the reader's organ is waited for


@dataclass(frozen=True)
class MeetingView:
    number: str
    kind: Kind
    state: State
    conclusion: Conclusion | None
    conclusion_label: str
    organ_id: int
    organ: str
    subject: str
    whole: str
    whole_name: str
    stage_name: str
    applicant_name: str
    parties: tuple[str, ...]
    days: int | None
    silence: bool
    binds: bool
    decides: Decides
    round: int
    convened_at: datetime
    convened_by: str
    version: int
    sittings: tuple[SittingView, ...]
    bound: tuple[BoundView, ...]
    files: tuple[FileView, ...]
    tally: Tally
    may_conclude: tuple[Conclusion, ...]
    moves: tuple[Move, ...]

    @property
    def now(self) -> SittingView:
        return self.sittings[-1]


def within(actor: Actor) -> QuerySet[Meeting]:
    """Those of one's organs: which convened them, sit at them, or have a case in them."""
    require_signed_in(actor)
    reaches = [actor.reach(can) for can in SEEING]
    if None in reaches:
        return Meeting.objects.all()
    mine = frozenset().union(*(one for one in reaches if one is not None))
    if not mine:
        raise NotAllowedError("meeting.no_part", "您没有查看会商与联合踏勘的权限，请联系本单位管理员授权")
    sits = Seat.objects.filter(meeting=OuterRef("pk"), organ_id__in=mine)
    about = Bound.objects.filter(meeting=OuterRef("pk"), organ_id__in=mine)
    return Meeting.objects.filter(Q(organ_id__in=mine) | Exists(sits) | Exists(about))


def meetings(
    actor: Actor, *, kind: Kind | None = None, state: State | None = None, asked: bool = False, whole: str = "",
    after: str = "", limit: int = 30,
) -> Page[MeetingRow]:  # fmt: skip
    """Latest first; `asked`: only where an opinion of one's own organ is waited for. Three statements."""
    speaking = actor.reach(Can.SPEAK)
    silent = Seat.objects.filter(meeting=OuterRef("pk"), round=OuterRef("round"), opinion="", organ__isnull=False)
    waits = Exists(silent if speaking is None else silent.filter(organ_id__in=speaking))
    rows = within(actor).select_related("organ").annotate(asked=Q(state=State.OPEN) & waits)
    for name, value in (("kind", kind), ("state", state), ("asked", asked or None), ("whole", whole or None)):
        if value is not None:
            rows = rows.filter(**{name: value})
    found = list(keyset(rows.prefetch_related("sittings"), ["-convened_at", "-id"], after, limit))
    cut = page(found, limit, ["convened_at", "id"], lambda row: (row.convened_at, row.pk), after)
    return Page([_row(row) for row in cut.rows], cut.next, cut.prev)


def _row(row: Meeting) -> MeetingRow:
    now = max(row.sittings.all(), key=lambda one: one.round)
    kind = Kind(row.kind)
    said = conclusion_label(kind, Conclusion(row.conclusion)) if row.conclusion else ""
    return MeetingRow(
        row.number, kind, State(row.state), said, row.subject, row.organ.name, row.applicant_name, now.held_at, row.round,
        bool(row.asked),  # type: ignore[attr-defined]
    )  # fmt: skip


def meeting(actor: Actor, number: str) -> MeetingView:
    """One whole; what is out of reach is not found. Eight statements at most."""
    row = found(actor, number)
    sittings = list(Sitting.objects.filter(meeting=row).order_by("round"))
    seats = list(Seat.objects.filter(meeting=row).order_by("round", "id"))
    bound = list(Bound.objects.filter(meeting=row).order_by("id"))
    files = tuple(file_view(one) for one in MeetingFile.objects.filter(meeting=row).order_by("id"))
    clocks = clocks_of(row, seats)
    views = [_seat(actor, row, one, clocks.get(one.pk)) for one in seats]
    told = told_of(row, seats, clocks)
    lead = actor.may(Can.CONVENE, row.organ_id)
    return MeetingView(
        row.number, Kind(row.kind), State(row.state), Conclusion(row.conclusion) if row.conclusion else None,
        conclusion_label(Kind(row.kind), Conclusion(row.conclusion)) if row.conclusion else "", row.organ_id, row.organ.name,
        row.subject, row.whole, row.whole_name, row.stage_name, row.applicant_name, tuple(row.parties), row.days, row.silence,
        row.binds, Decides(row.decides), row.round, row.convened_at, row.convened_by, row.version,
        tuple(_sitting(row, one, seats, views) for one in sittings), _bound(actor, bound), files, told,
        rules.conclusions(Decides(row.decides), told) if lead and row.state == State.OPEN else (),
        rules.moves_from(State(row.state)) if lead else (),
    )  # fmt: skip


def found(actor: Actor, number: str) -> Meeting:
    row = within(actor).select_related("organ").filter(number=number).first()
    if row is None:
        raise NotFoundError("meeting.unknown", f"没有编号为 {number} 的会商或踏勘，请核对编号")
    return row


def seat_ref(number: str, seat_id: int) -> str:
    return f"meeting:{number}/{seat_id}"


def clocks_of(row: Meeting, seats: Iterable[Seat], edition: str | None = None) -> dict[int, ClockView]:
    """The promise of time of each seat of the present round."""
    now = {seat_ref(row.number, one.pk): one.pk for one in seats if one.round == row.round and one.organ_id}
    return {now[one.ref]: one for one in deadlines.clocks_of(now, edition=edition)} if now and row.days else {}


def told_of(row: Meeting, seats: Sequence[Seat], clocks: Mapping[int, ClockView]) -> Tally:
    """How the present round stands."""
    facts = [
        SeatFacts(one.name, Opinion(one.opinion) if one.opinion else None, _overdue(one, clocks.get(one.pk)))
        for one in seats if one.round == row.round
    ]  # fmt: skip
    return rules.tally(facts, silence=row.silence)


def _overdue(seat: Seat, running: ClockView | None) -> bool:
    return not seat.opinion and running is not None and running.light in LATE


def _seat(actor: Actor, row: Meeting, one: Seat, running: ClockView | None) -> SeatView:
    opinion = Opinion(one.opinion) if one.opinion else None
    who = actor.may(Can.SPEAK, one.organ_id) if one.organ_id else actor.may(Can.CONVENE, row.organ_id)
    open_now = row.state == State.OPEN and one.round == row.round
    return SeatView(
        one.pk, one.name, one.organ_id, opinion, opinion_label(Kind(row.kind), opinion) if opinion else "", one.reason,
        one.members, one.by, one.at, one.reminded_at, running, _overdue(one, running),
        who and open_now and (opinion is None or opinion in SPOKEN),
    )  # fmt: skip


def _sitting(row: Meeting, one: Sitting, seats: Sequence[Seat], views: Sequence[SeatView]) -> SittingView:
    conclusion = Conclusion(one.conclusion) if one.conclusion else None
    mine = tuple(view for seat, view in zip(seats, views, strict=True) if seat.round == one.round)
    return SittingView(
        one.round, one.held_at, one.place, conclusion, conclusion_label(Kind(row.kind), conclusion) if conclusion else "",
        one.minutes, one.asked, one.concluded_at, one.concluded_by, one.paper, one.revision, one.revised_at, mine,
    )  # fmt: skip


def _bound(actor: Actor, rows: Sequence[Bound]) -> tuple[BoundView, ...]:
    numbers = [one.case_number for one in rows if one.case_number]
    seen = cases.numbers_seen(actor, numbers) if numbers else frozenset()
    near = organs.organs_named({one.organ_id for one in rows})
    return tuple(
        BoundView(one.item_name, near.get(one.organ_id, ""), one.case_number if one.case_number in seen else "")
        for one in rows
    )


def file_view(one: MeetingFile) -> FileView:
    return FileView(
        one.pk,
        one.name,
        one.size,
        one.media_type,
        one.sha256,
        one.round,
        one.from_applicant,
        one.added_at,
        one.added_by,
    )


def file_of(actor: Actor, number: str, file_id: int) -> FileView:
    """A file that was circulated, for who takes part."""
    one = MeetingFile.objects.filter(meeting=found(actor, number), pk=file_id).first()
    if one is None:
        raise NotFoundError("meeting.no_file", "没有找到这个文件，请刷新页面")
    return file_view(one)


def paper_seen(actor: Actor, number: str, paper: str) -> str:
    """The number of a paper of this meeting, for who takes part."""
    if not Sitting.objects.filter(meeting=found(actor, number), paper=paper).exclude(paper="").exists():
        raise NotFoundError("paper.unknown", f"没有找到文书“{paper}”，请核对文号")
    return paper


def contents_in_use(asked: Sequence[str]) -> set[str]:
    """Those of these contents (SHA-256) that a meeting's file still names."""
    return set(MeetingFile.objects.filter(sha256__in=asked).values_list("sha256", flat=True))
