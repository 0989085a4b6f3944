"""The providers this city pays through, by name, and the sandbox's own book."""

from collections.abc import Callable
from datetime import date

from django.conf import settings

from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import insert
from cityhall.payments import queries
from cityhall.payments.adapters import NAME, Book, Gateway, Sandbox
from cityhall.payments.models import SandboxEntry
from cityhall.payments.terms import Entry

THE_SANDBOX = Actor("沙箱渠道")


def sandbox() -> Sandbox:
    key = settings.PAYMENTS.key or settings.SECRET_KEY
    return Sandbox(f"payments:{key}".encode(), Book(_entries, _send_back))


PROVIDERS: dict[str, Callable[[], Gateway]] = {NAME: sandbox}


def online() -> str:
    """The provider bills are paid through; empty: over the counter only."""
    return str(settings.PAYMENTS.provider)


def desk(name: str = "") -> Gateway:
    """The provider in use, asked for by its name or not."""
    wanted = name or online()
    if not wanted:
        raise WrongStateError("payments.counter_only", "本市没有开通网上支付，请带缴费单号到窗口缴费")
    if wanted != online() or wanted not in PROVIDERS:
        raise NotFoundError("payments.no_provider", "没有开通这个支付渠道，请核对回调地址")
    return PROVIDERS[wanted]()


def _entries(day: date) -> list[Entry]:
    return queries.sandbox_entries(day)


@action
def keep_entry(actor: Actor, order: str, amount: int, refund: str = "") -> str:
    """The sandbox writes in its book, once a number; answers its own transaction number. Not our book: theirs."""
    known = SandboxEntry.objects.filter(order=order, refund=refund).first()
    if known is None:
        known = SandboxEntry(order=order, refund=refund, amount=amount, at=clock.now())
        known.transaction = f"SX{known.id.hex[:24]}"
        insert([known])
    record(actor, "sandbox.moved", f"sandbox:{known.transaction}", order=order, amount=amount, refund=refund)
    return known.transaction


def _send_back(order: str, refund: str, amount: int) -> None:
    keep_entry(THE_SANDBOX, order, amount, refund)
