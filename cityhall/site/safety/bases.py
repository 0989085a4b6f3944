"""A copy of the embedded server's own files inside a backup: what a city is rolled forward from to any later moment."""

import json
import os
import re
import subprocess
import tarfile
from datetime import datetime
from pathlib import Path

from cityhall.kernel.errors import BusyError, NotFoundError
from cityhall.site.embedded import places

from . import manifest as m

SEGMENT = re.compile(r"[0-9A-F]{24}(\.[0-9A-F]{8}\.backup)?")
SIZE = 16 * 1024 * 1024
LIST = "backup_manifest"


def copy_cluster(at: places.Home, into: Path, *words: str, socket: Path | None = None) -> None:
    """Copy a running server's files by its own program, while everybody goes on working."""
    socket = socket or at.socket
    conninfo = f"host={socket} user={places.COPYING} application_name=cityhall_replica"
    ran = subprocess.run(
        [at.binaries / "pg_basebackup", "-d", conninfo, "-D", into, "-X", "stream", "-c", "fast", *words],
        check=False, capture_output=True, text=True, cwd="/",
        env={**os.environ, "PGPASSWORD": at.password(places.COPYING), "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    if ran.returncode != 0:
        raise BusyError("backup.program_failed", f"pg_basebackup 没有成功：{ran.stderr.strip()[-600:]}")


def add(directory: Path, draft: Path) -> list[str]:
    """Put a base into a backup that is being made; answers its parts. The embedded server in this directory is running."""
    copy_cluster(places.home(directory), draft / m.BASE, "-Ft", "-z")
    parts = [f"{m.BASE}/{path.name}" for path in sorted((draft / m.BASE).iterdir())]
    for part in parts:
        m.on_disk(draft / part)
    return parts


def unpack(backup: Path, data: Path) -> None:
    """The server's files of a backup into a folder that is not there yet."""
    for name, into in (("base.tar.gz", data), ("pg_wal.tar.gz", data / "pg_wal")):
        into.mkdir(mode=0o700, exist_ok=True)
        with tarfile.open(backup / m.BASE / name) as packed:
            packed.extractall(into, filter="data")


def first_segment(backup: Path) -> str:
    """The first stretch of the log that this base needs."""
    told = json.loads((backup / m.BASE / LIST).read_text())["WAL-Ranges"][0]
    high, _, low = str(told["Start-LSN"]).partition("/")
    return f"{int(told['Timeline']):08X}{int(high, 16):08X}{int(low, 16) // SIZE:08X}"


def pick(folder: Path, until: datetime | None) -> Path:
    """The newest backup with a base that was finished before this moment; None is the end of the log."""
    fit = [b for b in ([folder] if (folder / m.NAME).exists() else m.backups(folder)) if _ends_before(b, until)]
    if not fit:
        raise NotFoundError(
            "restore.no_base",
            f"{folder} 里没有在那一刻之前完成、带基础备份的备份；要能恢复到任一时刻，须事先设置 CITYHALL_WAL_DIR",
        )
    return fit[-1]


def _ends_before(backup: Path, until: datetime | None) -> bool:
    ended = m.read(backup).base.get("ended")
    return bool(ended) and (until is None or datetime.fromisoformat(str(ended)) <= until)


def let_go_of_log(archive: Path, folder: Path) -> int:
    """Delete what the oldest base that is kept does not need any more; answers how many stretches."""
    starts = [first_segment(backup) for backup in m.backups(folder) if m.read(backup).base]
    if not starts or not archive.is_dir():
        return 0
    oldest = min(start[8:] for start in starts)
    gone = [p for p in archive.iterdir() if SEGMENT.fullmatch(p.name) and p.name[8:24] < oldest]
    for path in gone:
        path.unlink()
    return len(gone)
