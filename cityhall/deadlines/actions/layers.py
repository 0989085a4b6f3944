"""日历的分层: the city's own days and hours, those of a centre or a window, and campaigns (专项行动)."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q

from cityhall.deadlines import rules
from cityhall.deadlines.models import Layer, LayerDay, LayerWeek
from cityhall.deadlines.terms import Can, LayerKind, Unit
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError
from cityhall.kernel.journal.record import record

from .again import recompute
from .calendar import locked_edition, next_edition

NAME_LENGTH, REASON_LENGTH = 80, 300
WEEKDAYS = range(7)
OFFICE = "08:30-12:00,14:30-17:30"
"""A local setting to begin with; no law names office hours."""


@action
def save_layer(
    actor: Actor, kind: LayerKind, name: str, *, layer_id: int | None = None, centre_id: int | None = None,
    window_id: int | None = None, first_on: date | None = None, last_on: date | None = None, document: str = "",
    switches_to: str = "",
) -> int:  # fmt: skip
    """设立或修改日历层: the city's, a centre's, a window's, or a campaign with its dates, document, and the unit in which it
    lets the promises of its cases run. Answers its id.

    Errors: `calendar.layer_name`, `calendar.layer_place`, `calendar.campaign_dates`, `calendar.campaign_document`,
    `calendar.campaign_unit`, `calendar.no_layer`, stale."""
    edition = locked_edition()
    require(actor, Can.MANAGE_CALENDAR)
    name = name.strip()[:NAME_LENGTH]
    _check(kind, name, centre_id, window_id, first_on, last_on, document, switches_to)
    row = _row(layer_id, seen=True) if layer_id is not None else _of_place(kind, centre_id, window_id)
    row.name, row.document = name, document.strip()[:REASON_LENGTH]
    if kind is LayerKind.CAMPAIGN:
        row.first_on, row.last_on, row.switches_to = first_on, last_on, switches_to
    if row.pk is None:
        row.save(force_insert=True)
    else:
        row.version += 1
        row.save(update_fields=["name", "document", "first_on", "last_on", "switches_to", "version"])
    moved = recompute()
    next_edition(edition)
    record(actor, "calendar.layer_saved", f"calendar_layer:{row.pk}", kind=kind.value, name=name, moved=moved)
    return row.pk


@action
def set_week(
    actor: Actor, layer_id: int, first_on: date, works: Sequence[int] | None, hours: Mapping[int, str] | None, reason: str
) -> int:  # fmt: skip
    """从某日起的周规则: which weekdays are worked (None: as below) and the office hours (None: as below). Answers how many
    open due dates moved."""
    edition = locked_edition()
    require(actor, Can.MANAGE_CALENDAR)
    row = _row(layer_id)
    if works is None and hours is None:
        raise InvalidInputError("calendar.week_empty", "请至少填写上班的星期或办公时段", "works")
    if works is not None and not set(works) <= set(WEEKDAYS):
        raise InvalidInputError("calendar.bad_weekday", "上班的星期只能从周一到周日中选择", "works")
    _check_reason(reason)
    kept = None if hours is None else {str(day): _checked(text) for day, text in sorted(hours.items()) if text.strip()}
    LayerWeek.objects.update_or_create(
        layer=row, first_on=first_on,
        defaults={
            "works": None if works is None else sorted(set(works)), "hours": kept, "reason": reason.strip()[:REASON_LENGTH],
            "saved_at": clock.now(), "saved_by": actor.name,
        },
    )  # fmt: skip
    moved = recompute()
    next_edition(edition)
    record(
        actor, "calendar.week_set", f"calendar_layer:{row.pk}", first_on=first_on.isoformat(),
        works=None if works is None else sorted(set(works)), hours=kept, moved=moved, reason=reason.strip()[:REASON_LENGTH],
    )  # fmt: skip
    return moved


@action
def set_layer_day(
    actor: Actor, layer_id: int, day: date, works: bool | None, name: str, reason: str, *, hours: str = ""
) -> int:  # fmt: skip
    """一天的安排: this layer works on that day or does not, or (None) does as the layer below. Answers how many open due
    dates moved."""
    edition = locked_edition()
    require(actor, Can.MANAGE_CALENDAR)
    row = _row(layer_id)
    _check_reason(reason)
    if works is None:
        if not LayerDay.objects.filter(layer=row, day=day).delete()[0]:
            raise NotFoundError("calendar.ordinary_day", f"{day} 没有单独的安排，不需要恢复")
    else:
        _set_day(row, day, works, name, hours)
    moved = recompute()
    next_edition(edition)
    record(
        actor, "calendar.day_set", f"calendar_layer:{row.pk}", day=day.isoformat(), works=works, moved=moved,
        reason=reason.strip()[:REASON_LENGTH],
    )  # fmt: skip
    return moved


def seed_office_hours() -> bool:
    """A new city's office hours to begin with, to be changed on screen; a city that has a layer keeps it."""
    if Layer.objects.filter(kind=LayerKind.CITY).exists():
        return False
    layer = save_layer(HOUSE, LayerKind.CITY, "全市工作日历")
    hours = dict.fromkeys(range(5), OFFICE)
    set_week(HOUSE, layer, date(2000, 1, 1), None, hours, "初始设置，请按本市规定调整")
    return True


def _set_day(row: Layer, day: date, works: bool, name: str, hours: str) -> None:
    if not name.strip():
        raise InvalidInputError("calendar.name_missing", "请写明这一天属于哪个节日或者什么安排", "name")
    outside = (row.first_on is not None and day < row.first_on) or (row.last_on is not None and day > row.last_on)
    if outside:
        raise InvalidInputError("calendar.day_outside", f"{day} 不在“{row.name}”的起止日期内，请核对", "day")
    kept = _checked(hours) if hours.strip() and works else None
    LayerDay.objects.update_or_create(
        layer=row, day=day, defaults={"works": works, "name": name.strip()[:60], "hours": kept}
    )


def _checked(text: str) -> str:
    """Office hours as they are kept; refused where they are unreadable."""
    return ",".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in rules.read_shifts(text))


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInputError("calendar.reason_missing", "请写明更正的原因和依据文件", "reason")


def _check(
    kind: LayerKind, name: str, centre_id: int | None, window_id: int | None, first_on: date | None, last_on: date | None,
    document: str, switches_to: str,
) -> None:  # fmt: skip
    if not name:
        raise InvalidInputError("calendar.layer_name", "请填写名称", "name")
    wanted = {LayerKind.CENTRE: centre_id, LayerKind.WINDOW: window_id}
    if kind in wanted and wanted[kind] is None:
        raise InvalidInputError("calendar.layer_place", f"请选择是哪个{kind.label}的日历", "place")
    if kind is LayerKind.CAMPAIGN:
        _check_campaign(first_on, last_on, document, switches_to)


def _check_campaign(first_on: date | None, last_on: date | None, document: str, switches_to: str) -> None:
    if first_on is None or last_on is None or last_on < first_on:
        raise InvalidInputError("calendar.campaign_dates", "请填写专项行动的起止日期，结束不能早于开始", "last_on")
    if not document.strip():
        raise InvalidInputError("calendar.campaign_document", "请填写部署这项行动的文件", "document")
    if switches_to not in ("", Unit.DAYS, Unit.WORKDAYS):
        raise InvalidInputError("calendar.campaign_unit", "承诺时限只能改按自然日或工作日计算", "switches_to")


def _row(layer_id: int, *, seen: bool = False) -> Layer:
    row = Layer.objects.select_for_update().filter(pk=layer_id).first()
    if row is None:
        raise NotFoundError("calendar.no_layer", "没有找到这层工作日历，请返回工作日历列表重新选择")
    if seen:
        call.check_seen(row.version)
    return row


def _of_place(kind: LayerKind, centre_id: int | None, window_id: int | None) -> Layer:
    """The layer a place has already, or a new one on the layer of the centre it stands in."""
    if kind is LayerKind.CAMPAIGN:
        return Layer(kind=kind)
    place = Q(centre_id=centre_id) & Q(window_id=window_id)
    same = Layer.objects.select_for_update().filter(place, kind=kind).first()
    if same is not None:
        return same
    above = Layer.objects.filter(kind=LayerKind.CENTRE, centre__windows=window_id).first() if window_id else None
    return Layer(kind=kind, centre_id=centre_id, window_id=window_id, parent=above)
