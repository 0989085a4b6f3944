"""Search among 90,705 items (宣城's four levels) against the plain way: LIKE '%q%' over the names, same run."""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

sys.path[0] = str(Path(__file__).resolve().parent.parent)  # not this folder: `http` is the library's
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityhall.site.settings")

from bench.facts import Fact
from cityhall.site import testing

ITEMS, QUESTIONS, BATCH = 90_705, 300, 5_000
CONTENT = {"pace": "promised", "promised": {"amount": 10, "unit": "workdays"}, "online": True, "visits": 0}
PLAIN = """
SELECT i.id, i.name, o.name FROM ch_catalogue_item i JOIN ch_organs_organ o ON o.id = i.organ_id
 WHERE i.published_version_id IS NOT NULL AND i.name LIKE '%%' || %s || '%%' ORDER BY length(i.name), i.id LIMIT 20
"""


def main() -> None:
    import django

    django.setup()
    name = testing.clone("bench_search")
    testing.use(name)
    try:
        loaded = load()
        measure(loaded)
    finally:
        testing.drop(name)


def load() -> float:
    """Organs, items and published versions, in bulk; every search column as the actions write it."""

    from bench import facts
    from cityhall.kernel import clock
    from cityhall.organs.models import Organ

    began = time.perf_counter()
    kept = list(facts.items(ITEMS))
    ids = {
        o.name: o.pk
        for o in Organ.objects.bulk_create(
            Organ(name=n, short_name=n, division_code="990100000000", kind="department", valid_from=clock.today())
            for n in sorted({f.organ for f in kept})
        )
    }
    for n in range(0, len(kept), BATCH):
        insert(kept[n : n + BATCH], ids)
    tidy()
    return time.perf_counter() - began


def insert(kept: list[Fact], organ_ids: dict[str, int]) -> None:
    """One batch, published: item and version point at each other, the constraint waits for the end."""
    from django.db import transaction

    from cityhall.catalogue.models import Item, ItemVersion
    from cityhall.catalogue.rules import words
    from cityhall.kernel import clock

    items = []
    for fact in kept:
        found_by = words.index(fact.name, "", fact.organ)
        items.append(
            Item(item_code=fact.code, name=fact.name, organ_id=organ_ids[fact.organ], procedure="licence",
                 division_code="990100000000", initials=words.initials_of(fact.name), words=found_by[0],
                 pairs=found_by[1], published_version_id=uuid4())
        )  # fmt: skip
    with transaction.atomic():
        Item.objects.bulk_create(items)
        ItemVersion.objects.bulk_create(
            ItemVersion(id=i.published_version_id, item=i, number=1, status="published", content=CONTENT, frozen={},
                        published_at=clock.now())
            for i in items
        )  # fmt: skip


def tidy() -> None:
    """What autovacuum does within minutes; only the owner may."""
    from django.conf import settings

    from cityhall.site.database import as_owner, owner_url

    with testing._named(owner_url(), settings.DATABASES["default"]["NAME"]) as url, as_owner(url) as owner:
        owner.execute(f"VACUUM ANALYZE {settings.CITY}.ch_catalogue_item")
        owner.execute(f"VACUUM ANALYZE {settings.CITY}.ch_catalogue_itemversion")


def measure(loaded: float) -> None:
    from django.db import connection

    from bench import facts
    from cityhall.catalogue import queries
    from cityhall.catalogue.models import Item

    names = sorted(set(Item.objects.values_list("name", flat=True)))
    initials = dict(Item.objects.values_list("name", "initials"))
    asked = facts.questions(names, QUESTIONS, initials)

    def plainly(text: str) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(PLAIN, [text])
            return [row[1] for row in cursor.fetchall()]

    def ours(text: str) -> list[str]:
        return [row.name for row in queries.search(text)]

    timed(asked[:12], ours)
    took, found = timed(asked, ours)
    baseline, plainly_found = timed(asked, plainly)
    figures = {
        "items": ITEMS, "questions": len(asked), "load_s": round(loaded, 1),
        **{f"p{p}_ms": at(every(took), p) for p in (50, 95, 99)},
        **{f"{kind}_p95_ms": at(times, 95) for kind, times in took.items()},
        **{f"{kind}_top3": round(n / len(took[kind]), 3) for kind, n in found.items()},
        **{f"baseline_{kind}_top3": round(n / len(took[kind]), 3) for kind, n in plainly_found.items()},
        **{f"baseline_p{p}_ms": at(every(baseline), p) for p in (50, 95)},
    }  # fmt: skip
    for key, value in figures.items():
        print(f"{key:>20} {value}")
    ratio = statistics.mean(every(baseline)) / statistics.mean(every(took))
    print(json.dumps({"bench": "search", "ratio": round(ratio, 2), "baseline": "LIKE '%q%' sequential", **figures}))


def timed(
    asked: list[tuple[str, str, str]], search: Callable[[str], list[str]]
) -> tuple[dict[str, list[float]], dict[str, int]]:
    """Milliseconds of each question by kind; and how often the name meant was among the first three, where a whole
    name was asked for."""
    took: dict[str, list[float]] = {}
    found = {"name": 0, "typo": 0}
    for kind, text, meant in asked:
        began = time.perf_counter()
        names = search(text)
        took.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
        if kind in found:
            found[kind] += meant in names[:3]
    return took, found


def every(took: dict[str, list[float]]) -> list[float]:
    return [ms for times in took.values() for ms in times]


def at(times: list[float], percent: int) -> float:
    ordered = sorted(times)
    return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)], 2)


if __name__ == "__main__":
    main()
