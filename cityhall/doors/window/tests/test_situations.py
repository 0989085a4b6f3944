"""The clerk asks first, by keyboard, and collects exactly what applies."""

from typing import Any

import pytest

from cityhall.cases.models import Case
from cityhall.cases.tests.test_situations import CHEF, CONTENT
from cityhall.catalogue.tests import given as items

from . import given

pytestmark = pytest.mark.django_db
NAME = "样例网店许可"


def base(here: given.Hall, **sent: Any) -> dict[str, Any]:
    item = items.published_item(here.place.organ, name=NAME, **CONTENT)
    return {
        "item": str(item),
        "who": f"entity:{given.entity()}",
        "agent": "样小芳",
        "phone": "13900000009",
        "q": NAME,
    } | sent


def test_the_counter_follows_the_answers() -> None:
    here = given.hall()
    client, sent = given.browser(here.clerk), base(here)
    page = client.post("/window/", {"pick": sent["item"], "who": sent["who"]}).content.decode()
    assert "经营方式" in page
    assert 'name="f-site"' not in page
    sent |= {"move": "situate", "f-way": "网店", "f-shop": "样例网店"}
    page = client.post("/window/", sent, headers={"HX-Request": "true"}).content.decode()
    assert 'name="f-site"' in page
    assert 'id="m-web"' in page
    assert 'id="m-room"' not in page
    assert "样例网店" in page


def test_what_was_ticked_stays_aside_and_is_not_handed_in() -> None:
    here = given.hall()
    client, sent = given.browser(here.clerk), base(here)
    ticked = {"move": "situate", "f-way": "网店", "given": ["licence", "room"], "c-room": "1"}
    page = client.post("/window/", sent | ticked, headers={"HX-Request": "true"}).content.decode()
    assert "“冷食专间布局图”按现在的回答不用收" in page
    done = {"move": "receive", "f-way": "网店", "f-cold": "是", "f-shop": "样例网店", "f-site": "shop.example",
            "f-chef": CHEF, "given": ["licence", "web", "room"]}  # fmt: skip
    answer = client.post("/window/", sent | done)
    assert answer.status_code == 302, answer.content.decode()
    case = Case.objects.select_related("application").get()
    assert {**case.application.form, **case.application.sealed_form} == {
        "way": "网店", "shop": "样例网店", "site": "shop.example"}  # fmt: skip
    assert sorted(case.application.materials.values_list("key", flat=True)) == ["licence", "web"]


def test_unanswered_questions_are_asked_at_their_place() -> None:
    here = given.hall()
    client, sent = given.browser(here.clerk), base(here, move="receive")
    refused = client.post("/window/", sent | {"f-shop": "样例面馆"})
    assert refused.status_code == 422
    assert "请选择“经营方式”" in refused.content.decode()
    assert not Case.objects.exists()
