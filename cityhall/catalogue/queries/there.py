"""Is an item there already? For what would be brought in beside it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery

from cityhall.catalogue.models import Item, ItemVersion, LibraryEntry

MOST = 500


@dataclass(frozen=True)
class There:
    """An item of the city, drafts among them; `materials` are key, name and standard code, as its latest version has them."""

    id: int
    name: str
    organ_id: int
    item_code: str
    published: bool
    materials: tuple[tuple[str, str, str], ...]


def items_there(
    called: Iterable[tuple[int, str]] = (), coded: Iterable[str] = (), ids: Iterable[int] = ()
) -> list[There]:
    """Those of an organ that are called so, those of these codes, those of these ids. One statement."""
    meant = Q(pk__in=set(ids)) | Q(item_code__in=set(coded))
    for organ_id, name in called:
        meant |= Q(organ_id=organ_id, name=name)
    latest = ItemVersion.objects.filter(item=OuterRef("pk")).order_by("-number").values("content__materials")[:1]
    rows = Item.objects.filter(meant).annotate(papers=Subquery(latest)).order_by("id")[:MOST]
    return [
        There(
            r.pk, r.name, r.organ_id, r.item_code, r.published_version_id is not None,
            tuple((m["key"], m["name"], m.get("standard_code", "")) for m in r.papers or ()),
        )
        for r in rows
    ]  # fmt: skip


def library_there(refs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], bool]:
    """Which of these entries (shelf, code) the standard libraries hold; True where it is retired. One statement."""
    wanted = set(refs)
    rows = LibraryEntry.objects.filter(code__in={code for _, code in wanted}).values_list("shelf", "code", "retired_on")
    return {(shelf, code): ended is not None for shelf, code, ended in rows if (shelf, code) in wanted}
