"""Dynamic codes: the vectors of RFC 6238, drift, used codes, recovery."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from cityhall.kernel.accounts.second import rules

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(("second", "code"), [  # RFC 6238, appendix B, SHA-1, the last six of eight digits
    (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
    (20000000000, "353130"),
])  # fmt: skip
def test_the_vectors_of_the_standard(second: int, code: str) -> None:
    assert rules.code_at(SECRET, second // rules.STEP) == code


def test_one_interval_to_either_side_is_allowed_and_no_code_twice() -> None:
    now = datetime(2026, 9, 14, 10, 0, tzinfo=UTC)
    here = rules.step_of(now)
    for drift, allowed in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        found = rules.matched(SECRET, rules.code_at(SECRET, here + drift), now, 0)
        assert (found is not None) is allowed
    code = rules.code_at(SECRET, here)
    assert rules.matched(SECRET, code, now, here) is None
    assert rules.matched(SECRET, code, now + timedelta(seconds=20), here) is None


@pytest.mark.parametrize("said", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345", "12 34"])
def test_what_is_no_code_matches_nothing(said: str) -> None:
    assert rules.matched(SECRET, said, datetime(2026, 9, 14, tzinfo=UTC), 0) is None


def test_a_code_may_be_typed_in_groups() -> None:
    now = datetime(2026, 9, 14, 10, 0, tzinfo=UTC)
    code = rules.code_at(SECRET, rules.step_of(now))
    assert rules.matched(SECRET, f" {code[:3]} {code[3:]} ", now, 0) == rules.step_of(now)


def test_secrets_and_recovery_codes_are_long_and_new() -> None:
    assert len(base64.b32decode(rules.new_secret())) == 20
    codes = rules.new_recovery_codes()
    assert len(set(codes)) == 10
    assert all(len(rules.plain(code)) == 8 for code in codes)
    assert rules.plain("AB12-cd34 ") == "ab12cd34"
    assert rules.address("ABC", "guanli01").startswith(
        "otpauth://totp/%E4%B8%80%E5%8E%85%E9%80%9A%3Aguanli01?secret=ABC&"
    )
