"""`cityhall calendar import`: the State Council's yearly notice of holidays."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

from cityhall.kernel.errors import InvalidInputError

from . import files
from .outcome import Outcome

HELP = "导入国务院办公厅的年度放假安排（JSON，可给多个文件或文件夹）"
NEEDS_CITY = True


def arguments(parser: ArgumentParser) -> None:
    files.arguments(parser, "JSON 文件或文件夹")


def run(options: Namespace) -> Outcome:
    from cityhall.deadlines import actions
    from cityhall.deadlines.terms import Can

    notices = [_notice(f) for f in files.files_of(options.paths, ".json")]
    report = actions.import_calendar(files.operator(Can.MANAGE_CALENDAR), notices, dry_run=options.dry_run)
    return files.outcome(report.as_dict())


def _notice(path: Path) -> Mapping[str, object]:
    try:
        notice = json.loads(files.text_of(path))
    except ValueError as wrong:
        raise InvalidInputError("cli.json", f"{path} 不是有效的 JSON，请核对文件") from wrong
    if not isinstance(notice, dict):
        raise InvalidInputError("cli.json", f"{path} 的内容不是一年的放假安排，请核对文件")
    return notice
