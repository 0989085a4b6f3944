"""并联办理: how the cases of one application stand, for the room that holds them together; it shows them by its own rules."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cityhall.cases.models import Case, Decision
from cityhall.cases.terms import Outcome, Status
from cityhall.kernel import clock


@dataclass(frozen=True)
class ResultFacts:
    """What a decided case gave, for another case that needs it."""

    number: str
    item_name: str
    organ_name: str
    holder: str
    result_name: str
    result_number: str
    valid_from: date | None
    valid_until: date | None
    decided_on: date | None


def standing_of(numbers: Collection[str]) -> dict[str, tuple[Status, str]]:
    """Number → state and outcome. One statement."""
    rows = Case.objects.filter(number__any=list(numbers)).values_list("number", "status", "outcome")
    return {str(number): (Status(status), outcome) for number, status, outcome in rows}


def results_of(numbers: Collection[str]) -> list[ResultFacts]:
    """What these cases gave, by their latest decisions. One statement."""
    latest = Decision.objects.filter(case__number__any=list(numbers), case__outcome=Outcome.GRANTED)
    rows = latest.order_by("case_id", "-number").distinct("case_id").select_related("case__organ")
    return [
        ResultFacts(
            str(d.case.number), d.case.item_name, d.case.organ.name, d.case.applicant_name, d.result_name, d.result_number,
            d.valid_from, d.valid_until, clock.day_of(d.made_at),
        )
        for d in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class CaseFacts:
    """A case as a room above keeps account of it: whose, of what item, how far, since when."""

    number: str
    item_id: int
    item_name: str
    organ_id: int
    status: Status
    outcome: str
    account_id: int | None
    applicant_ref: str
    received_at: datetime | None
    accepted_at: datetime | None
    ended_at: datetime | None


FACTS = (
    "number", "item_id", "item_name", "organ_id", "status", "outcome", "application__account_id",
    "application__applicant_ref", "received_at", "accepted_at", "decided_at", "closed_at",
)  # fmt: skip


def facts_of(numbers: Collection[str]) -> dict[str, CaseFacts]:
    """Number → facts; the caller has checked who may know them. One statement."""
    rows = Case.objects.filter(number__any=list(numbers)).values_list(*FACTS)
    return {one.number: one for one in map(_facts, rows)}


def facts_of_draft(draft_id: str) -> CaseFacts | None:
    """The same of what is still a draft (its number empty), or was one. One statement."""
    try:
        key = UUID(draft_id)
    except ValueError:
        return None
    row = Case.objects.filter(application=key).order_by("-id").values_list(*FACTS).first()
    return _facts(row) if row else None


def _facts(row: tuple[Any, ...]) -> CaseFacts:
    number, item, name, organ, status, outcome, account, ref, received, accepted, decided, closed = row
    return CaseFacts(
        number or "", item, name, organ, Status(status), outcome, account, ref, received, accepted, decided or closed
    )
