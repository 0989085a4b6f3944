"""异地件 as both sides see them: who took it in, who decides, how far it is, where the paper lies. Of the form and the materials
the window that took it in sees no more."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from cityhall.anywhere.models import Handover, Intake
from cityhall.anywhere.rules import where_papers_are, why_not_issue
from cityhall.anywhere.terms import UNSETTLED, Can, Mode, State, Way
from cityhall.cases import queries as cases
from cityhall.cases.terms import Outcome, Status
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.queries import ClockView
from cityhall.deadlines.terms import Kind
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page

from .handovers import HandoverView, handovers_of
from .seeing import at_end, ends_of, visible

SHOWN = (Kind.NOTICE, Kind.SUPPLEMENT, Kind.STATUTORY, Kind.PROMISED, Kind.DELIVERY)
MATERIALS_UNTIL = (Status.RECEIVED, Status.SUPPLEMENTING, Status.ACCEPTED)
RESULTS_FROM = (Status.DECIDED, Status.NOT_ACCEPTED, Status.TERMINATED, Status.DEEMED_WITHDRAWN)


@dataclass(frozen=True)
class IntakeRow:
    number: str
    item_name: str
    applicant_name: str
    mode: Mode
    window: str
    receiving_organ: str
    deciding_organ: str
    issue_window: str
    status: Status
    outcome: Outcome | None
    received_at: datetime
    received_by: str
    accepted_at: datetime | None
    decided_at: datetime | None
    issued_at: datetime | None
    issued_by: str
    papers: tuple[str, ...]

    @property
    def standing(self) -> str:
        return f"{self.status.label}（{self.outcome.label}）" if self.outcome else self.status.label


@dataclass(frozen=True)
class IntakePage(IntakeRow):
    """`may_*`: what the reader may do now; `why_not_issue`: why not yet, at the window the result goes to."""

    version: int
    entry_id: int
    counted_from: datetime | None
    clocks: tuple[ClockView, ...]
    handovers: tuple[HandoverView, ...]
    items: tuple[tuple[str, str, int], ...]
    may_send_materials: bool
    may_send_result: bool
    may_choose: bool
    issues_here: bool
    why_not_issue: str


@dataclass(frozen=True)
class Told:
    """What anybody who may know of the case may read of its way: “在××窗口收件，由××办理，纸质材料在途”."""

    window: str
    organ: str
    issue_window: str
    papers: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Taken in where, handled by whom, and where the paper lies."""
        return "，".join([f"在{self.window}收件", f"由{self.organ}办理", *self.papers])


READ = ("case", "window__centre", "issue_window__centre", "receiving_organ", "deciding_organ")


def intakes(
    actor: Actor, *, text: str = "", side: str = "", open_only: bool = False, after: str = "", limit: int = 30
) -> Page[IntakeRow]:
    """Those she may see, the latest first; `side`: taken in here (`in`), decided here (`decide`), handed out here (`out`). Two
    statements."""
    rows = visible(actor).select_related(*READ)
    if text := text.strip():
        rows = rows.filter(Q(case__number__startswith=text) | Q(case__applicant_name__startswith=text))
    if side:
        rows = rows.filter(_side(actor, side))
    if open_only:
        rows = rows.filter(case__closed_at=None)
    cut = page(
        list(keyset(rows, ["-received_at", "-id"], after, limit)), limit, (), lambda one: (one.received_at, one.pk)
    )
    papers = papers_of([one.pk for one in cut.rows])
    return Page([IntakeRow(**_row(one, papers.get(one.pk, ()))) for one in cut.rows], cut.next)


def _side(actor: Actor, side: str) -> Q:
    reach = actor.reach(Can.SEE)
    organs = (reach or frozenset()) | (actor.reach(Can.CARRY) or frozenset())
    if side == "in":
        return Q(window_id=actor.window_id) if actor.window_id else Q(receiving_organ_id__in=organs)
    if side == "out":
        return Q(issue_window_id=actor.window_id) if actor.window_id else Q(issuing_organ_id__in=organs)
    return Q() if reach is None else Q(deciding_organ_id__in=organs)


def _row(row: Intake, papers: Collection[str]) -> dict[str, Any]:
    case = row.case
    return {
        "number": str(case.number), "item_name": case.item_name, "applicant_name": case.applicant_name,
        "mode": Mode(row.mode), "window": label_of(row.window), "receiving_organ": row.receiving_organ.name,
        "deciding_organ": row.deciding_organ.name, "issue_window": label_of(row.issue_window),
        "status": Status(case.status), "outcome": Outcome(case.outcome) if case.outcome else None,
        "received_at": row.received_at, "received_by": row.received_by, "accepted_at": case.accepted_at,
        "decided_at": case.decided_at, "issued_at": row.issued_at, "issued_by": row.issued_by, "papers": tuple(papers),
    }  # fmt: skip


def label_of(window: object | None) -> str:
    return f"{window.centre.name} {window.number} 号窗口" if window is not None else ""  # type: ignore[attr-defined]


def papers_of(ids: Collection[int]) -> dict[int, list[str]]:
    """Where the paper of each lies, each way, by the latest 流转单. One statement."""
    rows = Handover.objects.filter(intake__in=list(ids)).exclude(state=State.CANCELLED)
    rows = rows.select_related("from_organ", "to_organ", "from_window__centre", "to_window__centre")
    latest: dict[tuple[int, str], Handover] = {(one.intake_id, one.way): one for one in rows.order_by("id")}
    told: dict[int, list[str]] = {}
    for (intake, way), one in sorted(latest.items()):
        sender, receiver = ends_of(one)
        arrived = one.received_at is not None
        told.setdefault(intake, []).append(
            where_papers_are(Way(way), State(one.state), sender, receiver, arrived=arrived)
        )
    return told


def intake(actor: Actor, number: str) -> IntakePage:
    """One, with its 流转单 and what may be done; unknown and invisible are the same answer."""
    row = visible(actor).select_related(*READ, "entry").filter(case__number=number).first()
    if row is None:
        raise NotFoundError("anywhere.unknown_case", f"没有编号为 {number} 的异地件，或不在您的查看范围内")
    own = handovers_of(actor, [row.pk]).get(row.pk, [])
    clocks = [one for one in deadlines.clocks_of([row.case.ref]) if one.kind in SHOWN]
    status = Status(row.case.status)
    back = next((one for one in reversed(own) if one.way is Way.RESULT and one.state is not State.CANCELLED), None)
    why = why_not_issue(
        back.state if back else None, arrived=bool(back and back.received_at), decided=status in RESULTS_FROM
    )
    here = row.issue_window_id is not None and at_end(actor, row.issue_window_id, row.issuing_organ_id or 0, Can.ISSUE)
    return IntakePage(
        **_row(row, papers_of([row.pk]).get(row.pk, ())), version=row.version, entry_id=row.entry_id,
        counted_from=row.counted_from, clocks=tuple(clocks), handovers=tuple(own), items=_items(row),
        may_send_materials=status in MATERIALS_UNTIL and _free(own, Way.MATERIALS)
        and at_end(actor, row.window_id, row.receiving_organ_id),
        may_send_result=status in RESULTS_FROM and _free(own, Way.RESULT) and here_or_there(row)
        and at_end(actor, None, row.deciding_organ_id),
        may_choose=row.issued_at is None and row.case.closed_at is None
        and (at_end(actor, row.window_id, row.receiving_organ_id, Can.TAKE_IN) or actor.may(Can.CARRY, row.deciding_organ_id)),
        issues_here=here, why_not_issue="结果已经交给申请人" if row.issued_at else why,
    )  # fmt: skip


def here_or_there(row: Intake) -> bool:
    """Is the result wanted at a window at all?"""
    return row.issue_window_id is not None and row.issued_at is None


def _free(own: list[HandoverView], way: Way) -> bool:
    """May another 流转单 be made this way: none is under way, and none has gone wrong unsettled?"""
    going = (State.MADE, State.SENT, *UNSETTLED)
    return not any(one.way is way and one.state in going for one in own)


def _items(row: Intake) -> tuple[tuple[str, str, int], ...]:
    """The papers that were taken in, to be packed: key, name, copies."""
    return tuple(cases.papers_taken(str(row.case.number)))


def told_of(number: str) -> Told | None:
    """For a page on which the case itself may be read: where it was taken in and where its paper lies. Two statements, one where it
    was taken in by its own organ."""
    row = Intake.objects.select_related(*READ).filter(case__number=number).first()
    if row is None:
        return None
    papers = papers_of([row.pk]).get(row.pk, [])
    return Told(label_of(row.window), row.deciding_organ.name, label_of(row.issue_window), tuple(papers))
