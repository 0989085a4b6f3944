"""The receiver of events: one address on the other side, asked through the house's one door out."""

import ipaddress
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from cityhall.exchange.rules import Outcome
from cityhall.kernel import outgoing
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.outgoing import OutgoingError

TIMEOUT = 10.0  # seconds for everything
MOST = 16 * 1024  # bytes of an answer nobody reads
ANYWHERE = "1.1.1.1"  # stands for the address of a name that is not looked up yet
SECONDS = re.compile(r"[0-9]{1,6}")
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def check_url(url: str) -> None:
    """May this address be entered? Https, or http to this very machine where the operator listed it. A name is looked up at
    each call and judged then; here only what is written counts. Raises InvalidInputError."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        parts, host = None, ""
    if parts is None or (parts.scheme != "https" and host not in LOOPBACK):
        raise InvalidInputError("exchange.hook_url", "接收地址须以 https:// 开头，请填写完整网址", field="url")
    outgoing.check(url, resolve=_as_written)


def _as_written(host: str, port: int) -> Sequence[str]:
    if host == "localhost":
        return [LOOPBACK[0]]
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        return [ANYWHERE]


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
    """Tell it. A redirect is a failure like any other answer that is not 2xx: nobody follows it."""
    try:
        answer = outgoing.post(url, body, headers, timeout=TIMEOUT, most=MOST)
    except OutgoingError as no:
        return Outcome(None, str(no))
    asked = answer.headers.get("retry-after", "")
    again = float(asked) if SECONDS.fullmatch(asked) else 0.0
    told = Outcome(answer.status, again_after=again)
    return told if told.is_good else replace(told, reason=f"对方答复 {answer.status}")
