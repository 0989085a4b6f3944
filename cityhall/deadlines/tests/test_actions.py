from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.deadlines import actions, queries
from cityhall.deadlines.models import Deadline
from cityhall.deadlines.queries import ClockView
from cityhall.deadlines.terms import Kind, Light, Limit, Unit
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import InvalidInputError, WrongStateError

from . import given

pytestmark = pytest.mark.django_db
BOTH = [Kind.STATUTORY, Kind.PROMISED]


def started_pair(ref: str) -> None:
    organ = given.organ()
    given.started(given.a_clock(organ, of=ref), given.a_clock(organ, Kind.PROMISED, given.FIVE, of=ref))


def doing(step: Callable[..., object], *args: object, **kwargs: object) -> None:
    given.acting(HOUSE, lambda: step(HOUSE, *args, **kwargs))


def clocks(ref: str) -> dict[Kind, ClockView]:
    return {view.kind: view for view in queries.clocks_of([ref])}


def touching(seen: CaptureQueriesContext) -> list[str]:
    return [q["sql"].split()[0] for q in seen if "ch_deadlines" in q["sql"]]


def test_all_promises_of_an_act_are_started_in_one_insert() -> None:
    organ, ref = given.organ(), given.ref()
    queries.calendar()
    with clock.frozen("2026-09-18 16:00"):
        wanted = [
            given.a_clock(organ, of=ref),
            given.a_clock(organ, Kind.PROMISED, Limit(10, Unit.WORKDAYS), of=ref),
            given.a_clock(organ, Kind.STEP, Limit(24, Unit.HOURS), of=f"step:{ref}/review", desk="review"),
        ]
        with CaptureQueriesContext(connection) as seen:
            ids = given.acting(HOUSE, lambda: actions.start(HOUSE, wanted))
    assert touching(seen) == ["SELECT", "INSERT"]
    assert [row.kind for row in Deadline.objects.filter(id__in=ids).order_by("id")] == [c.kind for c in wanted]
    found = clocks(ref)
    assert found[Kind.STATUTORY].due_on == date(2026, 10, 22)
    assert found[Kind.PROMISED].due_on == date(2026, 10, 9)
    assert found[Kind.STATUTORY].limit == "20 个工作日"


def test_starting_nothing_asks_nothing() -> None:
    with CaptureQueriesContext(connection) as seen:
        doing(actions.start, [])
    assert touching(seen) == []


def test_an_impossible_limit_starts_nothing() -> None:
    organ = given.organ()
    with pytest.raises(InvalidInputError):
        given.started(given.a_clock(organ), given.a_clock(organ, limit=Limit(-3, Unit.WORKDAYS)))
    assert not Deadline.objects.exists()


def test_stopping_is_one_update_and_tells_whether_it_was_in_time() -> None:
    ref = given.ref()
    with clock.frozen("2026-09-18 16:00"):
        started_pair(ref)
    with clock.frozen("2026-09-28 09:00"), CaptureQueriesContext(connection) as seen:
        assert given.acting(HOUSE, lambda: actions.stop(HOUSE, ref, BOTH)) == 2
    assert touching(seen) == ["UPDATE"]
    found = clocks(ref)
    assert (found[Kind.STATUTORY].met, found[Kind.STATUTORY].light) == (True, Light.GREY)
    assert (found[Kind.PROMISED].met, found[Kind.PROMISED].light) == (False, Light.DARK)
    assert (found[Kind.PROMISED].due_on, found[Kind.PROMISED].left) == (date(2026, 9, 24), -1)


def test_a_promise_that_fell_away_is_not_met_and_not_late() -> None:
    ref = given.ref()
    with clock.frozen("2026-09-18 16:00"):
        started_pair(ref)
    with clock.frozen("2026-09-21 16:00"):
        doing(actions.stop, ref, [Kind.STATUTORY], met=False)
        doing(actions.stop, ref, [Kind.STATUTORY])  # again: nothing is open, nothing changes
    found = clocks(ref)
    assert (found[Kind.STATUTORY].met, found[Kind.STATUTORY].light) == (False, Light.GREY)
    assert found[Kind.PROMISED].stopped_on is None


def test_silence_dates_the_clock_back_to_receipt() -> None:
    ref = given.ref()
    with clock.frozen("2026-09-28 16:00"):
        started_pair(ref)
        doing(actions.restart_from, ref, BOTH, clock.now().replace(day=18))
    found = clocks(ref)
    assert (found[Kind.STATUTORY].start_on, found[Kind.STATUTORY].due_on) == (date(2026, 9, 18), date(2026, 10, 22))
    assert found[Kind.PROMISED].due_on == date(2026, 9, 24)


def test_an_extension_lengthens_one_clock_and_says_so() -> None:
    ref = given.ref()
    with clock.frozen("2026-02-13 10:00"):
        started_pair(ref)
        doing(actions.extend, ref, Kind.STATUTORY, 10)
    found = clocks(ref)
    assert (found[Kind.STATUTORY].due_on, found[Kind.STATUTORY].limit) == (
        date(2026, 4, 2),
        "20 个工作日（延长 10 个工作日）",
    )
    assert found[Kind.PROMISED].extended == 0


def test_an_extension_comes_too_late_after_the_last_moment() -> None:
    ref = given.ref()
    with clock.frozen("2026-02-13 10:00"):
        started_pair(ref)
    with clock.frozen("2026-03-20 00:00"), pytest.raises(WrongStateError) as refused:
        doing(actions.extend, ref, Kind.STATUTORY, 10)
    assert refused.value.code == "deadline.over"
    with clock.frozen("2026-03-19 23:00"), pytest.raises(InvalidInputError):
        doing(actions.extend, ref, Kind.STATUTORY, 0)
    assert clocks(ref)[Kind.STATUTORY].due_on == date(2026, 3, 19)


def test_a_pause_takes_the_due_day_away_and_resuming_gives_it_back() -> None:
    ref = given.ref()
    with clock.frozen("2026-09-18 16:00"):
        started_pair(ref)
    with clock.frozen("2026-09-22 10:00"):
        doing(actions.pause, ref, BOTH, date(2026, 9, 22), key="special:1", cause="专家评审")
        paused = clocks(ref)[Kind.STATUTORY]
        assert (paused.light, paused.due_on, paused.used, paused.left) == (Light.BLUE, None, 2, 18)
        assert (paused.left_text, paused.due_text) == ("暂停计时，剩余 18 个工作日", "暂停计时，恢复后确定")
    with clock.frozen("2026-09-29 10:00"):
        doing(actions.resume, ref, BOTH, key="special:1", last=date(2026, 9, 28))
        found = clocks(ref)
    assert (found[Kind.STATUTORY].due_on, found[Kind.STATUTORY].paused_days) == (date(2026, 10, 28), 7)
    assert found[Kind.PROMISED].due_on == date(2026, 10, 8)
    assert found[Kind.STATUTORY].light is Light.GREEN


def test_a_pause_with_a_known_end_ends_by_itself() -> None:
    ref = given.ref()
    with clock.frozen("2026-09-22 16:00"):
        started_pair(ref)
        doing(actions.pause, ref, BOTH, date(2026, 9, 22), last=date(2026, 9, 28), key="special:1", cause="检测")
        assert clocks(ref)[Kind.PROMISED].light is Light.BLUE
        assert clocks(ref)[Kind.PROMISED].due_on == date(2026, 10, 10)
    with clock.frozen("2026-09-29 00:00"):
        assert clocks(ref)[Kind.PROMISED].light is Light.GREEN


def test_what_makes_no_sense_is_refused_and_changes_nothing() -> None:
    ref = given.ref()
    with clock.frozen("2026-09-22 16:00"):
        started_pair(ref)
        doing(actions.pause, ref, BOTH, date(2026, 9, 22), key="special:1", cause="检测")
        before = list(Deadline.objects.order_by("id").values())
        for refused in (
            lambda: actions.pause(HOUSE, ref, BOTH, date(2026, 9, 22), key="special:1", cause="检测"),
            lambda: actions.pause(HOUSE, ref, BOTH, date(2026, 9, 1), key="special:2", cause="听证"),
            lambda: actions.resume(HOUSE, ref, BOTH, key="special:1", last=date(2026, 9, 21)),
            lambda: actions.resume(HOUSE, ref, BOTH, key="special:9", last=date(2026, 9, 22)),
            lambda: actions.pause(HOUSE, given.ref(), BOTH, date(2026, 9, 22), key="special:3", cause="听证"),
        ):
            with pytest.raises((InvalidInputError, WrongStateError)):
                given.acting(HOUSE, refused)
    assert list(Deadline.objects.order_by("id").values()) == before


def test_the_first_to_take_a_piece_of_work_keeps_it() -> None:
    ref = given.ref()
    pk = given.started(given.a_clock(given.organ(), Kind.STEP, of=ref, desk="review"))[0]
    assert given.acting(HOUSE, lambda: actions.take(HOUSE, ref, Kind.STEP, 7)) == pk
    doing(actions.take, ref, Kind.STEP, 7)
    with pytest.raises(WrongStateError) as refused:
        doing(actions.take, ref, Kind.STEP, 8)
    assert refused.value.code == "deadline.taken"
    doing(actions.release, ref, Kind.STEP)
    doing(actions.take, ref, Kind.STEP, 8)
    assert Deadline.objects.get(pk=pk).taken_by == 8
    for step, args in ((actions.take, (given.ref(), Kind.STEP, 7)), (actions.release, (given.ref(), Kind.STEP))):
        with pytest.raises(WrongStateError):
            doing(step, *args)


def test_risk_is_pushed_down_in_one_statement() -> None:
    organ = given.organ()
    a, b = given.started(given.a_clock(organ), given.a_clock(organ))
    with CaptureQueriesContext(connection) as seen:
        doing(actions.set_risk, {a: 80, b: 5})
    assert touching(seen) == ["UPDATE"]
    assert dict(Deadline.objects.values_list("id", "risk")) == {a: 80, b: 5}
    with pytest.raises(InvalidInputError):
        doing(actions.set_risk, {a: 101})
