"""From journal line to reaction: one job a line and listener, deferred in the transaction that wrote the line."""

from collections.abc import Callable, Iterable, Mapping

from django.conf import settings
from procrastinate.types import JSONValue

from cityhall.kernel.journal.models import Entry
from cityhall.kernel.journal.queries import Line

Reaction = Callable[[Line], object]
_when: dict[str, tuple[Reaction, ...]] = {}


def listen(when: Mapping[str, tuple[Reaction, ...]]) -> None:
    """Set the table of reactions. Called once, by `site`."""
    _when.clear()
    _when.update(when)


def name_of(reaction: Reaction) -> str:
    return f"{reaction.__module__}.{reaction.__name__}"


def reaction_named(event: str, name: str) -> Reaction | None:
    return next((r for r in _when.get(event, ()) if name_of(r) == name), None)


def is_heard(event: str) -> bool:
    """Does anything follow a line of this event?"""
    return bool(_when.get(event))


def react_to(entries: Iterable[Entry]) -> None:
    """Defer a job for every (line, reaction) pair, all in one statement."""
    jobs: list[dict[str, JSONValue]] = [
        {"entry_id": e.id, "event": e.event, "name": name_of(r), "at": e.at.isoformat()}
        for e in entries
        for r in _when.get(e.event, ())
    ]
    if jobs:
        from .tasks import react

        react.configure(queue=settings.QUEUE).batch_defer(*jobs)
