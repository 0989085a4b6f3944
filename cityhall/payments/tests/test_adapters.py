"""The sandbox signs what it says and reads only what is signed."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from cityhall.kernel.errors import InvalidInputError, NotAllowedError
from cityhall.payments.adapters import Book, Sandbox, Signed
from cityhall.payments.terms import Entry

MOVED = [Entry("o1", 1000, "t1"), Entry("o1", 400, "t2", "o1-R1")]
SAID = {"order": "o1", "amount": 1000, "transaction": "t1", "paid_at": "2026-03-02T10:00:00+08:00"}


def desk(key: bytes = b"k") -> Sandbox:
    return Sandbox(key, Book(lambda day: MOVED, lambda order, refund, amount: None))


def test_what_is_signed_is_read() -> None:
    notice = desk().read(desk().sign(SAID))
    assert (notice.order, notice.amount, notice.transaction) == ("o1", 1000, "t1")


@pytest.mark.parametrize("signature", ["", "0" * 64, "é", desk(b"other").sign(SAID).signature])
def test_another_signature_is_refused(signature: str) -> None:
    with pytest.raises(NotAllowedError) as no:
        desk().read(Signed(desk().sign(SAID).body, signature))
    assert no.value.code == "payments.bad_signature"


def test_a_changed_amount_breaks_the_signature() -> None:
    message = desk().sign(SAID)
    with pytest.raises(NotAllowedError):
        desk().read(Signed(message.body.replace(b"1000", b"1"), message.signature))


@pytest.mark.parametrize("gone", ["order", "amount", "transaction", "paid_at"])
def test_a_signed_message_with_something_missing_is_told_so(gone: str) -> None:
    with pytest.raises(InvalidInputError) as no:
        desk().read(desk().sign({k: v for k, v in SAID.items() if k != gone}))
    assert no.value.code == "payments.unreadable"


def test_the_statement_travels_signed() -> None:
    assert desk().statement(date(2026, 3, 2)) == MOVED
    file = desk().write_statement(MOVED)
    with pytest.raises(NotAllowedError):
        desk().read_statement(Signed(file.body.replace(b"1000", b"2000"), file.signature))


def test_the_address_of_the_pay_page_carries_the_order_signed() -> None:
    query = parse_qs(urlsplit(desk().ask("o1", 1000, "样例")).query)
    message = desk().asked(query["m"][0], query["s"][0])
    assert desk().check(message) == {"order": "o1", "amount": 1000, "title": "样例"}
    with pytest.raises(NotAllowedError):
        desk().check(desk().asked("###", "x"))
