"""Where a window stands: its centre, whose, at which level, whether it is open. For what windows do for other places. Public."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cityhall.kernel.errors import NotFoundError
from cityhall.organs.models import Division, Window
from cityhall.organs.terms import Level

from .general import level_of

MOST = 400


@dataclass(frozen=True)
class Stand:
    """A window in its centre. `organ_id` is the organ that runs the centre."""

    id: int
    number: str
    name: str
    centre: str
    address: str
    phone: str
    hours: str
    organ_id: int
    organ: str
    division_code: str
    open: bool

    @property
    def label(self) -> str:
        return f"{self.centre} {self.number} 号窗口"

    @property
    def level(self) -> Level:
        return level_of(self.division_code)


def stand(window_id: int) -> Stand:
    """One window, closed or not. One statement."""
    found = stands([window_id])
    if window_id not in found:
        raise NotFoundError("organs.no_window", "没有找到这个窗口，请联系大厅管理员")
    return found[window_id]


def stands(window_ids: Iterable[int]) -> dict[int, Stand]:
    """These windows, closed or not. One statement."""
    rows = Window.objects.filter(pk__in=set(window_ids)).select_related("centre__organ")
    return {row.pk: _stand(row) for row in rows}


def open_stands(level: Level | None = None, ids: Collection[int] = ()) -> list[Stand]:
    """The open windows at this level, or these alone, by division, centre and number. One statement."""
    rows = Window.objects.filter(closed_on=None).select_related("centre__organ")
    if ids:
        rows = rows.filter(pk__in=list(ids))
    found = [_stand(row) for row in rows.order_by("centre__division_code", "centre__name", "number", "id")[:MOST]]
    return [one for one in found if level is None or one.level is level]


def _stand(row: Window) -> Stand:
    centre = row.centre
    return Stand(
        row.pk, row.number, row.name, centre.name, centre.address, centre.phone, centre.hours, centre.organ_id,
        centre.organ.name, centre.division_code, row.closed_on is None,
    )  # fmt: skip


def names_of_divisions(codes: Iterable[str]) -> dict[str, str]:
    """What the county (or the city itself) of each of these codes is called. One statement."""
    wanted = {code: code[:6].ljust(12, "0") for code in codes}
    rows = Division.objects.filter(code__in=set(wanted.values()), valid_until=None)
    names = dict(rows.values_list("code", "name"))
    return {code: names[whole] for code, whole in wanted.items() if whole in names}
