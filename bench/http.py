"""The whole life of a case over HTTP through the real web server, and one status change alone.

Create, fill in, upload twice, submit, accept, two review steps, decide, deliver; then claiming and releasing a step, over
and over. The baseline is the plainest page of a person who is signed in, `GET /api/session`, at as many connections."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)  # not this folder: `http` is the library's

import http.client
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from bench import ground
from bench.city import FORM, MATERIALS, City

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
CONNECTIONS, CASES, SECONDS = (4, 16), 96, 8.0
UP = 60.0


@dataclass
class Person:
    """A session, shared by all connections that act as this person."""

    cookies: str = ""
    token: str = ""


@dataclass
class Link:
    """One connection that stays open, and how long each of its requests took, in milliseconds."""

    address: str
    took: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.wire = http.client.HTTPConnection(self.address, timeout=60)

    def ask(
        self, who: Person, method: str, path: str, body: object = None, *, version: int | None = None, file: bytes = b""
    ) -> Any:
        """One request; what is not granted ends the benchmark."""
        headers = {"Cookie": who.cookies, "X-CSRFToken": who.token, "Content-Type": "application/json"}
        if method != "GET":
            headers["Idempotency-Key"] = uuid4().hex
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        data = json.dumps(body).encode() if body is not None else b""
        if file:
            edge = uuid4().hex
            headers["Content-Type"] = f"multipart/form-data; boundary={edge}"
            head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'.encode()
            data = head + file + f"\r\n--{edge}--\r\n".encode()
        began = time.perf_counter()
        self.wire.request(method, f"/api{path}", data, headers)
        answer = self.wire.getresponse()
        text = answer.read()
        self.took.append((time.perf_counter() - began) * 1000)
        if answer.status >= http.client.MULTIPLE_CHOICES:
            raise RuntimeError(f"{method} {path}: {answer.status} {text.decode()}")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and not who.token:  # while signing in; a session is shared afterwards
                who.cookies = "; ".join(filter(None, (who.cookies, value.split(";")[0])))
        return json.loads(text) if text else None


@dataclass
class Cast:
    """Everybody a case meets."""

    item: int
    citizen: Person
    clerk: Person
    reviewer: Person
    second: Person
    approver: Person
    issuer: Person


def sign_in(address: str, city: City) -> Cast:
    office, link = city.offices[0], Link(address)

    def staff(login: str) -> Person:
        who = Person()
        who.token = link.ask(who, "POST", "/session", {"login": login, "password": city.password})["csrf_token"]
        return who

    phone, code = city.citizens[0]
    citizen = Person()
    citizen.token = link.ask(citizen, "POST", "/session/phone", {"phone": phone, "code": code})["csrf_token"]
    return Cast(
        office.item, citizen, staff(office.clerk), staff(office.reviewer), staff(office.second),
        staff(office.approver), staff(office.issuer),
    )  # fmt: skip


def submitted(link: Link, cast: Cast) -> tuple[str, int]:
    """A case on its way; answers its number and its version."""
    body = {"item_id": cast.item, "contact_phone": "13900000001"}
    draft = link.ask(cast.citizen, "POST", "/drafts", body)["id"]
    version = link.ask(cast.citizen, "PUT", f"/drafts/{draft}", {"values": FORM}, version=1)["version"]
    for key in MATERIALS:
        link.ask(cast.citizen, "POST", f"/materials/{draft}/{key}/files", file=PDF)
    number = link.ask(cast.citizen, "POST", f"/drafts/{draft}/submission", version=version)["number"]
    return number, version + 1


def life(link: Link, cast: Cast) -> None:
    """From the first line typed to the result handed over: ten requests."""
    number, version = submitted(link, cast)
    agree = {"advice": "agree", "opinion": "符合条件"}
    for who, path, body in (
        (cast.clerk, "acceptance", None),
        (cast.reviewer, "steps/review/completion", agree),
        (cast.second, "steps/second/completion", agree),
        (cast.approver, "steps/decide/grant", {"text": "同意"}),
        (cast.issuer, "delivery", {"receiver": "样例"}),
    ):
        link.ask(who, "POST", f"/cases/{number}/{path}", body, version=version)
        version += 1


def together(address: str, connections: int, work: Callable[[Link, int], None]) -> tuple[list[float], float]:
    """Every connection does its work at once; answers all times and how long the whole took."""
    links = [Link(address) for _ in range(connections)]
    troubles: list[Exception] = []

    def run(link: Link, n: int) -> None:
        try:
            work(link, n)
        except Exception as wrong:
            troubles.append(wrong)

    threads = [threading.Thread(target=run, args=(link, n)) for n, link in enumerate(links)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if troubles:
        raise troubles[0]
    return [t for link in links for t in link.took], time.perf_counter() - began


def lives(address: str, cast: Cast, connections: int, cases: int) -> dict[str, float]:
    share = max(1, cases // connections)

    def work(link: Link, n: int) -> None:
        for _ in range(share):
            life(link, cast)

    times, took = together(address, connections, work)
    told = {"cases_per_s": round(share * connections / took, 1), "requests_per_s": round(len(times) / took, 1)}
    return {f"{name}_{connections}": value for name, value in {**told, **ground.percentiles(times)}.items()}


def changes(address: str, cast: Cast, connections: int, seconds: float) -> float:
    """One status change alone, a second: claim and release of a step, each connection on a case of its own."""
    link, waiting = Link(address), []
    for _ in range(connections):
        number, version = submitted(link, cast)
        link.ask(cast.clerk, "POST", f"/cases/{number}/acceptance", version=version)
        waiting.append((number, version + 1))

    def work(mine: Link, n: int) -> None:
        number, version = waiting[n]
        end, turn = time.perf_counter() + seconds, 0
        while time.perf_counter() < end:
            act = ("claim", "release")[turn % 2]
            mine.ask(cast.reviewer, "POST", f"/cases/{number}/steps/review/{act}", version=version + turn)
            turn += 1

    times, took = together(address, connections, work)
    return len(times) / took


def plain(address: str, cast: Cast, connections: int, seconds: float) -> float:
    def work(mine: Link, n: int) -> None:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            mine.ask(cast.reviewer, "GET", "/session")

    times, took = together(address, connections, work)
    return len(times) / took


def wait_for(address: str) -> None:
    end = time.monotonic() + UP
    while True:
        try:
            link = http.client.HTTPConnection(address, timeout=5)
            link.request("GET", "/api/session")
            link.getresponse().read()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return


def main(argv: Sequence[str] | None = None) -> None:
    quick = ground.is_quick(argv, __doc__)
    cases, seconds = (16, 1.0) if quick else (CASES, SECONDS)
    with ground.scratch(CITYHALL_LIMITS="off") as here:
        city = City.read(here.run("bench.city", "1"))
        server = here.start("cityhall", "serve", "--port", str(here.port))
        try:
            wait_for(here.address)
            cast = sign_in(here.address, city)
            lives(here.address, cast, CONNECTIONS[0], CONNECTIONS[0])  # warm
            figures: dict[str, float] = {}
            for connections in CONNECTIONS:
                figures |= lives(here.address, cast, connections, cases)
            most = CONNECTIONS[-1]
            base = plain(here.address, cast, most, seconds)
            changed = changes(here.address, cast, most, seconds)
            base = (base + plain(here.address, cast, most, seconds)) / 2
        finally:
            ground.stop(server)
    figures |= {"status_changes_per_s": round(changed, 1), "baseline_per_s": round(base, 1)}
    ground.say("http", changed / base, "GET /api/session, signed in, at 16 connections, before and after", figures)


if __name__ == "__main__":
    main()
