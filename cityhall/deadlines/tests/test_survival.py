import random
from collections import Counter

import pytest

from cityhall.deadlines import rules
from cityhall.deadlines.rules.survival import FEW


def test_the_curve_of_ended_ones_is_the_share_that_took_longer() -> None:
    made = rules.curve({1: 2, 2: 3, 5: 5}, {})
    assert [round(made.beyond(n), 6) for n in range(7)] == [1, 0.8, 0.5, 0.5, 0.5, 0, 0]
    assert made.beyond(-1) == 1


def test_what_still_runs_keeps_the_curve_up() -> None:
    """Kaplan–Meier by hand: of ten, three end after 2; four have been running for 2; three end after 4."""
    made = rules.curve({2: 3, 4: 3}, {2: 4})
    assert made.beyond(1) == 1
    assert made.beyond(2) == pytest.approx(0.7)
    assert made.beyond(4) == pytest.approx(0)
    blind = rules.curve({2: 3, 4: 3}, {})
    assert blind.beyond(2) < made.beyond(2)


@pytest.mark.parametrize(
    ("used", "limit", "expected"),
    [(1, 5, 50), (3, 5, 100), (0, 1, 80), (6, 5, 100), (3, 4, 100), (1, 6, 0)],
)
def test_the_risk_is_of_those_that_got_as_far(used: int, limit: int, expected: int) -> None:
    """Two end within 1, three within 2, five after 6 units: at the first day of five half are late; on the third, all."""
    assert rules.risk(rules.curve({1: 2, 2: 3, 6: 5}, {}), used, limit) == expected


def test_the_slowest_ever_is_sure_to_be_late_and_without_history_nothing_is_said() -> None:
    assert rules.risk(rules.curve({1: 30}, {}), 3, 5) == 100
    assert rules.risk(rules.curve({}, {}), 3, 5) == 100 * 1
    assert rules.chosen([None, rules.curve({1: FEW - 1}, {}), rules.curve({2: FEW}, {})]) == rules.curve({2: FEW}, {})
    assert rules.chosen([None, rules.curve({1: FEW - 1}, {})]) is None


def test_risk_never_falls_as_time_passes_on_a_curve_that_ends_evenly() -> None:
    made = rules.curve(dict.fromkeys(range(1, 21), 5), {})
    risks = [rules.risk(made, used, 15) for used in range(1, 17)]
    assert risks == sorted(risks)
    assert risks[0] == 25


def test_the_forecast_agrees_with_drawing_lots() -> None:
    """Against counting: of 20,000 drawn lengths that reach the used units, the share beyond the limit."""
    lots = random.Random(20261126)
    lengths = [min(int(lots.expovariate(1 / 6)) + 1, 40) for _ in range(20_000)]
    made = rules.curve(Counter(lengths), {})
    for used, limit in ((1, 5), (4, 10), (9, 10), (10, 20)):
        reached = [n for n in lengths if n >= used]
        share = 100 * sum(n > limit for n in reached) / len(reached)
        assert abs(rules.risk(made, used, limit) - share) <= 1


@pytest.mark.parametrize(("per_cent", "tenth"), [(0, 0), (9, 0), (10, 1), (89, 8), (90, 9), (100, 9)])
def test_a_risk_belongs_to_one_tenth(per_cent: int, tenth: int) -> None:
    assert rules.decile(per_cent) == tenth


def test_percentiles_are_lengths_that_happened() -> None:
    counts = {1: 5, 3: 4, 9: 1}
    assert [rules.percentile(counts, share) for share in (0.5, 0.9, 1.0)] == [1, 3, 9]
    assert rules.percentile({}, 0.5) == 0
