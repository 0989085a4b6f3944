"""一次领取: how the results of a joint application are wanted, and handing all of them over at once, each step inside the act of the
room that holds the cases together."""

from collections.abc import Sequence
from datetime import date

from cityhall.cases import rules
from cityhall.cases.terms import DeliveryMethod, Outcome, Status
from cityhall.deadlines.terms import Kind
from cityhall.kernel import call
from cityhall.kernel.action import step
from cityhall.kernel.actor import Actor
from cityhall.kernel.identifiers import check_phone
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import update

from . import clocks
from .deliver import hand, method_of, send, send_back, sign_for
from .handing import CHOOSING
from .lock import Held, lock, settle
from .together import Wish, _wished


def wish(
    method: str, receiver: str = "", phone: str = "", address: str = "", *, consent: bool = False, kept: bool = False
) -> Wish:  # fmt: skip
    """A choice that is in order: mail with receiver, phone and address, electronic with consent."""
    how = method_of(method)
    rules.check_choice(how, receiver, phone, address, consent=consent)
    mail = how is DeliveryMethod.MAIL
    return Wish(
        how, receiver.strip()[:60] if mail else "", check_phone(phone) if mail else "", address.strip()[:300] if mail else "",
        consent and how is DeliveryMethod.ELECTRONIC, kept,
    )  # fmt: skip


@step
def carry_wish(actor: Actor, number: str, wanted: Wish) -> bool:
    """The choice made for the whole, on one of its cases that is not served yet. A granted result that is to wait for the rest is
    due when that is there; one that need not wait is due from now. Answers whether anything changed."""
    held = lock(number)
    case, application = held.case, held.case.application
    if case.status not in CHOOSING or held.sent:
        return False
    before, values = application.kept, _wished(wanted)
    for name, value in values.items():
        setattr(application, name, value)
    update(application, list(values))
    if _granted(held) and before != wanted.kept:
        if wanted.kept:
            clocks.stop(actor, [held.ref], [Kind.DELIVERY])
        else:
            clocks.start(actor, held, clocks.delivery(held))
    settle(actor, held, Status(case.status))
    record(
        actor, "case.delivery_chosen", held.ref, organ_id=case.organ_id, method=wanted.method, consent=wanted.consent,
        together=wanted.kept,
    )  # fmt: skip
    return True


def _granted(held: Held) -> bool:
    return held.case.status == Status.DECIDED and held.case.outcome == Outcome.GRANTED


@step
def all_there(actor: Actor, numbers: Sequence[str]) -> None:
    """齐了: from this moment the kept results are owed to her (行政许可法 第四十四条, counted from when she can have them as she asked)."""
    for number in numbers:
        held = lock(number)
        if _granted(held) and held.case.application.kept:
            clocks.start(actor, held, clocks.owed(held))


@step
def hand_all(
    actor: Actor, numbers: Sequence[str], receiver: str, relation: str, receiver_id: str, method: str, note: str
) -> None:  # fmt: skip
    """Every result of a whole into the same hands, all or none."""
    for number in numbers:
        with call.calling():  # what was seen is the whole, not each of its cases
            hand(actor, lock(number), receiver, relation, receiver_id, method, note, whole=True)


@step
def send_all(actor: Actor, numbers: Sequence[str], carrier: str, waybill: str) -> None:
    """Every result of a whole in one letter."""
    for number in numbers:
        with call.calling():
            send(actor, lock(number), carrier, waybill, whole=True)


@step
def sign_for_all(actor: Actor, numbers: Sequence[str], receiver: str, on: date) -> None:
    """That letter was signed for."""
    for number in numbers:
        with call.calling():
            sign_for(actor, lock(number), receiver, on, whole=True)


@step
def send_all_back(actor: Actor, numbers: Sequence[str], reason: str) -> None:
    """That letter came back."""
    for number in numbers:
        with call.calling():
            send_back(actor, lock(number), reason, whole=True)
