"""并联办理: how the cases of one application stand, for the room that holds them together; it shows them by its own rules."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery

from cityhall.cases.models import Case, Decision, Delivery, Material
from cityhall.cases.terms import Can, DeliveryState, Outcome, Status
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import Fee
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor


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
    applicant_name: str
    received_at: datetime | None
    accepted_at: datetime | None
    ended_at: datetime | None


FACTS = (
    "number", "item_id", "item_name", "organ_id", "status", "outcome", "application__account_id",
    "application__applicant_ref", "applicant_name", "received_at", "accepted_at", "decided_at", "closed_at",
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
    number, item, name, organ, status, outcome, account, ref, applicant, received, accepted, decided, closed = row
    return CaseFacts(
        number or "", item, name, organ, Status(status), outcome, account, ref, applicant, received, accepted,
        decided or closed,
    )  # fmt: skip


@dataclass(frozen=True)
class KeptResult:
    """One granted result of a whole that is handed over at once, as the window sees it."""

    number: str
    item_name: str
    result_name: str
    result_number: str
    unpaid: bool
    waybill: str  # of the letter it is in, while that is on its way
    handed: bool
    mine: bool  # this reader may hand it over


def kept_results(actor: Actor, numbers: Collection[str]) -> list[KeptResult]:
    """The granted results among these cases. Two statements."""
    tries = Delivery.objects.filter(case=OuterRef("pk"), state=DeliveryState.SENT)
    latest = Decision.objects.filter(case=OuterRef("pk")).order_by("-number")
    rows = (
        Case.objects.filter(number__any=list(numbers), outcome=Outcome.GRANTED)
        .annotate(
            waybill=Subquery(tries.values("waybill")[:1]), result=Subquery(latest.values("result_name")[:1]),
            result_number=Subquery(latest.values("result_number")[:1]), under_way=Exists(tries),
        )
        .order_by("id")
    )  # fmt: skip
    return [
        KeptResult(
            str(c.number), c.item_name, c.result or c.item_name, c.result_number or "",
            catalogue.terms(str(c.item_version_id)).fee is Fee.CHARGED and c.fee_noted_at is None,
            c.waybill or ("在途" if c.under_way else ""), c.status not in (Status.DECIDED,),
            actor.may(Can.DELIVER, c.organ_id, c.item_id),
        )
        for c in rows
    ]  # fmt: skip


def papers_taken(number: str) -> list[tuple[str, str, int]]:
    """What was taken in on paper with a case: key, name and copies of each material. Two statements at most."""
    rows = Material.objects.filter(application__cases__number=number, paper_copies__gt=0).order_by("key")
    found = list(rows.values_list("key", "paper_copies", "application__cases__item_version_id"))
    names = {spec.key: spec.name for spec in catalogue.terms(str(found[0][2])).materials} if found else {}
    return [(key, names.get(key, key), copies) for key, copies, _ in found]
