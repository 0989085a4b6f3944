"""Personal values: sealed in the table, clear in Python, and never wrong."""

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, models

from cityhall.kernel.secrets import keys
from cityhall.kernel.secrets.fields import SealedJSON, SealedText

PHONE = "13800000000"


@pytest.fixture(autouse=True)
def fresh_ring() -> Iterator[None]:
    keys.forget()
    yield
    keys.forget()


class Row(models.Model):
    """A model of the tests' own; its table is made and dropped by the test."""

    phone = SealedText()
    form = SealedJSON()
    objects: ClassVar["models.Manager[Row]"] = models.Manager()

    class Meta:
        app_label = "ch_site"
        managed = False
        db_table = "test_sealed"

    def __str__(self) -> str:
        return str(self.pk)


@pytest.fixture
def table(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE test_sealed (id bigserial PRIMARY KEY, phone bytea, form bytea)")


def _bytes() -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone || form FROM test_sealed")
        return bytes(cursor.fetchone()[0])


@pytest.mark.usefixtures("table")
def test_values_come_back_and_the_table_does_not_show_them() -> None:
    form = {"住址": "样例市一号", "收入": 1200}
    pk = Row.objects.create(phone=PHONE, form=form).pk
    row = Row.objects.get(pk=pk)
    assert (row.phone, row.form) == (PHONE, form)
    assert PHONE.encode() not in _bytes()
    assert "样例市".encode() not in _bytes()


@pytest.mark.usefixtures("table")
def test_nothing_stays_nothing() -> None:
    row = Row.objects.get(pk=Row.objects.create().pk)
    assert (row.phone, row.form, _bytes()) == ("", {}, b"")


def test_the_same_value_is_never_sealed_alike() -> None:
    assert keys.seal(PHONE) != keys.seal(PHONE)


@pytest.mark.parametrize("where", [0, 1, 12, 13, 20, -1])
def test_a_changed_byte_is_refused(where: int) -> None:
    sealed = bytearray(keys.seal(PHONE))
    sealed[where] ^= 1
    with pytest.raises(ValueError, match="not sealed"):
        keys.unseal(bytes(sealed))


def test_an_old_key_still_reads_and_the_newest_writes(settings: object) -> None:
    old = keys.seal(PHONE)
    more = base64.b64encode(os.urandom(32)).decode()
    settings.KEYS_FILE = None  # type: ignore[attr-defined]
    settings.DATA_KEYS = f"{settings.DATA_KEYS},2:{more}"  # type: ignore[attr-defined]
    keys.forget()
    assert keys.unseal(old) == PHONE
    assert (old[0], keys.seal(PHONE)[0]) == (1, 2)


def test_a_file_that_is_away_for_a_moment_changes_nothing(settings: object, tmp_path: Path) -> None:
    settings.KEYS_FILE = tmp_path / "keys.json"  # type: ignore[attr-defined]
    keys.forget()
    sealed = keys.seal(PHONE)
    assert keys.unseal(sealed) == PHONE
    more = base64.b64encode(os.urandom(32)).decode()
    text = json.dumps({"data_keys": f"{settings.DATA_KEYS},2:{more}"})  # type: ignore[attr-defined]
    (tmp_path / "keys.json").write_text(text)
    assert keys.unseal(sealed_elsewhere(text)) == PHONE  # a key nobody here knew yet: the file is looked at
    assert keys.seal(PHONE)[0] == 2
    (tmp_path / "keys.json").write_text("{")
    assert keys.unseal(sealed) == PHONE


def sealed_elsewhere(text: str) -> bytes:
    """A value as a process seals it that has read the file already."""
    known, writes = keys.parse(json.loads(text)["data_keys"])
    head, nonce = bytes([writes]), os.urandom(keys.NONCE)
    return head + nonce + AESGCM(known[writes]).encrypt(nonce, PHONE.encode(), head)


def test_a_blind_index_finds_and_does_not_tell() -> None:
    assert keys.blind("phone", PHONE) == keys.blind("phone", f" {PHONE} ")
    assert keys.blind("phone", PHONE) != keys.blind("id", PHONE)
    assert PHONE not in keys.blind("phone", PHONE)
