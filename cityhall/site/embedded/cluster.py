"""One PostgreSQL cluster: as which user it runs, how it is made, how it is started. For the supervisor, and for whoever puts a
cluster together from copies before it has one."""

import ctypes
import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import wal
from .places import COPYING, DATABASE, OWNER, SERVING, EmbeddedError, Home, major, make_passwords

BUILTIN_LOCALE_SINCE = 17
PR_SET_PDEATHSIG, CLONE_NEWUSER = 1, 0x10000000
NOBODY = 65534
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "2GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_min_duration_statement": "2s",
    "log_checkpoints": "off",
    "idle_in_transaction_session_timeout": "10min",
}


@dataclass(frozen=True)
class Plan:
    """As whom the server runs. Decided once a data directory, since the ownership of its files depends on it:
    `own` uid; `drop` from root to another uid; `namespace`: root seen as nobody inside a user namespace."""

    how: str
    uid: int
    gid: int

    def keywords(self) -> dict[str, Any]:
        """For Popen: who, and what the child does before it becomes the server."""
        uid = os.geteuid()
        who: dict[str, Any] = {}
        if self.how != "namespace" and self.uid != uid:
            if uid != 0:
                raise EmbeddedError(f"这个数据目录由另一个用户（uid {self.uid}）建立，请用该用户或 root 启动")
            who = {"user": self.uid, "group": self.gid, "extra_groups": []}
        return {**who, "preexec_fn": _becoming(self.how == "namespace")}


def _becoming(namespace: bool) -> Callable[[], None]:
    """The server dies with its supervisor, so that none is ever left without a parent."""
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def become() -> None:
        if libc is None:
            return
        if namespace:
            uid, gid = os.geteuid(), os.getegid()
            if libc.unshare(CLONE_NEWUSER) != 0:
                raise OSError(ctypes.get_errno(), "user namespaces are not allowed here")
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"{NOBODY} {uid} 1")
            Path("/proc/self/gid_map").write_text(f"{NOBODY} {gid} 1")
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)

    return become


def decide(at: Home) -> Plan:
    """The plan of this directory: as written down, or made now."""
    if at.plan.exists():
        return Plan(**json.loads(at.plan.read_text()))
    plan = _first_plan(at)
    draft = at.plan.with_suffix(".draft")
    draft.write_text(json.dumps(asdict(plan)))
    draft.replace(at.plan)
    return plan


def _first_plan(at: Home) -> Plan:
    if os.geteuid() != 0:
        return Plan("own", os.geteuid(), os.getegid())
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        plan = Plan("drop", found.pw_uid, found.pw_gid)
        if _reaches(plan, [at.binaries / "postgres", "--version"]) and _reaches(plan, ["test", "-x", at.directory]):
            return plan
    return Plan("namespace", 0, 0)


def _reaches(plan: Plan, command: list[str | Path]) -> bool:
    try:
        answer = subprocess.run(
            command, check=False, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **plan.keywords()
        )
    except PermissionError:
        return False
    return bool(answer.returncode == 0)


def prepare(at: Home, plan: Plan) -> None:
    """A cluster with its two roles and its database. Killed half-way, it is begun again from nothing."""
    fresh = make_passwords(at)
    if at.data.exists():
        _check_version(at)
        _take_over(at)
        _write_rules(at.data)
        if fresh and not follows(at):
            _single(at, plan, at.data)
        return
    draft = at.directory / "data.draft"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    _own(draft, plan)
    _initdb(at, plan, draft)
    _single(at, plan, draft)
    draft.rename(at.data)


def own_all(folder: Path, plan: Plan) -> None:
    """Files that came from elsewhere, handed to whom the server runs as."""
    folder.chmod(0o700)
    for path in (folder, *folder.rglob("*")):
        _own(path, plan)


def _own(path: Path, plan: Plan) -> None:
    if plan.how == "drop" and os.geteuid() == 0:
        os.chown(path, plan.uid, plan.gid)


def _check_version(at: Home) -> None:
    made, now = (at.data / "PG_VERSION").read_text().strip(), major(at.binaries)
    if made != str(now):
        raise EmbeddedError(
            f"数据目录由 PostgreSQL {made} 建立，现有程序是 {now}：请用旧版导出（pg_dump）再导入，见 docs/operations.md"
        )


def run(at: Home, plan: Plan, command: list[str | Path], text: str = "") -> str:
    with at.log.open("ab") as log:
        answer = subprocess.run(
            command, input=text, check=False, cwd="/", stdout=subprocess.PIPE, stderr=log, text=True,
            env=_environment(), **plan.keywords(),
        )  # fmt: skip
        log.write(answer.stdout.encode())
    if answer.returncode != 0:
        raise EmbeddedError(f"{Path(command[0]).name} 没有成功，见 {at.log}")
    return str(answer.stdout)


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/"}


def _initdb(at: Home, plan: Plan, data: Path) -> None:
    locale = ["--locale=C.UTF-8"]
    if major(at.binaries) >= BUILTIN_LOCALE_SINCE:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    run(at, plan, [at.binaries / "initdb", "-D", data, "-U", "postgres", "-A", "reject", "-E", "UTF8", "-k", *locale])
    _write_rules(data)


def _write_rules(data: Path) -> None:
    """Who may come in, and all of them with a password. Written at each start: a later program knows more roles."""
    lines = (f"local all {OWNER},{SERVING} scram-sha-256", f"local replication {COPYING} scram-sha-256")
    (data / "pg_hba.conf").write_text("\n".join(lines) + "\n")


def follows(at: Home) -> bool:
    """Is this the standby of another server, or still replaying an archive? Nothing may be written into it then."""
    return (at.data / "standby.signal").exists() or (at.data / "recovery.signal").exists()


def _single(at: Home, plan: Plan, data: Path) -> None:
    """Roles and database, set in single-user mode: the superuser can never sign in, it has no password and no line
    in pg_hba.conf. What exists already answers with an error that changes nothing."""
    lines = [
        f"CREATE ROLE {SERVING}",
        f"CREATE ROLE {OWNER}",
        f"ALTER ROLE {SERVING} LOGIN PASSWORD '{at.password(SERVING)}'",
        f"ALTER ROLE {OWNER} LOGIN CREATEDB PASSWORD '{at.password(OWNER)}'",
        f"CREATE ROLE {COPYING}",
        f"ALTER ROLE {COPYING} LOGIN REPLICATION PASSWORD '{at.password(COPYING)}'",
        f"GRANT {SERVING} TO {OWNER}",
        f"GRANT pg_read_all_stats TO {OWNER}",
        f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
    ]
    quiet = ["-c", "log_min_messages=fatal", "-c", "log_min_error_statement=panic"]
    run(at, plan, [at.binaries / "postgres", "--single", *quiet, "-D", data, "postgres"], "\n".join(lines) + "\n")


def _take_over(at: Home) -> None:
    """A server left from before is ended; a pid file that names somebody else's process is corrected. It is not
    removed: with our own pid in it the server takes it for stale, and still checks that no old backend lives."""
    pid_file = at.data / "postmaster.pid"
    if not pid_file.exists():
        return
    first, _, rest = pid_file.read_text().partition("\n")
    if not first.strip().isdigit():
        pid_file.unlink()
        return
    pid = int(first)
    for n in range(200):
        if not _serves(pid, at.data):
            break
        os.kill(pid, signal.SIGKILL if n > 100 else signal.SIGQUIT)  # noqa: PLR2004 - ten seconds, then by force
        time.sleep(0.1)
    if pid_file.exists():
        pid_file.write_text(f"{os.getpid()}\n{rest}")


def _serves(pid: int, data: Path) -> bool:
    """Is this process a postmaster of this data directory? (It works inside its directory.)"""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cwd").readlink() == data
        except OSError:
            return False
    answer = subprocess.run(["ps", "-p", str(pid), "-o", "command="], check=False, capture_output=True, text=True)
    return str(data) in answer.stdout


def start(at: Home, plan: Plan) -> "subprocess.Popen[bytes]":
    """The server, as a direct child."""
    _make_socket_directory(at, plan)
    settings = SETTINGS | wal.settings(at, lambda path: _own(path, plan))
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with at.log.open("ab") as log:
        return subprocess.Popen(
            [at.binaries / "postgres", "-D", at.data, "-c", f"unix_socket_directories={at.socket}", *options],
            cwd="/", env=_environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, **plan.keywords(),
        )  # fmt: skip


def _make_socket_directory(at: Home, plan: Plan) -> None:
    place = at.socket
    place.mkdir(mode=0o700, exist_ok=True)
    check_socket_directory(at)
    for left in place.iterdir():  # no server of ours runs now; a lock file may name somebody else's process
        left.unlink()
    _own(place, plan)


def check_socket_directory(at: Home) -> None:
    """In /tmp anybody may have been first: trust the directory only if it is ours or our server's."""
    found = at.socket.lstat()
    trusted = {os.geteuid(), at.directory.stat().st_uid}
    if at.plan.exists():
        trusted.add(int(json.loads(at.plan.read_text())["uid"]))
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in trusted or found.st_mode & 0o077:
        raise EmbeddedError(f"{at.socket} 不是本程序建立的目录，请查明后删除再启动")
