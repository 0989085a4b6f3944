"""标准字段库、标准材料库: entries with what uses them, what is to be replaced, what looks alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Count, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from cityhall.catalogue.models import ItemVersion, LibraryEntry
from cityhall.catalogue.rules import library as rules
from cityhall.catalogue.rules.content import Parts, read_content
from cityhall.catalogue.rules.library import Apart, Standing
from cityhall.catalogue.terms import Can, VersionStatus
from cityhall.catalogue.terms.library import Piece, Shelf, StandardField, StandardMaterial
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page

LIVE = (VersionStatus.DRAFT, VersionStatus.PUBLISHED)
MOST_NAMES, MOST_USERS = 400, 200


@dataclass(frozen=True)
class LibraryRow:
    shelf: Shelf
    code: str
    name: str
    aliases: tuple[str, ...]
    rule: StandardField | StandardMaterial
    organ_name: str
    used: int  # items, drafts among them
    retired_on: date | None


@dataclass(frozen=True)
class LibraryUse:
    """A version that refers to an entry."""

    item_id: int
    item_name: str
    organ_id: int
    organ_name: str
    status: VersionStatus
    number: int


@dataclass(frozen=True)
class LibraryChange:
    number: int
    at: datetime
    by: str
    why: str


@dataclass(frozen=True)
class LibraryView:
    row: LibraryRow
    ref: str
    content: Mapping[str, Any]
    organ_id: int | None
    version: int
    retired_why: str
    until: date | None
    instead: str  # code
    instead_name: str
    uses: tuple[LibraryUse, ...]
    history: tuple[LibraryChange, ...]


@dataclass(frozen=True)
class ToReplace:
    """待换: a version under somebody's care that refers to a retired entry."""

    use: LibraryUse
    shelf: Shelf
    code: str
    name: str
    instead: str
    instead_name: str
    until: date | None
    late: bool


def library(
    actor: Actor, shelf: Shelf, *, text: str = "", only: str = "", group: str = "", after: str = "", limit: int = 50
) -> Page[LibraryRow]:  # fmt: skip
    """One shelf, by name, each with how many items use it. `only`: current, retired or unused. One statement."""
    require(actor, Can.EDIT_ITEMS)
    rows = _counted(LibraryEntry.objects.filter(shelf=shelf))
    rows = rows.filter(
        {"current": Q(retired_on=None), "retired": Q(retired_on__isnull=False), "unused": Q(used=0)}.get(only, Q())
    )
    if group:
        rows = rows.filter(content__group=group)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(code__icontains=text) | Q(aliases__icontains=text))
    found = list(keyset(rows, ["name", "id"], after, limit))
    cut = page(found, limit, (), lambda e: (e.name, e.pk))
    return Page([_row(e) for e in cut.rows], cut.next)


def _counted(rows: Any) -> Any:
    """With the number of items whose draft or published version refers to the entry: an index look-up each."""
    code = Concat(OuterRef("shelf"), Value(":"), OuterRef("code"), output_field=CharField())
    ref = Func(code, template="ARRAY[%(expressions)s]::varchar[]", output_field=ArrayField(CharField()))
    users = ItemVersion.objects.filter(status__in=LIVE, uses__contains=ref).order_by().values(one=Value(1))
    count = users.annotate(n=Count("item_id", distinct=True)).values("n")
    return rows.select_related("organ").annotate(used=Coalesce(Subquery(count[:1]), 0))


def _row(e: Any) -> LibraryRow:
    shelf = Shelf(e.shelf)
    return LibraryRow(
        shelf, e.code, e.name, tuple(e.aliases), rules.read(shelf, e.content), e.organ.name if e.organ else "",
        e.used, e.retired_on,
    )  # fmt: skip


def library_entry(actor: Actor, shelf: Shelf, code: str) -> LibraryView:
    """One entry with who uses it and how it came to be. Three statements."""
    require(actor, Can.EDIT_ITEMS)
    e = _counted(LibraryEntry.objects.filter(shelf=shelf, code=code)).select_related("organ", "instead").first()
    if e is None:
        raise NotFoundError("catalogue.unknown_library_entry", f"没有这个{shelf.label}，请返回列表重新选择")
    history = tuple(LibraryChange(v.number, v.from_at, v.by, v.why) for v in e.versions.order_by("-number")[:50])
    return LibraryView(
        _row(e), e.ref, e.content, e.organ_id, e.version, e.retired_why, e.until,
        e.instead.code if e.instead else "", e.instead.name if e.instead else "", tuple(_uses(actor, [f"{shelf}:{code}"])), history,
    )  # fmt: skip


def _uses(actor: Actor, refs: list[str]) -> list[LibraryUse]:
    """Published versions are everybody's to see; drafts are for those who edit them."""
    reach = actor.reach(Can.EDIT_ITEMS)
    seen = Q() if reach is None else Q(status=VersionStatus.PUBLISHED) | Q(item__organ_id__in=reach)
    rows = ItemVersion.objects.filter(status__in=LIVE, uses__overlap=refs).filter(seen).select_related("item__organ")
    return [_use(v) for v in rows.order_by("item__name", "item_id", "status")[:MOST_USERS]]


def _use(v: ItemVersion) -> LibraryUse:
    return LibraryUse(v.item_id, v.item.name, v.item.organ_id, v.item.organ.name, VersionStatus(v.status), v.number)


def standing_of(refs: Iterable[str], *, lock: bool = False) -> dict[str, Standing]:
    """The entries a version refers to, as they stand. One statement; none where it refers to none."""
    wanted = sorted(set(refs))
    if not wanted:
        return {}
    where = Q()
    for shelf in Shelf:
        codes = [r.partition(":")[2] for r in wanted if r.startswith(f"{shelf}:")]
        where |= Q(shelf=shelf, code__in=codes) if codes else Q()
    rows = LibraryEntry.objects.filter(where).select_related("instead").order_by("pk")
    return {
        f"{e.shelf}:{e.code}": _standing(e)
        for e in (rows.select_for_update(of=("self",), no_key=True) if lock else rows)
    }


def _standing(e: LibraryEntry) -> Standing:
    retired = e.retired_on.isoformat() if e.retired_on and e.retired_on <= clock.today() else ""
    instead = f"{e.instead.name}（{e.instead.code}）" if e.instead else ""
    return Standing(Shelf(e.shelf), e.code, e.name, e.content, retired, instead)


def called(shelf: Shelf, names: Iterable[str]) -> dict[str, Standing]:
    """Current entries by what they are called (also by their other names), compared plainly. One statement."""
    wanted = {rules.plain(name) for name in names}
    rows = LibraryEntry.objects.filter(shelf=shelf, retired_on=None).select_related("instead")
    found: dict[str, Standing] = {}
    for e in rows.filter(Q(name__in=list(names)) | Q(aliases__overlap=list(names)) | _starting(names)):
        for name in (e.name, *e.aliases):
            if rules.plain(name) in wanted:
                found.setdefault(rules.plain(name), _standing(e))
    return found


def _starting(names: Iterable[str]) -> Q:
    where = Q()
    for name in {rules.plain(name) for name in names}:
        where |= Q(name=name) | Q(aliases__contains=[name])
    return where


def library_names(shelf: Shelf) -> list[tuple[str, str]]:
    """Code and name of current entries, to choose from."""
    rows = LibraryEntry.objects.filter(shelf=shelf, retired_on=None).order_by("name", "id")
    return list(rows.values_list("code", "name")[:MOST_NAMES])


def to_replace(actor: Actor, limit: int = 200) -> list[ToReplace]:
    """待换清单: every draft and published version in this actor's care that refers to a retired entry, the most urgent
    first. It empties itself as versions are changed. Two statements."""
    require(actor, Can.EDIT_ITEMS)
    reach = actor.reach(Can.EDIT_ITEMS)
    retired = LibraryEntry.objects.filter(retired_on__lte=clock.today()).select_related("instead")
    by_ref = {f"{e.shelf}:{e.code}": e for e in retired}
    if not by_ref:
        return []
    rows = ItemVersion.objects.filter(status__in=LIVE, uses__overlap=list(by_ref)).select_related("item__organ")
    rows = rows if reach is None else rows.filter(item__organ_id__in=reach)
    found = [
        _replacement(v, by_ref[ref])
        for v in rows.order_by("item__name", "id")[:limit]
        for ref in v.uses
        if ref in by_ref
    ]
    return sorted(found, key=lambda one: (one.until or date.max, one.use.item_name))


def _replacement(v: ItemVersion, e: LibraryEntry) -> ToReplace:
    late = e.until is not None and e.until < clock.today()
    instead = (e.instead.code, e.instead.name) if e.instead else ("", "")
    return ToReplace(_use(v), Shelf(e.shelf), e.code, e.name, *instead, e.until, late)


@dataclass(frozen=True)
class Decomposition:
    """材料拆解 of one material of an item's draft."""

    key: str
    name: str
    rows: tuple[Apart, ...]


def decomposition(content: Mapping[str, Any], key: str) -> Decomposition:
    """What the paper says, and which of it the form already asks, the city holds, or must be brought. One statement."""
    parts: Parts = read_content(content)
    material = next((m for m in parts.materials if m.key == key), None)
    if material is None:
        raise NotFoundError("catalogue.unknown_material", "草稿里没有这份材料，请刷新页面")
    entry = standing_of([f"{Shelf.MATERIAL}:{material.standard_code}"]).get(
        f"{Shelf.MATERIAL}:{material.standard_code}"
    )
    pieces: tuple[Piece, ...] = rules.read_material(entry.content).pieces if entry else ()
    return Decomposition(key, material.name, tuple(rules.apart(parts, material, pieces)))


def library_problems(parts: Parts) -> list[Any]:
    """Where a draft may not be published for what it takes from the libraries. At most one statement."""
    return rules.problems(parts, standing_of(rules.refs_of(parts)))
