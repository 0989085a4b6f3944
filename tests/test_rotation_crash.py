"""The data key is changed while people submit to a running server, and the changing is killed with `kill -9` in between: run
again it goes on where it stood, nobody is refused, and everything is readable with the new key alone."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash_house import PATIENCE, Client, House, check_books, founded, run, wait_for_jobs

pytestmark = [pytest.mark.crash, pytest.mark.cluster]
CLIENTS, MANY = 3, 4000
SEED = """
import sys
from cityhall.site import environment
environment.start_django()
from datetime import timedelta
from cityhall.kernel import clock
from cityhall.people.models import PhoneCode
now = clock.now()
PhoneCode.objects.bulk_create([
    PhoneCode(phone=f"139{n:08}", phone_index=f"sample {n}", code="000000", sent_at=now, expires_at=now + timedelta(days=1))
    for n in range(int(sys.argv[1]))
])
"""
READ = """
from cityhall.site import environment
environment.start_django()
from cityhall.cases.models import Application
from cityhall.people.models import PhoneCode
assert {a.contact_phone for a in Application.objects.all()} == {"13900000001"}
assert all(p.phone.startswith("139") for p in PhoneCode.objects.filter(phone_index__startswith="sample "))
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    here = founded(tmp_path)
    yield here
    here.stop()


def killed_after_a_batch(house: House) -> None:
    """`cityhall keys rotate`, killed when the first batch has been said to be done."""
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "cityhall", "keys", "rotate"], env=house.env, stdout=subprocess.PIPE, text=True
    ) as rotating:
        assert rotating.stdout is not None
        for line in rotating.stdout:
            if " 行，共" in line:
                os.kill(rotating.pid, signal.SIGKILL)
                break
        assert rotating.wait(PATIENCE) == -signal.SIGKILL


def status(house: House) -> dict[str, object]:
    told: dict[str, object] = json.loads(run([sys.executable, "-m", "cityhall", "keys", "status", "--json"], house.env))
    return told


def test_a_killed_rotation_goes_on_and_nobody_notices(house: House) -> None:
    city = json.loads(run([sys.executable, "-m", "tests.crash_city"], house.env))
    run([sys.executable, "-c", SEED, str(MANY)], house.env)
    house.serve()
    house.work()
    stop = threading.Event()
    clients = [Client(house, city, stop) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    killed_after_a_batch(house)
    between = status(house)["keys"]
    assert isinstance(between, dict)
    assert all(between.values()), between
    done = json.loads(run([sys.executable, "-m", "cityhall", "keys", "rotate", "--json"], house.env))
    assert (done["writes"], done["retired"]) == (2, [1])
    stop.set()
    for client in clients:
        client.join(PATIENCE + 15)
        assert not client.trouble, client.trouble
    wait_for_jobs(house)
    after = status(house)
    assert (list(after["keys"]), after["unknown"]) == (["2"], {})  # type: ignore[call-overload]
    acknowledged = [number for client in clients for number in client.acknowledged.values()]
    assert acknowledged
    check_books(house, acknowledged)
    run([sys.executable, "-c", READ], house.env)
