"""A joint application as a room above keeps account of it: whose it is, how far, which cases."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from cityhall.joint.models import JointApplication, JointPart
from cityhall.joint.terms import JointState

from .packages import terms


@dataclass(frozen=True)
class WholeFacts:
    number: str
    name: str
    account_id: int | None
    applicant_ref: str
    state: JointState
    outcome: str
    cases: tuple[str, ...]


def wholes_of(numbers: Collection[str]) -> dict[str, WholeFacts]:
    """Number → facts, the cases opened so far among them; the caller has checked who may know them. Two statements."""
    rows = JointApplication.objects.filter(number__in=list(numbers)).prefetch_related("parts")
    return {str(row.number): _facts(row) for row in rows}


def whole_of_draft(draft_id: str) -> WholeFacts | None:
    """The same of what is still a draft (its number empty). One statement, or two."""
    try:
        key = UUID(draft_id)
    except ValueError:
        return None
    row = JointApplication.objects.filter(pk=key).prefetch_related("parts").first()
    return _facts(row) if row else None


def whole_of_case(case_number: str) -> str:
    """The number of the whole a case belongs to; empty where it stands alone. One statement."""
    row = JointPart.objects.filter(case_number=case_number).values_list("application__number", flat=True).first()
    return row or ""


def _facts(row: JointApplication) -> WholeFacts:
    parts = sorted(row.parts.all(), key=lambda one: one.order)
    return WholeFacts(
        row.number or "", terms(str(row.package_version_id)).name, row.account_id, row.applicant_ref, JointState(row.state),
        row.outcome, tuple(one.case_number for one in parts if one.case_number),
    )  # fmt: skip
