"""The demo city comes to life: the clock is moved through its last thirty days while its people act.

Reactions are drained before the clock moves on, so that every paper and message bears the day it belongs to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from random import Random

from cityhall.deadlines import actions as deadlines
from cityhall.deadlines import queries as deadline_queries
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import DomainError
from cityhall.kernel.journal.queries import lines_of
from cityhall.kernel.workdays import UnpublishedYearError

from . import files
from .actions import found
from .anywhere import go_anywhere
from .city import City, build
from .connecting import connect
from .deeds import ALL, consult
from .guarding import guard_privacy
from .helping import help_people
from .joint import at_the_window, publish_packages, start_up
from .keeping_time import keep_time
from .lists_taken import take_lists
from .meetings import publish_works, sit_together
from .ordering import put_in_order
from .paying import take_payments
from .plan import DAYS, SEED, Act, Cast, Story, plan
from .projects import begin_projects
from .reforming import reform
from .streamlining import publish_long_ways, streamline
from .supervising import watch, watch_morning
from .verbs import Life

REF = "city:demo"
OPENS, SWEEPS = time(9, 0), time(8, 30)
FOUNDED_BEFORE = timedelta(days=40)
MORNING = timedelta(minutes=20)
SATURDAY = 5

Drain = Callable[[], object]


@dataclass(frozen=True)
class Lived:
    """What came of it: applications, acts done, and acts the house refused (their stories ended there)."""

    applications: int
    acts: int
    refused: tuple[str, ...]


def is_founded() -> bool:
    """Has the demo city been founded and lived already?"""
    return bool(lines_of([REF], limit=1))


def found_city(drain: Drain) -> Lived | None:
    """Found the demo city and let it live up to now; None if that was done before. `drain` runs waiting reactions."""
    if is_founded():
        return None
    now = clock.now()
    days = last_workdays(clock.day_of(now), DAYS)
    with clock.frozen(datetime.combine(days[0] - FOUNDED_BEFORE, OPENS, clock.ZONE)):
        city = build(HOUSE)
        publish_packages(HOUSE, city.organs)
        publish_works(HOUSE, city)
        publish_long_ways(HOUSE, city.organs)
        keep_time(HOUSE)
        drain()
    lived = run(city, days, now, drain)
    put_in_order(city, drain)
    reform(city)
    go_anywhere(city, drain)
    take_lists(city, drain)
    start_up(drain)
    at_the_window(drain)
    begin_projects(city, drain)
    take_payments(city, drain)
    sit_together(city, drain)
    guard_privacy()
    help_people(city)
    watch(city, drain)
    streamline(city)
    connect(city)
    found(HOUSE, REF, lived.applications)
    drain()
    return lived


def run(city: City, days: list[date], until: datetime, drain: Drain, seed: int = SEED) -> Lived:
    """Live the planned stories on these days, no further than `until`."""
    cast = Cast({i.short_code: i for i in files.items()}, files.persons(), files.entities())
    stories = plan(cast, seed)
    life = Life(city, Random(seed))  # noqa: S311 - a demo's dice
    done, refused, ended = 0, [], set()
    for moment, acts in _hours(stories, days, until):
        if acts is None:
            _sweep(moment, drain)
            with clock.frozen(moment + MORNING):
                watch_morning(city)
                drain()
            if clock.day_of(moment) == days[-2]:
                with clock.frozen(moment + timedelta(hours=1)):
                    consult(life)
                    drain()
            continue
        for at, story, act in acts:
            if story.no in ended:
                continue
            with clock.frozen(at):
                said = _do(life, story, act)
            done += not said
            if said:
                refused.append(said)
                ended.add(story.no)
        with clock.frozen(acts[-1][0]):
            drain()
    return Lived(len(life.refs), done, tuple(refused))


def _do(life: Life, story: Story, act: Act) -> str:
    """Answers why the house refused, or nothing. A refusal ends the story, as it would a person's errand."""
    try:
        ALL[act.verb](life, story, act)
    except DomainError as no:
        return f"{story.item.short_code} {act.verb}: {no.message}"
    return ""


def _sweep(moment: datetime, drain: Drain) -> None:
    """What a night brings: clocks that ran out, and what follows from that."""
    with clock.frozen(moment):
        deadlines.sweep(HOUSE)
        drain()


Hour = list[tuple[datetime, Story, Act]]


def _hours(stories: list[Story], days: list[date], until: datetime) -> Iterator[tuple[datetime, Hour | None]]:
    """Every day's sweep, then its acts hour by hour, in the order of the clock."""
    timed = [(_at(days, act), story, act) for story in stories for act in story.acts if act.day < len(days)]
    timed = sorted((t for t in timed if t[0] < until), key=lambda t: (t[0], t[1].no))
    for day in days:
        morning = datetime.combine(day, SWEEPS, clock.ZONE)
        if morning < until:
            yield morning, None
        today = [t for t in timed if clock.day_of(t[0]) == day]
        for _, hour in groupby(today, key=lambda t: clock.local(t[0]).hour):
            acts = list(hour)
            yield acts[0][0], acts


def _at(days: list[date], act: Act) -> datetime:
    return datetime.combine(days[act.day], OPENS, clock.ZONE) + timedelta(minutes=act.minute)


def last_workdays(today: date, n: int) -> list[date]:
    """The last n working days up to today, oldest first. A year whose calendar is not known yet counts Monday to
    Friday: good enough for a demonstration, and only for that."""
    calendar, day = deadline_queries.calendar(), today
    found_days: list[date] = []
    while len(found_days) < n:
        try:
            works = calendar.is_workday(day)
        except UnpublishedYearError:
            works = day.weekday() < SATURDAY
        if works:
            found_days.append(day)
        day -= timedelta(days=1)
    return found_days[::-1]
