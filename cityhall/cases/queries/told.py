"""The shape in which a describer tells a proceeding."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """`says` is the one sentence the applicant reads; empty `facts` are left out; `files` are (name, sha256)."""

    title: str
    says: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()
