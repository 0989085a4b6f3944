"""What she is asked, and may do, while her case is under way and when its result is due."""

from datetime import date

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.models import Application, Case, ProceedingRow
from cityhall.cases.tests import given as cases
from cityhall.people.tests import given as people

from . import given
from .given import browser, text

pytestmark = pytest.mark.django_db


def test_an_explanation_is_asked_in_plain_words_and_answered() -> None:
    here = given.place()
    number = cases.accepted(here)
    key = actions.ask_more(here.reviewer, number, "经营面积为什么和图纸不一致？")
    client = browser(here.citizen)
    url = f"/my/{number}/explanation/{key}/"
    assert url in text(client.get(f"/my/{number}/"))
    refused = client.post(url, {"text": ""})
    assert refused.status_code == 422
    assert client.post(url, {"text": "图纸是旧的，已附新图。"})["Location"] == f"/my/{number}/"
    assert ProceedingRow.objects.get(pk=key).answer == "图纸是旧的，已附新图。"
    assert "这项说明已经答复" in text(client.get(url))
    assert browser(people.citizen(name="样大例")).get(url).status_code == 404
    assert client.get(f"/my/{number}/explanation/999999/").status_code == 404


@pytest.mark.parametrize(("do", "stage"), [("ask", "open"), ("waive", "waived")])
def test_a_hearing_is_asked_for_or_waived(do: str, stage: str) -> None:
    here = given.place()
    number = cases.accepted(here)
    key = actions.tell_hearing(here.reviewer, number, "拟不予许可", "场所不符合规定，拟不予许可。")
    client = browser(here.citizen)
    url = f"/my/{number}/hearing/{key}/"
    assert "去选择要不要听证" in text(client.get(f"/my/{number}/"))
    assert "您可以要求听证" in text(client.get(url))
    assert client.post(url, {"do": do})["Location"] == f"/my/{number}/"
    row = ProceedingRow.objects.get(pk=key)
    assert (row.stage, bool(row.facts.get("asked_on"))) == (stage, do == "ask")
    if do == "ask":
        page = text(client.get(url))
        assert "您已要求听证" in page
        assert 'value="ask"' not in page
        assert "听证" in text(client.get(f"/progress/{number}/?code={Case.objects.get(number=number).access_code}"))


def test_how_the_result_comes_is_chosen_on_the_draft_and_changed_later() -> None:
    here = given.place()
    client = browser(here.citizen)
    draft = cases.draft(here)
    assert "到窗口领取" in text(client.get(f"/apply/{draft}/check/"))
    url = f"/apply/{draft}/delivery/"
    assert f'value="{given.NAME}"' in text(client.get(url))
    refused = client.post(url, {"method": "mail", "receiver": given.NAME, "phone": "13900000001", "address": ""})
    assert refused.status_code == 422
    assert "选择邮寄的，请填写收件地址" in text(refused)
    sent = {"method": "mail", "receiver": given.NAME, "phone": "13900000001", "address": "样例路 1 号 2 单元"}
    assert client.post(url, sent)["Location"] == f"/apply/{draft}/check/"
    assert "样例路 1 号 2 单元" in text(client.get(f"/apply/{draft}/check/"))
    number = actions.receive(here.citizen, draft)
    assert "更改领取方式" in text(client.get(f"/my/{number}/"))
    refused = client.post(f"/my/{number}/delivery/", {"method": "electronic"})
    assert "请勾选同意电子送达" in text(refused)
    client.post(f"/my/{number}/delivery/", {"method": "electronic", "electronic_consent": "on", "phone": "1"})
    application = Application.objects.get(pk=draft)
    assert (application.delivery_method, application.electronic_consent) == ("electronic", True)
    assert not application.delivery_address


def test_the_parcel_is_followed_on_the_case_page() -> None:
    here = given.place()
    number = cases.granted(here)
    actions.choose_delivery(here.citizen, number, "mail", given.NAME, "13900000001", "样例路 1 号")
    actions.dispatch(here.issuer, number, "邮政", "EB123456789CN")
    page = text(browser(here.citizen).get(f"/my/{number}/"))
    assert "EB123456789CN" in page
    assert "已寄出" in page


def test_an_item_that_changes_a_licence_asks_which() -> None:
    here = given.place(licence_act="change")
    client = browser(here.citizen)
    draft = actions.start_draft(here.citizen, here.terms.item_id, cases.applicant())
    actions.save_draft(here.citizen, draft, cases.FORM)
    page = text(client.get(f"/apply/{draft}/check/"))
    assert "请填写证照编号" in page
    assert "提交申请</button>" not in page
    refused = client.post(f"/apply/{draft}/licence/", {"number": "样例证〔2020〕1号", "expires_on": ""})
    assert refused.status_code == 422
    assert "请填写证照上载明的有效期" in text(refused)
    sent = {"number": "样例证〔2020〕1号", "expires_on": "2027-05-01"}
    assert client.post(f"/apply/{draft}/licence/", sent)["Location"] == f"/apply/{draft}/check/"
    page = text(client.get(f"/apply/{draft}/check/"))
    assert "样例证〔2020〕1号，有效期至 2027年5月1日" in page
    assert "提交申请</button>" in page
    assert queries.draft_more(here.citizen, draft).wish.licence_expires_on == date(2027, 5, 1)


def test_her_own_licences_are_there_to_choose_from() -> None:
    here = given.place()
    cases.granted(here)
    number = queries.licences_of(here.citizen)[0].number
    renewal = given.place(licence_act="renew")
    draft = actions.start_draft(here.citizen, renewal.terms.item_id, cases.applicant())
    client = browser(here.citizen)
    page = text(client.get(f"/apply/{draft}/licence/"))
    assert number in page
    assert "不在上面，自己填编号" in page
    other = client.post(f"/apply/{draft}/licence/", {"chosen": number})
    assert "不是本单位核发的" in text(other)


def test_a_revoked_decision_is_said_and_the_earlier_one_stays_readable() -> None:
    here = given.place()
    number = cases.granted(here)
    actions.revoke(here.approver, number, "fraud", "申请材料系伪造。", "行政许可法第六十九条第二款")
    page = text(browser(here.citizen).get(f"/my/{number}/"))
    assert "原来的决定已经撤销" in page
    assert "已被后面的决定替代" in page
    assert "申请材料系伪造。" in page
