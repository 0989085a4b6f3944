"""What a window keeps besides cases: shifts handed over, the second screen, items it does not take."""

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.models import ScreenCheck, Shift
from cityhall.cases.terms import Can, ScreenState
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, NOBODY, Actor
from cityhall.kernel.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    TooManyError,
    WrongStateError,
)
from cityhall.kernel.journal.models import Entry
from cityhall.organs import actions as organ_actions
from cityhall.organs import queries as organ_queries
from cityhall.organs.terms import Can as Organs
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> given.Place:
    return given.place()


def taken(here: given.Place) -> str:
    return actions.receive_at_window(
        here.clerk, here.terms.item_id, given.applicant(), given.FORM, given.handed(here)
    )  # fmt: skip


def colleague(here: given.Place) -> Actor:
    return organs.clerk(here.window, Can.INTAKE, Can.SEE)


def test_a_shift_is_left_with_what_is_open_and_taken_by_the_next_clerk(here: given.Place) -> None:
    number = taken(here)
    shift = actions.leave_shift(here.clerk, "申请人下午来补图", "受理专用章 1 枚")
    waiting = queries.open_shift(colleague(here))
    assert waiting is not None
    assert [(r.number, r.what) for r in waiting.work.rows] == [(number, "已收件，未答复")]
    assert waiting.totals == (("已收件", 1),)
    with pytest.raises(NotAllowedError) as own:
        actions.take_shift(here.clerk, shift)
    assert own.value.code == "case.own_shift"
    actions.take_shift(colleague(here), shift, "已清点")
    assert queries.open_shift(here.clerk) is None
    assert Shift.objects.get().remark == "已清点"
    with pytest.raises(WrongStateError) as again:
        actions.take_shift(colleague(here), shift)
    assert again.value.code == "case.shift_taken"
    assert [e.event for e in Entry.objects.filter(event__startswith="shift.").order_by("id")] == [
        "shift.left", "shift.taken",
    ]  # fmt: skip


def test_a_shift_says_what_became_of_the_seals_and_of_open_work(here: given.Place) -> None:
    with pytest.raises(InvalidInputError) as seals:
        actions.leave_shift(here.clerk, "", "")
    assert seals.value.code == "case.no_seals"
    taken(here)
    with pytest.raises(InvalidInputError) as note:
        actions.leave_shift(here.clerk, "", "无")
    assert note.value.code == "case.no_shift_note"
    actions.leave_shift(here.clerk, "按清单办理", "无")
    with pytest.raises(WrongStateError) as twice:
        actions.leave_shift(colleague(here), "按清单办理", "无")
    assert twice.value.code == "case.shift_open"


def test_she_may_take_her_own_shift_the_next_day_and_never_another_windows(here: given.Place) -> None:
    with clock.frozen("2026-11-17 17:00"):
        shift = actions.leave_shift(here.clerk, "", "无")
    with pytest.raises(NotFoundError):
        actions.take_shift(given.place().clerk, shift)
    with clock.frozen("2026-11-18 08:30"):
        actions.take_shift(here.clerk, shift)
    with pytest.raises(WrongStateError) as homeless:
        actions.leave_shift(organs.staff(here.organ, Can.INTAKE), "", "无")
    assert homeless.value.code == "case.no_window"
    with pytest.raises(NotAllowedError):
        actions.leave_shift(here.reviewer, "", "无")


def paired(here: given.Place) -> str:
    assert actions.enter_code(NOBODY, actions.pair_screen(here.clerk), "10.0.0.1", "s" * 40)
    return "s" * 40


def pushed(here: given.Place, **fields: str) -> str:
    return actions.push_check(
        here.clerk, "样例许可", "样例申请人", fields or {"name": "样例面馆"}, [("名称", "样例面馆")], ["申请表 1 份"]
    )


def test_the_screen_shows_what_was_pushed_and_the_journal_keeps_that_it_was_confirmed(here: given.Place) -> None:
    with pytest.raises(WrongStateError) as dark:
        pushed(here)
    assert dark.value.code == "case.no_screen"
    secret = paired(here)
    assert queries.screen(secret) == queries.ScreenView(paired=True)
    check = pushed(here)
    shown = queries.screen(secret)
    assert (shown.item_name, shown.fields, shown.materials) == ("样例许可", (("名称", "样例面馆"),), ("申请表 1 份",))
    actions.answer_check(NOBODY, secret, check, True)
    assert ScreenCheck.objects.get().content == {}
    number = taken(here)
    same = ("样例许可", "样例申请人", {"name": "样例面馆"}, ["申请表 1 份"])
    assert not actions.keep_check(
        here.clerk, check, number, "样例许可", "样例申请人", {"name": "改了"}, ["申请表 1 份"]
    )
    assert actions.keep_check(here.clerk, check, number, *same)
    assert Entry.objects.filter(event="case.confirmed_on_screen", ref=f"case:{number}").count() == 1
    assert not actions.keep_check(here.clerk, check, number, *same)
    assert queries.screen(secret).state is None


def test_what_is_wrong_is_named_and_only_the_paired_screen_answers(here: given.Place) -> None:
    secret = paired(here)
    check = pushed(here)
    with pytest.raises(WrongStateError) as stranger:
        actions.answer_check(NOBODY, "nobody's", check, True)
    assert stranger.value.code == "case.screen_unpaired"
    with pytest.raises(InvalidInputError):
        actions.answer_check(NOBODY, secret, check, False)
    actions.answer_check(NOBODY, secret, check, False, "名称")
    told = queries.check(here.clerk, check)
    assert told is not None
    assert (told.state, told.wrong) == (ScreenState.WRONG, "名称")
    assert queries.check(given.place().clerk, check) is None
    with pytest.raises(WrongStateError) as gone:
        actions.answer_check(NOBODY, secret, check, True)
    assert gone.value.code == "case.check_gone"
    actions.close_check(here.clerk, pushed(here))
    assert queries.screen(secret).state is None
    actions.pair_screen(here.clerk)
    assert not queries.screen(secret).paired


def test_a_pairing_code_is_not_found_out_by_trying(here: given.Place) -> None:
    actions.pair_screen(here.clerk)
    for _ in range(10):
        assert not actions.enter_code(NOBODY, "no", "10.0.0.9", "x" * 40)
    with pytest.raises(TooManyError):
        queries.check_code_tries("10.0.0.9")


def test_an_item_switched_off_at_a_window_is_refused_there_with_the_windows_that_take_it(here: given.Place) -> None:
    other = organs.window(here.organ)
    manager = Actor("大厅管理员", account_id=1, organ_id=1, everywhere=frozenset([Organs.MANAGE_CENTRES]))
    with pytest.raises(NotAllowedError):
        organ_actions.switch_item(here.clerk, here.window, here.terms.item_id, False, "设备故障")
    with pytest.raises(InvalidInputError):
        organ_actions.switch_item(manager, here.window, here.terms.item_id, False, " ")
    organ_actions.switch_item(manager, here.window, here.terms.item_id, False, "设备故障")
    with pytest.raises(WrongStateError) as closed:
        taken(here)
    assert closed.value.code == "organs.item_closed"
    assert f"{organ_queries.window(other).number} 号" in closed.value.message
    assert "设备故障" in closed.value.message
    with pytest.raises(WrongStateError):
        organ_actions.switch_item(manager, here.window, here.terms.item_id, False, "再关一次")
    assert [c.reason for c in organ_queries.closed_items(here.window)] == ["设备故障"]
    organ_actions.switch_item(HOUSE, here.window, here.terms.item_id, True)
    assert taken(here)
    with pytest.raises(WrongStateError):
        organ_actions.switch_item(HOUSE, here.window, here.terms.item_id, True)
