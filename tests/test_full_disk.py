"""The disk under the database fills up in the midst of work, and is emptied again: refused with a sentence, nothing half, nothing lost."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from cityhall.site import embedded
from tests.crash_house import Client, check_books, founded, rows, run, wait_for_jobs
from tests.test_backup import cityhall

pytestmark = [pytest.mark.crash, pytest.mark.cluster]
REFUSED = {"house.no_room", "house.no_database", "file.no_room"}


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A file system just large enough for a city, where this machine lets us have one."""
    place = tmp_path / "tiny"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=320m,mode=755", "tmpfs", str(place)]
    if subprocess.run(words, check=False, capture_output=True).returncode != 0:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def fill(place: Path) -> Path:
    """Take all the room there is."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as out:
        try:
            while True:
                out.write(b"x" * 65536)
        except OSError:
            return ballast


def test_a_city_on_a_full_disk_refuses_and_goes_on(tiny: Path) -> None:
    house = founded(tiny / "var")
    told = json.loads(run([sys.executable, "-m", "tests.crash_city"], house.env))
    house.serve()
    house.work()
    try:
        client = Client(house, told, threading.Event())
        client.patience = 40.0
        assert client.sign_in()[0] == 200
        client.acknowledged = {key: str(client.submit(key)[1]["number"]) for key in (uuid4().hex for _ in range(3))}
        ballast = fill(tiny)
        _, found = cityhall(house.env, "doctor")
        assert [f["level"] for f in found["findings"] if f["name"] == "disk"] == ["bad"]
        refused = ""
        for _ in range(400):  # what is allotted already takes some more
            key = uuid4().hex
            status, answer = client.submit(key)
            if status != 201:
                refused = key
                break
            client.acknowledged[key] = str(answer["number"])
        assert refused, "the disk was never full"
        assert (status, answer["code"] in REFUSED) == (503, True), answer
        ballast.unlink()
        embedded.ensure(tiny / "var" / "db")  # `cityhall run` does so twice a second
        client.acknowledged[refused] = str(client.until_answered(lambda: client.submit(refused)))
        key = uuid4().hex
        client.acknowledged[key] = str(client.until_answered(lambda: client.submit(key)))
        wait_for_jobs(house)
        check_books(house, list(client.acknowledged.values()))
        assert rows(house, "SELECT count(*) FROM ch_cases_case") == [(len(client.acknowledged),)]
        assert cityhall(house.env, "journal", "verify")[1]["sound"]
    finally:
        house.stop()
        embedded.leave(tiny / "var" / "db")
