"""The virus scanner, where the operator has one: clamd's INSTREAM, over TCP or a Unix socket (`CITYHALL_CLAMD`)."""

import logging
import socket
import struct
from typing import IO

from django.conf import settings

from cityhall.kernel.errors import BusyError, InvalidInputError

CHUNK = 128 * 1024
TIMEOUT = 30
MOST = 4096  # of an answer
log = logging.getLogger(__name__)


def scan(content: IO[bytes]) -> None:
    """Show the content to the scanner. Without one configured nothing happens; with one, only its "OK" lets a file in.

    Raises `file.virus` (422) for what it found, `file.scanner` (503) when it cannot be asked: unseen is not clean."""
    if not settings.CLAMD:
        return
    try:
        said = _asked(str(settings.CLAMD), content)
    except (OSError, ValueError) as trouble:
        log.error("scanner cannot be reached: %s", type(trouble).__name__)
        raise _not_now() from trouble
    if said.endswith(" FOUND"):
        log.warning("scanner found %s", said.removeprefix("stream: ").removesuffix(" FOUND")[:80])
        raise InvalidInputError("file.virus", "安全扫描发现这个文件带有恶意代码，请换一份干净的文件", field="file")
    if said != "stream: OK":
        log.error("scanner answered %s", said[:80])
        raise _not_now()


def answers() -> bool:
    """Does the configured scanner answer? For the doctor."""
    try:
        with _line(str(settings.CLAMD)) as line:
            line.sendall(b"zPING\0")
            return _answer(line) == "PONG"
    except (OSError, ValueError):
        return False


def _not_now() -> BusyError:
    return BusyError("file.scanner", "文件安全扫描暂时不可用，文件没有收下，请稍后再上传", field="file")


def _line(where: str) -> socket.socket:
    if where.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(TIMEOUT)
        line.connect(where)
        return line
    host, _, port = where.rpartition(":")
    return socket.create_connection((host.strip("[]") or "127.0.0.1", int(port)), timeout=TIMEOUT)


def _asked(where: str, content: IO[bytes]) -> str:
    content.seek(0)
    with _line(where) as line:
        line.sendall(b"zINSTREAM\0")
        while chunk := content.read(CHUNK):
            line.sendall(struct.pack(">I", len(chunk)) + chunk)
        line.sendall(struct.pack(">I", 0))
        return _answer(line)


def _answer(line: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < MOST:
        more = line.recv(MOST)
        if not more:
            break
        said += more
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()
