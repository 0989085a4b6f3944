"""Why a button is grey, or not there at all: every move the procedure knows that cannot be made now, in a sentence."""

from dataclasses import dataclass

from cityhall.cases import rules
from cityhall.cases.terms import Can, Move, Who
from cityhall.kernel.actor import Actor

from .page import CasePage


@dataclass(frozen=True)
class Barred:
    """A move that cannot be made now: its name, the sentence, the law it stands on."""

    move: Move
    label: str
    why: str
    source: str


def why_not(actor: Actor, page: CasePage) -> list[Barred]:
    """Of a case already read. No statement."""
    barred = []
    for move, rule in rules.MOVES.items():
        if move not in page.terms.regime.moves:
            continue
        button = page.button(move)
        label = button.label if button else move.label
        if button is None or button.why:
            why = button.why if button else _absent(actor, page, move)
            barred.append(Barred(move, label, why, rule.source))
    return barred


def _absent(actor: Actor, page: CasePage, move: Move) -> str:
    rule = rules.MOVES[move]
    if page.status not in rule.from_:
        states = "、".join(status.label for status in sorted(rule.from_, key=list(type(page.status)).index))
        return f"办件现在是“{page.status.label}”；这一步只在“{states}”时办理"
    staff = [who for who in rule.who if isinstance(who, Can)]
    if staff:
        names = "、".join(f"“{can.label}”" for can in staff)
        return f"需要{page.organ}的{names}权限；请转有权的同事办理，或联系本单位管理员授权"
    return "由申请人本人办理" if Who.APPLICANT in rule.who else "由系统按规定自动办理，不由人工操作"
