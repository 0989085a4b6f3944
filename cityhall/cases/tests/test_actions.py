"""Each move: the state it leaves, the line it writes, whom it refuses and that a refusal changes nothing."""

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.actions import Point
from cityhall.cases.models import Case, Decision
from cityhall.cases.terms import Status
from cityhall.catalogue.terms import Pace, Procedure
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines import queries as clocks
from cityhall.deadlines.terms import Kind
from cityhall.kernel import call, clock
from cityhall.kernel.actor import HOUSE, NOBODY
from cityhall.kernel.errors import (
    DomainError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    StaleError,
    WrongStateError,
)
from cityhall.kernel.journal.models import Entry
from cityhall.organs.tests import given as organs
from cityhall.people.terms import Purpose
from cityhall.site.testing import drain

from . import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> given.Place:
    return given.place()


def case(number: str) -> Case:
    return Case.objects.get(number=number)


def open_clocks(number: str) -> dict[Kind, str]:
    return {c.kind: str(c.due_on) for c in clocks.clocks_of([f"case:{number}"]) if c.stopped_on is None}


def test_arrival_is_receipt_and_starts_the_five_days(here: given.Place) -> None:
    with clock.frozen("2026-09-14 23:59"):
        number = given.received(here)
    assert number == "990100-2026-00000001"
    assert case(number).status == Status.RECEIVED
    assert open_clocks(number) == {Kind.NOTICE: "2026-09-20"}  # a Sunday worked instead


def test_a_form_that_cannot_be_read_is_refused_with_every_wrong_field(here: given.Place) -> None:
    draft = actions.start_draft(here.citizen, here.terms.item_id, given.applicant())
    with pytest.raises(InvalidInputError) as no:
        actions.receive(here.citizen, draft)
    assert set(no.value.errors) == {"premises_name", "premises_address", "contact_phone"}
    assert Case.objects.get().status == Status.DRAFT


def test_the_same_submission_sent_twice_is_one_case(here: given.Place) -> None:
    draft = given.draft(here)
    with call.calling("tap"):
        assert actions.receive(here.citizen, draft) == actions.receive(here.citizen, draft)
    assert Case.objects.count() == 1
    with pytest.raises(WrongStateError, match="已收件，不能收件"):
        actions.receive(here.citizen, draft)


def test_what_is_missing_is_told_once_and_the_notice_clock_is_met(here: given.Place) -> None:
    number = given.supplementing(here, "identity")
    assert case(number).status == Status.SUPPLEMENTING
    assert list(open_clocks(number)) == [Kind.SUPPLEMENT]
    assert [c.met for c in clocks.clocks_of([f"case:{number}"]) if c.kind is Kind.NOTICE] == [True]


def test_after_the_one_notice_only_named_points_may_be_repeated(here: given.Place) -> None:
    number = given.supplementing(here, "identity")
    actions.attach(here.citizen, number, "identity", given.file(), "身份证.pdf")
    actions.supplement(here.citizen, number, ["identity"])
    with pytest.raises(WrongStateError, match="一次告知"):
        actions.request_supplement(here.clerk, number, [Point("form", "申请表", "缺页")])
    actions.request_supplement(here.clerk, number, [Point("identity", "身份证明", "照片不清楚")])
    assert case(number).status == Status.SUPPLEMENTING


def test_a_supplement_without_its_file_is_refused(here: given.Place) -> None:
    number = given.supplementing(here, "identity")
    with pytest.raises(InvalidInputError, match="还没有上传"):
        actions.supplement(here.citizen, number, ["identity"])
    assert case(number).status == Status.SUPPLEMENTING


def test_acceptance_counts_from_the_day_the_last_piece_came(here: given.Place) -> None:
    with clock.frozen("2026-09-14 10:00"):
        number = given.supplementing(here, "identity")
    with clock.frozen("2026-09-16 10:00"):
        actions.attach(here.citizen, number, "identity", given.file(), "身份证.pdf")
        actions.supplement(here.citizen, number, ["identity"])
    with clock.frozen("2026-09-18 10:00"):
        actions.accept(here.clerk, number)
    assert clock.day_of(case(number).accepted_at).isoformat() == "2026-09-16"  # type: ignore[arg-type]
    assert open_clocks(number)[Kind.STATUTORY] == "2026-10-20"


def test_a_case_with_something_missing_is_not_accepted(here: given.Place) -> None:
    number = given.received(here, materials=("form",))
    with pytest.raises(WrongStateError, match="还缺材料：身份证明"):
        actions.accept(here.clerk, number)
    assert case(number).status == Status.RECEIVED


def test_silence_accepts_from_the_day_of_receipt(here: given.Place) -> None:
    with clock.frozen("2026-09-14 10:00"):
        number = given.received(here)
    with clock.frozen("2026-09-20 23:00"):
        deadlines.sweep(HOUSE)
        drain()
        assert case(number).status == Status.RECEIVED
    with clock.frozen("2026-09-21 01:00"):
        deadlines.sweep(HOUSE)
        drain()
    found = case(number)
    assert (found.status, clock.day_of(found.accepted_at).isoformat()) == (Status.ACCEPTED, "2026-09-14")  # type: ignore[arg-type]
    assert open_clocks(number)[Kind.STATUTORY] == "2026-10-16"
    assert Entry.objects.filter(event="case.deemed_accepted").count() == 1


def test_after_the_notice_period_nobody_may_ask_for_more_or_turn_away_even_before_the_sweep(here: given.Place) -> None:
    with clock.frozen("2026-09-14 10:00"):
        number = given.received(here, materials=("form",))
    with clock.frozen("2026-09-21 09:00"):
        with pytest.raises(WrongStateError, match="依法自收到材料之日起即为受理"):
            actions.request_supplement(here.clerk, number, [Point("identity", "身份证明", "没有提交")])
        with pytest.raises(WrongStateError, match="依法自收到材料之日起即为受理"):
            actions.not_accept(here.reviewer, number, "barred", "不得申请", basis="第七十八条")
        actions.accept(here.clerk, number)
        deadlines.sweep(HOUSE)
        drain()
    found = case(number)
    assert (found.status, clock.day_of(found.accepted_at).isoformat()) == (Status.ACCEPTED, "2026-09-14")  # type: ignore[arg-type]
    assert Entry.objects.filter(event="case.deemed_accepted").count() == 1


def test_what_was_found_wrong_is_not_answered_by_the_same_file(here: given.Place) -> None:
    number = given.received(here)
    actions.request_supplement(here.clerk, number, [Point("identity", "身份证明", "照片不清楚")])
    with pytest.raises(InvalidInputError, match="还是原来那份"):
        actions.supplement(here.citizen, number, ["identity"])
    actions.attach(here.citizen, number, "identity", given.file(), "身份证.pdf")
    actions.supplement(here.citizen, number, ["identity"])
    assert case(number).completed_at


def test_silence_means_nothing_where_the_law_of_the_item_does_not_say_so() -> None:
    here = given.place(Procedure.SERVICE)
    with clock.frozen("2026-09-14 10:00"):
        number = given.received(here)
    with clock.frozen("2026-10-30 01:00"):
        deadlines.sweep(HOUSE)
        drain()
    assert case(number).status == Status.RECEIVED


def test_the_window_has_no_veto(here: given.Place) -> None:
    number = given.received(here)
    with pytest.raises(NotAllowedError):
        actions.not_accept(here.clerk, number, "other_organ", "不归我们管", other_organ="市样例乙局")
    actions.refer(here.clerk, number, "是否属于本局职权？")
    assert Kind.REFERRAL in open_clocks(number)
    assert Kind.NOTICE in open_clocks(number)
    actions.answer_referral(here.reviewer, number, "属于，请受理")
    actions.accept(here.clerk, number)


def test_a_case_is_referred_once_at_a_time(here: given.Place) -> None:
    number = given.received(here)
    actions.refer(here.clerk, number, "是否属于本局职权？")
    with pytest.raises(WrongStateError, match="已经转部门审查"):
        actions.refer(here.clerk, number, "再问一次")
    actions.request_supplement(here.clerk, number, [Point("identity", "身份证明", "照片不清楚")])
    actions.attach(here.citizen, number, "identity", given.file(), "身份证.pdf")
    actions.supplement(here.citizen, number, ["identity"])
    actions.refer(here.clerk, number, "补来的材料是否可用？")
    assert [r.answer for r in queries.case_page(here.clerk, number).referrals] == ["已一次性告知申请人补正", ""]


def test_not_taking_a_case_on_names_the_right_organ(here: given.Place) -> None:
    with clock.frozen("2026-09-14 10:00"):
        number = given.received(here)
        with pytest.raises(InvalidInputError, match="哪个机关"):
            actions.not_accept(here.reviewer, number, "other_organ", "不归我们管")
        actions.not_accept(here.reviewer, number, "other_organ", "属乙局职权", other_organ="市样例乙局")
    assert (case(number).status, open_clocks(number)) == (Status.NOT_ACCEPTED, {Kind.DELIVERY: "2026-09-28"})


def test_granted_all_clocks_are_met_and_delivery_is_due(here: given.Place) -> None:
    number = given.granted(here)
    assert case(number).outcome == "granted"
    assert Decision.objects.get().words == here.terms.regime.granted
    assert list(open_clocks(number)) == [Kind.DELIVERY]


def test_nobody_approves_her_own_proposal(here: given.Place) -> None:
    from cityhall.cases.terms import Can
    from cityhall.organs import actions as admin

    both = organs.staff(here.organ, Can.REVIEW, Can.DECIDE, desk="review")
    admin.save_role(HOUSE, "second", "second", [str(Can.DECIDE)], desk="approve")
    from cityhall.organs.models import Staff

    admin.assign(HOUSE, Staff.objects.get(name=both.name).pk, "second", "organ")
    both = organs.actor(Staff.objects.get(name=both.name).account.login)
    number = given.accepted(here)
    actions.finish_step(both, number, "review", "agree")
    with pytest.raises(NotAllowedError, match="不能再由您作出决定"):
        actions.grant(both, number, "decide")
    actions.grant(here.approver, number, "decide")


def test_a_refusal_has_reasons_and_remedies(here: given.Place) -> None:
    number = given.reviewed(here)
    with pytest.raises(InvalidInputError, match="理由"):
        actions.refuse(here.approver, number, "decide", "  ")
    actions.refuse(here.approver, number, "decide", "不符合条件。")
    decision = Decision.objects.get()
    assert (decision.words, "行政复议" in decision.remedies) == (here.terms.regime.refused, True)


def test_a_step_taken_by_one_is_explained_to_the_other(here: given.Place) -> None:
    from cityhall.cases.terms import Can

    other = organs.staff(here.organ, Can.REVIEW, desk="review", name="乙")
    number = given.accepted(here)
    actions.claim_step(here.reviewer, number, "review")
    with pytest.raises(WrongStateError, match=f"已由{here.reviewer.name}办理"):
        actions.finish_step(other, number, "review", "agree")


def test_a_reviewer_who_saw_an_older_page_is_told_and_nothing_is_lost(here: given.Place) -> None:
    number = given.accepted(here)
    seen = case(number).version
    actions.claim_step(here.reviewer, number, "review")
    with call.calling(seen=seen), pytest.raises(StaleError, match=here.reviewer.name):
        actions.finish_step(here.reviewer, number, "review", "agree")
    assert case(number).version == seen + 1


def test_a_returned_step_opens_again_and_is_worked_again(here: given.Place) -> None:
    number = given.reviewed(here)
    with pytest.raises(InvalidInputError, match="退回原因"):
        actions.return_step(here.approver, number, "decide", "review", "")
    actions.return_step(here.approver, number, "decide", "review", "请补核经营场所")
    with pytest.raises(WrongStateError, match="未开始"):
        actions.grant(here.approver, number, "decide")
    actions.finish_step(here.reviewer, number, "review", "agree")
    actions.grant(here.approver, number, "decide")
    assert case(number).status == Status.DECIDED


def test_work_is_handed_to_a_colleague_of_the_same_desk_only(here: given.Place) -> None:
    from cityhall.cases.terms import Can

    other = organs.staff(here.organ, Can.REVIEW, desk="review", name="乙")
    number = given.accepted(here)
    with pytest.raises(InvalidInputError, match="同一岗位"):
        actions.hand_over(here.reviewer, number, "review", here.approver.account_id or 0)
    actions.hand_over(here.reviewer, number, "review", other.account_id or 0)
    actions.finish_step(other, number, "review", "agree")


def test_an_instant_matter_is_done_in_one_act() -> None:
    here = given.place(Procedure.CONFIRMATION, Pace.INSTANT)
    number = actions.serve_on_spot(here.clerk, here.terms.item_id, given.applicant(), given.FORM, given.handed(here))
    assert (case(number).status, case(number).outcome) == (Status.DECIDED, "granted")
    events = list(Entry.objects.filter(ref=f"case:{number}").order_by("id").values_list("event", flat=True))
    assert events == ["case.received", "case.accepted", "case.decided"]


def test_on_the_spot_needs_delegated_authority_and_an_instant_item(here: given.Place) -> None:
    number = given.received(here)
    with pytest.raises(WrongStateError, match="不是即办件"):
        actions.decide_on_spot(here.clerk, number)
    window = organs.window(here.organ, may_decide=False)
    from cityhall.cases.terms import Can

    clerk = organs.clerk(window, Can.INTAKE, authority=(Can.DECIDE_ON_SPOT,))
    with pytest.raises(NotAllowedError):
        actions.decide_on_spot(clerk, number)


def test_while_a_hold_stands_nothing_is_accepted_or_granted(here: given.Place) -> None:
    number = given.received(here)
    actions.hold(here.chief, number, "等待前置结果")
    with pytest.raises(WrongStateError, match="等待前置结果"):
        actions.accept(here.clerk, number)
    actions.lift_hold(here.chief, number)
    actions.accept(here.clerk, number)


def test_another_organ_sees_and_does_nothing(here: given.Place) -> None:
    stranger = given.place()
    number = given.accepted(here)
    for actor in (stranger.clerk, stranger.reviewer, stranger.approver, stranger.citizen):
        with pytest.raises(NotFoundError):
            queries.case_page(actor, number)
    with pytest.raises(NotAllowedError):
        actions.finish_step(stranger.reviewer, number, "review", "agree")
    with pytest.raises(NotSignedInError):
        actions.withdraw(NOBODY, number)
    assert not queries.search(stranger.reviewer, number).rows


def test_personal_values_are_masked_and_revealed_only_with_a_purpose(here: given.Place) -> None:
    number = given.accepted(here)
    page = queries.case_page(here.reviewer, number)
    shown = {f.spec.key: f for f in page.fields}
    assert shown["contact_phone"].masked
    assert shown["contact_phone"].value == "139****0001"
    with pytest.raises(InvalidInputError, match="事由"):
        actions.reveal(here.reviewer, number, "contact_phone", "")
    assert actions.reveal(here.reviewer, number, "contact_phone", Purpose.CONTACT) == "13900000001"
    line = Entry.objects.get(event="case.revealed")
    assert "13900000001" not in str(line.values)


def test_a_draft_can_be_deleted_and_leaves_only_the_journal(here: given.Place) -> None:
    draft = given.draft(here)
    with pytest.raises(NotAllowedError):
        actions.delete_draft(given.citizen(), draft)
    actions.delete_draft(here.citizen, draft)
    assert not Case.objects.exists()
    assert Entry.objects.filter(event="draft.deleted").exists()


def test_the_papers_of_a_whole_walk_are_made_once(here: given.Place) -> None:
    number = given.supplemented(here)
    actions.accept(here.clerk, number)
    actions.finish_step(here.reviewer, number, "review", "agree")
    actions.grant(here.approver, number, "decide")
    actions.deliver(here.issuer, number, "样例申请人")
    drain()
    drain()
    titles = [p.kind for p in queries.case_page(here.citizen, number).papers]
    assert sorted(titles) == sorted(
        ["receipt", "supplement_notice", "supplement_receipt", "acceptance", "decision", "service_record"]
    )


def test_a_clerk_prints_before_the_worker_came(here: given.Place) -> None:
    number = given.accepted(here)
    first = actions.paper_for(here.clerk, number, "acceptance")
    drain()
    assert [p.number for p in queries.case_page(here.clerk, number).papers if p.kind == "acceptance"] == [first]


def test_applications_follow_a_person_who_was_known_before(here: given.Place) -> None:
    from cityhall.cases.models import Application
    from cityhall.people.tests import given as people

    phone, identity = people.phone(), people.id_number()
    known = people.walk_in("样小例", identity, phone)
    citizen = people.citizen(phone)
    before = f"person:{citizen.person_id}"
    person = actions.Applicant(before, "样小例", "", "样小例", phone)
    draft = actions.start_draft(citizen, here.terms.item_id, person)
    from cityhall.people import actions as people_actions

    stays = people_actions.complete_profile(citizen, "样小例", identity)
    drain()
    assert stays == known
    assert Application.objects.get(pk=draft).applicant_ref == f"person:{known}"


def test_progress_asks_for_number_and_code(here: given.Place) -> None:
    number = given.accepted(here)
    with pytest.raises(NotFoundError):
        queries.progress(number, "no")
    shown = queries.progress(number, case(number).access_code)
    assert shown.applicant != "样例申请人"
    assert all(not h.who for h in shown.story)


def test_an_unknown_number_is_a_sentence() -> None:
    with pytest.raises(DomainError, match="没有编号为"):
        actions.accept(HOUSE, "990100-2026-99999999")
