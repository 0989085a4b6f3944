"""What a case costs, by what its item publishes, and how far that is paid."""

from dataclasses import dataclass

from cityhall.catalogue.terms import Fee, FeeSpec, ItemTerms
from cityhall.payments import queries as payments
from cityhall.payments.queries import FeeStanding

from .page import CasePage


@dataclass(frozen=True)
class ChargeLine:
    """One published charge, and the sum it suggests where its standard names only one (in yuan, as text)."""

    name: str
    standard: str
    basis: str
    suggested: str
    reduction: str


@dataclass(frozen=True)
class FeeView:
    """`standing` is None before an amount was set."""

    charges: tuple[ChargeLine, ...]
    standing: FeeStanding | None

    @property
    def due(self) -> str:
        return payments.yuan(self.standing.due) if self.standing else ""


def charges_of(terms: ItemTerms) -> tuple[FeeSpec, ...]:
    """收费项目 as published; an item that only says in words what it costs has one."""
    return terms.charges or (FeeSpec(f"{terms.name}费用"[:120], terms.fee_note[:300]),)


def fee_of(page: CasePage) -> FeeView | None:
    """For the desk: None where the item is free of charge. Two statements."""
    if page.terms.fee is not Fee.CHARGED:
        return None
    lines = tuple(
        ChargeLine(
            c.name, c.standard, c.basis, _yuan(payments.suggested(c.standard)), c.reduction if c.reducible else ""
        )
        for c in charges_of(page.terms)
    )
    return FeeView(lines, payments.fees_of([page.ref]).get(page.ref))


def _yuan(amount: int | None) -> str:
    return payments.yuan(amount) if amount else ""
