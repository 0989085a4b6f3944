"""Near-duplicates found among many items: compared only within blocks, put together only where all agree."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from .likeness import LINK, WHOLE_CODE, Entry, Features, features, likeness, rarity, reason
from .matter_names import nearness, pairs

RAREST, MOST_IN_BLOCK, NEAR_ENOUGH = 5, 400, 0.4
LEAST_OF_PAIR, LEAST_ON_AVERAGE = -0.5, 1.5
SURE, LIKELY = 5.0, 3.5
Told = Callable[[int, int], object]


@dataclass(frozen=True)
class Group:
    """Items taken for one matter: the one most like all others first, each with its likeness to it in words."""

    ids: tuple[int, ...]
    reasons: tuple[str, ...]
    score: float


class Compared:
    """Scores of pairs, computed when they are asked for, kept while the run lasts."""

    def __init__(self, all_features: Sequence[Features]) -> None:
        self.features = all_features
        self.rare = rarity(all_features)
        self.kept: dict[tuple[int, int], float] = {}

    def score(self, one: int, other: int, near: float | None = None) -> float:
        key = (one, other) if one < other else (other, one)
        if key not in self.kept:
            self.kept[key] = likeness(self.features[one], self.features[other], self.rare, near).score
        return self.kept[key]


def groups(entries: Iterable[Entry], places: Collection[str] = (), told: Told | None = None) -> list[Group]:
    """The groups of two and more among these items, surest first. `told(done, of)` hears how far it is."""
    compared = Compared(features(entries, places))
    edges: list[tuple[float, int, int]] = []
    for one, other, near in _candidates(compared.features, told):
        score = compared.score(one, other, near)
        if score >= LINK:
            edges.append((-score, one, other))
    found = [_group(members, compared) for members in _together(sorted(edges), compared)]
    return sorted(found, key=lambda g: (-g.score, g.ids))


def _candidates(all_features: Sequence[Features], told: Told | None) -> Iterator[tuple[int, int, float]]:
    """Pairs worth a look: by name first, each two spellings compared once; then by base code."""
    named: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for n, feature in enumerate(all_features):
        named[feature.called.key].append(n)
    spellings = list(named)
    for members in named.values():
        yield from ((a, b, 1.0) for a, b in combinations(members, 2))
    for done, one, other, near in _near(spellings):
        yield from ((a, b, near) for a, b in product(named[spellings[one]], named[spellings[other]]))
        if told is not None:
            told(done, len(spellings))
    yield from _of_one_code(all_features)


def _near(spellings: Sequence[tuple[object, ...]]) -> Iterator[tuple[int, int, int, float]]:
    """Two spellings with the same acts that share one of their rarest pairs of characters, near enough."""
    cores = [str(s[0]) for s in spellings]
    grams = [pairs(core) for core in cores]
    often = Counter(g for own in grams for g in own)
    blocks: dict[tuple[object, str], list[int]] = defaultdict(list)
    for n, spelling in enumerate(spellings):
        met: set[int] = set()
        for gram in sorted(grams[n], key=lambda g: (often[g], g))[:RAREST]:
            block = blocks[spelling[1], gram]
            met.update(block if len(block) <= MOST_IN_BLOCK else ())
            block.append(n)
        for other in sorted(met):
            near = nearness(cores[n], cores[other])
            if near >= NEAR_ENOUGH:
                yield n, n, other, near


def _of_one_code(all_features: Sequence[Features]) -> Iterator[tuple[int, int, float]]:
    coded: dict[tuple[str, frozenset[str]], list[int]] = defaultdict(list)
    for n, one in enumerate(all_features):
        if WHOLE_CODE.fullmatch(one.entry.base_code):
            coded[one.entry.base_code, one.called.acts].append(n)
    for members in coded.values():
        for a, b in combinations(members[:MOST_IN_BLOCK], 2):
            yield a, b, nearness(all_features[a].called.core, all_features[b].called.core)


def _together(edges: Iterable[tuple[float, int, int]], compared: Compared) -> Iterator[list[int]]:
    """Surest pairs first; two clusters become one only where no two members speak against it and they agree on the
    whole: likeness is not handed on along a chain."""
    of: dict[int, list[int]] = {}
    for _, one, other in edges:
        left, right = of.setdefault(one, [one]), of.setdefault(other, [other])
        if left is right or not _agree(left, right, compared):
            continue
        left += right
        for member in right:
            of[member] = left
    seen: set[int] = set()
    for members in of.values():
        if len(members) > 1 and id(members) not in seen:
            seen.add(id(members))
            yield members


def _agree(left: Sequence[int], right: Sequence[int], compared: Compared) -> bool:
    total = 0.0
    for one, other in product(left, right):
        score = compared.score(one, other)
        if score < LEAST_OF_PAIR:
            return False
        total += score
    return total / (len(left) * len(right)) >= LEAST_ON_AVERAGE


def _group(members: Sequence[int], compared: Compared) -> Group:
    """With the member most like the others as the one they are compared with."""
    sums = {a: sum(compared.score(a, b) for b in members if b != a) for a in members}
    middle = max(sorted(members), key=lambda a: sums[a])
    others = sorted((m for m in members if m != middle), key=lambda m: (-compared.score(middle, m), m))
    all_of_it = compared.features
    least = min(compared.score(middle, m) for m in others)
    return Group(
        tuple(all_of_it[m].entry.id for m in (middle, *others)),
        ("", *(reason(all_of_it[middle], all_of_it[m]) for m in others)),
        round(least, 2),
    )


def sureness(score: float) -> str:
    """A group by its weakest member, in a word."""
    return "高" if score >= SURE else "中" if score >= LIKELY else "低"
