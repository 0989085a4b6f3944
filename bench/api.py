"""200 people at once through the real web server, as a day has them: they read, fill in, hand in, accept, review and decide,
and think between two requests: one to three seconds over a list, three to nine over what is filled in or decided.

Two in five carry cases from the first line typed to the result handed over, which comes to some forty thousand cases in a
working day; the others look at lists, cases, guides and the search. A worker draws the papers beside it. They come within
the first ten seconds; `at_once_p95_ms` is of a second run in which all two hundred begin in the same instant. An answer that
is not granted is an error. The baseline is the plainest page, `GET /healthz`, asked by the same two hundred in the rhythm of
readers: what server, machine and clients cost before anything is done. Ratio: its p95 to ours."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

import http.client
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench import ground
from bench.city import City
from bench.http import Cast, Link, Person, life, sign_in, wait_for

PEOPLE, SECONDS, RAMP = 200, 45.0, 10.0
QUICK_PEOPLE, QUICK_SECONDS = 20, 4.0
CARRIERS = 5
THINK, TYPE = (1.0, 3.0), (3.0, 9.0)
QUESTIONS = ("开饭店", "营业执照", "食品经营", "syzm", "许可", "户口", "社保卡")
Asked = Callable[["Unhurried", random.Random], None]


class EnoughError(Exception):
    """The time is up."""


@dataclass
class Unhurried(Link):
    """A link whose person thinks before each request, until the time is up."""

    ends: float = 0.0
    dice: random.Random = field(default_factory=random.Random)
    errors: list[str] = field(default_factory=list)

    def ask(self, who: Person, method: str, path: str, body: object = None, **more: Any) -> Any:
        pause = self.dice.uniform(*(THINK if method == "GET" else TYPE))
        if time.perf_counter() + pause > self.ends:
            raise EnoughError
        time.sleep(pause)
        return super().ask(who, method, path, body, **more)


def carry(cast: Cast) -> Asked:
    return lambda link, dice: life(link, cast)


def look(cast: Cast) -> Asked:
    def once(link: Unhurried, dice: random.Random) -> None:
        reads: tuple[tuple[Person, str], ...] = (
            (cast.reviewer, "/work/review"), (cast.clerk, "/work/intake"), (cast.citizen, "/cases"),
            (cast.citizen, f"/items?q={dice.choice(QUESTIONS)}"), (cast.citizen, f"/items/{cast.item}"),
            (cast.reviewer, "/session"),
        )  # fmt: skip
        who, path = dice.choice(reads)
        link.ask(who, "GET", quoted(path))

    return once


def quoted(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/?=&")


def plain(link: Unhurried, dice: random.Random) -> None:
    pause = dice.uniform(*THINK)
    if time.perf_counter() + pause > link.ends:
        raise EnoughError
    time.sleep(pause)
    began = time.perf_counter()
    link.wire.request("GET", "/healthz")
    link.wire.getresponse().read()
    link.took.append((time.perf_counter() - began) * 1000)


def crowd(address: str, work: Sequence[Asked], seconds: float, ramp: float) -> tuple[list[float], list[str]]:
    """One thread a person; answers every time and every error."""
    began = time.perf_counter()
    links = [Unhurried(address, ends=began + ramp + seconds, dice=random.Random(n)) for n in range(len(work))]

    def run(n: int) -> None:
        link = links[n]
        time.sleep(ramp * n / len(work))
        while time.perf_counter() < link.ends:
            try:
                work[n](link, link.dice)
            except EnoughError:
                return
            except (RuntimeError, OSError, http.client.HTTPException) as wrong:
                link.errors.append(str(wrong)[:200])
                link.wire.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [t for link in links for t in link.took], [e for link in links for e in link.errors]


def main(argv: Sequence[str] | None = None) -> None:
    quick = ground.is_quick(argv, __doc__)
    people, seconds = (QUICK_PEOPLE, QUICK_SECONDS) if quick else (PEOPLE, SECONDS)
    ramp = 0.0 if quick else RAMP
    with ground.scratch(CITYHALL_LIMITS="off") as here:
        city = City.read(here.run("bench.city", "1"))
        server = here.start("cityhall", "serve", "--port", str(here.port))
        worker = here.start("cityhall", "worker")
        try:
            wait_for(here.address)
            cast = sign_in(here.address, city)
            work = [carry(cast) if n % CARRIERS < 2 else look(cast) for n in range(people)]
            crowd(here.address, work[:10], 3.0, 0.0)  # warm
            base, _ = crowd(here.address, [plain] * people, seconds / 2, ramp)
            times, errors = crowd(here.address, work, seconds, ramp)
            burst, more = crowd(here.address, work, seconds / 3, 0.0)
        finally:
            ground.stop(server)
            ground.stop(worker)
    for error in (errors + more)[:5]:
        print(error, file=sys.stderr)
    figures: dict[str, float] = {
        "people": people, "requests": len(times), "requests_per_s": round(len(times) / (seconds + ramp), 1),
        **ground.percentiles(times), "errors": len(errors) + len(more), "at_once_p95_ms": ground.at(burst, 95),
        **{f"baseline_{name}": value for name, value in ground.percentiles(base).items()},
    }  # fmt: skip
    ratio = ground.at(base, 95) / ground.at(times, 95)
    ground.say("api", ratio, "GET /healthz by the same people in the same rhythm", figures)


if __name__ == "__main__":
    main()
