"""Accept, two review steps, decide: the house's actions against their own SQL.

The baseline is the very statements of each action, captured once and played again on other cases of the same kind by
plain psycopg, every one prepared, with all parameters made ready off the clock: the same rows, the same commits, the
same durability, and nothing between. Four processes, both sides in turn within each round, a call key and a seen
version for every act, as a page sends them."""

import multiprocessing
import queue
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

sys.path[0] = str(Path(__file__).resolve().parent.parent)  # not this folder: `http` is the library's

from bench import ground, replay
from bench.city import FORM, MATERIALS, City, Office
from bench.ground import Ground

PROCESSES, ROUNDS, CASES = 4, 10, 12  # so many cases a side, a round and a process
PARTS = (("accept",), ("review", "second", "decide"))  # a case's steps have ids once it is accepted
HOUSE, RAW = "house", "raw"
WAITING = 300.0
APART = {"ch_cases_case_id_seq": 10_000_000, "ch_cases_step_id_seq": 20_000_000}
SHAPE = """
SELECT c.status, c.version, c.outcome, c.last_actor,
  (SELECT string_agg(e.event, ',' ORDER BY e.event) FROM ch_journal_entry e
    WHERE e.ref = 'case:' || c.number OR e.ref LIKE 'step:' || c.number || '/%%'),
  (SELECT string_agg(concat(d.kind, d.desk, d.stopped_at IS NULL, d.due_on), ',' ORDER BY d.kind, d.ref)
     FROM ch_deadlines_deadline d WHERE d.ref = 'case:' || c.number OR d.ref LIKE 'step:' || c.number || '/%%'),
  (SELECT string_agg(concat(s.key, s.state, s.advice, s.holder), ',' ORDER BY s.key)
     FROM ch_cases_step s WHERE s.case_id = c.id),
  (SELECT count(*) FROM ch_cases_decision d WHERE d.case_id = c.id),
  count(*)
FROM ch_cases_case c WHERE c.number = ANY(%s) GROUP BY c.id
"""
Act = Callable[[str], None]
Ready = tuple[str, Callable[..., None], tuple[Any, ...]]


@dataclass(frozen=True)
class Lap:
    """One process's share of one part of a round; moments of the machine's one monotonic clock."""

    side: str
    round: int
    part: int
    began: float
    ended: float
    took: dict[str, list[float]]  # milliseconds of each act


@dataclass(frozen=True)
class Walk:
    """One case walked while listening: what each act said, and which ids and words in it are this case's own."""

    number: str
    ids: tuple[int, ...]
    said: dict[str, list[replay.Statement]]

    def on(self, number: str, act: str) -> list[replay.Statement]:
        """The same act on another case, with a call key of its own."""
        statements = self.said[act]
        words = {self.number: number, statements[0].params[0]: uuid4().hex * 2}
        ids = dict(zip(self.ids, ids_of(number), strict=False))
        return replay.on_another(statements, ids, words)


def main(argv: Sequence[str] | None = None) -> None:
    quick = ground.is_quick(argv, __doc__)
    rounds, cases = (2, 2) if quick else (ROUNDS, CASES)
    with ground.scratch() as here:
        city = City.read(here.run("bench.city", "1"))
        here.enter()
        set_ids_apart(here)
        told = race(city, rounds, cases)
        compare([number for _, _, done in told for number in done])
    tell([lap for laps, _, _ in told for lap in laps], told[0][1])


def set_ids_apart(here: Ground) -> None:
    """Cases and steps get numbers nothing else has, so that a captured parameter says whose it is."""
    from django.conf import settings

    from cityhall.site.database import as_owner

    with as_owner(here.urls.owner) as owner:
        for name, first in APART.items():
            owner.execute("SELECT setval(%s, %s)", [f"{settings.CITY}.{name}", first])


def race(city: City, rounds: int, cases: int) -> list[tuple[list[Lap], dict[str, int], list[str]]]:
    """All processes to their end; answers what each has to tell."""
    context = multiprocessing.get_context("spawn")
    together, answers = context.Barrier(PROCESSES), context.Queue()
    processes = [
        context.Process(target=work, args=(city, rounds, cases, together, answers), daemon=True)
        for _ in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    told: list[tuple[list[Lap], dict[str, int], list[str]]] = []
    while len(told) < PROCESSES:
        try:
            told.append(answers.get(timeout=1))
        except queue.Empty:
            if any(process.exitcode for process in processes):
                raise RuntimeError("a process of the race fell; what it said is above") from None
    for process in processes:
        process.join()
    return told


def work(city: City, rounds: int, cases: int, together: Any, answers: Any) -> None:
    """One process: its own cases, both sides in turn, every process on the same side at the same time."""
    import django

    django.setup()
    office = city.offices[0]
    acts = acts_of(office)
    walk = walked(office, acts)
    waiting = received(office, 2 * (rounds * cases + 1))
    done = [walk.number, *waiting]
    laps = []
    with replay.connect() as raw:

        def prepared(side: str, act: str, number: str) -> Ready:
            return (act, acts[act], (number,)) if side == HOUSE else (act, replay.play, (raw, walk.on(number, act)))

        for n in range(-1, rounds):  # the round before the first warms caches and prepares statements
            for side in (HOUSE, RAW) if n % 2 else (RAW, HOUSE):
                mine = [waiting.pop() for _ in range(cases if n >= 0 else 1)]
                for part, names in enumerate(PARTS):
                    ready = [prepared(side, act, number) for number in mine for act in names]
                    together.wait(WAITING)
                    laps.append(lap(side, n, part, ready))
    said = {act: len(statements) for act, statements in walk.said.items()}
    answers.put(([lap for lap in laps if lap.round >= 0], said, done))


def acts_of(office: Office) -> dict[str, Act]:
    """The four moves of a case, each by whoever may make it; the version seen goes up by one each time."""
    from cityhall.cases import actions
    from cityhall.kernel.call import calling
    from cityhall.organs.tests.given import actor

    clerk, reviewer = actor(office.clerk), actor(office.reviewer)
    second, approver = actor(office.second), actor(office.approver)

    def called(seen: int, act: Act) -> Act:
        def run(number: str) -> None:
            with calling(key=uuid4().hex, seen=seen):
                act(number)

        return run

    return {
        "accept": called(2, lambda number: actions.accept(clerk, number)),
        "review": called(3, lambda number: actions.finish_step(reviewer, number, "review", "agree", "符合条件")),
        "second": called(4, lambda number: actions.finish_step(second, number, "second", "agree", "符合条件")),
        "decide": called(5, lambda number: actions.grant(approver, number, "decide", "同意")),
    }


def received(office: Office, count: int) -> list[str]:
    """So many cases a clerk has received at her window."""
    from cityhall.cases import actions
    from cityhall.cases.actions import Applicant, Handed
    from cityhall.organs.tests.given import actor

    clerk = actor(office.clerk)
    applicant = Applicant("", "样例申请人", "9901**********0011", "样例申请人", "13900000001")
    handed = [Handed(key, paper_copies=1, original_seen=True) for key in MATERIALS]
    return [actions.receive_at_window(clerk, office.item, applicant, FORM, handed) for _ in range(count)]


def walked(office: Office, acts: Mapping[str, Act]) -> Walk:
    (number,) = received(office, 1)
    said = {}
    for name, act in acts.items():
        with replay.capturing() as statements:
            act(number)
        if "ch_journal_claim" not in statements[0].sql:
            raise RuntimeError(f"{name} does not begin by claiming its call key: {statements[0].sql}")
        said[name] = statements
    return Walk(number, ids_of(number), said)


def ids_of(number: str) -> tuple[int, ...]:
    """The case's, then its steps' (none before it is accepted)."""
    from cityhall.cases.models import Case, Step

    case = Case.objects.values_list("id", flat=True).get(number=number)
    return (int(case), *Step.objects.filter(case=case).order_by("order").values_list("id", flat=True))


def lap(side: str, n: int, part: int, ready: Sequence[Ready]) -> Lap:
    took: dict[str, list[float]] = {}
    began = moment = time.perf_counter()
    for act, run, words in ready:
        run(*words)
        now = time.perf_counter()
        took.setdefault(act, []).append((now - moment) * 1000)
        moment = now
    return Lap(side, n, part, began, moment, took)


def compare(numbers: list[str]) -> None:
    """Whichever side decided it, every case must have come to the same rows."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(SHAPE, [numbers])
        rows = cursor.fetchall()
    if len(rows) != len(numbers) or len(set(rows)) != 1:
        raise RuntimeError(f"{len(rows)} cases of {len(numbers)} came to {len(set(rows))} shapes: {set(rows)}")


def tell(laps: list[Lap], statements: dict[str, int]) -> None:
    """Transitions a second of each side: all acts by the time from the first to start to the last to end, lap by lap."""
    rate, acts = {}, {}
    for side in (HOUSE, RAW):
        mine = [lap for lap in laps if lap.side == side]
        together = {(lap.round, lap.part) for lap in mine}
        spent = sum(
            max(lap.ended for lap in same) - min(lap.began for lap in same)
            for key in together
            if (same := [lap for lap in mine if (lap.round, lap.part) == key])
        )
        acts[side] = [ms for lap in mine for times in lap.took.values() for ms in times]
        rate[side] = len(acts[side]) / spent
    figures = {
        "processes": PROCESSES,
        "transitions": len(acts[HOUSE]),
        "per_s": round(rate[HOUSE], 1),
        "baseline_per_s": round(rate[RAW], 1),
        **ground.percentiles(acts[HOUSE]),
        **{f"baseline_{name}": value for name, value in ground.percentiles(acts[RAW]).items()},
        **{f"{act}_statements": count for act, count in statements.items()},
    }
    for part in PARTS:
        for act in part:
            figures[f"{act}_p50_ms"] = ground.at(
                [ms for x in laps if x.side == HOUSE for ms in x.took.get(act, [])], 50
            )
    ground.say("transitions", rate[HOUSE] / rate[RAW], "the same SQL, prepared, by plain psycopg", figures)


if __name__ == "__main__":
    main()
