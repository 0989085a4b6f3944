"""Text the city can keep. The database takes no NUL, and UTF-8 no half of a character. Pure."""

import re

BROKEN = re.compile(r"[\x00\ud800-\udfff]")


def is_legible(said: object) -> bool:
    """Nothing in it, however deep, that could not be stored; what is no text always can."""
    if isinstance(said, str):
        return BROKEN.search(said) is None
    if isinstance(said, dict):
        return all(is_legible(key) and is_legible(value) for key, value in said.items())
    return all(map(is_legible, said)) if isinstance(said, list) else True
