"""办件进度 for whoever holds the number and its code: no sign-in, no names, no materials."""

import hmac
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cityhall.cases.models import Case
from cityhall.cases.terms import OPEN_STAGES, Outcome, Proceeding, Stage, Status, StepState
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.queries import ClockView
from cityhall.deadlines.terms import Kind
from cityhall.kernel.accounts import tally
from cityhall.kernel.errors import NotFoundError, TooManyError
from cityhall.kernel.journal import queries as journal
from cityhall.kernel.secrets import masking
from cityhall.organs import queries as organs

from .parts import PROCEEDINGS, PUBLIC, STEPS
from .story import SLACK, Happening, told

BY_ADDRESS = tally.Limit("progress_wrong_from", 10, timedelta(minutes=10))
BY_NUMBER = tally.Limit("progress_wrong_for", 30, timedelta(hours=1))


@dataclass(frozen=True)
class PublicProceeding:
    """A proceeding as anybody with number and code may know it: what, by which rule, from when until when."""

    kind: Proceeding
    title: str
    stage: Stage
    basis: str
    first_on: date | None
    last_on: date | None
    days: int | None

    @property
    def open(self) -> bool:
        return self.stage in OPEN_STAGES


@dataclass(frozen=True)
class Progress:
    number: str
    item_name: str
    applicant: str  # masked
    organ: str
    status: Status
    outcome: Outcome | None
    clocks: tuple[ClockView, ...]
    story: tuple[Happening, ...]
    holder: str  # who has it in hand now: an organ and its work, never a person; empty when nobody has
    beside: tuple[PublicProceeding, ...]


def progress(number: str, code: str) -> Progress:
    """The public timeline; a wrong number and a wrong code are the same answer."""
    case: Any = PUBLIC.first(number.strip())
    if case is None or not hmac.compare_digest(case.access_code.encode(), code.strip().encode()):
        raise NotFoundError("case.no_progress", "编号或查询码不正确，请核对收件凭证上的编号和六位查询码", field="code")
    public = (Kind.NOTICE, Kind.STATUTORY, Kind.PROMISED, Kind.SUPPLEMENT, Kind.DELIVERY)
    clocks = tuple(c for c in deadlines.clocks_of([case.ref], edition=case.edition) if c.kind in public)
    since = min(case.received_at or case.began, case.began) - SLACK
    found = journal.lines_since([case.ref], since)
    lines = [line for line in found if not line.event.startswith(("paper.", "case.revealed"))]
    story = tuple(Happening(h.at, h.title, h.detail, "", h.event) for h in told(lines, public=True))
    at = _at(case)
    others = {organ for organ, _ in at} - {case.organ_id}
    named = {**(organs.organs_named(others) if others else {}), case.organ_id: case.organ_name}
    holder = _holder(Status(case.status), case.organ_name, [f"{named.get(organ, '')}（{step}）" for organ, step in at])
    return Progress(
        str(case.number), case.item_name, masking.name(case.applicant_name), case.organ_name, Status(case.status),
        Outcome(case.outcome) if case.outcome else None, clocks, story, holder,
        _beside(case) if case.proceeded else (),
    )  # fmt: skip


def _at(case: Case) -> list[tuple[int, str]]:
    """The steps in hand now: organ and name."""
    if case.status != Status.ACCEPTED:
        return []
    return [(s.organ_id, s.name) for s in STEPS.rows(case.pk) if s.state in (StepState.OPEN, StepState.CLAIMED)]


def _holder(status: Status, organ: str, working: list[str]) -> str:
    """Whose turn it is: an organ and the step it is at, never a person."""
    return {
        Status.RECEIVED: f"{organ}（核对材料）",
        Status.SUPPLEMENTING: "申请人（等补正材料）",
        Status.ACCEPTED: "、".join(working) or organ,
        Status.DECIDED: f"{organ}（等送达结果）",
    }.get(status, "")


SHOWN = (Proceeding.SPECIAL, Proceeding.HEARING, Proceeding.EXTENSION, Proceeding.SUSPENSION, Proceeding.PROMISE)


def _beside(case: Case) -> tuple[PublicProceeding, ...]:
    """What moves the time of the case; what was only proposed is not public yet."""
    rows = [r for r in PROCEEDINGS.rows(case.pk) if r.kind in SHOWN and r.stage not in (Stage.PROPOSED, Stage.REJECTED)]
    return tuple(
        PublicProceeding(
            Proceeding(row.kind), Proceeding(row.kind).label, Stage(row.stage), row.basis, row.first_on, row.last_on,
            row.amount,
        )
        for row in rows
    )  # fmt: skip


def check_tries(number: str, address: str) -> None:
    """A code of six digits is not found out by trying: ten wrong tries from an address, thirty for a number."""
    if tally.reached([(BY_ADDRESS, address), (BY_NUMBER, number.strip())]):
        raise TooManyError(
            "case.progress_tries",
            "编号或查询码输错次数过多，请稍后再查；急用请登录后在“我的办件”查看，或拨打 12345",
            field="code",
        )
