"""`cityhall divisions import`: the administrative divisions of a place."""

from argparse import ArgumentParser, Namespace

from . import files
from .outcome import Outcome

HELP = "导入行政区划（CSV，列 code 与 name；可给多个文件或文件夹）"
NEEDS_CITY = True


def arguments(parser: ArgumentParser) -> None:
    files.arguments(parser, "CSV 文件或文件夹")


def run(options: Namespace) -> Outcome:
    from cityhall.organs import actions
    from cityhall.organs.terms import Can

    found = [row for f in files.files_of(options.paths, ".csv") for row in files.table(f, ["code", "name"])]
    rows = [(row["code"], row["name"]) for row in found]
    return files.outcome(actions.import_divisions(files.operator(Can.MANAGE_DIVISIONS), rows, options.dry_run))
