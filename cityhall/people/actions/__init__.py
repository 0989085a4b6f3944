"""The verbs of applicants."""

from .codes import request_code, verify_code
from .entities import end_link, link_entity, register_entity
from .persons import complete_profile, correct_person, register_person
from .reveal import reveal

__all__ = [
    "complete_profile", "correct_person", "end_link", "link_entity", "register_entity", "register_person",
    "request_code", "reveal", "verify_code",
]  # fmt: skip
