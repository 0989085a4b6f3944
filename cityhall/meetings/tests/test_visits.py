"""联合勘验、联合验收: one visit for all; put right and looked at again; what it leaves out of which clock."""

from datetime import timedelta

import pytest

from cityhall.cases import actions as cases
from cityhall.deadlines import queries as clocks
from cityhall.deadlines.queries import ClockView
from cityhall.deadlines.terms import Kind as ClockKind
from cityhall.joint.tests import given as joint
from cityhall.kernel import clock
from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.meetings import actions, queries
from cityhall.meetings.models import Bound, Meeting
from cityhall.meetings.terms import Kind, State
from cityhall.messages.models import Paper
from cityhall.site.testing import drain

from . import given

pytestmark = pytest.mark.django_db(transaction=True)
LISTED = {"specials": [{"cause": "visit", "basis": "样例市并联审批办法第九条", "days": 3, "statutory": False}]}
MONDAY, WEDNESDAY = "2026-11-16T09:30", "2026-11-18T16:00"


def clock_of(case: str, kind: ClockKind) -> ClockView:
    return next(one for one in clocks.clocks_of([f"case:{case}"]) if one.kind is kind)


def accepted(at: given.Table, part: str) -> str:
    case = joint.case_of(at.number, part)
    cases.accept(at.whole.places[part].clerk, case)
    return case


def looked(at: given.Table, visit: str, part: str, opinion: str = "agree", reason: str = "") -> None:
    at.says(visit, part, opinion, reason, f"样例{part}甲、样例{part}乙")


@pytest.mark.parametrize("kind", [Kind.VISIT, Kind.ACCEPTANCE])
def test_put_right_and_looked_at_again(kind: Kind) -> None:
    at = given.table(("plan", "fire"))
    visit = given.convened(at, kind)
    case = accepted(at, "fire")
    cases.finish_step(at.whole.places["fire"].reviewer, case, "review", "agree", "符合")
    looked(at, visit, "plan")
    looked(at, visit, "fire", "conditional", "疏散指示标志缺两处")
    with pytest.raises(InvalidInputError, match="要求申请人修改什么"):
        actions.conclude(at.chair, visit, "again", "现场情况如各单位记录。")
    paper = given.concluded(at, visit, "again", "补装两处疏散指示标志")
    assert Paper.objects.get(number=paper).title == "联合勘验验收记录"
    with pytest.raises(WrongStateError, match="整改后"):
        cases.grant(at.whole.places["fire"].approver, case, "decide")

    actions.revise(at.whole.citizen, visit, "已补装")
    actions.reconvene(at.chair, visit, clock.now(), given.SITE)
    looked(at, visit, "plan")
    looked(at, visit, "fire")
    given.concluded(at, visit, "pass")
    cases.grant(at.whole.places["fire"].approver, case, "decide")
    [told] = queries.of_whole(at.whole.citizen, at.number)
    assert (told.state, told.round, told.may_revise) == (State.DONE, 2, False)


def test_nobody_finds_anything_before_the_day_or_alone() -> None:
    at = given.table(("plan", "fire"))
    visit = given.convened(at, Kind.VISIT, held_at=given.soon())
    with pytest.raises(WrongStateError, match="还没有到"):
        looked(at, visit, "fire")
    with clock.frozen(given.soon(90)):
        with pytest.raises(InvalidInputError, match="两名以上"):
            at.says(visit, "fire", "agree", members="样例一人")
        looked(at, visit, "fire")


@pytest.mark.parametrize(("listed", "moved"), [(True, 2), (False, 0)])
def test_only_the_promised_time_stands_still_and_only_where_the_item_says_so(listed: bool, moved: int) -> None:
    with clock.frozen(MONDAY):
        at = given.table(("plan", "fire"), items=LISTED if listed else {})
        case = accepted(at, "fire")
        promised, statutory = clock_of(case, ClockKind.PROMISED), clock_of(case, ClockKind.STATUTORY)
        visit = given.convened(at, Kind.VISIT, held_at=clock.now() + timedelta(minutes=5))
    with clock.frozen(WEDNESDAY):
        looked(at, visit, "plan")
        looked(at, visit, "fire")
        given.concluded(at, visit, "pass")
        for _ in range(2):  # a reaction that runs again changes nothing
            bound = Bound.objects.get(case_number=case)
            from cityhall.meetings.actions.following import leave_out

            leave_out(at.chair, bound.pk)
        assert clock_of(case, ClockKind.STATUTORY).due_at == statutory.due_at
        after = clock_of(case, ClockKind.PROMISED)
        assert after.paused_days == moved
        assert (after.due_at > promised.due_at) is listed
        assert len(after.pauses) == (1 if listed else 0)


def test_a_cancelled_visit_leaves_nothing_out_and_frees_the_cases() -> None:
    at = given.table(("plan", "fire"), items=LISTED)
    case = accepted(at, "fire")
    cases.finish_step(at.whole.places["fire"].reviewer, case, "review", "agree", "符合")
    visit = given.convened(at, Kind.VISIT)
    actions.cancel(at.chair, visit, "暴雨")
    drain()
    assert not clock_of(case, ClockKind.PROMISED).pauses
    cases.grant(at.whole.places["fire"].approver, case, "decide")
    assert Meeting.objects.get(number=visit).state == State.CANCELLED
    with pytest.raises(WrongStateError):
        actions.remind(at.chair, visit)
