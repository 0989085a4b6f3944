"""Bills in every state a test needs, made through actions."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from django.test import override_settings

from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.journal.record import record
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.payments import actions
from cityhall.payments.adapters import Signed
from cityhall.payments.models import Bill, Payment
from cityhall.payments.terms import About, Can, Charge, Payer
from cityhall.people.tests import given as people
from cityhall.site.payment_settings import Payments

_numbers = count(1)
FEE = Charge("工本费", 1000, "10 元/证", "样例规定")


@contextmanager
def sandbox() -> Iterator[None]:
    with override_settings(PAYMENTS=Payments("sandbox", "样例密钥")):
        yield


def cashier(organ: int, *more: Can) -> Actor:
    return organs.staff(organ, Can.COLLECT, Can.REFUND, *more)


def finance() -> Actor:
    return organs.staff(organs.organ(), Can.RECONCILE, reach=Reach.EVERYWHERE)


@action
def _charged(actor: Actor, subject: str, payer: Payer, about: About, charges: list[Charge]) -> str:
    return actions.charge(actor, subject, "样例许可", payer, about, charges)


@action
def waived(actor: Actor, ref: str, basis: str) -> bool:
    done = actions.waive(actor, ref, basis)
    record(actor, "test.waived", ref)
    return done


@action
def dropped(actor: Actor, ref: str, why: str) -> bool:
    done = actions.drop(actor, ref, why)
    record(actor, "test.dropped", ref)
    return done


def about(organ: int, ref: str = "") -> About:
    return About(ref or f"case:样例{next(_numbers)}", organ, 1, "样例许可")


def bill(
    citizen: Actor | None = None, organ: int = 0, *, charges: list[Charge] | None = None, ref: str = "", subject: str = ""
) -> str:  # fmt: skip
    """A bill of one case with one charge of ten yuan."""
    where = organ or organs.organ()
    who = citizen or people.citizen(name="样例申请人")
    payer = Payer("", "样例申请人", who.account_id)
    return _charged(
        organs.staff(where), subject or f"application:{next(_numbers)}", payer, about(where, ref), charges or [FEE]
    )


def row(number: str) -> Bill:
    return Bill.objects.get(number=number)


def begun(citizen: Actor, number: str) -> Payment:
    return Payment.objects.get(order=actions.start_payment(citizen, number))


def notice(payment: Payment, *, amount: int | None = None, transaction: str = "T1", order: str = "") -> Signed:
    """What the sandbox says about an order, signed as it signs."""
    from cityhall.kernel import clock

    said = {
        "order": order or payment.order, "amount": payment.amount if amount is None else amount, "transaction": transaction,
        "paid_at": clock.now().isoformat(),
    }  # fmt: skip
    return actions.sandbox().sign(said)


def link(citizen: Actor, number: str) -> Signed:
    """The pay page's address, as she was sent there."""
    return actions.sandbox_message(actions.checkout(citizen, number))


def paid(citizen: Actor, number: str) -> None:
    actions.pay_at_sandbox(link(citizen, number))
