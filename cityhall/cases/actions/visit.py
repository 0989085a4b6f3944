"""现场核查: two of the organ's people look, one writes it down, the other confirms (行政许可法 第三十四条第三款)."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from cityhall.cases.models import ProceedingRow
from cityhall.cases.rules import handling
from cityhall.cases.rules.handling import Finding
from cityhall.cases.terms import Proceeding, Stage, Status
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.organs import queries as organs

from .beside import close_beside, open_beside, open_of, proceeding
from .lock import Held, lock, settle
from .review import reviewed


@action
def record_visit(
    actor: Actor, number: str, step_key: str, second_account: int, place: str, findings: Sequence[tuple[str, str]],
    conclusion: str,
) -> int:  # fmt: skip
    """登记现场核查 at a step: where, what was found point by point, what follows. It counts once the second person has
    confirmed it. Answers the record's key."""
    held, _, mine = reviewed(actor, number, step_key)
    where = handling.check_words(place, "case.no_place", "请写明核查地点", "place", 200)
    found = handling.check_findings(_findings(findings))
    ends = handling.check_words(conclusion, "case.no_conclusion", "请写明核查结论", "conclusion")
    names = dict(organs.colleagues(mine.organ_id))
    handling.check_second(second_account, actor.account_id, names)
    if open_of(held, Proceeding.VISIT) and _waits(held, step_key):
        raise WrongStateError("case.visit_waits", "这个环节已有一份核查记录等待确认，请先由第二名核查人员确认")
    row = open_beside(
        actor, held, Proceeding.VISIT, key=step_key, organ_id=mine.organ_id, reason=ends, place=where, step=mine.name,
        findings=[asdict(one) for one in found], second=second_account, second_name=names[second_account],
        visited_at=clock.local(clock.now()).isoformat(timespec="minutes"),
    )  # fmt: skip
    settle(actor, held, Status(held.case.status))
    record(
        actor, "case.visit_recorded", held.ref, organ_id=held.case.organ_id, key=row.pk, step=mine.name,
        second=names[second_account],
    )  # fmt: skip
    return row.pk


@action
def confirm_visit(actor: Actor, number: str, key: str | int, agrees: bool, note: str = "") -> None:
    """确认现场核查, by the second person herself. Where it was otherwise she says how, and it is looked at again."""
    held = lock(number)
    require_signed_in(actor)
    row = proceeding(held, Proceeding.VISIT, key)
    if actor.account_id != row.facts["second"]:
        raise NotAllowedError("case.not_second", f"须由第二名核查人员{row.facts['second_name']}本人确认")
    call.check_seen(held.case.version, held.case.last_actor)
    if held.case.status != Status.ACCEPTED:
        raise WrongStateError("case.not_under_review", f"办件{Status(held.case.status).label}，不再需要确认核查记录")
    if agrees:
        close_beside(actor, held, row, Stage.DONE, answer=note.strip() or "情况属实")
    else:
        differs = handling.check_words(note, "case.no_reason", "与现场情况不符的，请写明哪里不符", "note", 1000)
        close_beside(actor, held, row, Stage.CANCELLED, answer=differs)
    settle(actor, held, Status(held.case.status))
    event = "case.visited" if agrees else "case.visit_disputed"
    record(actor, event, held.ref, organ_id=held.case.organ_id, key=row.pk, step=row.facts["step"])


def _waits(held: Held, step_key: str) -> bool:
    return ProceedingRow.objects.filter(pk__in=open_of(held, Proceeding.VISIT), key=step_key).exists()


def _findings(pairs: Iterable[Sequence[str]]) -> list[Finding]:
    try:
        return [Finding(str(point), str(found)) for point, found in pairs]
    except ValueError as wrong:
        raise InvalidInputError("case.no_findings", "请逐项写明现场核查的情况", field="findings") from wrong
