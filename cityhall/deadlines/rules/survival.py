"""How likely an open promise is to run out: the empirical survival curve of what came before (Kaplan–Meier). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FEW = 20
"""Of fewer ended ones a curve says too little: the curve of more items stands in."""
DECILES = 10


@dataclass(frozen=True)
class Curve:
    """`alive[n]` is the share that took longer than n units; beyond the last known length it stays as it is."""

    alive: tuple[float, ...]
    ended: int

    def beyond(self, units: int) -> float:
        if units < 0 or not self.alive:
            return 1.0
        return self.alive[min(units, len(self.alive) - 1)]


def curve(ended: Mapping[int, int], running: Mapping[int, int]) -> Curve:
    """The curve of so many that ended after n units and so many that have been running for n (they took longer: how much
    longer nobody knows, and leaving them out would make every organ look quicker than it is)."""
    longest = max([*ended, *running], default=-1)
    at_risk = sum(ended.values()) + sum(running.values())
    alive, share = [], 1.0
    for n in range(max(longest, -1) + 1):
        if at_risk > 0:
            share *= 1 - ended.get(n, 0) / at_risk
        alive.append(share)
        at_risk -= ended.get(n, 0) + running.get(n, 0)
    return Curve(tuple(alive), sum(ended.values()))


def risk(made: Curve, used: int, limit: int) -> int:
    """The chance in per cent that what has taken `used` units ends only after `limit` units: of those that took longer than
    what is used up to yesterday, the share that took longer than the limit. What is over its limit is at 100."""
    if used > limit:
        return 100
    still = made.beyond(used - 1)
    if still <= 0:  # nobody ever took as long: all that is known is that it is the slowest so far
        return 100 if made.ended else 0
    return round(100 * min(1.0, made.beyond(limit) / still))


def chosen(curves: Sequence[Curve | None]) -> Curve | None:
    """The nearest curve made of enough: the item's own, then its organ's or the kind's; none where all know too little."""
    return next((one for one in curves if one is not None and one.ended >= FEW), None)


def decile(per_cent: int) -> int:
    """0 for 0–9 %, … 9 for 90–100 %."""
    return min(per_cent // DECILES, DECILES - 1)


def percentile(counts: Mapping[int, int], share: float) -> float:
    """The length within which this share ended (nearest rank)."""
    total, seen = sum(counts.values()), 0
    for units in sorted(counts):
        seen += counts[units]
        if seen >= share * total:
            return float(units)
    return 0.0
