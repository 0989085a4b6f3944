"""The one door out: calls to addresses that people entered (webhooks, sign-in providers, gateways).

Whoever may enter an address must not be able to make the house call its own network. So: http or https only; the name is
looked up once and the connection goes to the very address that was judged (a second look-up could answer otherwise); an
address inside a network, of this machine, or one that hides another address is refused unless `CITYHALL_OUTGOING` names it;
a redirect is an answer, not an order; time and size have limits; proxies of the environment are not asked.
Source: OWASP Server-Side Request Forgery Prevention; IANA special-purpose address registries (RFC 6890)."""

import http.client
import io
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from django.conf import settings

from cityhall.kernel.errors import InvalidInputError

TIMEOUT = 10.0  # seconds for everything: name, connection, answer
MOST = 1024 * 1024  # bytes of an answer
URL_LIMIT = 2000
TRIED = 3  # addresses of one name
PORTS = {"http": 80, "https": 443}

Reason = Literal["url", "name", "address", "connect", "tls", "time", "size", "answer"]
Resolver = Callable[[str, int], Sequence[str]]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

SENTENCES: dict[Reason, str] = {
    "url": "网址无效：请填写以 http:// 或 https:// 开头的完整网址，不要带用户名和密码",
    "name": "找不到这个网址的主机，请核对域名",
    "address": "这个网址指向本机或内部网络，不能使用；确需使用的，请运维人员把它列入 CITYHALL_OUTGOING",
    "connect": "连不上对方服务器",
    "tls": "对方的证书无效或加密连接失败",
    "time": "对方没有在限定时间内答复",
    "size": "对方的答复过大",
    "answer": "对方的答复不合 HTTP 规范",
}
HIDING = tuple(  # IPv6 that stands for an IPv4 address: compatible, mapped, translated, NAT64 (two), Teredo, 6to4
    ipaddress.ip_network(n)
    for n in ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16")
)
CLOSED = tuple(  # older Pythons call some of these global
    ipaddress.ip_network(n)
    for n in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "fec0::/10",
    )
)


class OutgoingError(Exception):
    """The call did not come about. `reason` says why in one word, the text in one Chinese sentence without the address."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(SENTENCES[reason])
        self.reason: Reason = reason


@dataclass(frozen=True)
class Answer:
    """What came back; names of headers in small letters. A redirect (3xx) is an answer like any other."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class _Target:
    scheme: str
    host: str
    port: int
    path: str

    @property
    def named(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    timeout: float = TIMEOUT,
    most: int = MOST,
    resolve: Resolver | None = None,
    context: ssl.SSLContext | None = None,
    configured: bool = False,
) -> Answer:
    """Send `body` there and read what comes back, whatever its status. `timeout` is for the whole of it, in seconds.
    `configured` is for an address from the environment, never for one a person entered: the operator may mean her own network.

    Raises `OutgoingError` when there is no answer to read: a forbidden address, no connection, too slow, too large."""
    call = _Call(url, timeout, most, resolve or look_up, context, configured=configured)
    return call.answer("POST", body, headers)


def get(
    url: str,
    headers: Mapping[str, str] | None = None,
    *,
    timeout: float = TIMEOUT,
    most: int = MOST,
    resolve: Resolver | None = None,
    context: ssl.SSLContext | None = None,
) -> Answer:
    """Read what is there; everything else as `post`."""
    return _Call(url, timeout, most, resolve or look_up, context).answer("GET", None, headers or {})


def check(url: str, *, field: str = "url", resolve: Resolver | None = None) -> None:
    """For forms: may this address be called as things stand? It is judged again at each call, for names may move.

    Raises `InvalidInputError`: `outgoing.url`, `outgoing.name`, `outgoing.address`."""
    try:
        _check_open(target := _target(url), _found(target, resolve or look_up))
    except OutgoingError as no:
        raise InvalidInputError(f"outgoing.{no.reason}", str(no), field=field) from no


def look_up(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, in the order the system would try them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(where[0]) for *_, where in found))


def is_open(address: Address) -> bool:
    """A public address of one machine that stands for itself and for no other."""
    if isinstance(address, ipaddress.IPv6Address) and any(address in n for n in HIDING):
        return False
    if any(address.version == n.version and address in n for n in CLOSED):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _target(url: str) -> _Target:
    if len(url) > URL_LIMIT or "\\" in url or any(c <= " " or c == "\x7f" for c in url):
        raise OutgoingError("url")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode().rstrip("."), parts.port
    except ValueError as wrong:
        raise OutgoingError("url") from wrong
    if parts.scheme not in PORTS or not host or "@" in parts.netloc or port == 0:
        raise OutgoingError("url")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not path.isascii() or "%" in host:
        raise OutgoingError("url")
    return _Target(parts.scheme, host, port or PORTS[parts.scheme], path)


def _found(target: _Target, resolve: Resolver, timeout: float = TIMEOUT) -> Sequence[str]:
    """The addresses of the target's name, asked for once."""
    found = _within(timeout, lambda: resolve(target.host, target.port))
    if not found:
        raise OutgoingError("name")
    return found


def _check_open(target: _Target, found: Sequence[str]) -> None:
    """One address that may not be called spoils them all: a mixed answer is an attempt."""
    hosts, networks = _allowed(str(settings.OUTGOING))
    for text in found if target.host not in hosts else ():
        address = ipaddress.ip_address(text)
        listed = any(address.version == n.version and address in n for n in networks)
        if not listed and not is_open(address):
            raise OutgoingError("address")


def _allowed(listed: str) -> tuple[set[str], list[Network]]:
    """What `CITYHALL_OUTGOING` names: hosts, and networks or single addresses."""
    hosts, networks = set[str](), list[Network]()
    for one in (part.strip().lower() for part in listed.split(",")):
        try:
            networks.append(ipaddress.ip_network(one.strip("[]"), strict=False))
        except ValueError:
            hosts.add(one.rstrip("."))
    return hosts - {""}, networks


def _within(timeout: float, ask: Callable[[], Sequence[str]]) -> Sequence[str]:
    """The system's look-up knows no time limit, so it is left behind when it takes too long."""
    said: list[Sequence[str]] = []

    def run() -> None:
        try:
            said.append(ask())
        except (OSError, UnicodeError):
            said.append([])

    waiting = threading.Thread(target=run, daemon=True)
    waiting.start()
    waiting.join(max(timeout, 0))
    if not said:
        raise OutgoingError("time" if waiting.is_alive() else "name")
    return said[0]


class _Timed:
    """A connection that ends at a given moment, however slowly the other side drips."""

    def __init__(self, plain: socket.socket, until: float) -> None:
        self.plain, self.until = plain, until

    def ready(self) -> socket.socket:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.plain.settimeout(left)
        return self.plain

    def sendall(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[self.ready().send(rest[:65536]) :]

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Stream(self))

    def close(self) -> None:
        """The call closes the connection itself, when it has read the answer."""


class _Stream(io.RawIOBase):
    def __init__(self, line: _Timed) -> None:
        self.line = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self.line.ready().recv_into(buffer)


class _Call:
    """One call: judge, connect, ask, read."""

    def __init__(
        self,
        url: str,
        timeout: float,
        most: int,
        resolve: Resolver,
        context: ssl.SSLContext | None,
        *,
        configured: bool = False,
    ) -> None:
        self.url, self.most, self.resolve, self.configured = url, most, resolve, configured
        self.until = time.monotonic() + timeout
        self.context = context or ssl.create_default_context()

    @property
    def left(self) -> float:
        return self.until - time.monotonic()

    def answer(self, method: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        target = _target(self.url)
        try:
            with closing(self._connected(target)) as plain:
                return self._asked(target, plain, method, body, headers)
        except TimeoutError as late:
            raise OutgoingError("time") from late
        except ssl.SSLError as broken:
            raise OutgoingError("tls") from broken
        except OSError as gone:
            raise OutgoingError("connect") from gone
        except (http.client.HTTPException, ValueError) as strange:
            raise OutgoingError("answer") from strange

    def _connected(self, target: _Target) -> socket.socket:
        """To one of the addresses that were judged, by number; the certificate is held against the name."""
        found = _found(target, self.resolve, self.left)
        if not self.configured:
            _check_open(target, found)
        plain = self._reached(found[:TRIED], target.port)
        if target.scheme == "http":
            return plain
        try:
            plain.settimeout(max(self.left, 0.001))
            return self.context.wrap_socket(plain, server_hostname=target.host)
        except BaseException:
            plain.close()
            raise

    def _reached(self, addresses: Sequence[str], port: int) -> socket.socket:
        for n, address in enumerate(addresses, start=1):
            try:
                share = self.left / (len(addresses) - n + 1)
                return socket.create_connection((address, port), timeout=max(share, 0.001))
            except OSError:
                if n == len(addresses):
                    raise
        raise OutgoingError("name")

    def _asked(
        self, target: _Target, plain: socket.socket, method: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        line = http.client.HTTPConnection(target.host, target.port)
        line.sock = cast("socket.socket", _Timed(plain, self.until))
        ours = {"Host": target.named, "Connection": "close", "Accept-Encoding": "identity", "User-Agent": "CityHall"}
        names = {name.lower() for name in ours}
        line.request(method, target.path, body, ours | {k: v for k, v in headers.items() if k.lower() not in names})
        answer = line.getresponse()
        if (answer.length or 0) > self.most:
            raise OutgoingError("size")
        content = answer.read(self.most + 1)
        if len(content) > self.most:
            raise OutgoingError("size")
        if answer.length:  # the connection ended before what was promised
            raise OutgoingError("answer")
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, content)
