"""委托实施: an organ entrusts named items of its own to a window or to another organ."""

from collections.abc import Sequence
from datetime import date

from cityhall.catalogue.models import Item
from cityhall.catalogue.rules import entrusting
from cityhall.catalogue.rules.entrusting import Entrustable
from cityhall.catalogue.terms import Procedure
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.organs import actions as organs
from cityhall.organs.terms import Can


@action
def entrust_items(
    actor: Actor, organ_id: int, items: Sequence[int], powers: Sequence[str], *, to_organ_id: int | None = None,
    window_id: int | None = None, document: str = "", basis: str = "", from_on: date, until_on: date | None = None,
) -> int:  # fmt: skip
    """委托: these items, these powers, from a day (until, not including, another); answers its id. The decision stays in
    the entrusting organ's name, and so does the responsibility."""
    require(actor, Can.DELEGATE, organ_id)
    rows = Item.objects.filter(pk__in=list(items)[: 2 * organs.MOST_ITEMS]).order_by("pk")
    found = [
        Entrustable(pk, name, owner, owner_name, Procedure(procedure))
        for pk, name, owner, owner_name, procedure in rows.values_list(
            "pk", "name", "organ_id", "organ__name", "procedure"
        )
    ]
    entrusting.check_entrusted(set(items), found, organ_id)
    licence = entrusting.check_basis(found, powers, basis)
    return organs.delegate(
        actor, organ_id, list(items), powers, to_organ_id=to_organ_id, window_id=window_id, document=document,
        basis=basis, from_on=from_on, until_on=until_on, licence=licence,
    )  # fmt: skip
