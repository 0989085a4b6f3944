"""What people asked in vain, and making a saying of it."""

import pytest

from cityhall.catalogue import actions, queries
from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import given as items
from cityhall.doors.tests.visit import at, page
from cityhall.kernel.actor import HOUSE
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

from .test_administration import sent

pytestmark = pytest.mark.django_db


def test_a_question_asked_in_vain_is_made_a_saying_and_then_answered() -> None:
    item = items.published_item(given.organ(), name="食品经营许可核发")
    tender = at(given.staff(given.organ(), Can.TEND_SEARCH, reach=Reach.EVERYWHERE))
    actions.hear("整馆子", found=0)
    assert "整馆子" in page(tender, "/setup/questions/")
    assert "整馆子" in page(tender, "/setup/sayings/new/?said=整馆子")
    values = {
        "said": "整馆子、支个馆子",
        "meanings": "",
        "items": "食品经营许可核发",
        "audience": "none",
        "active": "on",
    }
    assert sent(tender, "/setup/sayings/new/", **values).status_code == 302
    assert [row.id for row in queries.search("我想整馆子")] == [item]
    assert "近 30 天问的都找到了" in page(tender, "/setup/questions/")

    made = queries.sayings(HOUSE, "整馆子").rows[0]
    assert "支个馆子" in page(tender, f"/setup/sayings/{made.id}/")
    assert sent(tender, f"/setup/sayings/{made.id}/", **{**values, "meanings": "食品"}).status_code == 302
    assert queries.saying(HOUSE, made.id).meanings == ["食品"]
    assert (
        "没有找到“没有这样的事”"
        in sent(tender, "/setup/sayings/new/", **{**values, "items": "没有这样的事"}).content.decode()
    )


def test_a_question_is_struck_off_and_strangers_are_kept_out() -> None:
    tender = at(given.staff(given.organ(), Can.TEND_SEARCH, reach=Reach.EVERYWHERE))
    actions.hear("开飞船", found=0)
    assert tender.post("/setup/questions/settle/", {"texts": "开飞船"}).status_code == 302
    assert "开飞船" not in page(tender, "/setup/questions/")
    assert "说法" in page(tender, "/setup/sayings/")
    for url in ("questions/", "sayings/"):
        page(at(given.staff(given.organ(), Can.EDIT_ITEMS)), f"/setup/{url}", 403)
