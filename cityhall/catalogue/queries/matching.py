"""政策体检: all policies in force against one enterprise's answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cityhall.catalogue.models import PolicyEdition
from cityhall.catalogue.rules import conditions, matching, policies
from cityhall.catalogue.rules.conditions import Answers
from cityhall.catalogue.rules.matching import Measure, Next, Round
from cityhall.catalogue.terms.conditions import Ask, Finding, Verdict
from cityhall.catalogue.terms.policies import PolicyTerms
from cityhall.kernel import clock

from .editions import in_force
from .facts import asks_of
from .policies import PolicyRow, row_of, terms_of

SHOWN = 60


@dataclass(frozen=True)
class Matched:
    """One policy, what the answers make of it, and why: each condition with what is wanted and what is."""

    row: PolicyRow
    verdict: Verdict
    findings: Sequence[Finding]
    item_id: int
    contact: str

    @property
    def missing(self) -> list[Finding]:
        """What would have to be otherwise, or is not known yet."""
        return [f for f in self.findings if f.verdict is not Verdict.MET]


@dataclass(frozen=True)
class CheckUp:
    """The whole answer: the list, how many of each, what to ask next, and the answers as they were understood."""

    hits: Sequence[Matched]
    unknown: Sequence[Matched]
    missed: Sequence[Matched]
    counts: Mapping[Verdict, int]
    next: Next | None
    left: int
    asks: Sequence[Ask]
    answers: Answers


def fact_questions() -> tuple[Ask, ...]:
    """Every question the matcher may put: the shared ones and those of single policies."""
    return _loaded()[1]


def check_up(raw: Mapping[str, Any], skipped: Iterable[str] = (), shown: int = SHOWN) -> CheckUp:
    """Every policy that can still be had against these answers. Answers to questions that are not put are dropped. Two
    statements; nothing is kept."""
    rows, asks, measures = _loaded()
    answers = conditions.read_answers(asks, raw)
    told = matching.match(measures, asks, answers, skipped)
    by_id = {m.id: m for m in measures}

    def listed(verdict: Verdict) -> list[Matched]:
        ids = told.of(verdict)
        if verdict is Verdict.MET:
            ids.sort(key=lambda key: (rows[key][0].ends_on is None, rows[key][0].ends_on, key))
        return [_matched(rows[key], verdict, told, by_id[key]) for key in ids[:shown]]

    missed = sorted(
        listed(Verdict.MISSED), key=lambda m: (sum(f.verdict is Verdict.MISSED for f in m.findings), m.row.id)
    )
    return CheckUp(
        listed(Verdict.MET), sorted(listed(Verdict.UNKNOWN), key=lambda m: (len(m.missing), m.row.id)), missed,
        {verdict: len(told.of(verdict)) for verdict in Verdict}, told.next, told.left, asks, answers,
    )  # fmt: skip


def _matched(row: tuple[PolicyRow, PolicyTerms], verdict: Verdict, told: Round, measure: Measure) -> Matched:
    return Matched(row[0], verdict, told.why(measure).findings, row[1].item_id, row[1].contact)


def _loaded() -> tuple[dict[int, tuple[PolicyRow, PolicyTerms]], tuple[Ask, ...], list[Measure]]:
    """What can still be had: not over, its time to apply not passed. What begins later is told too."""
    today = clock.today()
    current = in_force(PolicyEdition).select_related("owner__organ").exclude(valid_to__lt=today)
    editions = list(current.exclude(apply_to__lt=today).order_by("owner_id"))
    facts = asks_of()
    rows: dict[int, tuple[PolicyRow, PolicyTerms]] = {}
    measures: list[Measure] = []
    own: list[Ask] = []
    for edition in editions:
        terms = terms_of(edition, facts)
        asks, condition = policies.own_keys(terms, edition.owner_id)
        rows[edition.owner_id] = (row_of(edition), terms)
        measures.append(Measure(edition.owner_id, condition))
        own += asks
    return rows, (*facts, *own), measures
