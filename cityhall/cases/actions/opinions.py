"""Asking: the applicant for an explanation, another organ for its opinion (征求意见) or its signature (会签)."""

from cityhall.cases.models import ProceedingRow
from cityhall.cases.rules import handling
from cityhall.cases.terms import Can, Move, Proceeding, Stage, Status
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.terms import Kind, Limit, Unit
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.organs import queries as organs
from cityhall.organs.terms import Desk

from . import clocks
from .beside import clock_of, close_beside, open_beside, open_of, proceeding, stop_clock
from .lock import Held, begin, lock, owns, settle
from .over import over

ASKED = (Proceeding.OPINION, Proceeding.COUNTERSIGN)


@action
def ask_more(actor: Actor, number: str, question: str) -> int:
    """补充说明: a question to the applicant, without effect on any clock; answers its key."""
    held = lock(number)
    status = begin(actor, Move.ASK_MORE, held)
    asked = handling.check_words(question, "case.no_question", "请写明需要申请人说明什么", "question")
    row = open_beside(actor, held, Proceeding.EXPLANATION, reason=asked)
    settle(actor, held, status)
    record(actor, "case.explanation_asked", held.ref, organ_id=held.case.organ_id, key=row.pk)
    return row.pk


@action
def answer_more(actor: Actor, number: str, key: str | int, text: str) -> None:
    """答复补充说明: by the applicant, or the window for her."""
    held = lock(number)
    if not owns(actor, held.case):
        require(actor, Can.INTAKE, held.case.organ_id, held.case.item_id)
    call.check_seen(held.case.version, held.case.last_actor)
    row = proceeding(held, Proceeding.EXPLANATION, key)
    said = handling.check_words(text, "case.no_text", "请写明您的说明", "text")
    close_beside(actor, held, row, Stage.DONE, answer=said)
    settle(actor, held, Status(held.case.status))
    record(actor, "case.explanation_given", held.ref, organ_id=held.case.organ_id, key=row.pk)


@action
def ask_opinion(
    actor: Actor, number: str, organ_id: int, question: str, days: int, *, countersign: bool = False
) -> int:  # fmt: skip
    """征求意见 or 会签: another organ is asked, at its review desk, within so many working days. The decision waits for a
    signature; an opinion not given in time lapses. No clock of the case stands still."""
    held = lock(number)
    status = begin(actor, Move.ASK_MORE, held)
    if organ_id == held.case.organ_id:
        raise InvalidInputError("case.own_organ", "请选择其他单位；本单位内部请用转交或退回", field="organ_id")
    asked = organs.organ(organ_id)
    if asked.ended_on is not None:
        raise InvalidInputError("case.organ_ended", f"“{asked.name}”已经终止，请选择承接其职责的单位", field="organ_id")
    handling.check_days(days, handling.MOST_OPINION_DAYS, "答复时间")
    what = handling.check_words(question, "case.no_question", "请写明要征求什么意见", "question")
    kind = Proceeding.COUNTERSIGN if countersign else Proceeding.OPINION
    until = handling.last_day(deadlines.calendar(held.edition), clock.today(), days)
    row = open_beside(
        actor, held, kind, organ_id=organ_id, reason=what, amount=days, to=asked.name,
        until=until.isoformat() if until else "",
    )  # fmt: skip
    limit = Limit(days, Unit.WORKDAYS, f"{kind.label}：由承办单位指定（内部时限）")
    clocks.start(actor, held, [clock_of(held, row, Kind.OPINION, limit, desk=Desk.REVIEW, organ_id=organ_id)])
    settle(actor, held, status)
    record(
        actor, "case.opinion_asked", held.ref, organ_id=held.case.organ_id, key=row.pk, to=asked.name, to_organ=organ_id,
        days=days, countersign=countersign,
    )  # fmt: skip
    return row.pk


@action
def answer_opinion(actor: Actor, number: str, key: str | int, agrees: bool, text: str) -> None:
    """答复 by the organ that was asked: the permission is that organ's, not the case's."""
    held = lock(number)
    row = _asked(actor, held, key)
    call.check_seen(held.case.version, held.case.last_actor)
    _check_still_waiting(held)
    said = handling.check_words(text, "case.no_opinion", "请写明意见和理由", "text")
    stop_clock(actor, held, row, [Kind.OPINION])
    close_beside(actor, held, row, Stage.DONE, answer=said, facts={**row.facts, "agrees": agrees})
    settle(actor, held, Status(held.case.status))
    record(
        actor, "case.opinion_given", held.ref, organ_id=held.case.organ_id, key=row.pk, by=row.facts["to"], agrees=agrees,
        kind=row.kind,
    )  # fmt: skip


def _asked(actor: Actor, held: Held, key: str | int) -> ProceedingRow:
    """The question, for whoever reviews in the organ that was asked. Anybody else is refused the same, there or not."""
    asked = int(key) if str(key).isdecimal() else 0
    kind = next((kind for kind in ASKED if asked in open_of(held, kind)), Proceeding.OPINION)
    try:
        row = proceeding(held, kind, key)
    except NotFoundError:
        require(actor, Can.REVIEW, held.case.organ_id, held.case.item_id)
        raise
    if not actor.may(Can.REVIEW, row.organ_id):
        require(actor, Can.REVIEW, held.case.organ_id, held.case.item_id)
        raise NotAllowedError("case.other_organ_answers", f"应当由“{row.facts['to']}”答复，本单位不能代答")
    return row


def _check_still_waiting(held: Held) -> None:
    if held.case.status != Status.ACCEPTED:
        raise WrongStateError("case.not_under_review", f"办件{Status(held.case.status).label}，意见已不再需要")


@action
def _lapse(actor: Actor, number: str, key: str) -> None:
    held = lock(number)
    row = proceeding(held, Proceeding.OPINION, key)
    stop_clock(actor, held, row, [Kind.OPINION], met=False)
    close_beside(actor, held, row, Stage.EXPIRED, answer="逾期未复")
    settle(actor, held, Status(held.case.status))
    record(actor, "case.opinion_lapsed", held.ref, organ_id=held.case.organ_id, key=row.pk, by=row.facts["to"])


def opinion_over(line: Line) -> None:
    """征求意见 not answered in time lapses (逾期未复); a 会签 stays open and turns red."""
    if (place := over(line, Proceeding.OPINION, Kind.OPINION)) is not None:
        _lapse(HOUSE, place.number, place.key)
