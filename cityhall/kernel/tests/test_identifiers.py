from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityhall.kernel import identifiers as ids
from cityhall.kernel.errors import InvalidInputError

CREDIT = "91350100M000100Y43"
ID = "11010519491231002X"


@pytest.mark.parametrize(
    "text", [CREDIT, " 91350100m000100y43 ", "91350100-M000100Y-43", "９１３５０１００Ｍ０００１００Ｙ４３"]
)
def test_a_credit_code_is_accepted_as_people_write_it(text: str) -> None:
    assert ids.check_credit_code(text) == CREDIT


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("91350100M000100Y4", "现为 17 位"),
        ("", "现为 0 位"),
        ("91350100M0O0100Y43", "不会出现“O”"),
        ("91350100M000100Y4甲", "不会出现“甲”"),
        ("9135010AM000100Y43", "行政区划码"),
        ("91350100M000100Y53", "组织机构代码"),
        ("91350100M000100Y44", "最后一位"),
        ("92350100M000100Y43", "最后一位"),
    ],
)
def test_a_wrong_credit_code_is_told_what_is_wrong(text: str, says: str) -> None:
    with pytest.raises(InvalidInputError, match=says) as refusal:
        ids.check_credit_code(text)
    assert refusal.value.field == "credit_code"
    assert not ids.is_credit_code(text)


@given(st.text(alphabet=ids.CREDIT_ALPHABET, min_size=8, max_size=8), st.integers(0, 999999))
def test_a_made_credit_code_is_right_and_any_one_changed_place_is_not(body: str, division: int) -> None:
    code = ids.make_credit_code(f"91{division:06}{body}")
    assert ids.check_credit_code(code) == code
    for place in range(18):
        other = ids.CREDIT_ALPHABET[(ids.CREDIT_ALPHABET.index(code[place]) + 1) % 31]
        assert not ids.is_credit_code(code[:place] + other + code[place + 1 :])


@pytest.mark.parametrize("text", [ID, "11010519491231002x", " 110105 19491231 002X"])
def test_an_id_number_is_accepted_as_people_write_it(text: str) -> None:
    assert ids.check_id_number(text) == ID


@pytest.mark.parametrize("prefix", ["810000", "820000", "830000"])
def test_residence_permits_follow_the_same_rule(prefix: str) -> None:
    number = ids.make_id_number(f"{prefix}19900101001")
    assert ids.check_id_number(number) == number


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("110105491231002", "15 位的旧身份证"),
        ("1101051949123100", "现为 16 位"),
        ("1101051949123100AX", "前 17 位"),
        ("980105194912310020", "开头两位"),
        ("11010519491331002X", "出生日期"),
        ("110105190002290022", "出生日期"),
        ("110105194912310021", "最后一位"),
        ("11010519491231００２X9", "19 位"),
    ],
)
def test_a_wrong_id_number_is_told_what_is_wrong(text: str, says: str) -> None:
    with pytest.raises(InvalidInputError, match=says) as refusal:
        ids.check_id_number(text)
    assert refusal.value.field == "id_number"


def test_nobody_was_born_tomorrow() -> None:
    number = ids.make_id_number("11010520300101001")
    assert ids.check_id_number(number, today=date(2030, 1, 1)) == number
    with pytest.raises(InvalidInputError, match="出生日期"):
        ids.check_id_number(number, today=date(2029, 12, 31))


def test_birth_date_and_sex_are_read_from_the_number() -> None:
    assert ids.birth_date(ID) == date(1949, 12, 31)
    assert (ids.sex(ID), ids.sex(ids.make_id_number("11010519491231001"))) == ("女", "男")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("138 0000 0000", "13800000000"), ("+86-13800000000", "13800000000"), ("008613800000000", "13800000000"),
        ("0563-2022345", "05632022345"), ("010-12345", "01012345"), ("010-1234", None), ("12345", "12345"),
        ("110", "110"),
        ("400-800-8123", "4008008123"), ("2022345", "2022345"), ("12800000000", None), ("1380000000", None), ("", None),
    ],
)  # fmt: skip
def test_a_contact_phone(text: str, number: str | None) -> None:
    if number is None:
        with pytest.raises(InvalidInputError, match="电话号码不正确"):
            ids.check_phone(text)
    else:
        assert ids.check_phone(text) == number


@pytest.mark.parametrize("text", ["12345", "0563-2022345", "1380000000"])
def test_a_code_is_sent_to_mobiles_only(text: str) -> None:
    with pytest.raises(InvalidInputError, match="11 位"):
        ids.check_mobile(text)


@pytest.mark.parametrize(("text", "right"), [
    ("341800", True), ("341802001", True), ("341802001001", True),
    ("34180", False), ("981800", False), ("990100000000", True), ("3418020010", False), ("34A800", False),
])  # fmt: skip
def test_a_division_code(text: str, right: bool) -> None:
    if right:
        assert ids.check_division_code(text) == text
    else:
        with pytest.raises(InvalidInputError):
            ids.check_division_code(text)
