"""并联办理: how the cases of one application stand, for the room that holds them together; it shows them by its own rules."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from cityhall.cases.models import Case, Decision, Material
from cityhall.cases.terms import Outcome, Status
from cityhall.catalogue import queries as catalogue
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


def papers_taken(number: str) -> list[tuple[str, str, int]]:
    """What was taken in on paper with a case: key, name and copies of each material. Two statements at most."""
    rows = Material.objects.filter(application__cases__number=number, paper_copies__gt=0).order_by("key")
    found = list(rows.values_list("key", "paper_copies", "application__cases__item_version_id"))
    names = {spec.key: spec.name for spec in catalogue.terms(str(found[0][2])).materials} if found else {}
    return [(key, names.get(key, key), copies) for key, copies, _ in found]
