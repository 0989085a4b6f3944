"""Items as plain terms, for rules that need no database."""

from dataclasses import replace
from typing import Any

from cityhall.catalogue.terms import (
    ApplicantKind,
    FieldSpec,
    ItemTerms,
    MaterialSpec,
    Pace,
    Procedure,
    RegimeTerms,
    ResultSpec,
)
from cityhall.deadlines.terms import Limit, Unit
from cityhall.joint.rules.forms import Asked

REGIME = RegimeTerms(
    procedure=Procedure.LICENCE, moves=frozenset({"receive"}), notice=None, silence_accepts=False, silence_basis="",
    supplement=Limit(5, Unit.WORKDAYS), delivery=None, extension=None, granted="准予", refused="不予", remedies="",
)  # fmt: skip


def item(item_id: int, days: int = 1, unit: Unit = Unit.WORKDAYS, organ: int = 9, **more: Any) -> ItemTerms:
    made = ItemTerms(
        version_id=f"v{item_id}", version=1, item_id=item_id, item_code=f"I{item_id}", short_code="", name=f"事项{item_id}",
        organ_id=organ, organ_name="", division_code="990100", procedure=Procedure.LICENCE, pace=Pace.PROMISED,
        statutory=Limit(20, Unit.WORKDAYS), promised=Limit(days, unit), regime=REGIME, materials=(), fields=(), steps=(),
        result=ResultSpec("证"), applicants=(ApplicantKind.ENTITY,),
    )  # fmt: skip
    return replace(made, **more)


def asked(
    part: str, *fields: FieldSpec, materials: tuple[MaterialSpec, ...] = (), only: set[str] | None = None
) -> Asked:
    keys = {f.key for f in fields} | {m.key for m in materials}
    here = keys if only is None else only
    return Asked(
        part, f"事项{part}", fields, materials, frozenset(here & {f.key for f in fields}),
        frozenset(here & {m.key for m in materials}),
    )  # fmt: skip
