"""How one's own second factor stands."""

from dataclasses import dataclass
from datetime import datetime

from cityhall.kernel.accounts.models import SecondFactor
from cityhall.kernel.actor import Actor, require_signed_in

from . import rules


@dataclass(frozen=True)
class Standing:
    """`secret` and `address` only while it waits for its first code: they are shown to be scanned or typed."""

    on: bool = False
    since: datetime | None = None
    recovery_left: int = 0
    secret: str = ""
    address: str = ""


def standing(actor: Actor) -> Standing:
    """One's own. One statement."""
    require_signed_in(actor)
    row = SecondFactor.objects.select_related("account").filter(account_id=actor.account_id or 0).first()
    if row is None:
        return Standing()
    if row.confirmed_at is not None:
        return Standing(True, row.confirmed_at, len(row.recovery))
    return Standing(secret=row.secret, address=rules.address(row.secret, row.account.login))


def without_it(account_ids: list[int]) -> list[int]:
    """Those of the accounts that have none in force."""
    have = SecondFactor.objects.filter(account_id__in=account_ids, confirmed_at__isnull=False)
    return sorted(set(account_ids) - set(have.values_list("account_id", flat=True)))
