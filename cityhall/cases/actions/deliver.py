"""送达: every outcome reaches its applicant, a refusal too, and how it did is on record (行政许可法 第四十四条; 民事诉讼法
第八十七条至第九十五条 by analogy)."""

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db.models import Value

from cityhall.cases import rules
from cityhall.cases.models import Case, Delivery
from cityhall.cases.terms import Channel, DeliveryMethod, DeliveryState, Move, Outcome, Status
from cityhall.catalogue.terms import Fee
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.terms import Kind, Limit, Unit
from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.kernel.files.store import Stored, note
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import update
from cityhall.messages import actions as messages

from . import clocks
from .lock import Held, begin, lock, settle

EVENTS = {Move.DELIVER: "case.delivered", Move.SERVE: "case.served"}
PUBLIC_BASIS = "公告送达：参照民事诉讼法第九十五条，自发出公告之日起经过三十日视为送达"
PUBLIC_ROLLS = f"{PUBLIC_BASIS}；届满日遇法定休假日顺延（参照民事诉讼法第八十五条第三款，本地设置）"


@action
def deliver(
    actor: Actor, number: str, receiver: str, relation: str = "本人", receiver_id: str = "",
    method: str = DeliveryMethod.WINDOW, note: str = "", *, witness: str = "", reason: str = "",
    evidence: Stored | None = None,
) -> None:  # fmt: skip
    """送达 in person, left, by another organ or electronically: the result, or the refusal, is with the applicant; the
    receipt (送达回证) follows. Mail and public notice end by acts of their own."""
    served_by_hand(
        actor, number, receiver, relation, receiver_id, method, note, witness=witness, reason=reason, evidence=evidence
    )


@step
def served_by_hand(
    actor: Actor, number: str, receiver: str, relation: str, receiver_id: str, method: str = DeliveryMethod.WINDOW,
    note: str = "", *, witness: str = "", reason: str = "", evidence: Stored | None = None,
) -> None:  # fmt: skip
    """The same, inside an act that has begun already."""
    hand(
        actor, lock(number), receiver, relation, receiver_id, method, note, witness=witness, reason=reason,
        evidence=evidence,
    )  # fmt: skip


@step
def hand(
    actor: Actor, held: Held, receiver: str, relation: str, receiver_id: str, method: str, note: str = "", *,
    witness: str = "", reason: str = "", evidence: Stored | None = None, whole: bool = False,
) -> None:  # fmt: skip
    """The same of a case already locked; `whole`: together with the others of its application."""
    move, status = begin_serving(actor, held)
    how, by = method_of(method), relation.strip() or "本人"
    rules.check_way(
        how, receiver, by, receiver_id, witness=witness, reason=reason, evidence=evidence is not None,
        consent=held.case.application.electronic_consent,
    )  # fmt: skip
    rules.check_ready(obstacle(held, whole=whole))
    now, running = clock.now(), under_way(held)
    values: dict[str, Any] = {
        "method": how, "receiver": receiver.strip() or held.case.applicant_name[:60], "relation": by,
        "receiver_id": receiver_id.strip(), "served_by": actor.name, "served_at": now, "note": note.strip()[:200],
        "witness": witness.strip()[:120], "reason": reason.strip()[:300], "evidence": _kept(evidence),
    }  # fmt: skip
    if running is None:
        Delivery.objects.create(case=held.case, **values)
    else:  # she came while the notice was still out
        _close(running, **values)
    arrived(actor, held, move, status, now, method=how, own=by == "本人")


def begin_serving(actor: Actor, held: Held) -> tuple[Move, Status]:
    """Which move serves what this case has come to, and what begins every move."""
    move = rules.serving(Status(held.case.status))
    return move, begin(actor, move, held)


def method_of(text: str) -> DeliveryMethod:
    if text not in list(DeliveryMethod):
        raise InvalidInputError("case.unknown_method", "请从给出的送达方式中选择", field="method")
    return DeliveryMethod(text)


def obstacle(held: Held, *, whole: bool = False) -> str:
    case = held.case
    return rules.obstacle(
        case.outcome, charged=held.terms.fee is Fee.CHARGED, paid=case.fee_noted_at is not None,
        online=case.application.channel == Channel.ONLINE, materials=held.terms.materials, originals=held.originals,
        kept=case.application.kept and not whole,
    )  # fmt: skip


def under_way(held: Held, *, mail: bool = False) -> Delivery | None:
    """What is already on its way: a letter must first come to an end; what needs serving only once is not served
    twice. `mail`: the letter itself is asked for."""
    rows = list(Delivery.objects.filter(case=held.case).exclude(state=DeliveryState.RETURNED))
    if held.case.status != Status.DECIDED and any(r.state == DeliveryState.SERVED for r in rows):
        raise WrongStateError("case.served_already", "这件已经送达，无需再次送达；请查看送达回证")
    sent = next((r for r in rows if r.state == DeliveryState.SENT), None)
    if sent is not None and not mail and sent.method == DeliveryMethod.MAIL:
        raise WrongStateError(
            "case.on_its_way", f"结果已由{sent.carrier}寄出（运单号 {sent.waybill}），请先登记签收或者退回"
        )
    return sent


def _kept(evidence: Stored | None) -> str:
    return note(evidence) if evidence is not None else ""


@step
def _close(row: Delivery, **values: Any) -> None:
    for name, value in {"state": DeliveryState.SERVED, **values}.items():
        setattr(row, name, value)
    update(row, ["state", *values])


@step
def arrived(actor: Actor, held: Held, move: Move, status: Status, at: datetime, **told: object) -> None:
    """It has come to her: the clocks of serving stop at that moment, and the case knows it."""
    closing = {"closed_at": clock.now()} if move is Move.DELIVER else {}
    settle(actor, held, status, **closing)
    clocks.stop(actor, [held.ref], rules.MOVES[move].stops, at=at)
    record(actor, EVENTS[move], held.ref, organ_id=held.case.organ_id, **told)


@action
def dispatch(actor: Actor, number: str, carrier: str, waybill: str) -> None:
    """邮寄: given to the carrier, at no cost to the applicant, to the address she chose. Served when it is signed for."""
    send(actor, lock(number), carrier, waybill)


@step
def send(actor: Actor, held: Held, carrier: str, waybill: str, *, whole: bool = False) -> None:
    """The same of a case already locked."""
    _, _ = begin_serving(actor, held)
    rules.check_ready(obstacle(held, whole=whole))
    number = str(held.case.number)
    if not carrier.strip() or not waybill.strip():
        field = "waybill" if carrier.strip() else "carrier"
        raise InvalidInputError("case.no_waybill", "请填写承运单位和运单号", field=field)
    application = held.case.application
    if not application.delivery_address:
        raise WrongStateError("case.no_address", "申请人没有登记邮寄地址，请先登记领取方式和地址，或改用其他方式送达")
    if under_way(held) is not None:
        raise WrongStateError("case.notice_running", "正在公告送达，公告期满即视为送达，无需再邮寄")
    Delivery.objects.create(
        case=held.case, method=DeliveryMethod.MAIL, receiver=application.delivery_receiver or held.case.applicant_name[:60],
        relation="本人", receiver_id="", served_by=actor.name, sent_at=clock.now(), state=DeliveryState.SENT,
        carrier=carrier.strip()[:40], waybill=waybill.strip()[:40], address=application.delivery_address,
    )  # fmt: skip
    settle(actor, held, Status(held.case.status))
    body = f"“{held.case.item_name}”（{number}）的结果已由{carrier.strip()[:40]}寄出，运单号 {waybill.strip()[:40]}，免收邮费。"
    tell(held, "dispatched", "结果已寄出", body)
    record(
        actor, "case.dispatched", held.ref, organ_id=held.case.organ_id, carrier=carrier.strip()[:40],
        waybill=waybill.strip()[:40],
    )  # fmt: skip


@action
def note_delivered(actor: Actor, number: str, receiver: str, on: date) -> None:
    """邮件签收: served on the day the receipt names (民事诉讼法 第九十一条), whenever that is written down."""
    sign_for(actor, lock(number), receiver, on)


@step
def sign_for(actor: Actor, held: Held, receiver: str, on: date, *, whole: bool = False) -> None:
    """The same of a case already locked."""
    move, status = begin_serving(actor, held)
    letter = _letter(held, whole=whole)
    if not receiver.strip():
        raise InvalidInputError("case.no_receiver", "请填写签收人姓名", field="receiver")
    sent_on, today = clock.day_of(letter.sent_at or clock.now()), clock.today()
    if not sent_on <= on <= today:
        raise InvalidInputError("case.bad_service_day", f"签收日期应在寄出（{sent_on}）之后、今天之前", field="on")
    at = clock.now() if on == today else datetime.combine(on, time(23, 59), clock.ZONE)
    own = receiver.strip() in (held.case.applicant_name, letter.receiver)
    _close(letter, receiver=receiver.strip()[:60], relation="本人" if own else "代收", served_at=at)
    arrived(actor, held, move, status, at, method=DeliveryMethod.MAIL, own=own)


@action
def note_returned(actor: Actor, number: str, reason: str) -> None:
    """邮件退回: not served; the applicant is asked for a better way."""
    send_back(actor, lock(number), reason)


@step
def send_back(actor: Actor, held: Held, reason: str, *, whole: bool = False) -> None:
    """The same of a case already locked."""
    _, _ = begin_serving(actor, held)
    letter, number = _letter(held, whole=whole), held.case.number
    if not reason.strip():
        raise InvalidInputError("case.no_reason", "请写明退回原因（如无人签收、地址有误）", field="reason")
    letter.state, letter.reason = DeliveryState.RETURNED, reason.strip()[:300]
    update(letter, ["state", "reason"])
    settle(actor, held, Status(held.case.status))
    body = f"寄给您的“{held.case.item_name}”（{number}）结果被退回，请核对收件地址、改选领取方式，或到窗口领取。"
    tell(held, "returned", "邮件被退回", body)
    record(actor, "case.mail_returned", held.ref, organ_id=held.case.organ_id, reason=reason.strip()[:300])


def _letter(held: Held, *, whole: bool) -> Delivery:
    if held.case.application.kept and held.case.outcome == Outcome.GRANTED and not whole:
        raise WrongStateError("case.in_one_letter", "这份结果与同一申请的其他结果一并寄出，请在“一次领取”里登记")
    sent = under_way(held, mail=True)
    if sent is None or sent.method != DeliveryMethod.MAIL:
        raise WrongStateError("case.nothing_sent", "这件没有在途的邮件，请先登记寄出")
    return sent


@action
def publish_notice(actor: Actor, number: str, where: str, reason: str) -> None:
    """公告送达, only where she cannot be found or the other ways have failed; served when the notice has been out for
    thirty days (a setting, with its source; another is whether a last day of rest moves the end). Publishing it is what
    the organ owed in time."""
    held = lock(number)
    _, _ = begin_serving(actor, held)
    rules.check_ready(obstacle(held))
    if not where.strip():
        raise InvalidInputError("case.no_notice_place", "请写明公告发布在哪里（如网址、公告栏）", field="where")
    if not reason.strip():
        raise InvalidInputError(
            "case.no_reason", "公告送达限于下落不明或者其他方式无法送达，请写明已经用过的方式和原因", field="reason"
        )
    if under_way(held) is not None:
        raise WrongStateError("case.notice_running", "公告已经发布，期满即视为送达")
    now, days = clock.now(), settings.PUBLIC_NOTICE_DAYS
    limit = Limit(days, Unit.DAYS, PUBLIC_ROLLS if settings.PUBLIC_NOTICE_ROLLS else PUBLIC_BASIS)
    ends = clocks.of(held, Kind.PUBLIC_NOTICE, limit, now, rolls=settings.PUBLIC_NOTICE_ROLLS)
    Delivery.objects.create(
        case=held.case, method=DeliveryMethod.PUBLIC, receiver=held.case.applicant_name[:60], relation="本人",
        receiver_id="", served_by=actor.name, sent_at=now, state=DeliveryState.SENT, reason=reason.strip()[:300],
        note=where.strip()[:200],
    )  # fmt: skip
    settle(actor, held, Status(held.case.status))
    clocks.stop(actor, [held.ref], [Kind.DELIVERY])
    clocks.start(actor, held, [ends])
    record(
        actor, "case.notice_published", held.ref, organ_id=held.case.organ_id, where=where.strip()[:200],
        reason=reason.strip()[:300], days=days,
    )  # fmt: skip


@action
def serve_by_notice(actor: Actor, number: str) -> None:
    """公告期满: it counts as served, whether or not she has read it."""
    held = lock(number)
    move, status = begin_serving(actor, held)
    notice = under_way(held)
    if notice is None or not _notice_over(held.ref):
        raise WrongStateError("case.notice_not_over", "公告期还没有届满")
    now = clock.now()
    _close(notice, served_at=now, serves_on=clock.today())
    arrived(actor, held, move, status, now, method=DeliveryMethod.PUBLIC, own=False)


def served_when_notice_ended(line: Line) -> None:
    """Reaction to the notice's clock running out: only while it is still out."""
    number = line.ref.removeprefix("case:")
    out = Delivery.objects.filter(case__number=number, method=DeliveryMethod.PUBLIC, state=DeliveryState.SENT)
    if Case.objects.filter(number=number).exists() and out.exists() and _notice_over(line.ref):
        serve_by_notice(HOUSE, number)


def _notice_over(ref: str) -> bool:
    ends = Case.objects.filter(number=ref.removeprefix("case:")).annotate(
        ends=deadlines.due_of(Value(ref), Kind.PUBLIC_NOTICE)
    )
    return any(due is not None and clock.now() > due for due in ends.values_list("ends", flat=True))


@step
def tell(held: Held, kind: str, title: str, body: str) -> None:
    application = held.case.application
    messages.send(
        HOUSE, ref=held.ref, kind=kind, subject=f"{held.case.item_name}：{title}"[:120], body=body,
        account_id=application.account_id, phone=application.delivery_phone or application.contact_phone,
    )  # fmt: skip
