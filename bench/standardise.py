"""10,425 items of twenty places put together to the 1,900 matters they are, with the truth known.

The set is made from a seed that nothing was tried out on (bench/matters.py). Precision and recall are counted over pairs
of items. The baseline is the plain way in the same run: every two spellings compared by the pairs of characters they
share, four fifths alike taken for one, and likeness handed on. Above 1 the house is faster."""

import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench import ground, matters
from bench.matters import Written
from cityhall.catalogue.rules import clusters
from cityhall.catalogue.rules.likeness import Entry

MATTERS, ITEMS, SEED = 1_900, 10_425, 20_181_130
QUICK_MATTERS, QUICK_ITEMS = 120, 600
ALIKE = 0.8


def main(argv: Sequence[str] | None = None) -> None:
    quick = ground.is_quick(argv, __doc__)
    rows = matters.written(*((QUICK_MATTERS, QUICK_ITEMS) if quick else (MATTERS, ITEMS)), SEED)
    truth = [row.matter for row in rows]
    began = time.perf_counter()
    found = [group.ids for group in clusters.groups(entries(rows))]
    ours = time.perf_counter() - began
    began = time.perf_counter()
    plain = plainly([row.name for row in rows])
    baseline = time.perf_counter() - began
    told, naive = matters.marks(truth, found), matters.marks(truth, plain)
    ground.say("standardise", baseline / ours, "every two spellings by shared pairs of characters, handed on", {
        "items": len(rows), "matters": len(set(truth)), "groups": told.groups, "seconds": round(ours, 2),
        "precision": round(told.precision, 4), "recall": round(told.recall, 4),
        "baseline_seconds": round(baseline, 2), "baseline_groups": naive.groups,
        "baseline_precision": round(naive.precision, 4), "baseline_recall": round(naive.recall, 4),
    })  # fmt: skip


def entries(rows: Sequence[Written]) -> list[Entry]:
    """As the run reads them from the catalogue."""
    return [
        Entry(n, r.name, r.organ, r.procedure, r.base_code, r.basis, r.materials, r.applicants)
        for n, r in enumerate(rows)
    ]


def plainly(names: Sequence[str]) -> list[list[int]]:
    """Every spelling against every other."""
    places: dict[str, list[int]] = defaultdict(list)
    for n, name in enumerate(names):
        places[name].append(n)
    known: dict[str, int] = {}
    grams = [(name, _mask(name, known)) for name in places]
    root = {name: name for name in places}
    for (one, left), (other, right) in combinations(grams, 2):
        if 2 * (left & right).bit_count() >= ALIKE * (left.bit_count() + right.bit_count()):
            root[_top(root, other)] = _top(root, one)
    groups: dict[str, list[int]] = defaultdict(list)
    for name, members in places.items():
        groups[_top(root, name)] += members
    return [members for members in groups.values() if len(members) > 1]


def _mask(name: str, known: dict[str, int]) -> int:
    """Its pairs of characters as bits of one number: the fastest a plain comparison gets here."""
    mask = 0
    for n in range(len(name) - 1):
        mask |= 1 << known.setdefault(name[n : n + 2], len(known))
    return mask


def _top(root: dict[str, str], name: str) -> str:
    while root[name] != name:
        root[name] = root[root[name]]
        name = root[name]
    return name


if __name__ == "__main__":
    main()
