"""用时和风险: how long promises really took, item by item and step by step, and how good the forecast was."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cityhall.deadlines import rules
from cityhall.deadlines.models import Calibration, Pace
from cityhall.deadlines.terms import Kind, Unit


@dataclass(frozen=True)
class PaceRow:
    """In units of the limit: half ended within `median`, nine of ten within `p90`."""

    kind: Kind
    item_id: int | None
    organ_id: int | None
    step: str
    title: str
    unit: Unit
    count: int
    late: int
    median: float
    p90: float

    @property
    def late_rate(self) -> float:
        return self.late / self.count if self.count else 0.0


@dataclass(frozen=True)
class CalibrationRow:
    """Of `count` promises predicted to run out with `predicted` per cent on average, `happened` did."""

    decile: int
    count: int
    predicted: float
    happened: int

    @property
    def share(self) -> float:
        return 100 * self.happened / self.count if self.count else 0.0


def paces(
    kind: Kind, organ_ids: Collection[int] | None, *, item_id: int | None = None, limit: int = 200
) -> list[PaceRow]:  # fmt: skip
    """The slowest first (by P90). Whether the asker may see these organs is the caller's to check."""
    rows = Pace.objects.filter(kind=kind, item_id__isnull=False, count__gt=0)
    if organ_ids is not None:
        rows = rows.filter(organ_id__in=sorted(organ_ids))
    if item_id is not None:
        rows = rows.filter(item_id=item_id)
    return [_row(one) for one in rows.order_by("-p90", "-count", "id")[:limit]]


def curve_of(kind: Kind, item_id: int | None, unit: Unit, step: str = "") -> tuple[rules.Curve, bool] | None:
    """The survival curve a forecast goes by: the item's own (True), or where it knows too little that of all items."""
    rows = Pace.objects.filter(kind=kind, unit=unit).filter(Q(item_id=item_id, step=step) | Q(item_id=None))
    own = _curve(rows.filter(item_id=item_id)) if item_id is not None else None
    every = _curve(rows.filter(item_id=None))
    found = rules.chosen([own, every])
    return (found, found is own) if found else None


def calibration(kind: Kind) -> list[CalibrationRow]:
    """By tenth of predicted risk, lowest first."""
    rows = Calibration.objects.filter(kind=kind).order_by("decile")
    return [CalibrationRow(r.decile, r.count, r.predicted, r.happened) for r in rows]


def _curve(rows: QuerySet[Pace]) -> rules.Curve | None:
    ended: dict[int, int] = {}
    running: dict[int, int] = {}
    for row in rows:
        for sums, told in ((ended, row.ended), (running, row.running)):
            for units, n in told.items():
                sums[int(units)] = sums.get(int(units), 0) + n
    return rules.curve(ended, running) if ended or running else None


def _row(row: Pace) -> PaceRow:
    return PaceRow(
        Kind(row.kind), row.item_id, row.organ_id, row.step, row.title, Unit(row.unit), row.count, row.late, row.median,
        row.p90,
    )  # fmt: skip
