"""Before the web server forks: where its processes count together."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
MEMORY = Path("/dev/shm")  # noqa: S108 - of this user alone


def folder_of(var: Path, port: int) -> Path:
    """In memory, not on the disk of the data: a count in a file that cannot grow on a full disk would end the process."""
    house = hashlib.sha256(f"{os.getuid()}:{var}:{port}".encode()).hexdigest()[:12]
    ground = MEMORY if os.access(MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    return ground / f"cityhall-metrics-{house}"


def share(folder: Path) -> None:
    """Processes started from here on count in files they share; those of an earlier run are thrown away."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    os.environ[FOLDER] = str(folder)


def leave(folder: Path) -> None:
    """The server has ended: its counts are nobody's."""
    shutil.rmtree(folder, ignore_errors=True)
