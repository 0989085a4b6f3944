"""监察规则: each kind of anomaly found where it is, and not where it is not; judged once; the rules in versions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from cityhall.cases import actions as cases
from cityhall.cases.models import Case
from cityhall.cases.terms import Can as Cases
from cityhall.cases.tests import given as case
from cityhall.cases.tests import handled
from cityhall.catalogue.terms import Pace
from cityhall.deadlines.actions import sweep
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import DomainError, InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.messages import queries as messages
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.supervision import actions, queries, rules
from cityhall.supervision.actions.by_rule import FIND
from cityhall.supervision.models import Finding
from cityhall.supervision.terms import ISSUING, Can, FindingState, Level, RuleKey

pytestmark = pytest.mark.django_db
DAY = "2026-09-07 09:00"
WORDS = "经营场所不符合规定条件，图纸与现场不一致。"


@dataclass(frozen=True)
class Watched:
    """An organ at work, and who watches it."""

    here: case.Place
    watcher: Actor
    head: Actor


@pytest.fixture
def watched() -> Watched:
    with clock.frozen("2026-09-01 09:00"):
        here = handled.place()
        watcher = organs.staff(organs.organ(), Can.SEE, Can.JUDGE, Can.SET_RULES, Can.ISSUE, reach=Reach.EVERYWHERE)
        return Watched(here, watcher, organs.staff(here.organ, Can.SEE, Can.ANSWER))


def found(watched: Watched, key: RuleKey) -> list[queries.FindingView]:
    actions.detect(HOUSE)
    return [one for one in queries.findings(watched.head).rows if one.key is key]


def lived(here: case.Place, accept: str, decide: str) -> str:
    with clock.frozen(accept):
        number = case.accepted(here)
    with clock.frozen(decide):
        cases.finish_step(here.reviewer, number, "review", "agree", "符合条件")
        cases.grant(here.approver, number, "decide")
    return number


def test_accepted_and_decided_almost_at_once(watched: Watched) -> None:
    odd = lived(watched.here, "2026-09-07 09:00", "2026-09-07 09:04")
    lived(watched.here, "2026-09-07 10:00", "2026-09-07 11:00")
    with clock.frozen("2026-09-07 12:00"):
        (one,) = found(watched, RuleKey.AT_ONCE)
    assert (one.number, dict(one.facts)["间隔"], one.state) == (odd, "4 分钟", FindingState.RAISED)


def test_what_is_meant_to_be_instant_is_not_odd() -> None:
    here = case.place(pace=Pace.INSTANT)
    head = organs.staff(here.organ, Can.SEE)
    with clock.frozen(DAY):
        number = case.received(here)
        cases.accept(here.clerk, number)
        actions.detect(HOUSE)
    assert not queries.findings(head, key=RuleKey.AT_ONCE).rows


def test_registered_after_the_decision(watched: Watched) -> None:
    number = lived(watched.here, "2026-09-07 09:00", "2026-09-07 11:00")
    with clock.frozen("2026-09-07 12:00"):
        assert not found(watched, RuleKey.REGISTERED_LATE)
        Case.objects.filter(number=number).update(decided_at=clock.now() - timedelta(hours=5))
        (one,) = found(watched, RuleKey.REGISTERED_LATE)
    assert (one.number, dict(one.facts)["登记受理的时间"]) == (number, "2026-09-07 09:00")


def test_many_back_entries_of_one_day(watched: Watched) -> None:
    here, numbers = watched.here, []
    with clock.frozen("2026-09-07 16:00"):
        for n in range(5):
            numbers.append(
                cases.receive_back_entry(
                    here.clerk, here.terms.item_id, case.applicant(), case.FORM, case.handed(here),
                    clock.now() - timedelta(hours=2 + n), "断网",
                )
            )  # fmt: skip
            assert len(found(watched, RuleKey.BACK_ENTRIES)) == (n == 4)
    (one,) = queries.findings(watched.head, key=RuleKey.BACK_ENTRIES).rows
    assert dict(one.facts)["补录件数"] == "5 件"
    assert dict(one.facts)["补录的办件"].split("、") == sorted(numbers)


def test_a_special_procedure_begun_when_time_was_up(watched: Watched) -> None:
    with clock.frozen("2026-09-07 09:00"):
        odd, fine = case.accepted(watched.here), case.accepted(watched.here)
    with clock.frozen("2026-09-08 09:00"):
        handled.stop(watched.here, fine)
    with clock.frozen("2026-09-18 15:00"):  # promised until the 20th, a Sunday that is worked
        handled.stop(watched.here, odd)
        (one,) = found(watched, RuleKey.NEAR_THE_END)
    assert (one.number, dict(one.facts)["特别程序"]) == (odd, "专家评审")


def test_a_late_step_of_a_case_in_time(watched: Watched) -> None:
    with clock.frozen("2026-09-07 09:00"):
        number = case.accepted(watched.here)
    with clock.frozen("2026-09-10 09:00"):
        sweep(HOUSE)
        assert not found(watched, RuleKey.STEP_LATE)
    with clock.frozen("2026-09-11 09:00"):
        sweep(HOUSE)
        (one,) = found(watched, RuleKey.STEP_LATE)
    assert (one.number, dict(one.facts)["环节"], dict(one.facts)["环节完成"]) == (number, "审查", "尚未完成")


@pytest.mark.parametrize(("reasons", "odd"), [("不符合。", True), (WORDS, False)])
def test_a_refusal_without_reasons(watched: Watched, reasons: str, odd: bool) -> None:
    with clock.frozen(DAY):
        number = refused(watched.here, reasons)
        seen = found(watched, RuleKey.NO_REASONS)
    assert [one.number for one in seen] == [number] * odd


def refused(here: case.Place, reasons: str) -> str:
    number = case.accepted(here)
    cases.finish_step(here.reviewer, number, "review", "disagree", "不符合第三项条件")
    cases.refuse(here.approver, number, "decide", reasons)
    return number


def test_an_extension_proposed_again(watched: Watched) -> None:
    here = watched.here
    with clock.frozen(DAY):
        number = case.accepted(here)
        key = cases.propose_extension(here.reviewer, number, 5, "案情复杂")
        cases.approve_extension(handled.head(here), number, key, agrees=False, note="理由不充分")
        assert not found(watched, RuleKey.EXTENDED_AGAIN)
        cases.propose_extension(here.reviewer, number, 5, "仍然复杂")
        (one,) = found(watched, RuleKey.EXTENDED_AGAIN)
    assert (one.number, one.facts) == (
        number,
        (("提出延长", "2 次"), ("其中批准", "0 次"), ("理由", "案情复杂；仍然复杂")),
    )


def test_the_same_words_for_many_refusals(watched: Watched) -> None:
    with clock.frozen(DAY):
        numbers = [refused(watched.here, WORDS) for _ in range(2)]
        assert not found(watched, RuleKey.SAME_REASONS)
        numbers.append(refused(watched.here, WORDS))
        (one,) = found(watched, RuleKey.SAME_REASONS)
        assert not actions.detect(HOUSE), "nothing is found twice"
    assert dict(one.facts)["同一理由的办件"].split("、") == sorted(numbers)


# judging


@pytest.fixture
def one(watched: Watched) -> queries.FindingView:
    with clock.frozen(DAY):
        refused(watched.here, "不符合。")
        return found(watched, RuleKey.NO_REASONS)[0]


def test_who_watches_is_told_and_judges_once(watched: Watched, one: queries.FindingView) -> None:
    assert f"发现异常：{one.key.label}（1 条）" in [m.subject for m in messages.inbox(watched.watcher).rows]
    with pytest.raises(NotAllowedError):
        actions.judge(watched.head, one.id, True, "属实")
    with pytest.raises(InvalidInputError, match="核查意见"):
        actions.judge(watched.watcher, one.id, True, " ")
    actions.judge(watched.watcher, one.id, True, "查阅决定书，确未说明理由")
    with pytest.raises(WrongStateError, match="已经核查"):
        actions.judge(watched.watcher, one.id, False, "再看")
    seen = queries.finding(watched.head, one.id)
    assert (seen.state, seen.reason) == (FindingState.CONFIRMED, "查阅决定书，确未说明理由")
    told = {r.key: r for r in queries.rule_views(watched.head)}[one.key]
    assert (told.raised, told.confirmed, told.precision) == (1, 1, 100)
    assert Entry.objects.filter(event="supervision.judged", ref=one.ref).count() == 1


@pytest.mark.parametrize("may", [(), (Can.SEE,), (Can.SEE, Can.JUDGE, Can.ISSUE)])
def test_another_organ_neither_sees_nor_judges(one: queries.FindingView, may: tuple[Can, ...]) -> None:
    other = organs.staff(organs.organ(), *may)
    with pytest.raises((NotFoundError, NotAllowedError)):
        queries.finding(other, one.id)
    with pytest.raises((NotFoundError, NotAllowedError)):
        actions.judge(other, one.id, False, "排除")
    if may:
        assert not queries.findings(other).rows
        assert sum(r.raised for r in queries.rule_views(other)) == 0
    assert Finding.objects.get(pk=one.id).state == FindingState.RAISED


def test_an_order_that_follows_is_remembered(watched: Watched, one: queries.FindingView) -> None:
    number = actions.issue(
        watched.watcher, one.organ_id, one.ref, Level.ORDER, "请补充说明理由并重新送达", "不予决定没有说明理由", finding_id=one.id
    )  # fmt: skip
    assert queries.finding(watched.head, one.id).order_number == number


# rules in versions


def test_a_rule_is_changed_by_a_new_version_and_finds_by_it(watched: Watched) -> None:
    with clock.frozen(DAY):
        refused(watched.here, "现场不符。")
        actions.set_rule(watched.watcher, RuleKey.NO_REASONS, True, {"letters": 3}, "试行")
        assert not found(watched, RuleKey.NO_REASONS)
    with clock.frozen("2026-09-08 09:00"):
        actions.set_rule(watched.watcher, RuleKey.NO_REASONS, False, {"letters": 20}, "停用")
        assert not found(watched, RuleKey.NO_REASONS)
    with clock.frozen("2026-09-09 09:00"):
        assert actions.set_rule(watched.watcher, RuleKey.NO_REASONS, True, {"letters": 20}, "恢复") == 3
        (one,) = found(watched, RuleKey.NO_REASONS)
    assert one.rule_number == 3
    told = queries.rule_view(watched.head, RuleKey.NO_REASONS)
    assert [(v.number, v.enabled, v.until_at is None) for v in told.versions] == [
        (3, True, True), (2, False, False), (1, True, False),
    ]  # fmt: skip
    lines = Entry.objects.filter(event="supervision.rule_set", ref=f"supervision_rule:{RuleKey.NO_REASONS}")
    assert lines.count() == 3


@pytest.mark.parametrize(("act", "refusal"), [
    (lambda w: actions.set_rule(w.head, RuleKey.AT_ONCE, True, {}, "想改"), NotAllowedError),
    (lambda w: actions.set_rule(w.watcher, RuleKey.AT_ONCE, True, {"minutes": 0}, "想改"), InvalidInputError),
    (lambda w: actions.set_rule(w.watcher, RuleKey.AT_ONCE, True, {"minutes": "十"}, "想改"), InvalidInputError),  # type: ignore[dict-item]
    (lambda w: actions.set_rule(w.watcher, RuleKey.AT_ONCE, True, {}, " "), InvalidInputError),
    (lambda w: queries.rule_view(w.watcher, "no-such"), NotFoundError),
    (lambda w: actions.detect(w.head), NotAllowedError),
    (lambda w: queries.finding(w.watcher, 0), NotFoundError),
])  # fmt: skip
def test_a_bad_rule_is_refused(watched: Watched, act: Callable[[Watched], object], refusal: type[DomainError]) -> None:
    with pytest.raises(refusal) as no:
        act(watched)
    assert no.value.message
    assert not queries.rule_view(watched.watcher, RuleKey.AT_ONCE).versions


def test_every_rule_has_words_and_a_way_to_find() -> None:
    assert set(rules.RULES) == set(RuleKey)
    assert set(FIND) == set(RuleKey) - set(ISSUING)
    for key, spec in rules.RULES.items():
        assert spec.looks_for.endswith("。"), key
        assert spec.source, key
        for value in spec.values.values():
            assert value.least <= value.default <= value.most, key


@pytest.mark.parametrize(
    ("confirmed", "raised", "share"), [(0, 0, None), (0, 3, 0), (1, 3, 33), (2, 3, 67), (3, 3, 100)]
)
def test_precision_is_confirmed_of_raised(confirmed: int, raised: int, share: int | None) -> None:
    assert rules.precision(confirmed, raised) == share


def test_who_sees_cases_alone_sees_no_findings() -> None:
    clerk = organs.staff(organs.organ(), Cases.SEE)
    for ask in (queries.findings, queries.rule_views, queries.orders, queries.appeals):
        with pytest.raises(NotAllowedError):
            ask(clerk)
