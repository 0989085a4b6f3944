"""谁发证谁受理、谁发证谁审核、市区同权: an act at a level the item does not know is refused, with where to go instead. Costs a
statement only where the item has such a rule."""

from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import ItemTerms
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotAllowedError
from cityhall.organs import queries as organs


def check_accepting_level(actor: Actor, terms: ItemTerms) -> None:
    if terms.reformed.accepts and actor.is_staff:
        why = catalogue.why_not_accept(terms, organs.level_here(actor.window_id, actor.organ_id))
        if why:
            raise NotAllowedError("case.other_level_accepts", f"{why}（受理层级见办事指南）")


def check_reviewing_level(actor: Actor, terms: ItemTerms) -> None:
    if terms.reformed.reviews and actor.is_staff:
        why = catalogue.why_not_review(terms, organs.level_here(None, actor.organ_id))
        if why:
            raise NotAllowedError("case.other_level_reviews", f"{why}（审核层级见办事指南）")
