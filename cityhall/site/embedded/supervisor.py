"""The parent of the embedded server: starts it, starts it again when it dies, stops it when the last client has left.

`python -m cityhall.site.embedded.supervisor DIRECTORY BINARIES` goes into the background by itself."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from . import cluster
from .places import EmbeddedError, Home

GRACE, LOOK = 2.0, 0.2
TOO_OFTEN, SETTLED = 6, 20.0
LOG_LIMIT = 10 * 1024 * 1024


def main(directory: str, binaries: str) -> int:
    at = Home(Path(directory), Path(binaries))
    lock = os.open(at.supervisor, os.O_RDWR | os.O_CREAT, 0o600)
    if not _only_supervisor(lock) or os.fork():
        return 0
    os.ftruncate(lock, 0)
    os.write(lock, str(os.getpid()).encode())
    os.chdir("/")
    _log_to(at)
    try:
        supervise(at)
    except (EmbeddedError, OSError) as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    return 0


def _only_supervisor(lock: int) -> bool:
    """Held until we end. Tried for a moment: a client looking whether anybody is there holds it for an instant."""
    for _ in range(50):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.01)
        else:
            return True
    return False


def _log_to(at: Home) -> None:
    if at.log.exists() and at.log.stat().st_size > LOG_LIMIT:
        at.log.replace(at.log.with_suffix(".1"))
    log = os.open(at.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)


def supervise(at: Home) -> None:
    """Until nobody is left, or until told to stop."""
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: told.append(number))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    clients = os.open(at.clients, os.O_RDWR | os.O_CREAT, 0o600)
    plan = cluster.decide(at)
    cluster.prepare(at, plan)
    server, began, falls = cluster.start(at, plan), time.monotonic(), 0
    alone_since: float | None = None
    while not told:
        time.sleep(LOOK)
        if server.poll() is not None:
            falls = 1 if time.monotonic() - began > SETTLED else falls + 1
            if falls >= TOO_OFTEN:
                raise EmbeddedError(f"数据库连续 {falls} 次没有启动成功，见 {at.log}")
            time.sleep(0.1 * 2**falls)
            server, began = cluster.start(at, plan), time.monotonic()
        alone_since = (alone_since or time.monotonic()) if _alone(clients) else None
        if alone_since and time.monotonic() - alone_since > GRACE and _closed(clients):
            break  # the lock is ours until we end: whoever comes now waits, and starts the next supervisor
    stop(server)
    shutil.rmtree(at.socket, ignore_errors=True)


def _closed(clients: int) -> bool:
    """Take the clients' lock for good; false when somebody came."""
    try:
        fcntl.flock(clients, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _alone(clients: int) -> bool:
    if not _closed(clients):
        return False
    fcntl.flock(clients, fcntl.LOCK_UN)
    return True


def stop(server: "subprocess.Popen[bytes]") -> None:
    """Fast, then immediate, then by force: acknowledged rows survive each."""
    for number, patience in ((signal.SIGINT, 30), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        if server.poll() is not None:
            return
        server.send_signal(number)
        try:
            server.wait(patience)
        except subprocess.TimeoutExpired:
            continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
