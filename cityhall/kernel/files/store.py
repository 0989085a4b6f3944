"""Files by content: streamed to disk, named by SHA-256, the same content kept once."""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO

from django.core.files.storage import default_storage

from cityhall.kernel import clock
from cityhall.kernel.action import step
from cityhall.kernel.errors import BusyError, InvalidInputError, NotFoundError, TooLargeError

from . import quarantine
from .models import StoredFile
from .sniff import check_accepted, media_type

MEGABYTE = 1024 * 1024
LIMIT = 20 * MEGABYTE
HEAD = 64 * 1024
KEPT = timedelta(days=1)
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
LIST = "application/octet-stream"  # a table for `kernel.sheets` to read


@dataclass(frozen=True)
class Stored:
    sha256: str
    size: int
    media_type: str


def put(chunks: Iterable[bytes], *, limit: int = LIMIT, made: str = "") -> Stored:
    """Stream a content into storage before the action that refers to it. Too large, empty, of a kind nobody can open, or
    what `quarantine` turns away: refused, and nothing is kept. A picture is kept as it was made anew. Content that no row comes
    to refer to is swept a day later (`sweep`); content twice is kept once. `made` is the media type of what the house made
    itself, which is not looked at again; of a list handed in (`LIST`), whose own reader judges it, the scanner has a look."""
    with _with_room(), tempfile.TemporaryFile() as spool:
        head = _spooled(chunks, spool, limit)
        kind = made or media_type(head)
        if not made:
            check_accepted(kind)
        with quarantine.let_in(kind, spool) if not made or made == LIST else nullcontext(spool) as content:
            stored = _measured(kind, content)
            _keep(stored, content)
    return stored


def _spooled(chunks: Iterable[bytes], spool: IO[bytes], limit: int) -> bytes:
    """Everything on disk, within the limit; answers its beginning."""
    size, head = 0, b""
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise TooLargeError("file.too_large", f"文件超过 {limit // MEGABYTE} MB，请压缩或分开上传", field="file")
        head = (head + chunk)[:HEAD] if len(head) < HEAD else head
        spool.write(chunk)
    if not size:
        raise InvalidInputError("file.empty", "文件是空的，请重新选择", field="file")
    return head


def _measured(kind: str, content: IO[bytes]) -> Stored:
    content.seek(0)
    digest = hashlib.file_digest(content, "sha256")  # type: ignore[arg-type]
    return Stored(digest.hexdigest(), content.seek(0, os.SEEK_END), kind)


def _keep(stored: Stored, spool: IO[bytes]) -> None:
    path = path_of(stored.sha256)
    if default_storage.exists(path) and default_storage.size(path) == stored.size and _made_young(path):
        return
    spool.seek(0)
    _write_whole(Path(default_storage.path(path)), spool)


def _write_whole(place: Path, spool: IO[bytes]) -> None:
    """Under another name first, and on the disk before it has its own: a content is there whole or not at all, even when the
    power goes right after it was acknowledged."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".draft-", dir=place.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            shutil.copyfileobj(spool, out, MEGABYTE)
            out.flush()
            os.fsync(out.fileno())
        draft.chmod(0o644)
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
    _note_names(place.parent)


def _note_names(folder: Path) -> None:
    """The name is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _with_room() -> Iterator[None]:
    """A disk without room is no fault of the file's, and nothing is kept half."""
    try:
        yield
    except OSError as trouble:
        if trouble.errno not in FULL:
            raise
        raise BusyError(
            "file.no_room", "服务器的磁盘满了，文件没有存下，请稍后再上传；急办请到窗口办理", field="file"
        ) from trouble


def _made_young(path: str) -> bool:
    """Whoever sweeps leaves it another day; False when it was swept this very moment."""
    try:
        os.utime(default_storage.path(path))
    except FileNotFoundError:
        return False
    return True


@step
def note(*contents: Stored) -> str:
    """Put contents on the list of files, in one statement, inside the action that refers to them; answers the SHA-256
    of the last."""
    rows = {
        s.sha256: StoredFile(sha256=s.sha256, size=s.size, media_type=s.media_type, stored_at=clock.now())
        for s in contents
    }
    StoredFile.objects.bulk_create(rows.values(), ignore_conflicts=True)
    return contents[-1].sha256


@step
def release(contents: Iterable[str]) -> None:
    """These contents lost somebody who needed them. Whether anybody else does is asked by night (`let_go`)."""
    StoredFile.objects.filter(sha256__in=list(contents)).update(released_at=clock.now())


def let_go(in_use: Callable[[Sequence[str]], set[str]], batch: int = 500) -> int:
    """Take what was released a day ago and is in nobody's use off the list of files, so that the sweep deletes it;
    answers how many. A content put again since is young, and waits another day."""
    gone = 0
    while some := _released(batch):
        used = in_use(some)
        young = {sha256 for sha256 in some if sha256 not in used and not is_old(path_of(sha256))}
        StoredFile.objects.filter(sha256__in=used).update(released_at=None)
        StoredFile.objects.filter(sha256__in=young).update(released_at=clock.now())
        gone += StoredFile.objects.filter(sha256__in=set(some) - used - young).delete()[0]
    return gone


def _released(batch: int) -> list[str]:
    rows = StoredFile.objects.filter(released_at__lt=clock.now() - KEPT).order_by("released_at", "sha256")
    return list(rows.values_list("sha256", flat=True)[:batch])


def is_old(path: str) -> bool:
    """Has nobody put this content for a day?"""
    try:
        return clock.now() - default_storage.get_modified_time(path) >= KEPT
    except FileNotFoundError:
        return True


@contextmanager
def reading(sha256: str) -> Iterator[IO[bytes]]:
    """Open a content for reading."""
    path = path_of(sha256)
    if not default_storage.exists(path):
        raise NotFoundError("file.unknown", "没有找到这个文件，可能已按保存期限销毁")
    with default_storage.open(path) as content:
        yield content


def kind_of(sha256: str) -> str:
    """The media type of a kept content, told from its bytes."""
    with reading(sha256) as content:
        return media_type(content.read(HEAD))


def path_of(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
