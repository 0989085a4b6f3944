"""Files by content: streamed to disk, named by SHA-256, the same content kept once."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage

from cityhall.kernel import clock
from cityhall.kernel.action import step
from cityhall.kernel.errors import InvalidInputError, NotFoundError, TooLargeError

from .models import StoredFile
from .sniff import check_accepted, media_type

MEGABYTE = 1024 * 1024
LIMIT = 20 * MEGABYTE
HEAD = 64 * 1024
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Stored:
    sha256: str
    size: int
    media_type: str


def put(chunks: Iterable[bytes], *, limit: int = LIMIT, made: str = "") -> Stored:
    """Stream a content into storage before the action that refers to it. Too large, empty or of a kind nobody can
    open: refused. Content that no row comes to refer to is swept a day later (`sweep`); content twice is kept once. `made` is
    the media type of what the house made itself, which is not looked at again."""
    digest, size, head = hashlib.sha256(), 0, b""
    with tempfile.TemporaryFile() as spool:
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise TooLargeError(
                    "file.too_large", f"文件超过 {limit // MEGABYTE} MB，请压缩或分开上传", field="file"
                )
            digest.update(chunk)
            head = (head + chunk)[:HEAD] if len(head) < HEAD else head
            spool.write(chunk)
        if not size:
            raise InvalidInputError("file.empty", "文件是空的，请重新选择", field="file")
        kind = made or media_type(head)
        if not made:
            check_accepted(kind)
        stored = Stored(digest.hexdigest(), size, kind)
        _keep(stored, spool)
    return stored


def _keep(stored: Stored, spool: IO[bytes]) -> None:
    path = path_of(stored.sha256)
    if default_storage.exists(path) and default_storage.size(path) == stored.size and _made_young(path):
        return
    spool.seek(0)
    if default_storage.exists(path):
        default_storage.delete(path)
    default_storage.save(path, File(spool))


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
