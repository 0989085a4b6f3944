"""办理编号 of one request, kept from the web server through the act to the jobs that follow from it: what a person reads on an
error page is what an operator finds in the logs."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

SHAPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
Heard = Callable[[str, str, float], None]
_number: ContextVar[str] = ContextVar("trace", default="")
_listeners: list[Heard] = []


def current() -> str:
    """The number of the request this belongs to; empty outside of one."""
    return _number.get()


def taken(said: str) -> str:
    """The caller's own number where it is one, else a new one."""
    return said if SHAPE.fullmatch(said) else uuid4().hex


@contextmanager
def tracing(number: str) -> Iterator[None]:
    """Everything inside belongs to this request."""
    token = _number.set(number)
    try:
        yield
    finally:
        _number.reset(token)


def listen(heard: Heard) -> None:
    """Be told of every act that ends: its name, its outcome (done, refused, failed), its seconds."""
    if heard not in _listeners:
        _listeners.append(heard)


@contextmanager
def timed(name: str, refusal: type[Exception]) -> Iterator[None]:
    """Tell who listens how an act ended. Nobody listening costs nothing but the look at the clock."""
    began, outcome = time.perf_counter(), "failed"
    try:
        yield
        outcome = "done"
    except refusal:
        outcome = "refused"
        raise
    finally:
        seconds = time.perf_counter() - began
        for heard in _listeners:
            heard(name, outcome, seconds)
