"""What a backup says of itself: every part with its SHA-256, every table with its rows and their digest."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from cityhall.kernel.errors import NotFoundError, WrongStateError

FORMAT = 1
NAME, DIGEST = "manifest.json", "manifest.sha256"
DUMP, LIST, CONTENTS, KEYS, BASE = "city.dump", "files.txt", "files", "keys.sealed", "base"
BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Table:
    rows: int
    digest: str


@dataclass(frozen=True)
class Manifest:
    """`parts`: path inside the backup → SHA-256 and size. `contents` of the files folder are in the part `files.txt`.
    `missing`, `damaged`: contents that were so in the city itself when the backup was made."""

    format: int
    name: str
    version: str
    made_at: str
    city: str
    postgres: int
    migrations: list[str]
    tables: dict[str, Table]
    journal: dict[str, object]
    parts: dict[str, tuple[str, int]]
    probe: dict[str, object]
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    with_keys: bool = False
    base: dict[str, str] = field(default_factory=dict)


class Hashing:
    """Bytes on their way: how many, and their SHA-256."""

    def __init__(self) -> None:
        self.digest, self.size = hashlib.sha256(), 0

    def take(self, block: bytes) -> bytes:
        self.digest.update(block)
        self.size += len(block)
        return block

    @property
    def told(self) -> tuple[str, int]:
        return self.digest.hexdigest(), self.size


def measure(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file."""
    taken = Hashing()
    with path.open("rb") as content:
        while block := content.read(BLOCK):
            taken.take(block)
    return taken.told


def copy(source: Path, target: Path) -> tuple[str, int]:
    """Copy a file, on disk for good when this returns; answers what was read."""
    taken = Hashing()
    with source.open("rb") as content, target.open("wb") as out:
        while block := content.read(BLOCK):
            out.write(taken.take(block))
        out.flush()
        os.fsync(out.fileno())
    return taken.told


def on_disk(path: Path) -> None:
    """What this file or folder says is on the disk when this returns."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write(backup: Path, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
    (backup / NAME).write_text(text)
    (backup / DIGEST).write_text(f"{hashlib.sha256(text.encode()).hexdigest()}  {NAME}\n")
    for name in (NAME, DIGEST):
        on_disk(backup / name)
    on_disk(backup)


def read(backup: Path) -> Manifest:
    """The manifest of a backup, if it is whole and of a kind this program knows."""
    path = backup / NAME
    if not path.exists():
        raise NotFoundError("backup.none", f"{backup} 里没有备份（缺少 {NAME}），请给出备份所在的文件夹")
    text = path.read_bytes()
    told = (backup / DIGEST).read_text().split()[:1] if (backup / DIGEST).exists() else []
    if told != [hashlib.sha256(text).hexdigest()]:
        raise damaged(path)
    raw = json.loads(text)
    if int(raw.get("format", 0)) > FORMAT:
        raise newer(f"备份的格式 {raw.get('format')} 比本程序认识的 {FORMAT} 新")
    raw["tables"] = {name: Table(**table) for name, table in raw["tables"].items()}
    raw["parts"] = {name: (part[0], part[1]) for name, part in raw["parts"].items()}
    return Manifest(**{f.name: raw[f.name] for f in fields(Manifest) if f.name in raw})


def contents(backup: Path) -> Iterator[tuple[str, int]]:
    """SHA-256 and size of every content of the files folder that the backup holds."""
    for line in (backup / LIST).read_text().splitlines():
        sha256, _, size = line.partition(" ")
        yield sha256, int(size)


def place_of(sha256: str) -> str:
    """As `kernel.files.store` lays contents out."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def check(backup: Path) -> Manifest:
    """Read every byte of a backup again; the first that is not what was written refuses it, by name."""
    told = read(backup)
    for name, (sha256, size) in told.parts.items():
        _same(backup / name, sha256, size)
    for sha256, size in contents(backup):
        _same(backup / CONTENTS / place_of(sha256), sha256, size)
    return told


def _same(path: Path, sha256: str, size: int) -> None:
    if not path.is_file():
        raise WrongStateError("backup.damaged", f"备份已损坏：缺少 {path}，请改用另一份备份")
    if path.stat().st_size != size or measure(path) != (sha256, size):
        raise damaged(path)


def damaged(path: Path) -> WrongStateError:
    return WrongStateError("backup.damaged", f"备份已损坏：{path} 与备份时不同，请改用另一份备份")


def newer(why: str) -> WrongStateError:
    return WrongStateError("backup.newer", f"这份备份由更新的版本做出（{why}），请先升级程序再恢复")


def backups(folder: Path) -> list[Path]:
    """The finished backups of a folder, oldest first. What is still being made begins with a dot."""
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if not p.name.startswith(".") and (p / NAME).exists())


def pick(folder: Path) -> Path:
    """The backup that is meant: this folder itself, or the newest inside."""
    if (folder / NAME).exists():
        return folder
    inside = backups(folder)
    if not inside:
        raise NotFoundError("backup.none", f"{folder} 里没有备份（缺少 {NAME}），请给出备份所在的文件夹")
    return inside[-1]
