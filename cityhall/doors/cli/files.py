"""Reading the files an operator names, and answering what became of their rows."""

import csv
import io
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.terms import Term

from .outcome import Outcome

SHOWN = 20
COUNTS = ("rows", "created", "updated", "unchanged", "flagged", "rejected")
LABELS = ("行", "新增", "更新", "未变", "待核", "未导入")


def arguments(parser: ArgumentParser, what: str) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE", help=what)
    parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")


def operator(*permissions: Term) -> Actor:
    """Whoever may give commands on this machine; the journal says it was done from here."""
    return Actor("运维", everywhere=frozenset(permissions))


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as trouble:
        raise InvalidInputError(
            "cli.unreadable", f"读不了文件 {path}：{trouble.strerror}，请核对路径和权限"
        ) from trouble


def files_of(paths: Iterable[Path], suffix: str) -> list[Path]:
    """The files named, and those of that suffix in the folders named, in order."""
    found = [f for p in paths for f in (sorted(p.glob(f"*{suffix}")) if p.is_dir() else [p])]
    if not found:
        raise InvalidInputError("cli.no_files", f"没有找到 {suffix} 文件，请给出文件或所在文件夹")
    return found


def text_of(path: Path) -> str:
    """UTF-8 as it should be, or the GB18030 that spreadsheets still write."""
    data = read(path)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidInputError("cli.encoding", f"{path} 的编码无法识别，请另存为 UTF-8")


def table(path: Path, columns: Sequence[str]) -> list[Mapping[str, str]]:
    """The rows of a CSV file that has these columns."""
    reader = csv.DictReader(io.StringIO(text_of(path)))
    missing = [c for c in columns if c not in (reader.fieldnames or [])]
    if missing:
        raise InvalidInputError("cli.columns", f"{path} 缺少列 {'、'.join(missing)}，请核对表头")
    return [{k: v or "" for k, v in row.items() if k} for row in reader]


def outcome(report: Mapping[str, object]) -> Outcome:
    """The report for machines whole, for people with its first remarks; refused rows make the exit code 1."""
    notes = report["notes"]
    remarks = [n for n in notes if isinstance(n, Mapping)] if isinstance(notes, Sequence) else []
    head = "，".join(f"{label} {report[name]}" for name, label in zip(COUNTS, LABELS, strict=True))
    lines = [head + ("（只检查，未写入）" if report.get("dry_run") else "")]
    lines += [f"  第 {n['row']} 行 {n['column']}：{n['reason']}" for n in remarks[:SHOWN]]
    if len(remarks) > SHOWN:
        lines.append(f"  …… 另有 {len(remarks) - SHOWN} 条，用 --json 查看全部")
    return Outcome(
        {**{name: report[name] for name in COUNTS}, "notes": remarks}, lines, code=int(bool(report["rejected"]))
    )
