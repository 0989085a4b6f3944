"""Level rules of an item as those at a desk meet them."""

from dataclasses import dataclass

from cityhall.catalogue.models import Item
from cityhall.catalogue.rules import levels
from cityhall.catalogue.terms import ItemTerms
from cityhall.organs.terms import Level


def why_not_accept(terms: ItemTerms, here: Level) -> str:
    """Why the item is not accepted at this level; empty where it is."""
    return levels.why_not_accept(terms.reformed, here, terms.name)


def why_not_review(terms: ItemTerms, here: Level) -> str:
    """Why it is not reviewed at this level; empty where it is."""
    return levels.why_not_review(terms.reformed, here, terms.name)


@dataclass(frozen=True)
class SamePower:
    """An item whose version in force says 市区同权, and by which document."""

    item_id: int
    name: str
    organ_id: int
    organ: str
    basis: str


def same_power_items(limit: int = 200) -> list[SamePower]:
    """Every item whose version in force says 市区同权, by name. One statement."""
    rows = Item.objects.filter(published_version__content__reformed__same_power=True).order_by("name", "id")
    told = rows.values_list("pk", "name", "organ_id", "organ__name", "published_version__content__reformed__basis")
    return [SamePower(pk, name, organ_id, organ, basis or "") for pk, name, organ_id, organ, basis in told[:limit]]
