"""What a clerk can do with a case now: the moves of the table as buttons with their keys, and the papers to print."""

from dataclasses import dataclass

from django.urls import reverse

from cityhall.cases.queries import CasePage
from cityhall.cases.terms import Can, Channel, DeliveryState, Move, Proceeding, Status
from cityhall.catalogue.terms import Pace, Procedure
from cityhall.kernel.actor import Actor
from cityhall.messages.terms import PaperKind

OPEN = (Status.RECEIVED, Status.SUPPLEMENTING, Status.ACCEPTED)
BUTTONS = {  # move: address, key, sent at once
    Move.ACCEPT: ("window:accept", "F8", True),
    Move.DECIDE_ON_SPOT: ("window:on_spot", "F7", True),
    Move.ACCEPT_WITH_GAPS: ("window:gaps", "F7", False),
    Move.ACCEPT_ON_PLEDGE: ("window:pledge", "Alt+G", False),
    Move.REQUEST_SUPPLEMENT: ("window:supplement", "F9", False),
    Move.REFER: ("window:refer", "F10", False),
    Move.CORRECT_HERE: ("window:correct", "Alt+C", False),
    Move.TRANSFER: ("window:transfer", "", False),
    Move.DELIVER: ("window:deliver", "F8", False),
    Move.SERVE: ("window:deliver", "F8", False),
    Move.VOID: ("window:void", "", False),
}
ORDER = list(BUTTONS)
FIRST = (Move.ACCEPT, Move.DELIVER, Move.SERVE)
TO_DESK = (Move.DELIVER, Move.SERVE)


@dataclass(frozen=True)
class Offer:
    """One button of the foot bar; with `why` it is grey and says so."""

    label: str
    url: str
    key: str = ""
    why: str = ""
    sent: bool = False
    main: bool = False
    kind: str = ""


def offers(actor: Actor, page: CasePage) -> list[Offer]:
    """The moves that are this window's to make, in the order of its keys; obstacles in words."""
    known = {b.move: b for b in page.buttons}
    made = []
    for move in ORDER:
        button = known.get(move)
        if button is None or _beside_the_point(move, page):
            continue
        name, key, sent = BUTTONS[move]
        if move is Move.SERVE and any(d.state is DeliveryState.SERVED for d in page.deliveries):
            continue
        why = "" if move in TO_DESK else button.why or _asked(move, page)  # the desk is where an obstacle is cleared
        kind = "danger" if move is Move.VOID else ""
        made.append(Offer(button.label, reverse(name, args=[page.number]), key, why, sent, move in FIRST, kind))
    if may_withdraw(actor, page):
        made.append(Offer(Move.WITHDRAW.label, reverse("window:withdraw", args=[page.number])))
    return made


def _beside_the_point(move: Move, page: CasePage) -> bool:
    """What this item never has is not offered at all."""
    has = {
        Move.DECIDE_ON_SPOT: page.terms.pace is Pace.INSTANT, Move.ACCEPT_WITH_GAPS: page.terms.gaps is not None,
        Move.ACCEPT_ON_PLEDGE: page.terms.pledge is not None,
    }  # fmt: skip
    return not has.get(move, True)


def promised(page: CasePage) -> list[str]:
    """容缺: the keys of the materials a promise still waits for."""
    if not any(one.open for one in page.beside_of(Proceeding.PROMISE)):
        return []
    return [m.spec.key for m in page.materials if m.spec.deferrable and not m.given]


def _asked(move: Move, page: CasePage) -> str:
    """A second question is not asked while the first has no answer."""
    waiting = [r for r in page.referrals if not r.answer]
    return f"已由{waiting[-1].asked_by}转部门，当日答复" if move is Move.REFER and waiting else ""


def may_withdraw(actor: Actor, page: CasePage) -> bool:
    """An application handed in here is taken back here; one sent online, by the applicant herself."""
    here = page.channel is Channel.WINDOW and page.status in OPEN
    return here and actor.may(Can.INTAKE, page.terms.organ_id, page.terms.item_id)


def may_check(actor: Actor, page: CasePage) -> bool:
    """Materials are looked at until the case is accepted."""
    return page.status in (Status.RECEIVED, Status.SUPPLEMENTING) and actor.may(
        Can.INTAKE, page.terms.organ_id, page.terms.item_id
    )


def to_print(page: CasePage) -> list[PaperKind]:
    """The papers this case should have by now and the worker has not made yet."""
    there = {paper.kind for paper in page.papers}
    service = page.terms.procedure is Procedure.SERVICE
    taken_on = PaperKind.GAPS_ACCEPTANCE if page.beside_of(Proceeding.PROMISE) else PaperKind.ACCEPTANCE
    due = {
        PaperKind.RECEIPT: page.received_at is not None and page.accepted_at is None,
        PaperKind.SUPPLEMENT_NOTICE: page.notice is not None,
        taken_on: page.accepted_at is not None and not (page.decision and page.decision.on_spot),
        PaperKind.COMPLETION if service else PaperKind.DECISION: page.decision is not None,
        PaperKind.SERVICE_RECORD: bool(page.deliveries),
        PaperKind.GAPS_PROMISE: bool(page.beside_of(Proceeding.PROMISE)),
        PaperKind.PLEDGE: bool(page.beside_of(Proceeding.PLEDGE)),
        PaperKind.TRANSFER: page.status is Status.TRANSFERRED,
        PaperKind.WITHDRAWAL: page.status is Status.WITHDRAWN,
    }
    return [kind for kind, wanted in due.items() if wanted and kind not in there]
