"""`cityhall fonts`: make the fonts of the papers ahead of the first paper."""

from argparse import ArgumentParser, Namespace

from cityhall.doors.cli.outcome import Outcome
from cityhall.site import environment

HELP = "准备文书用的字体（首次约半分钟，之后无事可做）"


def arguments(parser: ArgumentParser) -> None:
    parser.description = HELP


def run(options: Namespace) -> Outcome:
    environment.start_django()
    from cityhall.messages.adapters import fonts

    made = [str(path) for path in fonts.prepare()]
    return Outcome({"fonts": made}, ["字体已备好"])
