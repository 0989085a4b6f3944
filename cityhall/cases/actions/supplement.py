"""补正: the applicant is told once, of everything; what she supplies completes the case on the day the last piece comes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

from cityhall.cases import rules
from cityhall.cases.models import Referral, SupplementNotice
from cityhall.cases.rules.acceptance import answer
from cityhall.cases.terms import Can, Move, Status
from cityhall.catalogue import queries as catalogue
from cityhall.deadlines.terms import Kind
from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import update
from cityhall.organs.terms import Desk

from . import clocks
from .drafts import fill_form
from .entrusted import by_entrustment
from .lock import Held, begin, lock, owns, settle
from .situations import added, moot


@action
def request_supplement(actor: Actor, number: str, points: Sequence[rules.Point]) -> None:
    """一次性告知: everything that is missing or wrong, each with what to do. After the one notice only points already
    named may be repeated."""
    held = lock(number)
    status = begin(actor, Move.REQUEST_SUPPLEMENT, held)
    rules.check_points(points, {p.key for p in held.points} if held.rounds else None, held.terms.materials)
    now = clock.now()
    rules.check_not_silent(held.terms.regime.silence_accepts, held.notice_due, now)
    fresh = [_with_name(held, p, now.isoformat()) for p in points]
    if held.rounds:
        keys = {p.key for p in fresh}
        kept = [p for p in held.points if p.key not in keys]
        SupplementNotice.objects.filter(case=held.case).update(
            points=[asdict(p) for p in (*kept, *fresh)], rounds=held.rounds + 1, completed_at=None
        )
    else:
        SupplementNotice.objects.create(
            case=held.case, points=[asdict(p) for p in fresh], told_at=now, told_by=actor.name
        )
    if held.referred:
        answered = {"answer": "已一次性告知申请人补正", "answered_by": actor.name, "answered_at": now}
        Referral.objects.filter(case=held.case, answered_at=None).update(**answered)
    settle(actor, held, status, completed_at=None)
    clocks.stop(actor, [held.ref], rules.MOVES[Move.REQUEST_SUPPLEMENT].stops)
    clocks.start(actor, held, [clocks.of(held, Kind.SUPPLEMENT, held.terms.regime.supplement, now)])
    record(
        actor, "case.supplement_requested", held.ref, organ_id=held.case.organ_id,
        materials=[p.key for p in points], round=held.rounds + 1, **by_entrustment(actor, Can.INTAKE, held.case),
    )  # fmt: skip


def _with_name(held: Held, point: rules.Point, now: str) -> rules.Point:
    spec = held.terms.material(point.key)
    return rules.Point(
        point.key, spec.name if spec else point.name or "申请表", point.problem.strip(), point.how.strip(), asked_at=now
    )


@action
def supplement(actor: Actor, number: str, answered: Sequence[str], values: Mapping[str, str] | None = None) -> None:
    """补正: these points are answered (their files are attached before; where the form was found wrong, `values` is the
    form put right). When everything is in, the case counts as complete from this moment, whenever acceptance is
    clicked."""
    held = lock(number)
    status = begin(actor, Move.SUPPLEMENT, held)
    if values is not None and "form" in answered:
        held = replace(held, terms=catalogue.situated(held.terms, values))
    spared = moot(held)
    _check_answered(held, [key for key in answered if key not in spared])
    if values is None and "form" in answered and held.terms.material("form") is None and owns(actor, held.case):
        raise InvalidInputError(
            "case.form_not_mended", "告知书指出申请表有误，请改正后连同申请表一起提交", field="form"
        )
    if values is not None and "form" in answered:
        _put_right(held, values)
    now = clock.now()
    points = answer(held.points, {*answered, *spared}, now.isoformat())
    if values is not None:
        points = added(held, points, now)
    left = rules.open_points(points)
    SupplementNotice.objects.filter(case=held.case).update(
        points=[asdict(p) for p in points], completed_at=None if left else now
    )
    if left:
        settle(actor, held, Status.SUPPLEMENTING)
    else:
        settle(actor, held, status, completed_at=now)
        clocks.stop(actor, [held.ref], [Kind.SUPPLEMENT])
        clocks.start(actor, held, [clocks.of(held, Kind.COMPLETION, clocks.COMPLETION, now, desk=Desk.INTAKE)])
    record(
        actor, "case.supplemented", held.ref, organ_id=held.case.organ_id,
        materials=list(answered), complete=not left, left=len(left), round=held.rounds,
    )  # fmt: skip


@step
def _put_right(held: Held, values: Mapping[str, str]) -> None:
    """The form as it should have been: whole and in order."""
    fill_form(held, rules.check_form(held.terms.fields, values))
    update(held.case.application, ["form", "sealed_form"])


def _check_answered(held: Held, answered: Sequence[str]) -> None:
    named = {p.key: p for p in held.points}
    if not answered:
        raise InvalidInputError("case.nothing_answered", "请先补交告知书中列明的材料，再点提交", field="answered")
    for key in answered:
        if key not in named:
            raise InvalidInputError("case.not_asked", "这份材料不在补正告知书中，无需提交", field=key)
        if held.terms.material(key) is None:
            continue  # the form itself
        if key not in held.given:
            raise InvalidInputError("case.still_missing", f"“{named[key].name}”还没有上传或交到窗口", field=key)
        if not rules.renewed(named[key], held.came.get(key)):
            raise InvalidInputError(
                "case.not_renewed", f"“{named[key].name}”还是原来那份，请按告知的问题重新上传或交到窗口", field=key
            )
