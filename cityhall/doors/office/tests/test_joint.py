"""The whole a case belongs to, on the case's page, as far as the reader may see."""

import pytest

from cityhall.cases.terms import Can as Cases
from cityhall.doors.tests import visit
from cityhall.joint import queries
from cityhall.joint.terms import Can
from cityhall.joint.tests import given
from cityhall.organs.tests import given as organs

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_reviewer_sees_the_sisters_of_her_case_and_opens_only_what_is_hers() -> None:
    whole = given.four()
    number = given.submitted(whole)
    licence = given.granted(whole, number, "licence")
    tax = given.case_of(number, "tax")

    shown = visit.page(visit.at(whole.places["tax"].reviewer), f"/office/cases/{tax}/")

    assert "一件事：样例一件事" in shown
    assert "样例tax（本件）" in shown
    assert "样例licence" in shown
    assert f"/office/cases/{licence}/" not in shown
    assert "整件事承诺 3 个工作日" in shown


def test_a_case_that_stands_alone_says_nothing_of_it() -> None:
    from cityhall.cases.tests import given as cases

    place = cases.place()
    number = cases.accepted(place)

    assert "一件事：" not in visit.page(visit.at(place.reviewer), f"/office/cases/{number}/")


def test_a_waiting_organ_sees_the_materials_and_says_what_is_lacking() -> None:
    whole = given.four()
    number = given.submitted(whole)
    place = whole.places["tax"]
    desk = visit.at(organs.staff(place.organ, Can.SEE, Cases.REVIEW, Cases.SEE))
    assert "样例tax" in visit.page(desk, "/office/joint/")
    at = f"/office/joint/{number}/tax/"
    assert "identity" in visit.page(desk, at)
    seeing = organs.staff(place.organ, Can.SEE)
    file = queries.to_pre_review(seeing, number, "tax").materials[0][1][0]
    assert desk.get(f"{at}files/{file.id}/").status_code == 200

    assert desk.post(at, {"opinion": "lacking", "note": ""}).status_code == 422
    assert desk.post(at, {"opinion": "lacking", "note": "缺第二页"}).status_code == 302

    assert "缺第二页" in visit.page(visit.at(whole.citizen), f"/my/together/{number}/")
    stranger = visit.at(organs.staff(organs.organ(), Can.SEE, Cases.REVIEW, Cases.SEE))
    assert stranger.get(at).status_code == 404
    assert stranger.get(f"{at}files/{file.id}/").status_code == 404
