"""The look in a real browser: it fits, it is light, it works by keyboard, and without script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from cityhall.kernel import clock
from cityhall.kernel.accounts.models import Account
from cityhall.kernel.jobs.fan_out import listen
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.tests import contents
from cityhall.site.reactions import WHEN
from cityhall.site.testing import drain

from . import camera, sample
from .conftest import Person

pytestmark = pytest.mark.urls("tests.journeys.sample")
PIXEL = contents.PNG


heard: list[str] = []


def hear(line: Line) -> None:
    heard.append(line.ref)


@pytest.fixture(autouse=True)
def _at_a_known_hour() -> Iterator[None]:
    sample.SENT.clear()
    heard.clear()
    listen({"bell.rung": (hear,)})
    with clock.frozen("2026-11-20T10:32", everywhere=True):
        yield
    listen(WHEN)


@pytest.mark.parametrize("name", ["portal", "desk"])
def test_it_fits_every_screen_and_is_light(person: Person, name: str) -> None:
    page = person("phone")
    camera.check_light(page, f"/{name}/?wrong=1")
    camera.portrait(page, name)
    page.goto(f"/look/elder/?back=/{name}/%3Fwrong=1")
    camera.portrait(page, f"{name}-elder", screens=("narrow", "desk"))


def test_a_page_says_what_it_is_without_script(person: Person) -> None:
    page = person("phone", script=False)
    page.goto("/portal/")
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".banner.success")).to_contain_text("已受理")
    page.get_by_label("选择健康证明").set_input_files({"name": "健康证.png", "mimeType": "image/png", "buffer": PIXEL})
    page.get_by_role("button", name="上传").click()
    expect(page.locator(".banner.success")).to_contain_text("已收到 健康证.png")


def test_keys_press_buttons_but_never_steal_from_someone_typing(person: Person) -> None:
    page = person("desk")
    page.goto("/desk/")
    page.keyboard.press("2")
    expect(page.get_by_label("健康证明")).to_be_checked()
    page.keyboard.press("/")
    expect(page.get_by_label("查找")).to_be_focused()
    page.keyboard.type("12")
    expect(page.get_by_label("查找")).to_have_value("12")
    expect(page.get_by_label("营业执照")).not_to_be_checked()
    page.get_by_label("查找").blur()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="999900-2026-00000012")).to_be_focused()
    page.keyboard.press("F8")  # grey: nothing happens
    page.keyboard.press("F9")
    expect(page.locator(".banner.success")).to_be_visible()
    assert [sent["move"] for sent in sample.SENT] == ["supplement"]


def test_what_cannot_be_undone_is_asked_first(person: Person) -> None:
    page = person("desk")
    page.goto("/portal/")
    page.get_by_role("button", name="撤回申请").click()
    page.get_by_role("button", name="再想想").click()
    assert not sample.SENT
    page.get_by_role("button", name="撤回申请").click()
    page.get_by_role("button", name="确定").click()
    expect(page.locator(".banner.success")).to_be_visible()
    assert [sent["withdraw"] for sent in sample.SENT] == ["yes"]


def test_typing_is_saved_and_the_version_moves_on(person: Person) -> None:
    page = person("phone")
    page.goto("/portal/")
    page.get_by_label("经营场所").fill("文昌路 18 号")
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
    assert sample.SENT[-1]["place"] == "文昌路 18 号"
    expect(page.locator("[data-autosave] [name=_seen]")).to_have_value("8")


def test_a_form_is_sent_once(person: Person) -> None:
    page = person("phone")
    page.goto("/portal/")
    page.evaluate("() => { const b = document.querySelector('[data-autosave] .button.main'); b.click(); b.click(); }")
    expect(page.locator(".banner.success")).to_be_visible()
    assert len(sample.SENT) == 1


def test_a_photo_goes_up_as_soon_as_it_is_chosen(person: Person) -> None:
    page = person("phone")
    page.goto("/portal/")
    page.get_by_label("选择健康证明").set_input_files({"name": "健康证.png", "mimeType": "image/png", "buffer": PIXEL})
    expect(page.locator(".banner.success")).to_contain_text("已收到 健康证.png")


def test_the_server_keeps_the_test_s_time_and_its_jobs_run_when_called(person: Person) -> None:
    page = person("phone")
    page.goto("/bell/")  # the server's own thread reads the clock, writes a line and defers a job
    expect(page.locator("body")).to_have_text("11月20日 10:32")
    assert drain() == 1
    assert heard == ["bell:1"]


def test_somebody_signed_in_is_known_to_the_server(person: Person) -> None:
    account = Account.objects.create(login="wang", kind="staff", created_at=clock.now())
    page = person("desk", account_id=account.pk)
    page.goto("/whoami/")
    expect(page.locator("body")).to_have_text("wang")
    other = person("desk")
    other.goto("/whoami/")
    expect(other.locator("body")).to_have_text("nobody")
