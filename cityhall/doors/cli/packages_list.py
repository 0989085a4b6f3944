"""`cityhall packages list`: the packages that come with the program, and where each stands in this city."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from . import files
from .outcome import Outcome

HELP = "列出内置的一件事，以及本市有没有"
NEEDS_CITY = True


def arguments(parser: ArgumentParser) -> None:
    pass


def run(options: Namespace) -> Outcome:
    from cityhall.joint import queries
    from cityhall.joint.terms import Can

    rows = queries.shipped_packages(files.operator(Can.DESIGN))
    lines = [
        f"{r.code:<12} {r.name}（{r.items} 项，牵头：{r.lead}）{r.state.label if r.state else '本市没有'}" for r in rows
    ]
    return Outcome({"packages": [asdict(r) for r in rows]}, lines)
