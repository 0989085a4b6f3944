"""What windows do not take at present, who sits there, and where else a person may go. Public but for the names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from cityhall.kernel import clock
from cityhall.kernel.errors import WrongStateError
from cityhall.organs.models import Entrustment, Staff, Window, WindowItem

from .actors import lasting


@dataclass(frozen=True)
class ClosedItem:
    item_id: int
    reason: str
    closed_by: str
    closed_at: datetime


@dataclass(frozen=True)
class Place:
    """A window as the floor knows it: where, whom it serves, who is assigned there and came in today when."""

    id: int
    number: str
    name: str
    centre_id: int
    centre: str
    organ_ids: frozenset[int]
    people: tuple[tuple[str, datetime | None], ...] = ()
    closed: tuple[int, ...] = ()  # the items it does not take at present

    def takes(self, organ_id: int, item_id: int) -> bool:
        return organ_id in self.organ_ids and item_id not in self.closed


def closed_items(window_id: int) -> list[ClosedItem]:
    """The items this window does not take at present, the latest first. One statement."""
    rows = WindowItem.objects.filter(window_id=window_id).order_by("-closed_at", "-id")
    return [ClosedItem(r.item_id, r.reason, r.closed_by, r.closed_at) for r in rows]


def off_at(window_id: int | None, item: OuterRef) -> Exists:
    """For a statement about items: is this one switched off at the window? A department's own intake desk has no
    window, and no switch."""
    return Exists(WindowItem.objects.filter(window_id=window_id or 0, item_id=item))


def refuse_closed(window_id: int | None, item_id: int, organ_id: int, name: str) -> WrongStateError:
    """The refusal where the hall manager has switched the item off, naming the windows that take it."""
    closed = WindowItem.objects.filter(window_id=window_id or 0, item_id=item_id).select_related("window").first()
    others = [f"{w.centre.name} {w.number} 号" for w in _taking(item_id, organ_id)]
    where = f"请引导申请人到{'、'.join(others[:6])}窗口" if others else "目前没有其他窗口办理，请联系大厅管理员"
    here = f"{closed.window.number} 号窗口办理（{closed.reason}）" if closed else "本窗口办理"
    return WrongStateError("organs.item_closed", f"“{name}”现在不在 {here}；{where}")


def _taking(item_id: int, organ_id: int) -> list[Window]:
    served = Entrustment.objects.filter(lasting(clock.today()), window=OuterRef("pk"), organ_id=organ_id)
    off = WindowItem.objects.filter(window=OuterRef("pk"), item_id=item_id)
    rows = Window.objects.filter(Exists(served), ~Exists(off), closed_on=None).select_related("centre")
    return list(rows.order_by("centre__name", "number", "id")[:7])


def places(centre_id: int | None = None, limit: int = 200) -> list[Place]:
    """The windows of a centre (or all) with whom they serve, who sits there, and what they do not take. Four
    statements."""
    rows = (
        Window.objects.filter(closed_on=None).select_related("centre").prefetch_related("entrustments", "closed_items")
    )
    if centre_id is not None:
        rows = rows.filter(centre_id=centre_id)
    found = list(rows.order_by("centre__division_code", "centre__name", "number", "id")[:limit])
    seated = _seated([w.pk for w in found])
    today = clock.today()
    return [
        Place(
            w.pk, w.number, w.name, w.centre_id, w.centre.name,
            frozenset(
                e.organ_id
                for e in w.entrustments.all()
                if e.from_on <= today and (e.until_on is None or e.until_on > today)
            ),
            tuple(seated.get(w.pk, ())),
            tuple(c.item_id for c in w.closed_items.all()),
        )
        for w in found
    ]  # fmt: skip


def _seated(windows: Iterable[int]) -> dict[int, list[tuple[str, datetime | None]]]:
    """Who is assigned to each window, and when she last signed in, if that was today."""
    rows = Staff.objects.filter(window_id__in=list(windows), left_on=None).order_by("name", "id")
    today, seated = clock.today(), dict[int, list[tuple[str, datetime | None]]]()
    for window, name, at in rows.values_list("window_id", "name", "account__signed_in_at"):
        came = at if at is not None and clock.day_of(at) == today else None
        seated.setdefault(int(window or 0), []).append((name, came))
    return seated


def closed_among(windows: Iterable[int], items: Iterable[int]) -> dict[tuple[int, int], ClosedItem]:
    """Which of these items are switched off at which of these windows. One statement."""
    rows = WindowItem.objects.filter(window_id__in=list(windows), item_id__in=list(items))
    return {(r.window_id, r.item_id): ClosedItem(r.item_id, r.reason, r.closed_by, r.closed_at) for r in rows}


def window_labels(windows: Iterable[int]) -> dict[int, str]:
    """A name for each of these windows: centre and number. One statement."""
    rows = Window.objects.filter(pk__in=list(windows)).values_list("pk", "centre__name", "number")
    return {pk: f"{centre} {number} 号" for pk, centre, number in rows}
