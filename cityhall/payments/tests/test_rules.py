"""Amounts, what a notice may do, what a bill is, how books are compared."""

import pytest

from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.payments.rules import (
    Known,
    Odd,
    Ruling,
    check_charges,
    check_refund,
    compare,
    fen,
    judge,
    state_of,
    suggested,
    yuan,
)
from cityhall.payments.terms import BillState, Charge, Entry, Kind, LineState, PaymentState

P, B, L = PaymentState, BillState, LineState


@pytest.mark.parametrize(
    ("text", "amount"), [("120", 12000), ("120.00", 12000), (" 0.01 ", 1), ("99999.99", 9999999), ("1e2", 10000)]
)
def test_yuan_become_whole_fen(text: str, amount: int) -> None:
    assert fen(text) == amount


@pytest.mark.parametrize("text", ["", "0", "-1", "1.005", "一百", "NaN", "Infinity", "1e12"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError) as no:
        fen(text)
    assert (no.value.code, no.value.field) == ("payments.bad_amount", "amount")


@pytest.mark.parametrize(
    ("amount", "text"), [(1, "0.01"), (12000, "120.00"), (105, "1.05"), (0, "0.00"), (-1050, "-10.50")]
)
def test_fen_are_shown_as_yuan(amount: int, text: str) -> None:
    assert yuan(amount) == text


@pytest.mark.parametrize(
    ("standard", "amount"),
    [
        ("10 元", 1000),
        ("10元/证", 1000),
        ("每件80元", 8000),
        ("0.50 元/份", 50),
        ("住宅类 80 元，非住宅类 550 元", None),
        ("每平方米 0.1 元至 3 元", None),
        ("按定额", None),
        ("1%", None),
        ("0 元", None),
        ("10 元/平方米", None),
    ],
)
def test_a_standard_with_one_sum_suggests_it_and_any_other_nothing(standard: str, amount: int | None) -> None:
    assert suggested(standard) == amount


@pytest.mark.parametrize(
    ("charges", "published", "code"),
    [
        ([], [], "payments.no_charges"),
        ([Charge("加急费", 100)], ["工本费"], "payments.not_published"),
        ([Charge("工本费", 0)], ["工本费"], "payments.bad_amount"),
        ([Charge("工本费", 100), Charge("工本费", 100)], ["工本费"], "payments.charged_twice"),
    ],
)
def test_nothing_is_charged_that_is_not_published(charges: list[Charge], published: list[str], code: str) -> None:
    with pytest.raises(InvalidInputError) as no:
        check_charges(charges, published)
    assert no.value.code == code


def test_what_is_published_may_be_charged() -> None:
    check_charges([Charge("工本费", 100), Charge("登记费", 5500)], ["登记费", "工本费"])
    check_charges([Charge("工本费", 100)], [])


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ([L.DUE], B.OPEN),
        ([L.PAID, L.DUE], B.OPEN),
        ([L.PAID], B.PAID),
        ([L.PAID, L.WAIVED, L.CANCELLED], B.PAID),
        ([L.REFUNDED], B.PAID),
        ([L.WAIVED], B.CANCELLED),
        ([L.CANCELLED, L.WAIVED], B.CANCELLED),
        ([], B.CANCELLED),
    ],
)
def test_a_bill_is_what_its_lines_are(lines: list[LineState], state: BillState) -> None:
    assert state_of(lines) is state


@pytest.mark.parametrize(
    ("known", "amount", "ruling"),
    [
        (None, 1000, Ruling(None, Kind.UNKNOWN, refused=True)),
        (Known(P.PENDING, 1000, B.OPEN, 1000), 1000, Ruling(P.PAID)),
        (Known(P.PENDING, 1000, B.OPEN, 1000), 999, Ruling(None, Kind.BAD_NOTICE, refused=True)),
        (Known(P.CLOSED, 1000, B.OPEN, 1000), 1000, Ruling(P.PAID)),  # late, and still what is owed
        (Known(P.CLOSED, 1000, B.OPEN, 1500), 1000, Ruling(P.TO_REFUND, Kind.LATE)),
        (Known(P.CLOSED, 1000, B.CANCELLED, 0), 1000, Ruling(P.TO_REFUND, Kind.LATE)),
        (Known(P.CLOSED, 1000, B.PAID, 0), 1000, Ruling(P.TO_REFUND, Kind.LATE)),  # paid at the counter meanwhile
        (Known(P.PAID, 1000, B.PAID, 0), 1000, Ruling(None)),
        (Known(P.PAID, 1000, B.PAID, 0), 1001, Ruling(None, Kind.BAD_NOTICE, refused=True)),
        (Known(P.TO_REFUND, 1000, B.CANCELLED, 0), 1000, Ruling(None)),
        (Known(P.REFUNDED, 1000, B.CANCELLED, 0), 1000, Ruling(None)),
    ],
)
def test_a_notice_pays_once_and_only_what_is_owed(known: Known | None, amount: int, ruling: Ruling) -> None:
    assert judge(known, amount) == ruling


def test_two_books_are_compared_movement_by_movement() -> None:
    ours = [Entry("a", 1), Entry("b", 2), Entry("c", 3), Entry("c", 3, refund="c-R1")]
    theirs = [Entry("a", 1), Entry("b", 5), Entry("d", 4), Entry("c", 3, refund="c-R1")]
    assert compare(ours, theirs) == [
        Odd(Kind.AMOUNT, "b", 2, 5), Odd(Kind.OURS_ONLY, "c", 3, None), Odd(Kind.THEIRS_ONLY, "d", None, 4)
    ]  # fmt: skip
    assert compare(ours, list(reversed(ours))) == []


def test_only_what_was_paid_goes_back() -> None:
    check_refund(L.PAID, 1000, 0, 1000)
    check_refund(L.PAID, 1000, 400, 600)
    with pytest.raises(InvalidInputError, match=r"最多可退 6\.00 元"):
        check_refund(L.PAID, 1000, 400, 601)
    with pytest.raises(WrongStateError):
        check_refund(L.DUE, 1000, 0, 1)
