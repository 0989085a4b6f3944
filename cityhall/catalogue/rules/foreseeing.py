"""流程推演: how many working days a way of steps takes, from how long each step really took. Pure, and exact: no dice.

A spread says how often a step took so many working days; weights are whole numbers, so that what is computed twice is the
same twice. One after another is the convolution of the spreads, side by side the slowest of them. Both take the steps as
independent of each other."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from math import gcd

from cityhall.deadlines.terms import Limit, Unit

Spread = Mapping[int, int]
POINTS = 60
"""A step whose lengths are more varied than this is told by as many of its quantiles."""
LONGEST = 1000
"""Working days; whatever is longer counts as this."""
NOTHING: Spread = {0: 1}
HOURS_A_DAY, WORKDAYS_A_WEEK, DAYS_A_WEEK = 24, 5, 7


def total(steps: Iterable[tuple[int, Spread]]) -> Spread:
    """The spread of the whole: steps of one order side by side, the orders one after another."""
    whole = NOTHING
    for _, beside in groupby(sorted(steps, key=lambda s: s[0]), key=lambda s: s[0]):
        column = NOTHING
        for _, spread in beside:
            column = slowest(column, tidy(spread))
        whole = after_another(whole, column)
    return whole


def after_another(one: Spread, other: Spread) -> Spread:
    """Days add up."""
    made: dict[int, int] = {}
    for days, weight in one.items():
        for more, times in other.items():
            both = min(days + more, LONGEST)
            made[both] = made.get(both, 0) + weight * times
    return _reduced(made)


def slowest(one: Spread, other: Spread) -> Spread:
    """Side by side: over when the last is."""
    made: dict[int, int] = {}
    for days, weight in one.items():
        for more, times in other.items():
            both = max(days, more)
            made[both] = made.get(both, 0) + weight * times
    return _reduced(made)


def kept_to(spread: Spread, was: int | None, now: int) -> Spread:
    """Under a shorter limit: who kept the old one keeps the new one, who was late is as late as before. Under a longer one
    nothing changes: nobody gets slower by being allowed to. Without an old limit all count as having kept it."""
    if was is not None and now >= was:
        return spread
    made: dict[int, int] = {}
    for days, weight in spread.items():
        late = max(0, days - was) if was is not None else 0
        told = min(days, now + late)
        made[told] = made.get(told, 0) + weight
    return made


def quantile(spread: Spread, per_cent: int) -> int:
    """The days within which so many of a hundred are done (nearest rank); 0 of nothing."""
    whole, seen = sum(spread.values()), 0
    for days in sorted(spread):
        seen += spread[days]
        if seen * 100 >= per_cent * whole:
            return days
    return 0


def mean(spread: Spread) -> float:
    whole = sum(spread.values())
    return sum(d * w for d, w in spread.items()) / whole if whole else 0.0


def tidy(spread: Spread) -> Spread:
    """Of few enough lengths, none longer than the longest."""
    made: dict[int, int] = {}
    for days, weight in spread.items():
        if weight > 0:
            told = min(max(days, 0), LONGEST)
            made[told] = made.get(told, 0) + weight
    if not made:
        return NOTHING
    if len(made) <= POINTS:
        return _reduced(made)
    points: dict[int, int] = {}
    whole, seen = sum(made.values()), 0
    at = iter(sorted(made))
    here = next(at)
    for n in range(POINTS):  # the middle of each of so many equal parts
        while (seen + made[here]) * 2 * POINTS < (2 * n + 1) * whole:
            seen += made[here]
            here = next(at)
        points[here] = points.get(here, 0) + 1
    return points


def workdays(spread: Spread, unit: Unit) -> Spread:
    """Lengths in calendar days as working days, five of seven, rounded."""
    if unit is not Unit.DAYS:
        return spread
    made: dict[int, int] = {}
    for days, weight in spread.items():
        told = in_whole_workdays(Limit(days, Unit.DAYS))
        made[told] = made.get(told, 0) + weight
    return made


def in_whole_workdays(limit: Limit) -> int:
    """A limit in working days: five of seven calendar days, rounded; a begun day of hours is a day."""
    if limit.unit is Unit.INSTANT:
        return 0
    if limit.unit is Unit.DAYS:
        return (2 * limit.amount * WORKDAYS_A_WEEK + DAYS_A_WEEK) // (2 * DAYS_A_WEEK)
    return -(-limit.amount // HOURS_A_DAY) if limit.unit in (Unit.HOURS, Unit.WORK_HOURS) else limit.amount


def together(spreads: Sequence[Spread]) -> Spread:
    """What several organs took for the same step, as one."""
    made: dict[int, int] = {}
    for spread in spreads:
        for days, weight in spread.items():
            made[days] = made.get(days, 0) + weight
    return made


def _reduced(spread: Mapping[int, int]) -> Spread:
    """The same in smaller numbers."""
    least = gcd(*spread.values())
    return {days: weight // least for days, weight in spread.items()} if least > 1 else spread
