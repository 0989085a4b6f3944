"""Search among 90,705 items, as many as one prefecture's four levels have.

What people type: whole names, two characters of one, initials, names with a wrong, a same-sounding or a missing
character, and what they say in life. The baseline is the plain way, asked the same questions in turn: LIKE '%q%' over
the names. Above 1 the house is faster."""

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

sys.path[0] = str(Path(__file__).resolve().parent.parent)  # not this folder: `http` is the library's

from bench import ground
from bench.facts import Fact
from bench.ground import Ground

ITEMS, QUESTIONS, BATCH = 90_705, 350, 5_000
QUICK_ITEMS, QUICK_QUESTIONS = 2_000, 28
CONTENT = {"pace": "promised", "promised": {"amount": 10, "unit": "workdays"}, "online": True, "visits": 0}
WHOLE = ("name", "typo", "sound", "missing")  # kinds of question that ask for one whole name
PLAIN = """
SELECT i.id, i.name, o.name FROM ch_catalogue_item i JOIN ch_organs_organ o ON o.id = i.organ_id
 WHERE i.published_version_id IS NOT NULL AND i.name LIKE '%%' || %s || '%%' ORDER BY length(i.name), i.id LIMIT 20
"""


def main(argv: Sequence[str] | None = None) -> None:
    quick = ground.is_quick(argv, __doc__)
    items, questions = (QUICK_ITEMS, QUICK_QUESTIONS) if quick else (ITEMS, QUESTIONS)
    with ground.scratch() as here:
        here.enter()
        loaded = load(here, items)
        measure(items, questions, loaded)


def load(here: Ground, items: int) -> float:
    """Organs, items and published versions, in bulk; every search column as the actions write it."""
    from bench import facts
    from cityhall.kernel import clock
    from cityhall.organs.models import Organ

    began = time.perf_counter()
    kept = list(facts.items(items))
    ids = {
        o.name: o.pk
        for o in Organ.objects.bulk_create(
            Organ(name=n, short_name=n, division_code="990100000000", kind="department", valid_from=clock.today())
            for n in sorted({f.organ for f in kept})
        )
    }
    for n in range(0, len(kept), BATCH):
        insert(kept[n : n + BATCH], ids)
    tidy(here)
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


def tidy(here: Ground) -> None:
    """What autovacuum does within minutes; only the owner may."""
    from django.conf import settings

    from cityhall.site.database import as_owner

    with as_owner(here.urls.owner) as owner:
        owner.execute(f"VACUUM ANALYZE {settings.CITY}.ch_catalogue_item")
        owner.execute(f"VACUUM ANALYZE {settings.CITY}.ch_catalogue_itemversion")


def measure(items: int, questions: int, loaded: float) -> None:
    from django.db import connection

    from bench import facts
    from cityhall.catalogue import queries
    from cityhall.catalogue.models import Item

    names = sorted(set(Item.objects.values_list("name", flat=True)))
    initials = dict(Item.objects.values_list("name", "initials"))
    asked = facts.questions(names, questions, initials)

    def plainly(text: str) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(PLAIN, [text])
            return [row[1] for row in cursor.fetchall()]

    def ours(text: str) -> list[str]:
        return [row.name for row in queries.search(text)]

    both = (Asked(ours), Asked(plainly))
    for question in asked[:12]:
        Asked(ours).ask(*question)  # the first word loads the dictionary
    for question in asked:
        for one in both:
            one.ask(*question)
    tell(*both, items=items, loaded=loaded)


@dataclass
class Asked:
    """One way to search: milliseconds of each question by kind; and how often the name meant was among the first
    three, where a whole name was asked for."""

    search: Callable[[str], list[str]]
    took: dict[str, list[float]] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WHOLE, 0))

    def ask(self, kind: str, text: str, meant: str) -> None:
        began = time.perf_counter()
        names = self.search(text)
        self.took.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
        if kind in self.found:
            self.found[kind] += meant in names[:3]

    @property
    def times(self) -> list[float]:
        return [ms for times in self.took.values() for ms in times]

    def top3(self) -> dict[str, float]:
        return {f"{kind}_top3": round(n / len(self.took[kind]), 3) for kind, n in self.found.items()}


def tell(ours: Asked, plainly: Asked, *, items: int, loaded: float) -> None:
    baseline = {**plainly.top3(), **ground.percentiles(plainly.times)}
    figures = {
        "items": items,
        "questions": len(ours.times),
        "load_s": round(loaded, 1),
        **ground.percentiles(ours.times),
        **{f"{kind}_p95_ms": ground.at(times, 95) for kind, times in ours.took.items()},
        **ours.top3(),
        **{f"baseline_{name}": value for name, value in baseline.items()},
    }
    ratio = statistics.mean(plainly.times) / statistics.mean(ours.times)
    ground.say("search", ratio, "LIKE '%q%' over the names, by the same connection", figures)


if __name__ == "__main__":
    main()
