"""A whole by its stages, for the room that calls its organs together. Whoever asks has checked who may know."""

from dataclasses import dataclass

from cityhall.joint.models import JointApplication, JointPart
from cityhall.joint.terms import JointState, PartState, StageSpec

from .packages import terms


@dataclass(frozen=True)
class PartFacts:
    key: str
    item_name: str
    organ_id: int
    stage: str
    state: PartState
    case_number: str


@dataclass(frozen=True)
class WholeStages:
    number: str
    name: str
    applicant_name: str
    account_id: int | None
    state: JointState
    stages: tuple[StageSpec, ...]
    parts: tuple[PartFacts, ...]

    def stage(self, key: str) -> StageSpec | None:
        return next((one for one in self.stages if one.key == key), None)

    def parts_of(self, stage: str) -> tuple[PartFacts, ...]:
        return tuple(one for one in self.parts if one.stage == stage)


def whole_facts(number: str) -> WholeStages | None:
    """Its stages with their leads, its parts as they stand. Two statements."""
    row = JointApplication.objects.filter(number=number).first()
    if row is None:
        return None
    package = terms(str(row.package_version_id))
    parts = tuple(
        PartFacts(p.key, p.item_name, p.organ_id, p.stage, PartState(p.state), p.case_number or "")
        for p in JointPart.objects.filter(application=row).order_by("order")
    )
    return WholeStages(
        str(row.number), package.name, row.applicant_name, row.account_id, JointState(row.state),
        tuple(s for s in package.stages if any(p.stage == s.key for p in parts)), parts,
    )  # fmt: skip
