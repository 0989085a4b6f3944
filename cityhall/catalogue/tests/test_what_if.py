"""流程推演 and 优化方案 of an item: from a past of steps to a draft, and no further."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.catalogue import actions, queries
from cityhall.catalogue.models import Item, ItemVersion, Proposal
from cityhall.catalogue.terms import Can, ProposalState, VersionStatus
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.call import calling
from cityhall.kernel.errors import DomainError, NotAllowedError, NotFoundError, StaleError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.tests import given as organs

from . import given
from .lived import LONG, past

pytestmark = pytest.mark.django_db
PROMISED = {"amount": 15, "unit": "workdays"}
BETTER: list[dict[str, Any]] = [{"key": "law", "drop": True}, {"key": "second", "order": 3}]
TOOK = {
    "sort": [0, 1],
    "first": [1, 1],
    "survey": [2, 3],
    "second": [2, 2],
    "law": [1, 2],
    "decide": [0, 1],
    "": [4, 4],
}


def desk(organ: int) -> Actor:
    return organs.staff(organ, Can.IMPROVE_PROCESS, Can.EDIT_ITEMS, name="样例设计员")


def item_of(organ: int) -> int:
    return given.published_item(organ, promised=PROMISED, steps=LONG)


def test_what_would_be_if_a_step_fell_away_and_two_ran_side_by_side() -> None:
    organ = organs.organ()
    item = item_of(organ)
    past(item, organ, TOOK)
    told = queries.what_if(desk(organ), item, BETTER)
    now, then = told.comparison.today, told.comparison.proposed
    assert [s.cases for s in now.steps] == [2] * 6
    assert (now.median, now.approvals, then.median, then.approvals) == (8, 5, 4, 4)
    assert now.p90 >= now.median
    assert told.comparison.total == (4, 4, 2)
    assert ([f.rule for f in told.found], told.found_then, told.refused) == (["approvals"], (), ())
    assert any("只有 2 件办结" in d for d in told.comparison.doubts)
    assert any("实际办结中位数是 4 个工作日" in d for d in told.comparison.doubts)


def test_it_asks_four_statements() -> None:
    organ = organs.organ()
    item, me = item_of(organ), desk(organ)
    with CaptureQueriesContext(connection) as asked:
        queries.what_if(me, item, BETTER)
    assert len(asked) == 4


def test_what_publishing_would_refuse_is_said_beforehand() -> None:
    organ = organs.organ()
    told = queries.what_if(desk(organ), item_of(organ), [{"key": "first", "amount": 30, "unit": "workdays"}])
    assert any("超过承诺办结时限" in s for s in told.refused)


def test_a_proposal_is_written_reckoned_and_becomes_the_draft_but_nobody_publishes_by_it() -> None:
    organ = organs.organ()
    item, me = item_of(organ), desk(organ)
    past(item, organ, TOOK)
    actions.save_draft(HOUSE, item, given.content(promised=PROMISED, steps=LONG, summary="新的简介"))
    public = Item.objects.get(pk=item).published_version_id
    made = actions.save_proposal(me, item, "复审与勘验并行", BETTER, "取消法制审核")
    with pytest.raises(WrongStateError) as no:
        actions.adopt_proposal(me, made)
    assert no.value.code == "process.not_compared"
    actions.compare_proposal(me, made)
    row = queries.proposal(me, made)
    assert row.row.state is ProposalState.COMPARED
    assert row.row.figures is not None
    assert (row.row.figures["today_median"], row.row.figures["then_median"], row.row.figures["cases"]) == (8, 4, 2)
    actions.adopt_proposal(me, made, "班子会同意")
    draft = ItemVersion.objects.get(item=item, status=VersionStatus.DRAFT).content
    assert [(s["key"], s["order"]) for s in draft["steps"]] == [
        ("sort", 1), ("first", 2), ("survey", 3), ("second", 3), ("decide", 4),
    ]  # fmt: skip
    assert draft["summary"] == "新的简介"
    assert Item.objects.get(pk=item).published_version_id == public
    events = Entry.objects.filter(ref=f"proposal:{made}").order_by("id").values_list("event", flat=True)
    assert list(events) == ["proposal.saved", "proposal.compared", "proposal.adopted"]
    with pytest.raises(WrongStateError) as no:
        actions.drop_proposal(me, made, "不要了")
    assert no.value.code == "process.proposal_ended"


def test_adopting_begins_a_draft_where_there_is_none_and_of_one_never_published() -> None:
    organ = organs.organ()
    me = desk(organ)
    for item in (item_of(organ), given.draft_item(organ, promised=PROMISED, steps=LONG)):
        made = actions.save_proposal(me, item, "取消法制审核", BETTER[:1])
        actions.compare_proposal(me, made)
        version = Item.objects.get(pk=item).version
        assert actions.adopt_proposal(me, made) == version + 1
        draft = ItemVersion.objects.get(item=item, status=VersionStatus.DRAFT)
        assert [s["key"] for s in draft.content["steps"]] == ["sort", "first", "survey", "second", "decide"]


def test_steps_that_changed_meanwhile_are_not_overwritten() -> None:
    organ = organs.organ()
    item, me = item_of(organ), desk(organ)
    made = actions.save_proposal(me, item, "方案一", BETTER)
    actions.compare_proposal(me, made)
    other = given.content(promised=PROMISED, steps=LONG[1:])
    actions.save_draft(HOUSE, item, other)
    with pytest.raises(WrongStateError) as no:
        actions.adopt_proposal(me, made)
    assert no.value.code == "process.other_draft"
    actions.publish(HOUSE, item)
    assert queries.proposal(me, made).stale
    for act in (actions.adopt_proposal, actions.compare_proposal):
        with pytest.raises(WrongStateError) as no:
            act(me, made)
        assert no.value.code == "process.steps_changed"
    assert [s.key for s in queries.what_if(me, item).steps] == ["first", "survey", "second", "law", "decide"]
    with pytest.raises(DomainError) as moved:
        actions.amend_proposal(me, made, "方案二", [{"key": "sort", "drop": True}])
    assert moved.value.code == "process.unknown_step"
    actions.amend_proposal(me, made, "方案二", BETTER[:1])
    assert not queries.proposal(me, made).stale
    assert Proposal.objects.get().state == ProposalState.DRAFT


@pytest.mark.parametrize(
    ("title", "edits", "code"),
    [
        (" ", BETTER, "process.bad_title"),
        ("方案", [], "process.nothing_changed"),
        ("方案", [{"key": "first", "order": 2}], "process.nothing_changed"),
        ("方案", [{"key": "decide", "drop": True}], "process.decision_dropped"),
        ("方案", [{"key": "gone", "drop": True}], "process.unknown_step"),
        ("方案", [{"key": "first", "drop": "yes"}], "catalogue.bad_content"),
        ("方案", ["first"], "catalogue.bad_content"),
    ],
)
def test_what_is_no_proposal_is_refused_and_nothing_is_kept(title: str, edits: list[Any], code: str) -> None:
    organ = organs.organ()
    with pytest.raises(DomainError) as no:
        actions.save_proposal(desk(organ), item_of(organ), title, edits)
    assert no.value.code == code
    assert not Proposal.objects.exists()


def test_a_stranger_is_refused_and_nothing_changes() -> None:
    organ, other = organs.organ(), organs.organ()
    item, me, stranger = item_of(organ), desk(organ), desk(other)
    made = actions.save_proposal(me, item, "方案", BETTER)
    actions.compare_proposal(me, made)
    lines = Entry.objects.count()
    for act in (
        lambda: actions.save_proposal(stranger, item, "方案", BETTER),
        lambda: actions.amend_proposal(stranger, made, "方案", BETTER),
        lambda: actions.compare_proposal(stranger, made),
        lambda: actions.adopt_proposal(stranger, made),
        lambda: actions.drop_proposal(stranger, made, "不要"),
        lambda: queries.what_if(stranger, item),
    ):
        with pytest.raises(NotAllowedError):
            act()
    reader = organs.staff(organ, Can.IMPROVE_PROCESS)
    before = Entry.objects.count()
    with pytest.raises(NotAllowedError):
        actions.adopt_proposal(reader, made)
    assert Entry.objects.count() == before
    assert lines < before  # only that the reader was appointed
    assert Proposal.objects.get().state == ProposalState.COMPARED
    assert queries.proposals(stranger).rows == []
    with pytest.raises(NotFoundError):
        queries.proposal(stranger, made)
    assert [r.title for r in queries.proposals(reader, item_id=item).rows] == ["方案"]


def test_one_gives_up_with_a_reason_and_what_was_overtaken_is_not_written() -> None:
    organ = organs.organ()
    item, me = item_of(organ), desk(organ)
    made = actions.save_proposal(me, item, "方案", BETTER)
    with calling(seen=9), pytest.raises(StaleError):
        actions.compare_proposal(me, made)
    with pytest.raises(DomainError) as no:
        actions.drop_proposal(me, made, " ")
    assert no.value.code == "process.no_reason"
    actions.drop_proposal(me, made, "部门不同意")
    row = Proposal.objects.get()
    assert (row.state, row.reason, row.ended_by) == (ProposalState.DROPPED, "部门不同意", "样例设计员")
