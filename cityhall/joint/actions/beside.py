"""Beside the run: what a waiting organ says beforehand (预审), and what one organ found good being good for the others."""

from cityhall.cases import actions as cases
from cityhall.cases.terms import Can as Cases
from cityhall.cases.terms import Verdict
from cityhall.joint.models import JointApplication, JointPart
from cityhall.joint.queries.applications import put_of
from cityhall.joint.terms import Opinion, PartState, Use
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import update
from cityhall.organs import queries as organs

from .lock import lock


@action
def give_opinion(actor: Actor, number: str, part_key: str, opinion: str, note: str = "") -> None:
    """预审: an organ whose turn has not come looks at the materials already. No decision, and no clock of the law."""
    row = lock(JointApplication.objects.filter(number=number))
    part = JointPart.objects.select_for_update().filter(application=row, key=part_key).first() if row else None
    if row is None or part is None:
        raise NotFoundError("joint.unknown_part", "没有这一项，请刷新页面")
    require(actor, Cases.REVIEW, part.organ_id, part.item_id)
    if part.state != PartState.WAITING:
        raise NotFoundError("joint.nothing_to_review", "没有待预审的这一项，可能已经分送；请刷新页面")
    if opinion == Opinion.LACKING and not note.strip():
        raise InvalidInputError("joint.no_note", "请写明欠缺什么、怎么补，申请人会看到", field="note")
    part.opinion, part.opinion_note = Opinion(opinion), note.strip()[:500]
    part.opinion_by, part.opinion_at = actor.name, clock.now()
    update(part, ["opinion", "opinion_note", "opinion_by", "opinion_at"])
    record(actor, "joint.pre_reviewed", row.ref, organ_id=part.organ_id, part=part_key, opinion=part.opinion)


def recognise_elsewhere(line: Line) -> None:
    """Reaction to a material found good, and to a case taken on with what it had: its sisters take that over, unless they have
    looked themselves (资料互认)."""
    accepted = line.event == "case.accepted"
    if not accepted and line.values.get("verdict") != Verdict.GOOD:
        return
    number, key = line.ref.removeprefix("case:"), str(line.values.get("material", ""))
    part = JointPart.objects.select_related("application").filter(case_number=number).first()
    if part is None:
        return
    numbers = dict(part.application.parts.filter(case_number__isnull=False).values_list("key", "case_number"))
    by = organs.organs_named([part.organ_id]).get(part.organ_id, "")
    for use in _same_elsewhere(part, key):
        if use.part in numbers:
            with call.calling():
                share(HOUSE, str(numbers[use.part]), use.key, by, number)


def _same_elsewhere(part: JointPart, key: str) -> list[Use]:
    """Where else what this part has (under this key, or all of it) is asked for."""
    slots = [
        one for one in put_of(part.application).materials
        if any(u.part == part.key and key in ("", u.key) for u in one.uses)
    ]  # fmt: skip
    return [use for one in slots for use in one.uses if use.part != part.key]


@action
def share(actor: Actor, number: str, key: str, by: str, source: str) -> None:
    """One material of one sister case."""
    taken = cases.recognise(actor, number, key, by)
    record(actor, "joint.recognised", f"case:{number}", material=key, by=by, source=source, taken=taken)
