from datetime import date, datetime, timedelta

import pytest

from cityhall.kernel.accounts.terms import Outcome
from cityhall.kernel.errors import InvalidInputError, TooManyError, WrongStateError
from cityhall.people import rules
from cityhall.people.terms import IdKind, Purpose, Tie, Verified

NOW = datetime(2026, 11, 23, 9)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("expires_at", "attempts", "same", "outcome"),
    [
        (NOW + SECOND, 0, True, Outcome.OK),
        (NOW + SECOND, 4, True, Outcome.OK),
        (NOW + SECOND, 0, False, Outcome.CODE_WRONG),
        (NOW + SECOND, 5, True, Outcome.CODE_SPENT),
        (NOW, 0, True, Outcome.CODE_EXPIRED),
        (None, 0, True, Outcome.CODE_EXPIRED),
    ],
)
def test_a_code_opens_in_time_and_within_five_tries(
    expires_at: datetime | None, attempts: int, same: bool, outcome: Outcome
) -> None:
    assert rules.judge_code(expires_at=expires_at, attempts=attempts, same=same, now=NOW) is outcome


def test_a_minute_passes_between_two_codes() -> None:
    rules.check_pause(None, NOW)
    rules.check_pause(NOW - timedelta(minutes=1), NOW)
    with pytest.raises(TooManyError, match="31 秒后"):
        rules.check_pause(NOW - timedelta(seconds=30), NOW)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("王小样", "王小样"),
        (" 阿依古丽•买买提 ", "阿依古丽·买买提"),
        ("John  O'Sample", "John O'Sample"),
        ("㐀样", "㐀样"),
    ],
)
def test_a_name_is_taken_as_written(given: str, name: str) -> None:
    assert rules.check_name(given) == name


@pytest.mark.parametrize("given", ["", "  ", "王2", "王<script>", "·王", "王" * 61, "a_b"])
def test_what_is_no_name_is_refused(given: str) -> None:
    with pytest.raises(InvalidInputError):
        rules.check_name(given)


def test_brackets_in_an_entitys_name_are_written_one_way() -> None:
    assert rules.check_entity_name(" 样例(安徽)  有限公司 ") == "样例（安徽） 有限公司"
    with pytest.raises(InvalidInputError):
        rules.check_entity_name(" ")


@pytest.mark.parametrize(
    ("kind", "number", "right"),
    [
        (IdKind.RESIDENT, "11010519491231002x", "11010519491231002X"),
        (IdKind.RESIDENT, "11010519491231002", None),
        (IdKind.RESIDENT, "830000199001010014", None),
        (IdKind.HMT_PERMIT, "11010519491231002X", None),
        (IdKind.PASSPORT, "e12345678", "E12345678"),
        (IdKind.PASSPORT, "E12", None),
        (IdKind.FOREIGN_PR, "<E12345>", None),
    ],
)
def test_a_number_fits_its_document(kind: IdKind, number: str, right: str | None) -> None:
    if right is None:
        with pytest.raises(InvalidInputError) as refusal:
            rules.check_number(kind, number, date(2026, 11, 23))
        assert refusal.value.field == "id_number"
    else:
        assert rules.check_number(kind, number, date(2026, 11, 23)) == right


SEEN = rules.Known("王小样", "phone", Verified.SEEN, has_account=False)
CLAIMED = rules.Known("王小样", "phone", Verified.DECLARED, has_account=True)


@pytest.mark.parametrize(
    ("known", "name", "phone", "hers"),
    [
        (SEEN, "王小样", "phone", True),
        (SEEN, "李小样", "phone", False),
        (SEEN, "王小样", "other", False),
        (rules.Known("王小样", "", Verified.SEEN, has_account=False), "王小样", "", False),
        (CLAIMED, "王小样", "phone", False),
    ],
)
def test_a_known_number_is_hers_only_with_the_same_name_and_phone(
    known: rules.Known, name: str, phone: str, hers: bool
) -> None:
    if hers:
        rules.check_claim(known, name, phone)
    else:
        with pytest.raises(WrongStateError, match="已在本系统登记"):
            rules.check_claim(known, name, phone)


@pytest.mark.parametrize(
    ("known", "name", "phone", "outranked"),
    [
        (CLAIMED, "王小样", "phone", False),
        (CLAIMED, "王小样", "other", True),
        (CLAIMED, "王小样", "", True),
        (CLAIMED, "李小样", "phone", True),
        (SEEN, "李小样", "other", False),
    ],
)
def test_what_a_window_saw_outranks_what_was_declared(
    known: rules.Known, name: str, phone: str, outranked: bool
) -> None:
    assert rules.outranked(known, name, phone) is outranked


def test_only_who_is_on_the_licence_is_the_representative() -> None:
    rules.check_tie(Tie.HANDLER, "王小样", "李小样")
    rules.check_tie(Tie.LEGAL_REPRESENTATIVE, "王小样", "王小样")
    rules.check_tie(Tie.LEGAL_REPRESENTATIVE, "王小样", "")
    with pytest.raises(WrongStateError, match="经办人"):
        rules.check_tie(Tie.LEGAL_REPRESENTATIVE, "王小样", "李小样")


@pytest.mark.parametrize(("purpose", "note"), [(p, "说明一下") for p in Purpose] + [(Purpose.CHECK, "")])
def test_every_purpose_of_the_list_is_good(purpose: Purpose, note: str) -> None:
    assert rules.check_purpose(purpose.value, f" {note} ") == (purpose, note)
