"""An acknowledged request survives `kill -9`: of the web server, of the worker, of the database, in turn, while people
submit. Everything runs on a cluster of this test's own."""

import json
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash_house import PATIENCE, Client, House, check_books, founded, run, wait_for_jobs

pytestmark = [pytest.mark.crash, pytest.mark.cluster]
CLIENTS, ROUNDS, MORE = 6, 2, 12


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    here = founded(tmp_path)
    yield here
    here.stop()


def kill_in_turn(house: House, clients: list[Client]) -> None:
    """Each kill falls into work that is going on, and what comes after it is seen to go on again."""
    for _ in range(ROUNDS):
        wait_for_more(clients)
        house.kill("serve")
        house.serve()
        wait_for_more(clients)
        house.kill("worker")
        house.work()
        wait_for_more(clients)
        house.kill_database()
    wait_for_more(clients)


def wait_for_more(clients: list[Client]) -> None:
    """Until every other client, on the whole, has been acknowledged once more."""
    enough = sum(len(c.acknowledged) for c in clients) + MORE
    end = time.monotonic() + PATIENCE
    while sum(len(c.acknowledged) for c in clients) < enough:
        assert time.monotonic() < end, [c.trouble for c in clients]
        assert not any(c.trouble for c in clients), [c.trouble for c in clients]
        time.sleep(0.05)


def test_what_was_acknowledged_exists_exactly_once(house: House) -> None:
    city = json.loads(run([sys.executable, "-m", "tests.crash_city"], house.env))
    house.serve()
    house.work()
    stop = threading.Event()
    clients = [Client(house, city, stop) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    kill_in_turn(house, clients)
    stop.set()
    for client in clients:
        client.join(PATIENCE + 15)
        assert not client.trouble, client.trouble
        assert not client.is_alive()
    wait_for_jobs(house)
    acknowledged = [number for client in clients for number in client.acknowledged.values()]
    assert len(acknowledged) >= MORE * ROUNDS * 3
    assert sum(client.tries for client in clients) > len(acknowledged) + CLIENTS, "nobody noticed any of it"
    check_books(house, acknowledged)
