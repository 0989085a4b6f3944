"""From journal line to reaction: one job a line and listener, deferred in the transaction that wrote the line."""

from collections.abc import Callable, Collection, Iterable, Mapping

from django.conf import settings
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.types import JSONValue

from cityhall.kernel import trace
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.journal.queries import Line

Reaction = Callable[[Line], object]
_when: dict[str, tuple[Reaction, ...]] = {}
_first: set[str] = set()
FIRST = 10
"""The priority of a reaction that is not to wait behind papers and messages: somebody's case opens by it."""


def listen(when: Mapping[str, tuple[Reaction, ...]], first: Collection[Reaction] = ()) -> None:
    """Set the table of reactions, and which of them go before the others in the queue. Called once, by `site`."""
    _when.clear()
    _when.update(when)
    if first:
        _first.clear()
        _first.update(name_of(reaction) for reaction in first)


def name_of(reaction: Reaction) -> str:
    return f"{reaction.__module__}.{reaction.__name__}"


def reaction_named(event: str, name: str) -> Reaction | None:
    return next((r for r in _when.get(event, ()) if name_of(r) == name), None)


def is_heard(event: str) -> bool:
    """Does anything follow a line of this event?"""
    return bool(_when.get(event))


def react_to(entries: Iterable[Entry]) -> None:
    """Defer a job for every (line, reaction) pair, all in one statement: on the connection of the act itself, also inside the
    worker, whose own connections know nothing of its transaction."""
    jobs: list[dict[str, JSONValue]] = [
        {"entry_id": e.id, "event": e.event, "name": name_of(r), "at": e.at.isoformat(), "trace": trace.current()}
        for e in entries
        for r in _when.get(e.event, ())
    ]
    if jobs:
        from .tasks import react

        plain, first = (react.configure(queue=settings.QUEUE, priority=n) for n in (0, FIRST))
        made = [(first if job["name"] in _first else plain).make_new_job(**job) for job in jobs]
        JobManager(DjangoConnector()).batch_defer_jobs(jobs=made)
