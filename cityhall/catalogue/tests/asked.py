"""The measured questions and the items they are asked of: the demo city's, a city's usual ones, a real district's."""

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from django.db import transaction

from cityhall.catalogue import queries
from cityhall.catalogue.models import Item, ItemVersion
from cityhall.catalogue.rules import words
from cityhall.kernel import clock
from cityhall.organs.tests import given as organs

DATA = Path(__file__).parents[3] / "tests" / "asked"
DEMO = Path(__file__).parents[2] / "twin" / "data" / "items"
DISTRICT = Path(__file__).parents[4] / "shared" / "data" / "guangan_items" / "items.csv"
EVERY, HELD_OUT = 4, 3  # each fourth question was written, then not looked at while the search was made better
CONTENT = {"pace": "promised", "promised": {"amount": 10, "unit": "workdays"}, "online": True, "visits": 0}


@dataclass(frozen=True)
class Question:
    text: str
    meant: tuple[str, ...]
    held_out: bool


def questions(name: str) -> list[Question]:
    """Each line: what is asked, and how the names of the right items begin."""
    lines = (DATA / f"{name}.txt").read_text().splitlines()
    pairs = [line.split("\t") for line in lines]
    return [Question(q, tuple(a.split("|")), n % EVERY == HELD_OUT) for n, (q, a) in enumerate(pairs)]


def own_city() -> None:
    """The demo city's items with what people call them, and those a city usually has."""
    demo = [json.loads(file.read_text()) for file in sorted(DEMO.glob("*.json"))]
    put(("市样例部门", d["name"], tuple(d["keywords"]), d["short_code"]) for d in demo)
    usual_items()


def usual_items() -> None:
    """What a city usually has, each organ's."""
    kept: list[tuple[str, str, tuple[str, ...], str]] = []
    for line in (DATA / "items.txt").read_text().splitlines():
        organ, *names = line.split()
        kept += [(f"澜宁市{organ}", name, (), "") for name in names]
    put(kept)


def district() -> None:
    """1,135 items of one real district, as its list names them."""
    with DISTRICT.open(encoding="utf-8-sig", newline="") as file:
        put((row["department"], row["sub_item"], (), "") for row in csv.DictReader(file))


def put(kept: Iterable[tuple[str, str, tuple[str, ...], str]]) -> None:
    """Published items in bulk, found by what the actions would have written."""
    ids: dict[str, int] = {}
    items, versions = [], []
    for n, (organ, name, keywords, code) in enumerate(kept):
        if organ not in ids:
            ids[organ] = organs.organ(organ)
        found_by = words.index(name, "", organ, keywords)
        item = Item(
            item_code=f"ASKED-{ids[organ]}-{n:06d}", name=name, organ_id=ids[organ], procedure="licence", division_code="990100",
            short_code=code, initials=words.initials_of(name)[:300], words=found_by[0], pairs=found_by[1],
            published_version_id=uuid4(),
        )  # fmt: skip
        items.append(item)
        versions.append(
            ItemVersion(
                id=item.published_version_id, item=item, number=1, status="published", frozen={},
                content={**CONTENT, "keywords": list(keywords)}, published_at=clock.now(),
            )
        )  # fmt: skip
    with transaction.atomic():  # item and version point at each other
        Item.objects.bulk_create(items)
        ItemVersion.objects.bulk_create(versions)


def missed(asked: Iterable[Question], first: int = 3) -> list[str]:
    """The questions whose right item is not among the first few, with what is there instead."""
    found = []
    for question in asked:
        names = [row.name for row in queries.search(question.text, limit=first)]
        if not any(name.startswith(meant) for name in names for meant in question.meant):
            found.append(f"{question.text} → {'、'.join(question.meant)}; found {names}")
    return found
