"""告知利害关系人 (行政许可法 第三十六条): told, heard, or silent until the time is over."""

from django.conf import settings

from cityhall.cases.rules import handling
from cityhall.cases.terms import Move, Proceeding, Stage
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.terms import Kind, Limit, Unit
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record

from . import clocks
from .beside import clock_of, close_beside, open_beside, proceeding, save_beside, stop_clock
from .lock import begin, lock, settle
from .over import over

BASIS = "《中华人民共和国行政许可法》第三十六条"
SOURCE = "行政许可法第三十六条（法律未规定天数，参照第四十七条按工作日计，可由本地设置）"


@action
def tell_third_party(actor: Actor, number: str, who: str, text: str) -> int:
    """告知利害关系人: she may state her case within the days set here; answers the key."""
    held = lock(number)
    status = begin(actor, Move.HEARING, held)
    whom = handling.check_words(who, "case.no_third_party", "请写明利害关系人", "who", 120)
    said = handling.check_words(text, "case.no_text", "请写明告知的内容", "text")
    limit = Limit(settings.STATEMENT_DAYS, Unit.WORKDAYS, SOURCE)
    until = handling.last_day(deadlines.calendar(held.edition), clock.today(), limit.amount)
    row = open_beside(
        actor, held, Proceeding.THIRD_PARTY, reason=said, basis=BASIS, who=whom, statements=[],
        until=until.isoformat() if until else "",
    )  # fmt: skip
    clocks.start(actor, held, [clock_of(held, row, Kind.HEARING_ASK, limit)])
    settle(actor, held, status)
    record(actor, "case.third_party_told", held.ref, organ_id=held.case.organ_id, key=row.pk)
    return row.pk


@action
def note_statement(actor: Actor, number: str, key: str | int, text: str) -> None:
    """登记陈述申辩: kept with the case; she may add to it, or ask a hearing, until her time is over."""
    held = lock(number)
    status = begin(actor, Move.HEARING, held)
    row = proceeding(held, Proceeding.THIRD_PARTY, key)
    said = handling.check_words(text, "case.no_text", "请写明陈述和申辩的内容", "text")
    noted = {"text": said, "at": clock.today().isoformat(), "by": actor.name}
    save_beside(row, facts={**row.facts, "statements": [*row.facts["statements"], noted]})
    settle(actor, held, status)
    record(actor, "case.statement_noted", held.ref, organ_id=held.case.organ_id, key=row.pk)


@action
def _expire_third_party(actor: Actor, number: str, key: str | int) -> None:
    """陈述申辩期届满: with her statements, or silent."""
    held = lock(number)
    status = begin(actor, Move.HEARING, held)
    row = proceeding(held, Proceeding.THIRD_PARTY, key)
    spoke = bool(row.facts["statements"])
    stop_clock(actor, held, row, [Kind.HEARING_ASK])
    close_beside(
        actor, held, row, Stage.DONE if spoke else Stage.EXPIRED, answer="已陈述申辩" if spoke else "期限内没有提出意见"
    )
    settle(actor, held, status)
    record(actor, "case.third_party_over", held.ref, organ_id=held.case.organ_id, key=row.pk, spoke=spoke)


def third_party_over(line: Line) -> None:
    if (place := over(line, Proceeding.THIRD_PARTY, Kind.HEARING_ASK)) is not None:
        _expire_third_party(HOUSE, place.number, place.key)
