"""流程推演 as rules: the arithmetic of spreads, the redrawing of steps, and what must hold whatever the steps are."""

import itertools
import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from cityhall.catalogue.rules import foreseeing
from cityhall.catalogue.rules.foreseeing import Spread, quantile, total
from cityhall.catalogue.rules.redrawing import read_edits, redrawn, write_edits
from cityhall.catalogue.rules.what_if import Comparison, Lived, compare
from cityhall.catalogue.terms import StepEdit, StepSpec
from cityhall.deadlines.terms import Limit, Unit
from cityhall.kernel.errors import InvalidInputError
from cityhall.organs.terms import Desk

SPREADS = st.dictionaries(st.integers(0, 30), st.integers(1, 40), min_size=1, max_size=8)
WAYS = st.lists(st.tuples(st.integers(1, 4), SPREADS), min_size=2, max_size=6)
QUANTILES = (10, 50, 90, 99)


def steps(*orders: int, limit: int = 5, organ: int = 0) -> tuple[StepSpec, ...]:
    """Steps a, b, c … at these orders and a last one that decides."""
    told = [
        StepSpec(chr(97 + n), f"环节{chr(97 + n)}", Desk.REVIEW, order, Limit(limit, Unit.WORKDAYS), organ)
        for n, order in enumerate(orders)
    ]
    last = StepSpec("decide", "决定", Desk.APPROVE, max(orders) + 1, Limit(limit, Unit.WORKDAYS), decides=True)
    return (*told, last)


def tried(way: tuple[StepSpec, ...], lived: dict[str, Spread], *edits: StepEdit) -> Comparison:
    known = {key: Lived(spread, sum(spread.values())) for key, spread in lived.items()}
    return compare(way, redrawn(way, edits), known)


@pytest.mark.parametrize(
    ("made", "median", "p90"),
    [
        (total([(1, {2: 1}), (2, {3: 1})]), 5, 5),
        (total([(1, {2: 1}), (1, {3: 1})]), 3, 3),
        (total([(1, {1: 1, 3: 1}), (2, {1: 1, 3: 1})]), 4, 6),  # 2, 4, 4, 6
        (total([(1, {1: 1, 3: 1}), (1, {1: 1, 3: 1})]), 3, 3),  # 1, 3, 3, 3
        (total([]), 0, 0),
        (total([(1, {}), (2, {4: 9})]), 4, 4),
    ],
)
def test_days_add_up_and_the_slowest_counts(made: Spread, median: int, p90: int) -> None:
    assert (quantile(made, 50), quantile(made, 90)) == (median, p90)


@pytest.mark.parametrize(
    ("was", "now", "made"),
    [
        (5, 3, {2: 1, 3: 2, 5: 1}),  # kept the limit: keeps the new; two days late stays two days late
        (5, 8, {2: 1, 4: 1, 5: 1, 7: 1}),
        (None, 3, {2: 1, 3: 3}),
    ],
)
def test_a_shorter_limit_is_kept_by_who_kept_the_old(was: int | None, now: int, made: Spread) -> None:
    assert foreseeing.kept_to({2: 1, 4: 1, 5: 1, 7: 1}, was, now) == made


@pytest.mark.parametrize(
    ("limit", "days"),
    [((7, Unit.DAYS), 5), ((1, Unit.DAYS), 1), ((3, Unit.DAYS), 2), ((25, Unit.HOURS), 2), ((4, Unit.WORKDAYS), 4),
     ((0, Unit.INSTANT), 0)],
)  # fmt: skip
def test_a_limit_in_working_days(limit: tuple[int, Unit], days: int) -> None:
    assert foreseeing.in_whole_workdays(Limit(*limit)) == days


@over(WAYS)
@settings(max_examples=200, deadline=None)
def test_side_by_side_is_never_longer_than_one_after_another(way: list[tuple[int, Spread]]) -> None:
    after = total(enumerate(spread for _, spread in way))
    for beside in (total(way), total([(1, spread) for _, spread in way])):
        assert all(quantile(beside, q) <= quantile(after, q) for q in QUANTILES)
        assert foreseeing.mean(beside) <= foreseeing.mean(after) + 1e-9


@over(WAYS, st.data())
@settings(max_examples=200, deadline=None)
def test_leaving_a_step_out_never_makes_it_longer(way: list[tuple[int, Spread]], data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, len(way) - 1))
    less = total(way[:gone] + way[gone + 1 :])
    assert all(quantile(less, q) <= quantile(total(way), q) for q in QUANTILES)


@over(SPREADS, st.integers(1, 20), st.integers(1, 20))
def test_a_shorter_limit_never_makes_it_longer(spread: Spread, was: int, now: int) -> None:
    made = foreseeing.kept_to(spread, was, now)
    assert all(quantile(made, q) <= quantile(spread, q) for q in QUANTILES)
    assert sum(made.values()) == sum(spread.values())


@over(st.lists(SPREADS, min_size=1, max_size=3))
@settings(deadline=None)
def test_todays_way_gives_back_the_past_it_is_made_of(spreads: list[Spread]) -> None:
    """Made-up cases in which every length of one step meets every length of the others: the total is theirs exactly."""
    small = [dict(sorted(s.items())[:4]) for s in spreads]
    past: Counter[int] = Counter()
    for met in itertools.product(*(s.items() for s in small)):
        weight = 1
        for _, times in met:
            weight *= times
        past[sum(days for days, _ in met)] += weight
    whole = total(enumerate(small))
    assert all(quantile(whole, q) == quantile(past, q) for q in range(1, 100))


def test_todays_way_gives_back_a_past_of_cases_within_a_day() -> None:
    dice = random.Random(7)
    cases = [[dice.randint(1, 5), dice.choice([2, 2, 3, 9]), dice.randint(0, 3)] for _ in range(400)]
    past = Counter(sum(case) for case in cases)
    whole = total((n, Counter(case[n] for case in cases)) for n in range(3))
    assert abs(quantile(whole, 50) - quantile(past, 50)) <= 1
    assert abs(quantile(whole, 90) - quantile(past, 90)) <= 1
    assert foreseeing.mean(whole) == pytest.approx(foreseeing.mean(past))


@over(st.dictionaries(st.integers(0, 900), st.integers(1, 9), min_size=61, max_size=300))
@settings(max_examples=40, deadline=None)
def test_many_lengths_are_told_by_their_quantiles(spread: Spread) -> None:
    few = foreseeing.tidy(spread)
    assert sum(few.values()) == foreseeing.POINTS
    order = sorted(spread)
    assert abs(order.index(quantile(few, 50)) - order.index(quantile(spread, 50))) <= len(order) // 4


def test_fifty_steps_of_many_lengths_are_reckoned_at_once() -> None:
    wide = {n: 1 + n % 3 for n in range(0, 400, 3)}
    assert quantile(total([(n, wide) for n in range(50)]), 50) == foreseeing.LONGEST


LIVED: dict[str, Spread] = {"a": {2: 40}, "b": {3: 40}, "c": {4: 40}, "decide": {1: 40}}


@pytest.mark.parametrize(
    ("edits", "days", "names"),
    [
        ([], 10, ["环节a", "环节b", "环节c", "决定"]),
        ([StepEdit("b", drop=True)], 7, ["环节a", "环节c", "决定"]),
        ([StepEdit("b", order=3)], 7, ["环节a", "环节b", "环节c", "决定"]),
        ([StepEdit("b", into="c")], 7, ["环节a", "环节b、环节c", "决定"]),
        ([StepEdit("c", into="decide")], 9, ["环节a", "环节b", "环节c、决定"]),
        ([StepEdit("c", amount=3)], 9, ["环节a", "环节b", "环节c", "决定"]),
        ([StepEdit("c", amount=9)], 10, ["环节a", "环节b", "环节c", "决定"]),
        ([StepEdit("a", drop=True), StepEdit("b", order=3), StepEdit("c", amount=2)], 4, ["环节b", "环节c", "决定"]),
    ],
)
def test_a_proposal_is_redrawn_and_reckoned(edits: list[StepEdit], days: int, names: list[str]) -> None:
    told = tried(steps(1, 2, 3), LIVED, *edits)
    assert (told.today.median, told.proposed.median) == (10, days)
    assert [s.name for s in told.proposed.steps] == names
    assert [s.order for s in told.proposed.steps][-1] == len({s.order for s in told.proposed.steps})
    assert told.cases == 40
    assert read_edits(write_edits(edits)) == tuple(edits)


@pytest.mark.parametrize(
    ("edits", "code"),
    [
        ([StepEdit("decide", drop=True)], "process.decision_dropped"),
        ([StepEdit("decide", into="a")], "process.decision_dropped"),
        ([StepEdit("gone", drop=True)], "process.unknown_step"),
        ([StepEdit("a", into="gone")], "process.bad_merge"),
        ([StepEdit("a", into="a")], "process.bad_merge"),
        ([StepEdit("a", into="b"), StepEdit("b", into="c")], "process.bad_merge"),
        ([StepEdit("a", into="b"), StepEdit("b", drop=True)], "process.bad_merge"),
        ([StepEdit("a", order=9)], "process.decision_not_last"),
        ([StepEdit("a", order=4)], "process.decision_not_last"),
        ([StepEdit("a", amount=2, unit="hours")], "process.bad_unit"),
    ],
)
def test_what_no_version_could_be_is_refused(edits: list[StepEdit], code: str) -> None:
    with pytest.raises(InvalidInputError) as no:
        redrawn(steps(1, 2, 3), edits)
    assert no.value.code == code


def test_steps_of_two_organs_are_not_merged() -> None:
    way = (*steps(1, organ=7)[:1], *steps(1, 2)[1:])
    with pytest.raises(InvalidInputError) as no:
        redrawn(way, [StepEdit("a", into="b")])
    assert no.value.code == "process.other_organ"


def test_what_is_taken_in_brings_its_checks_its_visit_and_the_longer_limit() -> None:
    a = StepSpec("a", "勘验", Desk.SURVEY, 1, Limit(6, Unit.WORKDAYS), checks=("看现场", "核面积"), visit=True)
    b = StepSpec("b", "审查", Desk.REVIEW, 2, Limit(3, Unit.WORKDAYS), checks=("核面积", "核材料"))
    (merged, _) = redrawn((a, b, steps(2)[-1]), [StepEdit("a", into="b")])
    assert merged.takes == ("a",)
    assert merged.step.checks == ("核面积", "核材料", "看现场")
    assert (merged.step.visit, merged.step.limit, merged.step.name) == (True, Limit(6, Unit.WORKDAYS), "勘验、审查")


@pytest.mark.parametrize(
    ("lived", "edits", "said"),
    [
        (LIVED, [], None),
        ({**LIVED, "b": {3: 29}}, [], "只有 29 件办结（少于 30 件）"),
        ({"a": {2: 40}, "b": {3: 40}, "c": {4: 40}}, [], "“决定”没有办结记录，按时限 5 个工作日 推算"),
        (LIVED, [StepEdit("a", into="b")], "合并的环节按其中最慢的一步推算"),
        (LIVED, [StepEdit("a", amount=1)], "超期的仍超同样天数"),
    ],
)
def test_it_says_how_far_to_trust_it(lived: dict[str, Spread], edits: list[StepEdit], said: str | None) -> None:
    doubts = tried(steps(1, 2, 3), lived, *edits).doubts
    assert (said is None) == (doubts == ())
    assert said is None or any(said in d for d in doubts)


def test_what_the_steps_do_not_explain_is_said() -> None:
    way = steps(1, 2, 3)
    known: dict[str, Any] = {key: Lived(spread, 40) for key, spread in LIVED.items()}
    told = compare(way, redrawn(way, ()), known, Lived({14: 40}, 40))
    assert told.total == (14, 14, 40)
    assert any("实际办结中位数是 14 个工作日，按环节推算是 10 个" in d for d in told.doubts)


@pytest.mark.parametrize(
    ("edits", "said", "dropped"),
    [
        ([StepEdit("b", drop=True)], {}, ("环节b",)),
        ([StepEdit("b", order=1)], {"a": ("与“环节b”同时进行",), "b": ("与“环节a”同时进行",)}, ()),
        ([StepEdit("c", order=1), StepEdit("a", order=2), StepEdit("b", order=3)],
         {"a": ("改到第 2 步",), "b": ("改到第 3 步",), "c": ("改到第 1 步",)}, ()),
        ([StepEdit("a", into="b"), StepEdit("b", amount=4)],
         {"b": ("并入“环节a”", "时限由 5 个工作日 改为 4 个工作日")}, ()),
    ],
)  # fmt: skip
def test_what_is_changed_is_said_at_its_step(
    edits: list[StepEdit], said: dict[str, tuple[str, ...]], dropped: tuple[str, ...]
) -> None:
    told = tried(steps(1, 2, 3), LIVED, *edits)
    assert {s.key: s.changes for s in told.proposed.steps if s.changes} == said
    assert told.dropped == dropped
