"""A small city of a test's own that runs as processes, the people who submit to it, and its books."""

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from bench import founding
from cityhall.site import embedded
from cityhall.site.settings import database

PATIENCE, LONGEST_PAUSE = 90.0, 300.0
BELOW_EPHEMERAL = range(15_000, 32_000)
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
        while time.monotonic() < end and self.running["serve"].poll() is None:
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


def founded(var: Path) -> House:
    """A cluster of its own in this folder, its tables made; nobody serves yet."""

    def migrate(folder: Path, urls: embedded.Urls) -> None:
        run([sys.executable, "-m", "cityhall", "migrate"], belonging(folder, urls))

    return House(var, free_port(), belonging(var, founding.founded(var, migrate)))


def belonging(var: Path, urls: embedded.Urls) -> dict[str, str]:
    """What a process needs to know to belong to the city in this folder."""
    return surroundings() | {
        "CITYHALL_LIMITS": "off",  # all its clients come from one address
        "CITYHALL_VAR": str(var), "DATABASE_URL": urls.serving, "DATABASE_OWNER_URL": urls.owner, "CITYHALL_LOG": "ERROR",
    }  # fmt: skip


def surroundings() -> dict[str, str]:
    """This process's environment without anything that speaks of a city."""
    names = ("CITYHALL_", "DATABASE_", "PYTEST_", "DJANGO_")
    return {k: v for k, v in os.environ.items() if not k.startswith(names)}


def free_port() -> int:
    """Below the ports a system takes for what goes out: a client that knocks at a dead server from its very port would
    answer itself and keep the server from coming back."""
    while True:
        port = BELOW_EPHEMERAL.start + secrets.randbelow(len(BELOW_EPHEMERAL))
        with socket.socket() as free:
            try:
                free.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


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
        self.patience = 10.0

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
        link = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=self.patience)
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


def wait_for_jobs(house: House) -> None:
    """The worker runs on until nothing is left to do, the jobs of the killed ones among it; patience begins anew with
    each that is done, for how many there are depends on how fast the requests were; one that failed waits for its
    next try."""
    end, least = time.monotonic() + PATIENCE, sys.maxsize
    while time.monotonic() < end:
        left, pause = rows(
            house,
            "SELECT count(*), COALESCE(max(extract(epoch FROM scheduled_at - now())), 0)::float FROM procrastinate_jobs "
            "WHERE status IN ('todo', 'doing')",
        )[0]
        if not left:
            return
        if pause > 0:
            end = max(end, time.monotonic() + min(pause, LONGEST_PAUSE) + PATIENCE / 2)
        if left < least:
            end, least = time.monotonic() + PATIENCE, left
        time.sleep(0.5)
    told = rows(
        house,
        "SELECT task_name, status, attempts, worker_id, args FROM procrastinate_jobs WHERE status IN ('todo', 'doing')",
    )
    raise AssertionError(f"never finished: {told}; the worker ended with {house.running['worker'].poll()}")


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
