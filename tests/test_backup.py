"""A backup is the whole city as it was at one moment, and nothing but a whole city comes out of it."""

import hashlib
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from cityhall.site import embedded
from cityhall.site.safety import tables
from cityhall.site.safety.manifest import Table
from tests.crash_house import Client, House, check_books, founded, free_port, rows, run, surroundings, wait_for_jobs

pytestmark = [pytest.mark.crash, pytest.mark.cluster]
WORD = "correct horse battery"


def cityhall(env: dict[str, str], *words: object) -> tuple[int, dict[str, Any]]:
    """Run a command as an operator would; its exit code and what it answers."""
    ran = subprocess.run(
        [sys.executable, "-m", "cityhall", *map(str, words), "--json"],
        env=env,
        check=False,
        capture_output=True,
        text=True,
    )
    assert ran.stdout, ran.stderr[-2000:]
    return ran.returncode, json.loads(ran.stdout)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("safety")


@pytest.fixture(scope="module")
def city(place: Path) -> Iterator[tuple[House, dict[str, Any]]]:
    """A city with cases, papers as files, and people who go on submitting."""
    house = founded(place / "var")
    told = json.loads(run([sys.executable, "-m", "tests.crash_city"], house.env))
    house.serve()
    house.work()
    submit(house, told, 5)
    wait_for_jobs(house)
    run([sys.executable, "-m", "cityhall", "journal", "seal"], house.env)
    yield house, told
    house.stop()
    embedded.leave(place / "var" / "db")


def submit(house: House, told: dict[str, Any], least: int) -> list[str]:
    stop = threading.Event()
    client = Client(house, told, stop)
    client.start()
    while len(client.acknowledged) < least and not client.trouble:
        stop.wait(0.05)
    stop.set()
    client.join(60)
    assert not client.trouble, client.trouble
    return list(client.acknowledged.values())


@pytest.fixture(scope="module")
def backup(place: Path, city: tuple[House, dict[str, Any]]) -> Path:
    """Made while somebody submits without a pause, and noticed by nobody."""
    house, told = city
    stop = threading.Event()
    client = Client(house, told, stop)
    client.start()
    code, made = cityhall(house.env, "backup", place / "backups")
    stop.set()
    client.join(60)
    assert not client.trouble
    assert code == 0, made
    assert made["files"] > 0
    assert len(client.acknowledged) > 3
    return Path(made["backup"])


def table_digests(url: str) -> dict[str, Table]:
    with psycopg.connect(url, autocommit=True) as owner, owner.transaction():
        return tables.measure(owner)


def keys_of(house: House) -> Path:
    return house.var / "keys.json"


def alone(**more: object) -> dict[str, str]:
    """An operator on another machine: nothing of the old city in the environment."""
    return surroundings() | {"CITYHALL_LOG": "ERROR"} | {k: str(v) for k, v in more.items()}


def test_a_restored_city_is_the_same_row_for_row_and_works(
    place: Path, city: tuple[House, dict[str, Any]], backup: Path
) -> None:
    house, told = city
    wait_for_jobs(house)
    house.kill("worker")  # nothing changes any more
    before = table_digests(house.env["DATABASE_OWNER_URL"])
    files = {p.relative_to(house.var / "files") for p in (house.var / "files").rglob("*") if p.is_file()}
    code, made = cityhall(house.env | {"CITYHALL_BACKUP_PASSPHRASE": WORD}, "backup", place / "second", "--with-keys")
    assert code == 0, made
    assert made["copied"] == len(files)

    into = place / "elsewhere" / "var"
    code, done = cityhall(
        alone(CITYHALL_BACKUP_PASSPHRASE=WORD), "restore", place / "second", "--into", into, "--with-keys"
    )
    assert code == 0, done
    assert not list(into.parent.glob(".*")), "something was left beside the restored city"
    urls = embedded.ensure(into / "db")
    try:
        after = table_digests(urls.owner)
        assert len(before) > 60
        assert after == before
        assert {p.relative_to(into / "files") for p in (into / "files").rglob("*") if p.is_file()} == files
        there = House(
            into, free_port(), alone(CITYHALL_VAR=into, DATABASE_URL=urls.serving, DATABASE_OWNER_URL=urls.owner)
        )
        there.serve()
        there.work()
        try:
            numbers = [n for (n,) in rows(there, "SELECT number FROM ch_cases_case ORDER BY number")]
            numbers += submit(there, told, 2)  # signs in with the old password; numbers go on where they were
            wait_for_jobs(there)
            check_books(there, numbers)
            code, verdict = cityhall(there.env, "journal", "verify", "--head", done["head"])
            assert (code, verdict["sound"]) == (0, True)
        finally:
            there.stop()
    finally:
        embedded.leave(into / "db")
        house.work()


def refused(answer: tuple[int, dict[str, Any]], code: str) -> str:
    assert answer[0] == 1
    assert answer[1]["error"]["code"] == code
    return str(answer[1]["error"]["message"])


def test_keys_are_left_out_or_locked_well(place: Path, city: tuple[House, dict[str, Any]], backup: Path) -> None:
    house, _ = city
    assert not (backup / "keys.sealed").exists()
    secret = json.loads(keys_of(house).read_text())
    weak = house.env | {"CITYHALL_BACKUP_PASSPHRASE": "short"}
    refused(cityhall(weak, "backup", place / "weak", "--with-keys"), "backup.weak_passphrase")
    refused(cityhall(house.env, "backup", place / "weak", "--with-keys"), "backup.no_passphrase")
    assert not list((place / "weak").glob("*")), "a refused backup left something"
    locked = next((place / "second").glob("*/keys.sealed"))
    for file in (locked, locked.with_name("manifest.json"), backup / "manifest.json"):
        assert not [one for one in secret.values() if one.encode() in file.read_bytes()]
    said = run([sys.executable, "-m", "cityhall", "backup", str(place / "third")], house.env)
    assert "备份里没有密钥" in said
    assert str(keys_of(house)) in said


def test_without_the_right_keys_nothing_is_restored(place: Path, backup: Path) -> None:
    into = place / "keyless"
    refused(cityhall(alone(), "restore", backup, "--into", into), "restore.no_keys")
    other = place / "other.json"
    other.write_text(json.dumps({"secret": "x" * 50, "data_keys": f"1:{'A' * 43}=", "index_key": f"{'B' * 43}="}))
    said = refused(cityhall(alone(), "restore", backup, "--into", into, "--keys", other), "restore.wrong_keys")
    assert "数据密钥 1" in said
    wrong = alone(CITYHALL_BACKUP_PASSPHRASE="not this one at all")
    answer = cityhall(wrong, "restore", place / "second", "--into", into, "--with-keys")
    refused(answer, "restore.wrong_passphrase")
    assert not into.exists()
    assert not list(place.glob(".keyless*"))


def test_a_damaged_backup_is_refused_by_name(
    place: Path, city: tuple[House, dict[str, Any]], backup: Path, tmp_path: Path
) -> None:
    house, _ = city
    content = next(p for p in (backup / "files").rglob("*") if p.is_file()).relative_to(backup)
    for name in ("city.dump", "files.txt", "manifest.json", str(content)):
        bad = tmp_path / "bad" / name.replace("/", "_")
        shutil.copytree(backup, bad)
        raw = bytearray((bad / name).read_bytes())
        raw[len(raw) // 2] ^= 1
        (bad / name).write_bytes(raw)
        said = refused(cityhall(alone(), "backup", "verify", bad), "backup.damaged")
        assert str(bad / name) in said
        into = tmp_path / "into"
        answer = cityhall(alone(), "restore", bad, "--into", into, "--keys", keys_of(house))
        assert str(bad / name) in refused(answer, "backup.damaged")
        assert not into.exists()
    lost = tmp_path / "lost"
    shutil.copytree(backup, lost)
    (lost / content).unlink()
    assert str(lost / content) in refused(cityhall(alone(), "backup", "verify", lost), "backup.damaged")
    code, told = cityhall(alone(), "backup", "verify", place / "backups")
    assert (code, told["sound"]) == (0, True)


def rewritten(backup: Path, to: Path, **changes: object) -> Path:
    """A copy of a backup that says something else of itself, as its maker would have written it."""
    shutil.copytree(backup, to)
    told = json.loads((to / "manifest.json").read_text()) | changes
    text = json.dumps(told, ensure_ascii=False)
    (to / "manifest.json").write_text(text)
    (to / "manifest.sha256").write_text(hashlib.sha256(text.encode()).hexdigest())
    return to


def test_a_newer_backup_and_a_full_place_are_refused(
    city: tuple[House, dict[str, Any]], backup: Path, tmp_path: Path
) -> None:
    house, _ = city
    told = json.loads((backup / "manifest.json").read_text())
    keys = ("--keys", keys_of(house))
    newer = rewritten(backup, tmp_path / "newer", format=99)
    refused(cityhall(alone(), "restore", newer, "--into", tmp_path / "a", *keys), "backup.newer")
    ahead = rewritten(backup, tmp_path / "ahead", migrations=[*told["migrations"], "ch_cases.9999_later"])
    said = refused(cityhall(alone(), "restore", ahead, "--into", tmp_path / "a", *keys), "backup.newer")
    assert "ch_cases.9999_later" in said
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("keep me")
    refused(cityhall(alone(), "restore", backup, "--into", tmp_path / "full", *keys), "restore.not_empty")
    assert (tmp_path / "full" / "mine.txt").read_text() == "keep me"
    given = alone(**{name: house.env[name] for name in ("DATABASE_URL", "DATABASE_OWNER_URL")})
    refused(cityhall(given, "restore", backup, "--into", tmp_path / "a", *keys), "restore.not_empty")
    more = told["tables"]["city.ch_cases_case"] | {"rows": told["tables"]["city.ch_cases_case"]["rows"] + 1}
    other = rewritten(backup, tmp_path / "other", tables=told["tables"] | {"city.ch_cases_case": more})
    said = refused(cityhall(alone(), "restore", other, "--into", tmp_path / "a", *keys), "restore.differs")
    assert "ch_cases_case" in said
    assert not (tmp_path / "a").exists()
    assert not list(tmp_path.glob(".a*"))


def test_into_an_empty_database_that_was_given(
    place: Path, city: tuple[House, dict[str, Any]], backup: Path, tmp_path: Path
) -> None:
    house, _ = city
    given = {}
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        given[name] = urlsplit(house.env[name])._replace(path="/elsewhere").geturl()
    with psycopg.connect(house.env["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("CREATE DATABASE elsewhere ENCODING 'UTF8'")
    command = ("restore", place / "backups", "--into", tmp_path / "var", "--keys", keys_of(house))
    told = json.loads((backup / "manifest.json").read_text())
    fewer = {"rows": 0, "digest": "0"}
    wrong = rewritten(backup, tmp_path / "wrong", tables=told["tables"] | {"city.ch_cases_case": fewer})
    refused(cityhall(alone(**given), "restore", wrong, *command[2:]), "restore.differs")
    with psycopg.connect(given["DATABASE_OWNER_URL"]) as owner:
        assert tables.names(owner) == [], "a refused restore left rows in the database that was given"
    code, done = cityhall(alone(**given), *command)
    assert code == 0, done
    assert {name: t["rows"] for name, t in told["tables"].items()} == {
        name: t.rows for name, t in table_digests(given["DATABASE_OWNER_URL"]).items()
    }
    code, found = cityhall(alone(**given, CITYHALL_VAR=tmp_path / "var"), "doctor", "--port", free_port())
    bad = [f for f in found["findings"] if f["level"] == "bad"]
    assert not bad


def test_old_backups_are_let_go_and_contents_kept_once(place: Path, city: tuple[House, dict[str, Any]]) -> None:
    house, _ = city
    folder, seen = place / "kept", []
    for _ in range(3):
        code, made = cityhall(house.env, "backup", folder, "--keep", 2)
        assert code == 0, made
        seen.append(Path(made["backup"]))
    assert sorted(folder.iterdir()) == seen[1:]
    assert made["copied"] == 0
    one = next(p for p in (seen[1] / "files").rglob("*") if p.is_file())
    assert (seen[2] / one.relative_to(seen[1])).stat().st_ino == one.stat().st_ino
    code, told = cityhall(alone(), "backup", "verify", seen[2])
    assert code == 0, told
    lines = rows(house, "SELECT ref FROM ch_journal_entry WHERE event = 'backup.made'")
    assert {f"backup:{path.name}" for path in seen} <= {ref for (ref,) in lines}


def test_what_the_city_itself_has_lost_is_said(place: Path, city: tuple[House, dict[str, Any]]) -> None:
    house, _ = city
    some = [p for p in (house.var / "files").rglob("*") if p.is_file()][:2]
    whole = [p.read_bytes() for p in some]
    try:
        some[0].unlink()
        some[1].write_bytes(b"not what it was")
        code, made = cityhall(house.env, "backup", place / "ill")
        assert code == 1
        assert (made["missing"], made["damaged"]) == ([some[0].name], [some[1].name])
        assert cityhall(alone(), "backup", "verify", place / "ill")[0] == 0
    finally:
        for path, content in zip(some, whole, strict=True):
            path.write_bytes(content)
