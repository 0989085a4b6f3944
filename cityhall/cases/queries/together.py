"""并联办理: how the cases of one application stand, for the room that holds them together; it shows them by its own rules."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True)
class CaseFacts:
    """A case as a room above binds it to what several decide together."""

    number: str
    item_name: str
    organ_id: int
    applicant_name: str
    account_id: int | None


def facts_of(numbers: Collection[str]) -> dict[str, CaseFacts]:
    """Number → what it is about. Whether the reader may see it is asked by `numbers_seen`. One statement."""
    rows = Case.objects.filter(number__any=list(numbers)).values_list(
        "number", "item_name", "organ_id", "applicant_name", "application__account_id"
    )
    return {str(n): CaseFacts(str(n), item, organ, applicant, account) for n, item, organ, applicant, account in rows}


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
