"""Level rules of an item as those at a desk meet them."""

from cityhall.catalogue.rules import levels
from cityhall.catalogue.terms import ItemTerms
from cityhall.organs.terms import Level


def why_not_accept(terms: ItemTerms, here: Level) -> str:
    """Why the item is not accepted at this level; empty where it is."""
    return levels.why_not_accept(terms.reformed, here, terms.name)


def why_not_review(terms: ItemTerms, here: Level) -> str:
    """Why it is not reviewed at this level; empty where it is."""
    return levels.why_not_review(terms.reformed, here, terms.name)
