"""Figures: what keeps an item from one trip, how averages are reckoned, and that no figure is behind what is published."""

from datetime import date
from typing import Any

import pytest

from cityhall.catalogue import actions, queries
from cityhall.catalogue.models import VersionFigures
from cityhall.catalogue.rules import figures
from cityhall.catalogue.rules.content import read_content
from cityhall.catalogue.rules.figures import Totals
from cityhall.catalogue.terms import Hindrance, OnceState, Pace, Within
from cityhall.deadlines.terms import Limit, Unit
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import InvalidInputError
from cityhall.organs.tests import given as organs

from . import given

CITY = Within()
PAPER = [{"key": "a", "name": "样表", "medium": "paper"}]


@pytest.mark.parametrize(
    ("changes", "kept_back"),
    [
        ({}, []),  # online, nothing says it must be fetched twice
        ({"visits": 1}, []),
        ({"visits": 2}, [Hindrance.VISITS]),
        ({"online": False, "visits": 1}, [Hindrance.APART]),
        ({"online": False, "visits": 2}, [Hindrance.VISITS, Hindrance.APART]),
        ({"online": False, "visits": 1, "offer": {"express": True}}, []),
        ({"online": False, "visits": 1, "offer": {"parts": ["certificate"]}}, []),
        ({"online": False, "visits": 1, "offer": {"ways": ["window", "express"]}}, []),
        ({"online": False, "visits": 1, "pace": "instant"}, []),  # applied for and taken along
        ({"materials": PAPER}, [Hindrance.PAPER]),
        ({"materials": [{**PAPER[0], "required": False}]}, []),
        ({"materials": [{**PAPER[0], "original_later": True}]}, []),  # seen when the result is fetched
        ({"materials": PAPER, "offer": {"express": True}}, []),
        ({"materials": PAPER, "offer": {"depth": "whole"}}, []),
    ],
)
def test_what_keeps_an_item_from_one_trip(changes: dict[str, Any], kept_back: list[Hindrance]) -> None:
    assert list(figures.hindrances(read_content({"pace": "promised", **changes}))) == kept_back


@pytest.mark.parametrize(
    ("limit", "days"),
    [
        (None, 0.0),
        (Limit(0, Unit.INSTANT), 0.0),
        (Limit(5, Unit.WORKDAYS), 5.0),
        (Limit(7, Unit.DAYS), 5.0),
        (Limit(10, Unit.DAYS), 7.14),
        (Limit(36, Unit.HOURS), 1.5),
    ],
)
def test_limits_of_every_unit_are_averaged_as_working_days(limit: Limit | None, days: float) -> None:
    assert figures.in_workdays(limit) == days


def test_figures_and_their_change() -> None:
    now = Totals(items=4, once=3, none=1, in_centre=4, materials=10, promised=12.0, statutory=60.0, instant=1)
    then = Totals(items=2, once=2, in_centre=1, materials=8, promised=20.0, statutory=40.0)
    told = {f.key: f for f in figures.figures(now, then)}
    assert (told["once"].value, told["once"].change, told["once"].better) == (75.0, -25.0, False)
    assert (told["materials"].value, told["materials"].change, told["materials"].better) == (2.5, -1.5, True)
    assert (told["promised"].said, told["promised"].change_said) == ("3.00个工作日", "-7.00个工作日")
    assert told["shortened"].value == 80.0
    assert told["in_centre"].change_said == "+50.00个百分点"
    assert all(f.definition for f in told.values())


def test_without_items_there_is_no_figure_and_without_a_day_before_no_change() -> None:
    assert {f.said for f in figures.figures(Totals())} == {"—"}
    one = figures.figures(Totals(items=1, once=1, statutory=1.0))
    assert {(f.change, f.change_said, f.better) for f in one} == {(None, "", None)}


@pytest.mark.django_db
def test_publishing_moves_the_figures_at_once_and_history_stays() -> None:
    with clock.frozen("2026-01-10T10:00"):
        item_id = given.published_item(organs.organ(), visits=2)
        assert queries.account(CITY, clock.today()).now.once == 0
    with clock.frozen("2026-06-01T10:00"):
        actions.save_draft(HOUSE, item_id, given.content(visits=0, materials=given.MATERIALS[:1]))
        actions.publish(HOUSE, item_id)
        told = queries.account(CITY, date(2026, 5, 31))
    assert told.then is not None
    assert (told.then.once, told.then.materials, told.now.once, told.now.materials) == (0, 2, 1, 1)
    assert next(f for f in told.figures if f.key == "once").change == 100.0
    first, second = VersionFigures.objects.filter(item_id=item_id).order_by("number")
    assert (first.from_on, first.until_on) == (date(2026, 1, 10), date(2026, 6, 1))
    assert (second.from_on, second.until_on) == (date(2026, 6, 1), None)


@pytest.mark.django_db
def test_what_is_retired_leaves_the_list_the_same_moment() -> None:
    item_id = given.published_item(organs.organ())
    actions.retire(HOUSE, item_id, "法规废止")
    assert queries.account(CITY, clock.today()).now.items == 0
    assert queries.once_list(CITY).rows == []


@pytest.mark.django_db
def test_two_versions_of_one_day_count_once() -> None:
    item_id = given.published_item(organs.organ(), visits=2)
    for visits in (1, 0):
        actions.save_draft(HOUSE, item_id, given.content(visits=visits))
        actions.publish(HOUSE, item_id)
    told = queries.account(CITY, clock.today())
    assert told.then is not None
    assert (told.now.items, told.then.items, told.now.none) == (1, 1, 1)


@pytest.mark.django_db
def test_the_list_says_why_and_is_read_by_organ_level_reason_and_name() -> None:
    city, county = organs.organ(), organs.organ(division="990102000000")
    good = given.published_item(city, name="老年人优待证办理")
    far = given.published_item(city, name="排水许可", visits=3)
    apart = given.published_item(county, name="小餐饮登记", online=False, visits=1)
    assert [r.item_id for r in queries.once_list(CITY, OnceState.ONCE).rows] == [good]
    failing = {r.item_id: r.hindrances for r in queries.once_list(CITY, OnceState.NOT).rows}
    assert failing == {far: (Hindrance.VISITS,), apart: (Hindrance.APART,)}
    assert [r.item_id for r in queries.once_list(CITY, OnceState.NOT, Hindrance.APART).rows] == [apart]
    assert [r.item_id for r in queries.once_list(Within(level="3")).rows] == [apart]
    assert [r.item_id for r in queries.once_list(Within(organ_id=city), text="排水").rows] == [far]
    assert {r.item_id for r in queries.once_rows(CITY)} == {good, far, apart}
    assert [(o.organ_id, o.totals.items, o.totals.once) for o in queries.organ_accounts(CITY).rows] == [
        (min(city, county), *((2, 1) if city < county else (1, 0))),
        (max(city, county), *((1, 0) if city < county else (2, 1))),
    ]


@pytest.mark.django_db
def test_pages_go_on_where_they_ended() -> None:
    for n in range(5):
        given.published_item(organs.organ(), name=f"样例{n}", visits=n)
    first = queries.once_list(CITY, limit=3)
    rest = queries.once_list(CITY, after=first.next, limit=3)
    assert [r.name for r in (*first.rows, *rest.rows)] == [f"样例{n}" for n in range(5)]
    top = queries.organ_accounts(CITY, limit=3)
    others = queries.organ_accounts(CITY, after=top.next, limit=3)
    assert len({o.organ_id for o in (*top.rows, *others.rows)}) == 5
    assert [o.totals.once for o in (*top.rows, *others.rows)] == [0, 0, 0, 1, 1]


@pytest.mark.django_db
def test_a_general_window_serves_several_organs() -> None:
    one, two, alone = organs.organ(), organs.organ(), organs.organ()
    for organ_id in (one, two, alone):
        given.published_item(organ_id, pace=Pace.INSTANT)
    given.published_item(one, offer={"in_centre": False})
    organs.window(one, two)
    organs.window(alone)
    told = queries.account(CITY, clock.today()).now
    assert (told.items, told.in_centre, told.one_window, told.instant) == (4, 3, 2, 3)


@pytest.mark.django_db
def test_a_day_to_come_is_refused_and_a_day_before_everything_has_nothing_to_compare() -> None:
    given.published_item(organs.organ())
    with pytest.raises(InvalidInputError) as refused:
        queries.account(CITY, clock.today().replace(year=clock.today().year + 1))
    assert refused.value.code == "catalogue.since_ahead"
    assert queries.account(CITY, date(2000, 1, 1)).then is None


@pytest.mark.django_db
def test_reading_costs_one_statement_each(django_assert_num_queries: Any) -> None:
    for _ in range(3):
        given.published_item(organs.organ())
    for act in (
        lambda: queries.account(CITY, clock.today()),
        lambda: queries.once_list(CITY),
        lambda: queries.organ_accounts(CITY),
    ):
        with django_assert_num_queries(1):
            act()
