"""`cityhall catalogue import`: service items from a CSV file."""

from argparse import ArgumentParser, Namespace

from cityhall.kernel.errors import InvalidInputError

from . import files
from .outcome import Outcome

HELP = "导入政务服务事项（CSV）；有疑问的行逐条列出，其余存为草稿"
NEEDS_CITY = True


def arguments(parser: ArgumentParser) -> None:
    files.arguments(parser, "一个 CSV 文件")


def run(options: Namespace) -> Outcome:
    from cityhall.catalogue import actions
    from cityhall.catalogue.terms import Can

    if len(options.paths) != 1:
        raise InvalidInputError("cli.one_file", "一次导入一个文件，行号才对得上；请分别导入")
    data = files.read(options.paths[0])
    report = actions.import_csv(files.operator(Can.IMPORT_ITEMS), data, dry_run=options.dry_run)
    return files.outcome(report.as_dict())
