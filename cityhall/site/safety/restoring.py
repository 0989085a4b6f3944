"""`restore`: a city from a backup, in a place where there is nothing yet, or not at all.

Everything is put together beside the place and checked there: the bytes before, the rows and the journal's chain after. Only what is
found whole is moved to where it was asked for."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import psycopg

from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.site import embedded, environment, keyring

from . import manifest as m
from . import programs, sealed_keys, tables
from .manifest import Manifest
from .sealed_keys import Bunch

if TYPE_CHECKING:
    from cityhall.kernel.journal.verifying import Verdict

GIVEN = ("CITYHALL_SECRET_KEY", "CITYHALL_DATA_KEYS", "CITYHALL_INDEX_KEY")
SEALS = "CITYHALL_SEAL_KEYS"


@dataclass
class Restored:
    """A city that is back: how much of it, and what the operator still has to see to."""

    into: Path
    backup: str
    made_at: str
    rows: int
    contents: int
    batches: int
    lines: int
    head: str
    remarks: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class KeysAtHand:
    """Where keys may come from: a file, or the backup itself with the passphrase; the environment goes first."""

    file: Path | None = None
    passphrase: str = ""


def restore(backup: Path, into: Path, at_hand: KeysAtHand) -> Restored:
    """Restore this backup into a folder that is empty or not there yet: its database in an embedded server, or in the empty one that
    DATABASE_OWNER_URL and DATABASE_URL name. Errors: `backup.damaged` (names the file), `backup.newer`, `restore.not_empty`,
    `restore.wrong_keys`, `restore.differs`; each leaves the place as it was."""
    told = m.check(backup)
    keys = find_keys(backup, told, at_hand)
    with staging(into) as draft:
        put_keys(draft, keys)
        found = _Database.find(draft)
        try:
            _refuse_newer(told)
            _load(backup, told, found)
            contents = _put_contents(backup, draft)
            done = _prove(told, found, draft, contents)
        except BaseException:
            found.undo()
            raise
        found.leave()
        place(draft, into)
    done.into = into
    return done


def find_keys(backup: Path, told: Manifest, at_hand: KeysAtHand) -> Bunch:
    """The keys at hand, if they open what the backup was sealed with."""
    seals = os.environ.get(SEALS, "")
    given = [os.environ.get(name, "") for name in GIVEN]
    if all(given):
        keys = Bunch(given[0], given[1], given[2], seals)
    elif at_hand.file:
        keys = _with_retired(Bunch(**{"seal_keys": seals, **json.loads(at_hand.file.read_text())}), at_hand.file)
    elif told.with_keys and at_hand.passphrase:
        keys = sealed_keys.unlock(backup / m.KEYS, at_hand.passphrase)
    else:
        raise InvalidInputError(
            "restore.no_keys", "缺少密钥：用 --keys 给出当时的 keys.json，或设置 CITYHALL_DATA_KEYS 等三个变量；"
            "备份里带密钥的，用 --with-keys 并输入口令",
        )  # fmt: skip
    sealed_keys.check(keys, told.probe)
    return keys


def _with_retired(keys: Bunch, file: Path) -> Bunch:
    """An old backup may need keys that have been retired since; they lie beside the others."""
    more = [f"{n}:{told['key']}" for n, told in keyring.retired(file).items() if n not in keys.ring()]
    return replace(keys, data_keys=",".join([*more, keys.data_keys]))  # the highest number writes: none of the retired


@contextmanager
def staging(into: Path) -> Iterator[Path]:
    """A folder beside the place, gone afterwards unless it was moved there. One restore at a time in one parent folder."""
    into = into.absolute()
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise WrongStateError("restore.not_empty", f"{into} 不是空文件夹：为防覆盖，只恢复到空的或不存在的文件夹")
    into.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(into.parent, os.O_RDONLY)
    draft = into.with_name(f".{into.name}.restoring")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(draft, ignore_errors=True)  # of one that was killed
        draft.mkdir(mode=0o755)
        yield draft
    except BlockingIOError as taken:
        raise WrongStateError("restore.running", f"另一个恢复正在写 {into.parent}，请等它结束") from taken
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        os.close(handle)


def place(draft: Path, into: Path) -> None:
    """The finished city where it was asked for: one rename."""
    into = into.absolute()
    if into.exists():
        into.rmdir()
    draft.rename(into)
    m.on_disk(into.parent)


def put_keys(draft: Path, keys: Bunch) -> None:
    """Into the new folder, unless the environment gives them; and this process becomes one of the new city."""
    os.environ["CITYHALL_VAR"] = str(draft)
    if not all(os.environ.get(name) for name in GIVEN):
        path = draft / "keys.json"
        path.touch(mode=0o600)
        path.write_text(json.dumps({"secret": keys.secret, "data_keys": keys.data_keys, "index_key": keys.index_key}))
    if keys.seal_keys:
        os.environ[SEALS] = keys.seal_keys


def close(home: Path | None) -> None:
    """No connection of ours is left open, and a server of our own has stopped."""
    from django.db import connections

    connections.close_all()
    if home:
        embedded.leave(home)


@dataclass(frozen=True)
class _Database:
    """Where the rows go: a server of the new folder's own, or an empty database that was given."""

    owner: str
    serving: str
    home: Path | None

    @classmethod
    def find(cls, draft: Path) -> "_Database":
        if os.environ.get("DATABASE_URL"):
            found = cls(environment.need_owner(), os.environ["DATABASE_URL"], None)
            found.refuse_full()
            return found
        urls = embedded.ensure(draft / "db")
        os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = urls.serving, urls.owner
        return cls(urls.owner, urls.serving, draft / "db")

    def refuse_full(self) -> None:
        with programs.connect(self.owner) as owner:
            there = tables.names(owner)
        if there:
            named = ".".join(there[0])
            raise WrongStateError("restore.not_empty", f"目标数据库里已有 {len(there)} 张表（如 {named}），请给出空库")

    def leave(self) -> None:
        """Nobody of ours is its client any more; a server of our own has stopped, so that its folder can be moved."""
        close(self.home)

    def undo(self) -> None:
        """Nothing half-restored stays: a server of our own goes with its folder, a given database is emptied again."""
        self.leave()
        if self.home:
            return
        with programs.connect(self.owner) as owner:
            for schema in {schema for schema, _ in tables.names(owner)} - {"public"}:
                owner.execute(f'DROP SCHEMA "{schema}" CASCADE')
            if tables.names(owner):  # the job queue's, in `public`, with their functions and types
                owner.execute("DROP OWNED BY CURRENT_USER CASCADE")


def _refuse_newer(told: Manifest) -> None:
    """Rows of tables this program does not know yet."""
    environment.start_django()
    from django.db.migrations.loader import MigrationLoader

    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    strange = sorted(set(told.migrations) - known - _replaced())
    if strange:
        raise m.newer(f"本程序没有迁移 {strange[0]}" + (f" 等 {len(strange)} 个" if len(strange) > 1 else ""))


def _replaced() -> set[str]:
    from django.db.migrations.loader import MigrationLoader

    found = MigrationLoader(None).disk_migrations.values()
    return {f"{app}.{name}" for migration in found for app, name in migration.replaces}


def _load(backup: Path, told: Manifest, into: _Database) -> None:
    """The dump in one transaction, whole or not at all; owned by whoever restores, and granted anew."""
    from cityhall.site import database

    with programs.connect(into.owner) as owner:
        tool = programs.folder(max(told.postgres, programs.server_major(owner))) / "pg_restore"
    programs.call(
        tool, into.owner, ["--single-transaction", "--exit-on-error", "--no-owner", "--no-acl", backup / m.DUMP]
    )
    role = unquote(urlsplit(into.serving).username or "")
    with programs.connect(into.owner) as owner:
        for city in tables.cities(owner):
            database.grant(owner, role, city)
        owner.execute("ANALYZE")


def _put_contents(backup: Path, draft: Path) -> int:
    count = 0
    for sha256, size in m.contents(backup):
        target = draft / "files" / m.place_of(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        if m.copy(backup / m.CONTENTS / m.place_of(sha256), target) != (sha256, size):
            raise m.damaged(backup / m.CONTENTS / m.place_of(sha256))
        if m.measure(target) != (sha256, size):
            raise _differs([f"{target} 写下的内容读出来不同"])
        count += 1
    return count


def _prove(told: Manifest, found: _Database, draft: Path, contents: int) -> Restored:
    """Row for row as in the backup, and the journal's chain unbroken up to the head that was sealed then."""
    with programs.connect(found.owner) as owner:
        same_server = programs.server_major(owner) == told.postgres
        wrong = tables.differences(told.tables, measure(owner), same_server=same_server)
    if wrong:
        raise _differs(wrong)
    verdict = prove_journal(str(told.journal.get("head") or ""))
    return Restored(
        draft, told.name, told.made_at, sum(t.rows for t in told.tables.values()), contents, verdict.batches,
        verdict.lines, verdict.head, remarks_of(told),
    )  # fmt: skip


def measure(owner: psycopg.Connection) -> dict[str, m.Table]:
    with owner.transaction():
        return tables.measure(owner)


def prove_journal(head: str) -> "Verdict":
    """The journal of the city this process is of, unbroken up to this head; or `restore.differs`."""
    from cityhall.kernel.journal import verifying

    verdict = verifying.verify(head)
    if not verdict.sound:
        raise _differs([trouble.sentence for trouble in verdict.troubles])
    return verdict


def remarks_of(told: Manifest) -> list[str]:
    said = []
    if told.missing or told.damaged:
        lost = [*told.missing, *told.damaged]
        said.append(f"备份时城市里就缺少或损坏了 {len(lost)} 个文件，如 {lost[0]}")
    if os.environ.get(SEALS):
        said.append(f"日志签名用了 {SEALS}：请把这个变量也设到恢复后的各进程")
    return said


def _differs(wrong: Sequence[str]) -> WrongStateError:
    more = f"；共 {len(wrong)} 处" if len(wrong) > 1 else ""
    return WrongStateError("restore.differs", f"恢复出来的与备份时不同，已全部撤回：{wrong[0]}{more}")
