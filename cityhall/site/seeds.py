"""What a city has before anyone has typed a word: the law's defaults. Sowing twice changes nothing."""

from cityhall.catalogue import actions as catalogue
from cityhall.catalogue import queries as items
from cityhall.catalogue.terms import Procedure
from cityhall.deadlines import actions as deadlines
from cityhall.kernel.actor import HOUSE
from cityhall.messages import actions as messages
from cityhall.organs import queries as organs
from cityhall.projects import actions as projects


def sow() -> None:
    """Put the law's defaults in place, through the rooms' own actions."""
    deadlines.seed_calendars(HOUSE)
    deadlines.seed_office_hours()
    catalogue.seed_regimes(HOUSE)
    catalogue.seed_sayings(HOUSE)
    catalogue.seed_facts(HOUSE, organs.county_names())
    projects.seed_rules(HOUSE)
    messages.seed_remedies(HOUSE, {p.value: items.regime_of(p).remedies for p in Procedure})
