"""Decisions in part and decisions changed: versions beside each other, licences that come and go."""

from datetime import date, timedelta

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.models import Case, Decision, Licence
from cityhall.cases.terms import Can, LicenceStatus, Outcome, Status
from cityhall.deadlines import actions as clocks
from cityhall.deadlines import queries as asked
from cityhall.deadlines.terms import Kind
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.messages.models import Message, Paper
from cityhall.messages.terms import PaperKind
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given as organs
from cityhall.site.testing import drain

from . import given
from .acts.ends import expired, renewing
from .test_actions import case, open_clocks

pytestmark = pytest.mark.django_db
RESULT = {"name": "样例许可证", "kind": "证照", "months": 60, "mark": "样许"}


@pytest.fixture
def here() -> given.Place:
    return given.place(result=RESULT)


def facts(number: str, kind: PaperKind) -> dict[str, object]:
    drain()
    return dict(Paper.objects.filter(ref=f"case:{number}", kind=kind).latest("id").facts)


def test_a_part_is_granted_with_conditions_and_reasons_for_the_rest(here: given.Place) -> None:
    number = given.reviewed(here)
    with pytest.raises(InvalidInputError, match="未予准予部分"):
        actions.grant(here.approver, number, "decide", partial="一层")
    actions.grant(here.approver, number, "decide", "同意", "每年报告", "一层", "二层不符合消防要求。")
    decision = Decision.objects.get(case__number=number)
    assert (decision.words, decision.partial) == ("部分准予许可", "一层")
    assert decision.remedies
    told = facts(number, PaperKind.DECISION)
    assert (told["conditions"], told["partial"], told["reasons"]) == ("每年报告", "一层", ["二层不符合消防要求。"])
    assert "行政复议" in str(told["remedies"])
    assert told["result_number"] == decision.result_number


def test_numbers_are_counted_without_a_gap_and_run_their_months(here: given.Place) -> None:
    with clock.frozen("2026-03-02 10:00"):
        numbers = [given.granted(here) for _ in range(2)]
        refused = given.refused(here)
    rows = Licence.objects.order_by("id")
    assert [r.number for r in rows] == ["样许〔2026〕1号", "样许〔2026〕2号"]
    assert [str(r.case.number) for r in rows] == numbers
    assert (str(rows[0].valid_from), str(rows[0].valid_until)) == ("2026-03-02", "2031-03-01")
    assert not Licence.objects.filter(case__number=refused).exists()
    assert queries.licence("样许〔2026〕1号").holder == "样***人"


def test_a_correction_stands_beside_the_decision_and_is_served(here: given.Place) -> None:
    number = given.delivered(here)
    drain()
    actions.correct_decision(here.approver, number, "“样列路”更正为“样例路”", "笔误")
    assert (case(number).status, case(number).outcome) == (Status.DECIDED, Outcome.GRANTED)
    page = queries.case_page(here.approver, number)
    assert [d.number for d in page.decisions] == [1, 2]
    assert open_clocks(number).keys() == {Kind.DELIVERY}
    told = facts(number, PaperKind.CORRECTION)
    assert "样列路" in str(told["text"])
    first = Paper.objects.get(ref=f"case:{number}", kind=PaperKind.DECISION)
    assert told["original_number"] == first.number
    actions.deliver(here.issuer, number, "样例申请人")
    served = facts(number, PaperKind.SERVICE_RECORD)
    assert [d["title"] for d in served["documents"]] == ["更正决定书"]  # type: ignore[attr-defined]
    assert Licence.objects.get(case__number=number).status == LicenceStatus.VALID


def test_a_revocation_ends_the_licence_and_is_told_with_its_remedies(here: given.Place) -> None:
    number = given.delivered(here)
    reviewer = organs.staff(here.organ, Can.DECIDE, Can.REVIEW, desk=Desk.REVIEW)
    with pytest.raises(InvalidInputError, match="更正"):
        actions.revoke(here.approver, number, "error", "写错了", "第六十九条")
    actions.revoke(reviewer, number, "fraud", "以虚假材料取得。", "行政许可法第六十九条第二款")
    licence = Licence.objects.get(case__number=number)
    assert (case(number).outcome, licence.status) == (Outcome.REVOKED, LicenceStatus.REVOKED)
    told = facts(number, PaperKind.REVOCATION)
    assert told["reasons"] == ["以虚假材料取得。"]
    with pytest.raises(WrongStateError, match="只有准予"):
        actions.revoke(reviewer, number, "fraud", "再撤", "第六十九条")


def test_who_reviewed_the_case_does_not_revoke_it(here: given.Place) -> None:
    both = organs.staff(here.organ, Can.DECIDE, Can.REVIEW, desk=Desk.REVIEW)
    number = given.accepted(here)
    actions.finish_step(both, number, "review", "agree", "符合")
    actions.grant(here.approver, number, "decide")
    with pytest.raises(NotAllowedError, match="审查环节"):
        actions.revoke(both, number, "unlawful", "超越职权", "第六十九条第一款")


def test_a_review_orders_a_new_decision_within_its_own_time(here: given.Place) -> None:
    number = given.refused(here)
    actions.deliver(here.issuer, number, "样例申请人")
    key = str(actions.order_again(here.approver, number, "review", "样例复决〔2026〕3号", 30))
    page = queries.case_page(here.approver, number)
    assert "30 天内重新作出决定" in page.beside[0].says
    assert page.beside[0].due_text
    with pytest.raises(WrongStateError, match="已经登记"):
        actions.order_again(here.approver, number, "judgment", "样例行初〔2026〕1号", 30)
    actions.decide_again(here.approver, number, key, "granted", "经重新审查，符合条件。", "每年报告")
    assert (case(number).status, case(number).outcome, case(number).beside) == ("decided", "granted", {})
    assert open_clocks(number).keys() == {Kind.DELIVERY}
    assert [d.outcome for d in queries.case_page(here.approver, number).decisions] == ["refused", "granted"]
    assert Licence.objects.get(case__number=number).status == LicenceStatus.VALID
    assert facts(number, PaperKind.DECISION)["outcome"] == "grant"


def changing(here: given.Place, act: str, number: str) -> tuple[given.Place, str]:
    """Another item of the same organ about that licence, granted."""
    from cityhall.catalogue import queries as catalogue
    from cityhall.catalogue.tests import given as items

    item = catalogue.published(items.published_item(here.organ, licence_act=act, result=RESULT))
    assert item is not None
    there = given.Place(**{**here.__dict__, "terms": item})
    draft = actions.start_draft(here.citizen, item.item_id, given.applicant())
    actions.save_draft(here.citizen, draft, dict(given.FORM))
    for key in ("form", "identity"):
        actions.attach(here.citizen, draft, key, given.file(), "a.pdf")
    with pytest.raises(WrongStateError, match="证照编号"):
        actions.receive(here.citizen, draft)
    actions.name_licence(here.citizen, draft, number)
    new = actions.receive(here.citizen, draft)
    actions.accept(here.clerk, new)
    actions.finish_step(here.reviewer, new, "review", "agree", "符合")
    actions.grant(here.approver, new, "decide")
    return there, new


@pytest.mark.parametrize(("act", "then"), [("change", "replaced"), ("renew", "replaced"), ("cancel", "cancelled")])
def test_what_is_changed_renewed_or_cancelled_gives_way(here: given.Place, act: str, then: str) -> None:
    given.granted(here)
    old = Licence.objects.get()
    _, number = changing(here, act, old.number)
    old.refresh_from_db()
    assert (old.status, old.ended_at is not None) == (then, True)
    new = Licence.objects.filter(case__number=number).first()
    if act == "cancel":
        assert new is None
    else:
        assert new is not None
        assert new.replaces_id == old.pk
        assert new.valid_until == old.valid_until if act == "change" else new.valid_from > old.valid_from
    actions.revoke(here.approver, number, "unlawful", "超越职权", "第六十九条第一款")
    old.refresh_from_db()
    assert old.status == LicenceStatus.VALID


def test_an_unanswered_renewal_is_granted_when_the_licence_runs_out_and_only_once() -> None:
    here = renewing()
    number = expired(here)
    late = given.place(licence_act="renew")
    clocks.sweep(HOUSE)
    drain()
    got = case(number)
    assert (got.status, got.outcome) == (Status.DECIDED, Outcome.GRANTED)
    decision = Decision.objects.get(case=got)
    assert (decision.words, "第五十条" in decision.reasons) == ("视为准予延续", True)
    assert open_clocks(number).keys() == {Kind.DELIVERY}
    with pytest.raises(WrongStateError):
        actions.deem_renewed(HOUSE, number)
    with clock.frozen(clock.now() + timedelta(days=400)):
        clocks.sweep(HOUSE)
    assert Decision.objects.filter(case=got).count() == 1
    assert late.terms.licence_act == "renew"


def test_a_licence_runs_out_on_its_own_day_though_that_is_a_day_of_rest() -> None:
    here = renewing()
    with clock.frozen("2026-08-03T10:00"):
        draft = given.draft(here)
        actions.name_licence(here.citizen, draft, given.OLD_LICENCE, date(2026, 10, 2))
        number = actions.receive(here.citizen, draft)
        actions.accept(here.clerk, number)
        (ends,) = [c for c in asked.clocks_of([f"case:{number}"]) if c.kind is Kind.EXPIRY]
        assert ends.due_on == date(2026, 10, 2)
    with clock.frozen("2026-10-03T08:00"):  # a holiday still
        clocks.sweep(HOUSE)
        drain()
        assert case(number).status == Status.DECIDED


def test_whoever_has_a_renewal_in_hand_is_warned_at_each_threshold_once() -> None:
    with clock.frozen("2026-08-03T10:00"):
        here = renewing()
        draft = given.draft(here)
        actions.name_licence(here.citizen, draft, given.OLD_LICENCE, date(2026, 10, 30))
        number = actions.receive(here.citizen, draft)
        actions.accept(here.clerk, number)

    def told(day: str) -> list[int]:
        with clock.frozen(f"{day}T09:00"):
            actions.warn_renewals(HOUSE)
            actions.warn_renewals(HOUSE)
        lines = Entry.objects.filter(ref=f"case:{number}", event="case.renewal_warned").order_by("id")
        return [line.values["workdays"] for line in lines]

    assert told("2026-09-10") == []
    assert told("2026-09-17") == [27]
    assert told("2026-10-16") == [27, 10]
    assert told("2026-10-20") == [27, 10]
    assert told("2026-10-27") == [27, 10, 3]
    inside = queries.case_page(here.clerk, number).story
    assert sum("临近许可有效期届满" in h.title for h in inside) == 3
    assert not any("临近许可有效期届满" in h.title for h in queries.case_page(here.citizen, number).story)
    assert Message.objects.filter(kind="case.renewal_warned", ref=f"case:{number}").exists()


def test_a_renewal_asked_late_is_taken_on_and_noted_without_deemed_renewal() -> None:
    here = renewing()
    draft = given.draft(here)
    actions.name_licence(here.citizen, draft, given.OLD_LICENCE, clock.today() + timedelta(days=20))
    number = actions.receive(here.citizen, draft)
    actions.accept(here.clerk, number)
    assert Kind.EXPIRY not in open_clocks(number)
    story = queries.case_page(here.clerk, number).story
    assert any("不足三十日" in h.detail for h in story)
    with clock.frozen(clock.now() + timedelta(days=40)), pytest.raises(WrongStateError, match="不是按期"):
        actions.deem_renewed(HOUSE, number)


def test_grants_are_published_with_masked_names(here: given.Place) -> None:
    number = given.granted(here)
    given.refused(here)
    rows = queries.published().rows
    assert [(r.case_number, r.holder) for r in rows] == [(number, "样***人")]
    assert Case.objects.get(number=number).outcome == "granted"
