"""The calendar and the work in the background, page by page."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from cityhall.deadlines import queries
from cityhall.deadlines.terms import Can
from cityhall.deadlines.tests import given as clocks
from cityhall.doors.tests.visit import SIGNING_IN, at, page, text
from cityhall.kernel import clock
from cityhall.kernel.jobs.fan_out import listen
from cityhall.kernel.jobs.terms import Can as Jobs
from cityhall.kernel.journal.queries import Line
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given
from cityhall.site.reactions import WHEN
from cityhall.site.testing import drain

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper() -> Client:
    return at(given.staff(given.organ(), Can.MANAGE_CALENDAR, Jobs.SEE_JOBS, reach=Reach.EVERYWHERE))


def a_notice(year: int = 2030, **more: object) -> SimpleUploadedFile:
    days = [
        {"name": "元旦", "date": f"{year}-01-01", "isOffDay": True},
        {"name": "元旦", "date": f"{year}-01-05", "isOffDay": False},
    ]
    body = {"year": year, "papers": ["样例通知"], "days": days} | more
    return SimpleUploadedFile(f"{year}.json", json.dumps(body).encode())


# Calendar


def test_a_year_is_shown_day_by_day(keeper: Client) -> None:
    assert "/setup/calendar/2026/" in page(keeper, "/setup/calendar/")
    shown = page(keeper, "/setup/calendar/2026/")
    assert "10 月" in shown
    assert 'class="off" title="国庆节"' in shown
    assert 'class="work made"' in shown
    working = sum(queries.calendar().is_workday(day) for day in _days_of(2026))
    assert f"<b>{working}</b> 个工作日" in shown
    page(keeper, "/setup/calendar/2035/", 404)


def _days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


def test_the_year_to_come_is_asked_for_in_good_time(keeper: Client) -> None:
    with clock.frozen("2026-12-01T10:00"):
        client = at(given.staff(given.organ(), Can.MANAGE_CALENDAR, reach=Reach.EVERYWHERE))
        assert "2027 年的放假安排尚未录入" in page(client, "/setup/")
        assert "2027 年的放假安排尚未录入" in page(client, "/setup/calendar/")


def test_a_notice_is_tried_and_then_entered(keeper: Client) -> None:
    tried = keeper.post("/setup/calendar/import/", {"file": a_notice(), "try": "1"})
    assert tried.status_code == 200
    assert "什么都还没有改动" in text(tried)
    assert queries.calendar_years()[0][0] != 2030
    done = keeper.post("/setup/calendar/import/", {"do": "1"})
    assert done.status_code == 302
    assert "样例通知" in page(keeper, "/setup/calendar/2030/")


@pytest.mark.parametrize("file", [
    SimpleUploadedFile("a.json", b"{"), SimpleUploadedFile("b.json", b"[]"), SimpleUploadedFile("c.json", b""), None,
])  # fmt: skip
def test_what_is_no_notice_is_refused_at_its_field(keeper: Client, file: SimpleUploadedFile | None) -> None:
    answer = keeper.post("/setup/calendar/import/", {"try": "1"} | ({"file": file} if file else {}))
    assert answer.status_code == 422
    assert 'class="why"' in text(answer)
    assert "录入放假安排" in text(answer)


def test_half_a_year_is_not_offered_for_import(keeper: Client) -> None:
    broken = a_notice(days=[{"name": "元旦", "date": "2030-13-01", "isOffDay": True}])
    tried = text(keeper.post("/setup/calendar/import/", {"file": broken, "try": "1"}))
    assert "不是有效的日期" in tried
    assert "正式导入" not in tried


def test_a_day_is_tried_first_and_then_put_right(keeper: Client) -> None:
    with clock.frozen("2026-09-18 16:00"):
        clocks.started(*[clocks.a_clock(clocks.organ(), title="样例受影响许可") for _ in range(3)])
    url = "/setup/calendar/2026/day/"
    values = {"day": "2026-10-10", "works": "off", "name": "样例放假"}
    tried = text(keeper.post(url, {**values, "try": "1"}))
    for words in (
        "试算：还没有保存",
        "<b>3</b> 个会变",
        "3 个延后",
        "样例受影响许可",
        "2026年10月23日",
        "保存并重新计算",
    ):
        assert words in tried
    assert queries.calendar().is_workday(date(2026, 10, 10))
    bare = keeper.post(url, {**values, "do": "1"})
    assert (bare.status_code, "请写明更正的原因" in text(bare)) == (422, True)
    done = keeper.post(url, {**values, "reason": "依据样例通知", "do": "1"})
    assert (done.status_code, done["Location"]) == (302, "/setup/calendar/2026/")
    shown = page(keeper, "/setup/calendar/2026/")
    for words in ("更正一天", "2026-10-10 改为放假", "3 个截止日重新计算", "依据样例通知"):
        assert words in shown
    assert "3 个截止日" in page(keeper, "/setup/calendar/")
    same = keeper.post(url, {**values, "reason": "再来一次", "try": "1"})
    assert (same.status_code, "不需要更正" in text(same)) == (409, True)
    page(keeper, "/setup/calendar/2035/day/", 404)
    page(at(given.staff(given.organ())), url, 403)


def test_a_notice_tried_says_which_due_dates_it_would_move(keeper: Client) -> None:
    with clock.frozen("2026-12-28 10:00"):
        clocks.started(clocks.a_clock(clocks.organ(), title="样例跨年许可"))
    tried = text(keeper.post("/setup/calendar/import/", {"file": a_notice(2027), "try": "1"}))
    for words in ("会改变哪些截止日", "1 个由待定变为确定", "样例跨年许可"):
        assert words in tried


def test_who_does_not_keep_the_calendar_is_kept_out() -> None:
    stranger = at(given.staff(given.organ(), Jobs.SEE_JOBS))
    for url in ("/setup/calendar/", "/setup/calendar/2026/"):
        page(stranger, url, 403)
    assert stranger.post("/setup/calendar/import/", {"file": a_notice(), "do": "1"}).status_code == 403


# Jobs


def _fails(line: Line) -> None:
    raise RuntimeError("the paper jam of the sample")


@pytest.fixture
def failed() -> Iterator[int]:
    listen({"organ.created": (_fails,)})
    given.organ()
    with pytest.raises(RuntimeError):
        drain()
    yield ProcrastinateJob.objects.get(status="failed").id
    listen(WHEN)


def test_what_was_given_up_is_shown_and_run_again(failed: int) -> None:
    keeper = at(given.staff(given.organ(), Jobs.SEE_JOBS, reach=Reach.EVERYWHERE))
    assert "1 个后台任务反复失败" in page(keeper, "/setup/")
    shown = page(keeper, "/setup/jobs/")
    assert "organ.created" in shown
    assert f"/setup/jobs/{failed}/rerun/" in shown
    assert keeper.post(f"/setup/jobs/{failed}/rerun/").status_code == 302
    assert ProcrastinateJob.objects.get(id=failed).status == "todo"
    again = keeper.post(f"/setup/jobs/{failed}/rerun/")
    assert again.status_code == 409
    assert keeper.post("/setup/jobs/999999/rerun/").status_code == 404
    page(at(given.staff(given.organ(), Can.MANAGE_CALENDAR)), "/setup/jobs/", 403)


def test_the_lists_cost_few_statements(keeper: Client) -> None:
    assert "没有失败的后台任务" in page(keeper, "/setup/jobs/")
    for url in ("/setup/jobs/", "/setup/calendar/", "/setup/"):
        with CaptureQueriesContext(connection) as asked:
            page(keeper, url)
        assert len(asked) <= 5 + SIGNING_IN
