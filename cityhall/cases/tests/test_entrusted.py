"""委托实施 in cases: those entrusted act in the named items within the dates, everybody else is refused, and what they
did says by whom and in whose name."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.models import CasePaper
from cityhall.cases.queries import Wanted
from cityhall.cases.terms import Can, Status
from cityhall.catalogue import actions as catalogue
from cityhall.catalogue import queries as items_of
from cityhall.catalogue.tests import given as items
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError
from cityhall.kernel.journal.models import Entry
from cityhall.messages.models import Paper
from cityhall.organs import actions as organ_actions
from cityhall.organs import queries as organs_of
from cityhall.organs import rules as organ_rules
from cityhall.organs.terms import Desk, Power
from cityhall.organs.tests import given as organs
from cityhall.site.testing import drain

from . import given

pytestmark = pytest.mark.django_db
ALL = [p.value for p in Power]
BASIS = "《样例市集中行使行政许可权规定》第三条"


def today_s(actor: Actor) -> Actor:
    """The same person with what she may do today."""
    found = organs_of.actor_for(actor.account_id or 0)
    assert found is not None
    return found


def bureau() -> tuple[int, Actor, Actor, Actor]:
    organ = organs.organ("市行政审批局")
    return (
        organ,
        organs.staff(organ, Can.REVIEW, Can.SEE, desk=Desk.REVIEW, name="审批局审查员"),
        organs.staff(organ, Can.DECIDE, Can.SEE, desk=Desk.APPROVE, name="审批局负责人"),
        organs.staff(organ, Can.INTAKE, Can.DELIVER, Can.SEE, desk=Desk.INTAKE, name="审批局收件员"),
    )


def entrust(here: given.Place, to: int, powers: list[str] | None = None, **told: Any) -> int:
    usual = {"document": "样例函〔2026〕3 号", "basis": BASIS, "from_on": clock.today()}
    kept = ALL if powers is None else powers
    return catalogue.entrust_items(HOUSE, here.organ, [here.terms.item_id], kept, to_organ_id=to, **{**usual, **told})


def test_every_permission_a_mandate_is_made_of_is_one_of_the_house() -> None:
    known = {permission.value for permission in Can}
    assert frozenset[str]().union(*organ_rules.PERMITS.values()) <= known
    assert set(organ_rules.PERMITS) == set(organ_rules.SEATS) == set(Power)


def test_the_organ_entrusted_takes_in_reviews_and_decides_in_the_name_of_who_entrusted_it() -> None:
    here = given.place()
    to, reviewer, approver, intake = bureau()
    entrust(here, to)
    reviewer, approver, intake = map(today_s, (reviewer, approver, intake))
    number = given.received(here)
    actions.accept(intake, number)
    assert [row.number for row in queries.desk(reviewer, Wanted()).page.rows] == [number]
    assert queries.desk(reviewer, Wanted()).counts.open == 1
    actions.claim_step(reviewer, number, "review")
    actions.finish_step(reviewer, number, "review", "agree", "符合条件")
    page = queries.case_page(approver, number)
    assert [s.key for s in page.steps if s.mine] == ["decide"]
    actions.grant(approver, number, "decide")
    drain()
    line = Entry.objects.get(event="case.decided")
    assert (line.organ_id, line.values["by"]) == (here.organ, "市行政审批局")
    told = queries.case_page(here.citizen, number)
    assert any(h.who.endswith("（市行政审批局受托办理）") for h in told.story)
    paper = Paper.objects.get(number=CasePaper.objects.get(case__number=number, kind="decision").number)
    name = here.terms.organ_name
    assert paper.organ_id == here.organ
    assert f"由市行政审批局受{name}委托办理，以{name}的名义作出" in str(paper.facts["entrusted"])
    actions.deliver(intake, number, "样例申请人")
    assert told.status is Status.DECIDED


@pytest.mark.parametrize(
    ("day", "why"),
    [("2026-11-30", "自 2026-12-01 起，今天还不能办理"), ("2027-03-01", "已于 2027-03-01 终止")],
)  # fmt: skip
def test_before_and_after_its_days_the_organ_entrusted_is_refused_and_told_why(day: str, why: str) -> None:
    with clock.frozen("2026-11-20T10:00"):
        here = given.place()
        to, reviewer, _, intake = bureau()
        entrust(here, to, from_on=date(2026, 12, 1), until_on=date(2027, 3, 1))
        number = given.accepted(here)
        waiting = given.received(here)
    with clock.frozen(f"{day}T10:00"):
        reviewer, intake = today_s(reviewer), today_s(intake)
        before = Entry.objects.count()
        for act in (
            lambda: actions.finish_step(reviewer, number, "review", "agree", "符合"),
            lambda: actions.accept(intake, waiting),
            lambda: actions.receive_at_window(
                intake, here.terms.item_id, given.applicant(), given.FORM, given.handed(here)
            ),
        ):
            with pytest.raises(NotAllowedError) as refused:
                act()
            assert refused.value.code == "case.not_entrusted_now"
            assert why in refused.value.message
            assert here.terms.organ_name in refused.value.message
        assert Entry.objects.count() == before
        assert queries.desk(reviewer, Wanted()).page.rows == []
        with pytest.raises(NotFoundError):
            queries.case_page(reviewer, number)


def test_recalled_while_a_case_is_under_way_the_organ_itself_goes_on() -> None:
    here = given.place()
    to, reviewer, _, _ = bureau()
    made = entrust(here, to)
    number = given.accepted(here)
    organ_actions.recall_delegation(HOUSE, made, "样例函〔2026〕8 号")
    reviewer = today_s(reviewer)
    with pytest.raises(NotAllowedError, match="终止"):
        actions.finish_step(reviewer, number, "review", "agree", "符合")
    actions.finish_step(here.reviewer, number, "review", "agree", "符合")


def test_other_items_other_powers_and_other_organs_stay_closed() -> None:
    here = given.place()
    to, reviewer, approver, intake = bureau()
    other = items_of.published(items.published_item(here.organ))
    assert other is not None
    entrust(here, to, [Power.REVIEW.value])
    reviewer, approver, intake = map(today_s, (reviewer, approver, intake))
    number = given.accepted(here)
    with pytest.raises(NotAllowedError, match="不包括"):
        actions.accept(intake, given.received(here))
    actions.finish_step(reviewer, number, "review", "agree", "符合")
    with pytest.raises(NotAllowedError, match="不包括“作出决定”"):
        actions.grant(approver, number, "decide")
    with pytest.raises(NotAllowedError):  # another item of the same organ
        actions.receive_at_window(intake, other.item_id, given.applicant(), given.FORM, [])
    stranger = organs.staff(organs.organ(), Can.REVIEW, Can.SEE, desk=Desk.REVIEW)
    with pytest.raises(NotAllowedError) as refused:
        actions.claim_step(stranger, given.accepted(here), "review")
    assert refused.value.code != "case.not_entrusted_now"


def test_the_organ_that_entrusts_keeps_its_own_hands_and_gets_none_of_the_other_s() -> None:
    here, there = given.place(), given.place()
    entrust(here, there.organ)
    actions.finish_step(here.reviewer, given.accepted(here), "review", "agree", "符合")
    back = today_s(here.reviewer)
    with pytest.raises(NotAllowedError):
        actions.finish_step(back, given.accepted(there), "review", "agree", "符合")


def test_a_window_entrusted_with_an_item_finds_it_takes_it_in_and_nothing_else() -> None:
    here = given.place()
    other = items.published_item(here.organ, name="样例另一事项")
    window = organs.window()
    clerk = organs.clerk(window, Can.INTAKE, Can.SEE, desk=Desk.INTAKE)
    catalogue.entrust_items(
        HOUSE, here.organ, [here.terms.item_id], ["accept"], window_id=window, document="样例函〔2026〕4 号", from_on=clock.today()
    )  # fmt: skip
    clerk = today_s(clerk)
    entrusted = [i for _, some in clerk.entrusted(Can.INTAKE) for i in some]
    found = items_of.find_short("样例", clerk.reach(Can.INTAKE), 20, entrusted)
    assert [row.id for row in found] == [here.terms.item_id]
    number = actions.receive_at_window(clerk, here.terms.item_id, given.applicant(), given.FORM, given.handed(here))
    actions.accept(clerk, number)
    assert Entry.objects.get(event="case.accepted").values["by"].endswith("号窗口")
    with pytest.raises(NotAllowedError):
        actions.receive_at_window(clerk, other, given.applicant(), given.FORM, [])
    assert [row.number for row in queries.register(clerk).rows] == [number]


def test_who_reviews_by_entrustment_does_not_decide_her_own_proposal() -> None:
    here = given.place()
    organ = organs.organ("市行政审批局")
    both = organs.staff(organ, Can.REVIEW, Can.DECIDE, Can.SEE, desk=Desk.REVIEW)
    entrust(here, organ)
    number = given.accepted(here)
    actions.finish_step(today_s(both), number, "review", "agree", "符合")
    with pytest.raises(NotAllowedError):
        actions.grant(today_s(both), number, "decide")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"items": lambda here, there: [there.terms.item_id]}, "catalogue.not_own_items"),
        ({"items": lambda here, there: [987_654]}, "catalogue.unknown_item"),
        ({"basis": ""}, "catalogue.no_basis"),
        ({"document": ""}, "organs.no_document"),
        ({"until_on": date(2000, 1, 1)}, "organs.delegation_days"),
        ({"powers": ["nonsense"]}, "organs.no_power"),
        ({"window_id": 1}, "organs.delegated_to_one"),
    ],
)
def test_what_cannot_be_entrusted(told: dict[str, Any], code: str) -> None:
    here, there = given.place(), given.place()
    to = organs.organ()
    wanted: Callable[[Any, Any], list[int]] = told.get("items", lambda here, there: [here.terms.item_id])
    rest = {
        "powers": ALL, "to_organ_id": to, "document": "样例函", "basis": BASIS, "from_on": clock.today(),
        **{k: v for k, v in told.items() if k != "items"},
    }  # fmt: skip
    with pytest.raises((InvalidInputError, NotFoundError)) as refused:
        catalogue.entrust_items(HOUSE, here.organ, wanted(here, there), **rest)
    assert refused.value.code == code
    assert organs_of.delegations().rows == []


def test_who_was_entrusted_cannot_entrust_further() -> None:
    here = given.place()
    to, *_ = bureau()
    entrust(here, to)
    with pytest.raises(InvalidInputError, match="不得再委托"):
        catalogue.entrust_items(
            HOUSE,
            to,
            [here.terms.item_id],
            ["accept"],
            to_organ_id=organs.organ(),
            document="样例",
            from_on=clock.today(),
        )
    assert [d.to for d in organs_of.delegations_of(here.terms.item_id)] == ["市行政审批局"]
