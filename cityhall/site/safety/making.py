"""`backup`: the whole city as it was at one moment, while everybody goes on working.

Database: one snapshot, from which the rows are dumped, counted and digested. Files: by content, only what the last backup
does not hold is copied. Keys: left out, or locked with a passphrase."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psycopg
from django.conf import settings
from psycopg import sql

from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import BusyError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.secrets.keys import data_keys
from cityhall.site.embedded import wal

from . import bases, programs, sealed_keys, tables
from . import manifest as m
from .manifest import Manifest

PATIENCE = "30s"
HEAD = "SELECT number, encode(head, 'hex'), encode(root, 'hex'), last_id FROM {}.ch_journal_batch ORDER BY number DESC LIMIT 1"
NEWEST = "SELECT coalesce(max(id), 0) FROM {}.ch_journal_entry"


@dataclass
class Made:
    """A finished backup, and what its maker should know."""

    place: Path
    manifest: Manifest
    contents: int
    copied: int
    let_go: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not (self.manifest.missing or self.manifest.damaged)


def make(owner_url: str, into: Path, *, keep: int = 0, passphrase: str = "", cluster: Path | None = None) -> Made:
    """Make one more backup in this folder. `keep`: how many stay, 0 for all. `cluster`: the embedded
    server's directory, when a base to roll forward from is wanted too. Errors: `backup.running`, `backup.no_room`,
    `backup.no_database`, `backup.program_failed`; none leaves a half-made backup behind."""
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(into):
        for left in into.glob(".*.draft"):  # of one that was killed
            shutil.rmtree(left)
        at = clock.now()
        name = f"{clock.local(at):%Y%m%d-%H%M%S}"
        draft, place = into / f".{name}.draft", into / name
        if place.exists():
            raise WrongStateError("backup.running", "这一秒已经做过一份备份，请稍后再做")
        draft.mkdir(mode=0o700)
        try:
            made = _fill(owner_url, draft, place, at.isoformat(), passphrase, cluster)
            draft.rename(place)
            m.on_disk(into)
        except OSError as full:
            raise BusyError(
                "backup.no_room", f"备份没有写完：{full.strerror}（{into}），请腾出空间或换一个磁盘"
            ) from full
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        made.let_go = _let_go(into, keep)
        if made.let_go and (archive := wal.folder()):
            bases.let_go_of_log(archive, into)
    return made


@contextmanager
def _alone(into: Path) -> Iterator[None]:
    handle = os.open(into, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as taken:
        raise WrongStateError("backup.running", f"另一个备份正在写 {into}，请等它结束") from taken
    finally:
        os.close(handle)


@dataclass
class _Seen:
    """The database at one moment."""

    postgres: int
    tables: dict[str, m.Table]
    migrations: list[str]
    journal: dict[str, object]
    contents: dict[str, int]


def _fill(owner_url: str, draft: Path, place: Path, at: str, passphrase: str, cluster: Path | None) -> Made:
    keys = sealed_keys.Bunch(settings.SECRET_KEY, data_keys(), settings.INDEX_KEY, settings.SEAL_KEYS)
    locked = sealed_keys.lock(keys, passphrase) if passphrase else b""
    seen = _dump(owner_url, draft)
    copied, missing, damaged = _copy_contents(owner_url, draft, seen.contents)
    absent = {*missing, *damaged}
    lines = [f"{sha256} {size}\n" for sha256, size in sorted(seen.contents.items()) if sha256 not in absent]
    (draft / m.LIST).write_text("".join(lines))
    if locked:
        (draft / m.KEYS).write_bytes(locked)
    names = [m.DUMP, m.LIST, *([m.KEYS] if locked else [])]
    for name in names:
        m.on_disk(draft / name)
    names += bases.add(cluster, draft) if cluster else []
    base = {"ended": clock.now().isoformat()} if cluster else {}
    told = Manifest(
        m.FORMAT, place.name, _version(), at, settings.CITY, seen.postgres, seen.migrations, seen.tables, seen.journal,
        {name: m.measure(draft / name) for name in names}, sealed_keys.probe(keys), missing, damaged, bool(locked), base,
    )  # fmt: skip
    m.write(draft, told)
    return Made(place, told, len(lines), copied)


def _dump(url: str, draft: Path) -> _Seen:
    """One transaction that only reads holds the moment still: it waits for nobody and nobody waits for it."""
    with programs.connect(url) as watcher:
        watcher.execute("SET idle_in_transaction_session_timeout = 0")
        with watcher.transaction():
            watcher.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            snapshot = _one(watcher, "SELECT pg_export_snapshot()")[0]
            server = programs.server_major(watcher)
            programs.call(
                programs.folder(server) / "pg_dump", url,
                ["-Fc", "-Z", "6", f"--snapshot={snapshot}", f"--lock-wait-timeout={PATIENCE}", "-f", draft / m.DUMP],
            )  # fmt: skip
            return _Seen(
                server, tables.measure(watcher), _migrations(watcher), _journal(watcher), tables.contents(watcher)
            )


def _version() -> str:
    try:
        return version("cityhall")
    except PackageNotFoundError:  # run from a checkout
        return ""


def _one(connection: psycopg.Connection, question: str, city: str = "") -> tuple[object, ...]:
    asked = sql.SQL(question).format(sql.Identifier(city)) if city else sql.SQL(question)
    return tuple(connection.execute(asked).fetchone() or ())


def _migrations(connection: psycopg.Connection) -> list[str]:
    asked = sql.SQL("SELECT app || '.' || name FROM {}.django_migrations ORDER BY 1")
    return [str(name) for (name,) in connection.execute(asked.format(sql.Identifier(settings.CITY)))]


def _journal(connection: psycopg.Connection) -> dict[str, object]:
    batch = _one(connection, HEAD, settings.CITY)
    told = dict(zip(("batch", "head", "root", "last_sealed"), batch, strict=False))
    return {**told, "newest": _one(connection, NEWEST, settings.CITY)[0]}


def _copy_contents(url: str, draft: Path, contents: dict[str, int]) -> tuple[int, list[str], list[str]]:
    """Each content from the last backup by a second name for the same bytes, or else from the city, read and compared.
    Answers how many were copied, which are missing and which are not what their name says."""
    before, city = m.backups(draft.parent), Path(settings.MEDIA_ROOT)
    last = before[-1] / m.CONTENTS if before else None
    copied, missing, damaged = 0, [], []
    for sha256, size in sorted(contents.items()):
        place = m.place_of(sha256)
        target = draft / m.CONTENTS / place
        target.parent.mkdir(parents=True, exist_ok=True)
        if last and _linked(last / place, target, size):
            continue
        try:
            same = m.copy(city / place, target) == (sha256, size)
        except FileNotFoundError:
            missing.append(sha256)
            continue
        copied += same
        if not same:
            damaged.append(sha256)
            target.unlink()
    return copied, _still_wanted(url, missing), damaged


def _linked(source: Path, target: Path, size: int) -> bool:
    """Only what the last backup holds whole; a disk without second names gets a copy from the city."""
    try:
        if source.stat().st_size != size:
            return False
        os.link(source, target)
    except OSError:
        return False
    return True


def _still_wanted(url: str, missing: list[str]) -> list[str]:
    """What was let go of while we copied is not missing."""
    if not missing:
        return []
    with programs.connect(url) as owner:
        now = tables.contents(owner)
    return [sha256 for sha256 in missing if sha256 in now]


def _let_go(into: Path, keep: int) -> list[str]:
    """The oldest beyond so many; first out of sight, so that a half-deleted one is never taken for a backup."""
    gone = []
    for old in m.backups(into)[:-keep] if keep > 0 else []:
        hidden = old.with_name(f".{old.name}.draft")
        old.rename(hidden)
        shutil.rmtree(hidden)
        gone.append(old.name)
    return gone


def cluster_to_copy() -> Path | None:
    """The embedded server, when its log is archived: only then is a base of use."""
    place = os.environ.get("CITYHALL_EMBEDDED", "")
    return Path(place) if place and wal.folder() else None


@action
def note(actor: Actor, name: str, rows: int, files: int, whole: bool, head: str) -> None:
    """Write into the journal that a backup was made: how much is in it, and the newest sealed head."""
    record(actor, "backup.made", f"backup:{name}", rows=rows, files=files, whole=whole, head=head)


def say_made(actor: Actor, made: Made) -> None:
    """The journal's line of a backup."""
    rows = sum(table.rows for table in made.manifest.tables.values())
    note(actor, made.place.name, rows, made.contents, made.whole, str(made.manifest.journal.get("head", "")))
