"""文书: after each move, its paper and word to the applicant. Run by the worker after commit; or at once, when a clerk
wants to print what the worker has not made yet. Either way one paper of a kind a round."""

from datetime import datetime

from django.conf import settings

from cityhall.cases.models import Case, CasePaper
from cityhall.cases.queries import facts, facts_ends
from cityhall.cases.rules.papers import ASKED, PAPER_EVENTS, WORDS
from cityhall.cases.terms import Can
from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import HOUSE, Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.journal import queries as journal
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import insert
from cityhall.messages import actions as messages
from cityhall.messages import queries as words
from cityhall.messages.terms import PaperFacts, PaperKind, Service
from cityhall.organs import queries as organs

from .lock import Held, lock, lock_draft, owns

LONGEST = 120  # characters of a subject


def papers_after(line: Line) -> None:
    """Reaction to a move: make its paper and tell the applicant. On the spot only the decision has a paper."""
    kind, _, key = line.ref.partition(":")
    if line.event not in PAPER_EVENTS or _unneeded(line):
        return
    if kind == "case" or (kind == "draft" and Case.objects.filter(application_id=key).exists()):
        _make_paper(HOUSE, key, line.id, line.at.isoformat())


def _unneeded(line: Line) -> bool:
    on_spot = bool(line.values.get("on_spot"))
    return on_spot and line.event in ("case.received", "case.accepted")


@action
def _make_paper(actor: Actor, number: str, entry_id: int, at: str) -> str:
    line = journal.line(entry_id, datetime.fromisoformat(at))
    return _paper(actor, lock_draft(number) if line.ref.startswith("draft:") else lock(number), line)


@action
def paper_for(actor: Actor, number: str, kind: str) -> str:
    """The paper of this kind, made now if the worker has not come to it; answers its number."""
    held = lock(number)
    if not owns(actor, held.case):
        at_window = (can for can in (Can.INTAKE, Can.DELIVER) if actor.may(can, held.case.organ_id, held.case.item_id))
        require(actor, next(at_window, Can.SEE), held.case.organ_id, held.case.item_id)
    asked = ASKED.get(PaperKind(kind), ())
    lines = journal.lines_of([held.ref])
    wanted = [line for line in lines if line.event in asked or _kind_of(held, line) == kind]
    if not wanted:
        raise NotFoundError("case.no_paper", f"这件目前没有{PaperKind(kind).label}")
    made = _paper(actor, held, wanted[-1], PaperKind(kind))
    record(actor, "case.paper_asked", held.ref, organ_id=held.case.organ_id, paper=made, kind=kind)
    return made


def _kind_of(held: Held, line: Line) -> PaperKind | None:
    kind = None if _unneeded(line) else PAPER_EVENTS.get(line.event)
    if kind is PaperKind.ACCEPTANCE and line.values.get("gaps"):
        return PaperKind.GAPS_ACCEPTANCE
    if kind is PaperKind.NOT_ACCEPTED and line.values.get("kind") == "not_needed":
        return PaperKind.NOT_NEEDED
    if kind is PaperKind.DECISION and facts.is_service(held.terms):
        return PaperKind.COMPLETION
    return kind


@step
def _paper(actor: Actor, held: Held, line: Line, asked: PaperKind | None = None) -> str:
    """One paper a line of the journal (of the kind asked for); made before, its number is answered."""
    kind = asked or _kind_of(held, line)
    if kind is None:
        raise NotFoundError("case.no_paper", "这一步没有文书")
    before = CasePaper.objects.filter(case=held.case, kind=kind, round=line.id).values_list("number", flat=True)
    if number := before.first():
        record(HOUSE, "case.paper_stood", held.ref, organ_id=held.case.organ_id, paper=number)
        return str(number)
    organ = organs.organ(held.case.organ_id)
    told = facts.of(held.case, held.terms, organ, line, settings.PUBLIC_URL)
    _tell(held, kind, told)
    number = messages.issue_paper(
        HOUSE,
        kind=kind,
        ref=line.ref,
        organ_id=held.case.organ_id,
        facts=told,
        short_name=organ.mark,
        issued_on=clock.day_of(line.at),
    )
    insert([CasePaper(case=held.case, kind=kind, round=line.id, number=number)])
    if kind is PaperKind.SERVICE_RECORD:
        _mark_served(actor, held, told, line)
    return number


@step
def _mark_served(actor: Actor, held: Held, told: PaperFacts, line: Line) -> None:
    """What the 送达回证 names has been served, at the moment and in the way it says, by the person whose act this
    follows; where nobody but time acted (公告期满), by who had sent it out."""
    numbers = [paper["number"] for paper in told["documents"]]
    last = facts_ends.last_served(held.case)
    by = last.served_by if line.actor == HOUSE.name else line.actor
    messages.mark_served(actor, held.ref, numbers, Service(told["service_method"]), last.served_at, by)


@step
def _tell(held: Held, kind: PaperKind, told: PaperFacts) -> None:
    case = held.case
    if kind not in WORDS:
        return
    subject, body = words.message_words(
        kind, held.terms.procedure, "{item}：" + kind.label, WORDS[kind],
        {"item": case.item_name, "number": str(case.number or ""), "code": case.access_code,
         "until": facts.until(case, told), "words": told.get("outcome_label", "")},
    )  # fmt: skip
    messages.send(
        HOUSE, ref=held.ref, kind=kind, subject=subject[:LONGEST], body=body,
        account_id=case.application.account_id, phone=case.application.contact_phone,
    )  # fmt: skip
