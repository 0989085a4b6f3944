"""The jobs of the house. Reactions run after commit, at least once; the call key makes the second time harmless."""

import logging
from datetime import datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from cityhall.kernel.call import calling
from cityhall.kernel.journal import queries
from cityhall.kernel.trace import tracing

from .fan_out import reaction_named

log = logging.getLogger("cityhall.jobs")
BACK_OFF = RetryStrategy(max_attempts=8, wait=2, exponential_wait=4)


@app.task(name="react", retry=BACK_OFF)
def react(entry_id: int, event: str, name: str, at: str = "", trace: str = "") -> None:
    """Run one reaction to one journal line. `at` is the line's moment, `trace` the number of the request it came of; jobs of
    older releases come without."""
    reaction = reaction_named(event, name)
    if reaction is None:
        log.warning("no reaction %s to %s: the line stands, nothing to do", name, event)
        return
    with tracing(trace), calling(key=f"reaction:{entry_id}:{name}"):
        reaction(queries.line(entry_id, datetime.fromisoformat(at) if at else None))
