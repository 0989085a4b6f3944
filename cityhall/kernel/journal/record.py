"""Writing the journal. Lines are gathered while the action runs and written in one go just before it commits."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.writing import copy, insert

from .models import Entry

_lines: ContextVar[list[Entry] | None] = ContextVar("lines", default=None)
_behalf: ContextVar[dict[str, object]] = ContextVar("behalf", default={})  # noqa: B039 - replaced, never changed


def on_behalf(principal: str, agency_id: int) -> None:
    """From here on to its end the act is an agent's: its lines say for whom, and by which 授权委托."""
    _behalf.set({"for": principal, "agency": agency_id})


def record(actor: Actor, event: str, ref: str, *, organ_id: int | None = None, **values: object) -> None:
    """Add a line: what happened (`room.happened`), to which ref, by whom. Values are plain JSON and never personal."""
    lines = _lines.get()
    if lines is None:
        raise RuntimeError(f"{event} was recorded outside an action")
    organ = organ_id if organ_id is not None else actor.organ_id
    lines.append(
        Entry(at=clock.now(), event=event, ref=ref, actor=actor.name, account_id=actor.account_id,
              organ_id=organ, values={**values, **_behalf.get()})
    )  # fmt: skip


def settle() -> None:
    """Write the lines gathered so far, all but the last: a long act need not hold them all in memory. They come and go with
    its transaction as the others do."""
    lines = _lines.get()
    if lines is None:
        raise RuntimeError("there is nothing to settle outside an action")
    from cityhall.kernel.jobs.fan_out import is_heard, react_to

    early = lines[:-1]
    heard = [line for line in early if is_heard(line.event)]
    if heard:
        react_to(insert(heard))
    copy(Entry, COLUMNS, (_row(line) for line in early if not is_heard(line.event)))
    del lines[:-1]


COLUMNS = ("at", "event", "ref", "actor", "account_id", "organ_id", "values")


def _row(line: Entry) -> tuple[object, ...]:
    values = json.dumps(line.values, ensure_ascii=False)
    return line.at, line.event, line.ref, line.actor, line.account_id, line.organ_id, values


@contextmanager
def witness() -> Iterator[list[Entry]]:
    """Collect the lines recorded inside the block; write them, and call their reactions, when it ends well."""
    from cityhall.kernel.jobs.fan_out import react_to

    lines: list[Entry] = []
    token, alone = _lines.set(lines), _behalf.set({})
    try:
        yield lines
        if lines:
            react_to(insert(lines))
    finally:
        _lines.reset(token)
        _behalf.reset(alone)
