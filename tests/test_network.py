"""The network between web server and database is cut: who asked is told so, and what she sends again happens once."""

import contextlib
import http.client
import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from cityhall.site import embedded
from tests.crash_house import Client, House, founded, rows, run

pytestmark = [pytest.mark.crash, pytest.mark.cluster]


class Wire:
    """A line to the database that can be cut: at once, or right after the next COMMIT has gone through and before its answer."""

    def __init__(self, server: str) -> None:
        self.server, self.whole, self.after_commit = server, True, False
        self.ends: list[socket.socket] = []
        self.entry = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.entry.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self.whole = False
        for end in self.ends:
            _hang_up(end)
        self.ends.clear()

    def mend(self) -> None:
        self.whole, self.after_commit = True, False

    def _accept(self) -> None:
        while True:
            near, _ = self.entry.accept()
            if not self.whole:
                near.close()
                continue
            far = socket.socket(socket.AF_UNIX)
            far.connect(self.server)
            self.ends += [near, far]
            for one, other, asks in ((near, far, True), (far, near, False)):
                threading.Thread(target=self._carry, args=(one, other, asks), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket, asks: bool) -> None:
        try:
            while data := one.recv(65536):
                last = asks and self.after_commit and b"COMMIT" in data
                if last:
                    self.whole = False  # its answer stays on the way
                elif not asks and not self.whole:
                    continue
                other.sendall(data)
                if last:
                    time.sleep(0.5)
                    self.cut()
        except OSError:
            pass
        finally:
            _hang_up(other)


def _hang_up(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@pytest.fixture
def wired(tmp_path: Path) -> Iterator[tuple[House, Wire, dict[str, Any]]]:
    house = founded(tmp_path)
    told = json.loads(run([sys.executable, "-m", "tests.crash_city"], house.env))
    parts = urlsplit(house.env["DATABASE_URL"])
    wire = Wire(f"{parts.query.removeprefix('host=')}/.s.PGSQL.5432")
    there = f"{parts.username}:{parts.password}@127.0.0.1:{wire.port}"
    house.env["DATABASE_URL"] = f"postgresql://{there}{parts.path}?sslmode=disable&gssencmode=disable"
    house.serve()
    yield house, wire, told
    house.stop()
    wire.entry.close()
    embedded.leave(tmp_path / "db")


def cases(house: House) -> list[str]:
    return [str(n) for (n,) in rows(house, "SELECT number FROM ch_cases_case ORDER BY number")]


def test_who_asks_while_the_line_is_cut_is_told_and_asks_again(
    wired: tuple[House, Wire, dict[str, Any]],
) -> None:
    house, wire, told = wired
    client = Client(house, told, threading.Event())
    client.patience = 40.0
    assert client.sign_in()[0] == 200
    assert client.submit(uuid4().hex)[0] == 201
    key = uuid4().hex
    wire.cut()
    status, problem = client.submit(key)
    assert (status, problem["code"]) == (503, "house.no_database")
    assert "原样再提交" in problem["detail"]
    page = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
    page.request("GET", "/", headers={"Accept": "text/html"})
    answer = page.getresponse()
    text = answer.read().decode()
    assert (answer.status, "数据库暂时连不上" in text, answer.headers["Retry-After"]) == (503, True, "5")
    assert len(cases(house)) == 1
    wire.mend()
    assert str(client.until_answered(lambda: client.submit(key))) == cases(house)[-1]
    assert client.submit(key)[1]["number"] == cases(house)[-1]
    assert len(cases(house)) == 2


def test_an_act_whose_answer_was_lost_on_the_line_happens_once(wired: tuple[House, Wire, dict[str, Any]]) -> None:
    house, wire, told = wired
    client = Client(house, told, threading.Event())
    client.patience = 40.0
    assert client.sign_in()[0] == 200
    for n in range(1, 4):
        key = uuid4().hex
        wire.after_commit = True
        status, problem = client.submit(key)
        assert (status, problem["code"]) == (503, "house.no_database")
        assert len(cases(house)) == n, "it was committed, and nobody could be told"
        wire.mend()
        assert str(client.until_answered(lambda key=key: client.submit(key))) == cases(house)[-1]
        assert len(cases(house)) == n
    refs = rows(house, "SELECT count(*), count(DISTINCT ref) FROM ch_journal_entry WHERE event = 'case.received'")
    assert refs == [(3, 3)]


def test_after_a_long_cut_the_connections_mend_themselves_soon(wired: tuple[House, Wire, dict[str, Any]]) -> None:
    """Not as late again as the line was away."""
    house, wire, told = wired
    clients = [Client(house, told, threading.Event()) for _ in range(6)]
    for client in clients:  # all signed in before the first files, as a busy house answers a sign-in late
        client.patience = 40.0
        assert client.sign_in()[0] == 200
    for client in clients:
        client.start()
    wire.cut()
    time.sleep(24)
    had = sum(len(c.acknowledged) for c in clients)
    wire.mend()
    mended = time.monotonic()
    while sum(len(c.acknowledged) for c in clients) < had + 6:
        assert time.monotonic() < mended + 7, "the pool still waits"
        time.sleep(0.05)
    for client in clients:
        client.stop.set()
    for client in clients:
        client.join(60)
        assert not client.trouble
    numbers = [number for client in clients for number in client.acknowledged.values()]
    assert sorted(numbers) == cases(house)
