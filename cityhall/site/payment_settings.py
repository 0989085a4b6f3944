"""How the city takes money. Without a provider bills are paid over the counter only."""

import os
from typing import NamedTuple

KNOWN = ("", "sandbox")


class Payments(NamedTuple):
    """`provider`: who takes payment online; `key`: what its messages are signed with; `minutes` a payment may be under way;
    `days` until a bill is due."""

    provider: str = ""
    key: str = ""
    minutes: int = 15
    days: int = 15


def payments(*, demo: bool) -> Payments:
    """The sandbox marks bills as paid for which nobody paid: it is only for a demo city, where it is the usual one."""
    provider = os.environ.get("CITYHALL_PAYMENTS", "sandbox" if demo else "")
    if provider not in KNOWN or (provider == "sandbox" and not demo):
        raise ValueError("CITYHALL_PAYMENTS must be empty (counter only), or in a demo city: sandbox")
    return Payments(
        provider,
        os.environ.get("CITYHALL_PAYMENTS_KEY", ""),
        int(os.environ.get("CITYHALL_PAYMENTS_MINUTES", "15")),
        int(os.environ.get("CITYHALL_PAYMENTS_DAYS", "15")),
    )
