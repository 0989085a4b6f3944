"""The short show: twenty people, twelve seconds, each process killed once. The long one is `bench/load_and_kill.py`."""

from pathlib import Path

import pytest

from tests.load_and_kill import VICTIMS, show

pytestmark = [pytest.mark.crash, pytest.mark.cluster]


def test_nothing_acknowledged_is_lost_or_doubled_under_load(tmp_path: Path) -> None:
    figures = show(tmp_path, clients=20, seconds=12, rounds=1)
    assert [victim for victim, _ in figures.killed] == list(VICTIMS)
    assert figures.acknowledged >= figures.clients, "hardly anybody was served"
    assert figures.tries > figures.acknowledged + 20, "nobody noticed any of it"
