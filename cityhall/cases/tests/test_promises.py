"""容缺受理, 告知承诺, 视为撤回: what is promised, what comes of it, and what the house does when the time is up."""

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.actions import Point
from cityhall.cases.models import Case, ProceedingRow, TrustRecord
from cityhall.cases.terms import Can, Outcome, Proceeding, Stage, Status
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines import queries as clocks
from cityhall.deadlines.terms import Kind
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import DomainError, InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.messages.models import Paper
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given as organs
from cityhall.site.testing import drain

from . import given
from .acts import intake

pytestmark = pytest.mark.django_db
START, IN_TIME, TOO_LATE = "2026-03-02 10:00", "2026-03-05 10:00", "2026-03-20 10:00"


def row_of(number: str, kind: Proceeding = Proceeding.PROMISE) -> ProceedingRow:
    return ProceedingRow.objects.get(case__number=number, kind=kind)


def events(number: str) -> list[str]:
    return list(Entry.objects.filter(ref=f"case:{number}").order_by("id").values_list("event", flat=True))


def kinds(number: str) -> set[str]:
    drain()
    return set(Paper.objects.filter(ref=f"case:{number}").values_list("kind", flat=True))


def overdue(here: given.Place) -> str:
    with clock.frozen(START):
        number = intake.with_gaps(here)
        drain()
    with clock.frozen(TOO_LATE):
        deadlines.sweep(HOUSE)
        drain()
    return number


def test_a_promise_is_accepted_told_and_kept() -> None:
    here = intake.gaps_place()
    with clock.frozen(START):
        number = intake.with_gaps(here)
        assert {"gaps_acceptance", "gaps_promise"} <= kinds(number)
    case = Case.objects.get(number=number)
    assert (case.status, list(case.beside)) == (Status.ACCEPTED, ["promise"])
    told = Paper.objects.get(ref=f"case:{number}", kind="gaps_promise").facts
    assert (told["promised"], told["until_on"]) == (["经营场所使用证明"], "2026-03-09")
    with clock.frozen(IN_TIME):
        actions.attach(here.citizen, number, "premises", given.file(), "补.pdf")
        actions.keep_promise(here.citizen, number, ["premises"])
    assert row_of(number).stage == Stage.DONE
    ticking = clocks.clocks_of([f"beside:{number}/{row_of(number).pk}"])
    assert [(c.kind, c.met) for c in ticking] == [(Kind.PROMISE, True)]
    assert Case.objects.get(number=number).beside == {}
    with clock.frozen(TOO_LATE):
        deadlines.sweep(HOUSE)
        drain()
    assert row_of(number).stage == Stage.DONE
    assert not TrustRecord.objects.exists()


def test_nothing_is_decided_while_a_promise_is_open() -> None:
    here = intake.gaps_place()
    with clock.frozen(START):
        number = intake.with_gaps(here)
        actions.finish_step(here.reviewer, number, "review", "agree", "符合条件")
        with pytest.raises(WrongStateError, match="容缺材料还没有补齐"):
            actions.grant(here.approver, number, "decide")
        assert "容缺材料" in queries.case_page(here.approver, number).button("grant").why  # type: ignore[union-attr]


def test_a_broken_promise_is_noted_and_the_case_decided_on_what_it_has() -> None:
    here = intake.gaps_place()
    number = overdue(here)
    assert row_of(number).stage == Stage.BROKEN
    record = TrustRecord.objects.get()
    assert (record.case_number, record.repaired_at) == (number, None)
    with clock.frozen(TOO_LATE):
        deadlines.sweep(HOUSE)
        drain()
        with pytest.raises(NotFoundError):
            actions.break_promise(HOUSE, number, str(row_of(number).pk))
    assert TrustRecord.objects.count() == 1
    with clock.frozen(TOO_LATE):
        actions.finish_step(here.reviewer, number, "review", "disagree", "缺经营场所证明")
        with pytest.raises(WrongStateError, match="逾期没有补交：经营场所使用证明"):
            actions.grant(here.approver, number, "decide")
        assert "逾期没有补交" in queries.case_page(here.approver, number).button("grant").why  # type: ignore[union-attr]
        with pytest.raises(WrongStateError):
            actions.attach(here.citizen, number, "premises", given.file(), "补.pdf")
        actions.refuse(here.approver, number, "decide", "没有提交经营场所证明。")
    assert Case.objects.get(number=number).outcome == Outcome.REFUSED


def test_what_the_window_takes_in_late_may_still_be_granted() -> None:
    here = intake.gaps_place()
    number = overdue(here)
    with clock.frozen(TOO_LATE):
        actions.check_material(here.clerk, number, "premises", "good", copies=1)
        actions.finish_step(here.reviewer, number, "review", "agree", "符合条件")
        actions.grant(here.approver, number, "decide")
    assert Case.objects.get(number=number).outcome == Outcome.GRANTED


def test_a_broken_promise_withdraws_where_the_item_has_the_rule() -> None:
    here = intake.deeming_place()
    number = overdue(here)
    case = Case.objects.get(number=number)
    assert (case.status, case.beside, row_of(number).stage) == (Status.DEEMED_WITHDRAWN, {}, Stage.BROKEN)
    assert events(number).count("case.deemed_withdrawn") == 1
    with clock.frozen(TOO_LATE):
        assert "deemed_withdrawal" in kinds(number)
    own = [f"case:{number}", f"beside:{number}/{row_of(number).pk}", f"step:{number}/review"]
    assert {c.kind for c in clocks.clocks_of(own) if c.stopped_on is None} == {Kind.DELIVERY}


@pytest.mark.parametrize(("place", "ends"), [
    (intake.deeming_place, Status.DEEMED_WITHDRAWN), (intake.gaps_place, Status.SUPPLEMENTING),
])  # fmt: skip
def test_a_supplement_that_never_came_withdraws_only_where_the_item_has_the_rule(place: object, ends: Status) -> None:
    here = place()  # type: ignore[operator]
    with clock.frozen(START):
        number = given.supplementing(here)
        drain()
    with clock.frozen("2026-04-20 10:00"):
        for _ in range(2):
            deadlines.sweep(HOUSE)
            drain()
    assert Case.objects.get(number=number).status == ends
    assert events(number).count("case.deemed_withdrawn") == (ends == Status.DEEMED_WITHDRAWN)


def test_a_promise_is_longer_for_a_reason_before_it_has_run_out() -> None:
    here = intake.gaps_place()
    with clock.frozen(START):
        number = intake.with_gaps(here)
        key = str(row_of(number).pk)
        with pytest.raises(InvalidInputError):
            actions.extend_promise(here.clerk, number, key, 3, " ")
        with pytest.raises(NotAllowedError):
            actions.extend_promise(here.citizen, number, key, 3, "台风停运")
        actions.extend_promise(here.clerk, number, key, 3, "台风停运")
    (ticking,) = clocks.clocks_of([f"beside:{number}/{key}"])
    assert (ticking.extended, str(ticking.due_on)) == (3, "2026-03-12")


@pytest.mark.parametrize(
    ("keys", "code"),
    [([], "case.no_gap_named"), (["identity"], "case.not_deferrable"), (["strange"], "case.not_deferrable")],
)
def test_only_what_the_item_lists_may_come_later(keys: list[str], code: str) -> None:
    here = intake.gaps_place()
    number = intake.short(here)
    lines = Entry.objects.count()
    with pytest.raises(InvalidInputError) as no:
        actions.accept_with_gaps(here.clerk, number, keys)
    assert no.value.code == code
    assert (Case.objects.get(number=number).status, Entry.objects.count()) == (Status.RECEIVED, lines)


def test_main_materials_are_there_and_right_whatever_is_promised() -> None:
    here = intake.gaps_place()
    number = given.received(here, materials=("form",))
    with pytest.raises(WrongStateError, match="身份证明"):
        actions.accept_with_gaps(here.clerk, number, ["premises"])
    plain = given.place()
    with pytest.raises(WrongStateError) as no:
        actions.accept_with_gaps(plain.clerk, given.received(plain), ["premises"])
    assert no.value.code == "case.no_accept_with_gaps"


def test_who_broke_a_promise_does_not_promise_again_until_it_is_repaired() -> None:
    here = intake.gaps_place()
    overdue(here)
    number = intake.short(here)
    with pytest.raises(WrongStateError) as no:
        actions.accept_with_gaps(here.clerk, number, ["premises"])
    assert no.value.code == "case.trust_broken"
    supervisor = organs.staff(here.organ, Can.SUPERVISE)
    (row,) = queries.trust_records(supervisor).rows
    with pytest.raises(NotAllowedError):
        actions.repair_trust(here.clerk, row.id, "已补交并说明")
    actions.repair_trust(supervisor, row.id, "已补交并说明")
    actions.accept_with_gaps(here.clerk, number, ["premises"])
    assert not queries.trust_records(supervisor, unrepaired=True).rows


def test_what_is_promised_is_not_said_to_have_come_before_it_has() -> None:
    here = intake.gaps_place()
    number = intake.with_gaps(here)
    for keys, code in (
        ([], "case.nothing_kept"),
        (["form"], "case.not_promised"),
        (["premises"], "case.still_missing"),
    ):
        with pytest.raises(InvalidInputError) as no:
            actions.keep_promise(here.citizen, number, keys)
        assert no.value.code == code
    with pytest.raises(WrongStateError):
        actions.attach(here.citizen, number, "form", given.file(), "另.pdf")
    with pytest.raises(NotAllowedError):
        actions.keep_promise(given.citizen(), number, ["premises"])
    file_id = actions.attach(here.citizen, number, "premises", given.file(), "补.pdf")
    actions.remove_file(here.citizen, number, file_id)
    actions.check_material(here.clerk, number, "premises", "wrong", "看不清")
    actions.attach(here.clerk, number, "premises", given.file(), "补.pdf")
    actions.check_material(here.clerk, number, "premises", "wrong", "看不清")
    with pytest.raises(InvalidInputError) as no:
        actions.keep_promise(here.citizen, number, ["premises"])
    assert no.value.code == "case.gap_wrong"


def test_the_account_is_public_and_names_nobody() -> None:
    here = intake.gaps_place()
    overdue(here)
    supervised = queries.gaps_statement()
    (row,) = [r for r in supervised.rows if r.item_id == here.terms.item_id]
    assert (row.promised, row.kept, row.broken, row.open) == (1, 0, 1, 0)
    assert (row.materials, row.limit) == (("经营场所使用证明",), "5 个工作日")
    assert here.citizen.name not in repr(row)


def test_a_pledge_is_decided_at_once_and_looked_at_afterwards() -> None:
    here = intake.pledge_place(at_once=True)
    with clock.frozen(START):
        number = intake.on_pledge(here)
        assert {"pledge", "decision"} <= kinds(number)
    case = Case.objects.get(number=number)
    assert (case.status, case.outcome, list(case.beside)) == (Status.DECIDED, Outcome.GRANTED, ["pledge"])
    row = row_of(number, Proceeding.PLEDGE)
    assert [c.kind for c in clocks.clocks_of([f"beside:{number}/{row.pk}"])] == [Kind.AFTER_CHECK]
    assert [r.waiting for r in queries.office(here.reviewer).rows] == ["事后核查"]
    with pytest.raises(InvalidInputError):
        actions.finish_after_check(here.reviewer, number, str(row.pk), False, "")
    actions.finish_after_check(here.reviewer, number, str(row.pk), False, "现场没有经营场所")
    assert TrustRecord.objects.get().what == "告知承诺经核查不实"
    assert [r.number for r in queries.broken_pledges(here.approver).rows] == [number]
    assert "建议" in queries.case_page(here.approver, number).beside[0].says
    with pytest.raises(NotFoundError):
        actions.finish_after_check(here.reviewer, number, str(row.pk), True, "又查了一遍")


def test_a_pledge_outlives_a_grant_and_falls_with_a_refusal() -> None:
    for outcome, ends in ((Outcome.GRANTED, Stage.OPEN), (Outcome.REFUSED, Stage.CANCELLED)):
        here = intake.pledge_place()
        number = intake.on_pledge(here)
        assert Case.objects.get(number=number).status == Status.ACCEPTED
        row = row_of(number, Proceeding.PLEDGE)
        with pytest.raises(WrongStateError):
            actions.finish_after_check(here.reviewer, number, str(row.pk), True, "属实")
        actions.finish_step(here.reviewer, number, "review", "agree", "符合条件")
        if outcome is Outcome.GRANTED:
            actions.grant(here.approver, number, "decide")
        else:
            actions.refuse(here.approver, number, "decide", "经审查不符合条件。")
        row.refresh_from_db()
        assert row.stage == ends
        ticking = [c.kind for c in clocks.clocks_of([f"beside:{number}/{row.pk}"])]
        assert ticking == ([Kind.AFTER_CHECK] if ends == Stage.OPEN else [])


def test_a_pledge_spares_only_what_it_says() -> None:
    here = intake.pledge_place()
    number = given.received(here, materials=("form",))
    with pytest.raises(WrongStateError, match="身份证明"):
        actions.accept_on_pledge(here.clerk, number)
    plain = given.place()
    with pytest.raises(DomainError) as no:
        actions.accept_on_pledge(plain.clerk, given.received(plain))
    assert no.value.code == "case.no_accept_on_pledge"


def test_told_once_of_what_is_missing_she_may_still_promise_nothing_more() -> None:
    """Past the notice period the law has accepted the case: there is nothing left to promise."""
    here = intake.gaps_place()
    with clock.frozen(START):
        number = intake.short(here)
    with clock.frozen(TOO_LATE), pytest.raises(WrongStateError) as no:
        actions.accept_with_gaps(here.clerk, number, ["premises"])
    assert no.value.code == "case.silence_accepted"
    with clock.frozen(TOO_LATE), pytest.raises(WrongStateError):
        actions.request_supplement(here.clerk, number, [Point("premises", "", "没有提交")])
    assert organs.staff(here.organ, Can.REVIEW, desk=Desk.REVIEW)
