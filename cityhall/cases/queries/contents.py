"""Which contents of the store the rooms up to this one still refer to."""

from collections.abc import Sequence

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from cityhall.cases.models import ArchivePackage, Delivery, MaterialFile, ProceedingRow
from cityhall.messages import queries as messages


def contents_in_use(asked: Sequence[str]) -> set[str]:
    """Those of these contents (SHA-256) that a material, a proof of delivery, a package, a proceeding or a paper names.
    The proceedings are read through: they keep their files among their facts. For the night."""
    used = set(MaterialFile.objects.filter(sha256__in=asked).values_list("sha256", flat=True))
    used |= set(Delivery.objects.filter(evidence__in=asked).values_list("evidence", flat=True))
    used |= set(ArchivePackage.objects.filter(sha256__in=asked).values_list("sha256", flat=True))
    used |= messages.contents_in_use(asked)
    left = [sha256 for sha256 in asked if sha256 not in used]
    named = Q()
    for sha256 in left:
        named |= Q(told__contains=sha256)
    rows = ProceedingRow.objects.annotate(told=Cast("facts", TextField())).filter(named) if left else ()
    told = " ".join(str(row.facts) for row in rows)
    return used | {sha256 for sha256 in left if sha256 in told}
