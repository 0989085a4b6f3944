"""通办清单: public, like the entrustments it stands beside."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from cityhall.anywhere.models import ListEntry
from cityhall.anywhere.rules import why_not_here
from cityhall.anywhere.terms import Can, EntryFacts, Mode
from cityhall.cases.terms import Can as Case
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.queries import SamePower
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page
from cityhall.organs import queries as organs
from cityhall.organs.queries import Stand
from cityhall.organs.terms import Level


@dataclass(frozen=True)
class EntryRow:
    """One line of the list. `same_power`: the item's version in force says 市区同权; `barred`: why no county takes it in although
    the list says so (its version has changed since)."""

    id: int
    item_id: int
    item_name: str
    organ_id: int
    organ: str
    mode: Mode
    windows: tuple[int, ...]
    carry_days: int
    document: str
    from_on: date
    until_on: date | None
    ended_why: str
    made_by: str
    made_at: datetime
    version: int
    today: date
    same_power: bool
    published: bool
    barred: str

    @property
    def ref(self) -> str:
        return f"anywhere-entry:{self.id}"

    @property
    def last_on(self) -> date | None:
        return self.until_on - timedelta(days=1) if self.until_on else None

    @property
    def holds(self) -> bool:
        over = self.until_on is not None and self.today >= self.until_on
        return not self.ended_why and self.from_on <= self.today and not over

    @property
    def to_come(self) -> bool:
        return not self.ended_why and self.today < self.from_on


@dataclass(frozen=True)
class Offered:
    """An item a window may take in for another place today."""

    item_id: int
    name: str
    organ_id: int
    organ: str
    division_code: str
    division: str
    mode: Mode


@dataclass(frozen=True)
class ItemElsewhere:
    """通办 of one item as its guide tells it: how, and at which windows."""

    mode: Mode
    same_power: bool
    document: str
    windows: tuple[Stand, ...]

    @property
    def centres(self) -> list[tuple[Stand, str]]:
        """By centre: one of its windows, and the numbers of all of them."""
        numbers: dict[str, list[str]] = {}
        first: dict[str, Stand] = {}
        for one in self.windows:
            numbers.setdefault(one.centre, []).append(one.number)
            first.setdefault(one.centre, one)
        return [(first[centre], "、".join(some)) for centre, some in numbers.items()]


def facts_of(row: ListEntry | None) -> EntryFacts | None:
    if row is None:
        return None
    return EntryFacts(
        row.pk, row.item_id, row.item_name, row.organ_id, Mode(row.mode), tuple(row.windows), row.from_on, row.until_on,
        row.ended_at is not None, row.carry_days, row.document,
    )  # fmt: skip


def standing() -> QuerySet[ListEntry]:
    """What holds today."""
    today = clock.today()
    return ListEntry.objects.filter(Q(until_on=None) | Q(until_on__gt=today), ended_at=None, from_on__lte=today)


def entries(*, past: bool = False, text: str = "", mode: str = "", after: str = "", limit: int = 30) -> Page[EntryRow]:
    """The list, by item; or what is no longer on it. Three statements at most."""
    over = Q(ended_at__isnull=False) | Q(until_on__lte=clock.today())
    rows = ListEntry.objects.filter(over if past else ~over).select_related("organ")
    if text.strip():
        rows = rows.filter(item_name__icontains=text.strip())
    if mode:
        rows = rows.filter(mode=mode)
    found = list(keyset(rows, ["item_name", "id"], after, limit))
    cut = page(found, limit, (), lambda one: (one.item_name, one.pk))
    return Page(_rows(list(cut.rows)), cut.next)


def entry(entry_id: int) -> EntryRow:
    row = ListEntry.objects.filter(pk=entry_id).select_related("organ").first()
    if row is None:
        raise NotFoundError("anywhere.no_entry", "没有找到通办清单的这一项，请刷新页面")
    return _rows([row])[0]


def _rows(rows: list[ListEntry]) -> list[EntryRow]:
    known, today = catalogue.published_of({one.item_id for one in rows}), clock.today()
    made = []
    for one in rows:
        terms = known.get(one.item_id)
        barred = catalogue.why_not_accept(terms, Level.COUNTY) if terms and not one.windows else ""
        made.append(
            EntryRow(
                one.pk, one.item_id, one.item_name, one.organ_id, one.organ.name, Mode(one.mode), tuple(one.windows),
                one.carry_days, one.document, one.from_on, one.until_on, one.ended_why, one.made_by, one.made_at,
                one.version, today, bool(terms and terms.reformed.same_power), terms is not None,
                barred if one.mode != Mode.ONLINE else "",
            )
        )  # fmt: skip
    return made


def not_listed(actor: Actor) -> list[SamePower]:
    """Items whose version says 市区同权 and that stand on no list yet, for those who keep it. Two statements."""
    declared = [one for one in catalogue.same_power_items() if actor.may(Can.KEEP_LIST, one.organ_id, one.item_id)]
    kept = set(
        ListEntry.objects.filter(ended_at=None, item__in=[o.item_id for o in declared]).values_list(
            "item_id", flat=True
        )
    )
    return [one for one in declared if one.item_id not in kept]


def offered_here(actor: Actor, text: str = "", division: str = "", limit: int = 60) -> list[Offered]:
    """What this window may take in for other places today, by place and name; what it serves anyway is left out. Four
    statements."""
    if actor.window_id is None or not actor.may(Can.TAKE_IN):
        return []
    here = organs.stand(actor.window_id)
    rows = standing().exclude(mode=Mode.ONLINE).select_related("organ")
    rows = rows.filter(Q(windows=[]) | Q(windows__contains=[here.id]))
    if text.strip():
        rows = rows.filter(item_name__icontains=text.strip())
    if division:
        rows = rows.filter(organ__division_code__startswith=division)
    found = list(rows.order_by("organ__division_code", "item_name", "id")[:limit])
    known = catalogue.published_of({one.item_id for one in found})
    named = organs.names_of_divisions({one.organ.division_code for one in found})
    return [
        Offered(
            one.item_id, one.item_name, one.organ_id, one.organ.name, one.organ.division_code,
            named.get(one.organ.division_code, "") or one.organ.division_code, Mode(one.mode),
        )
        for one in found
        if not why_not_here(facts_of(one), one.item_name, here.id, here.level, is_open=here.open, today=clock.today())
        and one.item_id in known
        and not catalogue.why_not_accept(known[one.item_id], here.level)
        and not actor.may(Case.INTAKE, one.organ_id, one.item_id)
    ]  # fmt: skip


def takes_here(actor: Actor, item_id: int) -> bool:
    """May this window take that item in for its organ by the list? Not where it serves the organ anyway."""
    if actor.window_id is None or not actor.may(Can.TAKE_IN):
        return False
    row = facts_of(standing().filter(item_id=item_id).first())
    if row is None or actor.may(Case.INTAKE, row.organ_id, item_id):
        return False
    here = organs.stand(actor.window_id)
    return not why_not_here(row, row.item_name, here.id, here.level, is_open=here.open, today=clock.today())


def elsewhere(item_id: int) -> ItemElsewhere | None:
    """How and where this item may be handed in for its organ today; None where it is on no list. Public. Three statements."""
    row = standing().filter(item_id=item_id).first()
    terms = catalogue.published(item_id) if row is not None else None
    if row is None or terms is None:
        return None
    found: list[Stand] = []
    if row.mode != Mode.ONLINE:
        there = organs.open_stands(ids=row.windows) if row.windows else organs.open_stands(Level.COUNTY)
        off = organs.closed_among([one.id for one in there], [item_id])
        found = [
            one for one in there
            if (one.id, item_id) not in off and not catalogue.why_not_accept(terms, one.level)
        ]  # fmt: skip
    return ItemElsewhere(Mode(row.mode), terms.reformed.same_power, row.document, tuple(found))


def issue_windows(entry_id: int) -> list[Stand]:
    """Where a result of this line of the list may be handed out. Two statements."""
    windows = ListEntry.objects.filter(pk=entry_id).values_list("windows", flat=True).first()
    return organs.open_stands(ids=windows) if windows else organs.open_stands(Level.COUNTY)
