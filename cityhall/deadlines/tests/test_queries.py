from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.deadlines import actions, queries
from cityhall.deadlines.queries import Counts
from cityhall.deadlines.terms import Kind, Light, Limit, Unit
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, NOBODY, Actor
from cityhall.kernel.errors import InvalidInputError, NotFoundError
from cityhall.kernel.paging import Page

from . import given

pytestmark = pytest.mark.django_db
NOW = "2026-09-28 10:00"


def at_desk(organ: int, desk: str = "review", account_id: int = 7) -> Actor:
    return Actor("样例审查员", account_id=account_id, organ_id=organ, desks=frozenset({(organ, desk)}))


def a_days_work(organ: int) -> list[str]:
    """One of each light at the review desk, and one at another desk."""
    refs = [given.ref() for _ in range(5)]
    starts = ("2026-09-18 16:00", "2026-09-21 16:00", "2026-09-28 09:00", "2026-09-28 09:00", "2026-09-28 09:00")
    desks = ("review", "review", "review", "review", "approve")
    for ref, start, desk in zip(refs, starts, desks, strict=True):
        with clock.frozen(start):
            given.started(given.a_clock(organ, Kind.STEP, given.FIVE, of=ref, desk=desk, subject=f"申请人{ref[-2:]}"))
    with clock.frozen(NOW):
        given.acting(
            HOUSE,
            lambda: actions.pause(HOUSE, refs[3], [Kind.STEP], date(2026, 9, 28), key="special:1", cause="检测"),
        )
    return refs


def refs_of(page: Page[queries.WorkRow]) -> list[str]:
    return [row.ref for row in page.rows]


def test_the_most_urgent_comes_first_and_only_from_my_own_desk() -> None:
    organ = given.organ()
    refs = a_days_work(organ)
    a_days_work(given.organ())
    me = at_desk(organ)
    with clock.frozen(NOW):
        found = queries.worklist(me)
        assert refs_of(found) == refs[:4]
        assert [row.light for row in found.rows] == [Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE]
        assert [row.left_text for row in found.rows] == [
            "已超期 1 个工作日", "剩余 1 个工作日", "剩余 5 个工作日", "暂停计时，剩余 5 个工作日",
        ]  # fmt: skip
        for light, ref in zip((Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE), refs, strict=False):
            assert refs_of(queries.worklist(me, light=light)) == [ref]
        assert refs_of(queries.worklist(me, light=Light.GREY)) == []
        assert queries.counts(me) == Counts(open=4, green=1, yellow=1, red=1, blue=1)


def test_nobody_widens_her_reach_by_asking() -> None:
    organ, other = given.organ(), given.organ()
    a_days_work(organ)
    me = at_desk(other)
    with clock.frozen(NOW):
        assert refs_of(queries.worklist(me)) == []
        assert refs_of(queries.worklist(me, desks=[(organ, "review")])) == []
        assert refs_of(queries.worklist(NOBODY)) == []
        assert queries.counts(NOBODY) == Counts()
        assert len(refs_of(queries.worklist(HOUSE))) == 5


def test_the_caller_may_hand_in_organs_it_has_limited_itself() -> None:
    organ = given.organ()
    refs = a_days_work(organ)
    with clock.frozen(NOW):
        assert refs_of(queries.worklist(NOBODY, organ_ids=[organ])) == [refs[0], refs[1], refs[2], refs[4], refs[3]]
        assert refs_of(queries.worklist(NOBODY, organ_ids=[organ], desks=[(organ, "approve")])) == [refs[4]]
        assert refs_of(queries.worklist(NOBODY, organ_ids=[])) == []
        assert refs_of(queries.worklist(NOBODY, organ_ids=[organ], kinds=[Kind.NOTICE])) == []


def test_mine_and_words() -> None:
    organ = given.organ()
    refs = a_days_work(organ)
    me = at_desk(organ)
    given.acting(HOUSE, lambda: actions.take(HOUSE, refs[1], Kind.STEP, 7))
    with clock.frozen(NOW):
        assert refs_of(queries.worklist(me, mine=True)) == [refs[1]]
        assert queries.worklist(me, mine=True).rows[0].taken_by == 7
        assert refs_of(queries.worklist(NOBODY, organ_ids=[organ], mine=True)) == []
        assert refs_of(queries.worklist(me, text=f" 申请人{refs[2][-2:]} ")) == [refs[2]]
        assert refs_of(queries.worklist(me, text=refs[0].removeprefix("case:"))) == [refs[0]]
        assert len(refs_of(queries.worklist(me, text="样例许可"))) == 4


def test_pages_follow_each_other_without_gap_or_double() -> None:
    organ = given.organ()
    with clock.frozen("2026-09-18 16:00"):
        given.started(*[given.a_clock(organ, Kind.STEP, given.FIVE, desk="review") for _ in range(7)])
        seen: list[int] = []
        after = ""
        while True:
            page = queries.worklist(at_desk(organ), after=after, limit=3)
            seen += [row.deadline_id for row in page.rows]
            after = page.next
            if not after:
                break
        assert (len(seen), seen) == (7, sorted(set(seen)))
        with pytest.raises(InvalidInputError):
            queries.worklist(at_desk(organ), after="nonsense")


def test_a_work_list_is_two_statements_whatever_its_length() -> None:
    organ = given.organ()
    a_days_work(organ)
    queries.calendar()
    with clock.frozen(NOW):
        with CaptureQueriesContext(connection) as listed:
            queries.worklist(at_desk(organ), light=Light.RED, text="样例")
        with CaptureQueriesContext(connection) as counted:
            queries.counts(at_desk(organ))
        with CaptureQueriesContext(connection) as clocks:
            queries.clocks_of([given.ref(), *[row.ref for row in queries.worklist(HOUSE).rows]])
    assert (len(listed), len(counted)) == (2, 1)
    assert len(clocks) == 4  # two of them are the list's own


def test_a_clock_tells_everything_a_paper_prints() -> None:
    ref = given.ref()
    with clock.frozen("2026-09-18 16:00"):
        given.started(
            given.a_clock(given.organ(), of=ref),
            given.a_clock(given.organ(), Kind.REFERRAL, Limit(0, Unit.INSTANT), of=ref),
            given.a_clock(given.organ(), Kind.STEP, Limit(24, Unit.HOURS), of=ref),
        )
    with clock.frozen("2026-09-28 10:00"):
        statutory, instant, hours = queries.clocks_of([ref])
    assert (statutory.kind_label, statutory.limit, statutory.due_text) == ("法定办结", "20 个工作日", "2026年10月22日")
    assert (statutory.used, statutory.left, statutory.left_text) == (6, 14, "剩余 14 个工作日")
    assert statutory.basis == "行政许可法 第四十二条"
    assert (instant.limit, instant.due_on, instant.light) == ("即时", date(2026, 9, 18), Light.RED)
    assert hours.due_text == "2026年9月19日 16:00"
    assert queries.clocks_of([]) == []


def test_an_explanation_names_every_day() -> None:
    ref = given.ref()
    with clock.frozen("2026-09-18 16:00"):
        pk = given.started(given.a_clock(given.organ(), of=ref))[0]
        why = queries.explain(pk)
    assert why.clock.ref == ref
    assert sum(line.counted for line in why.days) == 20
    assert {line.day: line.reason for line in why.days}[date(2026, 9, 20)] == "调休上班（国庆节）"
    assert {line.day: line.reason for line in why.days}[date(2026, 9, 25)] == "中秋节放假"
    with pytest.raises(NotFoundError):
        queries.explain(0)


def test_an_explanation_of_a_provisional_day_ends_where_the_calendar_ends() -> None:
    with clock.frozen("2026-12-28 16:00"):
        why = queries.explain(given.started(given.a_clock(given.organ()))[0])
    assert (why.note, why.days[-1].day) == ("待国务院办公厅公布放假安排后确定", date(2026, 12, 31))
    assert sum(line.counted for line in why.days) == 3
