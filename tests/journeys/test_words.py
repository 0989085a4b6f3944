"""Wording papers in a real browser: the pages fit, the paper is drawn beside what is typed, publishing has its day."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.messages import actions
from cityhall.messages.models import Message
from cityhall.messages.terms import Can, PaperKind, Use
from cityhall.messages.tests import given as messages
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

from . import camera
from .conftest import Person

OWN = {"opening": "{申请人}：您好，您提出的“{事项}”申请已经受理，我们会在{截止日期}前作出决定。"}


@pytest.fixture
def editor() -> Iterator[Actor]:
    with clock.frozen("2026-11-20T10:32", everywhere=True):
        yield given.staff(given.organ(), Can.EDIT_TEMPLATES, Can.SEE_SENDING, name="样例管理员", reach=Reach.EVERYWHERE)


def test_a_paper_is_reworded_beside_its_sample(person: Person, editor: Actor) -> None:
    page = person("desk", account_id=editor.account_id)
    page.set_default_timeout(40_000)  # a cold process reads the fonts and every month of the journal
    page.goto("/setup/templates/paper/acceptance/")
    page.get_by_role("link", name="改写").click()
    page.get_by_label("开头").fill(OWN["opening"])
    page.get_by_label("修改原因").fill("说得更明白")
    with page.expect_response(lambda answer: "preview.pdf" in answer.url and answer.request.method == "POST") as shown:
        page.get_by_role("button", name="预览").click()
    assert shown.value.headers["content-type"] == "application/pdf"
    camera.portrait(page, "setup-words-typed", screens=("desk",), full=False)
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("草稿已保存")).to_be_visible()
    page.get_by_role("link", name="发布第 1 版").click()
    page.get_by_label("生效日期").fill("2026-11-21")
    page.get_by_role("button", name="发布第 1 版").click()
    expect(page.get_by_text("待生效").first).to_be_visible()


def test_the_pages_of_words_fit_every_screen(person: Person, editor: Actor) -> None:
    for texts, why in ((OWN, "说得更明白"), ({"opening": OWN["opening"].replace("您好，", "")}, "去掉问候")):
        actions.save_template(editor, Use.PAPER, PaperKind.ACCEPTANCE, texts, why)
        with clock.frozen("2026-11-18T10:00", everywhere=True):
            actions.publish_template(editor, Use.PAPER, PaperKind.ACCEPTANCE, clock.today().replace(day=19))
    messages.told(HOUSE, email="zhou@city.example")
    Message.objects.filter(channel="sms").update(state="undelivered", reason="空号")
    actions.seed_remedies(HOUSE, {"licence": "可以在六十日内申请行政复议，也可以在六个月内提起行政诉讼。"})
    page = person("desk", account_id=editor.account_id)
    for name, url in {
        "templates": "templates/", "template": "templates/paper/acceptance/", "remedies": "remedies/",
        "remedy-new": "remedies/new/", "sending": "sending/", "quiet": "sending/quiet/",
        "edit": "templates/paper/acceptance/edit/", "message": "templates/message/acceptance/edit/",
    }.items():  # fmt: skip
        page.goto(f"/setup/{url}")
        camera.portrait(page, f"setup-words-{name}", screens=("phone", "narrow", "desk"))
