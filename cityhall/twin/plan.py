"""Thirty days (twenty-two working days) in the life of the city, planned: who asks for what, who does what with it and when. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from .answers import Who
from .files import EntityData, ItemData, PersonData
from .paths import paths

DAYS = 22
SEED = 990100
FIRST, LAST = 10, 450  # minutes after nine o'clock
WAIT = (20, 90)  # minutes between two acts of one day
SENIORS = ("LNYD", "GLJT")
FOR_COMPANIES = ("SGXK", "TZBA", "WXHY", "YJZY")
INSTANT = ("LNYD", "LNYD", "LHCB", "LHCB", "LHCB", "TZBA")
COMMON = (
    "SPJY", "SPJY", "SPJY", "SPJY", "GTSL", "GTSL", "GTSL", "GTSL", "FWZL", "FWZL", "FWZL", "GJJT", "GJJT", "GLJT",
    "GLJT", "GGCS", "GGCS", "PSXK", "PSXK", "LSZY", "XFJC", "DYDJ", "DYDJ", "SGXK", "QSXK", "GSRD", "WXHY", "YJZY",
)  # fmt: skip
STUCK = (("SPJY", 7), ("GGCS", 1), ("PSXK", 9), ("LSZY", 3), ("GJJT", 5), ("XFJC", 8), ("FWZL", 13), ("QSXK", 0))
HEARD = (("tell_hearing", 1), ("set_hearing", 1), ("hold_hearing", 9))  # where the law of the item wants a hearing
LICENCES = ("SPJY", "GGCS", "PSXK", "LSZY", "XFJC", "QSXK", "WXHY")


@dataclass(frozen=True)
class Act:
    """One thing done: on which of the working days, at which minute, what, and with what (a step, a material)."""

    day: int
    minute: int
    verb: str
    what: str = ""


@dataclass(frozen=True)
class Story:
    """One application and everything that happens to it."""

    no: int
    item: ItemData
    who: Who
    online: bool
    acts: tuple[Act, ...]
    missing: str = ""  # the material not handed in at first


@dataclass
class Writer:
    """A story being written: a moment that only moves forward."""

    rng: Random
    day: int
    minute: int
    acts: list[Act] = field(default_factory=list)

    def then(self, verb: str, what: str = "", *, days: int = 0) -> None:
        """The next act, so many working days later; on the same day while there is time, else the day after."""
        if self.acts:
            self._move(days)
        self.acts.append(Act(self.day, self.minute, verb, what))

    def _move(self, days: int) -> None:
        later = self.minute + self.rng.randint(*WAIT)
        if days == 0 and later <= LAST:
            self.minute = later
            return
        self.day += max(days, 1)
        self.minute = self.rng.randint(FIRST, LAST)


@dataclass(frozen=True)
class Cast:
    """Whom the stories may be about."""

    items: dict[str, ItemData]
    persons: Sequence[PersonData]
    entities: Sequence[EntityData]


def plan(cast: Cast, seed: int = SEED) -> list[Story]:
    """All stories, the same ones every time."""
    rng = Random(seed)  # noqa: S311 - a demo's dice
    told = [
        *_instant(cast, rng),
        *_ordinary(cast, rng),
        *_endings(cast, rng),
        *_waiting(cast, rng),
        *_special(cast, rng),
    ]
    return [Story(n, *rest) for n, rest in enumerate(told, 1)]


Told = tuple[ItemData, Who, bool, tuple[Act, ...], str]


def _instant(cast: Cast, rng: Random) -> Iterator[Told]:
    """即办件 of people present: decided and mostly handed over at once."""
    for n in range(42):
        item, story = cast.items[rng.choice(INSTANT)], _begin(rng, n * DAYS // 42)
        story.then("serve")
        if rng.random() < 0.9:  # noqa: PLR2004
            story.then("deliver", "本人")
        yield item, _who(cast, item, rng, online=False), False, tuple(story.acts), ""


def _ordinary(cast: Cast, rng: Random) -> Iterator[Told]:
    """What most applications are like; those that began late are still under way at the end."""
    for n in range(92):
        item, online = cast.items[rng.choice(COMMON)], rng.random() < 0.62  # noqa: PLR2004
        online = online and item.short_code not in SENIORS
        story, missing = _begin(rng, rng.randint(0, DAYS - 1) if n % 3 else rng.randint(6, DAYS - 1)), ""
        story.then("receive")
        if rng.random() < 0.24:  # noqa: PLR2004
            missing = _short_of(item, rng)
            story.then("ask", missing, days=int(online))
            story.then("supply", missing, days=rng.randint(1, 3))
        elif rng.random() < 0.1:  # noqa: PLR2004
            story.then("refer")
            story.then("answer")
        story.then("accept", days=int(online and rng.random() < 0.5))  # noqa: PLR2004
        if item.content.get("hearing"):
            for verb, days in HEARD:
                story.then(verb, days=days)
        _review(story, item, rng)
        yield item, _who(cast, item, rng, online=online), online, tuple(story.acts), missing


def _review(story: Writer, item: ItemData, rng: Random) -> None:
    refused = item.procedure != "filing" and rng.random() < 0.1  # noqa: PLR2004
    for step in item.content["steps"]:
        limit = (step.get("limit") or {}).get("amount", 1)
        days = rng.randint(0, max(1, limit - 1))
        if step.get("decides"):
            story.then("refuse" if refused else "grant", step["key"], days=days)
            continue
        if rng.random() < 0.5:  # noqa: PLR2004
            story.then("claim", step["key"], days=min(days, 1))
            days = max(0, days - 1)
        story.then("oppose" if refused else "finish", step["key"], days=days)
    if rng.random() < 0.85:  # noqa: PLR2004
        story.then("deliver", rng.choice(("本人", "本人", "亲属")), days=rng.randint(0, 3))


def _endings(cast: Cast, rng: Random) -> Iterator[Told]:
    """Applications that end otherwise: taken back, not taken on, entered twice, sent back a step, refused."""
    for n, code in enumerate(("SPJY", "FWZL", "GJJT", "LSZY")):
        story = _begin(rng, 3 + 2 * n)
        story.then("receive")
        if n % 2:
            story.then("accept", days=1)
        story.then("withdraw", days=1)
        yield _told(cast, code, story, rng, online=n != 1)
    for n, (code, verb) in enumerate((("QSXK", "other_organ"), ("WXHY", "other_organ"), ("GGCS", "not_needed"))):
        story = _begin(rng, 2 + 4 * n)
        story.then("receive")
        story.then(verb, days=1)
        yield _told(cast, code, story, rng, online=True)
    for n in range(2):
        story = _begin(rng, 5 + 5 * n)
        story.then("receive")
        story.then("void")
        yield _told(cast, "GTSL", story, rng, online=False)
    for n, code in enumerate(("SPJY", "PSXK")):
        story = _begin(rng, 3 + 3 * n)
        for verb, what in (
            ("receive", ""), ("accept", ""), ("finish", "review"), ("send_back", "survey"), ("finish", "review"),
            ("finish", "survey"), ("grant", "decide"),
        ):  # fmt: skip
            story.then(verb, what, days=int(verb in {"finish", "send_back"}))
        yield _told(cast, code, story, rng, online=True)


def _waiting(cast: Cast, rng: Random) -> Iterator[Told]:
    """What lies there today: silence, lateness, people who have not answered, drafts nobody has sent."""
    for code, day in (("SPJY", 3), ("DYDJ", 6)):  # nobody answers: deemed accepted
        story = _begin(rng, day)
        story.then("receive")
        yield _told(cast, code, story, rng, online=True)
    for n, (code, day) in enumerate(STUCK):
        story = _begin(rng, day)
        story.then("receive")
        story.then("accept")
        yield _told(cast, code, story, rng, online=n % 2 == 0)
    for n in range(9):  # arrived and not looked at yet; the notice is due soon for the first
        story = _begin(rng, DAYS - 5 + n // 2)
        story.then("receive")
        yield _told(cast, rng.choice(LICENCES), story, rng, online=True)
    for n in range(7):  # told what is missing, not answered
        item, story = cast.items[LICENCES[n]], _begin(rng, 7 + n)
        missing = _short_of(item, rng)
        story.then("receive")
        story.then("ask", missing)
        yield item, _who(cast, item, rng, online=n % 2 == 0), n % 2 == 0, tuple(story.acts), missing
    for n in range(6):
        story = _begin(rng, 4 + 2 * n)
        story.then("draft")
        yield _told(cast, COMMON[4 * n], story, rng, online=True)


def _special(cast: Cast, rng: Random) -> Iterator[Told]:
    """The less common ways, each on its days."""
    for code, day, online, missing, steps in paths():
        story = _begin(rng, day)
        for verb, what, days in steps:
            story.then(verb, what, days=days)
        item = cast.items[code]
        yield item, _who(cast, item, rng, online=online), online, tuple(story.acts), missing


def _told(cast: Cast, code: str, story: Writer, rng: Random, *, online: bool) -> Told:
    item = cast.items[code]
    return item, _who(cast, item, rng, online=online), online, tuple(story.acts), ""


def _begin(rng: Random, day: int) -> Writer:
    return Writer(rng, day, rng.randint(FIRST, LAST))


def _short_of(item: ItemData, rng: Random) -> str:
    """A required material, not the application form itself."""
    keys = [m["key"] for m in item.content["materials"] if m["required"] and m["key"] != "application"]
    return str(rng.choice(keys))


def _who(cast: Cast, item: ItemData, rng: Random, *, online: bool) -> Who:
    """Somebody the item is for: an old person, a company, or anybody; with an account if she applies online."""
    people = {p.key: p for p in cast.persons}
    kinds = item.content["applicants"]
    if item.short_code in FOR_COMPANIES or (kinds[0] == "entity" and rng.random() < 0.7):  # noqa: PLR2004
        entity = rng.choice(cast.entities)
        return Who(people[entity.representative], entity)
    if item.short_code in SENIORS:
        oldest = "1946" if item.short_code == "GLJT" else "1966"
        return Who(rng.choice([p for p in cast.persons if p.id_number[6:10] < oldest]))
    return Who(rng.choice([p for p in cast.persons if p.online == online and p.id_number[6:10] > "1966"]))
