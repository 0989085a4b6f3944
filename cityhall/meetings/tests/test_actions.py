"""Called together, heard, concluded: what each step writes down, what it does to the cases, who is turned away."""

from datetime import timedelta

import pytest

from cityhall.cases import actions as cases
from cityhall.cases.models import Hold
from cityhall.cases.terms import HoldKind
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines import queries as clocks
from cityhall.joint.tests import given as joint
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.meetings import actions, queries
from cityhall.meetings.models import Meeting, Seat, Sitting
from cityhall.meetings.terms import Can, Conclusion, Kind, Opinion, State
from cityhall.messages.models import Message, Paper
from cityhall.organs.tests import given as organs
from cityhall.people.tests import given as people
from cityhall.site.testing import drain

from . import given

pytestmark = pytest.mark.django_db(transaction=True)


def ready(at: given.Table, part: str) -> str:
    """Its case taken on and reviewed, waiting for the decision."""
    case, place = joint.case_of(at.number, part), at.whole.places[part]
    cases.accept(place.clerk, case)
    cases.finish_step(place.reviewer, case, "review", "agree", "符合")
    return case


def grant(at: given.Table, part: str) -> None:
    cases.grant(at.whole.places[part].approver, joint.case_of(at.number, part), "decide")


def holds(case: str) -> list[str]:
    rows = Hold.objects.filter(case__number=case, kind=HoldKind.MEETING, lifted_at=None)
    return list(rows.values_list("reason", flat=True))


def test_while_it_is_open_no_case_of_the_stage_is_granted_and_acceptance_is_not_kept_waiting() -> None:
    at = given.table()
    number = given.convened(at)

    case = ready(at, "fire")
    with pytest.raises(WrongStateError, match="还没有结论"):
        grant(at, "fire")
    assert number in holds(case)[0]

    given.all_agree(at, number)
    given.concluded(at, number, "pass")
    assert holds(case) == []
    grant(at, "fire")


def test_sent_back_changed_heard_again_and_passed() -> None:
    at = given.table()
    number = given.convened(at)
    case = ready(at, "plan")
    at.says(number, "plan", "agree")
    at.says(number, "fire", "conditional", "消防车道加宽到 4 米")
    at.says(number, "green", "agree")
    given.concluded(at, number, "again", "消防车道加宽到 4 米")
    with pytest.raises(WrongStateError, match="修改后再议"):
        grant(at, "plan")
    told = queries.of_whole(at.whole.citizen, at.number)
    assert [(one.label, one.asked, one.may_revise) for one in told] == [("修改后再议", "消防车道加宽到 4 米", True)]
    with pytest.raises(NotFoundError):
        actions.revise(people.citizen(name="样例他人"), number, "已修改")

    actions.revise(at.whole.citizen, number, "车道已加宽")
    actions.reconvene(at.chair, number, clock.now(), given.SITE, 2)
    drain()
    assert "还没有结论" in holds(case)[0]
    given.all_agree(at, number)
    given.concluded(at, number, "pass")

    row = Meeting.objects.get(number=number)
    assert (row.state, row.conclusion, row.round) == (State.DONE, Conclusion.PASS, 2)
    assert [(one.round, one.conclusion) for one in Sitting.objects.filter(meeting=row).order_by("round")] == [
        (1, "again"),
        (2, "pass"),
    ]
    grant(at, "plan")


def test_not_passed_nothing_is_granted_a_refusal_may_be_and_a_new_meeting_may_say_otherwise() -> None:
    at = given.table()
    number = given.convened(at)
    case = ready(at, "plan")
    at.says(number, "plan", "against", "与控规不符")
    at.says(number, "fire", "agree")
    at.says(number, "green", "agree")
    given.concluded(at, number, "fail")
    with pytest.raises(WrongStateError, match="不通过"):
        grant(at, "plan")

    given.all_agree(at, second := given.convened(at, subject="调整后方案联审"))
    given.concluded(at, second, "pass")
    assert holds(case) == []

    third = given.convened(at)
    cases.refuse(at.whole.places["plan"].approver, case, "decide", "不符合控制性详细规划。")
    actions.cancel(at.chair, third, "方案撤回")
    drain()
    assert all(not holds(joint.case_of(at.number, part)) for part in at.speakers)


def test_minutes_are_a_numbered_paper_with_what_each_organ_said() -> None:
    at = given.table()
    number = given.convened(at)
    given.all_agree(at, number)
    paper = given.concluded(at, number, "pass")

    row = Paper.objects.get(number=paper)
    assert row.title == "会商纪要"
    assert "纪〔" in paper
    assert row.sha256
    assert [said for _, said in row.facts["findings"]] == ["同意"] * 3
    assert queries.paper_seen(at.speakers["fire"], number, paper) == paper
    with pytest.raises(NotAllowedError):
        queries.paper_seen(people.citizen(), number, paper)


def test_who_may_not_changes_nothing() -> None:
    at = given.table()
    number, stranger = given.convened(at), given.chair(organs.organ())
    before = Meeting.objects.get(number=number).version
    seat = at.seat(number, "fire")
    with pytest.raises(NotAllowedError):
        given.convened(given.Table(at.whole, at.number, at.speakers["plan"], {}))
    with pytest.raises(NotAllowedError):
        actions.speak(at.speakers["green"], number, seat, "agree")
    for act in (
        lambda: actions.speak(stranger, number, seat, "agree"), lambda: actions.remind(stranger, number),
        lambda: actions.conclude(stranger, number, "pass", "纪要"), lambda: actions.cancel(stranger, number, "不开了"),
        lambda: actions.reschedule(stranger, number, given.soon(), "别处", "下雨"),
        lambda: actions.excuse(stranger, number, seat, "absent", "无关"),
    ):  # fmt: skip
        with pytest.raises(NotAllowedError):
            act()
    with pytest.raises(NotFoundError):
        queries.meeting(stranger, number)
    assert list(queries.meetings(stranger).rows) == []
    assert Meeting.objects.get(number=number).version == before
    assert not Seat.objects.exclude(opinion="").exists()


def test_an_opinion_may_be_changed_until_the_conclusion_and_all_are_waited_for() -> None:
    at = given.table()
    number = given.convened(at)
    at.says(number, "fire", "against", "出口不足")
    at.says(number, "fire", "agree")
    with pytest.raises(WrongStateError, match="还没有发表意见"):
        actions.conclude(at.chair, number, "pass", "纪要")
    at.says(number, "plan", "agree")
    actions.excuse(at.chair, number, at.seat(number, "green"), "absent", "不涉及绿化")
    with pytest.raises(NotAllowedError):
        at.says(number, "green", "agree")
    with pytest.raises(WrongStateError, match="牵头单位不能不参加"):
        actions.excuse(at.chair, number, at.seat(number, "plan"), "absent", "忙")
    given.concluded(at, number, "pass")
    with pytest.raises(WrongStateError):
        at.says(number, "fire", "against", "出口不足")
    assert clocks.clocks_of([f"meeting:{number}/{at.seat(number, 'fire')}"])[0].met


@pytest.mark.parametrize("silence", [True, False])
def test_silence_past_the_last_moment(silence: bool) -> None:
    at = given.table()
    number = given.convened(at, silence=silence)
    at.says(number, "plan", "agree")
    at.says(number, "green", "agree")
    with clock.frozen(clock.now() + timedelta(days=14)):
        deadlines.sweep(HOUSE)
        drain()
        seen = given.view(at.chair, number)
        assert (seen.tally.silent, seen.tally.late) == ((1, ()) if silence else (0, (seen.now.seats[1].name,)))
        assert seen.may_conclude == ((Conclusion.PASS,) if silence else (Conclusion.AGAIN,))
        if silence:
            assert Seat.objects.get(pk=at.seat(number, "fire")).opinion == Opinion.SILENT
            with pytest.raises(WrongStateError, match="已视为同意"):
                at.says(number, "fire", "against", "晚了")
        else:
            at.says(number, "fire", "agree")
        given.concluded(at, number, "pass")
    told = Message.objects.filter(kind="meeting", subject__contains="视为同意" if silence else "已逾期")
    assert told.count() == 1


def test_silence_counts_although_the_sweep_has_not_come() -> None:
    at = given.table()
    number = given.convened(at, silence=True)
    at.says(number, "plan", "agree")
    with clock.frozen(clock.now() + timedelta(days=14)):
        given.concluded(at, number, "pass")
    assert Seat.objects.filter(opinion=Opinion.SILENT).count() == 2


def test_what_was_seen_before_an_opinion_came_is_not_concluded_upon() -> None:
    from cityhall.kernel import call

    at = given.table()
    number = given.convened(at)
    given.all_agree(at, number)
    seen = given.view(at.chair, number).version
    at.says(number, "fire", "against", "出口不足")
    with call.calling(seen=seen), pytest.raises(StaleError):
        actions.conclude(at.chair, number, "pass", "纪要")


def test_moved_to_another_day_it_is_not_concluded_before() -> None:
    at = given.table()
    number = given.convened(at)
    given.all_agree(at, number)
    with pytest.raises(InvalidInputError, match="已经过去"):
        actions.reschedule(at.chair, number, clock.now() - timedelta(days=1), "三楼会议室", "有人出差")
    actions.reschedule(at.chair, number, given.soon(), "三楼会议室", "有人出差")
    with pytest.raises(WrongStateError, match="还没有到"):
        actions.conclude(at.chair, number, "pass", "纪要")
    with clock.frozen(given.soon(90)):
        given.concluded(at, number, "pass")


def test_reminded_once_a_day() -> None:
    at = given.table()
    number = given.convened(at)
    at.says(number, "green", "agree")
    before = Message.objects.count()
    assert actions.remind(at.chair, number) == 1
    drain()
    assert Message.objects.count() == before + 1
    with pytest.raises(WrongStateError, match="今天已经催办过"):
        actions.remind(at.chair, number)


def test_invited_are_told_and_the_applicant_too_each_once() -> None:
    at = given.table()
    given.convened(at)
    about = Message.objects.filter(kind="meeting")
    assert about.filter(account_id=at.whole.citizen.account_id, ref=f"joint:{at.number}").count() == 1
    assert all(about.filter(account_id=one.account_id).count() == 1 for one in at.speakers.values())


def test_a_part_that_opens_later_is_bound_from_that_moment() -> None:
    at = given.table(("plan", "fire"), after={"fire": [{"part": "plan", "need": "acceptance"}]})
    number = given.convened(at)
    joint.accepted(at.whole, at.number, "plan")
    case = joint.case_of(at.number, "fire")
    assert number in holds(case)[0]
    assert [one.number for one in queries.of_case(at.speakers["fire"], case)] == [number]
    assert queries.of_case(at.speakers["plan"], case) == []


def test_each_step_is_in_the_journal() -> None:
    at = given.table()
    number = given.convened(at)
    given.all_agree(at, number)
    given.concluded(at, number, "pass")
    said = list(Entry.objects.filter(ref=f"meeting:{number}").order_by("id").values_list("event", flat=True))
    for event, times in {"meeting.convened": 1, "meeting.spoken": 3, "meeting.concluded": 1}.items():
        assert said.count(event) == times


def test_a_review_without_force_stops_nothing_and_experts_near_to_the_applicant_stay_away() -> None:
    at = given.table()
    case = ready(at, "plan")
    near = given.expert(at.chair, at.whole.lead, "样例专家乙", "样例设计院")
    good = [given.expert(at.chair, at.whole.lead, name) for name in ("样例专家甲", "样例专家丙")]
    with pytest.raises(InvalidInputError, match="应当回避"):
        given.convened(at, Kind.EXPERTS, whole="", cases=[case], experts=[near, *good], parties=["样例设计院"])
    number = given.convened(at, Kind.EXPERTS, whole="", cases=[case], experts=good, parties=["样例设计院"])
    assert holds(case) == []

    with pytest.raises(NotAllowedError):
        actions.speak(at.speakers["fire"], number, seats(number)[0], "agree")
    actions.speak(at.chair, number, seats(number)[0], "against", "抗震等级不足")
    actions.excuse(at.chair, number, seats(number)[1], "recused", "曾参与设计")
    given.concluded(at, number, "fail")
    [told] = queries.of_case(at.whole.places["plan"].approver, case)
    assert (told.label, told.binds) == ("不通过", False)
    grant(at, "plan")


def test_a_review_that_binds_stops_the_grant() -> None:
    at = given.table()
    case = ready(at, "plan")
    good = given.expert(at.chair, at.whole.lead)
    number = given.convened(at, Kind.EXPERTS, whole="", cases=[case], experts=[good], binds=True)
    actions.speak(at.chair, number, seats(number)[0], "against", "抗震等级不足")
    given.concluded(at, number, "fail")
    with pytest.raises(WrongStateError, match="不通过"):
        grant(at, "plan")
    actions.retire_expert(at.chair, good, "退休")
    with pytest.raises(InvalidInputError, match="已不在专家库"):
        given.convened(at, Kind.EXPERTS, whole="", cases=[case], experts=[good])


def seats(number: str) -> list[int]:
    return list(Seat.objects.filter(meeting__number=number).order_by("id").values_list("pk", flat=True))


def test_only_who_keeps_the_pool_keeps_it() -> None:
    organ = organs.organ()
    with pytest.raises(NotAllowedError):
        given.expert(organs.staff(organ, Can.CONVENE), organ)
    keeper = organs.staff(organ, Can.KEEP_EXPERTS)
    made = given.expert(keeper, organ)
    with pytest.raises(WrongStateError):
        given.expert(keeper, organ)
    assert given.expert(keeper, organ, field="岩土", conflicts=["样例设计院"], expert_id=made) == made
    assert queries.expert(keeper, made).conflicts == ("样例设计院",)
    with pytest.raises(NotAllowedError):
        queries.experts(organs.staff(organ, Can.SPEAK))
