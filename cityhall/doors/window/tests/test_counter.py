"""The counter: whoever stands there, what she wants, what she brought; nothing typed is ever lost."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cityhall.cases import queries
from cityhall.cases.models import Case
from cityhall.cases.terms import Channel, Origin, Status, Verdict
from cityhall.cases.tests import given as cases
from cityhall.doors.tests.test_http import PIXEL
from cityhall.organs.tests import given as organs
from cityhall.people.models import Entity, Person
from cityhall.people.tests import given as people

from . import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> given.Hall:
    return given.hall()


def test_a_stranger_is_sent_to_the_door_and_others_are_told_why_not(here: given.Hall) -> None:
    from django.test import Client

    assert Client().get("/window/")["Location"].startswith("/sign-in/")
    refused = given.browser(here.place.citizen).get("/window/")
    assert refused.status_code == 403
    assert "窗口收件或出件的权限" in refused.content.decode()
    assert given.browser(here.place.reviewer).get("/window/").status_code == 403


def test_a_number_finds_whoever_it_names_and_shows_her_masked(here: given.Hall) -> None:
    number = people.id_number()
    people.walk_in("样小例", number, "13900000012")
    page = given.browser(here.clerk).post("/window/", {"number": number, "move": "next"}).content.decode()
    assert "样小例" in page
    assert "139****0012" in page
    shown = re.sub(r'<input type="hidden"[^>]*>', "", page)
    assert number not in shown


def test_a_wrong_number_is_refused_where_it_was_typed(here: given.Hall) -> None:
    answer = given.browser(here.clerk).post("/window/", {"number": "110105199001010000", "move": "next"})
    assert answer.status_code == 422
    assert "校验位" in answer.content.decode()


def test_an_unknown_number_is_registered_on_the_same_page(here: given.Hall) -> None:
    browser, number = given.browser(here.clerk), people.id_number()
    asked = browser.post("/window/", {"number": number, "move": "next", "q": "食品"}).content.decode()
    assert "没有登记过" in asked
    assert 'value="食品"' in asked
    sent = {"number": number, "move": "next", "new_name": "样新人", "new_phone": "13900000013"}
    assert "样新人" in browser.post("/window/", sent).content.decode()
    assert Person.objects.filter(name="样新人").count() == 1


def test_an_unknown_code_asks_for_an_entity_and_keeps_what_is_refused(here: given.Hall) -> None:
    browser, code = given.browser(here.clerk), people.credit_code()
    assert "法定代表人（负责人）" in browser.post("/window/", {"number": code, "move": "next"}).content.decode()
    wrong = {"number": code, "move": "register", "new_name": "样例商行", "new_kind": "individual", "new_phone": "12"}
    refused = browser.post("/window/", wrong)
    assert refused.status_code == 422
    assert 'value="样例商行"' in refused.content.decode()
    assert not Entity.objects.exists()
    assert "样例商行" in browser.post("/window/", wrong | {"new_phone": ""}).content.decode()
    assert Entity.objects.get().credit_code == code


def test_only_items_of_organs_this_window_serves_are_found_or_picked(here: given.Hall) -> None:
    browser, other = given.browser(here.clerk), given.hall(codes=False)
    found = browser.get("/window/items/", {"q": "spjy"}).content.decode()
    assert f'value="{here.food}"' in found
    assert f'value="{other.food}"' not in found
    assert browser.post("/window/", {"pick": str(other.food)}).status_code == 404
    assert browser.post("/window/", {"pick": "abc"}).status_code == 404
    assert browser.post("/window/", {"q": "没有这个事项", "move": "next"}).status_code == 404


def test_enter_picks_the_first_item_and_fills_in_what_is_known_with_its_source(here: given.Hall) -> None:
    code = given.entity()
    sent = {"who": f"entity:{code}", "q": "spjy", "move": "next"}
    page = given.browser(here.clerk).post("/window/", sent).content.decode()
    assert 'name="f-company" value="宣宁市巷口面馆"' in page
    assert f'name="f-code" value="{code}"' in page
    assert page.count("来自单位登记（窗口核验）") == 3
    assert "承诺 10 个工作日（法定 20 个工作日）" in page


def test_somebody_else_at_the_window_takes_what_was_filled_in_from_the_first_with_her(here: given.Hall) -> None:
    first, second = given.entity(), people.entity("样例茶饮店")
    sent = given.filled(here, first, number=second, move="next", **{"f-seat": "样例路 2 号"})
    page = given.browser(here.clerk).post("/window/", sent).content.decode()
    assert 'name="f-company" value="样例茶饮店"' in page
    assert f'name="f-code" value="{second}"' in page
    assert 'value="样例路 2 号"' in page


def test_everything_is_received_in_one_act(here: given.Hall) -> None:
    scan = SimpleUploadedFile("布局图.png", PIXEL, "image/png")
    number = given.received(here, **{"u-layout": scan, "p-identity": "身份证已过期"})
    page = queries.case_page(here.clerk, number)
    by = {m.spec.key: m for m in page.materials}
    assert (page.status, page.channel, page.applicant_name) == (Status.RECEIVED, Channel.WINDOW, "宣宁市巷口面馆")
    assert (page.contact_name, page.contact_phone) == ("样小芳", "139****0009")
    assert {f.spec.key: f.value for f in page.fields}["kind"] == "热食类制售、自制饮品"
    assert (by["form"].verdict, by["identity"].verdict) == (Verdict.GOOD, Verdict.WRONG)
    assert by["identity"].original_seen
    assert [(f.name, f.origin) for f in by["layout"].files] == [("布局图.png", Origin.SCANNED)]
    assert not by["health"].given


def test_sent_twice_it_is_received_once(here: given.Hall) -> None:
    browser, sent = given.browser(here.clerk), given.filled(here, given.entity(), move="receive", _key="again")
    assert browser.post("/window/", sent)["Location"] == browser.post("/window/", sent)["Location"]
    assert Case.objects.count() == 1


def test_a_refusal_names_every_field_and_loses_nothing_not_even_the_scan(here: given.Hall) -> None:
    browser, code = given.browser(here.clerk), given.entity()
    scan = SimpleUploadedFile("申请书.png", PIXEL, "image/png")
    wrong = given.filled(
        here, code, move="receive", **{"f-area": "六十", "f-phone": "139000", "u-form": scan, "c-form": "3"}
    )
    answer = browser.post("/window/", wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“经营面积（㎡）”应为数字" in page
    assert "手机号为 11 位" in page
    assert 'value="六十"' in page
    assert 'name="c-form" value="3"' in page
    assert not Case.objects.exists()
    token = re.search(r'name="k-form" value="([^"]+)"', page)
    assert token is not None
    mended = given.filled(here, code, move="receive", **{"k-form": token[1]})
    number = browser.post("/window/", mended)["Location"].split("/")[-2]
    files = next(m for m in queries.case_page(here.clerk, number).materials if m.spec.key == "form").files
    assert [f.name for f in files] == ["申请书.png"]


def test_a_forged_scan_and_a_file_nobody_can_open_are_said_at_the_material(here: given.Hall) -> None:
    browser, code = given.browser(here.clerk), given.entity()
    forged = browser.post("/window/", given.filled(here, code, move="receive", **{"k-form": "abc:def"}))
    assert (forged.status_code, "请重新扫描或选择" in forged.content.decode()) == (422, True)
    strange = SimpleUploadedFile("病毒.exe", b"MZ" + b"\0" * 100, "image/png")
    refused = browser.post("/window/", given.filled(here, code, move="receive", **{"u-form": strange}))
    assert refused.status_code == 422
    assert not Case.objects.exists()


def test_an_entity_comes_as_a_person(here: given.Hall) -> None:
    answer = given.browser(here.clerk).post("/window/", given.filled(here, given.entity(), move="receive", agent=""))
    assert answer.status_code == 422
    assert "请填写来办理的人" in answer.content.decode()


def test_without_an_applicant_or_an_item_the_button_says_why(here: given.Hall) -> None:
    browser = given.browser(here.clerk)
    page = browser.get("/window/").content.decode()
    assert "为什么不能收件：</b>还没有确定申请人" in page
    refused = browser.post("/window/", {"move": "receive", "item": str(here.food), "q": "x"})
    assert (refused.status_code, "还没有确定申请人" in refused.content.decode()) == (422, True)


def test_what_is_done_at_once_is_served_on_the_spot(here: given.Hall) -> None:
    browser, code = given.browser(here.clerk), given.entity()
    sent = given.filled(here, code, item=str(here.spot), given=["form", "identity"], move="serve")
    number = browser.post("/window/", sent)["Location"].split("/")[-2]
    assert queries.case_page(here.clerk, number).status is Status.DECIDED
    short = given.filled(here, code, item=str(here.spot), given=["form"], move="serve")
    refused = browser.post("/window/", short)
    assert (refused.status_code, "还缺材料：法定代表人身份证明" in refused.content.decode()) == (409, True)


def test_the_bar_is_drawn_anew_by_itself_and_says_what_is_missing(here: given.Hall) -> None:
    sent = given.filled(here, given.entity(), item=str(here.spot), given=["form"], move="bar")
    part = given.browser(here.clerk).post("/window/", sent, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "为什么不能当场办结：</b>还缺材料：法定代表人身份证明" in part


def test_whoever_was_not_entrusted_sees_why_she_cannot_serve_on_the_spot(here: given.Hall) -> None:
    plain = organs.clerk(organs.window(here.place.organ), *given.CLERK)
    sent = given.filled(here, given.entity(), item=str(here.spot), move="bar")
    part = given.browser(plain).post("/window/", sent, headers={"HX-Request": "true"}).content.decode()
    assert "您没有受委托当场作出决定" in part


def test_all_required_materials_are_ticked_with_one_key(here: given.Hall) -> None:
    page = given.browser(here.clerk).post("/window/", given.filled(here, given.entity(), given=[], move="all"))
    assert page.content.decode().count('name="given"') == 4
    assert len(re.findall(r'name="given"[^>]* checked', page.content.decode())) == 3
    assert "必需材料已收齐" in page.content.decode()


def test_her_last_three_cases_stand_beside_her(here: given.Hall) -> None:
    browser, code = given.browser(here.clerk), given.entity()
    for _ in range(4):
        browser.post("/window/", given.filled(here, code, move="receive"))
    page = browser.post("/window/", {"number": code, "move": "next"}).content.decode()
    assert "近期办件（3）" in page
    assert "990100-2026-00000001" not in page


def test_without_the_right_to_find_people_the_refusal_stands_above(here: given.Hall) -> None:
    from cityhall.cases.terms import Can

    plain = organs.clerk(organs.window(here.place.organ), Can.INTAKE)
    answer = given.browser(plain).post("/window/", {"number": people.id_number(), "move": "next"})
    assert (answer.status_code, "按证件号码查找申请人" in answer.content.decode()) == (403, True)


def test_no_page_carries_style_or_script_of_its_own(here: given.Hall) -> None:
    browser = given.browser(here.clerk)
    number = given.received(here)
    done = cases.granted(here.place)
    case = f"/window/cases/{number}/"
    pages = ["/window/", "/window/tray/", "/window/handover/", "/window/register/", "/window/cases/", case,
             f"/window/handover/{done}/", f"/window/cases/{done}/"]  # fmt: skip
    pages += [f"{case}{act}/" for act in ("supplement", "refer", "correct", "withdraw", "reveal")]
    for url in pages:
        page = browser.get(url)
        assert page.status_code == 200, url
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page.content.decode()), url
        assert "no-store" in page["Cache-Control"] or "no-cache" in page["Cache-Control"], url
