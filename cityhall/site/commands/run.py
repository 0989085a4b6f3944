"""`cityhall run`: everything one machine needs, and nothing left behind: database, tables, demo city, web, worker."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass, field
from pathlib import Path

from cityhall.doors.cli.outcome import Outcome
from cityhall.kernel.errors import BusyError
from cityhall.site import embedded, environment
from cityhall.site.commands import demo, serve

HELP = "一条命令启动全部：数据库、网页服务、后台任务；Ctrl-C 停止"
STARTUP, GOODBYE = 60.0, 30.0
TOO_OFTEN, SETTLED = 5, 10.0


def arguments(parser: ArgumentParser) -> None:
    serve.arguments(parser)
    parser.add_argument("--no-demo", action="store_true", help="不建演示城市")


@dataclass
class Child:
    """One process of ours, started again when it dies."""

    words: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        self.process = subprocess.Popen(command(*self.words), env=surroundings(), start_new_session=True)

    def keep(self) -> None:
        """Start it again if it died; give up when it keeps dying."""
        if self.process is None or self.process.poll() is None:
            return
        now = time.monotonic()
        self.deaths = [*(d for d in self.deaths if now - d < SETTLED), now]
        if len(self.deaths) >= TOO_OFTEN:
            raise BusyError("run.keeps_dying", f"“cityhall {self.words[0]}”反复退出，请运行 cityhall doctor 查看原因")
        self.start()

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()

    def wait(self) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(GOODBYE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "cityhall", *words]


def surroundings() -> dict[str, str]:
    """Children know whose they are, and end when we do."""
    return {**os.environ, "CITYHALL_PARENT": str(os.getpid())}


def run(options: Namespace) -> Outcome:
    serve.check_port(options.host, options.port)
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)  # a shell's background job begins with it ignored
    environment.var()
    environment.find_database()
    with_demo = not options.no_demo and demo.exists()
    if with_demo:
        os.environ.setdefault("CITYHALL_DEMO", "yes")
    if not _is_current():
        _finish("migrate")
    cards: list[dict[str, str]] = []
    if with_demo:
        told = json.loads(_finish("demo", "--if-empty", "--json"))
        cards = told["cards"]
        os.environ.setdefault("CITYHALL_CITY_NAME", told["city"])
    address = f"http://{options.host}:{options.port}"
    at = [f"--{name}={getattr(options, name)}" for name in ("host", "port", "workers", "threads")]
    children = [Child(["serve", *at]), Child(["worker"])]
    try:
        for child in children:
            child.start()
        _wait_for(address, children)
        _say(Outcome({"address": address, "cards": cards}, _welcome(address, cards)), as_json=options.json)
        _look_after(children)
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for child in children:
            child.stop()
        for child in children:
            child.wait()
    return Outcome({"stopped": True}, ["已停止"])


def _is_current() -> bool:
    """Asked here, so that an unchanged program starts without a process just for asking."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityhall.site.settings")
    from cityhall.site import database

    return database.is_current(environment.need_owner())


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _say(outcome: Outcome, *, as_json: bool) -> None:
    sys.stdout.write(outcome.text(as_json=as_json) + "\n")
    sys.stdout.flush()


def _welcome(address: str, cards: list[dict[str, str]]) -> list[str]:
    return [f"一厅通已启动：{address}", *demo.lines_of(cards), "按 Ctrl-C 停止"]


def _finish(*words: str) -> str:
    """Run one command to its end; what it refuses, we refuse."""
    ran = subprocess.run(command(*words), check=False, stdout=subprocess.PIPE, text=True, env=surroundings())
    if ran.returncode != 0:
        raise BusyError("run.failed", f"“cityhall {words[0]}”没有成功，见上面的说明；也可运行 cityhall doctor")
    return ran.stdout


def _wait_for(address: str, children: list[Child]) -> None:
    end = time.monotonic() + STARTUP
    while time.monotonic() < end:
        for child in children:
            child.keep()
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own address
        except urllib.error.HTTPError:
            return  # it answers; what it says is its own affair
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise BusyError("run.no_answer", "网页服务没有在一分钟内启动，请运行 cityhall doctor 查看原因")


def _look_after(children: list[Child]) -> None:
    """Until interrupted: whoever dies is started again, the database's supervisor included."""
    place = os.environ.get("CITYHALL_EMBEDDED")
    while True:
        time.sleep(0.5)
        if place and not embedded.is_supervised(Path(place)):
            embedded.ensure(Path(place))
        for child in children:
            child.keep()
