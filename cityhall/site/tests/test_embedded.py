"""The embedded database survives what happens to processes: each test has a cluster of its own."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from cityhall.site.embedded import places

pytestmark = pytest.mark.cluster
ROOT = Path(__file__).resolve().parents[3]
ORDINARY = 65534
CLIENT = """
import pathlib, sys
from cityhall.site import embedded
urls = embedded.ensure(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None)
print(urls.owner, flush=True)
sys.stdin.read()
"""


@dataclass
class Client:
    """A process that uses the database until it is let go."""

    process: "subprocess.Popen[str]"
    url: str

    def leave(self) -> None:
        self.process.communicate(timeout=20)


@dataclass
class Ground:
    """Where a test's cluster lies, and everything it started."""

    directory: Path
    user: int | None = None
    clients: "list[subprocess.Popen[str]] | None" = None

    def start(self, *more: str) -> "subprocess.Popen[str]":
        who: dict[str, Any] = {} if self.user is None else {"user": self.user, "group": self.user, "extra_groups": []}
        process = subprocess.Popen(
            [_python_of(self.user), "-c", CLIENT, str(self.directory), *more], text=True, cwd="/",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": os.pathsep.join([str(ROOT), _packages()])},
            **who,
        )  # fmt: skip
        self.clients = [*(self.clients or []), process]
        return process

    def client(self, *more: str) -> Client:
        return self.answer(self.start(*more))

    def answer(self, process: "subprocess.Popen[str]") -> Client:
        assert process.stdout
        assert process.stderr
        line = process.stdout.readline().strip()
        assert line, process.stderr.read()
        return Client(process, line)

    def postmaster(self) -> int:
        return int((self.directory / "data" / "postmaster.pid").read_text().split()[0])

    def supervisor(self) -> int:
        return int((self.directory / "supervisor.lock").read_text())

    def wait_until_gone(self, pid: int, seconds: float = 15) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not _runs(pid):
                return
            time.sleep(0.05)
        pytest.fail(f"process {pid} still runs")


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _packages() -> str:
    return str(Path(psycopg.__file__).parents[1])


def _python_of(user: int | None) -> str:
    """An interpreter that user may run: ours may lie in root's own home."""
    mine = Path(sys.executable).resolve()
    if user is None:
        return str(mine)
    for python in (mine, Path(f"/usr/bin/python3.{sys.version_info.minor}")):
        with contextlib.suppress(OSError):
            ran = subprocess.run([python, "-c", ""], check=False, user=user, group=user, extra_groups=[], cwd="/")
            if ran.returncode == 0:
                return str(python)
    pytest.skip("no interpreter an ordinary user may run")


@pytest.fixture
def ground() -> Iterator[Ground]:
    yield from _ground(None)


@pytest.fixture(params=[None, ORDINARY], ids=["self", "ordinary"])
def each_ground(request: pytest.FixtureRequest) -> Iterator[Ground]:
    if request.param and os.geteuid() != 0:
        pytest.skip("we are an ordinary user already")
    yield from _ground(request.param)


def _ground(user: int | None) -> Iterator[Ground]:
    base = Path(tempfile.mkdtemp(prefix="cityhall-ground-", dir="/tmp"))
    base.chmod(0o755)
    if user is not None:
        os.chown(base, user, user)
    made = Ground(base / "db", user)
    yield made
    for process in made.clients or []:
        process.kill()
        process.communicate()
    if (made.directory / "supervisor.lock").exists():
        with contextlib.suppress(ProcessLookupError):
            os.kill(made.supervisor(), signal.SIGTERM)
        made.wait_until_gone(made.supervisor(), 30)
    shutil.rmtree(base)


def _write(url: str, numbers: range, into: set[int]) -> None:
    """Rows one by one, each acknowledged before it counts; goes on after the server has come back."""
    pending = list(numbers)
    end = time.monotonic() + 30
    while pending and time.monotonic() < end:
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url, autocommit=True) as db:
            db.execute("CREATE TABLE IF NOT EXISTS line (n int)")
            while pending:
                db.execute("INSERT INTO line VALUES (%s)", [pending[0]])
                into.add(pending.pop(0))
        time.sleep(0.02)
    assert not pending


def _read(url: str) -> set[int]:
    with psycopg.connect(url) as db:
        return {n for (n,) in db.execute("SELECT n FROM line").fetchall()}


def test_it_starts_keeps_rows_and_stops_after_the_last_client(each_ground: Ground) -> None:
    kept: set[int] = set()
    first = each_ground.client()
    _write(first.url, range(10), kept)
    second = each_ground.client()
    server = each_ground.postmaster()
    first.leave()
    time.sleep(3)
    assert _runs(server)

    second.leave()
    each_ground.wait_until_gone(server)

    assert _read(each_ground.client().url) == kept


def test_a_killed_server_is_started_again_with_every_acknowledged_row(each_ground: Ground) -> None:
    kept: set[int] = set()
    client = each_ground.client()
    for n in range(3):
        _write(client.url, range(n * 50, n * 50 + 50), kept)
        os.kill(each_ground.postmaster(), signal.SIGKILL)
    _write(client.url, range(150, 200), kept)
    assert _read(client.url) == kept


def test_a_killed_supervisor_takes_the_server_along_and_the_next_start_works(each_ground: Ground) -> None:
    kept: set[int] = set()
    client = each_ground.client()
    _write(client.url, range(20), kept)
    server, supervisor = each_ground.postmaster(), each_ground.supervisor()
    os.kill(supervisor, signal.SIGKILL)
    each_ground.wait_until_gone(server)

    assert _read(each_ground.client().url) == kept
    assert each_ground.supervisor() != supervisor


def test_a_killed_client_does_not_keep_the_server(ground: Ground) -> None:
    client = ground.client()
    server = ground.postmaster()
    client.process.kill()
    ground.wait_until_gone(server)


def test_everything_killed_at_once_loses_nothing(ground: Ground) -> None:
    kept: set[int] = set()
    client = ground.client()
    _write(client.url, range(20), kept)
    for pid in (ground.supervisor(), ground.postmaster(), client.process.pid):
        os.kill(pid, signal.SIGKILL)
    assert _read(ground.client().url) == kept


def test_a_stale_pid_file_naming_a_living_stranger_is_no_obstacle(ground: Ground) -> None:
    kept: set[int] = set()
    client = ground.client()
    _write(client.url, range(20), kept)
    pid_file = ground.directory / "data" / "postmaster.pid"
    old = pid_file.read_text()
    client.leave()
    ground.wait_until_gone(ground.supervisor())
    stranger = subprocess.Popen(["sleep", "60"])
    pid_file.write_text(old.replace(old.split()[0], str(stranger.pid), 1))
    shutil.chown(pid_file, ground.directory.joinpath("data").stat().st_uid)
    try:
        assert _read(ground.client().url) == kept
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_deep_path(ground: Ground) -> None:
    ground.directory = ground.directory.joinpath(*["一厅通的数据目录"] * 12)
    assert len(os.fsencode(ground.directory)) > 250
    _write(ground.client().url, range(5), set())


def test_a_directory_no_other_user_can_reach(ground: Ground) -> None:
    ground.directory.parent.chmod(0o700)
    kept: set[int] = set()
    client = ground.client()
    _write(client.url, range(5), kept)
    server = ground.postmaster()
    os.kill(ground.supervisor(), signal.SIGKILL)
    ground.wait_until_gone(server)
    assert _read(ground.client().url) == kept


def test_three_at_once_share_one_server(ground: Ground) -> None:
    clients = [ground.answer(p) for p in [ground.start() for _ in range(3)]]
    assert len({c.url for c in clients}) == 1
    _write(clients[0].url, range(5), set())
    assert _read(clients[2].url) == set(range(5))


def test_strangers_are_kept_out(ground: Ground) -> None:
    client = ground.client()
    parts = urlsplit(client.url)
    socket = parts.query.removeprefix("host=")
    assert Path(socket).stat().st_mode & 0o077 == 0
    assert all((ground.directory / f"{r}.password").stat().st_mode & 0o077 == 0 for r in (places.OWNER, places.SERVING))
    for wrong in ("postgresql://postgres@/postgres", "postgresql://cityhall_owner:guess@/cityhall"):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(f"{wrong}?host={socket}")
    with psycopg.connect(client.url) as owner:
        rights = owner.execute("SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user").fetchone()
        assert rights == (False, False)


def test_another_data_directory_owner_is_told_so(ground: Ground) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs two users")
    ground.client().leave()
    ground.user = ORDINARY
    stranger = ground.start()
    assert "属于另一个用户" in stranger.communicate()[1]
