"""Words of conditions kept as data: what is asked, and what the answers must say for something to apply."""

from dataclasses import dataclass

from cityhall.kernel.terms import Term

from .kinds import FieldKind


class Op(Term):
    """How an answer is compared. `IS` holds for one value of several named; `LACKS` for none of them."""

    IS = "is", "是"
    LACKS = "lacks", "不是"
    AT_LEAST = "at_least", "不少于"
    AT_MOST = "at_most", "不超过"


class Verdict(Term):
    MET = "met", "符合"
    MISSED = "missed", "不符合"
    UNKNOWN = "unknown", "还不清楚"


@dataclass(frozen=True)
class Ask:
    """One question of a short questionnaire. It is put only when `when` holds (empty: always)."""

    key: str
    label: str
    kind: FieldKind  # one of ASKABLE
    choices: tuple[str, ...] = ()
    unit: str = ""  # 平方米、人、万元 …, of a number
    hint: str = ""
    when: "Condition" = ()
    personal: bool = False  # the answer is sealed at rest and masked on screen


@dataclass(frozen=True)
class Clause:
    """One comparison. Numbers and days are kept as text, so that nothing is lost on the way through JSON."""

    key: str
    op: Op
    values: tuple[str, ...]


Alternative = tuple[Clause, ...]
"""All of these hold: a row of a decision table."""

Condition = tuple[Alternative, ...]
"""Any of these holds: the rows. Empty: always."""

ASKABLE = (FieldKind.CHOICE, FieldKind.MANY, FieldKind.YES_NO, FieldKind.NUMBER, FieldKind.DATE)


@dataclass(frozen=True)
class Finding:
    """What became of one clause, in words a person can check."""

    clause: Clause
    verdict: Verdict
    text: str


@dataclass(frozen=True)
class Judgement:
    """`findings` are those of the alternative that came nearest."""

    verdict: Verdict
    findings: tuple[Finding, ...] = ()
