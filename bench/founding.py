"""A city with its tables and nobody in it, quickly: made once for this state of the source, then copied. Making its tables takes
half a minute, copying them half a second."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from cityhall.site import embedded
from cityhall.site.embedded import cluster, places

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0


def founded(folder: Path, migrate: Callable[[Path, embedded.Urls], object]) -> embedded.Urls:
    """The cluster in `folder / "db"`, running, its tables made; `migrate` makes them where no copy of this state is at hand."""
    home = Path(tempfile.gettempdir()) / f"cityhall-founded-{os.getuid()}"
    home.mkdir(mode=0o711, exist_ok=True)
    if home.stat().st_uid != os.getuid():
        raise PermissionError(f"{home} belongs to somebody else")
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = home / state_of_the_source()
        if not made.exists():
            for old in home.iterdir():
                if old.is_dir():
                    shutil.rmtree(old)
            _make(home / "making", migrate)
            (home / "making").rename(made)
        _copy(made, folder)
    return embedded.ensure(folder / "db")


def _copy(made: Path, folder: Path) -> None:
    """Keys, passwords and data; who the server runs as is settled where the copy lies."""
    at = places.home(folder / "db")
    wanted = [file for file in (made / "db").iterdir() if file.name == "data" or file.suffix == ".password"]
    for source, into in [(made / "keys.json", folder), *((file, at.directory) for file in wanted)]:
        subprocess.run(["cp", "-r", "--preserve=mode,timestamps", source, into], check=True)
    cluster.own_all(at.data, cluster.decide(at))


def _make(folder: Path, migrate: Callable[[Path, embedded.Urls], object]) -> None:
    folder.mkdir(mode=0o711)
    migrate(folder, embedded.ensure(folder / "db"))
    embedded.leave(folder / "db")
    end = time.monotonic() + PATIENCE
    while embedded.is_supervised(folder / "db"):
        if time.monotonic() > end:
            raise TimeoutError("the cluster that was made does not stop")
        time.sleep(0.05)


def state_of_the_source() -> str:
    """A name that changes with any line of the program, and with its libraries."""
    told = hashlib.sha256(sys.version.encode())
    for file in sorted([*(ROOT / "cityhall").rglob("*.py"), ROOT / "requirements.lock"]):
        told.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return told.hexdigest()[:32]
