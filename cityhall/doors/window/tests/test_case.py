"""A case at the window: each act once done and once refused; whoever is slower is told what was done meanwhile."""

import re
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cityhall.cases import actions, queries
from cityhall.cases.queries import CasePage
from cityhall.cases.terms import Can, Status, Verdict
from cityhall.cases.tests import given as cases
from cityhall.doors.tests.test_http import PIXEL
from cityhall.kernel.journal.models import Entry
from cityhall.organs.tests import given as organs
from cityhall.site.testing import drain

from . import given

pytestmark = pytest.mark.django_db
ACTS = ("accept", "on-spot", "supplemented", "papers", "materials/form", "materials/form/file", "files/1/remove")
PAGES = ("", "supplement/", "refer/", "correct/", "withdraw/", "void/", "reveal/")


@pytest.fixture
def here() -> given.Hall:
    return given.hall()


@pytest.fixture
def browser(here: given.Hall) -> Client:
    return given.browser(here.clerk)


def url(number: str, act: str = "") -> str:
    return f"/window/cases/{number}/{act}"


def page(here: given.Hall, number: str) -> CasePage:
    return queries.case_page(here.clerk, number)


def seen(here: given.Hall, number: str) -> dict[str, str]:
    return {"_seen": str(page(here, number).version)}


def test_another_windows_clerk_finds_no_case_and_can_do_nothing_to_it(here: given.Hall) -> None:
    number, stranger = given.received(here), given.browser(given.hall(codes=False).clerk)
    lines = Entry.objects.count()
    assert {stranger.get(url(number, act)).status_code for act in PAGES} == {404}
    assert {stranger.post(url(number, f"{act}/")).status_code for act in ACTS} == {404}
    assert {stranger.post(url(number, act)).status_code for act in PAGES[1:]} == {404}
    assert stranger.get(f"/window/handover/{number}/").status_code == 404
    assert Entry.objects.count() == lines


def test_who_reviews_a_case_or_applied_for_it_does_not_see_it_here(here: given.Hall) -> None:
    number = cases.received(here.place)
    assert given.browser(here.place.citizen).get(url(number)).status_code == 403
    assert given.browser(here.place.reviewer).get(url(number)).status_code == 403


def test_a_complete_case_is_accepted_with_one_key(here: given.Hall, browser: Client) -> None:
    number = given.received(here)
    assert 'data-key="F8"' in browser.get(url(number)).content.decode()
    done = browser.post(url(number, "accept/"), seen(here, number))
    assert done["Location"] == url(number)
    assert "已受理，请打印受理通知书" in browser.get(url(number)).content.decode()
    assert page(here, number).status is Status.ACCEPTED


def test_the_grey_button_says_why_and_so_does_the_act(here: given.Hall, browser: Client) -> None:
    number = given.received(here, given=["form"])
    why = "还缺材料：法定代表人身份证明、经营场所平面布局图"
    assert f"为什么不能受理：</b>{why}" in browser.get(url(number)).content.decode()
    refused = browser.post(url(number, "accept/"), seen(here, number))
    assert (refused.status_code, why in refused.content.decode()) == (409, True)


def test_of_two_clerks_the_slower_is_told_who_did_what(here: given.Hall, browser: Client) -> None:
    number = given.received(here)
    stale = seen(here, number)
    colleague = organs.clerk(here.window, *given.CLERK)
    actions.refer(colleague, number, "平面图是否合格？")
    refused = browser.post(url(number, "accept/"), stale)
    text = refused.content.decode()
    assert refused.status_code == 412
    assert f"{colleague.name}刚刚更新了这里的内容" in text
    assert f"{colleague.name}：转部门审查，平面图是否合格？" in text
    assert page(here, number).status is Status.RECEIVED
    assert browser.get(url(number, "accept/"))["Location"] == url(number)


def test_what_was_typed_stays_when_somebody_was_faster_and_the_next_try_goes_through(
    here: given.Hall, browser: Client
) -> None:
    number = given.received(here)
    stale = seen(here, number)
    actions.refer(organs.clerk(here.window, *given.CLERK), number, "平面图是否合格？")
    sent = {"on": ["layout"], "p-layout": "没有标注面积", "h-layout": "重画"}
    refused = browser.post(url(number, "supplement/"), sent | stale)
    text = refused.content.decode()
    assert (refused.status_code, 'value="没有标注面积"' in text) == (412, True)
    now = re.search(r'name="_seen" value="(\d+)"', text)
    assert now is not None
    assert browser.post(url(number, "supplement/"), sent | {"_seen": now[1]}).status_code == 302
    assert page(here, number).status is Status.SUPPLEMENTING


def test_the_notice_is_written_already_and_told_once(here: given.Hall, browser: Client) -> None:
    number = given.received(here, given=["form", "identity"], **{"p-identity": "身份证已过期"})
    written = browser.get(url(number, "supplement/")).content.decode()
    assert 'name="p-identity" value="身份证已过期"' in written
    assert 'name="p-layout" value="没有提交"' in written
    assert len(re.findall(r'name="on"[^>]* checked', written)) == 2
    empty = browser.post(url(number, "supplement/"), {"on": []})
    assert (empty.status_code, "请写明需要补正的全部材料" in empty.content.decode()) == (422, True)
    bare = browser.post(url(number, "supplement/"), {"on": ["layout"], "p-layout": " "})
    assert (bare.status_code, "“经营场所平面布局图”哪里不符合要求" in bare.content.decode()) == (422, True)
    sent = {"on": ["identity", "layout"], "p-identity": "已过期", "p-layout": "没有提交", "h-layout": "提交"}
    assert browser.post(url(number, "supplement/"), sent).status_code == 302
    notice = page(here, number).notice
    assert notice is not None
    assert [p.name for p in notice.points] == ["法定代表人身份证明", "经营场所平面布局图"]
    assert browser.get(url(number, "supplement/")).status_code == 409


def test_what_is_brought_is_taken_and_accepted_from_that_day(here: given.Hall, browser: Client) -> None:
    number = given.received(here, given=["form", "identity"])
    told = {"on": ["identity", "layout"], "p-identity": "过期", "p-layout": "没有提交"}
    browser.post(url(number, "supplement/"), told)
    early = browser.post(url(number, "supplemented/"), {"answered": ["layout"]})
    assert (early.status_code, "还没有上传或交到窗口" in early.content.decode()) == (422, True)
    browser.post(url(number, "materials/layout/"), {"verdict": "good", "copies": "1"})
    browser.post(url(number, "supplemented/"), {"answered": ["layout"]})
    assert "已接收，还差：法定代表人身份证明" in browser.get(url(number)).content.decode()
    browser.post(url(number, "materials/identity/"), {"verdict": "good", "copies": "1", "original_seen": "on"})
    browser.post(url(number, "supplemented/"), {"answered": ["identity"]})
    assert page(here, number).status is Status.RECEIVED
    assert browser.post(url(number, "accept/"), seen(here, number)).status_code == 302


def test_after_the_one_notice_only_what_it_named_may_be_repeated(here: given.Hall, browser: Client) -> None:
    number = cases.supplemented(here.place)
    text = browser.get(url(number, "supplement/")).content.decode()
    assert "只能重复上次列明" in text
    assert text.count('name="on"') == 1


def test_a_material_is_judged_and_the_next_unjudged_one_comes_up(here: given.Hall, browser: Client) -> None:
    number = cases.received(here.place)
    done = browser.post(url(number, "materials/form/"), {"verdict": "good"})
    assert done["Location"] == f"{url(number)}#m-identity"
    browser.post(url(number, "materials/identity/"), {"verdict": "wrong", "problem": "照片不清"})
    identity = next(m for m in page(here, number).materials if m.spec.key == "identity")
    assert (identity.verdict, identity.problem) == (Verdict.WRONG, "照片不清")


def test_what_is_wrong_must_be_said_and_nothing_typed_is_lost(here: given.Hall, browser: Client) -> None:
    number = cases.received(here.place)
    sent = {"verdict": "wrong", "problem": "", "copies": "2", "original_seen": "on"}
    refused = browser.post(url(number, "materials/identity/"), sent)
    text = refused.content.decode()
    assert (refused.status_code, "请写明“身份证明”哪里不符合要求" in text) == (422, True)
    assert 'name="copies" min="0" max="99" value="2"' in text
    assert browser.post(url(number, "materials/identity/"), {"verdict": "good", "copies": "-1"}).status_code == 422


def test_a_scan_is_added_opened_and_taken_back(here: given.Hall, browser: Client) -> None:
    number = given.received(here)
    scan = SimpleUploadedFile("布局图.png", PIXEL, "image/png")
    browser.post(url(number, "materials/layout/file/"), {"file": scan})
    layout = next(m for m in page(here, number).materials if m.spec.key == "layout")
    file = layout.files[0]
    opened = browser.get(url(number, f"files/{file.id}/"))
    assert b"".join(opened.streaming_content) == PIXEL  # type: ignore[attr-defined]
    assert browser.get(url(cases.received(here.place), f"files/{file.id}/")).status_code == 404
    assert browser.post(url(number, "materials/layout/file/")).status_code == 422
    assert browser.post(url(number, f"files/{file.id}/remove/")).status_code == 302
    assert browser.post(url(number, f"files/{file.id}/remove/")).status_code == 404
    assert not next(m for m in page(here, number).materials if m.spec.key == "layout").files


def test_the_department_is_asked_with_a_question(here: given.Hall, browser: Client) -> None:
    number = given.received(here)
    empty = browser.post(url(number, "refer/"), {"note_text": ""})
    assert (empty.status_code, "请填写“请部门判断的问题”" in empty.content.decode()) == (422, True)
    assert browser.post(url(number, "refer/"), {"note_text": "平面图是否合格？"}).status_code == 302
    text = browser.get(url(number)).content.decode()
    assert "等部门答复" in text
    assert "为什么不能转部门审查：</b>已由" in text
    actions.answer_referral(here.place.reviewer, number, "合格")
    assert "答：合格" in browser.get(url(number)).content.decode()


def test_errors_are_mended_on_the_spot_and_hidden_values_stay(here: given.Hall, browser: Client) -> None:
    number = given.received(here, **{"p-form": "缺签名"})
    drawn = browser.get(url(number, "correct/")).content.decode()
    assert "现为 139****0009，不改就不填" in drawn
    sent = {f"f-{f.spec.key}": "" if f.masked else f.value for f in page(here, number).fields} | {
        "f-kind": ["冷食类制售"], "f-area": "abc", "what": "补签名", "key": "form",
    }  # fmt: skip
    refused = browser.post(url(number, "correct/"), sent)
    assert (refused.status_code, "应为数字" in refused.content.decode()) == (422, True)
    assert browser.post(url(number, "correct/"), sent | {"f-area": "80"}).status_code == 302
    after = page(here, number)
    values = {f.spec.key: f.value for f in after.fields}
    assert (values["area"], values["kind"], values["phone"]) == ("80", "冷食类制售", "139****0009")
    assert next(m for m in after.materials if m.spec.key == "form").corrected


def test_an_application_handed_in_here_is_taken_back_here_an_online_one_is_not(
    here: given.Hall, browser: Client
) -> None:
    number, online = given.received(here), cases.received(here.place)
    assert browser.post(url(number, "withdraw/"), {"reason": ""}).status_code == 422
    assert browser.post(url(number, "withdraw/"), {"reason": "不办了"}).status_code == 302
    assert page(here, number).status is Status.WITHDRAWN
    assert "撤回确认书" in browser.get(url(number)).content.decode()
    assert "撤回申请" not in browser.get(url(online)).content.decode()
    assert browser.get(url(online, "withdraw/")).status_code == 409
    assert browser.post(url(online, "withdraw/"), {"reason": "不办了"}).status_code == 403


def test_a_typing_error_is_struck_out_by_somebody_who_did_not_receive_it(here: given.Hall) -> None:
    number = given.received(here)
    assert given.browser(here.clerk).get(url(number, "void/")).status_code == 409
    head = given.browser(organs.clerk(here.window, *given.CLERK, Can.VOID))
    assert head.post(url(number, "void/"), {"reason": "", "instead": ""}).status_code == 422
    assert head.post(url(number, "void/"), {"reason": "误录", "instead": ""}).status_code == 302
    assert page(here, number).status is Status.VOIDED


def test_a_personal_value_is_shown_once_for_a_purpose(here: given.Hall, browser: Client) -> None:
    number = given.received(here)
    asked = {"field": "contact_phone", "purpose": ""}
    assert browser.post(url(number, "reveal/"), asked).status_code == 422
    shown = browser.post(url(number, "reveal/"), asked | {"purpose": "contact", "note": "电话通知补正"})
    assert "13900000009" in shown.content.decode()
    assert "13900000009" not in browser.get(url(number, "reveal/")).content.decode()
    assert Entry.objects.get(event="case.revealed").values["note"] == "电话通知补正"
    plain = given.browser(organs.clerk(here.window, Can.INTAKE))
    assert plain.get(url(number, "reveal/")).status_code == 403
    assert plain.post(url(number, "reveal/"), asked | {"purpose": "contact"}).status_code == 403


def test_a_paper_is_printed_now_stamped_and_scanned_back(here: given.Hall, browser: Client) -> None:
    number = given.received(here)
    browser.post(url(number, "accept/"), seen(here, number))
    assert "现在打印" in browser.get(url(number)).content.decode()
    made = browser.post(url(number, "papers/"), {"kind": "acceptance"})
    opened = browser.get(made["Location"])
    assert (opened["Content-Type"], opened["Content-Disposition"][:6]) == ("application/pdf", "inline")
    paper = page(here, number).papers[-1]
    assert unquote(made["Location"]) == url(number, f"papers/{paper.number}/")
    printed = browser.post(url(number, f"papers/{paper.number}/printed/"))
    assert printed["Location"] == made["Location"]
    scan = SimpleUploadedFile("盖章.png", PIXEL, "image/png")
    stamp = url(number, f"papers/{paper.number}/stamp/")
    assert browser.post(stamp).status_code == 422
    assert browser.post(stamp, {"file": scan}).status_code == 302
    assert "已盖章回传" in browser.get(url(number)).content.decode()
    assert browser.get(made["Location"])["Content-Type"] == "image/png"


def test_a_paper_that_is_not_due_or_not_this_cases_is_refused(here: given.Hall, browser: Client) -> None:
    number, other = given.received(here), given.received(here)
    assert browser.post(url(number, "papers/"), {"kind": "decision"}).status_code == 404
    drain()
    receipt = page(here, other).papers[0].number
    assert browser.get(url(other, f"papers/{receipt}/")).status_code == 200
    assert browser.get(url(number, f"papers/{receipt}/")).status_code == 404
    stranger = given.browser(given.hall(codes=False).clerk)
    assert stranger.get(url(other, f"papers/{receipt}/")).status_code == 404


def test_an_instant_case_already_received_is_done_on_the_spot(here: given.Hall, browser: Client) -> None:
    number = given.received(here, item=str(here.spot), given=["form", "identity"])
    assert 'data-key="F7"' in browser.get(url(number)).content.decode()
    assert browser.post(url(number, "on-spot/"), seen(here, number)).status_code == 302
    assert page(here, number).status is Status.DECIDED
    promised = given.received(here)
    refused = browser.post(url(promised, "on-spot/"), seen(here, promised))
    assert (refused.status_code, "不是即办件" in refused.content.decode()) == (409, True)
