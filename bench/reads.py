"""At a million stored cases and 16 connections: the work list, a case's page, the public progress query.

Four processes of four connections each put the same question at the same time, each for another desk or case, four
times a second each: 64 a second together. A million cases a year in 250 days of eight hours are one every seven seconds,
so that is some 460 questions for every case. Then without a pause, for `…_most_…`: how many a second the cores can
answer at all, and how long 16 who never pause wait for one another. The baseline is plain SQL that fetches the same rows
through as many connections of plain psycopg, in turn with it; the ratio is of the rates without a pause."""

import multiprocessing
import queue
import random
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parent.parent)  # not this folder: `http` is the library's

from bench import ground, million, replay
from bench.million import Stored

CASES, SECONDS, ROUNDS = 1_000_000, 6.0, 2
QUICK_CASES, QUICK_SECONDS = 3_000, 0.4
PROCESSES, EACH = 4, 4
ROWS, MOSTLY = 20, 0.8
HOUSE, RAW = "house", "raw"
PACE = 0.25  # seconds from one question of a connection to its next
QUESTIONS = ("worklist", "page", "progress", "search")
CASE = "SELECT c.*, a.* FROM ch_cases_case c JOIN ch_cases_application a ON a.id = c.application_id WHERE c.number = %s"
OF_REFS = (
    "SELECT * FROM ch_deadlines_deadline WHERE ref = ANY(%s)",
    "SELECT * FROM ch_journal_entry WHERE ref = ANY(%s)",
)
PLAIN = {
    "worklist": (
        "SELECT d.*, s.name, s.holder_name FROM (SELECT * FROM ch_deadlines_deadline WHERE organ_id = %s AND"
        " desk = 'review' AND stopped_at IS NULL ORDER BY due_at, id LIMIT 21) d"
        " JOIN ch_cases_case c ON c.number = split_part(substr(d.ref, 6), '/', 1)"
        " JOIN ch_cases_step s ON s.case_id = c.id AND s.key = split_part(d.ref, '/', 2)",
        "SELECT count(*), count(*) FILTER (WHERE due_at < now()), count(*) FILTER (WHERE warn_at < now())"
        " FROM ch_deadlines_deadline WHERE organ_id = %s AND desk = 'review' AND stopped_at IS NULL",
    ),
    "page": (
        CASE,
        "SELECT s.* FROM ch_cases_step s JOIN ch_cases_case c ON c.id = s.case_id WHERE c.number = %s",
        "SELECT m.* FROM ch_cases_material m JOIN ch_cases_case c USING (application_id) WHERE c.number = %s",
        "SELECT d.* FROM ch_cases_decision d JOIN ch_cases_case c ON c.id = d.case_id WHERE c.number = %s",
    ),
    "progress": (CASE,),
    "search": ("SELECT * FROM ch_cases_case WHERE organ_id = %s ORDER BY received_at DESC, id DESC LIMIT 31",),
}


@dataclass(frozen=True)
class Told:
    """How long every answer of one connection took in one round of one question, in milliseconds, and how long all."""

    question: str
    side: str
    paced: bool
    times: list[float]
    lasted: float


def main(argv: Sequence[str] | None = None) -> None:
    quick = ground.is_quick(argv, __doc__)
    cases, seconds = (QUICK_CASES, QUICK_SECONDS) if quick else (CASES, SECONDS)
    with ground.scratch() as here:
        here.enter()
        began = time.perf_counter()
        stored = million.store(here, cases)
        loaded = time.perf_counter() - began
        told = race(stored, seconds, 1 if quick else ROUNDS)
    tell(told, cases, loaded)


def race(stored: Stored, seconds: float, rounds: int) -> list[Told]:
    """All processes to their end; answers what each has to tell."""
    context = multiprocessing.get_context("spawn")
    together, answers = context.Barrier(PROCESSES * EACH), context.Queue()
    processes = [
        context.Process(target=work, args=(n, stored, seconds, rounds, together, answers), daemon=True)
        for n in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    told: list[Told] = []
    waiting = len(processes)
    while waiting:
        try:
            told += answers.get(timeout=1)
            waiting -= 1
        except queue.Empty:
            if any(process.exitcode for process in processes):
                raise RuntimeError("a process of the race fell; what it said is above") from None
    for process in processes:
        process.join()
    return told


def work(n: int, stored: Stored, seconds: float, rounds: int, together: Any, answers: Any) -> None:
    """One process; each of its connections is a thread's own and stays open."""
    import django

    django.setup()
    with ThreadPoolExecutor(EACH) as pool:
        asking = [pool.submit(connected, 100 * n + k, stored, seconds, rounds, together) for k in range(EACH)]
        told = [one for done in asking for one in done.result()]
    answers.put(told)


def connected(seed: int, stored: Stored, seconds: float, rounds: int, together: Any) -> list[Told]:
    """One connection a side: every question by the house and by plain SQL, in turn, with all others at the same time."""
    from django.db import connection

    dice, told = random.Random(seed), []
    try:
        with replay.connect() as raw:
            raw.autocommit = True
            for turn in range(-1, rounds):  # the round before the first warms caches and prepares statements
                for question in QUESTIONS:
                    for side in (HOUSE, RAW) if turn % 2 else (RAW, HOUSE):
                        ask = _ours(question, stored, dice) if side == HOUSE else _plain(question, stored, dice, raw)
                        for paced in (True, False):
                            together.wait(600)
                            kept = _until(seconds if turn >= 0 else min(seconds, 2.0), ask, PACE if paced else 0, dice)
                            if turn >= 0:
                                told.append(Told(question, side, paced, *kept))
    except BaseException:
        together.abort()  # the others must not wait for one that has fallen
        raise
    finally:
        connection.close()
    return told


def _until(seconds: float, ask: Callable[[], object], pace: float, dice: random.Random) -> tuple[list[float], float]:
    """Until the time is over: at moments of its own, however long an answer took, or without a pause."""
    times, first = [], time.perf_counter()
    due = first + dice.random() * pace
    while due < first + seconds:
        time.sleep(max(0.0, due - time.perf_counter()))
        began = due if pace else time.perf_counter()  # who had to wait for the answer before has waited
        ask()
        times.append((time.perf_counter() - began) * 1000)
        due = due + pace if pace else time.perf_counter()
    return times, time.perf_counter() - first


def _ours(question: str, stored: Stored, dice: random.Random) -> Callable[[], object]:
    """By the house's queries, as the doors ask them."""
    from cityhall.cases import queries

    def worklist() -> object:
        return queries.desk(reviewer(dice.choice(stored.organs)), queries.Wanted(), limit=ROWS)

    def page() -> object:
        organ, number = _any(stored, dice)
        return queries.case_page(reviewer(organ), number)

    def progress() -> object:
        return queries.progress(_any(stored, dice)[1], million.CODE)

    def search() -> object:
        return queries.search(reviewer(dice.choice(stored.organs)), _searched(dice, stored))

    return {"worklist": worklist, "page": page, "progress": progress, "search": search}[question]


def _any(stored: Stored, dice: random.Random) -> tuple[int, str]:
    """Mostly one that is under way."""
    return dice.choice(stored.under_way if dice.random() < MOSTLY else stored.ended)


def _plain(question: str, stored: Stored, dice: random.Random, raw: Any) -> Callable[[], object]:
    """The same rows by plain SQL."""

    def ask() -> None:
        organ, number = _any(stored, dice)
        about = organ if question in ("worklist", "search") else number
        for text in PLAIN[question]:
            raw.execute(text, [about], prepare=True).fetchall()
        if question in ("page", "progress"):
            refs = [f"case:{number}", *(f"step:{number}/{s['key']}" for s in million.STEPS)]
            for text in OF_REFS:
                raw.execute(text, [refs if question == "page" else refs[:1]], prepare=True).fetchall()

    return ask


def _searched(dice: random.Random, stored: Stored) -> str:
    """A number, the front of one, a name, an item, everything."""
    _, number = dice.choice(stored.ended)
    name = dice.choice(million.SURNAMES) + dice.choice(million.GIVEN)
    return dice.choice((number, number[:-2], name, "样例事项1", ""))


def reviewer(organ: int) -> Any:
    """Somebody who reviews for this organ."""
    from cityhall.cases.terms import Can
    from cityhall.kernel.actor import Actor
    from cityhall.organs.terms import Desk

    here = frozenset({organ})
    return Actor(
        "样例", million.FIRST_ACCOUNT + organ, organ, grants={Can.REVIEW: here, Can.SEE: here},
        desks=frozenset({(organ, str(Desk.REVIEW))}),
    )  # fmt: skip


def tell(told: list[Told], cases: int, loaded: float) -> None:
    """Each question's times and most answers a second; the ratio is the mean over the questions."""
    figures: dict[str, float] = {"cases": cases, "connections": PROCESSES * EACH, "load_s": round(loaded, 1)}
    ratios = []
    for question in QUESTIONS:
        rates = {}
        for side, prefix in ((HOUSE, ""), (RAW, "baseline_")):
            mine = [one for one in told if (one.question, one.side) == (question, side)]
            times = [ms for one in mine if one.paced for ms in one.times]
            most = [one for one in mine if not one.paced]
            lasted = sum(one.lasted for one in most) / (PROCESSES * EACH)
            rates[side] = sum(len(one.times) for one in most) / lasted
            figures |= {f"{prefix}{question}_{name}": value for name, value in ground.percentiles(times).items()}
            figures[f"{prefix}{question}_most_per_s"] = round(rates[side], 1)
            waited = ground.percentiles([ms for one in most for ms in one.times])
            figures[f"{prefix}{question}_most_p95_ms"] = waited["p95_ms"]
        ratios.append(rates[HOUSE] / rates[RAW])
    ratio = sum(ratios) / len(ratios)
    ground.say("reads", ratio, "the same rows by plain SQL, prepared, by plain psycopg", figures)


if __name__ == "__main__":
    main()
