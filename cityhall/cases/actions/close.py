"""How a case ends: delivered, withdrawn, voided, archived."""

import logging
from datetime import timedelta

from django.conf import settings

from cityhall.cases import rules
from cityhall.cases.models import Case, Delivery, Step
from cityhall.cases.terms import Can, Channel, DeliveryMethod, Move, Status, StepState
from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import DomainError, InvalidInputError, NotAllowedError
from cityhall.kernel.journal.record import record

from . import clocks
from .beside import cancel_beside
from .lock import Held, begin, lock, lock_draft, settle

log = logging.getLogger("cityhall.cases")


@action
def deliver(
    actor: Actor,
    number: str,
    receiver: str,
    relation: str = "本人",
    receiver_id: str = "",
    method: str = DeliveryMethod.WINDOW,
    note: str = "",
) -> None:
    """送达: the result, or the refusal, is in somebody's hands; the receipt (送达回证) follows."""
    held = lock(number)
    status = begin(actor, Move.DELIVER, held)
    if not receiver.strip():
        raise InvalidInputError("case.no_receiver", "请填写签收人姓名", field="receiver")
    if relation.strip() not in ("", "本人") and not receiver_id.strip():
        raise InvalidInputError("case.no_receiver_id", "代领的，请核对并登记代领人证件号码", field="receiver_id")
    now = clock.now()
    Delivery.objects.create(
        case=held.case, method=DeliveryMethod(method), receiver=receiver.strip(), relation=relation.strip() or "本人",
        receiver_id=receiver_id.strip(), served_by=actor.name, served_at=now, note=note.strip()[:200],
    )  # fmt: skip
    settle(actor, held, status, closed_at=now)
    clocks.stop(actor, [held.ref], rules.MOVES[Move.DELIVER].stops)
    record(actor, "case.delivered", held.ref, organ_id=held.case.organ_id, method=method, own=relation in ("", "本人"))


@action
def withdraw(actor: Actor, number: str, reason: str = "") -> None:
    """撤回申请: by the applicant, before the decision; all clocks stop, open steps are cancelled."""
    held = lock(number)
    _take_back(actor, held, begin(actor, Move.WITHDRAW, held), reason)


@action
def withdraw_at_window(actor: Actor, number: str, reason: str) -> None:
    """撤回申请 by the applicant in person, for an application handed in at the window."""
    held = lock(number)
    require(actor, Can.INTAKE, held.case.organ_id)
    call.check_seen(held.case.version, held.case.last_actor)
    if held.case.application.channel != Channel.WINDOW:
        raise NotAllowedError("case.withdraw_online", "网上提交的申请，请由申请人本人登录后撤回")
    if not reason.strip():
        raise InvalidInputError("case.no_reason", "请写明申请人撤回的原因并由其签字", field="reason")
    _take_back(actor, held, rules.next_status(Status(held.case.status), Move.WITHDRAW), reason)


@step
def _take_back(actor: Actor, held: Held, status: Status, reason: str) -> None:
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
    if held.case.received_by is not None and held.case.received_by == actor.account_id:
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
    ended = Case.objects.filter(status__in=rules.END, closed_at__lt=before, number__isnull=False)
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
    """归档: the file of a case that has ended is closed."""
    held = lock(number)
    status = begin(actor, Move.ARCHIVE, held)
    settle(actor, held, status)
    record(actor, "case.archived", held.ref, organ_id=held.case.organ_id)
