"""What the papers of intake say: 预审意见, 容缺受理, 告知承诺, 转送, 视为撤回."""

from collections.abc import Callable, Mapping

from cityhall.cases.models import Case, ProceedingRow
from cityhall.cases.terms import Move, Proceeding
from cityhall.catalogue.terms import ItemTerms
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.terms import Kind
from cityhall.kernel import clock
from cityhall.kernel.journal.queries import Line
from cityhall.messages.terms import PaperFacts, Point

DRAFT_NUMBER = "（草稿）"
DEEMED = "逾期未补交的，依据{basis}视为撤回申请，并记入失信记录。"
DECIDED = "逾期未补交的，本机关根据现有材料作出决定，并记入失信记录；修复前不再适用容缺受理和告知承诺。"
UNTRUE = "承诺不实的，本机关将依法撤销决定，由此造成的后果由承诺人承担，并记入失信记录。"


def pre_reviewed(case: Case, terms: ItemTerms, line: Line) -> PaperFacts:
    row = _row(case, Proceeding.PRE_REVIEW, line)
    points = [
        Point(material=p["name"], problem=p["problem"], how=p["how"] or "修改或补充后再提交")
        for p in (row.facts.get("points", ()) if row else ())
    ]
    return PaperFacts(case_number=DRAFT_NUMBER, text=row.answer if row else "", points=points)


def gaps(case: Case, terms: ItemTerms, line: Line) -> PaperFacts:
    """What comes later, until when, and what happens otherwise."""
    if line.event == "case.accepted" and not line.values.get("gaps"):
        return PaperFacts()
    row = _row(case, Proceeding.PROMISE, line)
    if row is None:
        return PaperFacts()
    regime = terms.regime
    deemed = Move.DEEM_WITHDRAWN in regime.moves and regime.basis
    told = PaperFacts(
        promised=[str(name) for name in row.facts["names"]], basis=row.basis or regime.basis or terms.basis,
        consequence=DEEMED.format(basis=regime.basis) if deemed else DECIDED,
    )  # fmt: skip
    for one in deadlines.clocks_of([f"beside:{case.number}/{row.pk}"]):
        if one.kind is Kind.PROMISE:
            told["until_on"] = one.due_on.isoformat() if one.due_on else ""
            told["until_note"] = one.due_text if one.provisional else ""
    return told


def pledged(case: Case, terms: ItemTerms, line: Line) -> PaperFacts:
    row = _row(case, Proceeding.PLEDGE, line)
    if row is None:
        return PaperFacts()
    return PaperFacts(pledge_text=row.reason, basis=row.basis, consequence=UNTRUE)


def transferred(case: Case, terms: ItemTerms, line: Line) -> PaperFacts:
    values = line.values
    to = str(values.get("to", ""))
    if values.get("number"):
        to = f"{to}（新办件编号 {values['number']}）"
    return PaperFacts(to=to, cause=str(values.get("reason", "")))


def deemed_withdrawn(case: Case, terms: ItemTerms, line: Line) -> PaperFacts:
    return PaperFacts(
        cause=str(line.values.get("cause", "")), basis=str(line.values.get("basis", "")),
        withdrawn_on=clock.day_of(line.at).isoformat(),
    )  # fmt: skip


def _row(case: Case, kind: Proceeding, line: Line) -> ProceedingRow | None:
    """The proceeding a line is about; where it does not name one, the first of the case."""
    rows = ProceedingRow.objects.filter(case=case, kind=kind).order_by("id")
    named = line.values.get("proceeding")
    return rows.filter(pk=int(str(named))).first() if named else rows.first()


EVENTS: Mapping[str, Callable[[Case, ItemTerms, Line], PaperFacts]] = {
    "case.pre_review_answered": pre_reviewed,
    "case.accepted": gaps,
    "case.gaps_promised": gaps,
    "case.pledged": pledged,
    "case.transferred": transferred,
    "case.deemed_withdrawn": deemed_withdrawn,
}
