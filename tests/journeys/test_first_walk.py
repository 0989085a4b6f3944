"""The main job, by four people in four browsers: from a citizen's phone to the result in her hand; and the ways it can
go otherwise: on the spot, refused, silence, another organ, two who collide."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from django.test import override_settings
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from cityhall.cases import actions as cases
from cityhall.cases import queries
from cityhall.cases.models import Case
from cityhall.cases.terms import Can, Status
from cityhall.cases.tests import given
from cityhall.catalogue.terms import Pace, Procedure
from cityhall.deadlines import actions as deadlines
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.tests import contents
from cityhall.messages.terms import Can as Papers
from cityhall.organs.tests import given as organs
from cityhall.people.terms import Can as People
from cityhall.people.tests import given as people
from cityhall.site.testing import drain

from .conftest import Person

PICTURE = contents.PNG
NAME = "食品经营许可（新办）"
PHONE = "13900000021"


@pytest.fixture
def here() -> Iterator[given.Place]:
    with clock.frozen("2026-11-18T09:30", everywhere=True):
        yield given.place(name=NAME, keywords=["开饭店"])


def clerk_of(here: given.Place) -> Actor:
    """A general window's clerk: takes in, finds and registers people, prints papers, hands out."""
    return organs.clerk(
        here.window, Can.INTAKE, Can.SEE, Can.DELIVER, People.FIND_PEOPLE, People.REGISTER_PEOPLE, Papers.HANDLE_PAPERS,
        authority=(Can.DECIDE_ON_SPOT,), desk="intake",
    )  # fmt: skip


def sign_in_by_phone(page: Page) -> None:
    """The code is on the demo's outbox page, as a newcomer would find it."""
    page.get_by_label("手机号").fill(PHONE)
    page.get_by_role("button", name="获取验证码").click()
    page.wait_for_url("**/sign-in/code/**")
    drain()
    code_page = page.context.new_page()
    code_page.goto("/demo/outbox/")
    said = code_page.locator("main").inner_text()
    code = next(
        word for word in said.replace("，", " ").replace("：", " ").split() if word.isdigit() and len(word) == 6
    )
    code_page.close()
    page.get_by_label("验证码").fill(code)
    page.get_by_role("button", name="登录").click()


def attach(page: Page, key: str) -> None:
    page.locator(f"#f-{key}").set_input_files({"name": f"{key}.png", "mimeType": "image/png", "buffer": PICTURE})
    expect(page.locator(f"#m-{key}")).to_contain_text(f"{key}.png")


def apply(page: Page) -> str:
    """From the search to the number, on a phone."""
    page.goto("/")
    page.get_by_placeholder("例如").fill("开饭店")
    page.get_by_role("button", name="找").click()
    page.get_by_role("link", name=NAME).first.click()
    page.get_by_role("link", name="开始办理").first.click()
    sign_in_by_phone(page)
    page.get_by_label("姓名").fill("样小例")
    page.get_by_label("证件号码").fill(people.id_number(21))
    page.locator("main form button.main, .foot button.main").last.click()
    page.get_by_text("我本人").click()
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("经营场所名称").fill("样例面馆")
    page.get_by_label("经营场所地址").fill("样例路 1 号")
    page.locator("[name='contact_phone'], [name='f-contact_phone']").last.fill("13900000021")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("heading", name="上传材料")).to_be_visible()
    attach(page, "form")
    page.get_by_role("link", name="下一步：核对").click()
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("heading", name="申请已提交")).to_be_visible()
    return str(Case.objects.get(status=Status.RECEIVED).number)


@override_settings(DEMO=True)
def test_from_a_citizens_phone_to_the_result_in_her_hand(person: Person, here: given.Place) -> None:
    clerk = clerk_of(here)
    phone, window = person("phone"), person("desk", account_id=clerk.account_id)
    reviewer = person("desk", account_id=here.reviewer.account_id)
    approver = person("desk", account_id=here.approver.account_id)
    number = apply(phone)
    with clock.frozen("2026-11-18T10:05", everywhere=True):
        tell_once(window, number)
    with clock.frozen("2026-11-19T20:10", everywhere=True):
        put_right(phone, number)
    with clock.frozen("2026-11-20T09:15", everywhere=True):
        window.goto(f"/window/cases/{number}/")
        window.keyboard.press("F8")  # 受理
        expect(window.locator("#told")).to_contain_text("已受理")
        drain()
        check_notice(phone, here, number)
    with clock.frozen("2026-11-23T11:00", everywhere=True):
        review(reviewer, number)
        approver.goto(f"/office/cases/{number}/")
        approver.locator("#grant").click()
        expect(approver.locator("main")).to_contain_text(here.terms.regime.granted)
        drain()
        hand_out(window, number)
        drain()
        check_story(phone, number)
    assert Case.objects.get(number=number).status == Status.DELIVERED


def tell_once(window: Page, number: str) -> None:
    """The clerk finds one material missing and tells everything at once, by keyboard."""
    window.goto("/window/tray/")
    expect(window.locator("main")).to_contain_text("样小例")
    window.get_by_role("link", name=number).click()
    expect(window.locator("main")).to_contain_text("身份证明")
    window.keyboard.press("F9")  # 一次性告知
    window.wait_for_url("**/supplement/")
    expect(window.locator("input[name='on'][value='identity']")).to_be_checked()
    window.keyboard.press("F9")
    expect(window.locator("#told")).to_contain_text("已一次性告知")
    drain()


def put_right(phone: Page, number: str) -> None:
    """The citizen reads the notice and supplies what is missing."""
    phone.goto("/my/messages/")
    expect(phone.locator("main")).to_contain_text("补正材料一次性告知书")
    phone.goto(f"/my/{number}/supplement/")
    attach(phone, "identity")
    phone.get_by_role("button", name="提交补正").click()
    expect(phone.locator("main")).to_contain_text("正在核对材料")


def review(reviewer: Page, number: str) -> None:
    reviewer.goto(f"/office/cases/{number}/")
    reviewer.locator("input[name='checked']").first.check()
    reviewer.get_by_role("button", name="建议准予").click()
    expect(reviewer.locator("main")).to_contain_text("已完成")


def check_story(phone: Page, number: str) -> None:
    """The timeline tells it truly, in the order it happened."""
    phone.goto(f"/my/{number}/")
    told = phone.locator(".timeline").inner_text()
    order = [
        "已收件",
        "一次性告知补正材料",
        "补交材料",
        "自材料补齐之日 2026-11-19 起算",
        "完成审查",
        "作出决定",
        "送达",
    ]
    places = [told.index(word) for word in order]
    assert places == sorted(places)


def check_notice(phone: Page, here: given.Place, number: str) -> None:
    """The acceptance notice, opened on her phone, names her and her case."""
    notice = next(p for p in queries.case_page(here.clerk, number).papers if p.kind == "acceptance")
    answer = phone.request.get(f"/my/{number}/papers/{notice.number}/")
    said = "".join(p.extract_text() for p in PdfReader(BytesIO(answer.body())).pages).replace("\n", "")
    assert "受理通知书" in said
    assert "样小例" in said
    assert number in said


def hand_out(window: Page, number: str) -> None:
    """At the hand-over desk, to the applicant herself."""
    window.goto("/window/handover/")
    window.get_by_role("link", name=number).click()
    window.get_by_label("签收人", exact=True).fill("样小例")
    window.locator("main form button.main").last.click()
    expect(window.locator("main")).to_contain_text("已送达")


def test_an_instant_matter_is_done_on_the_spot(person: Person) -> None:
    with clock.frozen("2026-11-18 10:32", everywhere=True):
        here = given.place(Procedure.SERVICE, Pace.INSTANT, name="老年人优待证办理", short_code="LNYD", materials=[
            {"key": "identity", "name": "身份证明", "form": "original", "standard": "本人有效身份证"}], fields=[
            {"key": "nickname", "label": "证件用名"}])  # fmt: skip
        page = person("desk", account_id=clerk_of(here).account_id)
        page.goto("/window/")
        page.keyboard.type(people.id_number(31))
        page.keyboard.press("Enter")
        expect(page.locator("#id_new_name")).to_be_focused()
        page.keyboard.type("样老人")
        page.keyboard.press("Enter")
        expect(page.locator("#q")).to_be_focused()
        page.keyboard.type("LNYD")
        page.keyboard.press("Enter")
        page.get_by_label("证件用名").fill("样老人")
        page.keyboard.press("Alt+1")
        expect(page.locator("#g-identity")).to_be_checked()
        expect(page.locator("#bar")).to_contain_text("必需材料已收齐")
        page.keyboard.press("F7")
        page.wait_for_url("**/window/cases/**")
        expect(page.locator("main")).to_contain_text("办结")
        case = Case.objects.get()
        assert (case.status, case.outcome) == (Status.DECIDED, "granted")


def test_a_refusal_says_why_and_what_can_be_done(person: Person, here: given.Place) -> None:
    number = given.accepted(here)
    cases.finish_step(here.reviewer, number, "review", "disagree", "经营场所不符合要求")
    approver = person("desk", account_id=here.approver.account_id)
    approver.goto(f"/office/cases/{number}/")
    approver.locator("#refuse").click()
    expect(approver.locator("main")).to_contain_text("理由")
    approver.locator("textarea[name='reasons']").fill("经营场所与申报不一致，不符合规定条件。")
    approver.locator("#refuse").click()
    expect(approver.locator("main")).to_contain_text(here.terms.regime.refused)
    drain()
    phone = person("phone", account_id=here.citizen.account_id)
    phone.goto(f"/my/{number}/")
    shown = phone.locator("main")
    expect(shown).to_contain_text("经营场所与申报不一致")
    expect(shown).to_contain_text("行政复议")
    expect(shown).to_contain_text("行政诉讼")


def test_nobody_answers_for_five_working_days(person: Person) -> None:
    with clock.frozen("2026-09-14T10:00", everywhere=True):
        here = given.place(name=NAME)
        number = given.received(here)
    with clock.frozen("2026-09-21T08:00", everywhere=True):
        deadlines.sweep(HOUSE)
        drain()
        phone = person("phone", account_id=here.citizen.account_id)
        phone.goto(f"/my/{number}/")
        story = phone.locator(".timeline")
        expect(story).to_contain_text("视为受理")
        expect(story).to_contain_text("2026-09-14")
        office = person("desk", account_id=here.reviewer.account_id)
        office.goto("/office/")
        expect(office.locator("main")).to_contain_text(NAME)
    assert Case.objects.get(number=number).status == Status.ACCEPTED


def test_another_organs_reviewer_sees_nothing(person: Person, here: given.Place) -> None:
    number = given.accepted(here)
    stranger = organs.staff(organs.organ(), Can.REVIEW, Can.DECIDE, Can.SEE, desk="review")
    page = person("desk", account_id=stranger.account_id)
    page.goto("/office/")
    expect(page.locator("main")).not_to_contain_text(number)
    answer = page.goto(f"/office/cases/{number}/")
    assert answer is not None
    assert answer.status == 404
    expect(page.locator("main")).to_contain_text("没有找到")
    page.goto(f"/office/cases/?q={number}")
    expect(page.locator("main")).not_to_contain_text("样例申请人")


def test_two_reviewers_collide_and_both_understand(person: Person, here: given.Place) -> None:
    number = given.accepted(here)
    other = organs.staff(here.organ, Can.REVIEW, Can.SEE, name="样例审查员乙", desk="review")
    first = person("desk", account_id=here.reviewer.account_id)
    second = person("desk", account_id=other.account_id)
    for page in (first, second):
        page.goto(f"/office/cases/{number}/")
    first.locator("textarea[name='opinion']").fill("甲的意见")
    expect(first.locator("textarea[name='opinion']")).to_have_value("甲的意见")
    first.get_by_role("button", name="建议准予").click()
    expect(first.locator("main")).to_contain_text("已完成")
    second.locator("textarea[name='opinion']").fill("乙写了很久的意见")
    second.get_by_role("button", name="建议准予").click()
    shown = second.locator("main")
    expect(shown).to_contain_text(here.reviewer.name)
    expect(shown).to_contain_text("更新")
    assert (
        "乙写了很久的意见" in second.content() or second.locator("textarea").first.input_value() == "乙写了很久的意见"
    )
    assert queries.case_page(here.reviewer, number).steps[0].opinion == "甲的意见"
