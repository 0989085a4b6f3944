"""The hall manager's pages: windows of today, registers, the switch between an item and a window."""

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.terms import Can
from cityhall.cases.tests import given as cases
from cityhall.doors.tests.visit import at, page, text
from cityhall.doors.window.tests import given
from cityhall.kernel.actor import Actor
from cityhall.organs.terms import Can as Organs
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> given.Hall:
    return given.hall()


def manager(*more: Can) -> Actor:
    return organs.staff(
        organs.organ(), Can.HALL, Can.SEE, Can.VOID, Organs.MANAGE_CENTRES, *more, reach=Reach.EVERYWHERE
    )  # fmt: skip


def test_only_those_who_look_after_the_hall_come_in(here: given.Hall) -> None:
    refused = at(here.clerk).get("/hall/")
    assert refused.status_code == 403
    assert "大厅管理的权限" in text(refused)


def test_every_window_is_a_tile_with_its_day_and_each_number_opens_its_rows(here: given.Hall) -> None:
    number = given.received(here)
    done = cases.granted(here.place)
    boss = at(manager())
    floor = page(boss, "/hall/")
    assert "今日收 <b>1</b> 件" in floor
    assert here.clerk.name in floor
    assert number in page(boss, "/hall/register/")
    assert number in page(boss, f"/hall/windows/{here.window}/")
    assert done in page(boss, "/hall/uncollected/")
    assert "没有符合的窗口" in page(boss, "/hall/?q=没有这个窗口")
    assert boss.get("/hall/windows/999999/").status_code == 404


def test_what_waits_beside_the_cases_has_its_rows(here: given.Hall) -> None:
    actions.note_consultation(here.clerk, "怎么办食品许可？", "带申请书到 3 号窗口。")
    actions.open_grievance(here.clerk, "样小难", "13900000021", "跑了三趟没办成")
    boss = at(manager())
    assert "怎么办食品许可" in page(boss, "/hall/consultations/")
    assert "跑了三趟没办成" in page(boss, "/hall/grievances/")
    assert "样小难" not in page(boss, "/hall/grievances/")
    answering = manager(Can.GRIEVANCES)
    (waiting,) = queries.hall_grievances(answering).rows
    actions.answer_grievance(answering, waiting.number, "已收件")
    assert f"已答复，待{answering.name}以外的人员回访" in page(boss, "/hall/grievances/")
    assert "没有待核查的补录" in page(boss, "/hall/back-entries/")
    assert "没有未修复的失信记录" in page(boss, "/hall/trust/")
    floor = page(boss, "/hall/")
    for name in ("consultations", "grievances", "back-entries", "trust"):
        assert f'href="/hall/{name}/"' in floor


def test_the_register_is_a_table_to_keep_and_no_name_is_a_formula(here: given.Hall) -> None:
    number = given.received(here)
    answer = at(manager()).get(f"/hall/register/?as=csv&window={here.window}")
    assert answer["Content-Type"].startswith("text/csv")
    rows = text(answer).lstrip("\ufeff").splitlines()
    assert rows[0].startswith("时间,编号,事项")
    assert number in rows[1]
    from cityhall.doors.register_table import plain

    assert plain("=1+1") == "'=1+1"


def test_an_item_is_switched_off_at_one_window_with_a_reason_and_on_again(here: given.Hall) -> None:
    boss = at(manager())
    matrix = page(boss, f"/hall/items/?q=spjy&centre={centre_of(here)}")
    url = f"/hall/windows/{here.window}/items/{here.food}/"
    assert url in matrix
    assert "停办后本市没有窗口能收这个事项" in page(boss, url)
    refused = boss.post(url, {"open": "no", "reason": ""})
    assert refused.status_code == 422
    assert boss.post(url, {"open": "no", "reason": "打证机故障"}).status_code == 302
    assert "打证机故障" in page(boss, f"/hall/windows/{here.window}/")
    taken = given.browser(here.clerk).post("/window/", given.filled(here, given.entity(), move="receive"))
    assert taken.status_code == 409
    assert "打证机故障" in text(taken)
    assert "宣宁市巷口面馆" in text(taken)
    assert boss.post(url, {"open": "yes"}).status_code == 302
    assert given.received(here)
    assert boss.get(f"/hall/windows/{here.window}/items/999999/").status_code == 404


def centre_of(here: given.Hall) -> int:
    from cityhall.organs import queries

    return queries.window(here.window).centre_id
