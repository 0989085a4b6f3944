"""The list of 最多跑一次 and its figures over 90,705 published items, as many as one prefecture's four levels have.

What a page asks: all figures with their change since a day, of the city, of a level, of one organ; the organs in order;
the list from the first page, from the middle, and only what fails. The baseline reckons four of the ten figures from the
contents of the versions themselves, asked in turn by the same connection. Above 1 the house is faster."""

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench import ground
from bench.ground import Ground

ITEMS, ROUNDS, BATCH, SORTS = 90_705, 40, 5_000, 50
QUICK_ITEMS, QUICK_ROUNDS = 2_000, 3
PLAIN = """
SELECT count(*), count(*) FILTER (WHERE (content->>'visits')::int <= 1),
       avg((SELECT count(*) FROM jsonb_array_elements(content->'materials') m WHERE (m->>'required')::boolean)),
       avg((content->'promised'->>'amount')::int)
  FROM ch_catalogue_itemversion WHERE status = 'published'
"""


def main(argv: Sequence[str] | None = None) -> None:
    quick = ground.is_quick(argv, __doc__)
    items, rounds = (QUICK_ITEMS, QUICK_ROUNDS) if quick else (ITEMS, ROUNDS)
    with ground.scratch() as here:
        here.enter()
        load(here, items)
        measure(items, rounds)


def load(here: Ground, items: int) -> None:
    """Organs at four levels, items, published versions with contents of usual length, and what is counted of them."""
    from bench import facts
    from cityhall.organs.models import Organ

    kept = list(facts.items(items))
    today = date(2025, 1, 1)
    places = ("990100000000", "990102000000", "990102001000", "990102001001")
    organs = Organ.objects.bulk_create(
        Organ(name=f"{name}{n}", short_name=name, division_code=places[n % 4], kind="department", valid_from=today)
        for n, name in enumerate(sorted({f.organ for f in kept}) * 5)
    )
    for n in range(0, items, BATCH):
        _insert(kept[n : n + BATCH], organs)
    with _owner(here) as (owner, city):
        for table in ("item", "itemversion", "versionfigures"):
            owner.execute(f"VACUUM ANALYZE {city}.ch_catalogue_{table}")


def _owner(here: Ground) -> Any:
    from contextlib import contextmanager

    from django.conf import settings

    from cityhall.site.database import as_owner

    @contextmanager
    def opened() -> Any:
        with as_owner(here.urls.owner) as owner:
            yield owner, settings.CITY

    return opened()


def _content(n: int) -> dict[str, Any]:
    papers = [
        {"key": f"m{k}", "name": f"样例材料{k}", "required": k < 4, "standard": "填写完整，签字或者盖章，与申请人一致。" * 4,
         "hint": "请按样表填写，用黑色签字笔，不得涂改。" * 3}
        for k in range(2 + n % 5)
    ]  # fmt: skip
    return {
        "pace": "promised", "promised": {"amount": 1 + n % 10, "unit": "workdays"}, "visits": n % 50 // 48 * 2,
        "statutory": {"amount": 20, "unit": "workdays", "basis": "行政许可法第四十二条"}, "online": n % 25 != 0,
        "materials": papers, "conditions": "符合规定条件的自然人、法人或者其他组织。" * 8,
    }  # fmt: skip


def _insert(kept: Sequence[Any], organs: Sequence[Any]) -> None:
    from django.db import transaction

    from cityhall.catalogue.models import Item, ItemVersion, VersionFigures
    from cityhall.catalogue.rules import figures
    from cityhall.catalogue.rules.content import read_content
    from cityhall.kernel import clock
    from cityhall.organs import queries

    contents = [_content(n) for n in range(SORTS)]
    told_of = [figures.counted(read_content(content)) for content in contents]
    items, versions, counted = [], [], []
    for n, fact in enumerate(kept):
        organ, key, content = organs[n % len(organs)], uuid4(), contents[n % SORTS]
        item = Item(item_code=fact.code, name=fact.name, organ=organ, procedure="licence", division_code=organ.division_code,
                    published_version_id=key)  # fmt: skip
        version = ItemVersion(
            id=key, item=item, number=1, status="published", content=content, frozen={}, published_at=clock.now()
        )
        told = told_of[n % SORTS]
        items.append(item)
        versions.append(version)
        counted.append(VersionFigures(
            version=version, item=item, number=1, name=fact.name, organ=organ, level=queries.level_of(organ.division_code),
            from_on=date(2025, 1 + n % 12, 1), visits=told.visits, materials=told.materials, promised=told.promised,
            statutory=told.statutory, steps=3, instant=told.instant, online=told.online, whole=told.whole,
            in_centre=told.in_centre, charged=told.charged, once=told.once, hindrances=[h.value for h in told.hindrances],
        ))  # fmt: skip
    with transaction.atomic():
        Item.objects.bulk_create(items)
        ItemVersion.objects.bulk_create(versions)
        VersionFigures.objects.bulk_create(counted)


def measure(items: int, rounds: int) -> None:
    from django.db import connection

    from cityhall.catalogue import queries
    from cityhall.catalogue.terms import OnceState, Within

    since, city = date(2025, 6, 15), Within()
    organ = queries.organ_accounts(city, limit=1).rows[0].organ_id
    middle = queries.once_list(city, limit=30).next
    for _ in range(5):
        middle = queries.once_list(city, after=middle, limit=items // 12 or 1).next or middle
    asks: dict[str, Callable[[], object]] = {
        "city": lambda: queries.account(city, since),
        "level": lambda: queries.account(Within(level="3"), since),
        "organ": lambda: queries.account(Within(organ_id=organ), since),
        "organs": lambda: queries.organ_accounts(city),
        "list": lambda: queries.once_list(city),
        "list_middle": lambda: queries.once_list(city, after=middle),
        "list_failing": lambda: queries.once_list(city, OnceState.NOT),
        "list_of_organ": lambda: queries.once_list(Within(organ_id=organ)),
    }

    def plainly() -> object:
        with connection.cursor() as cursor:
            cursor.execute(PLAIN)
            return cursor.fetchall()

    took: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, ask in (*asks.items(), ("plain", plainly)):
            began = time.perf_counter()
            ask()
            took.setdefault(name, []).append((time.perf_counter() - began) * 1000)
    figures = {"items": items, "rounds": rounds}
    for name, times in took.items():
        said = "baseline" if name == "plain" else name
        figures |= {f"{said}_p50_ms": ground.at(times, 50), f"{said}_p95_ms": ground.at(times, 95)}
    ratio = statistics.mean(took["plain"]) / statistics.mean(took["city"])
    ground.say("figures", ratio, "four figures reckoned from the contents of the versions", figures)


if __name__ == "__main__":
    main()
