"""一件事 on screen: one guide, one form, one set of materials, one page."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cityhall.cases.tests import given as cases
from cityhall.catalogue import actions as catalogue
from cityhall.catalogue.tests import given as items
from cityhall.doors.tests import visit
from cityhall.joint import queries
from cityhall.joint.models import JointApplication
from cityhall.joint.terms import JointState
from cityhall.joint.tests import given
from cityhall.joint.tests.test_earlier import earlier
from cityhall.kernel import clock
from cityhall.people import actions as persons
from cityhall.people.tests import given as people
from cityhall.site.testing import drain

pytestmark = pytest.mark.django_db(transaction=True)
STAFF = [{"key": "staff", "label": "要雇人吗", "kind": "yes_no"}]
WITH_STAFF = [[{"key": "staff", "op": "is", "values": ["是"]}]]


def four(**changes: object) -> given.Whole:
    whole = given.four(**changes)
    return replace(whole, citizen=people.citizen(name="样小例"))


def begun(whole: given.Whole, client: Client, query: str = "") -> str:
    answer = client.post(f"/together/{whole.code}/apply/{query}", {"applicant": "me"})
    assert answer.status_code == 302, visit.text(answer)
    return str(answer["Location"]).rstrip("/").rpartition("/")[2]


def test_from_the_guide_to_the_page_of_all_cases() -> None:
    whole = four()
    client = visit.at(whole.citizen)
    assert "样例一件事" in visit.page(Client(), "/together/")
    guide = visit.page(Client(), f"/together/{whole.code}/")
    assert "原需填 8 项、交 8 份材料；现填 2 项、交 2 份" in guide
    assert "一份给 4 个事项用" in guide

    draft = begun(whole, client)
    page = visit.page(client, f"/together/drafts/{draft}/")
    assert page.count("企业名称") == 1
    keys = {f.label: f.key for f in queries.joint_draft(whole.citizen, draft).put.fields}
    answer = client.post(f"/together/drafts/{draft}/", {keys["企业名称"]: "样例公司", keys["联系电话"]: "电话"})
    assert answer.status_code == 422
    answer = client.post(f"/together/drafts/{draft}/", {keys["企业名称"]: "样例公司", keys["联系电话"]: ""})
    assert "还有 1 处要填好才能提交" in visit.text(answer)
    answer = client.post(f"/together/drafts/{draft}/", {keys["企业名称"]: "样例公司", keys["联系电话"]: "13900000001"})
    assert answer["Location"] == f"/together/drafts/{draft}/materials/"

    shown = visit.page(client, f"/together/drafts/{draft}/materials/")
    assert "用于：样例licence、样例code、样例tax、样例seal" in shown
    for slot in ("licence-identity", "licence-premises"):
        file = SimpleUploadedFile("材料.pdf", cases.PDF)
        assert client.post(f"/together/drafts/{draft}/materials/{slot}/", {"file": file}).status_code == 302
    assert client.post(f"/together/drafts/{draft}/materials/licence-identity/").status_code == 422
    assert "请核对一遍" in visit.page(client, f"/together/drafts/{draft}/check/")

    number = str(client.post(f"/together/drafts/{draft}/check/")["Location"]).rstrip("/").rpartition("/")[2]
    drain()
    page = visit.page(client, f"/my/together/{number}/")
    assert "等“样例licence”，到时自动开始" in page
    assert given.case_of(number, "licence") in page
    assert f"/my/together/{number}/" in visit.page(client, "/my/together/")
    assert "还没有申请过一件事" in visit.page(visit.at(people.citizen(name="样例他人")), "/my/together/")


def test_the_questionnaire_narrows_the_guide_and_goes_along_into_the_draft() -> None:
    places = {"a": given.item(), "b": given.item(), "social": given.item(name="样例社保登记")}
    whole = given.published(places, asks=STAFF, when={"social": WITH_STAFF})
    client = visit.at(whole.citizen)

    assert "您不用办" in visit.page(client, f"/together/{whole.code}/?a-staff=否")
    assert "您要办" in visit.page(client, f"/together/{whole.code}/?a-staff=是")
    draft = begun(whole, client, "?a-staff=是")
    assert [p.key for p in queries.joint_draft(whole.citizen, draft).put.parts] == ["a", "b", "social"]
    answer = client.post(f"/together/drafts/{draft}/", {"staff": "否", "situate": "1"})
    assert answer["Location"].endswith("#asked")
    assert [p.key for p in queries.joint_draft(whole.citizen, draft).put.parts] == ["a", "b"]


def test_another_persons_draft_and_page_are_not_found() -> None:
    whole = four()
    draft, number = given.draft(whole), given.submitted(whole)
    other = visit.at(people.citizen(name="样例他人"))

    for url in (f"/together/drafts/{draft}/", f"/together/drafts/{draft}/materials/", f"/together/drafts/{draft}/check/",
                f"/together/drafts/{draft}/delete/", f"/my/together/{number}/", f"/my/together/{number}/withdraw/"):  # fmt: skip
        assert other.get(url).status_code == 404, url
    assert other.get("/together/none/").status_code == 404
    assert Client().get(f"/together/{whole.code}/apply/").status_code == 302


def test_withdrawn_and_continued_from_the_page() -> None:
    whole = given.published({"a": given.item(), "b": given.item()}, on_refusal={"a": "stop_all"})
    number = given.submitted(whole)
    client = visit.at(whole.citizen)
    given.refused(whole, number, "a")
    assert "整件事停下" in visit.page(client, f"/my/together/{number}/")
    assert client.post(f"/my/together/{number}/continue/").status_code == 302
    drain()
    assert "其余单独继续办" not in visit.page(client, f"/my/together/{number}/")

    assert "撤回整件事？" in visit.page(client, f"/my/together/{number}/withdraw/")
    assert client.post(f"/my/together/{number}/withdraw/", {"reason": "不办了"}).status_code == 302
    assert given.application(number).state == JointState.WITHDRAWN
    assert "现在不能撤回" in visit.page(client, f"/my/together/{number}/withdraw/")


def test_a_draft_is_told_of_a_newer_version_and_deleted() -> None:
    whole = four()
    draft = given.draft(whole)
    item_id = whole.places["tax"].terms.item_id
    more = [*given.SHARED, {"key": "bank", "name": "开户许可"}]
    content = items.content(materials=more, fields=given.FIELDS, promised=given.ONE_DAY)
    catalogue.save_draft(given.HOUSE, item_id, content)
    catalogue.publish(given.HOUSE, item_id)
    client = visit.at(whole.citizen)

    assert "开户许可" in visit.page(client, f"/together/drafts/{draft}/")
    assert client.post(f"/together/drafts/{draft}/versions/").status_code == 302
    assert "开户许可" in visit.page(client, f"/together/drafts/{draft}/materials/")
    file = queries.joint_draft(whole.citizen, draft).slots[0].files[0]
    assert client.get(f"/together/drafts/{draft}/files/{file.id}/").status_code == 200
    assert client.post(f"/together/drafts/{draft}/files/{file.id}/remove/").status_code == 302
    assert client.post(f"/together/drafts/{draft}/delete/").status_code == 302
    assert not JointApplication.objects.exists()


def test_the_one_form_is_saved_while_it_is_typed() -> None:
    whole = four()
    client = visit.at(whole.citizen)
    draft = begun(whole, client)
    page = visit.page(client, f"/together/drafts/{draft}/")
    assert f'data-autosave="/together/drafts/{draft}/save/"' in page
    keys = {f.label: f.key for f in queries.joint_draft(whole.citizen, draft).put.fields}
    save, json = f"/together/drafts/{draft}/save/", {"accept": "application/json"}
    typed = {keys["企业名称"]: "样例公司", keys["联系电话"]: "1390000"}
    answer = client.post(save, {**typed, "_seen": "1"}, headers=json)
    assert answer.json() == {"version": 2, "wrong": [keys["联系电话"]]}
    assert queries.joint_draft(whole.citizen, draft).values == {keys["企业名称"]: "样例公司"}
    late = client.post(save, {keys["企业名称"]: "另一处", "_seen": "1"}, headers=json)
    assert (late.status_code, "另一台设备" in late.json()["detail"]) == (412, True)
    assert queries.joint_draft(whole.citizen, draft).values == {keys["企业名称"]: "样例公司"}
    assert visit.at(people.citizen(name="样路人")).post(save, typed, headers=json).status_code == 404


def test_what_was_handed_in_before_is_taken_with_one_tap() -> None:
    whole = four()
    client, draft_of = visit.at(whole.citizen), f"person:{whole.citizen.person_id}"
    number = earlier(given.item(name="样例别的事"), whole.citizen)
    draft = begun(whole, client)
    assert queries.joint_draft(whole.citizen, draft).applicant_ref == draft_of
    at = f"/together/drafts/{draft}/materials/"
    page = visit.page(client, at)
    assert ">用以前交过的<" in page
    assert "“样例别的事”里的“身份证明”" in page
    key = next(one.spec.key for one in queries.joint_draft(whole.citizen, draft).slots if one.spec.name == "身份证明")
    assert client.post(f"{at}{key}/earlier/", {"case": "990100-2026-99999999"}).status_code in (404, 422)
    taken = client.post(f"{at}{key}/earlier/", {"case": number})
    assert (taken.status_code, taken["Location"]) == (302, f"{at}#m-{key}")
    page = visit.page(client, at)
    assert "身份证.pdf" in page
    assert ">用以前交过的<" not in page
    assert visit.at(people.citizen()).post(f"{at}{key}/earlier/", {"case": number}).status_code in (403, 404)
    assert client.get(f"/api/joint-drafts/{draft}/earlier").json() == {"materials": {}}


def test_progress_of_a_whole_is_asked_for_by_number_and_code() -> None:
    whole = four()
    number = given.submitted(whole)
    code = JointApplication.objects.get(number=number).access_code
    anybody = Client()
    asked = anybody.get(f"/progress/?number={number}&code={code}")
    assert asked["Location"] == f"/progress/{number}/?code={code}"
    page = visit.page(anybody, f"/progress/{number}/?code={code}")
    assert "样例一件事" in page
    assert "样例申请人" not in page
    assert given.case_of(number, "licence") not in page
    assert anybody.get(f"/progress/{number}/?code=1").status_code == 404
    wrong = anybody.get(f"/progress/?number={number}&code=1")
    assert "查询码不正确" in visit.text(wrong)
    assert code in visit.page(visit.at(whole.citizen), f"/my/together/{number}/")


def test_an_agent_chooses_whom_she_applies_for() -> None:
    whole, phone = four(), people.phone()
    agent = people.citizen(phone, name="样例代办人")
    matters = [(one.terms.item_id, one.terms.name) for one in whole.places.values()]
    until = clock.today() + timedelta(days=9)
    agency = persons.give_agency(whole.citizen, "样例代办人", phone, matters, until, True)
    persons.answer_agency(agent, agency, True)
    client = visit.at(agent)
    assert "代办：样小例" in visit.page(client, f"/together/{whole.code}/apply/")
    answer = client.post(f"/together/{whole.code}/apply/", {"applicant": f"agency:{agency}"})
    draft = str(answer["Location"])
    assert "样小例" in visit.page(client, draft)
    row = JointApplication.objects.get(pk=draft.rstrip("/").rpartition("/")[2])
    assert "样例代办人" not in [*row.form.values(), *row.sealed_form.values()]
    for path in ("materials/", "check/", "handing/"):
        visit.page(client, f"{draft}{path}")
