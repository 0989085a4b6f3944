"""What people do for a project: register, plan, document, consult, distinguish, end; and who may not."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from cityhall.cases.terms import Can as Cases
from cityhall.cases.tests import given as cases_given
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines import queries as clocks
from cityhall.deadlines.terms import Kind
from cityhall.kernel import call, clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import (
    DomainError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    StaleError,
    WrongStateError,
)
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.tests.together import together
from cityhall.messages.models import Message
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.people import actions as people_actions
from cityhall.people.terms import Tie
from cityhall.people.tests import given as people
from cityhall.projects import actions, queries
from cityhall.projects.actions import NewProject
from cityhall.projects.models import Distinction, FollowUp, Milestone, Project, ProjectDocument
from cityhall.projects.terms import Can, Favour, Pace, Planned, ProfileTerms, StageSpec, Task
from cityhall.site.testing import drain

from . import given

pytestmark = pytest.mark.django_db(transaction=True)


def told() -> int:
    return Entry.objects.count()


def test_registered_by_the_unit_itself_it_has_the_stages_and_the_promise_of_the_day() -> None:
    here = given.site()
    page = queries.project(here.citizen, here.number)
    assert [s.name for s in page.stages] == ["立项用地规划许可", "工程建设许可", "施工许可", "竣工验收"]
    assert (page.held.promise, "宣城" in page.basis, page.mine) == (45, True, True)
    assert here.number.startswith("990100-")
    assert "-P" in here.number

    four = queries.profile("four_stages")
    actions.save_profile(HOUSE, given.replace(four, promise=30, basis="样例新承诺"))
    assert queries.project(here.citizen, here.number).held.promise == 45


def test_the_names_of_another_city_are_another_profile() -> None:
    here = given.site("plans_in_one")
    assert [s.name for s in queries.project(here.keeper, here.number).stages] == [
        "立项决策",
        "工程规划许可",
        "施工许可",
        "竣工验收",
    ]


def test_registered_by_staff_it_is_of_a_unit_the_city_knows() -> None:
    actions.seed_rules(HOUSE)
    organ = organs.organ()
    keeper = given.keeper(organ)
    unit = people.entity("样例制造有限公司")
    number = actions.register_project(keeper, NewProject(given.code(), "样例厂房", "four_stages", organ, unit))
    row = Project.objects.get(number=number)
    assert (row.applicant_name, row.account_id) == ("样例制造有限公司", None)
    for credit, error in (("", InvalidInputError), (people.credit_code(), NotFoundError)):
        with pytest.raises(error):
            actions.register_project(keeper, NewProject(given.code(), "样例厂房", "four_stages", organ, credit))
    with pytest.raises(NotAllowedError):
        actions.register_project(
            organs.staff(organs.organ(), Can.REGISTER), NewProject(given.code(), "样例厂房", "four_stages", organ, unit)
        )
    assert Project.objects.count() == 1


def test_a_code_is_of_one_project_also_when_two_register_at_once() -> None:
    here, code = given.site(), given.code()
    new = NewProject(code, "样例厂房", "four_stages", here.organ)
    told = together([lambda: actions.register_project(here.citizen, new)] * 2)
    assert sorted(type(one).__name__ for one in told) == ["WrongStateError", "str"]
    assert Project.objects.filter(code=code).count() == 1


@pytest.mark.parametrize(("changes", "code"), [
    ({"code": "2611-9901"}, "projects.bad_code"), ({"name": " "}, "projects.no_name"), ({"profile": "none"}, "projects.unknown_profile"),
    ({"credit_code": "91341800MA0000000X"}, "projects.not_your_unit"),
])  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_written(changes: dict[str, str], code: str) -> None:
    here = given.site()
    before = told()
    new = NewProject(given.code(), "样例厂房", "four_stages", here.organ)
    with pytest.raises(DomainError) as no:
        actions.register_project(here.citizen, given.replace(new, **changes))  # type: ignore[arg-type]
    assert no.value.code == code
    assert (Project.objects.count(), told()) == (1, before)


def test_a_plan_is_kept_moved_reached_and_what_was_first_planned_stays() -> None:
    with clock.frozen("2026-09-14T09:00", everywhere=True):
        here = given.site()
        one = given.planned(here, own=False, days=4)
        two = given.planned(here, own=False, days=1)
        actions.drop_milestone(here.keeper, here.number, two, "合并到前一个节点")
        with pytest.raises(InvalidInputError):
            actions.move_milestone(here.keeper, here.number, one, clock.today(), clock.today(), " ")
        actions.move_milestone(
            here.keeper, here.number, one, clock.today(), clock.today() + timedelta(days=7), "地勘推迟"
        )
    with clock.frozen("2026-09-24T09:00", everywhere=True):
        [late] = queries.project(here.keeper, here.number).milestones
        assert (late.pace, late.behind.days) == (Pace.LATE, 3)
        assert (late.first_due_on.day, late.due_on.day, late.moved_why) == (18, 21, "地勘推迟")
        with pytest.raises(InvalidInputError):
            actions.reach_milestone(here.keeper, here.number, one, given.tomorrow())
        actions.reach_milestone(here.keeper, here.number, one, clock.today())
        [done] = queries.project(here.keeper, here.number).milestones
        assert (done.pace, done.behind.days) == (Pace.DONE_LATE, 3)
        with pytest.raises(WrongStateError):
            actions.drop_milestone(here.keeper, here.number, one, "再取消")


def test_whoever_saw_an_older_version_is_told() -> None:
    here = given.site()
    seen = here.row.version
    given.planned(here)
    with pytest.raises(StaleError), call.calling(seen=seen):
        given.planned(here)
    assert Milestone.objects.count() == 1


def test_documents_come_from_both_sides_and_what_is_inside_stays_inside() -> None:
    here = given.site()
    hers = actions.add_document(here.citizen, here.number, cases_given.file(), "设计.pdf", "初步设计", inside=True)
    ours = actions.add_document(
        here.keeper, here.number, cases_given.file(b"%PDF-1.4 b"), "纪要.pdf", "内部纪要", stage="approval", inside=True
    )
    assert [d.id for d in queries.project(here.citizen, here.number).documents] == [hers]
    assert [d.id for d in queries.project(here.keeper, here.number).documents] == [hers, ours]
    with pytest.raises(NotFoundError):
        queries.document(here.citizen, here.number, ours)
    with pytest.raises(NotFoundError):
        actions.remove_document(here.citizen, here.number, ours)
    kept = ProjectDocument.objects.get(pk=hers).sha256
    assert queries.contents_in_use([kept, "0" * 64]) == {kept}
    actions.remove_document(here.citizen, here.number, hers)
    with pytest.raises(InvalidInputError):
        actions.remove_document(here.keeper, here.number, ours)
    assert queries.contents_in_use([kept]) == set()


def consulted(here: given.Site, *tasks: Task, shared: bool = False, ago: int = 0) -> int:
    held_on = clock.today() - timedelta(days=ago)
    return actions.note_consultation(
        here.keeper, here.number, held_on, "管线迁改没有方案", "分头办理", tasks, shared=shared
    )


def test_a_consultation_gives_out_tasks_whose_time_runs_out() -> None:
    with clock.frozen("2026-09-14T09:00", everywhere=True):
        here = given.site()
        other = organs.organ()
        person = organs.staff(other, Can.SEE)
        consulted(
            here,
            Task("提出迁改方案", other, clock.today() + timedelta(days=3), person.account_id),
            Task("报进度", other, clock.today()),
        )
        one = FollowUp.objects.get(what="提出迁改方案")
        assert Message.objects.filter(account_id=person.account_id, kind="project.task").count() == 1
        assert other in here.row.organs
    with clock.frozen("2026-09-18T09:00", everywhere=True):
        deadlines.sweep(HOUSE)
        drain()
        page = queries.project(here.keeper, here.number)
        assert [t.id for t in page.late_tasks] == [t.pk for t in FollowUp.objects.order_by("due_on", "id")]
        assert Message.objects.filter(account_id=person.account_id, kind="project.task_late").count() == 1
        [row] = queries.projects(here.keeper).rows
        assert row.late_tasks == 2
        assert [t.what for t in queries.tasks(person).rows] == ["报进度", "提出迁改方案"]
        actions.follow_up_done(person, here.number, one.pk, "方案已报送")
        [clock_] = clocks.clocks_of([one.ref])
        assert (clock_.kind, clock_.met) == (Kind.FOLLOW_UP, False)
        with pytest.raises(WrongStateError):
            actions.follow_up_done(person, here.number, one.pk, "再报一次")
        done = next(
            t for c in queries.project(here.keeper, here.number).consultations for t in c.tasks if t.id == one.pk
        )
        assert done.done_late
        assert not done.late


def test_only_what_is_shared_reaches_the_unit() -> None:
    here = given.site()
    consulted(here)
    consulted(here, Task("上门踏勘", here.organ, given.tomorrow()), shared=True)
    mine = queries.project(here.citizen, here.number)
    assert [len(c.tasks) for c in mine.consultations] == [1]
    assert mine.consultations[0].conclusion == ""
    assert len(queries.project(here.keeper, here.number).consultations) == 2


def test_a_task_goes_to_somebody_of_the_organ_it_goes_to() -> None:
    here = given.site()
    outsider = organs.staff(organs.organ(), Can.SEE)
    for task in (
        Task("办", here.organ, given.tomorrow(), outsider.account_id), Task("办", 999_999, given.tomorrow()),
        Task(" ", here.organ, given.tomorrow()), Task("办", here.organ, clock.today() - timedelta(days=1)),
    ):  # fmt: skip
        with pytest.raises(InvalidInputError):
            consulted(here, task)
    assert not FollowUp.objects.exists()


def test_the_key_list_is_for_leaders_and_the_project_is_due_for_its_week() -> None:
    with clock.frozen("2026-09-14T09:00", everywhere=True):
        here, other = given.site(), given.site()
        actions.list_key(here.keeper, here.number, "市重点", "样例发改〔2026〕1 号", "年度重点")
        leader = organs.staff(organs.organ(), Can.SEE_KEY, reach=Reach.EVERYWHERE)
    with clock.frozen("2026-09-22T09:00", everywhere=True):
        [row] = queries.projects(leader, key=True).rows
        assert (row.number, row.key, row.consult_due is not None) == (here.number, "市重点", True)
        assert queries.project(leader, here.number).consult_due is not None
        with pytest.raises(NotFoundError):
            queries.project(leader, other.number)
        consulted(here)
        assert queries.project(leader, here.number).consult_due is None
        actions.unlist_key(here.keeper, here.number, "项目竣工")
        assert queries.projects(leader, key=True).rows == []


def test_a_fast_lane_shows_on_its_cases_first_and_ends_by_itself() -> None:
    here, other = given.site(), given.site()
    reviewer = organs.staff(here.place.organ, Can.SEE, Cases.SEE, Cases.REVIEW)
    case, _ = given.linked(here), given.linked(other)
    assert queries.mark_of(reviewer, case) is not None
    assert not queries.fast_cases(reviewer)
    today = clock.today()
    actions.grant_lane(
        here.keeper, here.number, "样例招商〔2026〕2 号", "招商引资项目", today, today + timedelta(days=5)
    )
    mark = queries.mark_of(reviewer, case)
    assert mark is not None
    assert mark.lane is not None
    assert mark.opens
    assert [(r.number, r.lane) for r in queries.fast_cases(reviewer)] == [(case, True)]
    with pytest.raises(WrongStateError):
        actions.grant_lane(here.keeper, here.number, "样例", "再授", today, today)
    with clock.frozen(clock.now() + timedelta(days=6)):
        assert not queries.fast_cases(reviewer)
        day = clock.today()
        actions.grant_lane(here.keeper, here.number, "样例续期文件", "继续", day, day)
        actions.end_lane(here.keeper, here.number, "项目落地")
    assert Distinction.objects.filter(kind=Favour.LANE, ended_at=None).count() == 0
    assert queries.mark_of(people.citizen(name="样外人"), case) is None


def test_two_who_grant_at_once_grant_once() -> None:
    here = given.site()
    told = together([lambda: actions.list_key(here.keeper, here.number, "省重点", "样例文件", "年度重点")] * 2)
    assert sorted(type(one).__name__ for one in told) == ["NoneType", "WrongStateError"]
    assert Distinction.objects.count() == 1


def test_an_agent_is_a_colleague_and_is_told() -> None:
    here = given.site()
    agent = organs.staff(here.organ, Can.SEE, name="样代办")
    with pytest.raises(InvalidInputError):
        actions.name_agent(here.keeper, here.number, here.place.reviewer.account_id or 0)
    actions.name_agent(here.keeper, here.number, agent.account_id or 0)
    page = queries.project(here.citizen, here.number)
    assert (page.agent, page.agent_since) == ("样代办", clock.today())
    assert Message.objects.filter(account_id=agent.account_id, kind="project.agent").count() == 1
    with pytest.raises(WrongStateError):
        actions.name_agent(here.keeper, here.number, agent.account_id or 0)


def test_it_is_completed_when_every_stage_is_done_and_stopped_with_a_reason() -> None:
    here = given.site()
    with pytest.raises(WrongStateError, match="还有阶段"):
        actions.complete_project(here.keeper, here.number)
    actions.stop_project(here.keeper, here.number, "资金未到位")
    with pytest.raises(WrongStateError):
        given.planned(here)
    actions.resume_project(here.keeper, here.number, "资金到位")
    for stage in ("approval", "planning", "building", "acceptance"):
        actions.close_stage(here.keeper, here.number, stage, "此前已在国家平台办结")
    actions.complete_project(here.keeper, here.number)
    assert (here.row.state, here.row.ended_at is not None) == ("done", True)
    assert queries.running_projects(here.citizen) == []


def acts(here: given.Site) -> dict[str, Callable[[Actor], object]]:
    n, today = here.number, clock.today()
    return {
        "plan": lambda a: actions.plan_milestone(a, n, Planned("节点", today, today)),
        "consult": lambda a: actions.note_consultation(a, n, today, "问题"),
        "document": lambda a: actions.add_document(a, n, cases_given.file(), "a.pdf", "材料"),
        "list": lambda a: actions.list_key(a, n, "市重点", "文件", "理由"),
        "lane": lambda a: actions.grant_lane(a, n, "文件", "理由", today, today),
        "agent": lambda a: actions.name_agent(a, n, 1),
        "campaign": lambda a: actions.put_under_campaign(a, n, 1),
        "close": lambda a: actions.close_stage(a, n, "approval", "理由"),
        "stop": lambda a: actions.stop_project(a, n, "理由"),
        "complete": lambda a: actions.complete_project(a, n),
        "rules": lambda a: actions.save_rules(a, "9999", "来源", 7, "来源"),
        "profile": lambda a: actions.save_profile(a, ProfileTerms("x", "甲", (StageSpec("a", "甲"),), 0, "", "来源")),
    }  # fmt: skip


@pytest.mark.parametrize("what", list(acts(given.Site("", 0, HOUSE, HOUSE, None))))  # type: ignore[arg-type]
@pytest.mark.parametrize("who", ["citizen", "staff"])
def test_a_stranger_is_refused_and_nothing_changes(what: str, who: str) -> None:
    here = given.site()
    stranger = people.citizen(name="样外人") if who == "citizen" else organs.staff(organs.organ(), *given.KEEPING)
    if what in ("rules", "profile") and who == "staff":
        stranger = given.keeper(here.organ)  # keeps projects, but not the rules
    before, version = told(), here.row.version
    with pytest.raises(NotAllowedError):
        acts(here)[what](stranger)
    assert (told(), here.row.version) == (before, version)


def test_nobody_sees_anothers_project() -> None:
    here = given.site()
    for stranger in (people.citizen(name="样外人"), organs.staff(organs.organ(), *given.KEEPING)):
        with pytest.raises(NotFoundError):
            queries.project(stranger, here.number)
        assert queries.my_projects(stranger) == []
    assert queries.projects(organs.staff(organs.organ(), *given.KEEPING)).rows == []
    assert [p.number for p in queries.projects(here.keeper, text="样例厂房").rows] == [here.number]
    assert [p.number for p in queries.my_projects(here.citizen)] == [here.number]


def test_whoever_stands_for_the_unit_sees_its_projects() -> None:
    actions.seed_rules(HOUSE)
    organ, unit = organs.organ(), people.entity("样例制造有限公司")
    number = actions.register_project(
        given.keeper(organ), NewProject(given.code(), "样例厂房", "four_stages", organ, unit)
    )
    citizen = people.citizen(name="样法人")
    with pytest.raises(NotFoundError):
        queries.project(citizen, number)
    people_actions.link_entity(citizen, unit, Tie.HANDLER)  # anybody may say so of herself
    with pytest.raises(NotFoundError):
        queries.project(citizen, number)
    people_actions.link_entity(people.clerk(), unit, Tie.HANDLER, citizen.person_id)  # a window has seen the papers
    assert queries.project(citizen, number).mine


def test_lists_ask_a_fixed_number_of_times(django_assert_max_num_queries: Callable[..., object]) -> None:
    here = given.site()
    for _ in range(3):
        actions.register_project(here.citizen, NewProject(given.code(), "样例分期", "four_stages", here.organ))
    for ask in (
        lambda: queries.projects(here.keeper),
        lambda: queries.my_projects(here.citizen),
        lambda: queries.tasks(here.keeper),
    ):
        with django_assert_max_num_queries(5):  # type: ignore[attr-defined]
            ask()
