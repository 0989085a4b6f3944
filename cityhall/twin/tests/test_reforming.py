"""The demo's reform: harmless the second time, and with something measured to show."""

import pytest

from cityhall.catalogue import queries
from cityhall.catalogue.terms import ReformKind
from cityhall.kernel.actor import HOUSE
from cityhall.organs import queries as organs
from cityhall.twin.city import build
from cityhall.twin.reforming import reform


@pytest.mark.django_db
def test_a_round_entrustments_and_a_measured_effect() -> None:
    city = build(HOUSE)
    reform(city)
    reform(city)
    [row] = queries.rounds().rows
    assert dict(row.counts) == {
        ReformKind.SIMPLIFIED: 1, ReformKind.PROOF: 3, ReformKind.PRECONDITION: 4, ReformKind.CANCELLED: 4,
    }  # fmt: skip
    _, effect = queries.round_of(row.id)
    assert (effect.measured, effect.ended) == (1, 1)
    assert (effect.before.materials, effect.after.materials) == (4, 2)
    counts = organs.delegation_counts()
    assert counts.organs >= 10
    assert counts.items >= 20
    assert len(organs.delegations(past=True).rows) == 1
