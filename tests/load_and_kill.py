"""Many people submit at once to a city that `cityhall run` keeps going, while its web server, its worker and its database are killed
in turn. Afterwards: is every acknowledged request there, and each once?"""

import copy
import json
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from cityhall.site import embedded
from tests.crash_house import Client, House, check_books, founded, rows, run, wait_for_jobs

VICTIMS = ("serve", "worker", "database")


class Timed(Client):
    """Notes when each request was first sent and when it was acknowledged."""

    def __init__(self, house: House, city: dict[str, Any], stop: threading.Event) -> None:
        super().__init__(house, city, stop)
        self.waits: list[tuple[float, float]] = []

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                key, began = uuid4().hex, time.monotonic()
                self.acknowledged[key] = str(self.until_answered(lambda key=key: self.submit(key)))
                self.waits.append((began, time.monotonic()))
        except Exception as wrong:
            self.trouble = repr(wrong)


@dataclass
class Figures:
    clients: int
    seconds: float
    acknowledged: int = 0
    tries: int = 0
    killed: list[tuple[str, float]] = field(default_factory=list)  # who, and seconds until the next acknowledgement
    median: float = 0.0
    p95: float = 0.0
    longest: float = 0.0
    lines: int = 0


def show(var: Path, clients: int, seconds: float, rounds: int) -> Figures:
    """Run the whole show in this folder; an AssertionError says what was lost or doubled."""
    house = founded(var)
    told = json.loads(run([sys.executable, "-m", "tests.crash_city"], house.env))
    ours = {k: v for k, v in house.env.items() if not k.startswith("DATABASE_")}
    with (var / "run.log").open("ab") as log:
        words = [sys.executable, "-m", "cityhall", "run", "--no-demo", "--port", str(house.port)]
        keeper = subprocess.Popen(words, env=ours, stdout=log, stderr=log, start_new_session=True)
    house.running["worker"] = keeper
    try:
        return _under_load(house, told, keeper.pid, Figures(clients, seconds), rounds)
    finally:
        keeper.send_signal(signal.SIGINT)
        keeper.wait(60)
        embedded.leave(var / "db")


def _under_load(house: House, told: dict[str, Any], keeper: int, figures: Figures, rounds: int) -> Figures:
    stop = threading.Event()
    first = Timed(house, told, stop)
    first.until_answered(first.sign_in)
    crowd = [first, *(_like(first, told, stop) for _ in range(figures.clients - 1))]
    began = time.monotonic()
    for client in crowd:
        client.start()
    turns = VICTIMS * rounds
    moments = []
    for n, victim in enumerate(turns, 1):
        time.sleep(max(0.0, began + figures.seconds * n / (len(turns) + 1) - time.monotonic()))
        kill(house, keeper, victim)
        moments.append((victim, time.monotonic()))
    time.sleep(max(0.0, began + figures.seconds - time.monotonic()))
    stop.set()
    for client in crowd:
        client.join(120)
        assert not client.is_alive(), "a client still waits for its answer"
        assert not client.trouble, client.trouble
    wait_for_jobs(house)
    _count(figures, crowd, moments)
    check_books(house, [number for client in crowd for number in client.acknowledged.values()])
    _prove(house, figures)
    return figures


def _like(first: Timed, told: dict[str, Any], stop: threading.Event) -> Timed:
    """One more window of the same clerk: two hundred sign-ins would be a test of passwords."""
    other = Timed(first.house, told, stop)
    other.cookies, other.token = copy.copy(first.cookies), first.token
    return other


def kill(house: House, keeper: int, victim: str) -> None:
    """`kill -9` of the one process; who looks after it is let be."""
    if victim == "database":
        house.kill_database()
        return
    end = time.monotonic() + 30
    while not (found := [pid for pid in children(keeper) if victim in words_of(pid)]):
        assert time.monotonic() < end, f"no {victim} to kill"
        time.sleep(0.05)
    os.kill(found[0], signal.SIGKILL)


def children(parent: int) -> list[int]:
    told = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(pid) for pid in told.split()]


def words_of(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def _count(figures: Figures, crowd: list[Timed], moments: list[tuple[str, float]]) -> None:
    ends = sorted(end for client in crowd for _, end in client.waits)
    waits = sorted(end - start for client in crowd for start, end in client.waits)
    figures.acknowledged = len(waits)
    figures.tries = sum(client.tries for client in crowd)
    figures.median, figures.longest = statistics.median(waits), waits[-1]
    figures.p95 = waits[int(len(waits) * 0.95)]
    for victim, at in moments:
        later = [end for end in ends if end > at]
        gap = max((b - a for a, b in zip([at, *later], later, strict=False) if a < at + 15), default=0.0)
        figures.killed.append((victim, gap))


def _prove(house: House, figures: Figures) -> None:
    env = house.env
    run([sys.executable, "-m", "cityhall", "journal", "seal"], env)
    verdict = json.loads(run([sys.executable, "-m", "cityhall", "journal", "verify", "--json"], env))
    assert verdict["sound"], verdict["troubles"][:3]
    figures.lines = int(verdict["lines"])
    assert rows(house, "SELECT count(*) FROM ch_journal_entry")[0][0] == figures.lines + int(verdict["unsealed"])
