"""What is right of a project, in tables."""

from datetime import date

import pytest

from cityhall.cases.terms import Outcome, Status
from cityhall.joint.terms import JointState
from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.kernel.tests.calendars import official
from cityhall.projects.rules import codes, plan, standing
from cityhall.projects.rules.standing import Place, StageNow
from cityhall.projects.terms import Pace, Planned, ProfileTerms, ProjectState, StageSpec, StageState, WorkState

CALENDAR_2026 = official()
DAY = date.fromisoformat


@pytest.mark.parametrize(("text", "kept"), [
    ("2611-990100-04-01-12345X", "2611-990100-04-01-12345X"),
    (" 2611－990100-04-01-123456 ", "2611-990100-04-01-123456"),
    ("2611-990100-04-01-12345x", "2611-990100-04-01-12345X"),
])  # fmt: skip
def test_a_code_that_fits_is_kept(text: str, kept: str) -> None:
    assert codes.check_code(text, codes.PICTURE) == kept


@pytest.mark.parametrize(("text", "why"), [
    ("", "projects.bad_code"),
    ("2611-990100-04-01-12345", "projects.bad_code"),
    ("2611-990100-04-01-1234567", "projects.bad_code"),
    ("26A1-990100-04-01-123456", "projects.bad_code"),
    ("2611-99010０-04-01-123456", "projects.bad_code"),
    ("2611 990100 04 01 123456", "projects.bad_code"),
    ("2600-990100-04-01-123456", "projects.bad_code_month"),
    ("2613-990100-04-01-123456", "projects.bad_code_month"),
])  # fmt: skip
def test_a_code_that_does_not_fit_is_refused(text: str, why: str) -> None:
    with pytest.raises(InvalidInputError) as no:
        codes.check_code(text, codes.PICTURE)
    assert no.value.code == why


@pytest.mark.parametrize("picture", ["", "Q9", "YYM-9", "9" * 41])
def test_a_shape_has_signs_of_its_own(picture: str) -> None:
    with pytest.raises(InvalidInputError):
        codes.check_picture(picture)
    assert codes.check_picture("yyyy-dddddd-99-99-999999") == "YYYY-DDDDDD-99-99-999999"


G, F, A, R, D = WorkState.GRANTED, WorkState.FAILED, WorkState.ACCEPTED, WorkState.RECEIVED, WorkState.DRAFT


@pytest.mark.parametrize(("work", "missing", "closed", "state"), [
    ((), 0, False, StageState.WAITING),
    ((), 0, True, StageState.DONE),
    ((D,), 0, False, StageState.OPEN),
    ((R,), 0, False, StageState.OPEN),
    ((G,), 0, False, StageState.DONE),
    ((G, A), 0, False, StageState.OPEN),
    ((G, F), 0, False, StageState.DONE),
    ((F,), 0, False, StageState.OPEN),
    ((G,), 1, False, StageState.OPEN),
])  # fmt: skip
def test_a_stage_is_done_when_everything_planned_is_granted(
    work: tuple[WorkState, ...], missing: int, closed: bool, state: StageState
) -> None:
    assert standing.stage_state(StageNow("a", "甲", True, work, missing, closed)) is state
    assert standing.standing([StageNow("a", "甲", True, work, missing, closed)]) == {"a": state}


def places(*done: bool, waits: tuple[bool, ...] = (True, True, True)) -> list[Place]:
    return [Place(k, n, w, d) for k, n, w, d in zip("abc", "甲乙丙", waits, done, strict=True)]


@pytest.mark.parametrize(("done", "waits", "free", "next_one"), [
    ((False, False, False), (True, True, True), ["a"], "a"),
    ((True, False, False), (True, True, True), ["a", "b"], "b"),
    ((True, True, True), (True, True, True), ["a", "b", "c"], "c"),
    ((False, False, False), (True, True, False), ["a", "c"], "a"),
    ((False, True, False), (True, True, True), ["a"], "a"),
])  # fmt: skip
def test_a_stage_begins_after_those_before_it(
    done: tuple[bool, ...], waits: tuple[bool, ...], free: list[str], next_one: str
) -> None:
    stages = places(*done, waits=waits)
    assert standing.may_begin(stages) == free
    assert standing.open_stage(stages) == next_one


def test_what_may_not_begin_says_what_is_missing() -> None:
    with pytest.raises(WrongStateError, match="甲、乙"):
        standing.check_may_begin(places(False, False, False), "c")
    with pytest.raises(InvalidInputError):
        standing.check_may_begin(places(False, False, False), "z")


@pytest.mark.parametrize(("status", "outcome", "state"), [
    (Status.DRAFT, "", D), (Status.RECEIVED, "", R), (Status.SUPPLEMENTING, "", R), (Status.ACCEPTED, "", A),
    (Status.DECIDED, Outcome.GRANTED, G), (Status.ARCHIVED, Outcome.GRANTED, G), (Status.DECIDED, Outcome.REFUSED, F),
    (Status.DELIVERED, Outcome.REVOKED, F), (Status.WITHDRAWN, "", F), (Status.NOT_ACCEPTED, "", F), (Status.VOIDED, "", F),
])  # fmt: skip
def test_how_a_case_stands(status: Status, outcome: str, state: WorkState) -> None:
    assert standing.of_case(status, outcome) is state


@pytest.mark.parametrize(("state", "outcome", "cases", "as_work"), [
    (JointState.DRAFT, "", (), D), (JointState.OPEN, "", (R, R), R), (JointState.OPEN, "", (R, A), A), (JointState.OPEN, "", (), R),
    (JointState.DONE, "whole", (G, G), G), (JointState.DONE, "part", (G, F), G), (JointState.DONE, "none", (F, F), F),
    (JointState.WITHDRAWN, "", (F,), F), (JointState.WITHDRAWN, "", (G, F), G),
])  # fmt: skip
def test_how_a_joint_application_stands(
    state: JointState, outcome: str, cases: tuple[WorkState, ...], as_work: WorkState
) -> None:
    assert standing.of_joint(state, outcome, cases) is as_work


@pytest.mark.parametrize("move", ["complete", "stop", "resume"])
def test_every_move_leads_somewhere_and_is_refused_elsewhere(move: str) -> None:
    allowed, target = standing.MOVES[move]
    for state in ProjectState:
        if state in allowed:
            assert standing.next_state(state, move) is target
        else:
            with pytest.raises(WrongStateError):
                standing.next_state(state, move)


@pytest.mark.parametrize(("begun", "done", "today", "expected"), [
    (None, None, "2026-09-01", Pace.AHEAD), (None, None, "2026-09-10", Pace.RUNNING), ("2026-09-02", None, "2026-09-03", Pace.RUNNING),
    (None, None, "2026-09-19", Pace.LATE), ("2026-09-12", "2026-09-18", "2026-10-01", Pace.DONE),
    ("2026-09-12", "2026-09-21", "2026-10-01", Pace.DONE_LATE),
])  # fmt: skip
def test_the_pace_of_a_milestone(begun: str | None, done: str | None, today: str, expected: Pace) -> None:
    """Planned from 10 to 18 September."""
    got = plan.pace(
        DAY("2026-09-10"), DAY("2026-09-18"), DAY(begun) if begun else None, DAY(done) if done else None, DAY(today)
    )
    assert got is expected


@pytest.mark.parametrize(("due", "until", "days", "certain"), [
    ("2026-09-18", "2026-09-18", 0, True),
    ("2026-09-18", "2026-09-20", 1, True),  # the Sunday before National Day is worked
    ("2026-09-30", "2026-10-08", 1, True),  # the holiday does not count
    ("2026-12-30", "2027-01-05", 1, False),  # the notice of the next year is not out
    ("2027-01-05", "2027-01-20", 0, False),
])  # fmt: skip
def test_behind_is_told_in_working_days(due: str, until: str, days: int, certain: bool) -> None:
    got = plan.behind(DAY(due), DAY(until), CALENDAR_2026)
    assert (got.days, got.certain) == (days, certain)
    assert ("至少" in str(got)) is not certain


@pytest.mark.parametrize(("spans", "days"), [
    ([], 0),
    ([plan.Span(DAY("2026-09-14"), DAY("2026-09-14"))], 0),  # begun and ended on one day
    ([plan.Span(DAY("2026-09-14"), DAY("2026-09-18"))], 4),
    ([plan.Span(DAY("2026-09-14"), DAY("2026-09-18")), plan.Span(DAY("2026-09-16"), DAY("2026-09-21"))], 6),  # together once
    ([plan.Span(DAY("2026-09-14"), DAY("2026-09-18"), ((DAY("2026-09-16"), DAY("2026-09-17")),))], 2),  # the expert review
    ([plan.Span(DAY("2026-09-14"), DAY("2026-09-18"), ((DAY("2026-09-16"), date.max),))], 1),  # still waiting
    ([plan.Span(DAY("2026-09-14"), DAY("2026-09-18"), ((DAY("2026-09-15"), DAY("2026-09-18")),)),
      plan.Span(DAY("2026-09-16"), DAY("2026-09-17"))], 1),  # while one waits, another has it
])  # fmt: skip
def test_only_the_days_an_organ_had_it_count_and_each_once(spans: list[plan.Span], days: int) -> None:
    got = plan.held(spans, 45, CALENDAR_2026)
    assert (got.days, got.left, got.certain) == (days, 45 - days, True)


@pytest.mark.parametrize(("days", "promise", "light", "said"), [
    (0, 45, "green", "还剩 45 个"), (29, 45, "green", "还剩 16 个"), (30, 45, "yellow", "还剩 15 个"), (45, 45, "yellow", "还剩 0 个"),
    (46, 45, "red", "超出 1 个"), (46, 0, "grey", "已用 46 个工作日"),
])  # fmt: skip
def test_the_light_of_the_whole(days: int, promise: int, light: str, said: str) -> None:
    got = plan.Held(days, promise)
    assert got.light == light
    assert said in f"{got.word} {got.sentence}"


@pytest.mark.parametrize(("planned", "why"), [
    (Planned(" ", DAY("2026-09-01"), DAY("2026-09-02")), "projects.no_milestone"),
    (Planned("甲", DAY("2026-09-02"), DAY("2026-09-01")), "projects.plan_dates"),
    (Planned("甲", DAY("2026-09-02"), DAY("2038-09-01")), "projects.plan_too_long"),
    (Planned("甲", DAY("2026-09-02"), DAY("2026-09-03"), stage="z"), "projects.unknown_stage"),
])  # fmt: skip
def test_a_plan_that_makes_no_sense_is_refused(planned: Planned, why: str) -> None:
    with pytest.raises(InvalidInputError) as no:
        plan.check_planned(planned, ["a"])
    assert no.value.code == why


GOOD = ProfileTerms("p", "样例方案", (StageSpec("a", "甲"),), 45, "样例文件", "样例来源")


@pytest.mark.parametrize(("changes", "why"), [
    ({"name": ""}, "projects.profile_name"), ({"source": ""}, "projects.profile_source"), ({"basis": ""}, "projects.promise_basis"),
    ({"stages": ()}, "projects.stage_count"), ({"stages": (StageSpec("a", "甲"), StageSpec("a", "乙"))}, "projects.stage_key"),
    ({"stages": (StageSpec("a", ""),)}, "projects.stage_name"), ({"stages": (StageSpec("a b", "甲"),)}, "projects.stage_key"),
])  # fmt: skip
def test_a_profile_has_stages_and_sources(changes: dict[str, object], why: str) -> None:
    assert plan.check_profile(GOOD) == GOOD
    with pytest.raises(InvalidInputError) as no:
        plan.check_profile(ProfileTerms(**{**GOOD.__dict__, **changes}))
    assert no.value.code == why


@pytest.mark.parametrize(("last", "listed", "today", "due"), [
    (None, "2026-09-01", "2026-09-08", None), (None, "2026-09-01", "2026-09-09", "2026-09-08"),
    ("2026-09-07", "2026-09-01", "2026-09-14", None), ("2026-09-07", "2026-09-01", "2026-09-15", "2026-09-14"),
])  # fmt: skip
def test_a_key_project_is_consulted_about_every_week(
    last: str | None, listed: str, today: str, due: str | None
) -> None:
    got = plan.consult_due(DAY(last) if last else None, DAY(listed), 7, DAY(today))
    assert got == (due and DAY(due))


@pytest.mark.parametrize(("first", "last", "why"), [
    ("2026-09-01", None, "projects.lane_end"), ("2026-09-10", "2026-09-09", "projects.lane_dates"),
    ("2026-08-01", "2026-08-20", "projects.lane_dates"),
])  # fmt: skip
def test_a_fast_lane_ends_some_day(first: str, last: str | None, why: str) -> None:
    with pytest.raises(InvalidInputError) as no:
        plan.check_lane(DAY(first), DAY(last) if last else None, DAY("2026-09-01"))
    assert no.value.code == why
    plan.check_lane(DAY("2026-09-01"), DAY("2026-09-01"), DAY("2026-09-01"))


def test_what_has_not_happened_is_not_written_down() -> None:
    with pytest.raises(InvalidInputError):
        plan.check_reached(DAY("2026-09-02"), DAY("2026-09-01"), None)
    with pytest.raises(InvalidInputError):
        plan.check_reached(DAY("2026-09-01"), DAY("2026-09-03"), DAY("2026-09-02"))
    with pytest.raises(InvalidInputError):
        plan.check_held_on(DAY("2026-09-02"), DAY("2026-09-01"))
    with pytest.raises(InvalidInputError):
        plan.check_task_due(DAY("2026-09-02"), DAY("2026-09-01"))
