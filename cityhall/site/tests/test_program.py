"""The program: what it answers, and that `run` leaves nothing behind."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cityhall.kernel.accounts import actions as accounts
from cityhall.kernel.accounts.terms import Kind
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.site import checks, environment, program
from cityhall.site.commands import serve
from cityhall.site.sign_in import cards

ROOT = environment.ROOT


@action
def open_account(actor: Actor, login: str) -> int:
    return accounts.open_account(actor, login, Kind.STAFF)


class Runner:
    """`cityhall run` with a data folder and a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: list[subprocess.Popen[str]] = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])

    def start(self) -> tuple["subprocess.Popen[str]", dict[str, object]]:
        outside = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "CITYHALL_"))}
        process = subprocess.Popen(
            [sys.executable, "-m", "cityhall", "run", "--json", "--no-demo", f"--port={self.port}"], cwd=ROOT,
            env={**outside, "CITYHALL_VAR": str(self.folder), "CITYHALL_LOG": "CRITICAL"},
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.started.append(process)
        assert process.stdout
        return process, json.loads(process.stdout.readline())

    def family(self) -> set[int]:
        """Every process that works in our data folder."""
        mark = f"CITYHALL_VAR={self.folder}".encode()
        found = set()
        for place in Path("/proc").glob("[0-9]*"):
            try:
                ours = mark in (place / "environ").read_bytes().split(b"\0")
                alive = (place / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
            except OSError:
                continue
            if ours and alive:
                found.add(int(place.name))
        return found

    def worker(self) -> int:
        (pid,) = (p for p in self.family() if b"worker" in Path(f"/proc/{p}/cmdline").read_bytes().split(b"\0"))
        return pid

    def answers(self) -> bool:
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def wait_until_all_gone(self) -> None:
        end = time.monotonic() + 25
        while self.family():
            assert time.monotonic() < end, self.family()
            time.sleep(0.1)


@pytest.fixture
def runner() -> Iterator[Runner]:
    folder = Path(tempfile.mkdtemp(prefix="cityhall-run-", dir="/tmp"))
    folder.chmod(0o755)
    made = Runner(folder)
    yield made
    for process in made.started:
        process.kill()
        process.communicate()
    made.wait_until_all_gone()
    shutil.rmtree(folder)


@pytest.mark.cluster
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_run_starts_everything_and_ctrl_c_stops_all_of_it(runner: Runner) -> None:
    began = time.monotonic()
    process, hello = runner.start()
    first = time.monotonic() - began
    assert hello["address"] == f"http://127.0.0.1:{runner.port}"
    assert runner.answers()
    old = runner.worker()
    os.kill(old, signal.SIGKILL)
    time.sleep(2)
    assert runner.worker() != old

    process.send_signal(signal.SIGINT)
    assert process.wait(40) == 0
    runner.wait_until_all_gone()
    assert not runner.answers()

    began = time.monotonic()
    process, _ = runner.start()
    took = time.monotonic() - began
    process.send_signal(signal.SIGTERM)
    assert process.wait(40) == 0
    assert took < first  # nothing was to be migrated


@pytest.mark.cluster
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_killed_run_takes_its_children_along(runner: Runner) -> None:
    process, _ = runner.start()
    assert len(runner.family()) > 3
    process.kill()
    runner.wait_until_all_gone()


@pytest.mark.cluster
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_killed_web_server_takes_its_workers_along_and_is_started_again(runner: Runner) -> None:
    runner.start()
    before = {p for p in runner.family() if b"serve" in Path(f"/proc/{p}/cmdline").read_bytes().split(b"\0")}
    assert len(before) == 3
    os.kill(min(before), signal.SIGKILL)
    end = time.monotonic() + 20
    while before & runner.family() or not runner.answers():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_taken_port_is_said_before_anything_starts(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert program.main(["run", f"--port={port}"]) == 1
        assert f"端口 {port} 已被占用" in capsys.readouterr().err
        assert program.main(["run", f"--port={port}", "--json"]) == 1
        assert json.loads(capsys.readouterr().out)["error"]["code"] == "serve.port_taken"


def test_a_port_that_is_just_being_given_back_is_waited_for() -> None:
    other = socket.create_server(("127.0.0.1", 0))
    port = other.getsockname()[1]
    assert serve.bound_by_another("127.0.0.1", port)
    leaving = threading.Timer(0.3, other.close)
    leaving.start()
    serve.check_port("127.0.0.1", port)
    leaving.join()
    assert not serve.bound_by_another("127.0.0.1", port)


@pytest.mark.parametrize("words", [[], ["fly"], ["serve", "--port", "many"], ["worker", "--json", "--unknown"]])
def test_bad_usage_is_two(words: list[str]) -> None:
    assert program.main(words) == 2


@pytest.mark.parametrize("words", program.COMMANDS)
def test_every_command_explains_itself_and_takes_json(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main([*words.split(), "--help"]) == 0
    assert "--json" in capsys.readouterr().out


@pytest.mark.django_db
def test_doctor_finds_a_fresh_database_well(tmp_path: Path) -> None:
    levels = {f.name: f.level for f in checks.of_database()}
    assert levels.pop("worker") == checks.WARN
    assert levels.pop("calendar") in {checks.OK, checks.WARN}  # late in a year the next one may be unpublished
    assert set(levels.values()) == {checks.OK}, levels


def test_doctor_warns_of_keys_that_exist_once(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text("{}")
    keys.chmod(0o644)
    assert checks.keys(tmp_path).level == checks.BAD
    keys.chmod(0o600)
    assert checks.keys(tmp_path).level == checks.WARN


@pytest.mark.django_db
def test_doctor_says_so_when_a_demo_runs_as_a_real_city(settings: Any) -> None:
    assert checks.made_up().level == checks.OK
    for card in cards.all_cards():
        if not card.key.isdigit():
            open_account(HOUSE, card.key)
    finding = checks.made_up()
    assert (finding.level, "CITYHALL_DEMO" in finding.text) == (checks.WARN, True)
    assert "demo" in {f.name for f in checks.of_database()}
    settings.DEMO = True
    assert checks.made_up().level == checks.OK


def test_doctor_warns_of_papers_that_lead_nowhere(settings: Any) -> None:
    settings.ALLOWED_HOSTS = settings.LOCAL_HOSTS.split(",")
    assert checks.address().level == checks.OK
    settings.ALLOWED_HOSTS = ["localhost", "fw.example.gov.cn"]
    settings.PUBLIC_URL = settings.LOCAL_URL
    assert (checks.address().level, "fw.example.gov.cn" in checks.address().text) == (checks.WARN, True)
    settings.PUBLIC_URL = "https://fw.example.gov.cn"
    assert checks.address().level == checks.OK


def test_doctor_tells_both(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "of_database", list)
    program.main(["doctor", "--json"])
    assert "address" in {f["name"] for f in json.loads(capsys.readouterr().out)["findings"]}
