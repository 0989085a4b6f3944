"""How well an item answers a question, in points, and why: said so that the reader can follow it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import lazy_pinyin

from cityhall.catalogue.rules import asking, words
from cityhall.catalogue.rules.asking import ACTS, GENERIC, NEW, Asked, Meant
from cityhall.catalogue.terms import Audience

SAME_NAME, IN_NAME, ALL_WORDS, CALLED, PINNED, MEANT, REST, ACT, OTHER_ACT, ORGAN = (
    100,
    25,
    50,
    45,
    40,
    70,
    30,
    25,
    20,
    40,
)
NEXT_MEANING, SLIP, NEAR, LETTERS, STARTS, CODE, LENGTH = 5, 0.4, 80, 60, 20, 200, 0.3
WIDE = 10_000  # a name is shorter
WHOLE_SLIP, SOUND_SLIP = 100 * WIDE, round(100 * SLIP) * WIDE
MOST_SLIPS, HALF, ENOUGH, NEARLY_ALL, LONG = 0.34, 0.5, 0.75, 0.95, 8


@dataclass(frozen=True)
class Candidate:
    """An item the index found: what it is called."""

    id: int
    name: str
    organ: str
    keywords: tuple[str, ...] = ()
    short_code: str = ""
    initials: str = ""


@dataclass(frozen=True)
class Score:
    """Points, the sentence that explains them, and what may have been meant by what was typed."""

    points: float
    why: str = ""
    instead: str = ""
    covered: float = 1.0  # how much of what the question says is in it


def score(asked: Asked, item: Candidate, *, loosely: bool = False) -> Score:
    """The points of one item for one question."""
    if asked.letters and not asked.meant:
        return _by_letters(asked.letters, item)
    by_words, why = _by_words(asked, item)
    by_saying, said = _by_saying(asked, item)
    near, instead = _nearly(asked.core, item) if loosely or _sounds_alike(asked, item) else (0.0, "")
    points = (
        max(by_words, by_saying) + min(by_words, by_saying) / 4 + near + _by_act(asked, item) - LENGTH * len(item.name)
    )
    covered = _covered(asked.rest if by_saying else asked.words, item) if asked.rest or not by_saying else 1.0
    return Score(points, said if by_saying >= by_words else why, instead, 1.0 if instead else covered)


def answers(asked: Asked, best: Score) -> bool:
    """Does the best that was found answer the question, or only a small part of it?"""
    if best.covered >= (NEARLY_ALL if len(asked.core) >= LONG else ENOUGH):
        return True
    return len(asked.core) < LONG and sum(len(w) for w in asked.rest) < HALF * len(asked.core)


def _by_words(asked: Asked, item: Candidate) -> tuple[float, str]:
    """Its own name, and what it is called besides."""
    points = ALL_WORDS * _covered(asked.words, item)
    if item.name in (asked.text, asked.core):
        points += SAME_NAME
    elif asked.bare in item.name:
        points += IN_NAME
    called = max((k for k in item.keywords if k.lower() in asked.core or asked.core in k.lower()), key=len, default="")
    if called:
        points += CALLED * min(len(called), len(asked.core)) / max(len(asked.core), 1)
    if called and asked.bare not in item.name:
        return points, f"也叫“{called}”"
    return points, ""


def _by_saying(asked: Asked, item: Candidate) -> tuple[float, str]:
    """What the sayings in the question mean."""
    points, why = 0.0, ""
    for meant in asked.meant:
        got, meaning = _meant(meant, item, asked)
        if got and not why:
            why = _why(meant, meaning)
        points = points + got if meant.audience is Audience.ORGAN else max(points, got) + min(points, got) / 2
    if points and asked.rest:
        points += REST * _covered(asked.rest, item)
    return points, why


def _meant(meant: Meant, item: Candidate, asked: Asked) -> tuple[float, str]:
    if item.id in meant.items:
        return MEANT + PINNED - meant.items.index(item.id), item.name
    where = item.organ if meant.audience is Audience.ORGAN else item.name + " " + " ".join(item.keywords)
    for n, meaning in enumerate(meant.meanings):
        if all(w in where for w in asking.thing_of(meaning, asked)):
            return (ORGAN if meant.audience is Audience.ORGAN else MEANT) - NEXT_MEANING * n, meaning
    return 0.0, ""


def _why(meant: Meant, meaning: str) -> str:
    if meant.audience is Audience.ORGAN:
        return f"“{meant.said}”是{meaning}"
    return f"“{meant.said}”{'听起来像您说的，' if meant.by_sound else ''}要办“{meaning}”"


def _by_act(asked: Asked, item: Candidate) -> float:
    """New, changed, renewed, replaced, cancelled: who does not say which wants it new."""
    named = {act.key for act in ACTS if any(n in item.name for n in act.named)}
    if asked.act is None:
        return -OTHER_ACT * bool(named) + ACT / 5 * any(n in item.name for n in NEW)
    if asked.act.key in named:
        return ACT
    return -OTHER_ACT * bool(named)


def _covered(asked: Sequence[str], item: Candidate) -> float:
    """How much of the words the item's names hold; words every item has count little."""
    whole = sum(_weight(w) for w in asked)
    called = " ".join(item.keywords)
    held = sum(_weight(w) * (1 if w in item.name else 0.7 if w in called else 0) for w in asked)
    return held / whole if whole else 0.0


def _weight(word: str) -> float:
    return len(word) * (0.3 if word in GENERIC else 1)


def _by_letters(letters: str, item: Candidate) -> Score:
    """Short code, initials or pinyin, mixed as people type them."""
    points = -LENGTH * len(item.name) + _by_letters_act(item)
    if item.short_code == letters:
        return Score(points + CODE, "简码相同")
    if item.short_code.startswith(letters):
        return Score(points + CODE / 2, "简码开头相同")
    if letters in item.initials:
        return Score(
            points + LETTERS + STARTS * item.initials.startswith(letters) + STARTS * (item.initials == letters)
        )
    spoken = [s for s in map(_sound, item.name) if s]
    place = next((n for n in range(len(spoken)) if spelt(letters, spoken[n:])), None)
    if place is None:
        return Score(points)
    return Score(points + LETTERS + STARTS * (place == 0))


def _by_letters_act(item: Candidate) -> float:
    return -OTHER_ACT / 2 if any(n in item.name for act in ACTS for n in act.named) else 0.0


def spelt(letters: str, spoken: Sequence[str]) -> bool:
    """Do these letters spell the syllables from the first on, each whole or by its beginning?"""
    left = {letters}
    for syllable in spoken:
        left = {rest for one in left for rest in _less(one, syllable)}
        if not left:
            return False
        if "" in left:
            return True
    return "" in left


def _less(letters: str, syllable: str) -> list[str]:
    """What is left of the letters after this syllable: all of it, its first, or the beginning that ends the typing."""
    taken = {n for n in (1, 2, len(syllable)) if letters[:n] and letters.startswith(syllable[:n])}
    if syllable.startswith(letters):
        taken.add(len(letters))
    return [letters[n:] for n in taken]


def _nearly(core: str, item: Candidate) -> tuple[float, str]:
    """How near a part of the name, or a thing it is called, comes to what was typed; and that part."""
    best, part = 1.0, ""
    for name in (item.name, *item.keywords):
        slips, found = nearest(core, name)
        if found and slips / max(len(core), 1) < best:
            best, part = slips / len(core), found
    return NEAR * (1 - best), part if 0 < best <= MOST_SLIPS and part != core else ""


def _sounds_alike(asked: Asked, item: Candidate) -> bool:
    return len(asked.core) > 1 and asked.core not in item.name and _spoken(asked.core) in _spoken(item.name)


def _spoken(text: str) -> str:
    """Sign by sign: quicker than by words, and the same for both sides."""
    return " " + " ".join(map(_sound, text)) + " "


def nearest(typed: str, name: str) -> tuple[float, str]:
    """The part of a name nearest to what was typed: a wrong, missing or surplus character is one slip, one that sounds
    the same less."""
    spoken = [_sound(other) for other in name]
    row = list(range(len(name) + 1))  # slips in hundredths, times WIDE, and where the part begins
    for i, char in enumerate(typed, 1):
        said = _sound(char)
        above, row = row, [i * WHOLE_SLIP]
        last = row[0]
        for j, other in enumerate(name):
            change = 0 if char == other else SOUND_SLIP if said == spoken[j] else WHOLE_SLIP
            last = min(above[j] + change, above[j + 1] + WHOLE_SLIP, last + WHOLE_SLIP)
            row.append(last)
    cost = min(row)
    return cost // WIDE / 100, name[cost % WIDE : row.index(cost)]


@lru_cache(maxsize=8_000)
def _sound(char: str) -> str:
    return "".join(words.LATIN.findall("".join(lazy_pinyin(char))))
