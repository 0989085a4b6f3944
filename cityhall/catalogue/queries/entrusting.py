"""Items as somebody writes them down, and their names for a list: for what is entrusted or reformed. Public."""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from cityhall.catalogue.models import Item
from cityhall.catalogue.rules.entrusting import written

MOST_WRITTEN = 2_000


def items_written(text: str, organ_id: int | None = None) -> tuple[list[int], list[str]]:
    """The items meant, one a line (实施编码, #编号, or 名称 within the organ); and the lines that mean none, or several.
    One statement."""
    lines = written(text)[:MOST_WRITTEN]
    ids = [int(line[1:].split(" ")[0]) for line in lines if _is_id(line)]
    meant = Q(item_code__in=lines) | Q(pk__in=ids) | Q(name__in=lines)
    rows = list(Item.objects.filter(meant).values_list("pk", "item_code", "name", "organ_id"))
    found, left = list[int](), list[str]()
    for line in lines:
        number = int(line[1:].split(" ")[0]) if _is_id(line) else 0
        hits = [pk for pk, code, _, _ in rows if line == code or pk == number]
        hits = hits or [pk for pk, _, name, organ in rows if line == name and organ_id in (None, organ)]
        if len(hits) == 1:
            found.append(hits[0])
        else:
            left.append(line)
    return list(dict.fromkeys(found)), left


def _is_id(line: str) -> bool:
    return line.startswith("#") and (number := line[1:].split(" ", maxsplit=1)[0]).isdecimal() and len(number) < 18  # noqa: PLR2004


def item_names(ids: Iterable[int]) -> dict[int, tuple[str, str, bool]]:
    """Name, organ and whether it is open to applications, of many items in one statement."""
    rows = Item.objects.filter(pk__in=set(ids)).values_list("pk", "name", "organ__name", "published_version_id")
    return {pk: (name, organ, version is not None) for pk, name, organ, version in rows}


def step_names(ids: Iterable[int]) -> dict[tuple[int, str], str]:
    """What the steps of these items are called now, by item and key. One statement."""
    rows = Item.objects.filter(pk__in=set(ids)).values_list("pk", "published_version__content__steps")
    return {(pk, str(one["key"])): str(one["name"]) for pk, steps in rows for one in steps or ()}


def names_in_order(ids: Sequence[int], names: dict[int, tuple[str, str, bool]]) -> list[tuple[int, str, bool]]:
    """Id, name and whether it is open, in the order given; what is gone is left out."""
    return [(pk, names[pk][0], names[pk][2]) for pk in ids if pk in names]


def owners(ids: Iterable[int]) -> dict[int, int]:
    """Whose items these are, in one statement."""
    return dict(Item.objects.filter(pk__in=set(ids)).values_list("pk", "organ_id"))
