from datetime import date, datetime
from types import SimpleNamespace

import pytest

from cityhall.deadlines.terms import Light, Unit
from cityhall.doors.components import lights, words
from cityhall.kernel.clock import ZONE

NOW = datetime(2026, 11, 22, 10, 32, tzinfo=ZONE)


def clock(light: Light, said: str = "", **more: object) -> SimpleNamespace:
    values = {"amount": 5, "extended": 0, "used": 3, "paused_days": 0, "provisional": False}
    return SimpleNamespace(light=light, left_text=said, **(values | more))


@pytest.mark.parametrize(("running", "said"), [
    (clock(Light.GREEN, "剩余 2 个工作日"), "剩 2 个工作日"),
    (clock(Light.YELLOW, "今天到期"), "今天到期"),
    (clock(Light.GREEN, "剩余 9 个工作日，截止日待公布后确定", provisional=True), "剩 9 个工作日（暂定）"),
    (clock(Light.RED, "已超期 2 个工作日"), "超 2 个工作日"),
    (clock(Light.RED, "已超期"), "已超期"),
    (clock(Light.BLUE, "暂停计时，剩余 3 个工作日", provisional=True), "暂停计时"),
    (clock(Light.GREY, "已办结", provisional=True), "已办结"),
])  # fmt: skip
def test_a_light_says_what_it_means(running: SimpleNamespace, said: str) -> None:
    assert lights.sentence(running) == said


@pytest.mark.parametrize(("running", "parts"), [
    (clock(Light.GREEN), (60, 0, 0)),
    (clock(Light.BLUE, paused_days=5), (30, 50, 0)),
    (clock(Light.RED, used=8), (62.5, 0, 37.5)),
    (clock(Light.GREEN, used=8, extended=5), (80, 0, 0)),
    (clock(Light.GREEN, amount=0, used=0), (0, 0, 0)),
])  # fmt: skip
def test_a_bar_is_as_long_as_its_days(running: SimpleNamespace, parts: tuple[float, float, float]) -> None:
    bar = lights.bar(running)
    assert (bar.used, bar.paused, bar.late) == parts
    assert all(bar.used < x < bar.used + bar.paused for x in bar.hatches)


@pytest.mark.parametrize(("at", "said"), [
    ("2026-11-22T10:31:30", "刚刚"),
    ("2026-11-22T10:29", "3 分钟前"),
    ("2026-11-22T08:00", "2 小时前"),
    ("2026-11-21T23:50", "昨天 23:50"),
    ("2026-11-20T09:05", "11月20日 09:05"),
    ("2025-11-20T09:05", "2025年11月20日 09:05"),
])  # fmt: skip
def test_how_long_ago(at: str, said: str) -> None:
    assert words.ago(datetime.fromisoformat(at).replace(tzinfo=ZONE), NOW) == said


def test_days_amounts_and_sizes() -> None:
    assert words.day(date(2026, 11, 22)) == "2026年11月22日（周日）"
    assert words.day(datetime.fromisoformat("2026-11-21T16:30+00:00")) == "2026年11月22日（周日）"
    assert words.amount(5, "workdays") == "5 个工作日"
    assert words.amount(0, Unit.INSTANT) == "即时"
    assert [words.file_size(n) for n in (1, 820_000, 3_600_000)] == ["1 KB", "801 KB", "3.4 MB"]
    assert words.day(None) == words.moment(None, NOW.date()) == words.ago(None, NOW) == ""
