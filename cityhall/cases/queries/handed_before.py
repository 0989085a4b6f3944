"""以前交过的材料: what an organ found good in an earlier case of hers need not be photographed again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from cityhall.cases.models import Case, Material, MaterialFile
from cityhall.cases.terms import Verdict
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import MaterialSpec
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.files.store import Stored

LOOKED_AT = 20
Likeness = tuple[str, str]


@dataclass(frozen=True)
class HandedBefore:
    """A material of an earlier case: which case, what it is called there, when it was found good, its files."""

    case_number: str
    item_name: str
    name: str
    checked_at: datetime | None
    files: tuple[tuple[Stored, str], ...]


def likeness(spec: MaterialSpec) -> set[Likeness]:
    """By what a material of one item is the same as that of another: the standard material, else the name."""
    return {("standard", spec.standard_code) if spec.standard_code else ("name", "".join(spec.name.split()))}


def handed_before(
    actor: Actor, applicant_ref: str, wanted: Mapping[str, Collection[Likeness]]
) -> dict[str, HandedBefore]:
    """Of what is wanted (by any key) that which she handed in before for the same applicant, found good by an organ, from the latest
    of her last twenty cases that has it. Her own cases alone, not those of whom she acts for. Three statements, and one for each
    version not in memory yet."""
    require_signed_in(actor)
    mine = Case.objects.filter(
        application__account=actor.account_id, application__agency_id=None, application__applicant_ref=applicant_ref,
        received_at__isnull=False,
    )  # fmt: skip
    cases = list(mine.order_by("-received_at", "-id")[:LOOKED_AT])
    if not cases or not wanted:
        return {}
    good = Material.objects.filter(application__in=[c.application_id for c in cases], verdict=Verdict.GOOD)
    files: dict[int, list[MaterialFile]] = {}
    for file in MaterialFile.objects.filter(material__in=good, removed_at=None).order_by("id"):
        files.setdefault(file.material_id, []).append(file)
    there = {(m.application_id, m.key): m for m in good if m.pk in files}
    found: dict[str, HandedBefore] = {}
    for case in cases:
        for spec in catalogue.terms(str(case.item_version_id)).materials:
            material = there.get((case.application_id, spec.key))
            for key, likes in wanted.items() if material else ():
                if material and key not in found and likeness(spec) & set(likes):
                    kept = tuple((Stored(f.sha256, f.size, f.media_type), f.name) for f in files[material.pk])
                    found[key] = HandedBefore(str(case.number), case.item_name, spec.name, material.checked_at, kept)
    return found
