"""听证和利害关系人: told, asked, given up, silent, set, held; what waits for it."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.models import Case
from cityhall.cases.terms import Can, Stage
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines import queries as asked
from cityhall.deadlines.terms import Kind, Light
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.queries import lines_of
from cityhall.organs.tests import given as organs
from cityhall.site import testing

from . import given, handled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_monday() -> Iterator[None]:
    with clock.frozen("2026-09-14T10:00"):
        yield


@pytest.fixture
def here() -> given.Place:
    return given.place()


def told(here: given.Place, number: str, *, public: bool = False) -> int:
    return actions.tell_hearing(here.reviewer, number, "拟不予许可", "场所不符合要求。", public=public)


def chair(here: given.Place) -> int:
    return organs.staff(here.organ, Can.SEE, name="样例主持人").account_id or 0


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.ZONE)


def light(number: str, kind: Kind = Kind.STATUTORY) -> Light:
    return next(c.light for c in asked.clocks_of([f"case:{number}"]) if c.kind is kind)


def papers(here: given.Place, number: str) -> set[str]:
    testing.drain()
    return {p.kind for p in queries.case_page(here.reviewer, number).papers}


def set_and_held(here: given.Place, number: str, key: int) -> None:
    actions.set_hearing(here.reviewer, number, key, at("2026-09-28T09:00"), "三楼会议室", chair(here))
    with clock.frozen("2026-09-28T12:00"):
        actions.hold_hearing(
            here.reviewer, number, key, ["申请人", "审查人员"], "双方陈述，出示证据。", given.file(b"%PDF-9")
        )


def test_a_hearing_is_told_asked_set_and_held_and_the_case_decided_on_its_minutes(here: given.Place) -> None:
    number = given.accepted(here)
    key = told(here, number)
    (ask,) = asked.clocks_of([f"beside:{number}/{key}"])
    assert (ask.kind, ask.due_on and ask.due_on.isoformat()) == (Kind.HEARING_ASK, "2026-09-20")
    assert light(number) is Light.GREEN
    actions.ask_hearing(here.citizen, number, key)
    assert light(number) is light(number, Kind.PROMISED) is Light.BLUE
    hold = asked.clocks_of([f"beside:{number}/{key}"])[-1]
    assert (hold.kind, hold.amount) == (Kind.HEARING_HOLD, 20)
    assert [r.waiting for r in queries.office(here.reviewer).rows if r.work.kind is Kind.HEARING_HOLD] == ["听证"]
    set_and_held(here, number, key)
    with clock.frozen("2026-09-29T09:00"):
        assert light(number) is Light.GREEN
        page = queries.case_page(here.approver, number)
        (one,) = page.beside_of("hearing")
        assert ("听证笔录", "双方陈述，出示证据。") in one.facts
        assert one.files
        assert (one.stage, one.says) == (Stage.DONE, "听证已经举行，将根据听证笔录作出决定。")
        assert papers(here, number) >= {"hearing_right", "hearing_notice", "hearing_minutes"}
        actions.finish_step(here.reviewer, number, "review", "disagree", "不符合")
        actions.refuse(here.approver, number, "decide", "根据听证笔录，场所不符合要求。")
    lines = lines_of([f"case:{number}"])
    assert not any("申请人" in str(line.values) for line in lines if line.event == "case.hearing_held")


def test_the_decision_waits_for_the_right_to_be_used_or_gone(here: given.Place) -> None:
    number = given.reviewed(here)
    key = told(here, number)
    with pytest.raises(WrongStateError, match="听证"):
        actions.refuse(here.approver, number, "decide", "不符合条件。")
    actions.waive_hearing(here.citizen, number, key)
    assert handled.row_of(number, "hearing").stage == Stage.WAIVED
    actions.refuse(here.approver, number, "decide", "不符合条件。")


def test_silence_ends_the_right_by_itself_and_only_once(here: given.Place) -> None:
    number = given.accepted(here)
    key = told(here, number)
    with clock.frozen("2026-09-21T00:10"):
        for _ in range(2):
            deadlines.sweep(HOUSE)
            testing.drain()
        row = handled.row_of(number, "hearing")
        assert (row.stage, row.closed_by) == (Stage.EXPIRED, "系统")
        with pytest.raises(NotFoundError):
            actions.ask_hearing(here.citizen, number, key)
        story = queries.case_page(here.reviewer, number).story
    assert [line.event for line in lines_of([f"case:{number}"])].count("case.hearing_expired") == 1
    assert Case.objects.get(number=number).beside == {}
    late = [h.detail for h in story if h.title == "超过时限"]
    assert late == ["审查环节超过内部时限"]  # the step's, not the applicant's right


def test_a_right_used_is_not_ended_by_the_clock(here: given.Place) -> None:
    number = handled.hearing_asked(here)
    with clock.frozen("2026-09-21T00:10"):
        deadlines.sweep(HOUSE)
        testing.drain()
        assert handled.row_of(number, "hearing").stage == Stage.OPEN


def test_after_the_days_nobody_asks_even_before_the_sweep(here: given.Place) -> None:
    number = given.accepted(here)
    key = told(here, number)
    with clock.frozen("2026-09-21T00:10"), pytest.raises(WrongStateError, match="届满"):
        actions.ask_hearing(here.citizen, number, key)


def test_the_window_speaks_for_the_applicant_and_no_stranger_does(here: given.Place) -> None:
    number = given.accepted(here)
    key = told(here, number)
    stranger = organs.staff(organs.organ(), *Can, desk="review")
    for who in (stranger, given.citizen(), here.reviewer):
        for act in (actions.ask_hearing, actions.waive_hearing):
            with pytest.raises(NotAllowedError):
                act(who, number, key)
    actions.ask_hearing(here.clerk, number, key)
    assert "代为登记" in handled.row_of(number, "hearing").facts["asked_by"]
    with pytest.raises(WrongStateError):
        actions.ask_hearing(here.citizen, number, key)
    actions.waive_hearing(here.citizen, number, key)  # takes her request back
    with clock.frozen("2026-09-15T10:00"):
        assert light(number) is Light.GREEN


def test_time_and_place_are_told_before_and_may_be_told_again(here: given.Place) -> None:
    number = handled.hearing_asked(here)
    key = handled.key_of(number, "hearing")
    who = chair(here)
    with pytest.raises(InvalidInputError, match="2026-09-23"):
        actions.set_hearing(here.reviewer, number, key, at("2026-09-22T09:00"), "三楼", who)
    actions.set_hearing(here.reviewer, number, key, at("2026-09-23T09:00"), "三楼", who)  # seven working days between
    with pytest.raises(WrongStateError, match="还没有到"):
        actions.hold_hearing(here.reviewer, number, key, ["申请人"], "笔录")
    actions.set_hearing(here.reviewer, number, key, at("2026-09-30T09:00"), "五楼", who)
    sets = [line.values for line in lines_of([f"case:{number}"]) if line.event == "case.hearing_set"]
    assert [(v["place"], v["again"]) for v in sets] == [("三楼", False), ("五楼", True)]


def test_the_chair_never_reviewed_the_case(here: given.Place) -> None:
    number = handled.hearing_asked(here)
    key = handled.key_of(number, "hearing")
    actions.claim_step(here.reviewer, number, "review")
    actions.release_step(here.reviewer, number, "review")
    for account in (here.reviewer.account_id or 0, 999_999):
        with pytest.raises(InvalidInputError) as no:
            actions.set_hearing(here.reviewer, number, key, at("2026-09-28T09:00"), "三楼", account)
        assert no.value.field == "chair_account"


def test_what_the_law_wants_heard_is_not_decided_before() -> None:
    here = given.place(hearing="样例法第二十条：应当听证")
    number = given.reviewed(here)
    with pytest.raises(WrongStateError, match="应当听证"):
        actions.grant(here.approver, number, "decide")
    assert "应当听证" in (queries.case_page(here.approver, number).button("grant").why)  # type: ignore[union-attr]
    key = told(here, number)
    assert light(number) is Light.BLUE  # nobody need ask
    with pytest.raises(WrongStateError, match="不能由申请人放弃"):
        actions.waive_hearing(here.citizen, number, key)
    set_and_held(here, number, key)
    assert "hearing_public" in papers(here, number)
    with clock.frozen("2026-09-29T09:00"):
        actions.grant(here.approver, number, "decide")


def test_there_is_one_hearing_at_a_time(here: given.Place) -> None:
    number = given.accepted(here)
    told(here, number)
    with pytest.raises(WrongStateError, match="已有"):
        told(here, number)


# 利害关系人


def test_a_third_party_is_told_and_heard_and_the_decision_waits(here: given.Place) -> None:
    number = given.reviewed(here)
    key = actions.tell_third_party(here.reviewer, number, "样例邻居", "您的采光可能受影响。")
    with pytest.raises(WrongStateError, match="利害关系人"):
        actions.grant(here.approver, number, "decide")
    actions.note_statement(here.reviewer, number, key, "我不同意。")
    actions.note_statement(here.reviewer, number, key, "补充：请保留通道。")
    assert "third_party" in papers(here, number)
    assert not queries.case_page(here.citizen, number).beside_of("third_party")
    with clock.frozen("2026-09-21T00:10"):
        for _ in range(2):
            deadlines.sweep(HOUSE)
            testing.drain()
        assert handled.row_of(number, "third_party").stage == Stage.DONE
        actions.grant(here.approver, number, "decide")
    assert "样例邻居" not in str([line.values for line in lines_of([f"case:{number}"])])


def test_a_silent_third_party_s_time_goes_by(here: given.Place) -> None:
    number = given.accepted(here)
    actions.tell_third_party(here.reviewer, number, "样例邻居", "您的采光可能受影响。")
    with clock.frozen("2026-09-21T00:10"):
        deadlines.sweep(HOUSE)
        testing.drain()
    assert handled.row_of(number, "third_party").stage == Stage.EXPIRED


def test_a_third_party_may_ask_a_hearing(here: given.Place) -> None:
    number = given.accepted(here)
    key = actions.tell_third_party(here.reviewer, number, "样例邻居", "您的采光可能受影响。")
    with pytest.raises(NotAllowedError):
        actions.ask_hearing(here.citizen, number, key)  # the applicant does not speak for her
    actions.ask_hearing(here.reviewer, number, key)
    hearing = handled.row_of(number, "hearing")
    assert hearing.facts["third_party"] == key
    assert handled.row_of(number, "third_party").stage == Stage.DONE
    assert light(number) is Light.BLUE
    with pytest.raises(WrongStateError):
        actions.waive_hearing(here.citizen, number, hearing.pk)
    set_and_held(here, number, hearing.pk)


@pytest.mark.parametrize("who", ["citizen", "approver", "issuer"])
def test_only_who_reviews_tells_third_parties(here: given.Place, who: str) -> None:
    number = given.accepted(here)
    actor: Actor = getattr(here, who)
    with pytest.raises(NotAllowedError):
        actions.tell_third_party(actor, number, "样例邻居", "您的采光可能受影响。")
