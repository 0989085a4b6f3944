"""委托实施: what is entrusted to whom, now and before. Public (行政许可法 第二十四条第二款)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Func, IntegerField, Q, QuerySet

from cityhall.kernel import clock
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page
from cityhall.organs.models import Delegation
from cityhall.organs.terms import Power

from .actors import lasting


@dataclass(frozen=True)
class DelegationRow:
    """One entrustment. `until_on` is the first day on which it no longer holds; `holds`: today."""

    id: int
    organ_id: int
    organ: str
    to_organ_id: int | None
    window_id: int | None
    to: str
    powers: tuple[Power, ...]
    items: tuple[int, ...]
    document: str
    basis: str
    from_on: date
    until_on: date | None
    made_by: str
    made_at: datetime
    ended_why: str
    today: date

    @property
    def ref(self) -> str:
        return f"delegation:{self.id}"

    @property
    def last_on(self) -> date | None:
        return self.until_on - timedelta(days=1) if self.until_on else None

    @property
    def to_come(self) -> bool:
        return self.today < self.from_on and not self.ended_why

    @property
    def holds(self) -> bool:
        return self.from_on <= self.today and (self.until_on is None or self.today < self.until_on)


@dataclass(frozen=True)
class DelegationCounts:
    """What is entrusted today: how many entrustments, of how many organs, of how many items."""

    delegations: int
    organs: int
    items: int


def delegations(
    *, past: bool = False, organ_id: int | None = None, to_windows: bool | None = None, after: str = "", limit: int = 30
) -> Page[DelegationRow]:
    """Those that hold or are to come, or those that are over; latest first. One statement."""
    today = clock.today()
    over = Q(until_on__lte=today)
    rows = _rows().filter(over if past else ~over)
    if organ_id is not None:
        rows = rows.filter(Q(organ_id=organ_id) | Q(to_organ_id=organ_id))
    if to_windows is not None:
        rows = rows.filter(window__isnull=not to_windows)
    found = list(keyset(rows, ["-from_on", "-id"], after, limit))
    cut = page(found, limit, (), lambda d: (d.from_on, d.pk))
    return Page([_row(d, today) for d in cut.rows], cut.next)


def delegation(delegation_id: int) -> DelegationRow:
    found = _rows().filter(pk=delegation_id).first()
    if found is None:
        raise NotFoundError("organs.no_delegation", "没有找到这项委托，请刷新页面")
    return _row(found, clock.today())


def delegations_of(item_id: int) -> list[DelegationRow]:
    """Who may do what of an item by entrustment today. One statement."""
    today = clock.today()
    rows = _rows().filter(lasting(today), items__contains=[item_id]).order_by("-window_id", "id")
    return [_row(d, today) for d in rows]


def delegated_once(item_id: int, organ_id: int | None, window_id: int | None) -> DelegationRow | None:
    """The last entrustment of an item to this organ or window, whether it still holds, is over or to come: to say why
    somebody may not act."""
    here = Q(to_organ=organ_id) if window_id is None else Q(to_organ=organ_id) | Q(window=window_id)
    found = _rows().filter(here, items__contains=[item_id]).order_by("-from_on", "-id").first()
    return _row(found, clock.today()) if found else None


def delegation_counts() -> DelegationCounts:
    """One statement."""
    today = clock.today()
    rows = Delegation.objects.filter(lasting(today))
    told = [(d, o, i) for d, o, i in rows.annotate(item=_each()).values_list("pk", "organ_id", "item")]
    return DelegationCounts(len({d for d, _, _ in told}), len({o for _, o, _ in told}), len({i for _, _, i in told}))


def at_windows_alone(day: date) -> QuerySet[Delegation, Any]:
    """For a statement about items: those a window was entrusted with taking in on that day, item by item."""
    rows = Delegation.objects.filter(lasting(day), window__isnull=False, powers__contains=[Power.ACCEPT.value])
    return rows.annotate(item=_each()).values_list("item", flat=True)


def _each() -> Func:
    return Func(F("items"), function="unnest", output_field=IntegerField())


def _rows() -> QuerySet[Delegation]:
    return Delegation.objects.select_related("organ", "to_organ", "window__centre")


def _row(d: Delegation, today: date) -> DelegationRow:
    to = d.to_organ.name if d.to_organ else f"{d.window.centre.name} {d.window.number} 号窗口" if d.window else ""
    return DelegationRow(
        d.pk, d.organ_id, d.organ.name, d.to_organ_id, d.window_id, to, tuple(Power(p) for p in d.powers), tuple(d.items),
        d.document, d.basis, d.from_on, d.until_on, d.made_by, d.made_at, d.ended_why, today,
    )  # fmt: skip
