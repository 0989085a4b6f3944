"""谁发证谁受理、谁发证谁审核、市区同权 where cases are taken in and reviewed."""

import pytest

from cityhall.cases import actions
from cityhall.cases.terms import Can
from cityhall.catalogue.tests import given as items
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import NotAllowedError
from cityhall.kernel.journal.models import Entry
from cityhall.organs import actions as organ_actions
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db
CITY, COUNTY, TOWN = "990100000000", "990102000000", "990102001000"


def clerk_at(division: str, organ_id: int) -> Actor:
    """A clerk at a window of that level, which serves the organ."""
    centre = organ_actions.create_centre(HOUSE, f"{division}便民服务中心", organs.organ(), division)
    window = organ_actions.open_window(HOUSE, centre, "1", "综合窗口")
    organ_actions.entrust(HOUSE, window, [organ_id], "样例委托书")
    return organs.clerk(window, Can.INTAKE, Can.SEE, desk=Desk.INTAKE)


def take_in(clerk: Actor, item_id: int) -> str:
    return actions.receive_at_window(clerk, item_id, given.applicant(), given.FORM, [])


def test_only_the_issuing_level_takes_in_and_others_say_where_to_go() -> None:
    organ = organs.organ(division=COUNTY)
    item_id = items.published_item(organ, reformed={"issue": ["3"], "issuer_accepts": True})
    assert take_in(clerk_at(COUNTY, organ), item_id)
    before = Entry.objects.count()
    town = clerk_at(TOWN, organ)
    lines = Entry.objects.count()
    with pytest.raises(NotAllowedError) as refused:
        take_in(town, item_id)
    assert refused.value.code == "case.other_level_accepts"
    assert "由县级受理；这里是乡级" in refused.value.message
    assert Entry.objects.count() == lines > before


def test_what_came_online_is_not_accepted_at_another_level_either() -> None:
    here = given.place(reformed={"issue": ["2"], "issuer_accepts": True})
    number = given.received(here)
    with pytest.raises(NotAllowedError, match="由市级受理"):
        actions.accept(clerk_at(COUNTY, here.organ), number)
    actions.accept(here.clerk, number)


def test_city_and_county_have_the_same_power_and_a_town_has_none() -> None:
    organ = organs.organ()
    item_id = items.published_item(organ, reformed={"same_power": True})
    assert take_in(clerk_at(CITY, organ), item_id)
    assert take_in(clerk_at(COUNTY, organ), item_id)
    with pytest.raises(NotAllowedError, match="由市级、县级受理"):
        take_in(clerk_at(TOWN, organ), item_id)


def test_only_the_issuing_level_reviews() -> None:
    organ = organs.organ(division=TOWN)
    item_id = items.published_item(organ, reformed={"issue": ["3"], "issuer_reviews": True})
    clerk = clerk_at(TOWN, organ)
    number = actions.receive_at_window(
        clerk, item_id, given.applicant(), given.FORM,
        [actions.Handed(key, paper_copies=1) for key in ("form", "identity")],
    )  # fmt: skip
    actions.accept(clerk, number)
    reviewer = organs.staff(organ, Can.REVIEW, desk=Desk.REVIEW)
    with pytest.raises(NotAllowedError) as refused:
        actions.finish_step(reviewer, number, "review", "agree", "符合")
    assert refused.value.code == "case.other_level_reviews"
    assert "由县级审核；您所在的是乡级机关" in refused.value.message
