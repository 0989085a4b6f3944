"""办件进度 for whoever holds the number and its code: no sign-in, no names, no materials."""

import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cityhall.cases.terms import Outcome, Status
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.queries import ClockView
from cityhall.deadlines.terms import Kind
from cityhall.kernel.accounts import tally
from cityhall.kernel.errors import NotFoundError, TooManyError
from cityhall.kernel.journal import queries as journal
from cityhall.kernel.secrets import masking

from .parts import PUBLIC
from .story import SLACK, Happening, told

BY_ADDRESS = tally.Limit("progress_wrong_from", 10, timedelta(minutes=10))
BY_NUMBER = tally.Limit("progress_wrong_for", 30, timedelta(hours=1))


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
    return Progress(
        str(case.number), case.item_name, masking.name(case.applicant_name), case.organ_name, Status(case.status),
        Outcome(case.outcome) if case.outcome else None, clocks, story,
    )  # fmt: skip


def check_tries(number: str, address: str) -> None:
    """A code of six digits is not found out by trying: ten wrong tries from an address, thirty for a number."""
    if tally.reached([(BY_ADDRESS, address), (BY_NUMBER, number.strip())]):
        raise TooManyError(
            "case.progress_tries",
            "编号或查询码输错次数过多，请稍后再查；急用请登录后在“我的办件”查看，或拨打 12345",
            field="code",
        )
