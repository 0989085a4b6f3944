"""`cityhall replica`: a second server that follows the first: make it, keep it running, look at it, let it take over."""

import signal
import threading
from argparse import ArgumentParser, Namespace
from pathlib import Path

from cityhall.doors.cli.outcome import Outcome
from cityhall.kernel.errors import InvalidInputError
from cityhall.site import environment

HELP = "内置数据库的备机：make 建立，follow 运行，status 看落后多少，promote 接替主库"


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("make", "follow", "status", "promote"))
    parser.add_argument("--of", type=Path, metavar="DB", help="make：主库的 db 文件夹，或放有它三个口令文件的文件夹")
    parser.add_argument(
        "--socket", type=Path, metavar="DIR", help="make：主库的套接字文件夹（另一台机器上的用 ssh -L 转来）"
    )
    parser.add_argument("--into", type=Path, metavar="VAR", help="备机的数据目录，默认 CITYHALL_VAR")


def run(options: Namespace) -> Outcome:
    into = (options.into or environment.var()).absolute()
    act = {"make": _make, "follow": _follow, "status": _status, "promote": _promote}[options.what]
    return act(options, into)


def _make(options: Namespace, into: Path) -> Outcome:
    from cityhall.site.safety import replicas

    if options.of is None:
        raise InvalidInputError("replica.no_primary", "请用 --of 给出主库的 db 文件夹")
    made = replicas.make(options.of.absolute(), into, options.socket)
    said = f"备机已建立在 {made}；用 cityhall replica follow --into {into} 让它一直跟着主库"
    return Outcome({"db": str(made)}, [said, "密钥和文件不在其中：请另行复制 keys.json 和 files"])


def _follow(options: Namespace, into: Path) -> Outcome:
    from cityhall.site import embedded
    from cityhall.site.safety import replicas

    told = threading.Event()
    for word in (signal.SIGTERM, signal.SIGINT):
        signal.signal(word, lambda number, frame: told.set())
    print(_said(replicas.status(into / "db").as_dict()), flush=True)
    while not told.wait(2.0):
        if not embedded.is_supervised(into / "db"):
            embedded.ensure(into / "db")
    return Outcome({"stopped": True}, ["已停止"])


def _status(options: Namespace, into: Path) -> Outcome:
    from cityhall.site.safety import replicas

    lag = replicas.status(into / "db")
    return Outcome(lag.as_dict(), [_said(lag.as_dict())], code=0 if lag.following else 1)


def _said(lag: dict[str, object]) -> str:
    if not lag["following"]:
        return "备机没有连上主库：请检查主库是否在运行、套接字是否可达"
    return f"备机跟着主库：收到而未重放 {lag['waiting']} 字节，最近一次变更在 {lag['quiet']:.0f} 秒前（{lag['at']}）"


def _promote(options: Namespace, into: Path) -> Outcome:
    from cityhall.site.safety import replicas

    replicas.promote(into / "db")
    lines = ["备机已接替为主库", f"请确认原主库不会再启动，然后 CITYHALL_VAR={into} cityhall run"]
    return Outcome({"promoted": str(into)}, lines)
