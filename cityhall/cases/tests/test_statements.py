"""The budget of the house: an action takes at most 8 statements, a composite one 12; a list page at most 5."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.cases import actions, queries
from cityhall.cases.actions import Point
from cityhall.catalogue.terms import Pace
from cityhall.deadlines.queries import calendar
from cityhall.kernel import call
from tests.budget import KNOWN, REQUEST

from . import given, handled
from .acts import intake

pytestmark = pytest.mark.django_db
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
APART = (*CONTROL, *REQUEST, *KNOWN)  # what comes with the request, and what a process reads once
Set = Callable[[given.Place], Callable[[], object]]


def count(act: Callable[[], object]) -> list[str]:
    """The statements of an act that came with a request number, counted as the budget counts them."""
    calendar()  # read once a process and then known
    with CaptureQueriesContext(connection) as seen, call.calling("count"):
        act()
    return [q["sql"] for q in seen.captured_queries if not q["sql"].startswith(APART)]


def act(prepare: Callable[[given.Place], str], then: Callable[[given.Place, str], object]) -> Set:
    def ready(here: given.Place) -> Callable[[], object]:
        ref = prepare(here)
        return lambda: then(here, ref)

    return ready


def with_supplement(here: given.Place) -> str:
    number = given.supplementing(here)
    key = next(m.key for m in here.terms.materials if m.required)
    actions.attach(here.citizen, number, key, given.file(), "补.pdf")
    return number


def _passing_on(here: given.Place, number: str, item_id: int) -> Callable[[], object]:
    return lambda: actions.transfer(here.clerk, number, "", "选错事项", True, item_id)


SIMPLE: dict[str, Set] = {
    "start_draft": act(lambda h: "", lambda h, r: actions.start_draft(h.citizen, h.terms.item_id, given.applicant())),
    "save_draft": act(given.draft, lambda h, r: actions.save_draft(h.citizen, r, given.FORM)),
    "attach": act(given.draft, lambda h, r: actions.attach(h.citizen, r, "form", given.file(b"%PDF-2"), "a.pdf")),
    "receive": act(given.draft, lambda h, r: actions.receive(h.citizen, r)),
    "check_material": act(given.received, lambda h, r: actions.check_material(h.clerk, r, "form", "good")),
    "correct_here": act(given.received, lambda h, r: actions.correct_here(h.clerk, r, {"kind": "零售"}, "form")),
    "refer": act(given.received, lambda h, r: actions.refer(h.clerk, r, "是否属于本局职权？")),
    "request_supplement": act(
        given.received, lambda h, r: actions.request_supplement(h.clerk, r, [Point("form", "申请表", "缺页")])
    ),
    "supplement": act(with_supplement, lambda h, r: actions.supplement(h.citizen, r, ["form"])),
    "accept": act(given.received, lambda h, r: actions.accept(h.clerk, r)),
    "not_accept": act(
        given.received, lambda h, r: actions.not_accept(h.reviewer, r, "barred", "依法不得申请", basis="第七十八条")
    ),
    "claim_step": act(given.accepted, lambda h, r: actions.claim_step(h.reviewer, r, "review")),
    "finish_step": act(given.accepted, lambda h, r: actions.finish_step(h.reviewer, r, "review", "agree")),
    "return_step": act(given.reviewed, lambda h, r: actions.return_step(h.approver, r, "decide", "review", "补核")),
    "deliver": act(given.granted, lambda h, r: actions.deliver(h.issuer, r, "样例申请人")),
    "withdraw": act(given.accepted, lambda h, r: actions.withdraw(h.citizen, r)),
    "void": act(given.received, lambda h, r: actions.void(h.chief, r, "重复")),
    "choose_delivery": act(given.granted, lambda h, r: actions.choose_delivery(h.citizen, r, "window")),
    "publish_notice": act(given.granted, lambda h, r: actions.publish_notice(h.issuer, r, "网站", "下落不明")),
    "archive": act(given.delivered, lambda h, r: actions.archive(h.chief, r)),
    "hold": act(given.received, lambda h, r: actions.hold(h.chief, r, "等待")),
    "ask_pre_review": act(given.draft, lambda h, r: actions.ask_pre_review(h.citizen, r)),
    "answer_pre_review": act(intake.asked, lambda h, r: actions.answer_pre_review(h.clerk, r, True, "")),
}
SIMPLE |= {
    "propose_stop": act(given.accepted, lambda h, r: actions.propose_stop(h.reviewer, r, "experts", 5, "需要评审")),
    "propose_extension": act(given.accepted, lambda h, r: actions.propose_extension(h.reviewer, r, 5, "案情复杂")),
    "tell_hearing": act(given.accepted, lambda h, r: actions.tell_hearing(h.reviewer, r, "拟不予许可", "不符合")),
    "tell_third_party": act(given.accepted, lambda h, r: actions.tell_third_party(h.reviewer, r, "邻居", "影响采光")),
    "ask_more": act(given.accepted, lambda h, r: actions.ask_more(h.reviewer, r, "请说明")),
    "terminate": act(given.accepted, lambda h, r: actions.terminate(h.approver, r, "终止", "样例法第十一条")),
}
COMPOSITE: dict[str, Set] = {
    "suspend": act(given.accepted, lambda h, r: actions.suspend(h.approver, r, "样例法第十条", "等候裁判")),
    "ask_opinion": act(
        handled.and_other_organ,
        lambda h, r: actions.ask_opinion(h.reviewer, r.split()[0], int(r.split()[1]), "同意吗？", 5),
    ),
    "report_up": act(given.accepted, lambda h, r: actions.report_up(h.reviewer, r, "省样例厅", "同意")),
    "correct_decision": act(given.granted, lambda h, r: actions.correct_decision(h.approver, r, "更正", "笔误")),
    "revoke": act(given.delivered, lambda h, r: actions.revoke(h.approver, r, "fraud", "不实", "第六十九条第二款")),
    "approve_stop": act(handled.proposed, lambda h, r: handled.approve(r)),
    "resume": act(handled.stopped, lambda h, r: actions.resume(h.reviewer, r, handled.key_of(r, "special"), "通过")),
    "finish_step_stopped": act(handled.stopped, lambda h, r: actions.finish_step(h.reviewer, r, "review", "agree")),
    "ask_hearing": act(
        handled.hearing_told, lambda h, r: actions.ask_hearing(h.citizen, r, handled.key_of(r, "hearing"))
    ),
    "grant": act(given.reviewed, lambda h, r: actions.grant(h.approver, r, "decide")),
    "refuse": act(given.reviewed, lambda h, r: actions.refuse(h.approver, r, "decide", "不符合条件。")),
    "decide_on_spot": act(given.received, lambda h, r: actions.decide_on_spot(h.clerk, r)),
    "serve_on_spot": act(
        lambda h: "",
        lambda h, r: actions.serve_on_spot(h.clerk, h.terms.item_id, given.applicant(), given.FORM, given.handed(h)),
    ),
    "receive_at_window": act(
        lambda h: "",
        lambda h, r: actions.receive_at_window(
            h.clerk, h.terms.item_id, given.applicant(), given.FORM, given.handed(h)
        ),
    ),
}
OWN_PLACE: dict[str, tuple[Callable[[], given.Place], Set]] = {
    "accept_with_gaps": (intake.gaps_place, act(intake.short, lambda h, r: actions.accept_with_gaps(h.clerk, r, ["premises"]))),
    "accept_on_pledge": (
        lambda: intake.pledge_place(at_once=True), act(intake.short, lambda h, r: actions.accept_on_pledge(h.clerk, r)),
    ),
    "transfer": (given.place, lambda h: _passing_on(h, given.received(h), given.place().terms.item_id)),
}  # fmt: skip
LISTS: dict[str, Callable[[given.Place], object]] = {
    "my_cases": lambda h: queries.my_cases(h.citizen),
    "my_drafts": lambda h: queries.my_drafts(h.citizen),
    "search": lambda h: queries.search(h.reviewer, "样例"),
    "search_all": lambda h: queries.search(h.reviewer),
    "desk": lambda h: queries.desk(h.reviewer, queries.Wanted()),
    "picked": lambda h: queries.picked(h.reviewer, [(r.number, r.key) for r in queries.office(h.reviewer).rows]),
    "tray": lambda h: queries.tray(h.reviewer, queries.Tray.REVIEW),
    "uncollected": lambda h: queries.uncollected(h.issuer),
    "published": lambda h: queries.published(),
    "licences_of": lambda h: queries.licences_of(h.citizen),
    "ready_to_deliver": lambda h: queries.ready_to_deliver(h.issuer),
    "register": lambda h: queries.register(h.clerk),
}


@pytest.mark.parametrize("name", SIMPLE)
def test_an_action_keeps_its_budget(name: str) -> None:
    statements = count(SIMPLE[name](handled.place()))
    assert len(statements) <= 8, statements


@pytest.mark.parametrize("name", COMPOSITE)
def test_a_composite_action_keeps_its_budget(name: str) -> None:
    pace = Pace.INSTANT if "spot" in name else Pace.PROMISED
    statements = count(COMPOSITE[name](handled.place(pace=pace)))
    assert len(statements) <= 12, "\n".join(x[:90] for x in statements)


@pytest.mark.parametrize("name", OWN_PLACE)
def test_an_act_that_needs_an_item_of_its_own_keeps_the_budget_of_a_composite(name: str) -> None:
    place, ready = OWN_PLACE[name]
    statements = [x for x in count(ready(place())) if "ch_journal_claim" not in x]  # those come with the request
    assert len(statements) <= 12, "\n".join(x[:90] for x in statements)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_as_many_statements_for_many_rows_as_for_few(name: str) -> None:
    here = given.place()
    for walk in (given.received, given.accepted, given.granted, given.draft):
        walk(here)
    few = len(count(lambda: LISTS[name](here)))
    for walk in (given.received, given.accepted, given.granted, given.draft):
        walk(here)
        walk(here)
    many = len(count(lambda: LISTS[name](here)))
    assert few == many <= 5
