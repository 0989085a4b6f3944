"""What a city has before anyone has typed a word: the law's defaults. Sowing twice changes nothing."""

from cityhall.catalogue import actions as catalogue
from cityhall.kernel.actor import HOUSE


def sow() -> None:
    """Put the law's defaults in place, through the rooms' own actions."""
    catalogue.seed_regimes(HOUSE)
