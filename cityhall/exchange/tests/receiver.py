"""A receiver of events on this machine: it can be down, be slow, answer as it is told; and it checks what it is sent."""

import base64
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Got:
    """One call: the headers (small letters) and the body as it came."""

    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.body)
        return told

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    def is_signed_with(self, secret: str) -> bool:
        """As a receiver would: none of our own code."""
        stamped = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body
        wanted = base64.b64encode(hmac.new(base64.b64decode(secret[6:]), stamped, sha256).digest()).decode()
        return any(hmac.compare_digest(one, f"v1,{wanted}") for one in self.headers["webhook-signature"].split())


@dataclass
class Receiver:
    """`answer` gives the status of each call, and may take its time."""

    answer: Callable[[Got], int] = lambda _: 204
    headers: dict[str, str] = field(default_factory=dict)
    got: list[Got] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/events"

    @property
    def ids(self) -> list[str]:
        return [one.id for one in self.got]

    @property
    def kinds(self) -> list[str]:
        return [one.event["data"]["kind"] for one in self.got]

    @contextmanager
    def up(self) -> Iterator["Receiver"]:
        """Listening; before and after, nobody is there. The port stays the same."""
        ours = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = int(self.headers.get("Content-Length", 0))
                got = Got({k.lower(): v for k, v in self.headers.items()}, self.rfile.read(size))
                ours.got.append(got)
                status = ours.answer(got)
                self.send_response(status)
                for name, value in ours.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet."""

        with ThreadingHTTPServer(("127.0.0.1", self.port), Handler) as server:
            server.daemon_threads = True
            self.port = server.server_port
            serving = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
            serving.start()
            try:
                yield self
            finally:
                server.shutdown()
                serving.join()
