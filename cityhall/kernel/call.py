"""What came with the request: its idempotency key, and the version of the thing the person was looking at."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from .errors import StaleError, VersionNeededError


@dataclass(frozen=True)
class Call:
    """`key` names the request so that sending it again changes nothing; `seen` is the version the person saw;
    `needs_seen` makes a missing version a refusal (428) instead of trust."""

    key: str | None = None
    seen: int | None = None
    needs_seen: bool = False


_call: ContextVar[Call] = ContextVar("call", default=Call())  # noqa: B039 - frozen


def current() -> Call:
    return _call.get()


@contextmanager
def calling(key: str | None = None, seen: int | None = None, *, needs_seen: bool = False) -> Iterator[None]:
    """Everything inside belongs to this one request."""
    token = _call.set(Call(key, seen, needs_seen))
    try:
        yield
    finally:
        _call.reset(token)


def check_seen(version: int, who: str = "") -> None:
    """After the lock: is the thing still what the person saw? `who` may name the last to change it."""
    call = _call.get()
    if call.seen is None:
        if call.needs_seen:
            raise VersionNeededError("call.version_needed", "请先读取最新内容，并在 If-Match 中带上它的版本后再提交")
        return
    if call.seen != version:
        by = f"{who}刚刚" if who else "刚刚有人"
        raise StaleError("call.stale", f"{by}更新了这里的内容，您的修改没有保存；请查看最新内容后再提交")
