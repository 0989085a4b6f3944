"""`cityhall serve`: the web server."""

import os
import socket
import time
from argparse import ArgumentParser, Namespace

from cityhall.doors.cli.outcome import Outcome
from cityhall.kernel.errors import WrongStateError
from cityhall.site import counting, environment

HELP = "启动网页服务"
PORT = 8000
PREDECESSOR, KNOCK = 3.0, 0.05


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认只在本机")
    parser.add_argument("--port", type=int, default=PORT, help=f"端口，默认 {PORT}")
    parser.add_argument("--workers", type=int, default=2, help="进程数，默认 2")
    parser.add_argument("--threads", type=int, default=4, help="每个进程的线程数，默认 4")


def run(options: Namespace) -> Outcome:
    check_port(options.host, options.port)
    (environment.var() / "static").mkdir(parents=True, exist_ok=True)
    environment.find_database()
    environment.hold_database()
    os.environ.setdefault("CITYHALL_POOL", "yes")
    if os.environ.get("CITYHALL_PARENT"):
        environment.end_with_parent()
        del os.environ["CITYHALL_PARENT"]
    environment.end_forks_with_us()
    counts = counting.folder_of(environment.var(), options.port)
    counting.share(counts)
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "cityhall.site.wsgi:application", address=options.host, port=options.port, interface=Interfaces.WSGI,
        workers=options.workers, blocking_threads=options.threads, websockets=False, log_level=LogLevels.warning,
        respawn_failed_workers=True, respawn_interval=0.5, workers_kill_timeout=5, backlog=1024,
    ).serve()  # fmt: skip
    counting.leave(counts)
    return Outcome({"stopped": True})


def check_port(host: str, port: int) -> None:
    """Refuse with a sentence when somebody else has the port. One who was killed a moment ago is waited for: the system
    takes its sockets back only some hundredths of a second after its end is told."""
    end = time.monotonic() + PREDECESSOR
    while trouble := bound_by_another(host, port):
        if time.monotonic() > end:
            raise WrongStateError(
                "serve.port_taken", f"端口 {port} 已被占用或不可用，请换一个端口：cityhall run --port {port + 1}"
            ) from trouble
        time.sleep(KNOCK)


def bound_by_another(host: str, port: int) -> OSError | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            return taken
    return None
