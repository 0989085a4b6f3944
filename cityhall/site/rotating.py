"""Changing the data key while the city works: the file of keys, step by step, each step harmless when done again.

1. A new key is added; the old one goes on writing until every process has taken the ring up.
2. The new key writes. What began before has ended before anything is judged.
3. Everything sealed with other keys is sealed anew (`kernel.secrets.actions`).
4. A key nothing uses leaves the ring for a file apart: old backups still need it."""

import base64
import fcntl
import json
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import BusyError, WrongStateError
from cityhall.kernel.secrets import actions, columns, keys
from cityhall.site import keyring

MOST_KEYS, ROUNDS, BREATH = 255, 50, 2.0
Say = Callable[[str], None]


def rotate(actor: Actor, file: Path | None, say: Say, pause: float = 2 * keys.LOOK_AGAIN + 0.5) -> dict[str, object]:
    """轮换: begins, or goes on with one that was interrupted. Answers what became of it."""
    if file is None:
        return _of_environment(actor, say)
    with _alone(file):
        if len(keys.parse(_text(file))[0]) == 1:
            _add(actor, file, say)
        new = max(keys.parse(_text(file))[0])
        if keys.parse(_text(file))[1] != new:
            _let_write(actor, file, new, say, pause)
        _settle(pause)
        _reseal_until_none(actor, say)
        gone = _retire(actor, file, new, say)
    return {"writes": new, "retired": gone, "values": dict(columns.all_uses())}


def _of_environment(actor: Actor, say: Say) -> dict[str, object]:
    """The environment of running processes cannot be changed from here: it says what to do, and seals anew."""
    ring = keys.ring()
    if len(ring.keys) == 1:
        raise WrongStateError(
            "keys.in_environment",
            "密钥由环境变量给出，请先在 CITYHALL_DATA_KEYS 末尾加一把新密钥（号大 1，旧密钥后加 * 让它继续加密），逐台重启；"
            "再去掉 * 逐台重启；然后再运行本命令重新加密。新密钥可用 openssl rand -base64 32 生成",
        )
    if ring.writes != max(ring.keys):
        raise WrongStateError(
            "keys.old_writes", "CITYHALL_DATA_KEYS 里还由旧密钥加密（带 *）；请去掉 * 并逐台重启后再运行"
        )
    _settle(0)
    _reseal_until_none(actor, say)
    old = sorted(set(ring.keys) - {ring.writes})
    say(f"全部个人信息已由 {ring.writes} 号密钥加密；可从 CITYHALL_DATA_KEYS 去掉 {old} 号，并另行保管，旧备份还要用")
    return {"writes": ring.writes, "retired": [], "values": dict(columns.all_uses())}


def status(file: Path | None) -> dict[str, object]:
    """Which keys there are, which writes, how many values each has sealed."""
    ring, used = keys.ring(), columns.all_uses()
    return {
        "place": str(file) if file else "environment",
        "writes": ring.writes,
        "keys": {number: used.get(number, 0) for number in sorted(ring.keys)},
        "unknown": {number: count for number, count in used.items() if number not in ring.keys},
        "retired": sorted(keyring.retired(file)) if file else [],
        "tables": {t.table: dict(columns.uses(t)) for t in columns.sealed_tables()},
    }


def _add(actor: Actor, file: Path, say: Say) -> None:
    known, writes = keys.parse(_text(file))
    taken = {*known, *keyring.retired(file)}
    number = next((n for n in range(max(taken) + 1, MOST_KEYS + 1) if n not in taken), 0)
    if not number:
        raise WrongStateError("keys.no_number", "密钥编号已用到 255：请先把不再需要的退役密钥从退役文件中删去")
    made = base64.b64encode(secrets.token_bytes(32)).decode()
    kept = ",".join(_starred(part, writes) for part in _text(file).split(","))
    _write(file, f"{kept},{number}:{made}")
    actions.note_key(actor, "added", number)
    say(f"已加入 {number} 号密钥，仍由 {writes} 号加密；等各进程读到新密钥")


def _starred(part: str, writes: int) -> str:
    plain = part.strip().removesuffix(keys.WRITES)
    return f"{plain}{keys.WRITES}" if int(plain.partition(":")[0]) == writes else plain


def _let_write(actor: Actor, file: Path, new: int, say: Say, pause: float) -> None:
    time.sleep(pause)
    _write(file, ",".join(part.strip().removesuffix(keys.WRITES) for part in _text(file).split(",")))
    actions.note_key(actor, "writes", new)
    say(f"从现在起由 {new} 号密钥加密")


def _settle(pause: float) -> None:
    """Whoever still wrote with the old key has committed: every process has looked at the file, and every transaction
    that was under way then has ended."""
    time.sleep(pause)
    keys.forget()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
        (mark,) = cursor.fetchone()
        end = time.monotonic() + 600
        while True:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot()) >= %s::xid8", [mark])
            if cursor.fetchone()[0]:
                return
            if time.monotonic() > end:
                raise BusyError("keys.long_act", "有一项操作十分钟还没有结束，请稍后再运行一次，会从这里接着做")
            time.sleep(BREATH / 10)


def _reseal_until_none(actor: Actor, say: Say) -> None:
    """Round after round, until a count finds nothing of another key."""
    writes, done = keys.ring().writes, 0
    for _ in range(ROUNDS):
        left = sum(count for number, count in columns.all_uses().items() if number != writes)
        if not left:
            return
        say(f"还有 {left} 项个人信息由旧密钥加密")
        for progress in actions.reseal_all(actor):
            done += progress.rows
            say(f"{progress.table}：{progress.rows} 行，共 {done} 行")
        time.sleep(0 if done else BREATH)
    raise BusyError("keys.still_held", "有些内容一直有人在改，没能重新加密；请稍后再运行一次，会从这里接着做")


def _retire(actor: Actor, file: Path, new: int, say: Say) -> list[int]:
    """What nothing uses leaves the ring."""
    known, _ = keys.parse(_text(file))
    used = columns.all_uses()
    gone = [number for number in known if number != new and not used.get(number)]
    parts = {int(p.strip().partition(":")[0]): p.strip() for p in _text(file).split(",")}
    kept = keyring.retired(file) | {
        n: {"key": parts[n].partition(":")[2], "on": clock.today().isoformat()} for n in gone
    }
    _put(keyring.retired_place(file), json.dumps({str(n): told for n, told in kept.items()}))
    _write(file, ",".join(part for number, part in parts.items() if number not in gone))
    for number in gone:
        actions.note_key(actor, "retired", number)
        say(f"{number} 号密钥已退役，移到 {keyring.retired_place(file).name}：请离线保管，用它加密的旧备份过期后销毁")
    return gone


def _text(file: Path) -> str:
    return str(json.loads(file.read_text())["data_keys"])


def _write(file: Path, data_keys: str) -> None:
    keys.parse(data_keys)
    _put(file, json.dumps({**json.loads(file.read_text()), "data_keys": data_keys}))
    keys.forget()


def _put(file: Path, text: str) -> None:
    """Whole or not at all, on disk, for the owner alone."""
    draft = file.with_name(f".{file.name}.{os.getpid()}.draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """One rotation at a time; the lock goes with the process, however it ends."""
    handle = os.open(file.with_name("keys.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as taken:
        raise WrongStateError("keys.rotating", "另一个密钥轮换正在进行，请等它结束") from taken
    finally:
        os.close(handle)
