"""Which column of somebody's table is meant: by what it was matched with last time, by its name, by what stands in it.

A person looks at every guess before it counts."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cityhall.catalogue.terms import Part
from cityhall.kernel.identifiers import is_credit_code

from ..rows import BY_NAME, SHAPE, STANDARD
from .columns import BY_KEY, CODE, COLUMNS, NEEDED, Column

NOISE = re.compile(r"[\s*＊:：_\-—.。“”\"'【】\[\]]+|[（(](必填|选填|可选|必须|\*|单位)[）)]")
BRACKETS = re.compile(r"[（(][^）)]*[）)]")
MOSTLY = 0.8
LEAST_NEAR = 2
PHONE = re.compile(r"[\d\-—－（）() ]{7,16}(、.*)?")


@dataclass(frozen=True)
class Guess:
    """The column meant, and why one thinks so; empty where nothing fits."""

    key: str = ""
    why: str = ""


@dataclass(frozen=True)
class TableGuess:
    part: Part
    columns: Mapping[str, Guess]


def table(
    headers: Sequence[str], samples: Sequence[Sequence[str]], known: Mapping[tuple[str, str], str], name: str = "",
    part: Part | None = None,
) -> TableGuess:  # fmt: skip
    """What a table is (if nobody has said what `part`), and its columns. `known`: (part, header) → key, as this organ had them
    before."""
    if part is not None:
        return TableGuess(
            part, _columns(part, headers, samples, known) if part in COLUMNS else dict.fromkeys(headers, Guess())
        )
    guesses = {each: _columns(each, headers, samples, known) for each in COLUMNS if each is not Part.EXTEND}
    ready = {each: found for each, found in guesses.items() if any(g.key == NEEDED[each] for g in found.values())}
    if not ready:
        return TableGuess(Part.SKIP, dict.fromkeys(headers, Guess()))
    best = max(ready, key=lambda each: (_called(each, name), _score(each, ready[each]), each is Part.BASIC))
    return TableGuess(best, ready[best])


def continued(guess: TableGuess, others: Sequence[TableGuess]) -> TableGuess:
    """A second table of basic facts that names no item goes on with the first: the exchange's `extend`."""
    keys = {g.key for g in guess.columns.values()}
    first = any(o is not guess and o.part is Part.BASIC and _names(o) for o in others)
    return (
        TableGuess(Part.EXTEND, guess.columns)
        if guess.part is Part.BASIC and first and "item.name" not in keys
        else guess
    )


def _names(guess: TableGuess) -> bool:
    return any(g.key == "item.name" for g in guess.columns.values())


def _score(part: Part, found: Mapping[str, Guess]) -> float:
    """How many columns are told, those that only this kind of table has above all."""
    told = [g for g in found.values() if g.key and g.key != CODE]
    return len(told) + (len(told) / max(1, len(found)) if part is not Part.BASIC else 0)


def _called(part: Part, name: str) -> bool:
    """Does the file or the sheet name itself so? The exchange tables do."""
    plain = name.lower()
    word = {"materials": "material", "charges": "fee_project", "questions": "question"}.get(part.value, "")
    return part.label in name or (bool(word) and word in plain)


def _columns(
    part: Part, headers: Sequence[str], samples: Sequence[Sequence[str]], known: Mapping[tuple[str, str], str]
) -> dict[str, Guess]:
    columns = COLUMNS[part]
    found = _judged(headers, (_before(part, known), _by_name(columns), _by_near_name(columns)))
    taken = {guess.key for guess in found.values()}
    for place, header in enumerate(headers):
        if header in found or part not in {Part.BASIC, Part.EXTEND}:
            continue
        key = _by_content([row[place] for row in samples if row[place]])
        if key and key not in taken:
            found[header] = Guess(key, "按内容判断")
            taken.add(key)
    return {header: found.get(header, Guess()) for header in headers}


Judge = Callable[[str], Guess | None]


def named(columns: Sequence[Column], headers: Sequence[str]) -> dict[str, Guess]:
    """The columns of a table of one kind alone, by what their headers are called."""
    found = _judged(headers, (_by_name(columns), _by_near_name(columns)))
    return {header: found.get(header, Guess()) for header in headers}


def _judged(headers: Sequence[str], judges: Sequence[Judge]) -> dict[str, Guess]:
    """The surest judge of all headers first; each column is meant once."""
    found: dict[str, Guess] = {}
    taken: set[str] = set()
    for judge in judges:
        for header in headers:
            guess = judge(header) if header not in found else None
            if guess is not None and guess.key not in taken:
                found[header] = guess
                taken.add(guess.key)
    return found


def _before(part: Part, known: Mapping[tuple[str, str], str]) -> Judge:
    def judge(header: str) -> Guess | None:
        key = known.get((part.value, header), "")
        return Guess(key, "上次的对应") if key in BY_KEY[part] else None

    return judge


def _names_of(columns: Sequence[Column]) -> dict[str, Guess]:
    """Every name a column goes by; its own name counts before the exchange's, that before others."""
    names = {plain(also): Guess(c.key, "常见名称") for c in reversed(columns) for also in reversed(c.also)}
    names |= {plain(c.national): Guess(c.key, "国家交换字段") for c in columns if c.national}
    return names | {plain(c.label): Guess(c.key, "名称相同") for c in columns}


def _by_name(columns: Sequence[Column]) -> Judge:
    names = _names_of(columns)

    def judge(header: str) -> Guess | None:
        return names.get(plain(header)) or names.get(plain(BRACKETS.sub("", header)))

    return judge


def _by_near_name(columns: Sequence[Column]) -> Judge:
    names = [(len(name), name, guess.key) for name, guess in _names_of(columns).items() if len(name) > LEAST_NEAR]

    def judge(header: str) -> Guess | None:
        called = plain(header)
        near = [(size, key) for size, name, key in names if called.endswith(name) or called.startswith(name)]
        return Guess(max(near)[1], "名称相近") if near else None

    return judge


def _by_content(cells: Sequence[str]) -> str:
    """What most filled cells look like."""
    if not cells:
        return ""
    tests = (
        ("item.credit_code", is_credit_code),
        (CODE, lambda t: bool(SHAPE.fullmatch(t) or STANDARD.fullmatch(t))),
        ("item.division_code", lambda t: len(t) == 12 and t.isdecimal() and t.endswith("000")),  # noqa: PLR2004
        ("item.procedure", BY_NAME.__contains__),
        ("phone", lambda t: bool(PHONE.fullmatch(t)) and sum(c.isdigit() for c in t) >= 7),  # noqa: PLR2004
    )
    return next((key for key, test in tests if sum(test(c) for c in cells) >= MOSTLY * len(cells)), "")


def plain(header: str) -> str:
    """A header without what does not tell it from another."""
    return NOISE.sub("", unicodedata.normalize("NFKC", header).lower())
