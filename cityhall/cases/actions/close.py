"""How a case ends: withdrawn, voided, archived."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db.models import OuterRef, Value
from django.db.models.functions import Concat

from cityhall.cases import rules
from cityhall.cases.models import Case, Step
from cityhall.cases.terms import Can, Channel, Move, Status, StepState
from cityhall.deadlines import queries as deadlines
from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import DomainError, InvalidInputError, NotAllowedError, WrongStateError
from cityhall.kernel.journal.record import record

from . import clocks
from .beside import cancel_beside
from .deputy import lenders
from .lock import Held, begin, lock, lock_draft, settle

log = logging.getLogger("cityhall.cases")


@action
def withdraw(actor: Actor, number: str, reason: str = "") -> None:
    """撤回申请: by the applicant, before the decision; all clocks stop, open steps are cancelled."""
    held = lock(number)
    take_back(actor, held, begin(actor, Move.WITHDRAW, held), reason)


@action
def withdraw_at_window(actor: Actor, number: str, reason: str) -> None:
    """撤回申请 by the applicant in person, for an application handed in at the window."""
    held = lock(number)
    require(actor, Can.INTAKE, held.case.organ_id, held.case.item_id)
    call.check_seen(held.case.version, held.case.last_actor)
    if held.case.application.channel != Channel.WINDOW:
        raise NotAllowedError("case.withdraw_online", "网上提交的申请，请由申请人本人登录后撤回")
    if not reason.strip():
        raise InvalidInputError("case.no_reason", "请写明申请人撤回的原因并由其签字", field="reason")
    take_back(actor, held, rules.next_status(Status(held.case.status), Move.WITHDRAW), reason)


@step
def take_back(actor: Actor, held: Held, status: Status, reason: str) -> None:
    keys = cancel_steps(held)
    open_refs = cancel_beside(actor, held)
    settle(actor, held, status, closed_at=clock.now())
    refs = [held.ref, *(clocks.step_ref(held, key) for key in keys), *open_refs]
    clocks.stop(actor, refs, rules.MOVES[Move.WITHDRAW].stops, met=False)
    record(actor, "case.withdrawn", held.ref, organ_id=held.case.organ_id, reason=reason.strip()[:200])


@step
def cancel_steps(held: Held) -> list[str]:
    """Cancel what is not done; answers the keys of all steps of the item (none before acceptance)."""
    if held.case.accepted_at is None:
        return []
    Step.objects.filter(case=held.case).exclude(state=StepState.DONE).update(state=StepState.CANCELLED)
    return [s.key for s in held.terms.steps]


@action
def void(actor: Actor, ref: str, reason: str, instead: str = "") -> None:
    """作废: a duplicate or a typing error, agreed by a supervisor who did not receive it; names the case that stands."""
    held = lock(ref) if ref[6:7] == "-" else lock_draft(ref)
    status = begin(actor, Move.VOID, held)
    receiver, behind = held.case.received_by, lenders(actor, Can.VOID, held.case.organ_id, item_id=held.case.item_id)
    if receiver is not None and (receiver == actor.account_id or {receiver} == set(behind)):
        raise NotAllowedError("case.void_own", "作废须由收件人以外的负责人核准")
    if not reason.strip():
        raise InvalidInputError("case.no_reason", "请写明作废原因（重复申请或误录）", field="reason")
    open_refs = cancel_beside(actor, held)
    settle(actor, held, status, closed_at=clock.now())
    clocks.stop(actor, [held.ref, *open_refs], rules.MOVES[Move.VOID].stops, met=False)
    record(
        actor, "case.voided", held.ref, organ_id=held.case.organ_id, reason=reason.strip()[:200], instead=instead.strip()
    )  # fmt: skip


def archive_ended(actor: Actor, most: int = 500) -> int:
    """归档 by itself: cases that ended more than `ARCHIVE_DAYS` ago (a local setting; no law names the number), oldest
    first, each an act of its own, so that one refused or in somebody's hands keeps nobody waiting. Answers how many;
    the rest come next time."""
    before = clock.now() - timedelta(days=settings.ARCHIVE_DAYS)
    ref = Concat(Value("case:"), OuterRef("number"))
    unserved = {kind.value: deadlines.due_of(ref, kind) for kind in rules.MOVES[Move.SERVE].stops}
    ended = Case.objects.filter(status__in=rules.END, closed_at__lt=before, number__isnull=False)
    ended = ended.alias(**unserved).filter(**dict.fromkeys(unserved))
    done = 0
    for number in list(ended.order_by("closed_at", "id").values_list("number", flat=True)[:most]):
        try:
            with call.calling():
                archive(actor, str(number))
        except DomainError as refusal:
            log.warning("case %s was not archived: %s", number, refusal.code)
        else:
            done += 1
    return done


@action
def archive(actor: Actor, number: str) -> None:
    """归档: the file of a case that has ended is closed; one whose outcome nobody has been told yet is not."""
    held = lock(number)
    status = begin(actor, Move.ARCHIVE, held)
    waiting = [c for c in deadlines.clocks_of([held.ref]) if c.kind in rules.MOVES[Move.SERVE].stops]
    if any(c.stopped_on is None for c in waiting):
        raise WrongStateError("case.not_served_yet", "决定或告知书还没有送达申请人，请先送达再归档")
    settle(actor, held, status)
    record(actor, "case.archived", held.ref, organ_id=held.case.organ_id)
