"""The one line the twin writes of its own: that the demo city was founded, so that it is not founded again."""

from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.journal.record import record


@action
def found(actor: Actor, ref: str, applications: int) -> None:
    """建成演示城市."""
    record(actor, "city.founded", ref, applications=applications)
