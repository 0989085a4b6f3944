"""How a message leaves the house: for each channel the gateway `CITYHALL_MESSAGE_GATEWAY` names: `outbox` keeps all to
be looked at; `sms=http,email=smtp` sends. A channel it does not name, this city does not have."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from cityhall.messages.terms import Channel


class GatewayError(Exception):
    """The message did not leave. `final`: trying again would change nothing."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


@dataclass(frozen=True)
class Letter:
    """What is handed over. `reference` is ours, the same at every attempt; `files` are (name, PDF)."""

    channel: Channel
    address: str
    subject: str
    body: str
    reference: str
    files: tuple[tuple[str, bytes], ...] = ()


class Gateway(Protocol):
    def deliver(self, letter: Letter) -> str:
        """Hand the message over and answer the provider's number of it, or raise GatewayError."""


class Outbox:
    """发件箱: nothing leaves the house; what would have been sent is read on the demo's outbox page."""

    def deliver(self, letter: Letter) -> str:
        if not letter.address:
            raise GatewayError(f"a message by {letter.channel} has no address", final=True)
        return ""


def _smtp() -> Gateway:
    from .smtp import Smtp

    return Smtp.from_settings()


def _http() -> Gateway:
    from .sms import HttpSms

    return HttpSms.from_settings()


OUTBOX = "outbox"
GATEWAYS: dict[str, Callable[[], Gateway]] = {OUTBOX: Outbox, "smtp": _smtp, "http": _http}
FIT = {Channel.SMS: (OUTBOX, "http"), Channel.EMAIL: (OUTBOX, "smtp")}


def named() -> dict[Channel, str]:
    """The gateway of each channel by name, as set; a mistake is told by its name."""
    said = settings.MESSAGE_GATEWAY.strip()
    if "=" not in said:
        return dict.fromkeys(FIT, _known(said))
    pairs = [part.partition("=") for part in said.split(",")]
    channels = {channel.value: channel for channel in FIT}
    strange = [left.strip() for left, _, _ in pairs if left.strip() not in channels]
    if strange:
        raise ImproperlyConfigured(f"CITYHALL_MESSAGE_GATEWAY names {strange[0]!r}; it may be: {', '.join(channels)}")
    return {channels[left.strip()]: _known(right.strip()) for left, _, right in pairs}


def _known(name: str) -> str:
    if name not in GATEWAYS:
        raise ImproperlyConfigured(f"CITYHALL_MESSAGE_GATEWAY is {name!r}; it may be: {', '.join(GATEWAYS)}")
    return name


def available() -> frozenset[Channel]:
    """The channels this city has."""
    return frozenset({Channel.IN_APP, *named()})


def wakes(channel: Channel) -> bool:
    """Does a message by this channel reach anybody? The outbox wakes nobody, whatever the hour."""
    return named().get(channel) != OUTBOX


def chosen(channel: Channel) -> Gateway:
    """The gateway of this channel."""
    name = named().get(channel)
    if name is None:
        raise GatewayError(f"this city has no {channel}", final=True)
    return GATEWAYS[name]()
