"""Before handing in and when nothing goes on: 预审, 容缺材料, 办不成事; and what the city publishes."""

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.actions import Point
from cityhall.cases.models import Grievance, ProceedingRow
from cityhall.cases.terms import Can
from cityhall.cases.tests import given as cases
from cityhall.cases.tests.given import FORM
from cityhall.organs.tests import given as organs
from cityhall.people.tests import given as people

from . import given
from .given import browser, photo, text

pytestmark = pytest.mark.django_db
GAPS = {
    "regime": {"basis": "样例市规定第三条", "also": ["accept_with_gaps"]},
    "gaps": {"amount": 5, "unit": "workdays", "basis": "样例市规定第三条"},
}


def test_a_pre_review_is_asked_answered_point_by_point_and_the_draft_goes_on() -> None:
    here = given.place()
    client = browser(here.citizen)
    draft = cases.draft(here)
    url = f"/apply/{draft}/pre-review/"
    assert url in text(client.get(f"/apply/{draft}/check/"))
    assert "预审不是提交" in text(client.get(url))
    assert client.post(url, {"note": "请看看平面图"})["Location"] == url
    assert "正在等窗口答复" in text(client.get(url))
    again = client.post(url, {"note": ""})
    assert again.status_code == 409
    actions.answer_pre_review(here.clerk, draft, False, "差一处", [Point("identity", "", "照片模糊", "请重拍")])
    page = text(client.get(url))
    assert "差一处" in page
    assert "照片模糊 请重拍" in page
    assert "改好了，再请窗口看一次" in page
    assert "窗口的预审意见" in text(client.get(f"/apply/{draft}/check/"))
    assert client.post(f"/apply/{draft}/", FORM)["Location"] == f"/apply/{draft}/materials/"
    assert client.post(f"/apply/{draft}/check/", {"_key": "t"}).status_code == 302
    assert browser(people.citizen(name="样大例")).get(url).status_code == 404


def test_what_was_promised_is_handed_in_from_the_case_page() -> None:
    here = given.place(**GAPS)
    number = cases.received(here)
    actions.accept_with_gaps(here.clerk, number, ["premises"])
    client = browser(here.citizen)
    url = f"/my/{number}/promise/"
    assert url in text(client.get(f"/my/{number}/"))
    page = text(client.get(url))
    assert "经营场所使用证明" in page
    assert "请先上传要补交的材料" in page
    assert client.post(url).status_code in {409, 422}
    refused = client.post(f"{url}premises/", {"file": [photo(content=b"MZ")]})
    assert refused.status_code == 422
    assert 'id="e-premises"' in text(refused)
    assert client.post(f"{url}premises/", {"file": [photo()]})["Location"] == f"{url}#m-premises"
    assert "补交（1 份）" in text(client.get(url))
    assert client.post(url)["Location"] == f"/my/{number}/"
    assert ProceedingRow.objects.get(kind="promise").stage == "done"
    assert "没有等您补交的材料" in text(client.get(url))
    assert browser(people.citizen(name="样大例")).get(url).status_code == 404
    account = text(browser().get("/gaps/"))
    assert "兑现 1，未兑现 0" in account
    assert given.NAME not in account


SAID = {"what": "跑了三次都说系统坏了", "wanted": "请帮我办", "name": "样某某", "phone": "13900000005"}


def test_anybody_may_say_what_could_not_be_done_and_follow_it_by_code() -> None:
    here = given.place()
    stranger = browser()
    assert "不登录也能填" in text(stranger.get("/stuck/"))
    missing = stranger.post("/stuck/", SAID | {"what": ""})
    assert missing.status_code == 422
    answer = stranger.post("/stuck/", SAID | {"organ_id": str(here.organ)})
    row = Grievance.objects.get()
    assert answer["Location"] == f"/stuck/{row.number}/?code={row.access_code}"
    page = text(stranger.get(answer["Location"]))
    assert "正在处理" in page
    assert row.access_code in page
    assert "13900000005" not in page
    assert stranger.get(f"/stuck/{row.number}/?code=x").status_code == 404
    assert stranger.get(f"/stuck/{row.number}/")["Location"].startswith("/sign-in/")
    asked = stranger.get("/stuck/find/", {"number": row.number, "code": row.access_code})
    assert asked["Location"] == answer["Location"]
    assert stranger.get("/stuck/find/", {"number": row.number, "code": "x"}).status_code == 422


def test_an_answer_solves_it_or_goes_back() -> None:
    here = given.place()
    desk = organs.staff(here.organ, Can.GRIEVANCES)
    stranger = browser()
    url = str(stranger.post("/stuck/", SAID | {"organ_id": str(here.organ)})["Location"])
    number, code = url.split("/")[2], url.rpartition("=")[2]
    actions.answer_grievance(desk, number, "系统已修好，请再试。", "system")
    assert "系统已修好，请再试。" in text(stranger.get(url))
    assert stranger.post(f"/stuck/{number}/", {"solved": "yes", "code": "000"}).status_code == 404
    assert stranger.post(f"/stuck/{number}/", {"solved": "no", "code": code})["Location"] == url
    assert Grievance.objects.get().state == "open"
    actions.answer_grievance(desk, number, "已为您办好。", "system")
    stranger.post(f"/stuck/{number}/", {"solved": "yes", "code": code})
    row = Grievance.objects.get()
    assert (row.state, row.solved) == ("closed", True)
    assert "已经办结" in text(stranger.get(url))


def test_signed_in_her_name_stands_there_and_her_matters_are_listed() -> None:
    here = given.place()
    number = cases.accepted(here)
    client = browser(here.citizen)
    assert f'value="{given.NAME}"' in text(client.get(f"/stuck/?number={number}"))
    client.post("/stuck/", SAID | {"case_number": number})
    row = Grievance.objects.get()
    assert (row.case_number, row.organ_id, row.account_id) == (number, here.organ, here.citizen.account_id)
    assert row.number in text(client.get("/my/stuck/"))
    assert "跑了三次" in text(client.get(f"/stuck/{row.number}/"))
    other = browser(people.citizen(name="样大例"))
    assert other.post("/stuck/", SAID | {"case_number": number}).status_code == 422
    assert other.get(f"/stuck/{row.number}/").status_code == 404


def test_who_is_not_signed_in_is_told_nothing_of_a_case_and_cannot_flood() -> None:
    here = given.place()
    number = cases.accepted(here)
    stranger = browser()
    page = text(stranger.post("/stuck/", SAID | {"case_number": number}, follow=True))
    assert here.terms.name not in page
    answers = [stranger.post("/stuck/", SAID | {"case_number": number}).status_code for _ in range(11)]
    assert answers[-1] == 429
    assert Grievance.objects.count() == 10


def test_grants_are_published_and_found_but_not_by_a_person_s_name() -> None:
    here = given.place()
    cases.granted(here)
    number = queries.licences_of(here.citizen)[0].number
    client = browser()
    page = text(client.get("/published/"))
    assert number in page
    assert "样例申请人" not in page
    assert number in text(client.get("/published/", {"q": here.terms.name}))
    assert number in text(client.get("/published/", {"q": number}))
    assert "没有找到这样的许可决定" in text(client.get("/published/", {"q": "样例申请人"}))
