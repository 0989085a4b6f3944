"""What papers say of the proceedings between acceptance and decision, from the proceeding their line names."""

from collections.abc import Callable

from cityhall.cases.models import Case, ProceedingRow
from cityhall.cases.rules.handling import FIRST_REVIEW
from cityhall.catalogue.terms import ItemTerms
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.terms import Kind
from cityhall.kernel import clock
from cityhall.kernel.journal.queries import Line
from cityhall.messages.terms import PaperFacts

UNKNOWN = "待国务院办公厅公布放假安排后确定"
PAUSED = "暂停计时，恢复后确定"
LICENSING = "《中华人民共和国行政许可法》"


def of(case: Case, terms: ItemTerms, line: Line) -> PaperFacts:
    """The facts of an event of this group; none for any other."""
    if line.event == "case.terminated":
        values = line.values
        return PaperFacts(
            reasons=[str(values.get("reasons", ""))], basis=str(values.get("basis", "")),
            handler=line.actor,
        )  # fmt: skip
    told = OF.get(line.event)
    key = line.values.get("key")
    row = ProceedingRow.objects.filter(case=case, pk=key).first() if told and isinstance(key, int) else None
    if told is None or row is None:
        return PaperFacts()
    return told(case, row, line)


def _stopped(case: Case, row: ProceedingRow, line: Line) -> PaperFacts:
    values = line.values
    return PaperFacts(
        matter=str(values.get("cause", "")), cause=row.reason, days=f"{values.get('days')} 个工作日",
        from_on=str(values.get("first", "")), basis=row.basis, approver=row.approved_by,
        **_until(str(values.get("last", ""))),
    )  # fmt: skip


def _resumed(case: Case, row: ProceedingRow, line: Line) -> PaperFacts:
    first = row.first_on or clock.day_of(line.at)
    return PaperFacts(
        matter=str(row.facts.get("label", "")), from_on=first.isoformat(), until_on=str(line.values.get("last", "")),
        text=row.answer, **_due(case, Kind.PROMISED),
    )  # fmt: skip


def _extended(case: Case, row: ProceedingRow, line: Line) -> PaperFacts:
    return PaperFacts(
        cause=row.reason, days=f"{row.amount} 个工作日", approver=row.approved_by, basis=row.basis, handler=row.opened_by,
        **_due(case, Kind.STATUTORY),
    )  # fmt: skip


def _hearing_told(case: Case, row: ProceedingRow, line: Line) -> PaperFacts:
    facts = row.facts
    return PaperFacts(
        matter=str(facts["matter"]), text=row.reason, basis=row.basis, **_until(str(facts.get("until", "")))
    )


def _hearing_set(case: Case, row: ProceedingRow, line: Line) -> PaperFacts:
    """From the line, not the row: a hearing that was postponed keeps its first notice as it was."""
    values = line.values
    return PaperFacts(
        held_at=str(values["held_at"]), place=str(values["place"]), chair=str(values["chair"]), text=row.reason,
        matter=str(row.facts["matter"]), basis=f"{LICENSING}第四十八条",
    )  # fmt: skip


def _hearing_held(case: Case, row: ProceedingRow, line: Line) -> PaperFacts:
    facts = row.facts
    return PaperFacts(
        held_at=facts["held_at"], place=facts["place"], chair=facts["chair"], people=list(facts["people"]), text=row.answer,
        matter=str(facts["matter"]),
    )  # fmt: skip


def _third_party_told(case: Case, row: ProceedingRow, line: Line) -> PaperFacts:
    facts = row.facts
    return PaperFacts(to=facts["who"], text=row.reason, basis=row.basis, **_until(str(facts.get("until", ""))))


def _explanation_asked(case: Case, row: ProceedingRow, line: Line) -> PaperFacts:
    return PaperFacts(text=row.reason)


def _opinion_asked(case: Case, row: ProceedingRow, line: Line) -> PaperFacts:
    matter = "会签" if line.values.get("countersign") else "征求意见"
    return PaperFacts(
        to=row.facts["to"], matter=matter, text=row.reason, **_until(str(row.facts.get("until", "")))
    )  # fmt: skip


def _visited(case: Case, row: ProceedingRow, line: Line) -> PaperFacts:
    facts = row.facts
    return PaperFacts(
        held_at=facts["visited_at"], place=facts["place"], people=[row.opened_by, facts["second_name"]],
        findings=[(one["point"], one["found"]) for one in facts["findings"]], text=row.reason,
    )  # fmt: skip


def _reported(case: Case, row: ProceedingRow, line: Line) -> PaperFacts:
    return PaperFacts(to=row.facts["to"], text=row.reason, basis=row.basis, limit=f"初步审查 {FIRST_REVIEW}")


def _suspended(case: Case, row: ProceedingRow, line: Line) -> PaperFacts:
    first = row.first_on or clock.day_of(line.at)
    return PaperFacts(cause=row.reason, basis=row.basis, from_on=first.isoformat())


def _until(day: str) -> PaperFacts:
    """A told day; where its year is not published yet, the sentence that stands for it."""
    return PaperFacts(until_on=day) if day else PaperFacts(until_note=UNKNOWN)


def _due(case: Case, kind: Kind) -> PaperFacts:
    """Until when it is decided now; something else may still stand in the way."""
    open_ = [c for c in deadlines.clocks_of([case.ref]) if c.kind is kind]
    if open_ and open_[-1].due_on:
        return PaperFacts(due_on=open_[-1].due_on.isoformat(), due_note="")
    return PaperFacts(due_on="", due_note=UNKNOWN if open_ and open_[-1].provisional else PAUSED)


OF: dict[str, Callable[[Case, ProceedingRow, Line], PaperFacts]] = {
    "case.stopped": _stopped,
    "case.resumed": _resumed,
    "case.suspension_lifted": _resumed,
    "case.extended": _extended,
    "case.hearing_told": _hearing_told,
    "case.hearing_set": _hearing_set,
    "case.hearing_announced": _hearing_set,
    "case.hearing_held": _hearing_held,
    "case.third_party_told": _third_party_told,
    "case.explanation_asked": _explanation_asked,
    "case.opinion_asked": _opinion_asked,
    "case.visited": _visited,
    "case.reported_up": _reported,
    "case.suspended": _suspended,
}
EVENTS = frozenset({*OF, "case.terminated"})
