"""The other ways at a window: gaps promised and kept, a pledge, letters, originals, an outage, shifts, a second screen."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cityhall.cases import actions, queries
from cityhall.cases.models import Case
from cityhall.cases.terms import DeliveryMethod, DeliveryState, Proceeding, Stage, Status
from cityhall.cases.tests import given as cases
from cityhall.catalogue.tests import given as items
from cityhall.doors.tests.test_http import PIXEL
from cityhall.kernel import clock
from cityhall.kernel.journal.models import Entry
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db
LOCAL = {"basis": "样例市规定第三条", "also": ["accept_with_gaps"]}
GAPS = {"amount": 5, "unit": "workdays", "basis": "样例市容缺受理办法第三条"}
LAYOUT = {"key": "layout", "name": "经营场所平面布局图", "form": "both", "deferrable": True}


@pytest.fixture
def here() -> given.Hall:
    hall = given.hall()
    food = items.published_item(
        hall.place.organ, name="食品经营许可（可容缺）", regime=LOCAL, gaps=GAPS, fields=given.FOOD_FIELDS,
        materials=[*given.FOOD_MATERIALS[:2], LAYOUT],
    )  # fmt: skip
    return given.Hall(hall.place, hall.clerk, food, hall.spot, hall.window)


@pytest.fixture
def browser(here: given.Hall) -> Client:
    return given.browser(here.clerk)


def number_of(answer: object) -> str:
    location: str = answer["Location"]  # type: ignore[index]
    return location.rstrip("/").rsplit("/", 1)[1]


def test_a_complete_application_is_received_and_accepted_by_one_key(here: given.Hall, browser: Client) -> None:
    done = browser.post("/window/", given.filled(here, given.entity(), move="accept"))
    assert done.status_code == 302, done.content.decode()
    assert Case.objects.get(number=number_of(done)).status == Status.ACCEPTED


def test_what_cannot_be_accepted_is_received_all_the_same_and_says_why(here: given.Hall, browser: Client) -> None:
    done = browser.post("/window/", given.filled(here, given.entity(), move="accept", given=["form"]))
    shown = browser.get(done["Location"]).content.decode()
    assert Case.objects.get(number=number_of(done)).status == Status.RECEIVED
    assert "还没有办完" in shown
    assert "还缺材料：法定代表人身份证明" in shown


def test_gaps_are_promised_in_one_act_and_kept_at_the_window(here: given.Hall, browser: Client) -> None:
    sent = given.filled(here, given.entity(), given=["form", "identity"])
    bar = browser.post("/window/", sent | {"move": "bar"}, headers={"HX-Request": "true"}).content.decode()
    assert 'id="gaps"' in bar
    assert "申请人承诺受理后 5 个工作日内补齐" in bar
    number = number_of(browser.post("/window/", sent | {"move": "gaps"}))
    page = queries.case_page(here.clerk, number)
    assert (page.status, page.beside_of(Proceeding.PROMISE)[0].open) == (Status.ACCEPTED, True)
    shown = browser.get(f"/window/cases/{number}/").content.decode()
    assert "等待补交容缺材料" in shown
    early = browser.post(f"/window/cases/{number}/kept/", {"kept": ["layout"]})
    assert early.status_code == 422
    with clock.frozen(clock.now() + timedelta(seconds=5)):
        browser.post(
            f"/window/cases/{number}/materials/layout/", {"verdict": "good", "copies": "1", "original_seen": "on"}
        )
        kept = browser.post(f"/window/cases/{number}/kept/", {"kept": ["layout"]})
    assert kept.status_code == 302, kept.content.decode()
    assert queries.case_page(here.clerk, number).beside_of(Proceeding.PROMISE)[0].stage is Stage.DONE


def test_a_promise_is_also_made_on_the_page_of_the_case(here: given.Hall, browser: Client) -> None:
    number = given.received(here, given=["form", "identity"])
    form = browser.get(f"/window/cases/{number}/gaps/").content.decode()
    assert "样例市容缺受理办法第三条" in form
    none = browser.post(f"/window/cases/{number}/gaps/", {})
    assert none.status_code == 422
    assert browser.post(f"/window/cases/{number}/gaps/", {"keys": ["layout"]}).status_code == 302


def test_how_she_wants_the_result_is_asked_at_the_counter_and_nothing_is_lost(
    here: given.Hall, browser: Client
) -> None:
    mail = {"d_method": "mail", "d_receiver": "样小芳", "d_phone": "13900000009", "d_address": ""}
    refused = browser.post("/window/", given.filled(here, given.entity(), move="receive", **mail))
    assert refused.status_code == 422
    assert "请填写收件地址" in refused.content.decode()
    assert 'value="样小芳"' in refused.content.decode()
    assert not Case.objects.exists()
    done = browser.post(
        "/window/", given.filled(here, given.entity("甲店"), move="accept", **mail | {"d_address": "样例路 9 号"})
    )
    wish = queries.case_page(here.clerk, number_of(done)).wish
    assert wish is not None
    assert (wish.method, "样例路 9 号" in wish.address) == (DeliveryMethod.MAIL, False)


def test_what_came_in_while_the_network_was_down_is_entered_when_it_was(here: given.Hall, browser: Client) -> None:
    happened = clock.local(clock.now() - timedelta(hours=2)).replace(second=0, microsecond=0)
    assert "断网补录" in browser.get("/window/?back=yes").content.decode()
    sent = given.filled(here, given.entity(), move="back", back="yes")
    refused = browser.post("/window/", sent)
    assert "请填写实际收件的日期和时间" in refused.content.decode()
    done = browser.post("/window/", sent | {"b_at": f"{happened:%Y-%m-%dT%H:%M}", "b_reason": "停电"})
    case = Case.objects.get(number=number_of(done))
    assert (case.back_entered, case.received_at) == (True, happened)


def test_letters_go_out_come_back_and_go_out_again(here: given.Hall, browser: Client) -> None:
    number = cases.granted(here.place)
    wish = {
        "choose-method": "mail",
        "choose-receiver": "样收",
        "choose-phone": "13900000030",
        "choose-address": "样例路 3 号",
    }
    assert browser.post(f"/window/handover/{number}/choose/", wish).status_code == 302
    assert number in browser.get("/window/handover/?pile=mail").content.decode()
    labels = browser.post("/window/handover/labels/", {"number": [number]}).content.decode()
    assert "样例路 3 号" in labels
    assert Entry.objects.filter(event="case.revealed", ref=f"case:{number}").count() == 1
    nothing = browser.post(
        f"/window/handover/{number}/dispatch/", {"dispatch-carrier": "中国邮政", "dispatch-waybill": ""}
    )
    assert nothing.status_code == 422
    sent = {"dispatch-carrier": "中国邮政", "dispatch-waybill": "EMS1"}
    assert browser.post(f"/window/handover/{number}/dispatch/", sent).status_code == 302
    assert "EMS1" in browser.get("/window/handover/?pile=sent").content.decode()
    browser.post(f"/window/handover/{number}/returned/", {"returned-reason": "无人签收"})
    assert "无人签收" in browser.get("/window/handover/?pile=returned").content.decode()
    browser.post(f"/window/handover/{number}/dispatch/", sent | {"dispatch-waybill": "EMS2"})
    day = clock.today().isoformat()
    done = browser.post(f"/window/handover/{number}/arrived/", {"arrived-receiver": "样收", "arrived-on": day})
    assert done.status_code == 302, done.content.decode()
    page = queries.case_page(here.clerk, number)
    assert (page.status, [d.state for d in page.deliveries]) == (
        Status.DELIVERED, [DeliveryState.RETURNED, DeliveryState.SERVED],
    )  # fmt: skip


def test_an_original_that_does_not_match_keeps_the_result_in_the_house(browser: Client) -> None:
    deed = {"key": "deed", "name": "房产证", "form": "electronic", "original_later": True}
    place = cases.place(materials=[deed])
    number = cases.granted(place)
    clerk = given.browser(organs.clerk(place.window, *given.CLERK))
    desk = clerk.get(f"/window/handover/{number}/").content.decode()
    assert "先核验原件" in desk
    assert "先审后验的原件还没有核验：房产证" in desk
    url = f"/window/handover/{number}/originals/deed/"
    assert clerk.post(url, {"matches": "no", "note": ""}).status_code == 422
    assert clerk.post(url, {"matches": "no", "note": "户名不同"}).status_code == 302
    held = clerk.post(f"/window/handover/{number}/", {"receiver": "样例申请人", "relation": "本人"})
    assert (held.status_code, "原件与申请时上传的不符" in held.content.decode()) == (409, True)
    clerk.post(url, {"matches": "yes"})
    assert clerk.post(f"/window/handover/{number}/", {"receiver": "样例申请人", "relation": "本人"}).status_code == 302


def test_a_refusal_to_take_on_is_served_too_and_left_with_proof(here: given.Hall, browser: Client) -> None:
    number = cases.not_accepted(here.place)
    assert number in browser.get("/window/handover/").content.decode()
    left = {"method": "left", "receiver": "样例申请人", "relation": "本人", "reason": "拒收"}
    assert "留置送达的，请填写见证人" in browser.post(f"/window/handover/{number}/", left).content.decode()
    proof = SimpleUploadedFile("proof.png", PIXEL, "image/png")
    assert browser.post(f"/window/handover/{number}/", left | {"evidence": proof}).status_code == 302
    assert number not in browser.get("/window/handover/").content.decode()
    assert queries.case_page(here.clerk, number).status is Status.NOT_ACCEPTED


def test_a_shift_is_handed_over_on_its_page(here: given.Hall, browser: Client) -> None:
    number = given.received(here)
    assert browser.post("/window/shift/", {"note": "", "seals": ""}).status_code == 422
    assert browser.post("/window/shift/", {"note": "下午来补图", "seals": "专用章 1 枚"}).status_code == 302
    mate = given.browser(organs.clerk(here.window, *given.CLERK))
    shown = mate.get("/window/shift/").content.decode()
    assert ("下午来补图" in shown, "专用章 1 枚" in shown, number in shown) == (True, True, True)
    shift = queries.open_shift(here.clerk)
    assert shift is not None
    assert browser.post(f"/window/shift/{shift.id}/", {}).status_code == 403
    assert mate.post(f"/window/shift/{shift.id}/", {"remark": "已清点"}).status_code == 302
    assert "已清点" in mate.get("/window/shift/").content.decode()


def test_what_stands_on_the_counter_is_confirmed_on_the_applicants_screen(here: given.Hall, browser: Client) -> None:
    screen, code = Client(), given.entity()
    dark = browser.post("/window/", given.filled(here, code, move="push"))
    assert "本窗口还没有配对申请人屏幕" in dark.content.decode()
    shown = browser.post("/window/screens/").content.decode()
    digits = shown.split('id="code">')[1][:6]
    assert screen.post("/window/screen/", {"code": "x"}).status_code == 422
    assert screen.post("/window/screen/", {"code": digits}).status_code == 302
    pushed = browser.post("/window/", given.filled(here, code, move="push")).content.decode()
    check = pushed.split('name="check" value="')[1].split('"')[0]
    seen = screen.get("/window/screen/").content.decode()
    assert ("宣宁市巷口面馆" in seen, "139****0009" in seen, "13900000009" in seen) == (True, True, False)
    assert screen.get(f"/window/screen/now/?have={check}:shown").status_code == 204
    screen.post("/window/screen/", {"check": check, "answer": "right"})
    assert "申请人已看屏确认" in browser.get(f"/window/checks/{check}/").content.decode()
    number = number_of(browser.post("/window/", given.filled(here, code, move="accept", check=check)))
    assert Entry.objects.filter(event="case.confirmed_on_screen", ref=f"case:{number}").count() == 1
    assert "申请人在窗口屏幕上确认" in browser.get(f"/window/cases/{number}/").content.decode()


def test_a_question_and_what_could_not_be_done_are_taken_down(here: given.Hall, browser: Client) -> None:
    asked = {"item": "", "question": "怎么办？", "answer": "带申请书来。", "name": "", "phone": ""}
    assert browser.post("/window/consultations/", asked | {"answer": ""}).status_code == 422
    assert browser.post("/window/consultations/", asked).status_code == 302
    listed = browser.get("/window/consultations/").content.decode()
    paper = listed.split('target="_blank" href="')[1].split('"')[0]
    assert browser.get(paper)["Content-Type"] == "application/pdf"
    stuck = {"name": "样小难", "phone": "13900000021", "what": "跑了三趟"}
    assert "已登记 B" in browser.post("/window/grievance/", stuck).content.decode()


def test_a_day_is_a_table_to_keep(here: given.Hall, browser: Client) -> None:
    number = given.received(here)
    answer = browser.get("/window/register/?as=csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert number in answer.content.decode()


def test_cards_and_pictures_come_from_the_devices(
    here: given.Hall, browser: Client, tmp_path: object, settings: object
) -> None:
    settings.DEVICES = str(tmp_path)  # type: ignore[attr-defined]
    assert "本窗口没有接读卡器" in browser.post("/window/", {"move": "card"}).content.decode()
    actions.drop(here.window, "id", "a.json", b'{"name": "x", "number": "1"}')
    assert browser.post("/window/", {"move": "card"}).status_code == 422
    actions.drop(here.window, "camera", "layout.png", PIXEL)
    page = browser.post("/window/", given.filled(here, given.entity(), shoot="layout")).content.decode()
    assert "layout.png" in page
