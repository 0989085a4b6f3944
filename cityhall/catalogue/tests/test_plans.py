"""Plans: on their day, once; what cannot be done is said and not tried again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from cityhall.catalogue import actions, queries
from cityhall.catalogue.models import Item, ItemVersion, Plan
from cityhall.catalogue.terms import Can, PlanState, VersionStatus
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def _on_a_day() -> object:
    with clock.frozen("2026-11-20T10:00"):
        yield


def planned() -> int:
    """An item in force, with a second version that waits for the first of December."""
    item_id = given.published_item(organs.organ())
    actions.save_draft(HOUSE, item_id, given.content(promised={"amount": 7, "unit": "workdays"}))
    actions.plan_publication(HOUSE, item_id, DAY, "缩短承诺时限")
    return item_id


def promised(item_id: int) -> int:
    found = queries.published(item_id)
    assert found is not None
    return found.promised.amount


def events(item_id: int) -> list[str]:
    return list(Entry.objects.filter(ref=f"item:{item_id}").order_by("id").values_list("event", flat=True))


def test_a_version_is_published_on_its_day_and_once() -> None:
    item_id = planned()
    with clock.frozen("2026-11-30T23:50"):
        assert actions.run_plans(HOUSE) == 0
        assert promised(item_id) == 10
    with clock.frozen("2026-12-01T00:05"):
        assert actions.run_plans(HOUSE) == 1
        assert actions.run_plans(HOUSE) == 0
    assert promised(item_id) == 7
    assert events(item_id).count("item.published") == 2
    [row] = queries.plans(HOUSE, item_id)
    assert (row.state, row.on, row.number) == (PlanState.DONE, DAY, 2)
    version = ItemVersion.objects.get(item_id=item_id, number=2)
    assert (version.published_by, version.note) == (HOUSE.name, "缩短承诺时限")


def test_a_worker_that_was_away_does_it_when_it_is_back() -> None:
    item_id = planned()
    with clock.frozen("2026-12-09T08:00"):
        assert actions.run_plans(HOUSE) == 1
    assert promised(item_id) == 7


def test_an_item_is_taken_out_on_its_day_and_its_guide_says_so_before() -> None:
    item_id = given.published_item(organs.organ())
    actions.plan_retirement(HOUSE, item_id, DAY, "法规废止")
    assert queries.guide(item_id).ends_on == DAY
    with clock.frozen("2026-12-01T00:05"):
        actions.run_plans(HOUSE)
    assert queries.published(item_id) is None
    assert Entry.objects.filter(ref=f"item:{item_id}", event="item.retired").exists()


def test_what_waits_is_not_edited_until_the_plan_is_dropped() -> None:
    item_id = planned()
    with pytest.raises(WrongStateError) as refused:
        actions.save_draft(HOUSE, item_id, given.content())
    assert refused.value.code == "catalogue.draft_planned"
    with pytest.raises(WrongStateError) as twice:
        actions.plan_publication(HOUSE, item_id, DAY)
    assert twice.value.code == "catalogue.plan_waits"
    actions.drop_plan(HOUSE, item_id, "publish")
    actions.save_draft(HOUSE, item_id, given.content())
    with pytest.raises(WrongStateError):
        actions.drop_plan(HOUSE, item_id, "publish")
    with pytest.raises(WrongStateError):
        actions.drop_plan(HOUSE, item_id, "nonsense")
    with clock.frozen("2026-12-02T00:05"):
        assert actions.run_plans(HOUSE) == 0


def test_publishing_before_the_day_ends_the_plan() -> None:
    item_id = planned()
    actions.publish(HOUSE, item_id)
    with clock.frozen("2026-12-01T00:05"):
        assert actions.run_plans(HOUSE) == 0
    assert [p.state for p in queries.plans(HOUSE, item_id)] == [PlanState.DROPPED]


@pytest.mark.parametrize("on", [date(2026, 11, 20), date(2026, 11, 1), date(2030, 1, 1)])
def test_a_plan_is_for_a_day_to_come(on: date) -> None:
    item_id = given.draft_item(organs.organ())
    with pytest.raises(InvalidInputError) as refused:
        actions.plan_publication(HOUSE, item_id, on)
    assert refused.value.field == "on"
    assert not Plan.objects.exists()


def test_only_what_is_ready_is_planned_and_only_by_who_publishes() -> None:
    organ = organs.organ()
    unfinished, ready = given.draft_item(organ, steps=[]), given.draft_item(organ)
    with pytest.raises(InvalidInputError):
        actions.plan_publication(HOUSE, unfinished, DAY)
    with pytest.raises(NotAllowedError):
        actions.plan_publication(organs.staff(organ, Can.EDIT_ITEMS), ready, DAY)
    with pytest.raises(WrongStateError):
        actions.plan_retirement(HOUSE, ready, DAY, "没有发布过")
    published = given.published_item(organ)
    with pytest.raises(InvalidInputError):
        actions.plan_retirement(HOUSE, published, DAY, " ")
    assert not Plan.objects.exists()


def test_what_cannot_be_done_on_its_day_is_said_and_left_as_it_was() -> None:
    item_id = planned()
    Item.objects.filter(pk=item_id).update(name="")  # what no action can do: the day finds it unfit
    from cityhall.catalogue.models import Regime

    Regime.objects.filter(procedure="licence").delete()
    with clock.frozen("2026-12-01T00:05"):
        assert actions.run_plans(HOUSE) == 0
        assert actions.run_plans(HOUSE) == 0
    [row] = queries.plans(HOUSE, item_id)
    assert row.state is PlanState.FAILED
    assert "办理规则" in row.outcome
    assert events(item_id).count("item.plan_failed") == 1
    assert ItemVersion.objects.get(item_id=item_id, number=1).status == VersionStatus.PUBLISHED


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_the_same_day_publish_once() -> None:
    item_id = planned()

    def run(_: int) -> int:
        try:
            with clock.frozen("2026-12-01T00:05"):
                return actions.run_plans(HOUSE)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(run, range(3))) == 1
    assert events(item_id).count("item.published") == 2
