"""The arithmetic of licences and the rules of serving, as tables."""

from datetime import date

import pytest

from cityhall.cases import rules
from cityhall.cases.rules.delivery import Original
from cityhall.cases.rules.ends import licence_number, renewed_from, valid_until
from cityhall.cases.terms import Again, DeliveryMethod, Move, Outcome, Status
from cityhall.catalogue.terms import MaterialSpec
from cityhall.kernel.errors import DomainError, InvalidInputError, WrongStateError


@pytest.mark.parametrize(("first", "months", "last"), [
    ("2026-03-05", 12, "2027-03-04"),
    ("2026-03-01", 12, "2027-02-28"),
    ("2026-01-31", 1, "2026-02-28"),   # February has no 31st: its last day
    ("2024-02-29", 12, "2025-02-28"),
    ("2024-02-29", 48, "2028-02-28"),
    ("2026-12-01", 1, "2026-12-31"),
    ("2026-11-25", 60, "2031-11-24"),
])  # fmt: skip
def test_until_when_a_licence_runs(first: str, months: int, last: str) -> None:
    assert str(valid_until(date.fromisoformat(first), months)) == last


def test_a_licence_without_months_has_no_end_and_a_number_as_gb9704_writes_it() -> None:
    assert valid_until(date(2026, 1, 1), 0) is None
    assert licence_number("样许", 2026, 12) == "样许〔2026〕12号"


@pytest.mark.parametrize(("asked", "expires", "in_time"), [
    ("2026-03-01", "2026-03-31", True),   # the thirtieth day before is still in time
    ("2026-03-02", "2026-03-31", False),
    ("2025-12-01", "2026-03-31", True),
])  # fmt: skip
def test_a_renewal_is_asked_thirty_days_before(asked: str, expires: str, in_time: bool) -> None:
    assert rules.renewal_in_time(date.fromisoformat(asked), date.fromisoformat(expires)) is in_time


@pytest.mark.parametrize(("left", "warned", "due"), [
    (31, None, None), (30, None, 30), (29, 30, None), (11, 30, None), (10, 30, 10), (3, 10, 3), (2, 3, None), (0, 3, None),
    (5, None, 10),  # after an outage only the closest is given
    (2, 30, 3), (None, None, None), (-1, None, None),
])  # fmt: skip
def test_a_renewal_is_warned_of_at_thirty_ten_and_three(left: int | None, warned: int | None, due: int | None) -> None:
    assert rules.renewal_warning(left, warned) == due


def test_a_renewal_joins_on_to_what_it_renews() -> None:
    assert renewed_from(date(2026, 3, 31), date(2026, 3, 10)) == date(2026, 4, 1)
    assert renewed_from(date(2026, 3, 31), date(2026, 4, 10)) == date(2026, 4, 10)
    assert renewed_from(None, date(2026, 4, 10)) == date(2026, 4, 10)


@pytest.mark.parametrize(("cause", "outcome", "reasons", "basis", "document", "code"), [
    (Again.ERROR, Outcome.GRANTED, "理由", "第六十九条", "", "case.revoke_cause"),
    (Again.FRAUD, Outcome.REFUSED, "理由", "第六十九条", "", "case.not_granted"),
    (Again.FRAUD, Outcome.GRANTED, " ", "第六十九条", "", "case.no_reasons"),
    (Again.FRAUD, Outcome.GRANTED, "理由", "", "", "case.no_basis"),
    (Again.REVIEW, Outcome.GRANTED, "理由", "依据", "", "case.no_document"),
])  # fmt: skip
def test_what_a_revocation_needs(
    cause: Again, outcome: Outcome, reasons: str, basis: str, document: str, code: str
) -> None:
    with pytest.raises(DomainError) as no:
        rules.check_revocation(outcome, cause, reasons, basis, document)
    assert no.value.code == code


@pytest.mark.parametrize(("method", "given", "code"), [
    ("window", {"receiver": ""}, "case.no_receiver"),
    ("window", {"relation": "家属"}, "case.no_receiver_id"),
    ("electronic", {}, "case.no_consent"),
    ("left", {"witness": "社区王某"}, "case.no_reason"),
    ("left", {"reason": "拒收"}, "case.no_witness"),
    ("entrusted", {}, "case.no_entrusted"),
    ("mail", {}, "case.mail_first"),
    ("public", {}, "case.notice_first"),
])  # fmt: skip
def test_each_way_of_serving_has_its_proof(method: str, given: dict[str, str], code: str) -> None:
    said = {"receiver": "样例人", "relation": "本人", "witness": "", "reason": ""} | given
    with pytest.raises(InvalidInputError) as no:
        rules.check_way(
            DeliveryMethod(method), said["receiver"], said["relation"], "", witness=said["witness"], reason=said["reason"],
            evidence=False, consent=False,
        )  # fmt: skip
    assert no.value.code == code


SPECS = (MaterialSpec("deed", "房产证", original_later=True),)


@pytest.mark.parametrize(("outcome", "paid", "online", "original", "says"), [
    (Outcome.GRANTED, True, True, Original(seen=False, matches=True), ""),
    (Outcome.GRANTED, True, True, Original(seen=True, matches=None), ""),
    (Outcome.GRANTED, True, False, Original(seen=False, matches=None), ""),
    (Outcome.GRANTED, False, True, Original(seen=False, matches=True), "缴费"),
    (Outcome.GRANTED, True, True, Original(seen=False, matches=None), "还没有核验"),
    (Outcome.GRANTED, True, True, Original(seen=False, matches=False), "不符"),
    (Outcome.REFUSED, False, True, Original(seen=False, matches=False), ""),
])  # fmt: skip
def test_what_keeps_a_result_in_the_house(
    outcome: Outcome, paid: bool, online: bool, original: Original, says: str
) -> None:
    why = rules.obstacle(outcome, charged=True, paid=paid, online=online, materials=SPECS, originals={"deed": original})
    assert (says in why) if says else not why


def test_an_end_that_is_no_decision_is_served_and_stays_what_it_is() -> None:
    assert rules.serving(Status.NOT_ACCEPTED) is Move.SERVE
    assert rules.serving(Status.DECIDED) is Move.DELIVER
    assert rules.next_status(Status.NOT_ACCEPTED, Move.SERVE) is Status.NOT_ACCEPTED


def test_a_licence_that_ended_cannot_be_renewed_and_an_unknown_one_needs_its_expiry() -> None:
    with pytest.raises(WrongStateError, match="已撤销"):
        rules.check_standing("revoked", None, "样〔2026〕1号")
    with pytest.raises(InvalidInputError, match="上线前"):
        rules.check_standing("", None, "旧证")
    rules.check_standing("valid", None, "样〔2026〕1号")
    rules.check_standing("", date(2027, 1, 1), "旧证")
