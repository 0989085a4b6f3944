"""The shape of every change: one actor, one transaction, at least one line in the journal."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db import OperationalError, transaction
from psycopg import errors as pg

from . import call, trace
from .actor import Actor
from .errors import BusyError, DomainError, WrongStateError
from .journal import claims
from .journal.record import record, witness
from .secrets.keys import keyed

P = ParamSpec("P")
R = TypeVar("R")
REGISTERED: dict[str, Callable[..., object]] = {}
"""Every act of the house by name, as it was written: what it asks for can be read from it."""
AGAIN = (pg.DeadlockDetected, pg.LockNotAvailable, pg.SerializationFailure)


def action(fn: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
    """A whole act, called from a door. Opens the transaction; may not be nested.

    With an idempotency key in the call, the act runs once: sent again, it answers as it did the first time.
    A deadlock or a lock that cannot be had is tried once more, then BusyError. The answer must be plain JSON
    values (None, str, int, list, dict).
    """
    name = f"{fn.__module__.removeprefix('cityhall.')}.{fn.__name__}"
    REGISTERED[name] = fn

    @wraps(fn)
    def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        def once() -> R:
            return _run_once(name, fn, actor, *args, **kwargs)

        with trace.timed(name, DomainError):
            try:
                return _tried_twice(once)
            except DomainError as no:
                if no.line is not None:
                    _keep_refusal(actor, no.line, no.code)
                raise

    return run


def _keep_refusal(actor: Actor, line: tuple[str, str], code: str) -> None:
    """What was refused is rolled back whole; that it was tried is written down alone."""
    with transaction.atomic(durable=True), witness():
        record(actor, line[0], line[1], code=code)


def _tried_twice(once: Callable[[], R]) -> R:
    try:
        return once()
    except OperationalError as trouble:
        if not isinstance(trouble.__cause__, AGAIN):
            raise
    try:
        return once()
    except OperationalError as trouble:
        if not isinstance(trouble.__cause__, AGAIN):
            raise
        raise BusyError("action.busy", "同一内容正在由他人办理，请稍后再提交一次") from trouble


def _run_once(
    name: str, fn: Callable[Concatenate[Actor, P], R], actor: Actor, /, *args: P.args, **kwargs: P.kwargs
) -> R:
    with transaction.atomic(durable=True), witness() as lines:
        claim = _claim(name, actor, args, kwargs)
        if claim is not None and claim.replayed:
            return claim.result  # type: ignore[return-value]
        result = fn(actor, *args, **kwargs)
        if not lines:
            raise RuntimeError(f"{name} changed things without recording them")
        if claim is not None and result is not None:
            claims.keep_result(claim.key, result)
        return result


def _claim(name: str, actor: Actor, args: tuple[object, ...], kwargs: dict[str, object]) -> claims.Claimed | None:
    asked = call.current().key
    if asked is None:
        return None
    key = _digest(asked, name, str(actor.account_id or actor.name))
    said = (repr(args), json.dumps(kwargs, sort_keys=True, default=repr, ensure_ascii=False))
    fingerprint = keyed("\x1f".join(said))  # what was asked may be personal: no digest that can be guessed against
    claimed = claims.claim(key, fingerprint)
    if claimed.replayed and claimed.fingerprint != fingerprint:
        raise WrongStateError("call.key_reused", "这个请求编号已用于另一份内容，请刷新页面后重新提交")
    return claimed


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def step(fn: Callable[P, R]) -> Callable[P, R]:
    """Part of an act, called from an action. Refuses to run outside a transaction."""

    @wraps(fn)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError(f"{fn.__qualname__} is a step: call it from an action")
        return fn(*args, **kwargs)

    return run
