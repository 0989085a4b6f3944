"""`cityhall backup`: one more backup; `cityhall backup verify`: is one still what was written?"""

import getpass
import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from cityhall.doors.cli.outcome import Outcome
from cityhall.kernel.errors import InvalidInputError
from cityhall.site import environment

HELP = "备份整个城市（数据库和文件，在线进行）；cityhall backup verify DIR 逐字节核对一份备份"
NO_KEYS = "注意：备份里没有密钥！请另行离线保存 {}，没有它，备份里的个人信息谁也解不开"


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "words",
        nargs="*",
        metavar="[verify] DIR",
        help="放备份的文件夹，默认 CITYHALL_BACKUP_DIR；在前面写 verify 则核对",
    )
    parser.add_argument("--keep", type=int, default=0, metavar="N", help="只留最近 N 份，默认全部保留")
    parser.add_argument("--with-keys", action="store_true", help="把密钥用口令加密后放进备份")


def run(options: Namespace) -> Outcome:
    verify = options.words[:1] == ["verify"]
    folder = _folder(options.words[1:] if verify else options.words)
    return _verify(folder) if verify else _make(folder, options)


def _folder(words: list[str]) -> Path:
    told = words[0] if len(words) == 1 else os.environ.get("CITYHALL_BACKUP_DIR", "") if not words else ""
    if not told:
        raise InvalidInputError("backup.no_folder", "请给出放备份的一个文件夹，或设置 CITYHALL_BACKUP_DIR")
    return Path(told).absolute()


def passphrase(*, twice: bool) -> str:
    """From the environment, for programs; else asked for at the terminal."""
    told = os.environ.get("CITYHALL_BACKUP_PASSPHRASE", "")
    if told:
        return told
    try:
        first = getpass.getpass("备份密钥的口令：")
        again = getpass.getpass("再输入一次：") if twice else first
    except EOFError as nobody:
        raise InvalidInputError(
            "backup.no_passphrase", "没有终端可以询问口令，请设置 CITYHALL_BACKUP_PASSPHRASE 后再执行"
        ) from nobody
    if again != first:
        raise InvalidInputError("backup.passphrase_differs", "两次输入的口令不同，请重新执行")
    return first


def _make(folder: Path, options: Namespace) -> Outcome:
    environment.find_database()
    owner = environment.need_owner()
    environment.start_django()
    from cityhall.doors.cli import files
    from cityhall.site.safety import making

    word = passphrase(twice=True) if options.with_keys else ""
    made = making.make(owner, folder, keep=options.keep, passphrase=word, cluster=making.cluster_to_copy())
    making.say_made(files.operator(), made)
    told = made.manifest
    rows = sum(table.rows for table in told.tables.values())
    lines = [f"已备份到 {made.place}：{rows} 行，{made.contents} 个文件（新复制 {made.copied} 个）"]
    lines += [f"文件 {sha256} 不在文件夹里" for sha256 in told.missing]
    lines += [f"文件 {sha256} 的内容与它的名字不符" for sha256 in told.damaged]
    lines += ["含基础备份：可用 cityhall restore --until 恢复到此后的任一时刻"] if told.base else []
    lines += [f"已删除旧备份 {name}" for name in made.let_go]
    if told.journal.get("head"):
        lines.append(f"日志最新批次摘要：{told.journal['head']}（请抄录到系统以外）")
    lines.append("密钥已用口令加密放入备份" if word else NO_KEYS.format(_where_keys_are()))
    values = {
        "backup": str(made.place), "rows": rows, "files": made.contents, "copied": made.copied, "keys": bool(word),
        "missing": told.missing, "damaged": told.damaged, "let_go": made.let_go, "journal": told.journal,
    }  # fmt: skip
    return Outcome(values, lines, code=int(not made.whole))


def _where_keys_are() -> str:
    if os.environ.get("CITYHALL_DATA_KEYS"):
        return "CITYHALL_SECRET_KEY、CITYHALL_DATA_KEYS、CITYHALL_INDEX_KEY"
    return str(environment.var() / "keys.json")


def _verify(folder: Path) -> Outcome:
    from cityhall.site.safety import manifest

    told = manifest.check(manifest.pick(folder))
    count = sum(1 for _ in manifest.contents(manifest.pick(folder)))
    said = f"备份 {told.name} 完好：{len(told.parts)} 个部分和 {count} 个文件的每个字节都与备份时相同"
    return Outcome({"backup": told.name, "made_at": told.made_at, "files": count, "sound": True}, [said])
