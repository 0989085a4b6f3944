"""Numbers that name people, organisations, phones and places: what makes them right, and what to say when they are
not. Pure."""

import re
import unicodedata
from datetime import date

from .errors import InvalidInputError

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
LENGTH, LEGACY_LENGTH = 18, 15
PROVINCES = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82)
)
PERMIT_OF_TAIWAN = 83
SAMPLE = 99  # given to no province: sample people and demo cities live there
MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(r"(0[0-9]{2,3})?([2-9][0-9]{6,7}|12345)|[48]00[0-9]{7}|1[0-9]{2,4}")
DIVISION = re.compile(r"[0-9]{6}|[0-9]{9}|[0-9]{12}")


def plain(text: str) -> str:
    """As it was meant: full-width letters made narrow, blanks and hyphens dropped, capitals."""
    return re.sub(r"[\s\-‐-―·]", "", unicodedata.normalize("NFKC", text)).upper()


def check_credit_code(text: str) -> str:
    """统一社会信用代码 (GB 32100), with the organisation code inside it (GB 11714); answers it in capitals."""
    code = plain(text)
    if len(code) != LENGTH:
        raise _wrong("credit_code", f"统一社会信用代码应为 18 位，现为 {len(code)} 位，请对照执照或法人证书核对")
    strange = next((c for c in code if c not in CREDIT_ALPHABET), None)
    if strange is not None:
        raise _wrong(
            "credit_code",
            f"统一社会信用代码中不会出现“{strange}”（不使用字母 I、O、Z、S、V，请注意与 1、0、2、5、U 区分）",
        )
    if not code[2:8].isdigit():
        raise _wrong("credit_code", "统一社会信用代码第 3 至 8 位是登记机关行政区划码，应全为数字，请核对")
    if code[16] != _organisation_check(code[8:16]):
        raise _wrong("credit_code", "统一社会信用代码第 9 至 17 位（组织机构代码）的校验位不符，可能有一位填错，请核对")
    if code[17] != _credit_check(code[:17]):
        raise _wrong("credit_code", "统一社会信用代码最后一位（校验位）与前 17 位不符，可能有一位填错，请核对")
    return code


def is_credit_code(text: str) -> bool:
    """Would `check_credit_code` accept it?"""
    try:
        check_credit_code(text)
    except InvalidInputError:
        return False
    return True


def make_credit_code(body17: str) -> str:
    """Complete a sample: the organisation check goes to the 17th place, the code's own to the 18th.
    Sixteen characters are enough, a seventeenth is replaced."""
    head = body17.upper()[:16]
    with_organisation = head + _organisation_check(head[8:16])
    return with_organisation + _credit_check(with_organisation)


def _credit_check(body: str) -> str:
    """(31 − Σ mod 31) mod 31 (GB 32100—2015, 附录 A)."""
    total = sum(CREDIT_ALPHABET.index(c) * w for c, w in zip(body, CREDIT_WEIGHTS, strict=True))
    return CREDIT_ALPHABET[(31 - total % 31) % 31]


def _organisation_check(body: str) -> str:
    """11 − Σ mod 11; 10 is written X and 11 is 0 (GB 11714)."""
    total = sum(ORGANISATION_ALPHABET.index(c) * w for c, w in zip(body, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def check_id_number(text: str, today: date | None = None) -> str:
    """公民身份号码 (GB 11643) and the residence permits of Hong Kong, Macao and Taiwan residents, which follow it."""
    number = plain(text)
    if len(number) == LEGACY_LENGTH and number.isascii() and number.isdigit():
        raise _wrong(
            "id_number",
            "这是 15 位的旧身份证号码，2013 年起已停止使用；请填写现行居民身份证或户口簿上的 18 位号码",
            code="id_number_legacy",
        )
    if len(number) != LENGTH:
        raise _wrong("id_number", f"身份证号码应为 18 位，现为 {len(number)} 位，请核对后重新填写")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise _wrong("id_number", "身份证号码前 17 位应全为数字，最后一位为数字或 X，请核对后重新填写")
    if int(number[:2]) not in PROVINCES | {PERMIT_OF_TAIWAN, SAMPLE}:
        raise _wrong("id_number", "身份证号码开头两位不是省级行政区划代码；持其他证件的，请先选择相应的证件类型")
    born = _date(number[6:14])
    if born is None or (today is not None and born > today):
        raise _wrong("id_number", "身份证号码中的出生日期（第 7 至 14 位）不是有效日期，请核对后重新填写")
    if number[17] != _id_check(number[:17]):
        raise _wrong("id_number", "身份证号码最后一位（校验位）与前 17 位不符，可能有一位填错，请核对后重新填写")
    return number


def make_id_number(body17: str) -> str:
    """Complete a sample with its check digit."""
    return body17[:17] + _id_check(body17[:17])


def birth_date(id_number: str) -> date:
    """The birth date inside a checked number."""
    born = _date(id_number[6:14])
    if born is None:
        raise _wrong("id_number", "身份证号码中的出生日期（第 7 至 14 位）不是有效日期，请核对后重新填写")
    return born


def sex(id_number: str) -> str:
    """男 or 女, from the parity of the sequence number (GB 11643)."""
    return "男" if int(id_number[16]) % 2 else "女"


def _id_check(body: str) -> str:
    """Σ mod 11 looked up in 1 0 X 9 8 7 6 5 4 3 2 (GB 11643—1999, ISO 7064 MOD 11-2)."""
    return ID_CHECKS[sum(int(c) * w for c, w in zip(body, ID_WEIGHTS, strict=True)) % 11]


def _date(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def check_phone(text: str) -> str:
    """A phone somebody can be reached at: mobile, landline with or without area code, or a service number."""
    number = re.sub(r"^(\+|00)86", "", plain(text))
    if not MOBILE.fullmatch(number) and not LANDLINE.fullmatch(number):
        raise _wrong("phone", "电话号码不正确：手机号为 11 位，固定电话请带区号，如 0563-2022345")
    return number


def check_mobile(text: str) -> str:
    """A phone that can receive a text message."""
    number = re.sub(r"^(\+|00)86", "", plain(text))
    if not MOBILE.fullmatch(number):
        raise _wrong("phone", "手机号码应为 11 位数字，以 13 至 19 开头，请核对后重新填写")
    return number


def check_division_code(text: str) -> str:
    """行政区划代码: 6 digits to the county, 9 to the town, 12 to the village (GB/T 2260, GB/T 10114)."""
    code = plain(text)
    if not DIVISION.fullmatch(code):
        raise _wrong("division_code", "行政区划代码应为 6 位（县以上）、9 位（乡级）或 12 位（村级）数字，请核对")
    if int(code[:2]) not in PROVINCES | {SAMPLE}:
        raise _wrong("division_code", f"行政区划代码开头的“{code[:2]}”不是省级代码，请核对")
    return code


def _wrong(field: str, message: str, code: str = "") -> InvalidInputError:
    return InvalidInputError(f"identifier.{code or field}", message, field=field)
