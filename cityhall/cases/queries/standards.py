"""Cases by standard item: all items of one matter, whichever organ handles them. A case keeps the version it is pinned to."""

from dataclasses import dataclass

from django.db.models import Count, Q

from cityhall.cases.models import Case
from cityhall.cases.terms import Status
from cityhall.catalogue import queries as catalogue
from cityhall.kernel.actor import Actor

from .visible import organs_seen

UNDER_WAY = (Status.RECEIVED, Status.SUPPLEMENTING, Status.ACCEPTED)


@dataclass(frozen=True)
class OfStandard:
    """How many cases the items of a standard have, as far as the actor may see them, and how many are under way."""

    items: int
    cases: int
    under_way: int


def of_standard(actor: Actor, standard_id: int) -> OfStandard:
    """The cases of all items of one standard, counted together."""
    items = catalogue.items_of_standard(standard_id)
    rows = Case.objects.filter(item_id__in=items, received_at__isnull=False)
    organs = organs_seen(actor)
    if organs is not None:
        rows = rows.filter(organ_id__in=organs)
    told = rows.aggregate(n=Count("id"), open=Count("id", filter=Q(status__in=UNDER_WAY)))
    return OfStandard(len(items), told["n"], told["open"])
