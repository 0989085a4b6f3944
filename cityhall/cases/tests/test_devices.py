"""What lies in a window's device folder, good and bad."""

import json
import os
import time
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from cityhall.cases.adapters import devices
from cityhall.kernel.errors import DomainError
from cityhall.kernel.tests import contents

from . import given

PNG = contents.PNG
CARD = {"name": "样小例", "number": "990100199001010011", "address": "样例路 1 号"}


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DEVICES = str(tmp_path)
    return tmp_path


def card(text: bytes | None = None, name: str = "a.json") -> Path:
    return devices.drop(7, "id", name, json.dumps(CARD).encode() if text is None else text)


def refused(code: str, act: object = devices.read_card) -> None:
    assert callable(act)
    with pytest.raises(DomainError) as no:
        act(7)
    assert no.value.code == code


def test_the_newest_card_is_read_once_and_nothing_of_it_is_kept(folder: Path) -> None:
    old = card(json.dumps({**CARD, "name": "样先来"}).encode(), "old.json")
    os.utime(old, (time.time() - 60, time.time() - 60))
    card()
    assert devices.read_card(7) == devices.Card(**CARD)
    assert all(f.read_bytes() == b"" for f in (folder / "7/id/done").iterdir())
    assert devices.read_card(7).name == "样先来"
    refused("device.nothing")


@pytest.mark.parametrize("text", [b"{", b"[]", b'{"name":"x"}', b"\xff\xfe", b" " * 20_000, b'"a"'])
def test_what_is_no_card_is_refused_and_put_away(folder: Path, text: bytes) -> None:
    card(text)
    refused("device.unreadable")
    refused("device.nothing")


def test_what_was_read_for_the_one_before_is_not_taken(folder: Path) -> None:
    os.utime(card(), (time.time() - 700, time.time() - 700))
    refused("device.too_old")
    refused("device.nothing")


def test_without_a_folder_there_is_no_device(folder: Path, settings: Settings) -> None:
    refused("device.none")
    assert not devices.ready(7)
    card()
    assert devices.ready(7)
    assert not devices.ready(None)
    settings.DEVICES = ""
    refused("device.none")
    with pytest.raises(DomainError):
        card()


@pytest.mark.parametrize("name", ["../a.json", ".a.json", "a/b.json", "", "a\x00.json"])
def test_a_name_that_leads_elsewhere_is_not_dropped(folder: Path, name: str) -> None:
    with pytest.raises(DomainError):
        card(name=name)


def test_links_and_folders_are_not_followed(folder: Path) -> None:
    secret = folder / "secret.json"
    secret.write_text(json.dumps(CARD))
    card(name="gone.json").unlink()
    (folder / "7/id/link.json").symlink_to(secret)
    (folder / "7/id/folder.json").mkdir()
    refused("device.nothing")


def test_a_picture_is_told_by_its_bytes(folder: Path) -> None:
    devices.drop(7, "camera", "身份证.png", PNG)
    shot = devices.take_shot(7)
    assert (shot.name, shot.stored.media_type) == ("身份证.png", "image/png")
    devices.drop(7, "camera", "virus.png", b"MZ not a picture")
    refused("file.kind", devices.take_shot)
    refused("device.nothing", devices.take_shot)
    devices.drop(7, "camera", "paper.pdf", given.PDF)
    assert devices.take_shot(7).stored.media_type == "application/pdf"
