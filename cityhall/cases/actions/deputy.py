"""代理: in whose place an act is done, where what it needs is somebody's whom the actor only stands in for."""

from collections.abc import Iterable
from typing import Any

from cityhall.cases.terms import Can
from cityhall.kernel.actor import Actor


def lenders(
    actor: Actor, permission: Can, organ_id: int, desk: str = "", *, item_id: int | None = None
) -> tuple[int, ...]:
    """The accounts of those whose permission (or desk) she acts on; none where it is her own."""
    return tuple(one.account_id for one in actor.acts_for(permission, organ_id, desk, item_id))


def for_whom(
    actor: Actor, permission: Can, organ_id: int, proposers: Iterable[int] = (), *, item_id: int | None = None
) -> dict[str, str]:
    """What the journal adds where a deputy did it: `for` whom. Never for who proposed it: she cannot approve it herself."""
    own = set(proposers)
    names = [one.name for one in actor.acts_for(permission, organ_id, item_id=item_id) if one.account_id not in own]
    return {"for": "、".join(names)} if names else {}


def proposed_for(actor: Actor, permission: Can, organ_id: int, *, item_id: int | None = None) -> dict[str, Any]:
    """What a proposal keeps of those in whose place it is made."""
    accounts = lenders(actor, permission, organ_id, item_id=item_id)
    return {"proposed_for": list(accounts)} if accounts else {}
