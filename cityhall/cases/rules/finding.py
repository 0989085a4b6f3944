"""What somebody means who types into the search of cases: a number, a credit code, or words."""

import re
from dataclasses import dataclass

from cityhall.kernel import identifiers

NUMBER = re.compile(r"\d{6}-?|\d{6}-\d{1,4}-?|\d{6}-\d{4}-\d{1,8}|\d{4,5}")


@dataclass(frozen=True)
class Sought:
    """One of the three; the others are empty."""

    number: str = ""
    code: str = ""
    words: str = ""


def sought(text: str) -> Sought:
    """A number from its front, a credit code whole; anything else may be a name, an item or an item's short code."""
    said = text.strip()
    if NUMBER.fullmatch(said):
        return Sought(number=said)
    return Sought(code=identifiers.plain(said)) if identifiers.is_credit_code(said) else Sought(words=said)
