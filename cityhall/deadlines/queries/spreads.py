"""用时分布: how long the steps of an item really took, for whoever asks what would be if they were others."""

from collections.abc import Mapping
from dataclasses import dataclass

from cityhall.deadlines.models import Pace
from cityhall.deadlines.terms import Kind, Unit


@dataclass(frozen=True)
class Lengths:
    """How many ended after so many units, as last measured: of a step of an item, or (no step) of the whole promise. Those
    that are still running are not in it."""

    kind: Kind
    step: str
    organ_id: int | None
    unit: Unit
    count: int
    ended: Mapping[int, int]


def lengths(item_id: int) -> list[Lengths]:
    """All that is known of an item's steps and of its promise. Whether the asker may see it is the caller's to check."""
    rows = Pace.objects.filter(item_id=item_id, kind__in=[Kind.STEP, Kind.PROMISED], count__gt=0).order_by("id")
    return [
        Lengths(Kind(r.kind), r.step, r.organ_id, Unit(r.unit), r.count, {int(days): n for days, n in r.ended.items()})
        for r in rows
    ]
