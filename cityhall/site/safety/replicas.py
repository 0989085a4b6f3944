"""A second embedded server that follows the first, change by change, and takes its place when it is lost."""

import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from cityhall.kernel.errors import BusyError, NotFoundError, WrongStateError
from cityhall.site import embedded
from cityhall.site.embedded import cluster, places, wal

from . import bases, programs, restoring

ROLES = (places.SERVING, places.OWNER, places.COPYING)
LAG = """
SELECT pg_is_in_recovery(), pg_last_wal_receive_lsn() - pg_last_wal_replay_lsn(),
  extract(epoch FROM now() - pg_last_xact_replay_timestamp())::float, pg_last_wal_replay_lsn()::text,
  EXISTS (SELECT 1 FROM pg_stat_wal_receiver)
"""


@dataclass(frozen=True)
class Lag:
    """`following`: connected to its primary now. `waiting` bytes have come and are not replayed yet; `quiet` is how many seconds ago
    the last change it knows was made."""

    standby: bool
    following: bool
    waiting: int
    quiet: float
    at: str

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def make(primary: Path, into: Path, socket: Path | None = None) -> Path:
    """A standby of the embedded server in this directory (its `db` folder, or a folder with copies of its three password files) in a
    data folder that is empty or not there yet. `socket`: the folder of the primary's socket, when it is not on this machine's own place."""
    for role in ROLES:
        if not (primary / f"{role}.password").exists():
            raise NotFoundError(
                "replica.no_password", f"{primary} 里没有 {role}.password，请给出主库的 db 文件夹或它的副本"
            )
    source = places.home(primary)
    with restoring.staging(into) as draft:
        home = places.home(draft / "db")
        for role in ROLES:
            shutil.copy2(source.password_file(role), home.password_file(role))
        _copy(source, home, socket)
        cluster.own_all(home.data, cluster.decide(home))
        restoring.place(draft, into)
    return into / "db"


def _copy(source: places.Home, home: places.Home, socket: Path | None) -> None:
    """With a slot, so that the primary keeps what we have not had; one left by an earlier standby is used again."""
    follow = ("-R", f"--slot={wal.REPLICA}")
    try:
        bases.copy_cluster(source, home.data, *follow, "--create-slot", socket=socket)
    except BusyError as trouble:
        if "already exists" not in trouble.message:
            raise
        shutil.rmtree(home.data, ignore_errors=True)
        bases.copy_cluster(source, home.data, *follow, socket=socket)


def status(directory: Path) -> Lag:
    """How far behind the standby in this directory is. It is started if it is not running."""
    urls = embedded.ensure(_standby(directory))
    with programs.connect(urls.owner) as owner:
        standby, waiting, quiet, at, following = owner.execute(LAG).fetchone() or (False, 0, 0, "", False)
    return Lag(bool(standby), bool(following), int(waiting or 0), float(quiet or 0), str(at or ""))


def promote(directory: Path) -> None:
    """Make the standby a server of its own, and wait until it takes writes. The old primary must not come back as one."""
    urls = embedded.ensure(_standby(directory))
    home = places.home(directory)
    cluster.run(home, cluster.decide(home), [home.binaries / "pg_ctl", "promote", "-w", "-t", "60", "-D", home.data])
    with programs.connect(urls.owner) as owner:
        row = owner.execute("SELECT pg_is_in_recovery()").fetchone()
    if row != (False,):
        raise BusyError("replica.not_promoted", f"备机一分钟内没有接替，请查看 {home.log}")


def _standby(directory: Path) -> Path:
    if not (directory / "data" / "standby.signal").exists():
        raise WrongStateError("replica.none", f"{directory} 不是备机，请给出备机的数据目录")
    os.environ.pop("CITYHALL_SYNC_REPLICA", None)  # the standby itself waits for nobody
    return directory
