"""What a password must be, and the same work whether or not there is one to check."""

from collections.abc import Iterable

from django.contrib.auth import hashers
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from cityhall.kernel.errors import InvalidInputError

REMEMBERED = 5  # the present one and four before it
KINDS, LONG = 3, 20  # three kinds of character, as graded protection's assessors ask (GB/T 22239); or a long sentence

OTHERWISE = "密码不够安全，请换一个更长、更少见的"
SENTENCES = {  # by Django's codes: its own sentences are not all translated, and none says what to do
    "password_too_short": "密码太短，请至少设 {min_length} 个字符",
    "password_too_common": "这个密码太常见，容易被猜中，请换一个",
    "password_entirely_numeric": "密码不能全是数字，请加上字母或符号",
}


def check_new(login: str, password: str, old: str = "", *, field: str = "new_password") -> None:
    """Refuse a weak password and say what is missing."""
    weak = _weakness(login, password, old)
    if weak:
        raise InvalidInputError("account.weak_password", weak, field=field)


def check_unused(password: str, former: Iterable[str]) -> None:
    """Refuse a password used before; `former` are the hashes of those remembered."""
    if any(hashers.check_password(password, encoded) for encoded in former):
        sentence = f"不能使用最近 {REMEMBERED} 次用过的密码，请换一个没有用过的"
        raise InvalidInputError("account.used_password", sentence, field="new_password")


def _weakness(login: str, password: str, old: str) -> str:
    try:
        validate_password(password)
    except ValidationError as weak:
        return "；".join(
            SENTENCES.get(str(one.code), OTHERWISE).format(**(one.params or {})) for one in weak.error_list
        )
    if old and password == old:
        return "新密码不能与原密码相同，请换一个没有用过的"
    if login.lower() in password.lower():
        return "密码不能包含用户名，请换一个"
    if len(password) < LONG and _kinds(password) < KINDS:
        return f"密码应含大写字母、小写字母、数字、符号中的至少三类，或不少于 {LONG} 个字符"
    return ""


def _kinds(password: str) -> int:
    tests = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    return sum(any(test(c) for c in password) for test in tests)


class Hashed(str):
    """A password already made unreadable, as `account.password` keeps it."""

    __slots__ = ()

    def __repr__(self) -> str:
        """The same for every salt: a request sent again says the same."""
        return "Hashed()"


def hashed(password: str) -> Hashed:
    """For many accounts that begin with the same first password: the work of hashing is done once."""
    return Hashed(hashers.make_password(password))


def matches(password: str, encoded: str | None) -> bool:
    """Compare; with nothing to compare to, do the same work and say no."""
    if encoded is None or not hashers.is_password_usable(encoded):
        hashers.make_password(password)
        return False
    return hashers.check_password(password, encoded)
