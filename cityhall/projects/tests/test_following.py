"""A project moves by itself with its applications: stages, plan, days, and the promises under a campaign."""

from datetime import timedelta

import pytest

from cityhall.cases import actions as cases
from cityhall.cases.tests import given as cases_given
from cityhall.deadlines import actions as layers
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.terms import Kind, LayerKind, Unit
from cityhall.joint import actions as joint
from cityhall.joint.tests import given as joint_given
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.tests.together import together
from cityhall.organs.tests import given as organs
from cityhall.people.tests import given as people
from cityhall.projects import actions, queries
from cityhall.projects.models import Milestone, ProjectCase, ProjectLink
from cityhall.projects.terms import Can, Planned, WorkState
from cityhall.site.testing import drain

from . import given

pytestmark = pytest.mark.django_db(transaction=True)


def lines(event: str) -> int:
    return Entry.objects.filter(event=event).count()


def test_a_linked_case_carries_its_stage_and_its_milestone_along() -> None:
    here = given.site()
    milestone = given.planned(here)
    case = given.linked(here)

    assert given.states(here) == {
        "approval": "open",
        "planning": "waiting",
        "building": "waiting",
        "acceptance": "waiting",
    }
    assert Milestone.objects.get(pk=milestone).begun_on == clock.today()

    given.granted(here, case)

    assert given.states(here)["approval"] == "done"
    assert Milestone.objects.get(pk=milestone).done_on == clock.today()
    assert ProjectCase.objects.get(number=case).state == WorkState.GRANTED
    assert here.place.organ in here.row.organs
    assert lines("project.stage_moved") == 2


def test_a_second_run_of_a_reaction_finds_nothing_new() -> None:
    here = given.site()
    given.granted(here, given.linked(here))
    before = (lines("project.advanced"), here.row.version)

    assert actions.follow(HOUSE, here.row.pk) is False
    assert actions.sweep_projects(HOUSE) == 0
    assert (lines("project.advanced"), here.row.version) == before


def test_what_a_lost_reaction_left_behind_is_found_by_the_sweep() -> None:
    here = given.site()
    case = given.linked(here)
    cases.accept(here.place.clerk, case)  # and nobody runs what follows

    assert ProjectCase.objects.get(number=case).state == WorkState.RECEIVED
    assert actions.sweep_projects(HOUSE) == 1
    assert ProjectCase.objects.get(number=case).state == WorkState.ACCEPTED


def test_a_stage_is_not_done_while_a_planned_approval_is_missing() -> None:
    here = given.site()
    given.granted(here, given.linked(here))
    assert given.states(here)["approval"] == "done"
    again = given.site()
    given.planned(again)
    other = cases_given.place()
    actions.plan_milestone(
        again.keeper, again.number,
        Planned("另一项许可", clock.today(), clock.today(), "approval", other.terms.item_id),
    )  # fmt: skip
    given.granted(again, given.linked(again))
    assert given.states(again)["approval"] == "open"


def test_the_next_stage_waits_and_says_for_what() -> None:
    here = given.site()
    number = given.received(here)
    with pytest.raises(WrongStateError, match="立项用地规划许可"):
        actions.link_application(here.citizen, here.number, number, "planning")
    assert not ProjectLink.objects.exists()
    given.granted(here, given.linked(here))
    assert actions.link_application(here.citizen, here.number, number) == "planning"


def test_a_refused_case_leaves_its_stage_open() -> None:
    here = given.site()
    case = given.linked(here)
    cases.accept(here.place.clerk, case)
    cases.finish_step(here.place.reviewer, case, "review", "disagree", "不符合第三项条件")
    cases.refuse(here.place.approver, case, "decide", "不符合规定条件。")
    drain()
    assert given.states(here)["approval"] == "open"
    assert ProjectLink.objects.get().state == WorkState.FAILED


def test_a_draft_that_is_linked_goes_on_under_its_number() -> None:
    here = given.site()
    draft = given.drafted(here)
    actions.link_application(here.citizen, here.number, f"draft:{draft}")
    drain()
    assert given.states(here)["approval"] == "open"

    number = cases.receive(here.citizen, draft)
    drain()

    assert ProjectLink.objects.get().ref == f"case:{number}"
    assert ProjectCase.objects.get().number == number


def test_a_joint_application_brings_all_its_cases() -> None:
    whole = joint_given.published({"a": joint_given.item(), "b": joint_given.item()})
    actions.seed_rules(HOUSE)
    organ = organs.organ()
    number = actions.register_project(
        whole.citizen, actions.NewProject(given.code(), "样例联办项目", "plans_in_one", organ)
    )
    draft = joint_given.draft(whole)
    actions.link_application(whole.citizen, number, f"joint-draft:{draft}")
    joint_number = joint.submit_joint(whole.citizen, draft)
    drain()

    [link] = ProjectLink.objects.all()
    assert link.ref == f"joint:{joint_number}"
    assert set(ProjectCase.objects.values_list("number", flat=True)) == {
        joint_given.case_of(joint_number, key) for key in ("a", "b")
    }
    for key in ("a", "b"):
        joint_given.granted(whole, joint_number, key)
    page = queries.project(whole.citizen, number)
    assert [s.state.value for s in page.stages] == ["done", "waiting", "waiting", "waiting"]
    assert [len(one.cases) for one in page.stages[0].links] == [2]


def test_an_application_belongs_to_one_project_however_many_ask_at_once() -> None:
    here = given.site()
    other = actions.register_project(
        here.citizen, actions.NewProject(given.code(), "样例二期", "four_stages", here.organ)
    )
    number = given.received(here)

    told = together([
        lambda n=n: actions.link_application(here.citizen, n, number) for n in (here.number, other)  # type: ignore[misc]
    ])  # fmt: skip

    refused = [one for one in told if isinstance(one, WrongStateError)]
    assert [one.code for one in refused] == ["projects.linked_already"]
    assert ProjectLink.objects.count() == 1


def test_many_reactions_at_once_write_one_stage() -> None:
    here = given.site()
    case = given.linked(here)
    cases.accept(here.place.clerk, case)
    cases.finish_step(here.place.reviewer, case, "review", "agree", "符合条件")
    cases.grant(here.place.approver, case, "decide")

    told = together([lambda: actions.follow(HOUSE, here.row.pk)] * 6)

    assert sorted(told, key=bool) == [False] * 5 + [True]
    assert Entry.objects.filter(event="project.stage_moved", values__state="done").count() == 1


def test_unlinked_the_stage_is_as_before_and_the_case_goes_on() -> None:
    here = given.site()
    case = given.linked(here)
    actions.unlink_application(here.keeper, here.number, case, "关联错了项目")
    drain()
    assert given.states(here)["approval"] == "waiting"
    assert not ProjectCase.objects.exists()
    given.granted(here, case)
    assert given.states(here)["approval"] == "waiting"


@pytest.mark.parametrize("who", ["stranger", "other_organ", "not_hers"])
def test_a_stranger_links_nothing(who: str) -> None:
    here = given.site()
    number = given.received(here)
    stranger: Actor = {
        "stranger": lambda: people.citizen(name="样外人"),
        "other_organ": lambda: organs.staff(organs.organ(), Can.KEEP, Can.SEE),
        "not_hers": lambda: here.keeper,  # keeps the project, but may not see the case
    }[who]()
    with pytest.raises(NotAllowedError):
        actions.link_application(stranger, here.number, number)
    assert not ProjectLink.objects.exists()
    assert not lines("project.linked")


def test_one_does_not_link_what_another_applied_for() -> None:
    here, there = given.site(), given.site()
    number = given.received(there)
    with pytest.raises(NotAllowedError) as no:
        actions.link_application(here.citizen, here.number, number)
    assert no.value.code == "projects.other_applicant"
    with pytest.raises(NotFoundError):
        actions.link_application(here.citizen, here.number, "990100-2026-00009999")


def campaign() -> int:
    today = clock.today()
    return layers.save_layer(
        HOUSE, LayerKind.CAMPAIGN, "百日攻坚", first_on=today, last_on=today + timedelta(days=100), document="样例文件",
        switches_to=Unit.DAYS.value,
    )  # fmt: skip


def switched(number: str) -> str:
    return next(c.switched for c in deadlines.clocks_of([f"case:{number}"]) if c.kind is Kind.PROMISED)


def test_under_a_campaign_cases_accepted_from_then_on_count_calendar_days() -> None:
    here = given.site(promised={"amount": 10, "unit": "workdays"})
    early = given.linked(here)
    cases.accept(here.place.clerk, early)
    drain()
    actions.put_under_campaign(here.keeper, here.number, campaign())
    drain()
    late = given.linked(here)
    cases.accept(here.place.clerk, late)
    drain()

    assert switched(early) == ""
    assert "按自然日计算" in switched(late)
    assert actions.speed_up(HOUSE, here.row.pk) == 0  # the second time changes nothing
    assert lines("case.campaign_joined") == 1

    actions.leave_campaign(here.keeper, here.number, "行动结束")
    last = given.linked(here)
    cases.accept(here.place.clerk, last)
    drain()
    assert switched(last) == ""


def test_a_case_accepted_since_and_linked_later_is_sped_up_as_well() -> None:
    here = given.site(promised={"amount": 10, "unit": "workdays"})
    actions.put_under_campaign(here.keeper, here.number, campaign())
    number = given.received(here)
    cases.accept(here.place.clerk, number)
    drain()
    assert switched(number) == ""
    actions.link_application(here.citizen, here.number, number)
    drain()
    assert "按自然日计算" in switched(number)


def test_the_days_of_the_whole_are_those_an_organ_had_it() -> None:
    with clock.frozen("2026-09-14T09:00", everywhere=True):
        here = given.site()
        case = given.linked(here)
    with clock.frozen("2026-09-16T09:00", everywhere=True):
        cases.accept(here.place.clerk, case)
        drain()
    with clock.frozen("2026-09-18T17:00", everywhere=True):
        cases.finish_step(here.place.reviewer, case, "review", "agree", "符合条件")
        cases.grant(here.place.approver, case, "decide")
        drain()
    with clock.frozen("2026-11-20T17:00", everywhere=True):
        held = queries.project(here.citizen, here.number).held
    assert (held.days, held.promise, held.left) == (4, 45, 41)
