"""Back to a moment: what was acknowledged before it is there, what came after is not. And a replica that loses nothing."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cityhall.site import embedded
from tests.crash_house import Client, House, founded, free_port, rows, run, wait_for_jobs
from tests.test_backup import alone, cityhall, keys_of, refused, submit

pytestmark = [pytest.mark.crash, pytest.mark.cluster]


@pytest.fixture
def archived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A city whose log is archived. Its database is nobody's but its own processes': it stops with them."""
    monkeypatch.setenv("CITYHALL_WAL_DIR", str(tmp_path / "wal"))
    house = founded(tmp_path / "var")
    house.env |= {"CITYHALL_WAL_DIR": str(tmp_path / "wal"), "CITYHALL_EMBEDDED": str(tmp_path / "var" / "db")}
    yield house
    house.stop()
    embedded.leave(tmp_path / "var" / "db")


def test_back_to_a_moment(archived: House, tmp_path: Path) -> None:
    house = archived
    told = json.loads(run([sys.executable, "-m", "tests.crash_city"], house.env))
    house.serve()
    house.work()
    submit(house, told, 2)
    code, made = cityhall(house.env, "backup", tmp_path / "backups")
    assert code == 0, made
    before = submit(house, told, 3)
    wait_for_jobs(house)
    run([sys.executable, "-m", "cityhall", "journal", "seal"], house.env)
    there = {n for (n,) in rows(house, "SELECT number FROM ch_cases_case")}
    time.sleep(1.1)
    moment = rows(house, "SELECT to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS')")[0][0]
    time.sleep(1.1)
    after = submit(house, told, 3)
    wait_for_jobs(house)
    house.stop()
    embedded.leave(house.var / "db")  # a stop hands the last stretch of the log to the archive

    ask = ("restore", tmp_path / "backups", "--keys", keys_of(house), "--wal", tmp_path / "wal")
    files = ("--files", house.var / "files")
    code, done = cityhall(alone(), *ask, "--into", tmp_path / "then", "--until", moment, *files)
    assert code == 0, done
    assert numbers_of(tmp_path / "then") == there
    assert there >= set(before)
    assert not there & set(after)
    code, verdict = cityhall(alone(CITYHALL_VAR=tmp_path / "then"), "journal", "verify", "--head", done["head"])
    assert (code, verdict["sound"]) == (0, True)
    code, sealed = cityhall(alone(CITYHALL_VAR=tmp_path / "then"), "journal", "seal")
    assert code == 0, sealed

    code, done = cityhall(alone(), *ask, "--into", tmp_path / "last", "--until", "end")
    assert (code, bool(done["missing"])) == (1, True), (
        "files made after the backup are somewhere else, and that is said"
    )
    assert numbers_of(tmp_path / "last") == there | set(after)

    never = cityhall(alone(), *ask, "--into", tmp_path / "never", "--until", "2099-01-01")
    refused(never, "restore.not_reached")
    refused(cityhall(alone(), *ask, "--into", tmp_path / "never", "--until", "2020-01-01"), "restore.no_base")
    refused(cityhall(alone(), *ask, "--into", tmp_path / "never", "--until", "noon"), "restore.bad_moment")
    assert not (tmp_path / "never").exists()
    assert not list(tmp_path.glob(".*"))


def numbers_of(var: Path) -> set[str]:
    urls = embedded.ensure(var / "db")
    try:
        there = House(var, 0, {"DATABASE_OWNER_URL": urls.owner})
        return {str(n) for (n,) in rows(there, "SELECT number FROM ch_cases_case")}
    finally:
        embedded.leave(var / "db")


@pytest.fixture
def followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[House, Path, "subprocess.Popen[bytes]"]]:
    """A primary that acknowledges nothing its replica has not on disk, and the replica, running."""
    monkeypatch.setenv("CITYHALL_SYNC_REPLICA", "yes")
    plain = founded_alone(tmp_path / "var", monkeypatch)
    replica = tmp_path / "replica"
    code, made = cityhall(alone(), "replica", "make", "--of", plain.var / "db", "--into", replica)
    assert code == 0, made
    words = [sys.executable, "-m", "cityhall", "replica", "follow", "--into", str(replica)]
    following = subprocess.Popen(words, env=alone(), start_new_session=True)
    until(lambda: cityhall(alone(), "replica", "status", "--into", replica)[1].get("following"))
    yield plain, replica, following
    plain.stop()
    following.terminate()
    following.wait(30)
    embedded.leave(tmp_path / "var" / "db")
    embedded.leave(replica / "db")


def founded_alone(var: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """Founded while nobody follows yet: only then is the server started so that it waits for its replica."""
    monkeypatch.delenv("CITYHALL_SYNC_REPLICA")
    house = founded(var)
    embedded.leave(var / "db")
    monkeypatch.setenv("CITYHALL_SYNC_REPLICA", "yes")
    embedded.ensure(var / "db")
    return house


def until(true: Callable[[], object], patience: float = 60) -> None:
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end
        time.sleep(0.2)


def test_the_replica_takes_over_without_losing_anything(
    followed: tuple[House, Path, "subprocess.Popen[bytes]"], tmp_path: Path
) -> None:
    house, replica, _ = followed
    told = json.loads(run([sys.executable, "-m", "tests.crash_city"], house.env))
    house.serve()
    stop = threading.Event()
    clients = [Client(house, told, stop) for _ in range(3)]
    for client in clients:
        client.start()
    until(lambda: sum(len(c.acknowledged) for c in clients) >= 15)
    code, lag = cityhall(alone(), "replica", "status", "--into", replica)
    assert (code, lag["standby"], lag["following"]) == (0, True, True)
    assert rows(house, "SELECT sync_state FROM pg_stat_replication") == [("sync",)]
    refused(cityhall(alone(), "replica", "promote", "--into", house.var), "replica.none")
    supervisor = int((house.var / "db" / "supervisor.lock").read_text())
    os.kill(supervisor, signal.SIGKILL)  # the server dies with its supervisor, in the midst of it all
    house.kill("serve")
    acknowledged = {number for client in clients for number in client.acknowledged.values()}
    stop.set()

    code, done = cityhall(alone(), "replica", "promote", "--into", replica)
    assert code == 0, done
    urls = embedded.ensure(replica / "db")
    there = House(replica, free_port(), alone(CITYHALL_VAR=replica) | {
        "DATABASE_URL": urls.serving, "DATABASE_OWNER_URL": urls.owner,
    })  # fmt: skip
    shutil.copy2(keys_of(house), replica / "keys.json")
    numbers = {str(n) for (n,) in rows(there, "SELECT number FROM ch_cases_case")}
    assert acknowledged <= numbers, "an acknowledged request was lost"
    assert len(numbers) <= len(acknowledged) + len(clients), "more than was under way"
    there.serve()
    try:
        assert submit(there, told, 1)
        code, verdict = cityhall(there.env, "journal", "verify")
        assert (code, verdict["sound"]) == (0, True)
    finally:
        there.stop()
