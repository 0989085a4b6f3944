"""一件事: fifteen organs finish at the same instant, and the whole joins; a package of forty items is checked; its form is merged.

Fifteen cases of one application wait for their decisions. Four processes of several threads, as the house is served, decide
them all the moment a barrier opens: `decide15_…` is from there to each commit. A worker of the city (`cityhall worker`) runs what
follows: `join_…` is from the last commit to the moment another connection sees the application done, with the papers and
messages of all fifteen in the same queue. The baseline is fifteen cases that belong to no whole, decided in the same way, in
turns. `check40_…` is the publishing check of a package of forty items, `merge40_…` the form for one applicant's answers."""

import multiprocessing
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parent.parent)  # not this folder: `http` is the library's

from bench import ground

ORGANS, PROCESSES, ROUNDS, ITEMS, TIMES = 15, 4, 8, 40, 60
WAITING = 120.0


@dataclass(frozen=True)
class Duty:
    """One decision: who, on which case. Actors are values, and cross to another process."""

    approver: Any
    number: str


def main(argv: Sequence[str] | None = None) -> None:
    quick = ground.is_quick(argv, __doc__)
    rounds, times = (1, 3) if quick else (ROUNDS, TIMES)
    with ground.scratch() as here:
        here.enter()
        whole, alone = prepared(rounds + 1)
        worker = here.start("cityhall", "worker")
        try:
            time.sleep(4 if quick else 8)
            decided, joined, base = race(whole, alone)
        finally:
            ground.stop(worker)
        check, merge, pure = forty(times)
    tell(decided, joined, base, check, merge, pure)


def prepared(rounds: int) -> tuple[list[tuple[str, list[Duty]]], list[list[Duty]]]:
    """So many applications, and so many fifteens that stand alone: every case reviewed, waiting for its decision."""
    from cityhall.cases import actions as cases
    from cityhall.cases.tests import given as single
    from cityhall.joint.tests import given
    from cityhall.site.testing import drain

    places = {f"p{n}": given.item() for n in range(ORGANS)}
    whole = given.published(places)

    def ready(place: Any, number: str) -> Duty:
        cases.accept(place.clerk, number)
        cases.finish_step(place.reviewer, number, "review", "agree", "符合")
        return Duty(place.approver, number)

    wholes, alone = [], []
    for _ in range(rounds):
        number = given.submitted(whole)
        wholes.append((number, [ready(place, given.case_of(number, key)) for key, place in places.items()]))
        alone.append([ready(place, _received(single, place)) for place in places.values()])
        drain(5000)
    return wholes, alone


def _received(single: Any, place: Any) -> str:
    from cityhall.cases import actions as cases

    draft = cases.start_draft(place.citizen, place.terms.item_id, single.applicant())
    cases.save_draft(place.citizen, draft, {"company": "样例公司", "phone": "13900000001"})
    for key in ("identity", "premises"):
        cases.attach(place.citizen, draft, key, single.file(), f"{key}.pdf")
    return cases.receive(place.citizen, draft)


def race(wholes: list[tuple[str, list[Duty]]], alone: list[list[Duty]]) -> tuple[list[float], list[float], list[float]]:
    """In turns: fifteen of a whole, fifteen that stand alone. The first of each warms up and is not counted."""
    context = multiprocessing.get_context("spawn")
    together, answers = context.Barrier(PROCESSES + 1), context.Queue()
    laps = [lap for (_, mine), others in zip(wholes, alone, strict=True) for lap in (mine, others)]
    shares = [[lap[n::PROCESSES] for lap in laps] for n in range(PROCESSES)]
    processes = [context.Process(target=work, args=(share, together, answers), daemon=True) for share in shares]
    for process in processes:
        process.start()
    decided, joined, base = [], [], []
    for n in range(len(laps)):
        together.wait(WAITING)
        told = [one for _ in range(PROCESSES) for one in answers.get(timeout=WAITING)]
        took, last = [ms for ms, _ in told], max(at for _, at in told)
        if n % 2:
            base += took if n > 1 else []
            continue
        seen = _done(wholes[n // 2][0])
        decided += took if n else []
        joined += [max(0.0, (seen - last) * 1000)] if n else []
        time.sleep(1.5)  # the papers of this fifteen are made before the next begins
    for process in processes:
        process.join()
    return decided, joined, base


def _done(number: str) -> float:
    """When the application is seen to be done, on a connection of its own."""
    from cityhall.joint.models import JointApplication

    end = time.monotonic() + WAITING
    while JointApplication.objects.filter(number=number).values_list("state", flat=True).get() != "done":
        if time.monotonic() > end:
            raise TimeoutError(f"{number} never joined")
        time.sleep(0.001)
    return time.monotonic()


def work(laps: list[list[Duty]], together: Any, answers: Any) -> None:
    """One process: its share of every fifteen, a thread and a connection each, at the instant the barrier opens."""
    import django

    django.setup()
    from django.db import connection

    most = max(map(len, laps))
    gate, done = threading.Barrier(most + 1), threading.Barrier(most + 1)
    told: list[tuple[float, float]] = []

    def hand(n: int) -> None:
        connection.ensure_connection()
        for lap in laps:
            gate.wait(WAITING)
            if n < len(lap):
                told.append(_decide(lap[n]))
            done.wait(WAITING)
        connection.close()

    hands = [threading.Thread(target=hand, args=(n,), daemon=True) for n in range(most)]
    for one in hands:
        one.start()
    for _ in laps:
        together.wait(WAITING)
        gate.wait(WAITING)
        done.wait(WAITING)
        answers.put(list(told))
        told.clear()


def _decide(duty: Duty) -> tuple[float, float]:
    """Milliseconds, and when it was committed."""
    from cityhall.cases import actions as cases

    began = time.monotonic()
    cases.grant(duty.approver, duty.number, "decide")
    ended = time.monotonic()
    return (ended - began) * 1000, ended


def forty(times: int) -> tuple[list[float], list[float], list[float]]:
    """The check of a package of forty items in four stages; the form for an applicant; the same without the database."""
    from cityhall.joint import queries
    from cityhall.joint.tests import given

    stages = [{"key": f"s{n}", "name": f"阶段{n}", "lead_organ_id": 1} for n in range(4)]
    places = {f"p{n}": given.item(fields=_fields(n), materials=_materials(n)) for n in range(ITEMS)}
    stage_of = {f"p{n}": f"s{n // 10}" for n in range(ITEMS)}
    promise = {"amount": 10, "unit": "workdays"}
    whole = given.published(places, stages=stages, stage_of=stage_of, promise=promise)
    package = queries.published(whole.code)
    items = queries.versions_now(package)
    values = {"p0-f0": "样例公司"}
    return (
        _timed(times, lambda: queries.check(package)), _timed(times, lambda: queries.guide(whole.code, values)),
        _timed(times, lambda: queries.put(package, items, values)),
    )  # fmt: skip


def _fields(n: int) -> list[dict[str, Any]]:
    """Twelve fields, eight of which every item asks for."""
    return [{"key": f"f{m}", "label": f"共有项{m}" if m < 8 else f"事项{n}的第{m}项"} for m in range(12)]


def _materials(n: int) -> list[dict[str, Any]]:
    return [{"key": f"m{m}", "name": f"共有材料{m}" if m < 4 else f"事项{n}的材料{m}"} for m in range(6)]


def _timed(times: int, act: Any) -> list[float]:
    took = []
    for n in range(times + 1):
        began = time.monotonic()
        act()
        took += [(time.monotonic() - began) * 1000] if n else []
    return took


def tell(
    decided: list[float],
    joined: list[float],
    base: list[float],
    check: list[float],
    merge: list[float],
    pure: list[float],
) -> None:
    figures = {
        "decide15_p50_ms": ground.at(decided, 50), "decide15_p95_ms": ground.at(decided, 95),
        "join_p50_ms": ground.at(joined, 50), "join_p95_ms": ground.at(joined, 95),
        "baseline_p95_ms": ground.at(base, 95), "check40_p95_ms": ground.at(check, 95),
        "guide40_p95_ms": ground.at(merge, 95), "merge40_p95_ms": ground.at(pure, 95),
    }  # fmt: skip
    ratio = ground.at(decided, 95) / ground.at(base, 95)
    ground.say("joint", ratio, "fifteen cases that belong to no whole, decided at the same instant (p95)", figures)


if __name__ == "__main__":
    main()
