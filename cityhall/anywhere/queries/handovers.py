"""物料流转单 as those at its two ends see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from cityhall.anywhere.models import Handover
from cityhall.anywhere.rules import read_code, where_papers_are
from cityhall.anywhere.terms import OPEN, UNSETTLED, Can, Piece, Pile, State, Way
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.queries import ClockView
from cityhall.deadlines.terms import Kind
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotAllowedError, NotFoundError
from cityhall.kernel.paging import Page, keyset, page

from .pieces import pieces_of
from .seeing import at_end, ends_of, of_end, seen


@dataclass(frozen=True)
class HandoverView:
    """One 流转单. `sender`, `receiver` are its ends by name; `sends`, `receives`: the reader stands there."""

    number: str
    case_number: str
    item_name: str
    applicant_name: str
    way: Way
    state: State
    sender: str
    receiver: str
    pieces: tuple[Piece, ...]
    made_at: datetime
    made_by: str
    carrier: str
    waybill: str
    courier: str
    sent_at: datetime | None
    sent_by: str
    received_at: datetime | None
    received_by: str
    reason: str
    ended_at: datetime | None
    ended_by: str
    outcome: str
    version: int
    clock: ClockView | None
    sends: bool
    receives: bool
    due_at: datetime | None = None

    @property
    def carried_by(self) -> str:
        return f"专人递送：{self.courier}" if self.courier else f"{self.carrier} {self.waybill}".strip()

    @property
    def where(self) -> str:
        """Where the paper is now, in words."""
        return where_papers_are(self.way, self.state, self.sender, self.receiver, arrived=self.received_at is not None)

    @property
    def late(self) -> bool:
        return self.state in OPEN and self.due_at is not None and self.due_at < clock.now()

    @property
    def unsettled(self) -> bool:
        return self.state in UNSETTLED

    @property
    def copies(self) -> int:
        return sum(one.copies for one in self.pieces)


def _rows(rows: QuerySet[Handover]) -> QuerySet[Handover]:
    due = deadlines.due_of(Concat(Value("handover:"), OuterRef("number")), Kind.CARRIAGE)
    ends = ("from_organ", "to_organ", "from_window__centre", "to_window__centre")
    return rows.select_related("intake__case", *ends).annotate(due=due)


def _piles(actor: Actor) -> Mapping[Pile, Q]:
    sends, receives = of_end(actor, "from"), of_end(actor, "to")
    either = sends | receives
    return {
        Pile.TO_SEND: Q(state=State.MADE) & sends,
        Pile.ON_WAY: Q(state=State.SENT) & sends,
        Pile.TO_RECEIVE: Q(state=State.SENT) & receives,
        Pile.OPEN_ENDS: Q(state__in=UNSETTLED) & either,
        Pile.OVERDUE: Q(state__in=OPEN, due__lt=clock.now()) & either,
        Pile.DONE: Q(state__in=[State.CLOSED, State.CANCELLED]) & either,
    }


def handovers(actor: Actor, pile: Pile, text: str = "", after: str = "", limit: int = 30) -> Page[HandoverView]:
    """Those of a pile, the latest first. One statement."""
    require(actor, Can.CARRY)
    rows = _rows(Handover.objects.all()).filter(_piles(actor)[pile])
    if text := text.strip():
        rows = rows.filter(Q(number=text.upper()) | Q(intake__case__number=text) | Q(waybill=text))
    cut = page(list(keyset(rows, ["-made_at", "-id"], after, limit)), limit, (), lambda one: (one.made_at, one.pk))
    return Page([_view(actor, one) for one in cut.rows], cut.next)


def handover_counts(actor: Actor) -> dict[Pile, int]:
    """How much lies on each pile. One statement."""
    require(actor, Can.CARRY)
    piles = _piles(actor)
    counted = _rows(Handover.objects.all()).aggregate(
        **{f"n_{pile.value}": Count("id", filter=condition, distinct=True) for pile, condition in piles.items()}
    )
    return {pile: counted[f"n_{pile.value}"] for pile in piles}


def handover(actor: Actor, text: str) -> HandoverView:
    """One, by its number as scanned or typed, for those it concerns; who got it by mistake reads where it should go. Two
    statements."""
    code = read_code(text)
    row = _rows(seen(actor)).filter(number=code).first()
    if row is None:
        _tell_where(actor, code)
        raise NotFoundError("anywhere.unknown_handover", f"没有编号为 {code} 的流转单，请核对后重扫")
    clocks = deadlines.clocks_of([row.ref])
    return _view(actor, row, clocks[-1] if clocks else None)


def _tell_where(actor: Actor, code: str) -> None:
    """Paper that went astray is sent on: whoever deals with such paper is told its end, and nothing of the case."""
    astray = _rows(Handover.objects.filter(number=code)).first() if actor.may(Can.CARRY) else None
    if astray is not None:
        _, receiver = ends_of(astray)
        raise NotAllowedError(
            "anywhere.wrong_receiver", f"这张流转单送往{receiver}，不是本单位；请不要拆封，退给承运人或者联系{receiver}"
        )


def handovers_of(actor: Actor, intakes: Sequence[int]) -> dict[int, list[HandoverView]]:
    """All of these cases', oldest first; the caller has asked who may see them. One statement."""
    made: dict[int, list[HandoverView]] = {}
    for one in _rows(Handover.objects.filter(intake__in=intakes)).order_by("id"):
        made.setdefault(one.intake_id, []).append(_view(actor, one))
    return made


def _view(actor: Actor, row: Handover, told: ClockView | None = None) -> HandoverView:
    sender, receiver = ends_of(row)
    case = row.intake.case
    return HandoverView(
        row.number, str(case.number), case.item_name, case.applicant_name, Way(row.way), State(row.state), sender, receiver,
        tuple(pieces_of(row)), row.made_at, row.made_by, row.carrier, row.waybill, row.courier, row.sent_at, row.sent_by,
        row.received_at, row.received_by, row.reason, row.ended_at, row.ended_by, row.outcome, row.version, told,
        at_end(actor, row.from_window_id, row.from_organ_id), at_end(actor, row.to_window_id, row.to_organ_id),
        row.__dict__.get("due"),
    )  # fmt: skip
