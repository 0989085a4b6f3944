"""政策体检: many conditions judged against one set of answers, and which question to put next. Pure.

Policies share most of their clauses, so each distinct clause is compared once however many policies name it; words are made
only for what is shown. The next question is the one whose answer alone can settle most of what is still open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cityhall.catalogue.terms.conditions import Ask, Clause, Condition, Judgement, Verdict

from .conditions import Answers, judge, mentions, verdict_of


@dataclass(frozen=True)
class Measure:
    """One policy as the matcher knows it."""

    id: int
    condition: Condition


@dataclass(frozen=True)
class Next:
    """The question to put next, and how many policies its answer alone can settle."""

    ask: Ask
    settles: int


@dataclass(frozen=True)
class Round:
    """What the answers so far make of all policies. `compared` counts the comparisons that took."""

    verdicts: Mapping[int, Verdict]
    next: Next | None
    compared: int
    left: int  # how many questions could still matter
    asks: Sequence[Ask] = ()
    answers: Answers = field(default_factory=dict)

    def of(self, verdict: Verdict) -> list[int]:
        return [key for key, one in self.verdicts.items() if one is verdict]

    def why(self, measure: Measure) -> Judgement:
        """The findings of one policy, in words: only for what is shown."""
        by_key = {ask.key: ask for ask in self.asks}
        needed = tuple(by_key[key] for key in _with_prerequisites(mentions(measure.condition), by_key))
        return judge(measure.condition, self.answers, needed)


def match(
    measures: Sequence[Measure], asks: Sequence[Ask], answers: Answers, skipped: Iterable[str] = ()
) -> Round:  # fmt: skip
    """Every policy judged, and the next question; questions she passed over are not put again."""
    by_key = {ask.key: ask for ask in asks}
    known: dict[Clause, Verdict] = {}

    def verdict(clause: Clause) -> Verdict:
        if clause not in known:
            known[clause] = verdict_of(clause, answers, by_key)
        return known[clause]

    verdicts: dict[int, Verdict] = {}
    open_rows: list[list[frozenset[str]]] = []
    for measure in measures:
        rows = [[(clause.key, verdict(clause)) for clause in row] for row in measure.condition]
        verdicts[measure.id] = _judged(rows)
        if verdicts[measure.id] is Verdict.UNKNOWN:
            live = [row for row in rows if all(one is not Verdict.MISSED for _, one in row)]
            open_rows.append([frozenset(key for key, one in row if one is Verdict.UNKNOWN) for row in live])
    scores = _scores(open_rows, by_key, answers, frozenset(skipped))
    order = {ask.key: n for n, ask in enumerate(asks)}
    best = max(scores, key=lambda key: (*scores[key], -order[key]), default=None)
    following = Next(by_key[best], scores[best][0]) if best else None
    return Round(verdicts, following, len(known), len(scores), asks, answers)


def _judged(rows: Sequence[Sequence[tuple[str, Verdict]]]) -> Verdict:
    """Any row holds; nothing asked for holds always."""
    found = {_of_row([one for _, one in row]) for row in rows}
    for verdict in (Verdict.MET, Verdict.UNKNOWN):
        if verdict in found:
            return verdict
    return Verdict.MISSED if rows else Verdict.MET


def _of_row(row: Sequence[Verdict]) -> Verdict:
    for verdict in (Verdict.MISSED, Verdict.UNKNOWN):
        if verdict in row:
            return verdict
    return Verdict.MET


def _scores(
    open_rows: Iterable[Sequence[frozenset[str]]], asks: Mapping[str, Ask], answers: Answers, skipped: frozenset[str]
) -> dict[str, tuple[int, int, int]]:
    """Question → how many policies its answer alone can settle, how many it settles whatever it is, how many want it.
    A question that hangs on another lends its weight to the one that has to be put first."""
    scores: dict[str, tuple[int, int, int]] = {}
    for rows in open_rows:
        everywhere = frozenset.intersection(*rows)
        mine: dict[str, tuple[bool, bool]] = {}
        for key in frozenset.union(*rows):
            first = _first(key, asks, answers)
            if first is None or first in skipped or key in skipped:
                continue
            alone = first == key and frozenset({key}) in rows
            can, sure = mine.get(first, (False, False))
            mine[first] = (can or key in everywhere or alone, sure or (alone and key in everywhere))
        for first, (can, sure) in mine.items():
            settles, surely, wants = scores.get(first, (0, 0, 0))
            scores[first] = (settles + can, surely + sure, wants + 1)
    return scores


def _first(key: str, asks: Mapping[str, Ask], answers: Answers) -> str | None:
    """The question itself, or the one that decides whether it is put at all."""
    ask = asks[key]
    if not ask.when:
        return key
    told = judge(ask.when, answers, [asks[k] for k in _with_prerequisites(mentions(ask.when), asks)])
    if told.verdict is Verdict.MET:
        return key
    waiting = [f.clause.key for f in told.findings if f.verdict is Verdict.UNKNOWN]
    return _first(waiting[0], asks, answers) if waiting else None


def _with_prerequisites(keys: Iterable[str], asks: Mapping[str, Ask]) -> list[str]:
    """These questions and all they hang on, those that come first before the others."""
    found: dict[str, None] = {}

    def add(key: str) -> None:
        for before in mentions(asks[key].when):
            if before not in found:
                add(before)
        found[key] = None

    for key in keys:
        add(key)
    return list(found)
