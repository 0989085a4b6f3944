"""What is open at a window when its clerk leaves, and the shifts handed over there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cityhall.cases.models import Case, ProceedingRow, Shift
from cityhall.cases.terms import OPEN_STAGES, Proceeding, Status
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.paging import Page, keyset, page
from cityhall.messages import queries as messages

MOST = 200
PAPERS_OF = timedelta(days=30)
WAITING = {
    Status.RECEIVED: "已收件，未答复", Status.SUPPLEMENTING: "等待补正", Status.DECIDED: "待出件",
}  # fmt: skip
PROMISED, TO_STAMP = "容缺材料待补", "文书待盖章"


@dataclass(frozen=True)
class Left:
    """One thing left open: which case, what is to be done; no names, no numbers of persons."""

    number: str
    item: str
    what: str
    since: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class OpenWork:
    rows: tuple[Left, ...]

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def groups(self) -> list[tuple[str, list[Left]]]:
        """By what is to be done, in the order of the life of a case."""
        order = [WAITING[Status.RECEIVED], WAITING[Status.SUPPLEMENTING], PROMISED, TO_STAMP, WAITING[Status.DECIDED]]
        return [(what, found) for what in order if (found := [r for r in self.rows if r.what == what])]

    def as_list(self) -> list[dict[str, str]]:
        return [{"number": r.number, "item": r.item, "what": r.what, "note": r.note} for r in self.rows]


@dataclass(frozen=True)
class ShiftView:
    id: int
    window_id: int
    day: date
    from_account: int
    from_name: str
    to_name: str
    totals: tuple[tuple[str, int], ...]
    work: OpenWork
    note: str
    seals: str
    left_at: datetime
    taken_at: datetime | None
    remark: str


def open_work(actor: Actor) -> OpenWork:
    """Everything open at this actor's window: unanswered, supplementing, promised, to be stamped, not collected.
    Three statements."""
    if actor.window_id is None:
        return OpenWork(())
    cases = Case.objects.filter(window_id=actor.window_id)
    waiting = cases.filter(status__in=WAITING).order_by("received_at", "id")[:MOST]
    rows = [Left(str(c.number), c.item_name, WAITING[Status(c.status)], c.received_at, _chased(c)) for c in waiting]
    promised = ProceedingRow.objects.filter(
        case__window_id=actor.window_id, kind=Proceeding.PROMISE, stage__in=OPEN_STAGES
    ).select_related("case")  # fmt: skip
    rows += [
        Left(
            str(p.case.number), p.case.item_name, PROMISED, p.opened_at, f"应于 {p.last_on} 前补齐" if p.last_on else ""
        )
        for p in promised.order_by("opened_at", "id")[:MOST]
    ]
    recent = cases.filter(received_at__gte=clock.now() - PAPERS_OF).order_by("-received_at", "-id")
    named = dict(recent.values_list("number", "item_name")[:MOST])
    rows += [
        Left(number, named[number], TO_STAMP, at, title)
        for number, title, at in messages.to_stamp([f"case:{n}" for n in named])
    ]
    return OpenWork(tuple(rows))


def _chased(case: Case) -> str:
    return f"已催领 {case.chases} 次" if case.chases else ""


def open_shift(actor: Actor) -> ShiftView | None:
    """The shift that waits to be taken over at this window."""
    row = Shift.objects.filter(window_id=actor.window_id or 0, taken_at=None).first()
    return _view(row) if row else None


def shifts(actor: Actor, after: str = "", limit: int = 10) -> Page[ShiftView]:
    """The shifts of this window, the latest first. One statement."""
    rows = Shift.objects.filter(window_id=actor.window_id or 0)
    found = list(keyset(rows, ["-left_at", "-id"], after, limit))
    cut = page(found, limit, (), lambda s: (s.left_at, s.pk))
    return Page([_view(s) for s in cut.rows], cut.next)


def open_shifts(windows: Iterable[int]) -> dict[int, ShiftView]:
    """By window, the shift that waits there. One statement."""
    rows = Shift.objects.filter(window_id__in=list(windows), taken_at=None)
    return {row.window_id: _view(row) for row in rows}


def _view(s: Shift) -> ShiftView:
    return ShiftView(
        s.pk, s.window_id, s.day, s.from_account, s.from_name, s.to_name, _totals(s.totals),
        OpenWork(tuple(Left(**row) for row in s.open_cases)), s.note, s.seals, s.left_at, s.taken_at, s.remark,
    )  # fmt: skip


def _totals(kept: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((Status(status).label, n) for status, n in kept.items())
