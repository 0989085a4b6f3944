"""读证 and 高拍 at a window. They change nothing of a case: what was read is put on the clerk's page, and nowhere else."""

from cityhall.cases.adapters import devices
from cityhall.cases.adapters.devices import Card, Shot
from cityhall.kernel.actor import Actor

from .shifts import at_window


def read_card(actor: Actor) -> Card:
    """读证: what the reader of this clerk's window has read last."""
    return devices.read_card(at_window(actor))


def take_shot(actor: Actor) -> Shot:
    """高拍: what the camera of this clerk's window has taken last, stored; the act that refers to it notes it."""
    return devices.take_shot(at_window(actor))


def has_devices(actor: Actor) -> bool:
    """Is anything connected at this clerk's window?"""
    return devices.ready(actor.window_id)


def drop(window_id: int, kind: str, name: str, content: bytes) -> str:
    """What a device does when it has read something; for `cityhall devices drop`."""
    return str(devices.drop(window_id, kind, name, content))
