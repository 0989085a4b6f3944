"""Figures of what is published, and the list of 最多跑一次: counted from the versions in force each time they are asked
for. Public, for what is published is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Aggregate, Count, F, Q, QuerySet, Sum

from cityhall.catalogue.models import VersionFigures
from cityhall.catalogue.rules import figures as rules
from cityhall.catalogue.rules.figures import Figure, Totals
from cityhall.catalogue.terms import Hindrance, OnceState, Within
from cityhall.kernel import clock
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.paging import Page, keyset, page
from cityhall.organs import queries as organs
from cityhall.organs.terms import Level

LEVELS = (Level.CITY, Level.COUNTY, Level.TOWN, Level.VILLAGE)
HINDRANCES = (Hindrance.VISITS, Hindrance.APART, Hindrance.PAPER)
AT_ONCE = 2_000
MAIN = frozenset({"once", "in_centre", "materials", "promised", "instant", "online"})


@dataclass(frozen=True)
class Account:
    """Figures of today, beside those of the day compared with."""

    within: Within
    today: date
    since: date
    now: Totals
    then: Totals | None  # None: nothing was in force on that day
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class OrganAccount:
    """The figures of one organ."""

    organ_id: int
    organ: str
    level: Level
    totals: Totals
    figures: tuple[Figure, ...]

    @property
    def main(self) -> tuple[Figure, ...]:
        """Those a table has room for."""
        return tuple(f for f in self.figures if f.key in MAIN)


@dataclass(frozen=True)
class OnceRow:
    """One published item on the list of 最多跑一次, or kept from it and by what."""

    item_id: int
    item_code: str
    name: str
    organ_id: int
    organ: str
    level: Level
    visits: int
    materials: int
    promised: float
    instant: bool
    online: bool
    once: bool
    hindrances: tuple[Hindrance, ...]


def account(within: Within, since: date) -> Account:
    """The figures of the city, a level or an organ, and their change since a day. One statement, over one reading of the
    table."""
    today = clock.today()
    if since > today:
        raise InvalidInputError("catalogue.since_ahead", "对比的日期还没有到，请选择今天或以前的日期", field="since")
    now, then = Q(until_on=None), Q(from_on__lte=since) & (Q(until_on=None) | Q(until_on__gt=since))
    rows = _within(VersionFigures.objects.filter(now | then), within)
    told = rows.aggregate(**_sums("now_", now, today), **_sums("then_", then, since))
    sums, before = _totals(told, "now_"), _totals(told, "then_")
    compared = before if before.items else None
    return Account(within, today, since, sums, compared, tuple(rules.figures(sums, compared)))


def organ_accounts(within: Within, after: str = "", limit: int = 30) -> Page[OrganAccount]:
    """The figures of each organ; whose most items are not done in one trip first. One statement."""
    kept = _within(VersionFigures.objects.filter(until_on=None), within)
    rows = kept.values("organ_id", "organ__name", "organ__division_code").annotate(**_sums("", Q(), clock.today()))
    found = list(keyset(rows.annotate(missed=F("items") - F("once_")), ["-missed", "organ_id"], after, limit))
    cut = page(found, limit, (), lambda row: (row["missed"], row["organ_id"]))
    return Page([_organ(row) for row in cut.rows], cut.next)


def _sums(prefix: str, when: Q, day: date) -> dict[str, Aggregate]:
    """What is counted and summed of the rows in force then."""
    taken_in = Q(organ__in=organs.at_general_windows(day)) | Q(item__in=organs.at_windows_alone(day))
    general = when & Q(in_centre=True) & taken_in
    counts = {
        "items": when, "once_": when & Q(once=True), "none": when & Q(visits=0), "centre": when & Q(in_centre=True),
        "general": general, "instant_": when & Q(instant=True), "online_": when & Q(online=True), "whole_": when & Q(whole=True),
        **{h.value: when & Q(hindrances__contains=[h.value]) for h in HINDRANCES},
    }  # fmt: skip
    return {
        **{f"{prefix}{key}": Count("pk", filter=condition or None) for key, condition in counts.items()},
        **{f"{prefix}{key}_": Sum(key, filter=when or None, default=0) for key in ("materials", "promised", "statutory")},
    }  # fmt: skip


def _totals(told: Mapping[str, Any], prefix: str = "") -> Totals:
    def of(key: str) -> Any:
        return told[f"{prefix}{key}"]

    return Totals(
        items=of("items"), once=of("once_"), none=of("none"), in_centre=of("centre"), one_window=of("general"),
        instant=of("instant_"), online=of("online_"), whole=of("whole_"), materials=of("materials_"),
        promised=of("promised_"), statutory=of("statutory_"), hindered=tuple((h, of(h.value)) for h in HINDRANCES),
    )  # fmt: skip


def once_list(
    within: Within, state: OnceState = OnceState.ALL, reason: str = "", text: str = "", after: str = "", limit: int = 30
) -> Page[OnceRow]:
    """Published items by name: all, those done in at most one trip, or those that are not (for one reason). One
    statement."""
    rows = _listed(within, state, reason)
    if text := text.strip():
        rows = rows.filter(name__contains=text)
    found = list(keyset(rows, ["name", "item_id"], after, limit))
    cut = page(found, limit, (), lambda f: (f.name, f.item_id), after)
    return Page([_row(f) for f in cut.rows], cut.next, cut.prev)


def once_rows(within: Within, state: OnceState = OnceState.ALL) -> Iterator[OnceRow]:
    """The whole list, to be sent on as it is read: a cursor of the database, however long it is."""
    rows = _listed(within, state, "").order_by("level", "organ__name", "name", "item_id")
    return (_row(one) for one in rows.iterator(chunk_size=AT_ONCE))


def _listed(within: Within, state: OnceState, reason: str) -> QuerySet[VersionFigures]:
    rows = VersionFigures.objects.filter(until_on=None).select_related("organ", "item")
    rows = rows.only(
        "name", "level", "visits", "materials", "promised", "instant", "online", "once", "hindrances",
        "organ__name", "item__item_code",
    )  # fmt: skip
    rows = _within(rows, within)
    if state is not OnceState.ALL:
        rows = rows.filter(once=state is OnceState.ONCE)
    return rows.filter(hindrances__contains=[reason]) if reason else rows


def _row(f: VersionFigures) -> OnceRow:
    return OnceRow(
        f.item_id, f.item.item_code, f.name, f.organ_id, f.organ.name, Level(f.level), f.visits, f.materials,
        round(f.promised, 2), f.instant, f.online, f.once, tuple(Hindrance(h) for h in f.hindrances),
    )  # fmt: skip


def _organ(row: Mapping[str, Any]) -> OrganAccount:
    totals = _totals(row)
    level = organs.level_of(row["organ__division_code"])
    return OrganAccount(row["organ_id"], row["organ__name"], level, totals, tuple(rules.figures(totals)))


def _within(rows: QuerySet[VersionFigures], within: Within) -> QuerySet[VersionFigures]:
    if within.organ_id is not None:
        rows = rows.filter(organ_id=within.organ_id)
    return rows.filter(level=within.level) if within.level else rows
