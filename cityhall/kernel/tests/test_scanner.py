"""The virus scanner, spoken to as clamd is, over a real socket: only its word lets a file in."""

import io
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cityhall.kernel.errors import BusyError, DomainError
from cityhall.kernel.files import scanner as asking
from cityhall.kernel.files import store

from . import contents as made


@pytest.fixture(autouse=True)
def folder(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return tmp_path


class Scanner(threading.Thread):
    """clamd, as far as INSTREAM and PING go; finds the EICAR test file."""

    def __init__(self, says: bytes | None = None) -> None:
        super().__init__(daemon=True)
        self.says, self.seen = says, list[bytes]()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.where = f"127.0.0.1:{self.listening.getsockname()[1]}"

    def run(self) -> None:
        while True:
            try:
                line, _ = self.listening.accept()
            except OSError:
                return
            with line, line.makefile("rb") as told:
                if (word := self._word(told)) == b"zPING":
                    line.sendall(b"PONG\0")
                elif word == b"zINSTREAM":
                    line.sendall(self._verdict(told))

    @staticmethod
    def _word(told: io.BufferedReader) -> bytes:
        return b"".join(iter(lambda: told.read(1).replace(b"\0", b""), b""))

    def _verdict(self, told: io.BufferedReader) -> bytes:
        seen = b""
        while size := struct.unpack(">I", told.read(4))[0]:
            seen += told.read(size)
        self.seen.append(seen)
        found = b"stream: Eicar-Test FOUND\0" if b"EICAR" in seen else b"stream: OK\0"
        return found if self.says is None else self.says


@pytest.fixture
def scanner(settings: object) -> Iterator[Scanner]:
    one = Scanner()
    one.start()
    settings.CLAMD = one.where  # type: ignore[attr-defined]
    yield one
    one.listening.close()


def test_the_scanner_sees_the_very_bytes_that_were_sent(scanner: Scanner, folder: Path) -> None:
    sent = made.photo() + b"x" * 300_000
    store.put([sent])
    assert scanner.seen == [sent]
    with pytest.raises(DomainError) as no:
        store.put([made.PDF + b"EICAR"])
    assert (no.value.code, no.value.status) == ("file.virus", 422)
    assert asking.answers()
    with pytest.raises(DomainError, match="恶意代码"):
        store.put([b"a,b\nEICAR,1\n"], made=store.LIST)
    assert len([f for f in folder.rglob("*") if f.is_file()]) == 1


@pytest.mark.parametrize("says", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OKAY", b"OK\0"])
def test_an_answer_that_is_not_ok_lets_nothing_in(says: bytes, scanner: Scanner, folder: Path) -> None:
    scanner.says = says
    with pytest.raises(BusyError) as no:
        store.put([made.PDF])
    assert (no.value.code, no.value.status) == ("file.scanner", 503)
    assert not [f for f in folder.rglob("*") if f.is_file()]


@pytest.mark.parametrize("where", ["127.0.0.1:1", "/nowhere/clamd.sock", "127.0.0.1:x", "nonsense"])
def test_a_scanner_that_cannot_be_reached_lets_nothing_in(where: str, settings: object) -> None:
    settings.CLAMD = where  # type: ignore[attr-defined]
    with pytest.raises(BusyError):
        store.put([made.PDF])
    assert not asking.answers()


def test_what_the_house_made_itself_needs_no_scanner(settings: object) -> None:
    settings.CLAMD = "127.0.0.1:1"  # type: ignore[attr-defined]
    assert store.put([made.PDF], made="application/pdf").size == len(made.PDF)
