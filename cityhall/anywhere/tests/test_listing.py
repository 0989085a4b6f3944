"""The list: who keeps it, what may stand on it, what follows for the windows and the guide."""

from datetime import timedelta

import pytest

from cityhall.anywhere import actions, queries
from cityhall.anywhere.models import ListEntry
from cityhall.anywhere.terms import Can, Mode
from cityhall.cases.tests import given as cases_given
from cityhall.catalogue import actions as catalogue
from cityhall.catalogue.tests import given as items
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import DomainError, InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.tests.together import together
from cityhall.organs import actions as organs
from cityhall.organs.tests import given as organs_given

from . import given

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_keeps_the_list_and_that_it_is_recorded() -> None:
    place = cases_given.place()
    keeper, stranger = (
        organs_given.staff(place.organ, Can.KEEP_LIST),
        organs_given.staff(organs_given.organ(), Can.KEEP_LIST),
    )
    today = clock.today()
    with pytest.raises(NotAllowedError):
        actions.put_on_list(stranger, place.terms.item_id, Mode.PROXY, given.PAPER, today)
    assert not ListEntry.objects.exists()

    made = actions.put_on_list(keeper, place.terms.item_id, Mode.PROXY, given.PAPER, today)
    assert Entry.objects.filter(event="anywhere.listed", ref=f"anywhere-entry:{made}").exists()
    with pytest.raises(WrongStateError, match="已在通办清单里"):
        actions.put_on_list(keeper, place.terms.item_id, Mode.JOINT, given.PAPER, today)
    with pytest.raises(NotAllowedError):
        actions.end_entry(stranger, made, "样例")
    with pytest.raises(InvalidInputError):
        actions.end_entry(keeper, made, " ")
    actions.end_entry(keeper, made, "政策调整")
    with pytest.raises(WrongStateError):
        actions.end_entry(keeper, made, "再来一次")
    assert [row.ended_why for row in queries.entries(past=True).rows] == ["政策调整"]
    actions.put_on_list(keeper, place.terms.item_id, Mode.JOINT, given.PAPER, today)


def test_what_has_run_out_makes_room() -> None:
    place = cases_given.place()
    given.put_on(place, until_on=clock.today() + timedelta(days=1))
    with clock.frozen(clock.now() + timedelta(days=2)):
        given.put_on(place)
        assert len(queries.entries().rows) == len(queries.entries(past=True).rows) == 1


def test_two_at_once_make_one_entry() -> None:
    place = cases_given.place()
    told = together([lambda: given.put_on(place), lambda: given.put_on(place)])
    assert sorted(isinstance(one, WrongStateError) for one in told) == [False, True]


def test_the_rule_of_levels_is_the_list_s_own() -> None:
    """市区同权 opens the counties; an item the city alone accepts stands on no list for them."""
    city_only = cases_given.place(reformed={"accept": ["2"]})
    with pytest.raises(InvalidInputError, match="各区县窗口不能接收"):
        given.put_on(city_only)
    county = given.county()
    with pytest.raises(InvalidInputError, match="不能接收；请改选窗口"):
        given.put_on(city_only, windows=[county.window])
    both = cases_given.place(reformed={"same_power": True, "basis": given.PAPER})
    assert [one.item_id for one in queries.not_listed(HOUSE)] == [both.terms.item_id]
    assert queries.not_listed(county.clerk) == []
    given.put_on(both)
    assert queries.not_listed(HOUSE) == []
    [row] = queries.entries().rows
    assert (row.same_power, row.barred, row.holds) == (True, "", True)


def test_a_version_that_takes_the_power_back_shows_on_the_list_and_stops_the_window() -> None:
    whole = given.listed()
    item = whole.place.terms.item_id
    assert [one.item_id for one in queries.offered_here(whole.county.clerk)] == [item]
    catalogue.save_draft(HOUSE, item, items.content(reformed={"accept": ["2"]}))
    catalogue.publish(HOUSE, item, "改受理层级")
    [row] = queries.entries().rows
    assert (row.same_power, bool(row.barred)) == (False, True)
    assert queries.offered_here(whole.county.clerk) == []
    told = queries.elsewhere(item)
    assert told is not None
    assert told.windows == ()
    with pytest.raises(NotAllowedError, match="市级"):
        given.taken(whole)


def test_what_is_refused() -> None:
    place, today = cases_given.place(), clock.today()
    for changes, kind in (
        ({"document": " "}, InvalidInputError),
        ({"from_on": today - timedelta(days=1)}, InvalidInputError),
        ({"until_on": today}, InvalidInputError),
        ({"carry_days": 0}, InvalidInputError),
        ({"mode": "x"}, InvalidInputError),
        ({"windows": [0]}, NotFoundError),
    ):
        with pytest.raises(kind):
            given.put_on(place, **changes)
    with pytest.raises(NotFoundError):
        actions.put_on_list(HOUSE, 0, Mode.PROXY, given.PAPER, today)
    assert not ListEntry.objects.exists()


def test_the_guide_says_where_it_may_be_handed_in() -> None:
    whole = given.listed()
    item = whole.place.terms.item_id
    told = queries.elsewhere(item)
    assert told is not None
    assert {one.id for one in told.windows} == {whole.county.window, whole.third.window}
    organs.switch_item(HOUSE, whole.third.window, item, False, "样例原因")
    told = queries.elsewhere(item)
    assert told is not None
    assert [one.id for one in told.windows] == [whole.county.window]
    assert queries.elsewhere(cases_given.place().terms.item_id) is None


def test_what_a_window_is_offered() -> None:
    whole = given.listed()
    item = whole.place.terms.item_id
    [one] = queries.offered_here(whole.county.clerk)
    assert (one.item_id, one.organ_id) == (item, whole.place.organ)
    assert queries.takes_here(whole.county.clerk, item)
    for stranger in (whole.place.clerk, whole.courier, whole.place.citizen):
        assert queries.offered_here(stranger) == []
        assert not queries.takes_here(stranger, item)
    named = given.put_on(cases_given.place(), windows=[whole.third.window])
    assert len(queries.offered_here(whole.third.clerk)) == 2
    assert len(queries.offered_here(whole.county.clerk)) == 1
    assert {w.id for w in queries.issue_windows(named)} == {whole.third.window}


def test_every_refusal_says_what_to_do() -> None:
    with pytest.raises(DomainError) as said:
        queries.entry(0)
    assert "刷新" in said.value.message
