"""Centres, their windows, and whom each window serves. Public."""

from dataclasses import dataclass
from datetime import date

from django.db.models import FilteredRelation, Q, QuerySet

from cityhall.kernel import clock
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page
from cityhall.organs.models import Centre, Entrustment, Organ, Window

from .actors import lasting
from .organs import OrganView, organ_view

ORGAN_FIELDS = (
    "id", "name", "short_name", "mark", "credit_code", "division_code", "kind", "phone", "address", "valid_until",
    "version",
)  # fmt: skip


@dataclass(frozen=True)
class WindowView:
    id: int
    number: str
    name: str
    centre_id: int
    centre: str
    centre_address: str
    organ_ids: frozenset[int]


@dataclass(frozen=True)
class CentreView:
    id: int
    name: str
    organ_id: int
    organ: str
    division_code: str
    address: str
    phone: str
    hours: str

    @property
    def ref(self) -> str:
        return f"centre:{self.id}"


@dataclass(frozen=True)
class EntrustmentView:
    """Whom a window serves, by what document."""

    organ_id: int
    organ: str
    may_decide: bool
    document: str
    from_on: date


def window(window_id: int) -> WindowView:
    """A window and the organs it serves today."""
    rows = list(_windows().filter(pk=window_id))
    if not rows:
        raise NotFoundError("organs.no_window", "没有找到这个窗口，请联系大厅管理员")
    return _window_view(rows[0])


def windows(centre_id: int) -> list[WindowView]:
    """The windows of a centre, by number."""
    rows = _windows().filter(centre_id=centre_id, closed_on=None).order_by("number")
    return [_window_view(row) for row in rows]


def windows_page(centre_id: int, after: str = "", limit: int = 30) -> Page[WindowView]:
    """The same by pages."""
    found = list(keyset(_windows().filter(centre_id=centre_id, closed_on=None), ["number", "id"], after, limit))
    cut = page(found, limit, (), lambda w: (w.number, w.pk))
    return Page([_window_view(w) for w in cut.rows], cut.next)


def _windows() -> QuerySet[Window]:
    return Window.objects.select_related("centre").prefetch_related("entrustments")


def _window_view(row: Window) -> WindowView:
    today = clock.today()
    served = frozenset(
        e.organ_id for e in row.entrustments.all() if e.from_on <= today and (e.until_on is None or e.until_on > today)
    )
    return WindowView(row.pk, row.number, row.name, row.centre_id, row.centre.name, row.centre.address, served)


@dataclass(frozen=True)
class Counter:
    """A window that serves an organ, and the centre it is in."""

    number: str
    name: str
    centre: str
    address: str
    phone: str
    hours: str


def reception(organ_id: int, limit: int = 12) -> tuple[OrganView, list[Counter]]:
    """An organ, and the open windows that serve it today, by centre and number. One statement."""
    today = clock.today()
    serving = Q(entrustments__from_on__lte=today) & (
        Q(entrustments__until_on=None) | Q(entrustments__until_on__gt=today)
    )
    rows = Organ.objects.filter(pk=organ_id).annotate(now=FilteredRelation("entrustments", condition=serving))
    fields = [f"now__window__{name}" for name in ("number", "name")]
    fields += [f"now__window__centre__{name}" for name in ("name", "address", "phone", "hours")]
    told = rows.order_by("now__window__centre__division_code", "now__window__centre__name", fields[0]).values_list(
        *ORGAN_FIELDS, *fields, "now__window__closed_on"
    )
    found = list(told[: limit * 4])
    if not found:
        raise NotFoundError("organs.unknown", "没有找到这个机构，请核对后重试")
    width = len(ORGAN_FIELDS)
    counters = dict.fromkeys(Counter(*row[width:-1]) for row in found if row[width] is not None and row[-1] is None)
    return organ_view(Organ(**dict(zip(ORGAN_FIELDS, found[0][:width], strict=True)))), list(counters)[:limit]


def window_names(limit: int = 400) -> list[tuple[int, str]]:
    """Windows by centre and number, to choose one from."""
    rows = (
        Window.objects.filter(closed_on=None).select_related("centre").order_by("centre__name", "number", "id")[:limit]
    )
    return [(w.pk, f"{w.centre.name} {w.number} {w.name}") for w in rows]


def entrustments(window_id: int) -> list[EntrustmentView]:
    """Whom a window serves today, and by what document."""
    rows = Entrustment.objects.filter(lasting(clock.today()), window=window_id).select_related("organ")
    return [
        EntrustmentView(e.organ_id, e.organ.name, e.may_decide, e.document, e.from_on)
        for e in rows.order_by("organ__name", "id")
    ]


def centres(after: str = "", limit: int = 30) -> Page[CentreView]:
    """The service centres, by division and name."""
    rows = Centre.objects.select_related("organ")
    found = list(keyset(rows, ["division_code", "name", "id"], after, limit))
    cut = page(found, limit, (), lambda c: (c.division_code, c.name, c.pk))
    return Page([_centre_view(c) for c in cut.rows], cut.next)


def centre(centre_id: int) -> CentreView:
    found = Centre.objects.select_related("organ").filter(pk=centre_id).first()
    if found is None:
        raise NotFoundError("organs.no_centre", "没有找到这个中心")
    return _centre_view(found)


def _centre_view(row: Centre) -> CentreView:
    return CentreView(
        row.pk, row.name, row.organ_id, row.organ.name, row.division_code, row.address, row.phone, row.hours
    )
