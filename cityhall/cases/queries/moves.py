"""The table of moves as the set-up shows it: what each is, from where to where, by whom, by what law."""

from collections.abc import Collection
from dataclasses import dataclass

from cityhall.cases.rules.moves import HANDLING, INTAKE, MOVES
from cityhall.cases.terms import Can, Move, Status, Who

MOVE_NAMES = {move.value: move.label for move in Move}


@dataclass(frozen=True)
class MoveLine:
    """One move in words. `here`: a case under these rules may come to it."""

    move: Move
    group: str
    from_: str
    to: str
    who: str
    paper: str
    source: str
    here: bool


def moves_table(allowed: Collection[str]) -> list[MoveLine]:
    """Every move of the table in its order, and whether these rules allow it. Law, not data: anyone may read it."""
    return [
        MoveLine(
            move, _group(move), "、".join(s.label for s in Status if s in rule.from_), rule.to.label if rule.to else "",
            "、".join(_who(w) for w in rule.who), rule.paper, rule.source, move.value in allowed,
        )
        for move, rule in MOVES.items()
    ]  # fmt: skip


def _group(move: Move) -> str:
    return "收件与受理" if move in INTAKE else "审查" if move in HANDLING else "决定、送达与结束"


def _who(who: Can | Who) -> str:
    return who.label if isinstance(who, Who) else f"有“{who.label}”权限的人员"
