"""Policies: drafted, published by date, reverted, withdrawn; who may; what the public finds; the check-up over all."""

from datetime import date, timedelta
from typing import Any

import pytest

from cityhall.catalogue import actions, queries
from cityhall.catalogue.models import Fact, KeptAnswers, Policy
from cityhall.catalogue.terms import Can
from cityhall.catalogue.terms.conditions import Verdict
from cityhall.catalogue.terms.policies import EditionState, PolicyState
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import DomainError, InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.people import actions as people_actions
from cityhall.people.terms import Tie
from cityhall.people.tests import given as people

from . import composed, given

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_facts_a_city_starts_with() -> None:
    composed.facts()


@pytest.fixture
def organ_id() -> int:
    return organs.organ("市样例工业和信息化局")


@pytest.fixture
def item_id(organ_id: int) -> int:
    return given.published_item(organ_id, name="样例资金申报")


def agent() -> tuple[Actor, str]:
    """Somebody who stands for an enterprise, and its code."""
    actor = people.citizen(name="样小例")
    code = people.entity()
    people_actions.link_entity(actor, code, Tie.HANDLER)
    return actor, code


def test_a_policy_goes_from_draft_to_the_public_and_back(organ_id: int, item_id: int) -> None:
    made = actions.create_policy(HOUSE, organ_id, composed.policy_content(item_id, title="首贷贴息"))
    assert queries.policy_draft(HOUSE, made).state is PolicyState.DRAFT
    assert not queries.list_policies().rows
    assert actions.publish_policy(HOUSE, made, None, "首次发布") == 1
    found = queries.policy(made)
    assert (found.row.title, found.number, found.item_name, found.row.state) == (
        "首贷贴息",
        1,
        "样例资金申报",
        PolicyState.OPEN,
    )
    assert found.wanted == [["企业规模是“小型或微型”", "上年度裁员率不超过 5 %"]]
    assert [row.id for row in queries.list_policies().rows] == [made]

    actions.save_policy(HOUSE, made, composed.policy_content(item_id, title="首贷贴息（修订）"))
    assert queries.policy(made).row.title == "首贷贴息"
    assert actions.publish_policy(HOUSE, made) == 2
    assert actions.revert_policy(HOUSE, made, 1) == 3
    assert queries.policy(made).row.title == "首贷贴息"
    assert [e.state for e in queries.policy_draft(HOUSE, made).editions] == [
        EditionState.IN_FORCE, EditionState.PAST, EditionState.PAST,
    ]  # fmt: skip
    assert actions.publish_policy(HOUSE, made, clock.today() + timedelta(days=9)) == 4
    actions.withdraw_policy(HOUSE, made, "文件废止")
    with pytest.raises(NotFoundError):
        queries.policy(made)
    assert Entry.objects.latest("id").event == "policy.withdrawn"
    assert actions.publish_policy(HOUSE, made) == 5
    with clock.frozen(clock.now() + timedelta(days=9)):  # what was planned before does not begin after all
        assert queries.policy(made).number == 5


def test_a_version_begins_on_its_day_and_ends_by_its_date_without_anything_running(organ_id: int, item_id: int) -> None:
    today = clock.today()
    made = composed.policy(organ_id, item_id, title="旧版", valid_to=(today + timedelta(days=20)).isoformat())
    actions.save_policy(HOUSE, made, composed.policy_content(item_id, title="新版"))
    actions.publish_policy(HOUSE, made, today + timedelta(days=10))
    assert queries.policy(made).row.title == "旧版"
    assert queries.policy(made).row.days_left == 20
    with clock.frozen(clock.now() + timedelta(days=10)):
        assert queries.policy(made).row.title == "新版"
    actions.drop_policy_edition(HOUSE, made, 2)
    with clock.frozen(clock.now() + timedelta(days=10)):
        assert queries.policy(made).row.title == "旧版"
    with clock.frozen(clock.now() + timedelta(days=21)):
        assert queries.policy(made).row.state is PolicyState.EXPIRED
        assert not queries.list_policies().rows
        assert not queries.check_up({}).counts[Verdict.UNKNOWN]
    with pytest.raises(WrongStateError):
        actions.drop_policy_edition(HOUSE, made, 1)
    with pytest.raises(InvalidInputError, match="今天以后"):
        actions.publish_policy(HOUSE, made, today - timedelta(days=1))


def test_what_is_not_ready_is_refused_with_everything_that_is_missing(organ_id: int) -> None:
    made = actions.create_policy(HOUSE, organ_id, {"title": "空白政策"})
    with pytest.raises(InvalidInputError, match=r"文号没有填写；施行日期.*没有指定申报事项"):
        actions.publish_policy(HOUSE, made)
    closed = given.draft_item(organ_id)
    actions.save_policy(HOUSE, made, composed.policy_content(closed))
    with pytest.raises(InvalidInputError, match="申报事项没有开放办理"):
        actions.publish_policy(HOUSE, made)
    assert not queries.list_policies().rows


@pytest.mark.parametrize("permission", [Can.EDIT_ITEMS, Can.KEEP_POLICIES])
def test_another_organs_policies_are_out_of_reach_and_publishing_takes_its_own_permission(
    organ_id: int, item_id: int, permission: Can
) -> None:
    made = actions.create_policy(HOUSE, organ_id, composed.policy_content(item_id))
    lines = Entry.objects.count()
    own, stranger = organs.staff(organ_id, permission), organs.staff(organs.organ(), Can.KEEP_POLICIES, Can.RELEASE)
    lines = Entry.objects.count()
    for act in (
        lambda: actions.save_policy(stranger, made, composed.policy_content(item_id)),
        lambda: actions.publish_policy(stranger, made), lambda: actions.withdraw_policy(stranger, made, "不要了"),
        lambda: actions.revert_policy(stranger, made, 1), lambda: actions.drop_policy_edition(stranger, made, 1),
        lambda: actions.create_policy(stranger, organ_id, composed.policy_content(item_id)),
        lambda: actions.publish_policy(own, made), lambda: queries.policy_draft(stranger, made),
        lambda: queries.try_policy(stranger, made),
    ):  # fmt: skip
        with pytest.raises(NotAllowedError):
            act()
    assert not queries.policies_for_setup(stranger).rows
    assert Entry.objects.count() == lines
    assert Policy.objects.get(pk=made).version == 1


def test_the_list_is_narrowed_by_kind_organ_words_and_what_ends_soon(
    organ_id: int, item_id: int, django_assert_num_queries: Any
) -> None:
    soon = (clock.today() + timedelta(days=9)).isoformat()
    first = composed.policy(organ_id, item_id, title="技改补助", apply_to=soon)
    second = composed.policy(organs.organ(), item_id, title="稳岗返还", kind="jobs", gives="返还失业保险费 60%")
    with django_assert_num_queries(1):
        assert [r.id for r in queries.list_policies().rows] == [second, first]
    assert [r.id for r in queries.list_policies(kind="jobs").rows] == [second]
    assert [r.id for r in queries.list_policies(organ_id=organ_id).rows] == [first]
    assert [(r.id, r.days_left) for r in queries.list_policies(soon=True).rows] == [(first, 9)]
    assert [r.id for r in queries.list_policies(text="失业保险").rows] == [second]
    page = queries.list_policies(limit=1)
    assert [r.id for r in queries.list_policies(limit=1, after=page.next).rows] == [first]
    assert {name for _, name in queries.organs_with_policies()} >= {"市样例工业和信息化局"}


def test_the_check_up_lists_hits_misses_and_what_is_open_each_with_why(
    organ_id: int, item_id: int, django_assert_max_num_queries: Any
) -> None:
    hit = composed.policy(organ_id, item_id)
    own = {"key": "line", "label": "有自动化产线", "kind": "yes_no"}
    waits = composed.policy(organ_id, item_id, asks=[own], condition=[[{"key": "line", "values": ["是"]}]])
    miss = composed.policy(organ_id, item_id, condition=[[{"key": "staff", "op": "at_least", "values": ["100"]}]])
    closed = composed.policy(organ_id, item_id, apply_to=(clock.today() - timedelta(days=1)).isoformat())
    with django_assert_max_num_queries(2):
        found = queries.check_up({"size": "小型", "layoffs": "3", "staff": "45"})
    assert [m.row.id for m in found.hits] == [hit]
    assert [m.row.id for m in found.unknown] == [waits]
    assert [(m.row.id, m.missing[0].text) for m in found.missed] == [(miss, "要求从业人数不少于 100 人，现为 45 人")]
    assert closed not in {m.row.id for m in (*found.hits, *found.unknown, *found.missed)}
    assert found.next is not None
    assert (found.next.ask.key, found.left) == (f"p{waits}-line", 1)
    with pytest.raises(InvalidInputError, match="不是数字"):
        queries.check_up({"staff": "很多"})


def test_a_condition_is_tried_on_sample_enterprises(organ_id: int, item_id: int) -> None:
    made = actions.create_policy(HOUSE, organ_id, composed.policy_content(item_id))
    told = queries.try_policy(HOUSE, made)
    assert [t.verdict for t in told] == [
        Verdict.MET, Verdict.MET, Verdict.MISSED, Verdict.MET, Verdict.MET, Verdict.MISSED,
    ]  # fmt: skip
    assert (Verdict.MISSED, "要求企业规模是“小型或微型”，现为中型") in told[2].texts


def test_answers_are_kept_only_by_who_stands_for_the_enterprise_sealed_and_never_in_the_journal(item_id: int) -> None:
    actor, code = agent()
    assert queries.held_of(actor, code)["entity_kind"] == (("企业",), "单位登记信息")
    actions.keep_answers(actor, code, {"turnover": "1800", "size": "小型"})
    assert queries.held_of(actor, code)["turnover"][0] == ("1800",)
    assert queries.kept_at(actor, code) is not None
    line = Entry.objects.latest("id")
    assert (line.event, line.values["number"]) == ("policy.answers_kept", 2)
    assert "1800" not in str(line.values)
    actions.forget_answers(actor, code)
    assert not KeptAnswers.objects.exists()
    stranger = people.citizen(name="另例")
    for act in (queries.held_of, queries.kept_at, actions.forget_answers):
        with pytest.raises(NotAllowedError):
            act(stranger, code)
    with pytest.raises(NotAllowedError):
        actions.keep_answers(stranger, code, {"turnover": "1"})


def test_a_shared_question_may_change_but_not_under_a_policy(organ_id: int, item_id: int) -> None:
    composed.policy(organ_id, item_id)
    size = queries.fact_row(HOUSE, "size")
    assert size.used == 1
    plain = {"label": "企业规模（按划型办法）", "kind": "choice", "choices": ["大型", "中型", "小型", "微型"]}
    assert actions.save_fact(HOUSE, "size", plain) == 2
    for changes, says in (({"choices": ["大型", "中型"]}, "不能删去"), ({"kind": "yes_no", "choices": []}, "不能改")):
        with pytest.raises(InvalidInputError, match=says):
            actions.save_fact(HOUSE, "size", {**plain, **changes})
    with pytest.raises(InvalidInputError, match="不能停用"):
        actions.save_fact(HOUSE, "size", plain, active=False)
    assert actions.save_fact(HOUSE, "robots", {"label": "工业机器人", "kind": "number", "unit": "台"}, new=True) == 1
    with pytest.raises(InvalidInputError):
        actions.save_fact(HOUSE, "robots", {"label": "又一个", "kind": "number"}, new=True)
    trade = {"label": "有进出口业务", "kind": "yes_no"}
    assert actions.save_fact(HOUSE, "exports", trade) == 2
    with pytest.raises(InvalidInputError):  # “上年度进出口额” is asked only where this is a yes
        actions.save_fact(HOUSE, "exports", {"label": "进出口", "kind": "number"})
    with pytest.raises(InvalidInputError, match="请先停用"):
        actions.save_fact(HOUSE, "exports", trade, active=False)
    with pytest.raises(NotAllowedError, match="市级管理员"):
        actions.save_fact(organs.staff(organ_id, Can.KEEP_POLICIES), "size", plain)
    keeper = organs.staff(organ_id, Can.KEEP_POLICIES, reach=Reach.EVERYWHERE)
    assert actions.save_fact(keeper, "size", plain) == 3
    before = Fact.objects.count()
    assert actions.seed_facts(HOUSE, composed.DISTRICTS) == 0
    assert Fact.objects.count() == before


def test_a_draft_older_than_a_change_of_the_questions_can_still_be_opened_and_mended(
    organ_id: int, item_id: int
) -> None:
    made = actions.create_policy(HOUSE, organ_id, composed.policy_content(item_id))
    plain = {"label": "企业规模", "kind": "choice", "choices": ["大型", "中型"]}
    actions.save_fact(HOUSE, "size", plain)  # no published policy hangs on it
    draft = queries.policy_draft(HOUSE, made)
    assert "已经改了" in draft.problems[0].sentence
    assert draft.content["condition"]
    with pytest.raises(InvalidInputError):
        actions.publish_policy(HOUSE, made)
    actions.save_policy(HOUSE, made, composed.policy_content(item_id, condition=[]))
    assert actions.publish_policy(HOUSE, made) == 1


def test_a_policy_that_is_over_is_still_read_as_it_was(organ_id: int, item_id: int) -> None:
    made = composed.policy(organ_id, item_id, valid_to=clock.today().isoformat())
    with clock.frozen(clock.now() + timedelta(days=2)):
        plain = {"label": "企业规模", "kind": "choice", "choices": ["大型", "中型"]}
        with pytest.raises(InvalidInputError, match="请先撤下"):
            actions.save_fact(HOUSE, "size", plain)
        assert queries.policy(made).wanted
        actions.withdraw_policy(HOUSE, made, "过期")
        assert actions.save_fact(HOUSE, "size", plain) == 2


def test_an_edition_of_the_past_that_no_longer_fits_is_not_taken_up_again(organ_id: int, item_id: int) -> None:
    made = composed.policy(organ_id, item_id)
    actions.save_policy(HOUSE, made, composed.policy_content(item_id, condition=[]))
    actions.publish_policy(HOUSE, made)
    plain = {"label": "企业规模", "kind": "choice", "choices": ["大型", "中型"]}
    actions.save_fact(HOUSE, "size", plain)
    with pytest.raises(DomainError):
        actions.revert_policy(HOUSE, made, 1)
    assert queries.policy(made).number == 2
    assert isinstance(queries.policy(made).from_on, date)
