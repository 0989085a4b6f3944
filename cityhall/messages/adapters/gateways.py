"""How a message leaves the house. One gateway is chosen by `CITYHALL_MESSAGE_GATEWAY`."""

from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from cityhall.messages.terms import Channel


class GatewayError(Exception):
    """The message did not leave; it may be tried again."""


class Gateway(Protocol):
    def deliver(self, channel: Channel, address: str, subject: str, body: str) -> None:
        """Hand the message over, or raise GatewayError."""


class Outbox:
    """发件箱: nothing leaves the house; what would have been sent is read on the demo's outbox page."""

    def deliver(self, channel: Channel, address: str, subject: str, body: str) -> None:
        if not address:
            raise GatewayError(f"a message by {channel} has no address")


GATEWAYS: dict[str, Gateway] = {"outbox": Outbox()}


def chosen() -> Gateway:
    """The gateway of this installation."""
    name = settings.MESSAGE_GATEWAY
    if name not in GATEWAYS:
        raise ImproperlyConfigured(f"CITYHALL_MESSAGE_GATEWAY is {name!r}; it may be: {', '.join(GATEWAYS)}")
    return GATEWAYS[name]
