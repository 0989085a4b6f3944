"""并联运行: what follows when a case of the whole moves on. Level-triggered: it looks at how all its cases stand, under the lock of
the application, and writes down what is new; so a reaction that comes twice, late, or never (the sweep comes by) ends the same."""

import logging
from collections.abc import Callable, Sequence

from cityhall.cases import queries as cases
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines.terms import Kind
from cityhall.joint import queries
from cityhall.joint.models import JointApplication, JointFile, JointPart
from cityhall.joint.rules.joining import Standing, of_case, standing
from cityhall.joint.terms import FINAL, JointOutcome, JointState, PackageTerms, PartState, StageState
from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import DomainError, NotFoundError, WrongStateError
from cityhall.kernel.files.store import release
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import update_all

from .lock import lock, parts_of

log = logging.getLogger("cityhall.joint")
NOTHING_NEW = "joint.nothing_new"
FOLLOWED = (
    "case.accepted", "case.deemed_accepted", "case.decided", "case.decided_again", "case.revoked", "case.not_accepted",
    "case.withdrawn", "case.deemed_withdrawn", "case.transferred", "case.terminated", "case.voided",
)  # fmt: skip
"""Lines of a case after which its whole may go on."""
STOOD = (
    "case.supplement_requested", "case.supplemented", "case.stopped", "case.resumed", "case.suspended",
    "case.suspension_lifted", "case.hearing_asked", "case.hearing_waived", "case.hearing_announced", "case.hearing_held",
    "case.hearing_expired",
)  # fmt: skip
"""Lines of a case after which its clocks stand still, or go on."""
SWEPT = 500
ADDRESS = ("delivery_phone", "delivery_address")


def follow_case(line: Line) -> None:
    """Reaction to what became of a case: only where it is part of a whole. One statement for those that are not."""
    if (whole := _whole_of(line)) is not None:
        follow(HOUSE, whole)
        with call.calling():  # an act of its own, which finds nothing to do the second time
            _unless_nothing_new(stand_still, HOUSE, whole)


def follow_pauses(line: Line) -> None:
    """Reaction to a case that stands still or goes on: so does the promise of its whole, where the package says so."""
    if (whole := _whole_of(line)) is not None:
        _unless_nothing_new(stand_still, HOUSE, whole)


def _whole_of(line: Line) -> str | None:
    number = line.ref.removeprefix("case:")
    part = JointPart.objects.filter(case_number=number).values_list("application_id", flat=True).first()
    return str(part) if part is not None else None


def follow(actor: Actor, application_id: str) -> bool:
    """Bring an application up to date with its cases; answers whether there was anything new."""
    return _unless_nothing_new(advance, actor, application_id)


def _unless_nothing_new(act: Callable[[Actor, str], None], actor: Actor, application_id: str) -> bool:
    try:
        act(actor, application_id)
    except WrongStateError as no:
        if no.code != NOTHING_NEW:
            raise
        return False
    return True


@action
def stand_still(actor: Actor, application_id: str) -> None:
    """整件事承诺随办件暂停: the promise of the whole takes over the pauses of its cases, and the days on which one of them waits
    for a supplement of the applicant. How they stand now counts, however often and in whatever order this is asked."""
    row = lock(JointApplication.objects.filter(pk=application_id, state=JointState.OPEN))
    package = queries.terms(str(row.package_version_id)) if row is not None else None
    if row is None or package is None or not package.pauses:
        raise _nothing_new()
    numbers = JointPart.objects.filter(application=row, case_number__isnull=False).values_list("case_number", flat=True)
    if not deadlines.stand_still_with(actor, row.ref, Kind.GROUP, [f"case:{number}" for number in numbers]):
        raise _nothing_new()
    record(actor, "joint.clock_followed", row.ref, organ_id=package.organ_id)


def _nothing_new() -> WrongStateError:
    return WrongStateError(NOTHING_NEW, "没有新的进展，不需要推进；请刷新页面查看最新进度")


@action
def advance(actor: Actor, application_id: str) -> None:
    """推进: states of the parts from their cases, stages that join, parts that may open, and the end of it all; each written
    down once, however many come at the same moment."""
    row = lock(JointApplication.objects.filter(pk=application_id))
    if row is None:
        raise NotFoundError("joint.unknown_number", "没有这份联办申请，请核对编号")
    package, parts = queries.terms(str(row.package_version_id)), parts_of(row)
    now = _as_cases_are(parts)
    after = standing(package, now) if row.state == JointState.OPEN else Standing(now, {}, row.halted)
    moved = _move(parts, after)
    fresh = _note(actor, row, package, after) if row.state == JointState.OPEN else False
    if not moved and not fresh:
        raise _nothing_new()
    update_all(moved, ["state", "ended_at"])
    if moved:
        told = {p.key: PartState(p.state).value for p in moved}
        record(actor, "joint.advanced", row.ref, organ_id=package.organ_id, parts=told)
    if any(p.state == PartState.READY for p in moved):
        record(actor, "joint.parts_ready", row.ref, organ_id=package.organ_id, application=str(row.pk))
    row.version += 1
    row.save(
        update_fields=["state", "outcome", "stages", "halted", "ended_at", "form", "sealed_form", *ADDRESS, "version"]
    )


def _as_cases_are(parts: Sequence[JointPart]) -> dict[str, PartState]:
    """A part whose case is over stays as it ended, but for a decision that was changed since. One statement."""
    found = cases.standing_of([p.case_number for p in parts if p.case_number])
    return {
        p.key: of_case(*found[p.case_number]) if p.case_number and p.case_number in found else PartState(p.state)
        for p in parts
    }


def _move(parts: Sequence[JointPart], after: Standing) -> list[JointPart]:
    moved = [p for p in parts if PartState(p.state) is not after.parts[p.key]]
    for part in moved:
        part.state = after.parts[part.key]
        part.ended_at = (part.ended_at or clock.now()) if part.state in FINAL else None
    return moved


@step
def _note(actor: Actor, row: JointApplication, package: PackageTerms, after: Standing) -> bool:
    """Stages that have joined or failed, the halt, and the end: each once. Answers whether any of it is new."""
    organ, fresh = package.organ_id, False
    for key, state in after.stages.items():
        before = row.stages.get(key, {})
        if before.get("state") != state.value:
            over = state in (StageState.PASSED, StageState.FAILED)
            row.stages[key] = {"state": state.value, "at": clock.now().isoformat() if over else ""}
            fresh = True
            if over:
                record(actor, "joint.stage_joined", row.ref, organ_id=organ, stage=key, state=state.value)
    if after.halted and not row.halted:
        row.halted, fresh = after.halted, True
        record(actor, "joint.halted", row.ref, organ_id=organ, part=after.halted, application=str(row.pk))
    if after.outcome is not None:
        _end(actor, row, after)
        record(actor, "joint.done", row.ref, organ_id=organ, outcome=after.outcome.value)
        fresh = True
    return fresh


@step
def _end(actor: Actor, row: JointApplication, after: Standing) -> None:
    """Every case has its own copy of what it needs, kept for as long as its own rules say; the one form need not be kept."""
    row.state, row.outcome, row.ended_at = JointState.DONE, after.outcome or JointOutcome.NONE, clock.now()
    row.form, row.sealed_form, row.delivery_phone, row.delivery_address = {}, {}, None, None
    files = JointFile.objects.filter(application=row, removed_at=None)
    release(files.values_list("sha256", flat=True))
    files.update(removed_at=clock.now())
    deadlines.stop(actor, row.ref, [Kind.GROUP])


def sweep_joint(actor: Actor, most: int = SWEPT) -> int:
    """Those that a lost reaction left behind: compared with their cases, oldest first. Answers how many were moved on. Two
    statements where all is well."""
    rows = list(
        JointPart.objects.filter(application__state=JointState.OPEN).exclude(state__in=FINAL)
        .order_by("application__submitted_at", "application_id").values_list("application_id", "case_number", "state")[:most]
    )  # fmt: skip
    found = cases.standing_of([number for _, number, _ in rows if number])
    behind = [
        str(pk) for pk, number, state in rows if number in found and of_case(*found[number]) is not PartState(state)
    ]
    ready = [str(pk) for pk, _, state in rows if state == PartState.READY]
    moved = 0
    for pk in dict.fromkeys([*behind, *ready]):
        moved += _again(actor, pk, ready=pk in ready)
    return moved


def _again(actor: Actor, pk: str, *, ready: bool) -> bool:
    from .opening import open_parts

    try:
        with call.calling():
            moved = follow(actor, pk)
            return bool(open_parts(actor, pk)) or moved if ready else moved
    except DomainError as no:
        log.warning("joint application %s was not moved on: %s", pk, no.code)
        return False
