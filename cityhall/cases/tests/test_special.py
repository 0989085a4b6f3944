"""特别程序, 延长, 中止, 终止: what stands still, from when to when, who may say so."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from cityhall.cases import actions, queries
from cityhall.cases.models import Case, ProceedingRow, Step
from cityhall.cases.terms import Can, Stage, Status, StepState
from cityhall.catalogue.terms import Procedure
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines import queries as asked
from cityhall.deadlines.queries import ClockView
from cityhall.deadlines.terms import Kind, Light
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import DomainError, InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.queries import lines_of
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given as organs
from cityhall.site import testing

from . import given, handled

pytestmark = pytest.mark.django_db
MONDAY = "2026-09-14T10:00"


@pytest.fixture(autouse=True)
def _on_a_monday() -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def here() -> given.Place:
    return handled.place()


def of(number: str, kind: Kind) -> ClockView:
    return next(c for c in asked.clocks_of([f"case:{number}"]) if c.kind is kind)


def step_clock(number: str, key: str = "review") -> ClockView:
    return asked.clocks_of([f"step:{number}/{key}"])[-1]


def events(number: str) -> list[str]:
    return [line.event for line in lines_of([f"case:{number}"])]


# 特别程序


def test_the_clocks_stand_still_from_the_approval_for_the_days_told(here: given.Place) -> None:
    number = given.accepted(here)
    before = of(number, Kind.STATUTORY).due_on
    handled.stop(here, number, days=5)
    row = handled.row_of(number, "special")
    assert (row.first_on, row.last_on) == (date(2026, 9, 14), date(2026, 9, 20))  # the fifth is a Sunday worked
    assert before == date(2026, 10, 16)
    for kind in (Kind.STATUTORY, Kind.PROMISED):
        assert of(number, kind).light is Light.BLUE
    assert of(number, Kind.STATUTORY).due_on == date(2026, 10, 23)  # five working days later
    assert step_clock(number).light is Light.BLUE
    assert handled.row_of(number, "special").approved_by == "样例局长"
    assert "case.stopped" in events(number)


def test_a_cause_outside_the_eight_stops_only_the_promise(here: given.Place) -> None:
    number = handled.stopped(here, "visit", 3)
    assert of(number, Kind.PROMISED).light is Light.BLUE
    assert of(number, Kind.STATUTORY).light is not Light.BLUE
    assert step_clock(number).light is not Light.BLUE


def test_it_is_ended_early_with_its_result_and_only_once(here: given.Place) -> None:
    number = handled.stopped(here)
    key = handled.key_of(number, "special")
    with clock.frozen("2026-09-16T09:00"):
        actions.resume(here.reviewer, number, key, "评审通过")
        row = handled.row_of(number, "special")
        assert (row.stage, row.answer, row.last_on) == (Stage.DONE, "评审通过", date(2026, 9, 16))
        with pytest.raises(NotFoundError):
            actions.resume(here.reviewer, number, key, "再来一次")
    with clock.frozen("2026-09-17T09:00"):
        assert of(number, Kind.STATUTORY).paused_days == 2  # 15 and 16: the day of acceptance counts for nothing
        assert of(number, Kind.STATUTORY).light is Light.GREEN
    assert Case.objects.get(number=number).beside == {}


def test_it_ends_by_itself_and_says_so_however_often_that_is_heard(here: given.Place) -> None:
    number = handled.stopped(here, days=5)
    with clock.frozen("2026-09-21T08:00"):
        assert deadlines.sweep(HOUSE)
        testing.drain()
        deadlines.sweep(HOUSE)
        testing.drain()
    row = handled.row_of(number, "special")
    assert (row.stage, row.last_on, row.closed_by) == (Stage.EXPIRED, date(2026, 9, 20), "系统")
    (line,) = [line for line in lines_of([f"case:{number}"]) if line.event == "case.resumed"]
    assert line.values["ran_out"] is True
    with clock.frozen("2026-09-21T09:00"):
        assert of(number, Kind.STATUTORY).light is Light.GREEN
        page = queries.case_page(here.reviewer, number)
    story = [h.title for h in page.story]
    assert "恢复计时" in story
    assert "超过时限" not in story
    assert {"special", "resumption"} <= {p.kind for p in page.papers}


def test_two_at_once_are_a_union_and_each_lets_go_only_of_its_own(here: given.Place) -> None:
    number = handled.stopped(here, "experts", 5)  # 14 to 20 September
    with clock.frozen("2026-09-16T10:00"):
        second = handled.stop(here, number, "testing", 10)
        actions.resume(here.reviewer, number, handled.row_of(number, "special").pk, "检测合格")
        assert second == handled.row_of(number, "special").pk
        assert of(number, Kind.STATUTORY).light is Light.BLUE  # the experts go on
    with clock.frozen("2026-09-21T10:00"):
        found = of(number, Kind.STATUTORY)
        assert (found.light, found.paused_days) == (Light.GREEN, 6)  # 15 to 20, no day twice


def test_pauses_and_proceedings_agree(here: given.Place) -> None:
    number = handled.stopped(here, "experts", 5)
    handled.stop(here, number, "testing", 8)
    rows = ProceedingRow.objects.filter(case__number=number, kind="special")
    spans = {(r.first_on, r.last_on) for r in rows}
    from cityhall.deadlines.models import Deadline

    for row in Deadline.objects.filter(ref=f"case:{number}", stopped_at=None):
        kept = {(date.fromisoformat(p["first"]), date.fromisoformat(p["last"])) for p in row.pauses}
        assert kept == spans


def test_a_time_that_reaches_an_unpublished_year_is_open_until_it_is_known(here: given.Place) -> None:
    with clock.frozen("2026-12-28T10:00"):
        number = handled.stopped(here, days=30)
        row = handled.row_of(number, "special")
        assert row.last_on is None
        assert of(number, Kind.STATUTORY).due_on is None
        testing.drain()
        assert "special" in {p.kind for p in queries.case_page(here.reviewer, number).papers}


def test_a_step_that_opens_while_the_case_stands_still_stands_still_too(here: given.Place) -> None:
    number = handled.stopped(here)
    actions.finish_step(here.reviewer, number, "review", "agree", "材料已审")
    assert step_clock(number, "decide").light is Light.BLUE
    actions.resume(here.reviewer, number, handled.key_of(number, "special"), "通过")
    with clock.frozen("2026-09-15T10:00"):
        assert step_clock(number, "decide").light is not Light.BLUE


def test_nobody_approves_her_own_and_a_stranger_neither(here: given.Place) -> None:
    both = organs.staff(here.organ, Can.REVIEW, Can.APPROVE_TIME, Can.SEE, desk=Desk.REVIEW)
    number = given.accepted(here)
    key = actions.propose_stop(both, number, "experts", 5, "需要评审")
    for who in (both, here.reviewer, organs.staff(organs.organ(), Can.APPROVE_TIME), here.citizen):
        with pytest.raises(NotAllowedError):
            actions.approve_stop(who, number, key, agrees=True)
    assert handled.row_of(number, "special").stage == Stage.PROPOSED
    actions.approve_stop(handled.head(here), number, key, agrees=True)
    with pytest.raises(WrongStateError, match="已经批准"):
        actions.approve_stop(handled.head(here), number, key, agrees=True)


def test_a_rejection_has_its_reason_and_stops_nothing(here: given.Place) -> None:
    number = given.accepted(here)
    key = actions.propose_stop(here.reviewer, number, "experts", 5, "需要评审")
    with pytest.raises(InvalidInputError, match="理由"):
        actions.approve_stop(handled.head(here), number, key, agrees=False)
    actions.approve_stop(handled.head(here), number, key, agrees=False, note="材料已足够")
    assert handled.row_of(number, "special").stage == Stage.REJECTED
    assert of(number, Kind.STATUTORY).light is Light.GREEN
    assert not queries.case_page(here.citizen, number).beside  # it never concerned her


@pytest.mark.parametrize(("cause", "days", "reason", "code"), [
    ("auction", 5, "拍卖", "case.no_special"), ("experts", 0, "评审", "case.bad_days"),
    ("experts", 9999, "评审", "case.bad_days"), ("experts", 5, " ", "case.no_reason"),
])  # fmt: skip
def test_a_proposal_is_listed_limited_and_reasoned(
    here: given.Place, cause: str, days: int, reason: str, code: str
) -> None:
    number = given.accepted(here)
    with pytest.raises(DomainError) as no:
        actions.propose_stop(here.reviewer, number, cause, days, reason)
    assert no.value.code == code


def test_only_who_works_an_open_step_proposes(here: given.Place) -> None:
    number = given.reviewed(here)
    with pytest.raises(NotAllowedError, match="正在办理"):
        actions.propose_stop(here.reviewer, number, "experts", 5, "需要评审")


def test_nothing_is_decided_meanwhile(here: given.Place) -> None:
    number = given.accepted(here)
    actions.propose_stop(here.reviewer, number, "experts", 5, "需要评审")
    actions.finish_step(here.reviewer, number, "review", "agree", "可以")
    with pytest.raises(WrongStateError, match="特别程序"):
        actions.grant(here.approver, number, "decide")
    actions.withdraw(here.citizen, number)
    assert handled.row_of(number, "special").stage == Stage.CANCELLED


# 延长


def test_an_extension_lengthens_the_law_s_clock_and_not_the_promise(here: given.Place) -> None:
    number = given.accepted(here)
    promised = of(number, Kind.PROMISED).due_on
    key = actions.propose_extension(here.reviewer, number, 5, "案情复杂")
    with pytest.raises(WrongStateError, match="一次"):
        actions.propose_extension(here.reviewer, number, 5, "再延")
    actions.approve_extension(handled.head(here), number, key, agrees=True)
    assert of(number, Kind.STATUTORY).due_on == date(2026, 10, 23)
    assert of(number, Kind.PROMISED).due_on == promised
    assert handled.row_of(number, "extension").stage == Stage.DONE
    with pytest.raises(WrongStateError, match="一次"):
        actions.propose_extension(here.reviewer, number, 5, "再延")
    testing.drain()
    assert "extension" in {p.kind for p in queries.case_page(here.citizen, number).papers}


def test_an_extension_has_its_most_its_day_and_its_law(here: given.Place) -> None:
    number = given.accepted(here)
    with pytest.raises(InvalidInputError, match="10"):
        actions.propose_extension(here.reviewer, number, 11, "案情复杂")
    with clock.frozen("2026-10-17T08:00"), pytest.raises(WrongStateError, match="届满"):
        actions.propose_extension(here.reviewer, number, 5, "案情复杂")
    filed = given.place(Procedure.FILING)
    other = given.accepted(filed)
    with pytest.raises(WrongStateError, match="没有"):
        actions.propose_extension(filed.reviewer, other, 5, "案情复杂")


def test_a_refused_extension_changes_nothing_and_may_be_asked_again(here: given.Place) -> None:
    number = given.accepted(here)
    key = actions.propose_extension(here.reviewer, number, 5, "案情复杂")
    actions.approve_extension(handled.head(here), number, key, agrees=False, note="请加快办理")
    assert of(number, Kind.STATUTORY).due_on == date(2026, 10, 16)
    actions.propose_extension(here.reviewer, number, 5, "新的理由")


def test_joint_handling_is_extended_by_the_government_s_head() -> None:
    here = given.place(joint=True)
    number = given.accepted(here)
    key = actions.propose_extension(here.reviewer, number, 15, "联合办理")
    with pytest.raises(NotAllowedError):
        actions.approve_extension(handled.head(here), number, key, agrees=True)
    mayor = organs.staff(here.organ, Can.EXTEND_JOINT, name="样例市长")
    actions.approve_extension(mayor, number, key, agrees=True)
    assert of(number, Kind.STATUTORY).extended == 15


def test_an_overrun_promise_is_explained_to_everybody(here: given.Place) -> None:
    number = given.accepted(here)
    with pytest.raises(WrongStateError, match="没有超过"):
        actions.explain_overrun(here.reviewer, number, "忙")
    with clock.frozen("2026-10-09T10:00"):
        actions.explain_overrun(here.reviewer, number, "系统故障，预计十月十二日办结")
        code = queries.case_page(here.citizen, number).access_code
        told = queries.progress(number, code).story
        assert any("十月十二日" in h.detail for h in told)


@pytest.mark.django_db(transaction=True)
def test_two_who_approve_at_once_approve_once() -> None:
    here = handled.place()
    number = given.accepted(here)
    key = actions.propose_extension(here.reviewer, number, 5, "案情复杂")
    heads = [handled.head(here), handled.head(here)]

    def approve(n: int) -> str:
        try:
            with clock.frozen(MONDAY):
                actions.approve_extension(heads[n], number, key, agrees=True)
        except DomainError as no:
            return no.code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(approve, range(2)))
    assert outcomes == ["case.no_proceeding", "done"]
    assert of(number, Kind.STATUTORY).extended == 5


# 中止, 终止, 转报


def test_a_suspension_stops_every_clock_until_it_is_lifted(here: given.Place) -> None:
    number = given.accepted(here)
    with pytest.raises(NotAllowedError):
        actions.suspend(here.reviewer, number, "样例法第十条", "等候裁判")
    key = actions.suspend(here.approver, number, "样例法第十条", "等候裁判")
    for kind in (Kind.STATUTORY, Kind.PROMISED):
        assert (of(number, kind).light, of(number, kind).due_on) == (Light.BLUE, None)
    assert step_clock(number).light is Light.BLUE
    with clock.frozen("2026-09-18T10:00"):
        actions.lift_suspension(here.approver, number, key, "裁判已生效")
        with pytest.raises(NotFoundError):
            actions.lift_suspension(here.approver, number, key, "裁判已生效")
    with clock.frozen("2026-09-19T10:00"):
        assert of(number, Kind.STATUTORY).paused_days == 4
    testing.drain()
    assert {"suspension", "resumption"} <= {p.kind for p in queries.case_page(here.citizen, number).papers}


def test_while_suspended_no_step_is_finished_returned_or_decided(here: given.Place) -> None:
    number, other = given.accepted(here), given.reviewed(here)
    for one in (number, other):
        actions.suspend(here.approver, one, "样例法第十条", "等候裁判")
    actions.claim_step(here.reviewer, number, "review")
    actions.release_step(here.reviewer, number, "review")
    to = handled.colleague(here)
    actions.hand_over(here.reviewer, number, "review", to.account_id or 0)
    with pytest.raises(WrongStateError, match="先恢复办理") as no:
        actions.finish_step(to, number, "review", "agree", "可以")
    assert no.value.code == "case.suspended"
    with pytest.raises(WrongStateError, match="先恢复办理"):
        actions.return_step(here.approver, other, "decide", "review", "补核")
    for decide in (actions.grant, actions.refuse):
        with pytest.raises(WrongStateError, match="中止"):
            decide(here.approver, other, "decide", "理由")
    assert Step.objects.get(case__number=number, key="review").state == StepState.CLAIMED
    assert Step.objects.get(case__number=other, key="review").state == StepState.DONE
    actions.lift_suspension(here.approver, number, handled.key_of(number, "suspension"), "裁判已生效")
    actions.finish_step(to, number, "review", "agree", "可以")


def test_a_terminated_case_has_nothing_left_open(here: given.Place) -> None:
    number = handled.stopped(here)
    actions.ask_more(here.reviewer, number, "请说明")
    actions.terminate(here.approver, number, "申请人终止", "样例法第十一条")
    case = Case.objects.get(number=number)
    assert (case.status, case.beside) == (Status.TERMINATED, {})
    assert not ProceedingRow.objects.filter(case=case, stage__in=(Stage.OPEN, Stage.PROPOSED)).exists()
    assert set(Step.objects.filter(case=case).values_list("state", flat=True)) == {StepState.CANCELLED}
    from cityhall.deadlines.models import Deadline

    left = Deadline.objects.filter(ref__contains=number, stopped_at=None)
    assert {clock.kind for clock in left} == {Kind.DELIVERY}  # the applicant is still to be told
    testing.drain()
    assert "termination" in {p.kind for p in queries.case_page(here.citizen, number).papers}


def test_a_case_reported_up_waits_for_the_answer_and_its_first_review_is_measured(here: given.Place) -> None:
    number = given.reviewed(here)
    key = actions.report_up(here.reviewer, number, "省样例厅", "初审同意")
    (first,) = asked.clocks_of([f"beside:{number}/{key}"])
    assert (first.kind, first.met, first.amount) == (Kind.REPORT, True, 20)
    with pytest.raises(WrongStateError, match="上级"):
        actions.grant(here.approver, number, "decide")
    actions.note_report(here.reviewer, number, key, agrees=True, text="同意")
    actions.grant(here.approver, number, "decide")
    testing.drain()
    assert "report_up" in {p.kind for p in queries.case_page(here.approver, number).papers}
