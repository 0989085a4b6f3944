"""A disk without room: the upload is refused with a sentence, nothing is kept half, and once there is room it goes on."""

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cityhall.kernel.errors import BusyError
from cityhall.kernel.files import store

PDF = b"%PDF-1.7\n" + b"content " * 100
BIG = b"%PDF-1.7\n" + b"x" * (3 * 1024 * 1024)


@pytest.fixture
def folder(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return tmp_path


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """This process may write no longer files: the system refuses in the midst of one, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def kept(folder: Path) -> list[Path]:
    return [f for f in folder.rglob("*") if f.is_file()]


def test_an_upload_that_finds_no_room_leaves_nothing(folder: Path) -> None:
    with files_no_longer_than(1024 * 1024), pytest.raises(BusyError, match="磁盘满了") as no:
        store.put([BIG])
    assert (no.value.code, no.value.status) == ("file.no_room", 503)
    assert kept(folder) == []
    assert store.put([BIG]).size == len(BIG)
    assert len(kept(folder)) == 1


def test_the_storage_alone_is_full(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The spool had room, the place for good has not."""

    def full(*rest: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(store.os, "fsync", full)  # type: ignore[attr-defined]
        with pytest.raises(BusyError):
            store.put([PDF])
    assert kept(folder) == []
    assert store.put([PDF]).size == len(PDF)


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte, where this machine lets us have one."""
    place = tmp_path / "tiny"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], check=False, capture_output=True)
    if made.returncode != 0:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_file_system_that_is_really_full(settings: object, tiny: Path) -> None:
    settings.MEDIA_ROOT = tiny / "files"  # type: ignore[attr-defined]
    ballast = tiny / "ballast"
    ballast.write_bytes(b"x" * 700 * 1024)
    some = b"%PDF-1.7\n" + b"y" * 500 * 1024
    with pytest.raises(BusyError, match="磁盘满了"):
        store.put([some])
    assert kept(tiny) == [ballast]
    ballast.unlink()
    stored = store.put([some])
    with store.reading(stored.sha256) as content:
        assert content.read() == some
