"""What an applicant has filled in before: offered to her again, field by field, with where it comes from."""

from dataclasses import dataclass
from datetime import datetime

from cityhall.cases.models import Case
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import FieldKind, FieldSpec, ItemTerms
from cityhall.kernel.actor import Actor, require_signed_in

LOOKED_AT = 5
AGAIN = {
    FieldKind.TEXT, FieldKind.LONG, FieldKind.NUMBER, FieldKind.ADDRESS, FieldKind.PHONE, FieldKind.ID_NUMBER,
    FieldKind.CREDIT_CODE, FieldKind.CHOICE,
}  # fmt: skip
"""What may be said again. A date, a yes or no, and what is ticked are declared afresh each time."""


@dataclass(frozen=True)
class Said:
    """A value of an earlier application, and when that was handed in."""

    value: str
    at: datetime


def said_before(actor: Actor, applicant_ref: str, terms: ItemTerms) -> dict[str, Said]:
    """Field → what she wrote in the last application for the same applicant in the same standard field, or one of the same
    key and label. One
    statement, and one for each version not in memory yet."""
    require_signed_in(actor)
    mine = Case.objects.filter(application__account=actor.account_id, received_at__isnull=False)
    if applicant_ref:
        mine = mine.filter(application__applicant_ref=applicant_ref)
    found: dict[str, Said] = {}
    for case in mine.select_related("application").order_by("-received_at", "-id")[:LOOKED_AT]:
        old = catalogue.all_fields(catalogue.terms(str(case.item_version_id)))
        values = {**case.application.form, **case.application.sealed_form}
        for spec in terms.fields:
            was = next((o for o in old if _same(spec, o) and values.get(o.key)), None)
            if spec.key not in found and was is not None and case.received_at:
                found[spec.key] = Said(str(values[was.key]), case.received_at)
    return found


def _same(spec: FieldSpec, old: FieldSpec) -> bool:
    """The same standard field, whatever the two items call it; or the same key, label and kind."""
    if spec.kind not in AGAIN or spec.kind is not old.kind:
        return False
    if spec.standard and spec.standard == old.standard:
        return set(old.choices) <= set(spec.choices)
    return (spec.key, spec.label, spec.choices) == (old.key, old.label, old.choices)
