"""Messages really leave: by SMTP and by HTTP to servers of our own, signed; receipts; quiet hours; by hand again."""

import base64
import json
import socket
import socketserver
import threading
from collections.abc import Iterator
from datetime import time
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.call import calling
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.journal.queries import line
from cityhall.messages import actions, queries
from cityhall.messages.adapters import gateways, sms, smtp
from cityhall.messages.adapters.gateways import GatewayError, Letter
from cityhall.messages.models import Message
from cityhall.messages.rules import quiet, signing
from cityhall.messages.terms import Can, Channel, MessageState, PaperKind

from . import given

pytestmark = pytest.mark.django_db
MORNING = "2026-09-16 10:00"
SECRET = "一把测试用的钥匙"


class Post(socketserver.ThreadingTCPServer):
    """A real, small SMTP server: keeps what it is given, refuses whom it is told to."""

    allow_reuse_address = True

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.logins: list[str] = []
        self.refuse = ""
        super().__init__(("127.0.0.1", 0), Desk)


class Desk(socketserver.StreamRequestHandler):
    server: Post

    def handle(self) -> None:
        self._say("220 test")
        while words := self.rfile.readline().decode("latin-1").strip():
            verb = words.split(" ")[0].upper()
            if verb == "EHLO":
                self._say("250-test", "250-AUTH PLAIN", "250 SMTPUTF8")
            elif verb == "AUTH":
                self.server.logins.append(base64.b64decode(words.split(" ")[2]).decode())
                self._say("235 in")
            elif verb == "RCPT" and self.server.refuse:
                self._say(self.server.refuse)
            elif verb == "DATA":
                self._say("354 go")
                self.server.letters.append(self._data())
                self._say("250 kept")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _data(self) -> bytes:
        lines = []
        while (row := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(row[1:] if row.startswith(b"..") else row)
        return b"".join(lines)

    def _say(self, *rows: str) -> None:
        self.wfile.write("".join(f"{row}\r\n" for row in rows).encode())


class Provider(BaseHTTPRequestHandler):
    """A real, small SMS gateway that checks our signature."""

    server: Any

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        _, timestamp, nonce, signed = (self.headers[name] for name in signing.HEADERS)
        good = signed == signing.signature(SECRET, "POST", self.path, timestamp, nonce, body)
        self.server.got.append((self.path, dict(self.headers), json.loads(body)))
        status, answer = self.server.answer if good else (401, b"{}")
        self.send_response(status)
        if status == 302:
            self.send_header("Location", self.server.elsewhere)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: object) -> None:
        pass


def _running(server: Any) -> Iterator[Any]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    server = Post()
    settings.MESSAGE_GATEWAY = "email=smtp"
    settings.SMTP_URL = f"smtp://hall:pa%40ss@127.0.0.1:{server.server_address[1]}"
    settings.SMTP_FROM = "云溪市政务服务中心 <hall@city.example>"
    yield from _running(server)


@pytest.fixture
def provider(settings: Any) -> Iterator[Any]:
    server: Any = HTTPServer(("127.0.0.1", 0), Provider)
    server.got, server.answer, server.elsewhere = [], (200, b'{"id": "p-1"}'), ""
    settings.MESSAGE_GATEWAY, settings.SMS_KEY, settings.SMS_SECRET = "sms=http", "city", SECRET
    settings.SMS_URL = f"http://127.0.0.1:{server.server_address[1]}/v1/messages?app=1"
    yield from _running(server)


@pytest.fixture
def watcher() -> Actor:
    return Actor("任可", account_id=77, everywhere=frozenset({Can.SEE_SENDING}))


def leave() -> None:
    with calling(key="reaction:1:deliver"):
        actions.deliver(line(Entry.objects.filter(event="message.queued").latest("id").id))


def only(**more: Any) -> Message:
    return Message.objects.exclude(channel="in_app").get(**more)


def letter(**more: Any) -> Letter:
    told = {
        "channel": Channel.EMAIL,
        "address": "zhou@city.example",
        "subject": "已受理",
        "body": "您好",
        "reference": "city-1",
    }
    return Letter(**{**told, **more})


@clock.frozen(MORNING)
def test_an_e_mail_leaves_by_smtp(post: Post) -> None:
    given.told(HOUSE, phone="13800000000", email="zhou@city.example")
    leave()
    (raw,), row = post.letters, only()
    told = message_from_bytes(raw, policy=default)
    assert (told["To"], told["Subject"], row.state) == ("zhou@city.example", "已受理", "sent")
    assert "十月二十一日" in told.get_content()
    assert row.provider_id == told["Message-ID"].strip()  # a long one begins on a line of its own
    assert post.logins == ["\0hall\0pa@ss"]
    assert not Message.objects.filter(channel="sms").exists(), "a channel this city does not have is not used"


@clock.frozen(MORNING)
def test_an_e_mail_takes_its_paper_along_where_the_city_says_so(post: Post, settings: Any) -> None:
    settings.SMTP_ATTACH = True
    given.issued(HOUSE, PaperKind.ACCEPTANCE)
    given.told(HOUSE, email="zhou@city.example")
    leave()
    (attached,) = message_from_bytes(post.letters[0], policy=default).iter_attachments()
    assert attached.get_filename() == "受理通知书.pdf"
    assert attached.get_content().startswith(b"%PDF")


def test_what_was_typed_does_not_become_a_header(post: Post) -> None:
    smtp.Smtp.from_settings().deliver(letter(subject="已受理\r\nBcc: all@city.example\r\n\r\n正文"))
    told = message_from_bytes(post.letters[0], policy=default)
    assert told["Bcc"] is None
    assert told["Subject"] == "已受理 Bcc: all@city.example 正文"


@pytest.mark.parametrize(("refuse", "final"), [("550 no such mailbox", True), ("450 later", False)])
def test_a_refusing_mail_server_says_whether_for_good(post: Post, refuse: str, final: bool) -> None:
    post.refuse = refuse
    with pytest.raises(GatewayError, match="拒收") as refusal:
        smtp.Smtp.from_settings().deliver(letter())
    assert refusal.value.final is final


def test_a_mail_server_that_is_gone_is_tried_again_and_bad_settings_are_named(settings: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.SMTP_URL, settings.SMTP_FROM = f"smtp://127.0.0.1:{free.getsockname()[1]}", "a@city.example"
    with pytest.raises(GatewayError) as refusal:
        smtp.Smtp.from_settings().deliver(letter())
    assert not refusal.value.final
    settings.SMTP_URL = "http://mail.example"
    with pytest.raises(ImproperlyConfigured, match="CITYHALL_SMTP_URL"):
        gateways.GATEWAYS["smtp"]()
    settings.SMS_URL = "file:///etc/passwd"
    with pytest.raises(ImproperlyConfigured, match="CITYHALL_SMS_URL"):
        gateways.GATEWAYS["http"]()


@clock.frozen(MORNING)
def test_a_text_message_leaves_signed_and_its_receipt_is_noted_once(provider: Any) -> None:
    given.told(HOUSE)
    leave()
    ((path, head, said),), row = provider.got, only()
    assert (path, said["to"], head["Idempotency-Key"]) == ("/v1/messages?app=1", "13800000000", said["reference"])
    assert (row.state, row.provider_id, row.attempts) == ("sent", "p-1", 1)
    assert receipt({"id": "p-1", "delivered": False, "reason": "13800000000 空号\n"}).json() == {
        "noted": 1,
        "unknown": [],
    }
    assert (only().state, only().reason) == ("undelivered", "… 空号")
    assert receipt({"id": "p-1", "delivered": True}).json()["noted"] == 0
    assert receipt({"id": "p-2", "delivered": True}).json() == {"noted": 0, "unknown": ["p-2"]}
    assert only().state == "undelivered"


def receipt(one: dict[str, Any], *, nonce: str = "", late: int = 0, secret: str = SECRET) -> Any:
    body = json.dumps({"receipts": [one]}).encode()
    path, timestamp = "/api/messages/receipts", str(int(clock.now().timestamp()) - late)
    nonce = nonce or f"nonce-{Entry.objects.count():08}"
    signed = signing.signature(secret, "POST", path, timestamp, nonce, body)
    head = dict(zip(signing.HEADERS, ("city", timestamp, nonce, signed), strict=True))
    return Client(enforce_csrf_checks=True).post(path, body, content_type="application/json", headers=head)


def test_a_receipt_that_is_replayed_changes_nothing_and_a_false_one_is_refused(provider: Any) -> None:
    given.told(HOUSE)
    Message.objects.filter(channel="sms").update(state="sent", sent_at=clock.now(), provider_id="p-1")
    good = {"id": "p-1", "delivered": True}
    assert receipt(good, secret="falsch").json()["code"] == "message.bad_signature"
    assert receipt(good, late=301).json()["code"] == "message.bad_time"
    assert only().state == "sent"
    with clock.frozen(MORNING):
        answers = [receipt(good, nonce="the-same-nonce").json() for _ in range(2)]
    assert answers[0] == answers[1] == {"noted": 1, "unknown": []}
    assert Entry.objects.filter(event="message.receipts").count() == 1
    assert only().delivered_at is not None


def test_only_the_configured_address_is_called(provider: Any) -> None:
    other: Any = HTTPServer(("127.0.0.1", 0), Provider)
    other.got, other.answer = [], (200, b'{"id": "x"}')
    running = _running(other)
    next(running)
    provider.answer, provider.elsewhere = (302, b""), f"http://127.0.0.1:{other.server_address[1]}/"
    with pytest.raises(GatewayError, match="302"):
        sms.HttpSms.from_settings().deliver(letter(channel=Channel.SMS))
    assert other.got == []
    next(running, None)


@pytest.mark.parametrize(
    ("answer", "final"),
    [
        ((400, b"{}"), True),
        ((429, b"{}"), False),
        ((503, b"{}"), False),
        ((200, b"[]"), False),
        ((200, b'{"id": ""}'), False),
    ],
)
def test_what_the_provider_refuses_for_good_is_not_tried_again(provider: Any, answer: Any, final: bool) -> None:
    provider.answer = answer
    with pytest.raises(GatewayError) as refusal:
        sms.HttpSms.from_settings().deliver(letter(channel=Channel.SMS))
    assert refusal.value.final is final


@clock.frozen(MORNING)
def test_a_final_refusal_is_noted_with_its_reason_and_sent_again_by_hand(provider: Any, watcher: Actor) -> None:
    provider.answer = (400, b"{}")
    given.told(HOUSE)
    leave()
    row = queries.sending(watcher).rows[0]
    assert (row.state, row.reason, row.may_retry) == (MessageState.FAILED, "短信网关拒绝（HTTP 400）", True)
    assert row.address == "138****0000"
    assert queries.troubles(watcher) == {"failed": 1}
    with pytest.raises(NotAllowedError):
        actions.retry_message(given.clerk(), row.id)
    actions.retry_message(watcher, row.id)
    provider.answer = (200, b'{"id": "p-9"}')
    leave()
    assert (only().state, only().attempts) == ("sent", 2)
    with pytest.raises(WrongStateError, match="已发送"):
        actions.retry_message(watcher, row.id)
    (told,) = queries.told_about(given.citizen(), given.REF)
    assert told.state.label == "已发送"
    assert queries.told_about(given.citizen(502), given.REF) == []


def test_a_message_of_the_night_leaves_in_the_morning(provider: Any, watcher: Actor) -> None:
    with clock.frozen("2026-09-16 22:30"):
        given.told(HOUSE)
        leave()
        assert actions.release_held(HOUSE) == 0
    assert provider.got == []
    assert clock.local(only().leaves_at).isoformat() == "2026-09-17T08:00:00+08:00"  # type: ignore[arg-type]
    with clock.frozen("2026-09-17 08:03"):
        assert actions.release_held(HOUSE) == 1
        leave()
    assert (only().state, len(provider.got)) == ("sent", 1)


def test_what_is_urgent_does_not_wait_and_the_hours_are_the_city_s(provider: Any, watcher: Actor) -> None:
    assert quiet.leaves_at(clock.local(clock.now()).replace(hour=23), time(21), time(8), "code", ()) is None
    with clock.frozen("2026-09-16 22:30"):
        actions.set_quiet_hours(watcher, time(21), time(8), ["acceptance"])
        given.told(HOUSE)
        leave()
    assert only().state == "sent"
    with pytest.raises(InvalidInputError):
        actions.set_quiet_hours(watcher, time(8), time(8))
    with pytest.raises(NotAllowedError):
        actions.set_quiet_hours(given.clerk(), time(20), time(8))
    assert queries.quiet_hours().urgent == ("acceptance",)


@pytest.mark.parametrize(
    ("hour", "starts", "ends", "night"),
    [
        (20, 21, 8, False),
        (21, 21, 8, True),
        (3, 21, 8, True),
        (8, 21, 8, False),
        (13, 12, 14, True),
        (14, 12, 14, False),
    ],
)
def test_the_night_may_cross_midnight(hour: int, starts: int, ends: int, night: bool) -> None:
    assert quiet.quiet(time(hour), time(starts), time(ends)) is night
