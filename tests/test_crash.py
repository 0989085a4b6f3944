"""An acknowledged request survives `kill -9`: of the web server, of the worker, of the database, in turn, while people
submit. Everything runs on a cluster of this test's own."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from cityhall.site import embedded
from cityhall.site.settings import database

pytestmark = [pytest.mark.crash, pytest.mark.cluster]
CLIENTS, ROUNDS, MORE, PATIENCE = 6, 2, 12, 90.0
FORM = {"premises_name": "样例面馆", "premises_address": "样例路 1 号", "contact_phone": "13900000001"}


@dataclass
class House:
    """The processes of one small city, and how to kill them."""

    var: Path
    port: int
    env: dict[str, str]
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self, name: str, *words: str) -> None:
        with (self.var / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", "cityhall", *words], env=self.env, stdout=log, stderr=log, start_new_session=True
            )

    def serve(self) -> None:
        self.start("serve", "serve", "--port", str(self.port), "--workers", "2")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError("the web server did not come up")

    def work(self) -> None:
        self.start("worker", "worker", "--stalled-after", "4")

    def kill(self, name: str) -> None:
        """The whole process group, at once and without a word."""
        os.killpg(self.running[name].pid, signal.SIGKILL)
        self.running[name].wait()

    def kill_database(self) -> None:
        pid = next(self.var.glob("db/**/postmaster.pid")).read_text().split()[0]
        os.kill(int(pid), signal.SIGKILL)

    def stop(self) -> None:
        for process in self.running.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.running.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    urls = embedded.ensure(tmp_path / "db")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    names = ("CITYHALL_", "DATABASE_", "PYTEST_", "DJANGO_")
    env = {k: v for k, v in os.environ.items() if not k.startswith(names)} | {
        "CITYHALL_VAR": str(tmp_path), "DATABASE_URL": urls.serving, "DATABASE_OWNER_URL": urls.owner,
        "CITYHALL_LOG": "ERROR",
    }  # fmt: skip
    run([sys.executable, "-m", "cityhall", "migrate"], env)
    here = House(tmp_path, port, env)
    yield here
    here.stop()


def run(words: list[str], env: dict[str, str]) -> str:
    return subprocess.run(words, env=env, check=True, capture_output=True, text=True).stdout


class Client(threading.Thread):
    """One who submits again and again, each request under its own number until it is acknowledged."""

    def __init__(self, house: House, city: dict[str, Any], stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.house, self.city, self.stop = house, city, stop
        self.cookies: dict[str, str] = {}
        self.token, self.tries = "", 0
        self.acknowledged: dict[str, str] = {}
        self.trouble = ""

    def run(self) -> None:
        try:
            self.until_answered(self.sign_in)
            while not self.stop.is_set():
                key = uuid4().hex
                self.acknowledged[key] = str(self.until_answered(lambda key=key: self.submit(key)))
        except Exception as wrong:
            self.trouble = repr(wrong)

    def until_answered(self, act: Any) -> object:
        """Again until there is an answer; nothing but silence and trouble at the other end is worth another try."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.tries += 1
            try:
                status, body = act()
            except (OSError, http.client.HTTPException):
                time.sleep(0.2)
                continue
            if status < http.client.MULTIPLE_CHOICES:
                return body.get("number")
            if status == http.client.UNAUTHORIZED:
                self.sign_in()
            elif status < http.client.INTERNAL_SERVER_ERROR:
                raise AssertionError(f"{status} {body}")
            time.sleep(0.2)
        raise AssertionError("no answer")

    def sign_in(self) -> tuple[int, dict[str, Any]]:
        status, body = self.ask("POST", "/api/session", {k: self.city[k] for k in ("login", "password")})
        self.token = str(body.get("csrf_token", ""))
        return status, body

    def submit(self, key: str) -> tuple[int, dict[str, Any]]:
        body = {
            "item_id": self.city["item"], "values": FORM,
            "applicant": {"name": f"样例 {key[:8]}", "contact_phone": "13900000001"},
            "materials": [{"key": "form"}, {"key": "identity"}],
        }  # fmt: skip
        answer: tuple[int, dict[str, Any]] = self.ask(
            "POST", "/api/cases", body, {"Idempotency-Key": key, "X-CSRFToken": self.token}
        )
        return answer

    def ask(self, method: str, path: str, body: object, headers: dict[str, str] | None = None) -> Any:
        link = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=10)
        try:
            cookies = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
            given = {"Content-Type": "application/json", "Cookie": cookies, **(headers or {})}
            link.request(method, path, json.dumps(body), given)
            answer = link.getresponse()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    cookie, _, rest = value.partition("=")
                    self.cookies[cookie] = rest.split(";")[0]
            text = answer.read()
            return answer.status, json.loads(text) if text.startswith(b"{") else {}
        finally:
            link.close()


def rows(house: House, sql: str) -> list[tuple[Any, ...]]:
    form = database(house.env["DATABASE_OWNER_URL"])
    with psycopg.connect(
        dbname=str(form["NAME"]), user=str(form["USER"]), password=str(form["PASSWORD"]), host=str(form["HOST"]),
        options="-c search_path=city,public",
    ) as link:  # fmt: skip
        return link.execute(sql).fetchall()


def kill_in_turn(house: House, clients: list[Client]) -> None:
    """Each kill falls into work that is going on, and what comes after it is seen to go on again."""
    for _ in range(ROUNDS):
        wait_for_more(clients)
        house.kill("serve")
        house.serve()
        wait_for_more(clients)
        house.kill("worker")
        house.work()
        wait_for_more(clients)
        house.kill_database()
    wait_for_more(clients)


def wait_for_more(clients: list[Client]) -> None:
    """Until every other client, on the whole, has been acknowledged once more."""
    enough = sum(len(c.acknowledged) for c in clients) + MORE
    end = time.monotonic() + PATIENCE
    while sum(len(c.acknowledged) for c in clients) < enough:
        assert time.monotonic() < end, [c.trouble for c in clients]
        assert not any(c.trouble for c in clients), [c.trouble for c in clients]
        time.sleep(0.05)


def wait_for_jobs(house: House) -> None:
    """The worker runs on until nothing is left to do, the jobs of the killed ones among it; patience begins anew with
    each that is done, for how many there are depends on how fast the requests were."""
    end, least = time.monotonic() + PATIENCE, sys.maxsize
    while time.monotonic() < end:
        left = rows(house, "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")[0][0]
        if not left:
            return
        if left < least:
            end, least = time.monotonic() + PATIENCE, left
        time.sleep(0.5)
    told = rows(
        house,
        "SELECT task_name, status, attempts, worker_id, args FROM procrastinate_jobs WHERE status IN ('todo', 'doing')",
    )
    raise AssertionError(f"never finished: {told}; the worker ended with {house.running['worker'].poll()}")


def test_what_was_acknowledged_exists_exactly_once(house: House) -> None:
    city = json.loads(run([sys.executable, "-m", "tests.crash_city"], house.env))
    house.serve()
    house.work()
    stop = threading.Event()
    clients = [Client(house, city, stop) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    kill_in_turn(house, clients)
    stop.set()
    for client in clients:
        client.join(PATIENCE + 15)
        assert not client.trouble, client.trouble
        assert not client.is_alive()
    wait_for_jobs(house)
    acknowledged = [number for client in clients for number in client.acknowledged.values()]
    assert len(acknowledged) >= MORE * ROUNDS * 3
    assert sum(client.tries for client in clients) > len(acknowledged) + CLIENTS, "nobody noticed any of it"
    check_books(house, acknowledged)


def check_books(house: House, acknowledged: list[str]) -> None:
    """Every acknowledged request once; numbers without gap or double; every case whole, its paper made once."""
    numbers = [n for (n,) in rows(house, "SELECT number FROM ch_cases_case ORDER BY number")]
    assert sorted(acknowledged) == numbers
    assert [int(n[-8:]) for n in numbers] == list(range(1, len(numbers) + 1))
    count = len(numbers)
    for sql in (
        "SELECT count(*), count(DISTINCT ref) FROM ch_journal_entry WHERE event = 'case.received'",
        "SELECT count(*), count(DISTINCT ref) FROM ch_deadlines_deadline WHERE kind = 'notice'",
        "SELECT count(*), count(DISTINCT case_id) FROM ch_cases_casepaper WHERE kind = 'receipt'",
        "SELECT count(*), count(DISTINCT ref) FROM ch_messages_paper WHERE kind = 'receipt' AND sha256 <> ''",
        "SELECT count(*) / 2, count(DISTINCT application_id) FROM ch_cases_material",
    ):
        assert rows(house, sql) == [(count, count)], sql
    assert rows(house, "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'") == [(0,)]
    papers = [n for (n,) in rows(house, "SELECT number FROM ch_messages_paper WHERE kind = 'receipt'")]
    assert sorted(int(n.split("〕")[1].rstrip("号")) for n in papers) == list(range(1, count + 1))
