"""What a city has before anyone has typed a word: the law's defaults. Sowing twice changes nothing."""

from cityhall.catalogue import actions as catalogue
from cityhall.deadlines import actions as deadlines
from cityhall.kernel.actor import HOUSE


def sow() -> None:
    """Put the law's defaults in place, through the rooms' own actions."""
    deadlines.seed_calendars(HOUSE)
    catalogue.seed_regimes(HOUSE)
