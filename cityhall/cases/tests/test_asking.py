"""补充说明, 征求意见, 会签, 现场核查, 代理: who is asked, who answers, what waits."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.models import ProceedingRow, Step
from cityhall.cases.terms import Can, Stage
from cityhall.catalogue.tests.given import STEPS
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines import queries as asked
from cityhall.deadlines.terms import Kind, Light
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, NOBODY, Actor
from cityhall.kernel.errors import (
    DomainError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    WrongStateError,
)
from cityhall.kernel.journal.queries import lines_of
from cityhall.organs import actions as staff_actions
from cityhall.organs import queries as staff_queries
from cityhall.organs.models import Staff
from cityhall.organs.terms import Desk, Reach
from cityhall.organs.tests import given as organs
from cityhall.site import testing

from . import given, handled

pytestmark = pytest.mark.django_db
VISITED: list[dict[str, Any]] = [{**STEPS[0], "visit": True}, STEPS[1]]


@pytest.fixture(autouse=True)
def _on_a_monday() -> Iterator[None]:
    with clock.frozen("2026-09-14T10:00"):
        yield


@pytest.fixture
def here() -> given.Place:
    return given.place()


def elsewhere(*permissions: Can) -> tuple[int, Actor]:
    organ = organs.organ()
    return organ, organs.staff(organ, *(permissions or (Can.REVIEW,)), desk=Desk.REVIEW)


def papers(actor: Actor, number: str) -> set[str]:
    testing.drain()
    return {p.kind for p in queries.case_page(actor, number).papers}


# 补充说明


def test_the_applicant_explains_and_no_clock_heeds_it(here: given.Place) -> None:
    number = given.accepted(here)
    before = [(c.kind, c.due_on) for c in asked.clocks_of([f"case:{number}"])]
    key = actions.ask_more(here.reviewer, number, "面积与图纸不一致")
    assert "补充说明" in queries.case_page(here.citizen, number).beside[0].title
    for stranger in (given.citizen(), here.reviewer):
        with pytest.raises(NotAllowedError):
            actions.answer_more(stranger, number, key, "图纸有误")
    actions.answer_more(here.citizen, number, key, "图纸有误，以实测为准")
    assert [(c.kind, c.due_on) for c in asked.clocks_of([f"case:{number}"])] == before
    assert handled.row_of(number, "explanation").stage == Stage.DONE
    with pytest.raises(NotFoundError):
        actions.answer_more(here.citizen, number, key, "再说一次")
    assert "explanation" in papers(here.citizen, number)


# 征求意见、会签


def test_the_organ_asked_sees_the_case_on_its_list_and_answers(here: given.Place) -> None:
    number = given.accepted(here)
    organ, colleague = elsewhere()
    with pytest.raises(NotFoundError):
        queries.case_page(colleague, number)
    key = actions.ask_opinion(here.reviewer, number, organ, "是否同意占道？", 5)
    (row,) = queries.office(colleague).rows
    assert (row.number, row.waiting, row.work.kind) == (number, "征求意见", Kind.OPINION)
    assert queries.case_page(colleague, number).beside_of("opinion")
    assert not queries.case_page(here.citizen, number).beside_of("opinion")
    for stranger in (here.reviewer, here.citizen, elsewhere()[1]):
        with pytest.raises(NotAllowedError):
            actions.answer_opinion(stranger, number, key, agrees=True, text="同意")
    with pytest.raises(NotSignedInError):
        actions.answer_opinion(NOBODY, number, key, agrees=True, text="同意")
    actions.answer_opinion(colleague, number, key, agrees=False, text="不同意占道。")
    assert not queries.office(colleague).rows
    assert ("意见", "不同意占道。") in queries.case_page(here.reviewer, number).beside[0].facts
    assert "opinion" in papers(here.reviewer, number)


def test_silence_lapses_an_opinion_and_reddens_a_signature(here: given.Place) -> None:
    number = given.reviewed(here)
    organ, colleague = elsewhere()
    actions.ask_opinion(here.reviewer, number, organ, "是否同意？", 2)
    signed = actions.ask_opinion(here.reviewer, number, organ, "请会签", 2, countersign=True)
    with clock.frozen("2026-09-17T00:10"):
        for _ in range(2):
            deadlines.sweep(HOUSE)
            testing.drain()
        opinion = handled.row_of(number, "opinion")
        assert (opinion.stage, opinion.answer) == (Stage.EXPIRED, "逾期未复")
        assert handled.row_of(number, "countersign").stage == Stage.OPEN
        assert [(r.waiting, r.work.light) for r in queries.office(colleague).rows] == [("会签", Light.RED)]
        with pytest.raises(WrongStateError, match="会签"):
            actions.grant(here.approver, number, "decide")
        actions.answer_opinion(colleague, number, signed, agrees=True, text="同意")
        actions.grant(here.approver, number, "decide")
    assert [line.event for line in lines_of([f"case:{number}"])].count("case.opinion_lapsed") == 1


def test_an_opinion_is_asked_of_another_living_organ_with_a_question_and_a_time(here: given.Place) -> None:
    number = given.accepted(here)
    other = organs.organ()
    for args, code in (
        ((here.organ, "同意吗？", 5), "case.own_organ"),
        ((other, " ", 5), "case.no_question"),
        ((other, "同意吗？", 0), "case.bad_days"),
        ((999_999, "同意吗？", 5), "organs.unknown"),
    ):
        with pytest.raises(DomainError) as no:
            actions.ask_opinion(here.reviewer, number, *args)
        assert no.value.code == code


# 现场核查


@pytest.fixture
def visited() -> given.Place:
    return given.place(steps=VISITED)


def look(here: given.Place, number: str, second: Actor) -> int:
    return actions.record_visit(
        here.reviewer, number, "review", second.account_id or 0, "样例路 1 号", [("经营场所", "与申报一致")], "符合要求"
    )


def test_a_step_that_wants_a_visit_ends_after_two_have_looked(visited: given.Place) -> None:
    second = handled.colleague(visited)
    number = given.accepted(visited)
    with pytest.raises(WrongStateError, match="两名"):
        actions.finish_step(visited.reviewer, number, "review", "agree")
    key = look(visited, number, second)
    with pytest.raises(WrongStateError, match="两名"):
        actions.finish_step(visited.reviewer, number, "review", "agree")
    with pytest.raises(NotAllowedError):
        actions.confirm_visit(visited.reviewer, number, key, agrees=True)
    with pytest.raises(WrongStateError, match="等待确认"):
        look(visited, number, second)
    actions.confirm_visit(second, number, key, agrees=True)
    actions.finish_step(visited.reviewer, number, "review", "agree")
    assert "visit" in papers(visited.reviewer, number)


def test_who_saw_it_otherwise_says_so_and_it_is_looked_at_again(visited: given.Place) -> None:
    second = handled.colleague(visited)
    number = given.accepted(visited)
    key = look(visited, number, second)
    with pytest.raises(InvalidInputError):
        actions.confirm_visit(second, number, key, agrees=False)
    actions.confirm_visit(second, number, key, agrees=False, note="后门未开")
    row = handled.row_of(number, "visit")
    assert (row.stage, row.answer) == (Stage.CANCELLED, "后门未开")
    assert queries.case_page(visited.reviewer, number).steps[0].why
    actions.confirm_visit(second, number, look(visited, number, second), agrees=True)
    assert not queries.case_page(visited.reviewer, number).steps[0].why


def test_the_second_is_another_of_the_same_organ_and_something_was_found(visited: given.Place) -> None:
    number = given.accepted(visited)
    stranger = elsewhere()[1]
    for second in (visited.reviewer, stranger):
        with pytest.raises(InvalidInputError) as no:
            look(visited, number, second)
        assert no.value.field == "second_account"
    other = handled.colleague(visited).account_id or 0
    for findings in ([], [("场所", " ")], [("", "很好")]):
        with pytest.raises(InvalidInputError):
            actions.record_visit(visited.reviewer, number, "review", other, "样例路", findings, "符合")
    with pytest.raises(NotAllowedError):
        actions.record_visit(stranger, number, "review", other, "样例路", [("场所", "一致")], "符合")


# 代理


def appoint(here: given.Place, staff: Actor, deputy: Actor, days: int = 5) -> int:
    of = {a.account_id: Staff.objects.get(account_id=a.account_id or 0).pk for a in (staff, deputy)}
    today = clock.today()
    return staff_actions.appoint_deputy(
        HOUSE, of[staff.account_id], of[deputy.account_id], today, today + timedelta(days=days), "出差"
    )


def again(actor: Actor) -> Actor:
    found = staff_queries.actor_for(actor.account_id or 0)
    assert found is not None
    return found


def test_a_deputy_does_the_work_and_says_for_whom(here: given.Place) -> None:
    deputy = organs.staff(here.organ, Can.SEE, name="样例代理")
    number = given.accepted(here)
    with pytest.raises(NotAllowedError):
        actions.finish_step(deputy, number, "review", "agree")
    appointment = appoint(here, here.reviewer, deputy)
    acting = again(deputy)
    assert acting.stands_in(here.organ, "review") == here.reviewer.name
    assert (deputy.account_id, "样例代理") in staff_queries.holders(here.organ, Desk.REVIEW)
    actions.hand_over(here.reviewer, number, "review", deputy.account_id or 0)
    actions.finish_step(acting, number, "review", "agree")
    step = Step.objects.get(case__number=number, key="review")
    assert (step.holder_name, step.on_behalf) == ("样例代理", here.reviewer.name)
    line = lines_of([f"step:{number}/review"])[-1]
    assert line.values["for"] == here.reviewer.name
    staff_actions.end_deputy(HOUSE, appointment)
    assert not again(deputy).may(Can.REVIEW, here.organ)
    assert (deputy.account_id, "样例代理") not in staff_queries.holders(here.organ, Desk.REVIEW)


def test_a_deputy_s_time_begins_and_ends(here: given.Place) -> None:
    deputy = organs.staff(here.organ, Can.SEE)
    appoint(here, here.reviewer, deputy, days=2)
    assert again(deputy).may(Can.REVIEW, here.organ)
    with clock.frozen("2026-09-16T08:00"):
        assert not again(deputy).may(Can.REVIEW, here.organ)
    with clock.frozen("2026-09-13T08:00"):
        assert not again(deputy).may(Can.REVIEW, here.organ)


def test_a_decision_of_a_deputy_is_hers_unless_she_reviewed_it(here: given.Place) -> None:
    appoint(here, here.approver, here.reviewer)
    acting = again(here.reviewer)
    number = given.reviewed(here)
    with pytest.raises(NotAllowedError, match="办理过"):
        actions.grant(acting, number, "decide")
    second = handled.colleague(here)
    again_reviewed = given.accepted(here)
    actions.finish_step(second, again_reviewed, "review", "agree")
    actions.grant(acting, again_reviewed, "decide")
    (line,) = [line for line in lines_of([f"case:{again_reviewed}"]) if line.event == "case.decided"]
    assert line.values["for"] == here.approver.name


def test_a_deputy_approves_nothing_her_principal_proposed() -> None:
    here = handled.place()
    both = organs.staff(here.organ, Can.REVIEW, Can.APPROVE_TIME, Can.SEE, name="样例科长", desk=Desk.REVIEW)
    deputy = organs.staff(here.organ, Can.SEE, name="样例代理")
    appoint(here, both, deputy)
    acting, number = again(deputy), given.accepted(here)
    stop = actions.propose_stop(both, number, "experts", 5, "需要评审")
    more = actions.propose_extension(both, number, 5, "案情复杂")
    for approve, key in ((actions.approve_stop, stop), (actions.approve_extension, more)):
        with pytest.raises(NotAllowedError, match="所代理的人"):
            approve(acting, number, key, agrees=True)
    assert all(row.stage == Stage.PROPOSED for row in ProceedingRow.objects.filter(case__number=number))
    appoint(here, handled.head(here), deputy)  # now she has it of somebody else as well
    actions.approve_extension(again(deputy), number, more, agrees=True)
    (line,) = [line for line in lines_of([f"case:{number}"]) if line.event == "case.extended"]
    assert line.values["for"] == "样例局长"


def test_what_a_deputy_proposed_in_her_place_is_not_hers_to_approve(here: given.Place) -> None:
    both = organs.staff(here.organ, Can.REVIEW, Can.APPROVE_TIME, Can.SEE, desk=Desk.REVIEW)
    deputy = organs.staff(here.organ, Can.SEE)
    appoint(here, both, deputy)
    number = given.accepted(here)
    key = actions.propose_extension(again(deputy), number, 5, "案情复杂")
    with pytest.raises(NotAllowedError, match="代您"):
        actions.approve_extension(both, number, key, agrees=True)


def test_a_deputy_s_approval_and_suspension_say_for_whom() -> None:
    here = handled.place()
    deputy = organs.staff(here.organ, Can.SEE, name="样例代理")
    appoint(here, handled.head(here), deputy)
    appoint(here, here.approver, deputy)
    acting, number = again(deputy), given.accepted(here)
    actions.approve_stop(acting, number, actions.propose_stop(here.reviewer, number, "experts", 5, "评审"), agrees=True)
    more = actions.propose_extension(here.reviewer, number, 5, "案情复杂")
    actions.approve_extension(acting, number, more, agrees=False, note="请加快")
    actions.lift_suspension(acting, number, actions.suspend(acting, number, "样例法第十条", "等候裁判"), "已审结")
    actions.terminate(acting, number, "申请人死亡", "样例法第十一条")
    said = {line.event: line.values.get("for") for line in lines_of([f"case:{number}"])}
    assert said["case.stopped"] == said["case.extension_rejected"] == "样例局长"
    decided = {said[event] for event in ("case.suspended", "case.suspension_lifted", "case.terminated")}
    assert decided == {here.approver.name}
    assert handled.row_of(number, "special").approved_by == "样例代理（代样例局长）"
    page = queries.case_page(here.reviewer, number)
    assert {h.who for h in page.story if h.event == "case.stopped"} == {"样例代理（代样例局长）"}
    assert {h.who for h in queries.case_page(here.citizen, number).story if h.event == "case.stopped"} == {"样例代理"}


def test_a_deputy_does_not_decide_what_her_principal_reviewed(here: given.Place) -> None:
    both, deputy = here.reviewer, organs.staff(here.organ, Can.SEE)
    staff_actions.save_role(HOUSE, "both", "审批岗", [str(Can.DECIDE)], desk=Desk.APPROVE)
    staff_actions.assign(HOUSE, Staff.objects.get(account_id=both.account_id or 0).pk, "both", Reach.ORGAN)
    appoint(here, both, deputy)
    number = given.reviewed(here)
    with pytest.raises(NotAllowedError, match="所代理的人"):
        actions.grant(again(deputy), number, "decide")
    (step,) = [s for s in queries.case_page(again(deputy), number).steps if s.mine]
    assert "所代理的人" in step.why


def test_a_deputy_is_a_colleague_for_a_time_that_lies_ahead(here: given.Place) -> None:
    mine = Staff.objects.get(account_id=here.reviewer.account_id or 0).pk
    other = Staff.objects.get(account_id=here.approver.account_id or 0).pk
    far = Staff.objects.get(account_id=elsewhere()[1].account_id or 0).pk
    today, later = date(2026, 9, 14), date(2026, 9, 20)
    for deputy, first, last, code in (
        (mine, today, later, "organs.own_deputy"),
        (far, today, later, "organs.deputy_elsewhere"),
        (other, later, today, "organs.deputy_days"),
        (other, date(2026, 9, 1), date(2026, 9, 5), "organs.deputy_past"),
    ):
        with pytest.raises(DomainError) as no:
            staff_actions.appoint_deputy(HOUSE, mine, deputy, first, last, "出差")
        assert no.value.code == code
    staff_actions.appoint_deputy(HOUSE, mine, other, today, later, "出差")
    with pytest.raises(WrongStateError):
        staff_actions.appoint_deputy(HOUSE, mine, other, today, later, "出差")
    with pytest.raises(NotAllowedError):
        staff_actions.appoint_deputy(here.reviewer, other, mine, today, later, "出差")
    (row,) = staff_queries.deputies_of(here.reviewer, mine)
    assert (row.deputy, row.open) == (here.approver.name, True)
    with pytest.raises(NotAllowedError):
        staff_queries.deputies_of(here.approver, mine)
