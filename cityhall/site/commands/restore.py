"""`cityhall restore`: a city from a backup, where there is nothing yet."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from cityhall.doors.cli.outcome import Outcome
from cityhall.site.commands.backup import passphrase

if TYPE_CHECKING:
    from cityhall.site.safety.restoring import KeysAtHand, Restored

HELP = "从备份恢复到一个空的数据目录；先核对每个字节，恢复后逐表核对并验证办事日志"


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("backup", type=Path, metavar="DIR", help="一份备份，或放备份的文件夹（取最新一份）")
    parser.add_argument(
        "--into", type=Path, required=True, metavar="VAR", help="恢复到这个空的数据目录（CITYHALL_VAR）"
    )
    parser.add_argument("--keys", type=Path, metavar="FILE", help="当时的 keys.json")
    parser.add_argument("--with-keys", action="store_true", help="用备份里的密钥，需输入口令")
    parser.add_argument(
        "--until", metavar="TIME", help="恢复到这一刻（北京时间 '2026-11-26 10:15'），或 end（归档日志末尾）"
    )
    parser.add_argument(
        "--wal", type=Path, action="append", metavar="DIR", help="归档日志的文件夹，默认 CITYHALL_WAL_DIR；可给多个"
    )
    parser.add_argument(
        "--files", type=Path, action="append", default=[], metavar="DIR", help="旧的文件夹（备份之后的文件在其中）"
    )


def run(options: Namespace) -> Outcome:
    from cityhall.site.safety import manifest, restoring

    at_hand = restoring.KeysAtHand(options.keys, passphrase(twice=False) if options.with_keys else "")
    source, into = options.backup.absolute(), options.into.absolute()
    done = _at_moment(options, source, into, at_hand) if options.until else restoring.restore(
        manifest.pick(source), into, at_hand
    )  # fmt: skip
    said = f"恢复到 {options.until}" if options.until else f"与备份 {done.backup} 逐表相同"
    lines = [
        f"已恢复到 {done.into}：{done.rows} 行、{done.contents} 个文件，{said}",
        f"办事日志 {done.batches} 批、{done.lines} 条，没有发现改动",
        *done.remarks,
        f"下一步：CITYHALL_VAR={done.into} cityhall migrate，再 cityhall doctor",
    ]
    return Outcome({**asdict(done), "into": str(done.into)}, lines, code=int(bool(done.missing)))


def _at_moment(options: Namespace, source: Path, into: Path, at_hand: "KeysAtHand") -> "Restored":
    from cityhall.site.embedded import wal
    from cityhall.site.safety import moments

    archive = wal.folder()
    logs = options.wal or ([archive] if archive else [])
    moment = moments.Moment(moments.read_moment(options.until), logs, options.files)
    return moments.restore(source, into, at_hand, moment)
