"""出件: what comes before a result is handed over: how she wants it, the originals, the reminder."""

import logging
import secrets
from datetime import timedelta

from cityhall.cases import rules
from cityhall.cases.models import Case, Invitation, Material
from cityhall.cases.queries.ends import waiting_too_long
from cityhall.cases.terms import Can, DeliveryMethod, Status
from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import HOUSE, Actor, require
from cityhall.kernel.errors import DomainError, InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.identifiers import check_phone
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import update
from cityhall.messages import actions as messages

from .deliver import method_of, tell
from .drafts import check_own_draft, is_number
from .lock import Held, lock, lock_draft, owns, settle

log = logging.getLogger("cityhall.cases")
CHOOSING = (
    Status.DRAFT, Status.RECEIVED, Status.SUPPLEMENTING, Status.ACCEPTED, Status.DECIDED, Status.NOT_ACCEPTED,
    Status.TERMINATED, Status.DEEMED_WITHDRAWN,
)  # fmt: skip
MOST_CHASES, CHASE_AGAIN = 3, timedelta(days=7)
RATE = "您的办件“{item}”（{number}）已办结。欢迎对服务作出评价：可拨打 12345，或在大厅窗口评价器上评价。"
CHASE = "您申请的“{item}”（{number}）结果已办好，请携带有效证件到{place}领取；也可以登录后改选邮寄，免收邮费。"


@action
def choose_delivery(
    actor: Actor, ref: str, method: str, receiver: str = "", phone: str = "", address: str = "", *,
    electronic_consent: bool = False,
) -> None:  # fmt: skip
    """选择领取方式, on a draft or a case not yet served; her consent to electronic service is recorded with it."""
    held = lock(ref) if is_number(ref) else lock_draft(ref)
    if not owns(actor, held.case):
        if not actor.may(Can.DELIVER, held.case.organ_id, held.case.item_id):
            require(actor, Can.INTAKE, held.case.organ_id, held.case.item_id)
        check_own_draft(actor, held)
    call.check_seen(held.case.version, held.case.last_actor)
    if held.case.status not in CHOOSING:
        raise WrongStateError("case.too_late_to_choose", f"办件{Status(held.case.status).label}，不能再更改领取方式")
    if held.case.application.kept:
        raise WrongStateError("case.kept_for_whole", "这件选择了一次领取，请在联办申请里更改领取方式")
    how = method_of(method)
    rules.check_choice(how, receiver, phone, address, consent=electronic_consent)
    application = held.case.application
    application.delivery_method, application.delivery_receiver = how, receiver.strip()[:60]
    application.delivery_phone = check_phone(phone) if phone.strip() else None
    application.delivery_address = address.strip()[:300] or None
    application.electronic_consent = electronic_consent
    update(application, [
        "delivery_method", "delivery_receiver", "delivery_phone", "delivery_address", "electronic_consent",
    ])  # fmt: skip
    _bump(actor, held)
    record(
        actor, "case.delivery_chosen", held.ref, organ_id=held.case.organ_id, method=how, consent=electronic_consent
    )  # fmt: skip


@action
def check_original(actor: Actor, number: str, key: str, matches: bool, note: str = "") -> None:
    """原件核验 (先审后验): the original beside what was uploaded. One that does not match keeps the result in the house
    until the right one is seen, or the decision is revoked; the organ that decided is told."""
    held = lock(number)
    if not actor.may(Can.DELIVER, held.case.organ_id, held.case.item_id):
        require(actor, Can.INTAKE, held.case.organ_id, held.case.item_id)
    call.check_seen(held.case.version, held.case.last_actor)
    spec = held.terms.material(key)
    if spec is None or not spec.original_later or key not in held.originals:
        raise NotFoundError("case.no_original", "这份材料不需要在出件时核验原件，请刷新页面")
    if held.case.status not in (Status.ACCEPTED, Status.DECIDED):
        raise WrongStateError("case.original_when", f"办件{Status(held.case.status).label}，现在不用核验原件")
    if not matches and not note.strip():
        raise InvalidInputError("case.no_reason", "请写明原件与上传件哪里不符", field="note")
    Material.objects.filter(application=held.case.application, key=key).update(
        original_matches=matches, original_note=note.strip()[:200], original_at=clock.now()
    )
    settle(actor, held, Status(held.case.status))
    event = "case.original_checked" if matches else "case.original_mismatch"
    record(actor, event, held.ref, organ_id=held.case.organ_id, material=spec.name, note=note.strip()[:200])


def chase_uncollected(actor: Actor, most: int = 500) -> int:
    """催领: who has not come for her result within the working days of `CHASE_DAYS` is reminded, at most three times, a
    week apart. Each an act of its own. Answers how many were reminded."""
    done = 0
    for number in waiting_too_long(most):
        try:
            with call.calling():
                done += _chase(actor, number)
        except DomainError as refusal:
            log.warning("case %s was not chased: %s", number, refusal.code)
    return done


@action
def _chase(actor: Actor, number: str) -> int:
    held = lock(number)
    case, now = held.case, clock.now()
    fresh = case.chased_at is not None and now - case.chased_at < CHASE_AGAIN
    if case.status != Status.DECIDED or case.chases >= MOST_CHASES or fresh:
        record(actor, "case.chase_stood", held.ref, organ_id=case.organ_id, times=case.chases)
        return 0
    place = held.terms.address or "受理窗口"
    tell(held, "chased", "请领取办理结果", CHASE.format(item=case.item_name, number=number, place=place))
    settle(actor, held, Status.DECIDED, chases=case.chases + 1, chased_at=now)
    record(actor, "case.chased", held.ref, organ_id=case.organ_id, times=case.chases)
    return 1


def invite(line: Line) -> None:
    """Reaction to a result handed over: she is asked to rate, once. Nobody is asked who never had it in hands."""
    if line.event == "case.delivered" and line.values.get("method") != DeliveryMethod.PUBLIC:
        _invite(HOUSE, line.ref.removeprefix("case:"))


@action
def _invite(actor: Actor, number: str) -> None:
    case = Case.objects.select_related("application").get(number=number)
    fresh = {
        "token": secrets.token_urlsafe(32),
        "window_id": case.window_id,
        "organ_id": case.organ_id,
        "sent_at": clock.now(),
    }
    _, new = Invitation.objects.get_or_create(case_number=number, defaults=fresh)
    if new:
        body = RATE.format(item=case.item_name, number=number)
        messages.send(
            actor, ref=case.ref, kind="invitation", subject=f"{case.item_name}：请您评价"[:120], body=body,
            account_id=case.application.account_id, phone=case.application.contact_phone,
        )  # fmt: skip
    record(actor, "case.rating_invited" if new else "case.invitation_stood", case.ref, organ_id=case.organ_id)


@step
def _bump(actor: Actor, held: Held) -> None:
    held.case.version += 1
    held.case.last_actor = actor.name
    update(held.case, ["version", "last_actor"])
