"""The demo's 通办: the list holds, and three cases are under way, their paper on its way, received, and received with a gap."""

from datetime import timedelta

import pytest

from cityhall.anywhere import queries
from cityhall.anywhere.terms import Mode, Pile
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.site.testing import drain
from cityhall.twin import files
from cityhall.twin.anywhere import go_anywhere
from cityhall.twin.city import build, staff_actor
from cityhall.twin.demo import CARDS
from cityhall.twin.reforming import reform


@pytest.mark.django_db(transaction=True)
def test_three_cases_are_under_way_between_two_places() -> None:
    with clock.frozen(clock.now() - timedelta(days=12)):
        city = build(HOUSE)
        reform(city)
        drain()
    numbers = go_anywhere(city, drain)
    assert go_anywhere(city, drain) == numbers

    assert {row.mode for row in queries.entries().rows} == set(Mode)
    assert [row.same_power for row in queries.entries(mode=Mode.PROXY).rows] == [True]
    county, bureau = staff_actor("tongban21"), staff_actor("cgjshenhe01")
    assert [row.number for row in queries.intakes(county, side="in").rows] == numbers[::-1]
    assert queries.handover_counts(bureau)[Pile.TO_RECEIVE] == 1
    assert queries.handover_counts(county)[Pile.OPEN_ENDS] == 1
    assert [row.number for row in queries.intakes(staff_actor("tongban81"), side="out").rows] == [numbers[1]]
    told = queries.told_of(numbers[0])
    assert told is not None
    assert "纸质材料在途" in told.sentence


def test_its_people_are_nobody_else() -> None:
    rows = files.load("anywhere.json")["staff"]
    assert not {s.login for s in files.staff()} & {row["login"] for row in rows}
    assert not {s.name for s in files.staff()} & {row["name"] for row in rows}
    assert any(who == rows[0]["login"] for _, _, who, _ in CARDS)
