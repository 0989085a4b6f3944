"""Applying: real name first, saved as far as it goes, errors at their fields, one case however often it is sent."""

import pytest
from django.test import Client

from cityhall.cases import queries
from cityhall.cases.models import Application, Case, MaterialFile
from cityhall.cases.tests import given as cases
from cityhall.cases.tests.given import FORM, Place
from cityhall.people import actions as people_actions
from cityhall.people.terms import Tie
from cityhall.people.tests import given as people

from . import given
from .given import browser, photo, text

pytestmark = pytest.mark.django_db


def start(here: Place, client: Client, applicant: str = "me") -> str:
    """Begin an application as a browser does; answers the draft's id."""
    answer = client.post(f"/items/{here.terms.item_id}/apply/", {"applicant": applicant})
    assert answer.status_code == 302, text(answer)
    return str(answer["Location"].strip("/").rpartition("/")[2])


def test_who_is_not_signed_in_is_asked_in_and_brought_back() -> None:
    here = given.place()
    answer = browser().get(f"/items/{here.terms.item_id}/apply/")
    assert answer["Location"] == f"/sign-in/?next=%2Fitems%2F{here.terms.item_id}%2Fapply%2F"


def test_who_has_not_declared_herself_is_asked_first_and_brought_back() -> None:
    here = given.place()
    client = browser(people.citizen())
    answer = client.get(f"/items/{here.terms.item_id}/apply/", follow=True)
    assert "先告诉我们您是谁" in text(answer)
    form = {"name": "样小例", "id_kind": "resident", "id_number": people.id_number()}
    answer = client.post("/my/profile/real-name/", {**form, "back": f"/items/{here.terms.item_id}/apply/"})
    assert answer["Location"] == f"/items/{here.terms.item_id}/apply/"
    assert "我本人：样小例" in text(client.get(answer["Location"]))


def test_she_applies_for_herself_or_for_an_entity_she_stands_for() -> None:
    here = given.place()
    client, code = browser(here.citizen), people.entity("样例餐饮有限公司")
    refused = client.post(f"/items/{here.terms.item_id}/apply/", {"applicant": code})
    assert refused.status_code == 422
    people_actions.link_entity(here.citizen, code, Tie.HANDLER)
    mine, theirs = start(here, client), start(here, client, code)
    first, second = Application.objects.get(pk=mine), Application.objects.get(pk=theirs)
    assert (first.applicant_name, first.applicant_mask[-4:-1].isdigit()) == (given.NAME, True)
    assert (second.applicant_name, second.applicant_ref) == ("样例餐饮有限公司", f"entity:{code}")
    assert second.contact_name == given.NAME
    assert second.contact_phone.startswith("138")
    assert "接着填" in text(client.get(f"/items/{here.terms.item_id}/apply/"))


def test_an_item_for_entities_only_asks_to_link_one() -> None:
    here = given.place(applicants=["entity"])
    page = text(browser(here.citizen).get(f"/items/{here.terms.item_id}/apply/"))
    assert "请先关联您的单位" in page
    assert "我本人" not in page


def test_what_is_done_at_a_window_cannot_be_begun_here() -> None:
    here = given.place(online=False, visits=1)
    client = browser(here.citizen)
    assert "要到窗口办" in text(client.get(f"/items/{here.terms.item_id}/apply/"))
    assert client.post(f"/items/{here.terms.item_id}/apply/", {"applicant": "me"}).status_code == 409


def test_a_start_sent_twice_is_one_draft() -> None:
    here = given.place()
    client = browser(here.citizen)
    asked = {"applicant": "me", "_key": "once"}
    first = client.post(f"/items/{here.terms.item_id}/apply/", asked)
    assert client.post(f"/items/{here.terms.item_id}/apply/", asked)["Location"] == first["Location"]
    assert Application.objects.count() == 1


def test_every_wrong_field_is_named_at_once_and_what_fits_is_saved() -> None:
    here = given.place()
    client = browser(here.citizen)
    draft = start(here, client)
    answer = client.post(f"/apply/{draft}/", {"premises_name": "样例面馆", "_key": "a", "_seen": "1"})
    assert answer.status_code == 422
    assert "请填写“经营场所地址”" in text(answer)
    assert "请填写“联系电话”" in text(answer)
    assert 'value="样例面馆"' in text(answer)
    assert 'name="_seen" value="2"' in text(answer)
    assert Application.objects.get(pk=draft).form["premises_name"] == "样例面馆"


def test_what_does_not_fit_is_refused_and_stays_typed() -> None:
    here = given.place()
    client = browser(here.citizen)
    draft = start(here, client)
    typed = FORM | {"contact_phone": "12", "premises_name": "长" * 61, "_key": "a"}
    answer = client.post(f"/apply/{draft}/", typed)
    assert answer.status_code == 422
    assert "最多 60 个字，现有 61 个" in text(answer)
    assert "“联系电话”：" in text(answer)
    assert "长" * 61 in text(answer)
    assert Application.objects.get(pk=draft).form == {}


def test_a_form_in_order_leads_on_and_may_be_left_for_later() -> None:
    here = given.place()
    client = browser(here.citizen)
    draft = start(here, client)
    assert client.post(f"/apply/{draft}/", FORM)["Location"] == f"/apply/{draft}/materials/"
    assert client.post(f"/apply/{draft}/", {"premises_name": "样例粉馆", "later": "1"})["Location"] == "/my/"
    assert Application.objects.get(pk=draft).form["premises_name"] == "样例粉馆"


def test_somebody_with_an_old_page_open_is_told_and_loses_nothing_typed() -> None:
    here = given.place()
    client = browser(here.citizen)
    draft = start(here, client)
    client.post(f"/apply/{draft}/", FORM | {"_seen": "1", "_key": "a"})
    late = client.post(f"/apply/{draft}/", FORM | {"premises_name": "样例粥铺", "_seen": "1", "_key": "b"})
    assert late.status_code == 412
    assert "样例粥铺" in text(late)


def test_autosave_keeps_what_fits_and_answers_the_version() -> None:
    here = given.place()
    client = browser(here.citizen)
    draft = start(here, client)
    client.post(f"/apply/{draft}/", FORM)
    typed = FORM | {"premises_name": "样例粉馆", "contact_phone": "1390000"}
    answer = client.post(f"/apply/{draft}/save/", typed, headers={"accept": "application/json"})
    assert answer.json() == {"version": 3, "wrong": ["contact_phone"]}
    mine = queries.draft(here.citizen, draft)
    assert mine.values["premises_name"] == "样例粉馆"
    assert mine.values["contact_phone"] == FORM["contact_phone"]
    stale = client.post(f"/apply/{draft}/save/", {**typed, "_seen": "1"}, headers={"accept": "application/json"})
    assert (stale.status_code, stale.json()["code"]) == (412, "call.stale")


def test_files_come_several_at_once_and_go_again() -> None:
    here = given.place()
    client = browser(here.citizen)
    draft = start(here, client)
    url = f"/apply/{draft}/materials/identity/"
    sent = {"file": [photo("正面.pdf"), photo("反面.pdf", cases.PDF + b"2")], "_key": "k"}
    assert client.post(url, sent)["Location"] == f"/apply/{draft}/materials/#m-identity"
    assert (
        client.post(url, {**sent, "file": [photo("正面.pdf"), photo("反面.pdf", cases.PDF + b"2")]}).status_code == 302
    )
    assert MaterialFile.objects.filter(removed_at=None).count() == 2
    page = text(client.get(f"/apply/{draft}/materials/"))
    assert "正面.pdf" in page
    file = MaterialFile.objects.order_by("pk")[0]
    shown = client.get(f"/apply/{draft}/files/{file.pk}/")
    assert b"".join(shown.streaming_content) == cases.PDF  # type: ignore[attr-defined]
    client.post(f"/apply/{draft}/files/{file.pk}/remove/")
    assert "正面.pdf" not in text(client.get(f"/apply/{draft}/materials/"))
    assert client.post(f"/apply/{draft}/files/{file.pk}/remove/").status_code == 404


@pytest.mark.parametrize(
    ("files", "status", "sentence"),
    [([], 422, "请先选择照片或文件"), ([b"MZ not a document"], 422, "这个文件不是"), ([b""], 422, "文件")],
)
def test_a_refused_upload_is_said_at_its_card(files: list[bytes], status: int, sentence: str) -> None:
    here = given.place()
    client = browser(here.citizen)
    draft = start(here, client)
    sent = {"file": [photo(content=content) for content in files]}
    answer = client.post(f"/apply/{draft}/materials/identity/", sent)
    assert answer.status_code == status
    assert 'id="e-identity"' in text(answer)
    assert sentence in text(answer)
    assert client.get(f"/apply/{draft}/materials/identity/").status_code == 302
    assert client.post(f"/apply/{draft}/materials/no-such/", {"file": [photo()]}).status_code == 404


def test_the_check_page_shows_values_gaps_and_what_follows() -> None:
    here = given.place()
    client = browser(here.citizen)
    draft = start(here, client)
    page = text(client.get(f"/apply/{draft}/check/"))
    assert "请填写“经营场所名称”" in page
    assert "还有 3 处要先填好" in page
    assert "2 份材料没有上传，也可以先提交" in page
    assert "5 个工作日内" in page
    refused = client.post(f"/apply/{draft}/check/", {"_key": "x"})
    assert refused.status_code == 422
    assert Case.objects.get().status == "draft"
    marked = text(client.get(f"/apply/{draft}/?check=1"))
    assert "请填写“经营场所名称”" in marked


def test_submitting_twice_is_one_case_with_a_number_a_code_and_what_comes_next() -> None:
    here = given.place()
    client = browser(here.citizen)
    draft = start(here, client)
    client.post(f"/apply/{draft}/", FORM)
    sent = {"_key": "tap", "_seen": "2"}
    first, again = (client.post(f"/apply/{draft}/check/", sent) for _ in range(2))
    assert first.status_code == 302
    assert first["Location"] == again["Location"]
    page = text(client.get(first["Location"]))
    case = Case.objects.get()
    assert str(case.number) in page
    assert case.access_code in page
    assert "前告诉您是否受理" in page
    assert "还缺这些材料" in page
    assert client.get(f"/apply/{draft}/").status_code == 404
    late = client.post(f"/apply/{draft}/check/", {"_key": "another"})
    assert late.status_code == 404


def test_the_receipt_is_there_at_once() -> None:
    here = given.place()
    client = browser(here.citizen)
    number = cases.received(here)
    answer = client.post(f"/my/{number}/papers/", {"kind": "receipt"})
    paper = client.get(answer["Location"])
    assert paper["Content-Type"] == "application/pdf"
    assert b"".join(paper.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert "打开收件凭证" in text(client.get(f"/my/{number}/received/"))
    assert client.post(f"/my/{number}/papers/", {"kind": "acceptance"}).status_code == 404


def test_a_draft_is_deleted_after_being_asked() -> None:
    here = given.place()
    client = browser(here.citizen)
    draft = start(here, client)
    assert "不能恢复" in text(client.get(f"/apply/{draft}/delete/"))
    assert client.post(f"/apply/{draft}/delete/")["Location"] == "/my/"
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    "path", ["", "materials/", "check/", "delete/", "files/1/", "save/", "materials/identity/", "files/1/remove/"]
)
def test_another_s_draft_does_not_exist(path: str) -> None:
    here = given.place()
    draft = cases.draft(here)
    file = MaterialFile.objects.order_by("pk")[0].pk
    url = f"/apply/{draft}/{path}".replace("files/1/", f"files/{file}/")
    stranger = browser(people.citizen(name="样大例"))
    for client, status in ((stranger, 404), (browser(), 302)):
        if path not in ("save/", "files/1/remove/"):
            expected = 302 if path == "materials/identity/" else status
            assert client.get(url).status_code == expected
        sent = {"file": [photo()]} if path == "materials/identity/" else FORM
        if path not in ("materials/", "files/1/"):
            assert client.post(url, sent).status_code in ({403, 404} if status == 404 else {302})
    assert queries.draft(here.citizen, draft).version == 2
    assert MaterialFile.objects.filter(removed_at=None).count() == 2
