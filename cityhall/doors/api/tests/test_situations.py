"""情形 by program: asked, judged, and handed in with an application."""

import pytest
from django.test import Client

from cityhall.cases.models import Application
from cityhall.cases.tests import given as cases
from cityhall.cases.tests.test_situations import CONTENT
from cityhall.doors.tests.visit import at

from .test_api import send

pytestmark = pytest.mark.django_db


def test_questions_are_read_and_answers_judged_by_anyone() -> None:
    here = cases.place(**CONTENT)
    url = f"/api/items/{here.terms.item_id}/situations"
    told = Client().get(url).json()
    assert [ask["label"] for ask in told["asks"]] == ["经营方式", "做不做冷食"]
    assert told["why"]["cold"] == "经营方式是“堂食”"
    judged = send(
        Client(), "POST", f"/items/{here.terms.item_id}/situations", {"answers": {"way": "堂食", "cold": True}}
    ).json()
    assert {m["key"]: m["verdict"] for m in judged["materials"]} == {"licence": "met", "room": "met", "web": "missed"}
    assert judged["open"] == []
    assert judged["answers"] == {"way": ["堂食"], "cold": ["是"]}
    unknown = Client().get("/api/items/999999/situations")
    assert unknown.status_code == 404


def test_a_draft_is_started_saved_and_handed_in_with_answers() -> None:
    from cityhall.people.tests import given as people

    here = cases.place(**CONTENT)
    client = at(people.citizen(name="样小例"))
    made = send(client, "POST", "/drafts", {"item_id": here.terms.item_id, "answers": {"way": ["网店"]}})
    assert made.status_code == 201, made.content
    draft = made.json()["id"]
    told = client.get(f"/api/drafts/{draft}")
    assert [m["spec"]["key"] for m in told.json()["materials"]] == ["licence", "web"]
    saved = send(
        client, "PUT", f"/drafts/{draft}", {"values": {"shop": "样例", "site": "a.example"}, "answers": {"way": "网店"}},
        **{"If-Match": told.headers["ETag"]},
    )  # fmt: skip
    assert saved.status_code == 200, saved.content
    assert Application.objects.get(pk=draft).form == {"way": "网店", "shop": "样例", "site": "a.example"}
    wrong = send(client, "PUT", f"/drafts/{draft}", {"values": {"way": "摆摊"}}, **{"If-Match": saved.headers["ETag"]})
    assert wrong.status_code == 422
    assert send(client, "POST", f"/drafts/{draft}/submission", **{"If-Match": saved.headers["ETag"]}).status_code == 201
