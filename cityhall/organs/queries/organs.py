"""Organs and divisions. Which there are is public."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page
from cityhall.kernel.prepared import NUMBER, Prepared
from cityhall.organs.models import Division, Organ, Successor
from cityhall.organs.terms import Level, OrganKind, Succession


@dataclass(frozen=True)
class OrganView:
    id: int
    name: str
    short_name: str
    mark: str
    credit_code: str
    division_code: str
    kind: OrganKind
    phone: str
    address: str
    ended_on: date | None
    version: int

    @property
    def ref(self) -> str:
        return f"organ:{self.id}"


@dataclass(frozen=True)
class DivisionRow:
    code: str
    name: str
    level: Level
    parent_code: str


def organ(organ_id: int) -> OrganView:
    found = BY_ID.first(organ_id)
    if found is None:
        raise NotFoundError("organs.unknown", "没有找到这个机构，请核对后重试")
    return organ_view(found)


BY_ID = Prepared(lambda pk: Organ.objects.filter(pk=pk), NUMBER)


def organ_view(row: Organ) -> OrganView:
    return OrganView(
        row.pk, row.name, row.short_name, row.mark, row.credit_code, row.division_code, OrganKind(row.kind), row.phone,
        row.address, row.valid_until, row.version,
    )  # fmt: skip


def organ_by_code(credit_code: str) -> OrganView | None:
    found = Organ.objects.filter(credit_code=credit_code, valid_until=None).first() if credit_code else None
    return organ_view(found) if found else None


def organ_by_name(name: str) -> OrganView | None:
    found = Organ.objects.filter(Q(name=name) | Q(short_name=name), valid_until=None).order_by("id").first()
    return organ_view(found) if found else None


def ids_by_name(names: Iterable[str]) -> dict[tuple[str, str], int]:
    """`(name, division) → id` of the organs in force that bear one of these names."""
    rows = Organ.objects.filter(name__in=set(names), valid_until=None)
    return {(name, division): pk for pk, name, division in rows.values_list("id", "name", "division_code")}


def organs_named(ids: Iterable[int]) -> dict[int, str]:
    """Names for many organs in one statement."""
    return dict(Organ.objects.filter(pk__in=set(ids)).values_list("id", "name"))


def divisions_of(ids: Iterable[int]) -> dict[int, str]:
    """The code of the division each of these organs belongs to, in one statement."""
    return dict(Organ.objects.filter(pk__in=set(ids)).values_list("id", "division_code"))


def organs_in(division: str) -> dict[int, str]:
    """The organs of a county, or of the city's own level (by the first six digits), with the code of their division."""
    rows = Organ.objects.filter(division_code__startswith=division)
    return dict(rows.values_list("id", "division_code"))


def organs_standing(ids: Iterable[int]) -> dict[int, tuple[str, date | None]]:
    """Names, and for those that ended the day they did, in one statement."""
    rows = Organ.objects.filter(pk__in=set(ids)).values_list("id", "name", "valid_until")
    return {pk: (name, ended) for pk, name, ended in rows}


def organs_called(text: str, limit: int = 5) -> list[OrganView]:
    """The organs in force somebody means by a name, a short name, a credit code or #id."""
    text = text.strip()
    if text.startswith("#") and text[1:].isdecimal():
        meant = Q(pk=int(text[1:]))
    else:
        meant = Q(name=text) | Q(short_name=text) | Q(credit_code=text.upper())
    found = Organ.objects.filter(meant, valid_until=None).order_by("division_code", "name", "id")[:limit]
    return [organ_view(o) for o in found] if text else []


def organs_holding(words: Iterable[str]) -> list[OrganView]:
    """The organs in force whose name holds one of these words, the highest first. One statement."""
    meant = Q()
    for word in set(words):
        meant |= Q(name__contains=word)
    return (
        [organ_view(o) for o in Organ.objects.filter(meant, valid_until=None).order_by("division_code", "id")]
        if meant
        else []
    )


def became_of(organ_id: int) -> list[tuple[Succession, OrganView | None, date, str]]:
    """What became of an organ: how, its successor, since when, by what document."""
    rows = Successor.objects.filter(old=organ_id).select_related("new").order_by("id")
    return [(Succession(s.kind), organ_view(s.new) if s.new else None, s.on, s.document) for s in rows]


def organs(actor: Actor, *, text: str = "", ended: bool = False, after: str = "", limit: int = 50) -> Page[OrganView]:
    """Organs in force (or those that ended), by division and name. Which organs there are is public."""
    rows = Organ.objects.filter(valid_until__isnull=not ended)
    if text:
        rows = rows.filter(Q(name__contains=text) | Q(short_name__contains=text) | Q(credit_code__startswith=text))
    found = list(keyset(rows, ["division_code", "name", "id"], after, limit))
    cut = page(found, limit, (), lambda o: (o.division_code, o.name, o.pk))
    return Page([organ_view(o) for o in cut.rows], cut.next)


def divisions(parent_code: str = "") -> list[DivisionRow]:
    """The divisions directly below one, in order of code; without a parent, the topmost."""
    rows = Division.objects.filter(parent_code=parent_code, valid_until=None).order_by("code")
    return [DivisionRow(d.code, d.name, Level(d.level), d.parent_code) for d in rows]


def divisions_page(parent_code: str = "", text: str = "", after: str = "", limit: int = 30) -> Page[DivisionRow]:
    """The same by pages; with words, those anywhere whose name or code begins so."""
    rows = Division.objects.filter(valid_until=None)
    text = text.strip()
    rows = (
        rows.filter(Q(code__startswith=text) | Q(name__startswith=text))
        if text
        else rows.filter(parent_code=parent_code)
    )
    found = [DivisionRow(d.code, d.name, Level(d.level), d.parent_code) for d in keyset(rows, ["code"], after, limit)]
    return page(found, limit, ("code",), lambda row: (row.code,))


def county_names(limit: int = 60) -> list[str]:
    """The names of the counties and districts, by code; none where there are more than a city has."""
    rows = Division.objects.filter(level=Level.COUNTY, valid_until=None).order_by("code")
    names = list(rows.values_list("name", flat=True)[: limit + 1])
    return names if len(names) <= limit else []


def division_path(code: str) -> list[DivisionRow]:
    """The division and all above it, topmost first."""
    codes = {code[:n].ljust(12, "0") for n in (2, 4, 6, 9, 12)}
    rows = Division.objects.filter(code__in=codes, valid_until=None).order_by("level")
    return [DivisionRow(d.code, d.name, Level(d.level), d.parent_code) for d in rows]


def localities(most: int = 600) -> list[tuple[str, str]]:
    """Code and name of counties, towns and villages, to choose where one lives; the lower levels are left out where they are
    too many for a list. One statement."""
    levels = (Level.COUNTY, Level.TOWN, Level.VILLAGE)
    rows = Division.objects.filter(level__in=levels, valid_until=None).order_by("code")
    found = list(rows.values_list("code", "name", "level", "parent_code"))
    while len(found) > most and len({level for _, _, level, _ in found}) > 1:
        lowest = max(level for _, _, level, _ in found)
        found = [one for one in found if one[2] != lowest]
    names = {code: name for code, name, _, _ in found}
    return [(code, " ".join(dict.fromkeys(filter(None, (names.get(parent), name))))) for code, name, _, parent in found]


def division_names(codes: Iterable[str]) -> dict[str, str]:
    """The own names of many divisions in force, in one statement; no statement for none."""
    wanted = set(codes)
    rows = Division.objects.filter(code__in=wanted, valid_until=None).values_list("code", "name") if wanted else ()
    return dict(rows)


def division_name(code: str) -> str:
    """The full name: city, county, town, in one statement."""
    codes = [code[:n].ljust(12, "0") for n in (4, 6, 9, 12) if len(code) >= n]
    names = dict(Division.objects.filter(code__in=set(codes), valid_until=None).values_list("code", "name"))
    return "".join(dict.fromkeys(names[c] for c in codes if c in names))
