"""办件公开时钟: what anybody with number and code may know of the time of a case, and every day of it explained."""

from datetime import date

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.tests import given as cases
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines.terms import Kind
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.journal.record import record
from cityhall.people.tests import given as people

from . import given
from .given import browser, text

pytestmark = pytest.mark.django_db
EXPERTS = "专家评审（行政许可法第四十五条）"


@action
def paused(actor: Actor, number: str) -> None:
    ref, kinds = f"case:{number}", (Kind.STATUTORY, Kind.PROMISED)
    deadlines.pause(actor, ref, kinds, date(2026, 11, 17), last=date(2026, 11, 20), key="special:1", cause=EXPERTS)
    record(actor, "sample.paused", ref)


def test_the_public_clock_says_used_paused_left_and_why_without_names() -> None:
    here = given.place()
    with clock.frozen("2026-11-09T09:00"):
        number = cases.accepted(here)
    code = queries.case_page(here.citizen, number).access_code
    with clock.frozen("2026-11-17T09:00"):
        paused(HOUSE, number)
    with clock.frozen("2026-11-24T09:00"):
        page = text(browser().get(f"/progress/{number}/?code={code}"))
    assert f"已用 7 个工作日，暂停 4 天：{EXPERTS}，剩余 3 个工作日" in page  # 10—16 and 23, 24 November
    assert f"已用 7 个工作日，暂停 4 天：{EXPERTS}，剩余 13 个工作日" in page
    assert f'现在轮到：<b class="same">{here.terms.organ_name}（审查）</b>' in page
    for name in (given.NAME, here.reviewer.name, here.clerk.name):
        assert name not in page


def test_a_clock_that_stands_still_says_so() -> None:
    here = given.place()
    with clock.frozen("2026-11-09T09:00"):
        number = cases.accepted(here)
    code = queries.case_page(here.citizen, number).access_code
    with clock.frozen("2026-11-18T09:00"):
        paused(HOUSE, number)
        page = text(browser().get(f"/progress/{number}/?code={code}"))
    assert "恢复后接着算" in page
    assert "（现在正在暂停）" in page


def test_every_day_is_explained_to_whoever_has_the_code_and_to_herself() -> None:
    here = given.place()
    with clock.frozen("2026-11-09T09:00"):
        number = cases.accepted(here)
    page = queries.case_page(here.citizen, number)
    promised = next(c for c in page.clocks if c.kind is Kind.PROMISED)
    with clock.frozen("2026-11-17T09:00"):
        paused(HOUSE, number)
    with clock.frozen("2026-11-24T09:00"):
        url = f"/progress/{number}/days/{promised.id}/"
        public = text(browser().get(f"{url}?code={page.access_code}"))
        own = text(browser(here.citizen).get(f"/my/{number}/days/{promised.id}/"))
        for shown in (public, own):
            assert "起算当日不计" in shown
            assert f"暂停：{EXPERTS}" in shown
            assert "11月17日—11月20日（4 天）" in shown
        assert browser().get(url).status_code == 404
        assert browser().get(f"{url}?code=000000x").status_code == 404
        assert browser().get(f"/progress/{number}/days/999999/?code={page.access_code}").status_code == 404
        stranger = browser(people.citizen(name="样大例"))
        assert stranger.get(f"/my/{number}/days/{promised.id}/").status_code == 404


def test_an_overrun_is_explained_in_public() -> None:
    here = given.place()
    with clock.frozen("2026-11-09T09:00"):
        number = cases.accepted(here)
    code = queries.case_page(here.citizen, number).access_code
    with clock.frozen("2026-11-30T09:00"):
        actions.explain_overrun(here.reviewer, number, "专家行程冲突，预计 12 月 4 日办结。")
        page = text(browser().get(f"/progress/{number}/?code={code}"))
        assert "专家行程冲突，预计 12 月 4 日办结。" in page
        assert "已超期 5 个工作日" in page
        assert "专家行程冲突" in text(browser(here.citizen).get(f"/my/{number}/"))
