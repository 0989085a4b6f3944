"""Files: kept once by content, judged by their bytes, refused with a sentence."""

import hashlib
import io
import os
import zipfile
from pathlib import Path
from time import time

import pytest

from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import DomainError, InvalidInputError, NotFoundError, TooLargeError
from cityhall.kernel.files import sniff, store, sweep
from cityhall.kernel.files.models import StoredFile
from cityhall.kernel.journal.record import record

PDF = b"%PDF-1.7\n" + b"content " * 100


@pytest.fixture(autouse=True)
def folder(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def _kept(folder: Path) -> list[Path]:
    return [f for f in folder.rglob("*") if f.is_file()]


def _zip(name: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, "<x/>")
    return packed.getvalue()


def test_a_content_is_named_by_its_sha256_and_kept_once(folder: Path) -> None:
    first = store.put([PDF[:50], PDF[50:]])
    again = store.put([PDF])
    assert first == again
    assert first.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (first.size, first.media_type) == (len(PDF), "application/pdf")
    assert [f.name for f in _kept(folder)] == [first.sha256]
    with store.reading(first.sha256) as content:
        assert content.read() == PDF


def test_a_content_cut_short_by_a_crash_is_written_again(folder: Path) -> None:
    stored = store.put([PDF])
    _kept(folder)[0].write_bytes(PDF[:10])
    store.put([PDF])
    with store.reading(stored.sha256) as content:
        assert content.read() == PDF


@pytest.mark.parametrize(
    ("content", "refusal", "code"),
    [
        ([], InvalidInputError, "file.empty"),
        ([b"", b""], InvalidInputError, "file.empty"),
        ([b"MZ\x90\x00 a program"], InvalidInputError, "file.kind"),
        ([b"<html><script>"], InvalidInputError, "file.kind"),
        ([b"GIF89a moving"], InvalidInputError, "file.kind"),
        ([_zip("word/document.xml")], InvalidInputError, "file.kind"),
        ([PDF] * 30_000, TooLargeError, "file.too_large"),
    ],
)
def test_what_nobody_can_open_is_refused_and_not_kept(
    content: list[bytes], refusal: type[DomainError], code: str, folder: Path
) -> None:
    with pytest.raises(refusal) as refused:
        store.put(content)
    assert (refused.value.code, refused.value.field) == (code, "file")
    assert _kept(folder) == []


def test_the_limit_itself_is_still_allowed() -> None:
    assert store.put([PDF], limit=len(PDF)).size == len(PDF)
    with pytest.raises(TooLargeError):
        store.put([PDF], limit=len(PDF) - 1)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"\xff\xd8\xff\xe0...", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "application/octet-stream"),
        (_zip("OFD.xml"), "application/ofd"),
        (b" %PDF-1.7", "application/octet-stream"),
    ],
)
def test_kinds_are_told_from_bytes(head: bytes, kind: str) -> None:
    assert sniff.media_type(head) == kind


def test_an_unknown_content_is_said_to_be_unknown() -> None:
    with pytest.raises(NotFoundError), store.reading("0" * 64):
        pytest.fail("there is no such content")


@action
def hand_in(actor: Actor, stored: store.Stored) -> str:
    record(actor, "test.handed_in", "test:1")
    return store.note(stored)


@pytest.mark.django_db
def test_a_content_handed_in_twice_is_listed_once() -> None:
    stored = store.put([PDF])
    assert hand_in(HOUSE, stored) == hand_in(HOUSE, stored) == stored.sha256
    assert StoredFile.objects.get().size == len(PDF)


def test_a_kept_content_says_what_it_is(folder: Path) -> None:
    assert store.kind_of(store.put([b"%PDF-1.7\n"]).sha256) == "application/pdf"


def _age(folder: Path, stored: store.Stored, hours: float = 25) -> Path:
    path = folder / store.path_of(stored.sha256)
    os.utime(path, (time() - hours * 3600,) * 2)
    return path


def _put(n: int) -> store.Stored:
    return store.put([b"%PDF-1.7\n", str(n).encode()])


@pytest.mark.django_db
def test_content_that_nobody_refers_to_goes_after_a_day_and_nothing_else(folder: Path) -> None:
    referred, orphans, fresh, doubled = _put(0), [_put(n) for n in range(1, 6)], _put(6), _put(7)
    hand_in(HOUSE, referred)
    for stored in (referred, *orphans, doubled):
        _age(folder, stored)
    _age(folder, fresh, hours=23)
    leftover = _age(folder, referred).with_name(f"{referred.sha256}_x7")  # two uploads in the same instant
    leftover.write_bytes(b"%PDF-1.7\n")
    os.utime(leftover, (0, 0))
    (folder / "README").write_text("not ours")
    os.utime(folder / "README", (0, 0))
    _put(7)  # sent again, the act about to follow
    assert sweep.forget_unreferred(batch=2) == len(orphans) + 1
    assert {f.name for f in _kept(folder)} == {referred.sha256, fresh.sha256, doubled.sha256, "README"}
    assert sweep.forget_unreferred() == 0


@pytest.mark.django_db
def test_a_folder_whose_database_lists_nothing_is_left_alone(folder: Path) -> None:
    path = _age(folder, _put(1))
    assert sweep.forget_unreferred() == 0
    assert path.exists()
