"""What those who do not sit at the table see of a meeting: the applicant, and whoever handles a case that is bound."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cityhall.cases import queries as cases
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import NotFoundError
from cityhall.meetings.models import Meeting, MeetingFile, Sitting
from cityhall.meetings.terms import Conclusion, Kind, State, conclusion_label

from .meetings import FileView, file_view


@dataclass(frozen=True)
class Told:
    """A meeting in a few words. `asked` is what the applicant is to change, `conditions` what the conclusion came with."""

    number: str
    kind: Kind
    subject: str
    organ: str
    stage_name: str
    state: State
    binds: bool
    round: int
    held_at: datetime
    place: str
    conclusion: Conclusion | None
    label: str
    asked: str
    minutes: str
    paper: str
    concluded_at: datetime | None
    revised_at: datetime | None
    version: int

    @property
    def may_revise(self) -> bool:
        return self.state is State.WAITING


def of_case(actor: Actor, case_number: str) -> list[Told]:
    """The meetings a case is bound by or advised by, for somebody who may see that case. Three statements, one for a case that
    no meeting is about."""
    rows = list(Meeting.objects.filter(bound__case_number=case_number).select_related("organ").order_by("id"))
    if not rows or case_number not in cases.numbers_seen(actor, [case_number]):
        return []
    return _told(rows)


def of_whole(actor: Actor, number: str) -> list[Told]:
    """The applicant's own: meetings and visits of her application. What single organs or experts said is not told her. Two
    statements."""
    require_signed_in(actor)
    rows = Meeting.objects.filter(whole=number, applicant_account=actor.account_id or 0)
    return _told(list(rows.exclude(kind=Kind.EXPERTS).select_related("organ").order_by("id")))


def own_meeting(actor: Actor, number: str) -> tuple[Told, str, tuple[FileView, ...]]:
    """One of the applicant's own, the number of its application, and the files she handed in to it."""
    require_signed_in(actor)
    rows = Meeting.objects.filter(number=number, applicant_account=actor.account_id or 0).exclude(whole="")
    row = rows.exclude(kind=Kind.EXPERTS).select_related("organ").first()
    if row is None:
        raise NotFoundError("meeting.unknown", f"没有编号为 {number} 的会商或踏勘，请核对编号")
    mine = MeetingFile.objects.filter(meeting=row, from_applicant=True).order_by("id")
    return _told([row])[0], row.whole, tuple(file_view(one) for one in mine)


def _told(rows: Iterable[Meeting]) -> list[Told]:
    """Each as it stands, with what was asked when it last was concluded."""
    held: dict[int, list[Sitting]] = {}
    known = list(rows)
    for one in Sitting.objects.filter(meeting__in=known).order_by("round"):
        held.setdefault(one.meeting_id, []).append(one)
    return [_one(row, held[row.pk]) for row in known]


def _one(row: Meeting, sittings: list[Sitting]) -> Told:
    now, kind = sittings[-1], Kind(row.kind)
    conclusion = Conclusion(row.conclusion) if row.conclusion else None
    return Told(
        row.number, kind, row.subject, row.organ.name, row.stage_name, State(row.state), row.binds, row.round, now.held_at,
        now.place, conclusion, conclusion_label(kind, conclusion) if conclusion else "",
        next((one.asked for one in reversed(sittings) if one.asked), ""), now.minutes,
        next((one.paper for one in reversed(sittings) if one.paper), ""), now.concluded_at,
        next((one.revised_at for one in reversed(sittings) if one.revised_at), None), row.version,
    )  # fmt: skip
