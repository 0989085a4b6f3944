"""Damaged lists on their whole way in: refused at once, or tried and told; nothing is written before the deed is asked for."""

import random
from pathlib import Path
from typing import Any

import pytest

from cityhall.catalogue.models import Item, ItemImport, ItemVersion
from cityhall.catalogue.terms import Can
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import DomainError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

from .lists import csv_of, tried, xlsx_of
from .test_importing import FULL

pytestmark = pytest.mark.django_db
SEED, TIMES = 20260, 40


@pytest.fixture
def importer(settings: Any, tmp_path: Path) -> Actor:
    settings.MEDIA_ROOT = tmp_path
    return given.staff(given.organ("样例导入局"), Can.IMPORT_ITEMS, Can.EDIT_ITEMS, reach=Reach.EVERYWHERE)


def _spoiled(chance: random.Random, whole: bytes) -> bytes:
    spoiled = bytearray(whole)
    for _ in range(chance.randint(1, 12)):
        spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
    return bytes(spoiled[: chance.choice([len(spoiled), len(spoiled), chance.randrange(1, len(spoiled))])])


def _written() -> tuple[int, int]:
    return Item.objects.count(), ItemVersion.objects.count()


@pytest.mark.parametrize("whole", [xlsx_of(FULL), csv_of(next(iter(FULL.values())))], ids=["xlsx", "csv"])
def test_a_damaged_list_is_refused_or_tried_and_writes_nothing(whole: bytes, importer: Actor) -> None:
    chance, before = random.Random(SEED), _written()
    for _ in range(TIMES):
        runs, lines = ItemImport.objects.count(), Entry.objects.count()
        try:
            tried(importer, _spoiled(chance, whole))
        except DomainError:
            begun = ItemImport.objects.count() - runs
            assert (
                Entry.objects.count() - lines >= begun
            )  # a refusal at the upload leaves no run; each run has its line
        assert _written() == before
