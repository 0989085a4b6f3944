"""`restore --until`: the city as it was at a moment, or at the end of what was archived.

A base is unpacked beside the place, the archived log is replayed onto it until that moment, and the city is proved by its journal."""

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.workdays import ZONE
from cityhall.site import embedded, environment
from cityhall.site.embedded import cluster, places, supervisor

from . import bases, programs, restoring, tables
from . import manifest as m
from .restoring import KeysAtHand, Restored

END = "end"
ARCHIVED = "[0-9A-F]" * 8 + "*"
RECOVERY = """
restore_command = 'cp "{log}/%f" "%p"'
recovery_target_action = 'promote'
recovery_target_timeline = 'latest'
"""


@dataclass(frozen=True)
class Moment:
    """Until when, and from where: folders of archived log (the old server's own `pg_wal` may be one), and folders of files."""

    until: datetime | None
    logs: Sequence[Path]
    files: Sequence[Path] = ()


def read_moment(text: str) -> datetime | None:
    """'2026-11-26 10:15' as a clock in China shows it, or with its own zone; `end` is all there is."""
    if text == END:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise InvalidInputError(
            "restore.bad_moment", f"“{text}”不是时间，请写成 '2026-11-26 10:15'，或 end（恢复到日志末尾）"
        ) from wrong
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def restore(folder: Path, into: Path, at_hand: KeysAtHand, moment: Moment) -> Restored:
    """Into a folder that is empty or not there yet. Errors as of `restoring.restore`, and `restore.no_base`, `restore.no_log`,
    `restore.not_reached` (the log ends before that moment)."""
    if os.environ.get("DATABASE_URL"):
        raise WrongStateError(
            "restore.not_ours", "恢复到某一时刻只适用于内置数据库；外部数据库请用它自己的时间点恢复，再恢复文件"
        )
    backup = bases.pick(folder, moment.until)
    told = m.check(backup)
    keys = restoring.find_keys(backup, told, at_hand)
    with restoring.staging(into) as draft:
        restoring.put_keys(draft, keys)
        for name in ("CITYHALL_WAL_DIR", "CITYHALL_SYNC_REPLICA"):
            os.environ.pop(
                name, None
            )  # the new city writes to no archive of the old one, and waits for no replica of it
        home = places.home(draft / "db")
        bases.unpack(backup, home.data)
        log = home.directory / "log.archived"
        _gather(moment.logs, log)
        _replay(home, log, moment.until)
        shutil.rmtree(log)
        urls = embedded.ensure(home.directory)
        os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = urls.serving, urls.owner
        try:
            environment.start_django()
            folders = [backup / m.CONTENTS, *moment.files, *(b / m.CONTENTS for b in reversed(m.backups(folder)))]
            done = _prove(urls.owner, told, draft, folders)
        finally:
            restoring.close(home.directory)
        restoring.place(draft, into)
    done.into = into
    return done


def _gather(logs: Sequence[Path], into: Path) -> None:
    """All archived log in one folder the server's user can read."""
    into.mkdir()
    for folder in logs:
        for path in folder.glob(ARCHIVED):
            if path.is_file() and not (into / path.name).exists():
                shutil.copyfile(path, into / path.name)
    if not any(into.iterdir()):
        raise NotFoundError("restore.no_log", "没有找到归档的数据库日志，请设置 CITYHALL_WAL_DIR 或用 --wal 给出文件夹")


def _replay(home: places.Home, log: Path, until: datetime | None) -> None:
    """Run the server, of our own and without a supervisor, until it has come to the moment; however long that takes."""
    plan = cluster.decide(home)
    lines = RECOVERY.format(log=log) + (f"recovery_target_time = '{until.isoformat()}'\n" if until else "")
    with (home.data / "postgresql.auto.conf").open("a") as conf:
        conf.write(lines)
    (home.data / "recovery.signal").touch()
    cluster.own_all(home.data, plan)
    cluster.own_all(log, plan)
    server = cluster.start(home, plan)
    try:
        while server.poll() is None and _state(home) != "in production":
            time.sleep(0.1)
        if server.poll() is not None:
            raise WrongStateError("restore.not_reached", f"归档的日志没有到那一刻，无法恢复：{_why(home)}")
    finally:
        supervisor.stop(server)
    conf_path = home.data / "postgresql.auto.conf"
    conf_path.write_text(conf_path.read_text().replace(lines, ""))


def _state(home: places.Home) -> str:
    told = subprocess.run(
        [home.binaries / "pg_controldata", "-D", home.data], check=False, capture_output=True, text=True, cwd="/",
        env={"LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    found = [line.partition(":")[2].strip() for line in told.stdout.splitlines() if "cluster state" in line]
    return found[0] if found and not (home.data / "recovery.signal").exists() else ""


def _why(home: places.Home) -> str:
    fatal = [line for line in home.tail().splitlines() if "FATAL" in line or "DETAIL" in line]
    return fatal[-1] if fatal else home.tail()[-300:]


def _prove(owner_url: str, told: m.Manifest, draft: Path, folders: Sequence[Path]) -> Restored:
    with programs.connect(owner_url) as owner:
        wanted = tables.contents(owner)
        rows = sum(t.rows for t in restoring.measure(owner).values())
    missing = [sha256 for sha256, size in wanted.items() if not _put(sha256, size, draft, folders)]
    verdict = restoring.prove_journal(str(told.journal.get("head") or ""))
    remarks = restoring.remarks_of(told)
    if missing:
        remarks.append(f"有 {len(missing)} 个文件找不到，如 {missing[0]}；请用 --files 给出旧的文件夹")
    return Restored(
        draft, told.name, told.made_at, rows, len(wanted) - len(missing), verdict.batches, verdict.lines, verdict.head,
        remarks, missing,
    )  # fmt: skip


def _put(sha256: str, size: int, draft: Path, folders: Sequence[Path]) -> bool:
    """A content from the first folder that has it whole."""
    place = m.place_of(sha256)
    target = draft / "files" / place
    target.parent.mkdir(parents=True, exist_ok=True)
    for folder in folders:
        if (folder / place).is_file() and m.copy(folder / place, target) == (sha256, size):
            return True
    target.unlink(missing_ok=True)
    return False
