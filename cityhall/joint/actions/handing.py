"""领取: how the applicant wants the results of the whole, and handing all of them over at once under one receipt."""

from datetime import date

from cityhall.cases import actions as cases
from cityhall.cases import queries as cases_of
from cityhall.cases.actions import Wish
from cityhall.cases.queries import KeptResult
from cityhall.cases.terms import Can, DeliveryMethod
from cityhall.joint import queries
from cityhall.joint.models import Handout, JointApplication, JointPart
from cityhall.joint.queries.owning import is_at_window, is_own
from cityhall.joint.terms import FINAL, Handing, JointState
from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import HOUSE, Actor, require, require_signed_in
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import insert, update
from cityhall.messages import actions as messages

from .lock import lock, own_draft, parts_of

FIELDS = (
    "handing", "delivery_method", "delivery_receiver", "delivery_phone", "delivery_address", "electronic_consent", "version",
)  # fmt: skip
NOT_YET = "joint.not_all_there"


def wish_of(row: JointApplication) -> Wish:
    """The choice made for the whole, as each of its cases carries it."""
    return Wish(
        DeliveryMethod(row.delivery_method) if row.delivery_method else None, row.delivery_receiver, row.delivery_phone or "",
        row.delivery_address or "", row.electronic_consent, row.handing == Handing.TOGETHER,
    )  # fmt: skip


@action
def choose_handing(
    actor: Actor, ref: str, handing: str, method: str, receiver: str = "", phone: str = "", address: str = "", *,
    electronic_consent: bool = False,
) -> int:  # fmt: skip
    """一次领取还是分别领取, and by which way: on one's own draft, or until the results are handed over; every case of it is told.
    Answers the version now."""
    row = _own(actor, ref)
    if handing not in list(Handing):
        raise InvalidInputError("joint.choose_handing", "请选择一次领取或者分别领取", field="handing")
    kept = handing == Handing.TOGETHER
    wish = cases.wish(method, receiver, phone, address, consent=electronic_consent, kept=kept)
    row.handing, row.delivery_method, row.delivery_receiver = Handing(handing), str(wish.method), wish.receiver
    needed = row.state in (JointState.DRAFT, JointState.OPEN)  # by cases not opened yet; the others have their own
    row.delivery_phone, row.delivery_address = (wish.phone or None, wish.address or None) if needed else (None, None)
    row.electronic_consent, row.version = wish.consent, row.version + 1
    update(row, FIELDS)
    organ = queries.terms(str(row.package_version_id)).organ_id
    for number in _numbers(row):
        with call.calling():  # what was seen is the whole, not each of its cases
            cases.carry_wish(actor, number, wish)
    record(
        actor, "joint.handing_chosen", row.ref, organ_id=organ, handing=handing, method=str(wish.method),
        consent=wish.consent,
    )  # fmt: skip
    return row.version


def _own(actor: Actor, ref: str) -> JointApplication:
    """One's own, a draft by its id or whatever was handed in by its number, as it was seen."""
    require_signed_in(actor)
    row = lock(JointApplication.objects.filter(number=ref))
    if row is None:
        return own_draft(actor, ref)
    if not (is_own(actor, row) or is_at_window(actor, row)):
        raise NotFoundError("joint.unknown_number", f"没有编号为 {ref} 的联办申请，请核对编号")
    call.check_seen(row.version)
    if Handout.objects.filter(application=row, returned_at=None).exists():
        raise WrongStateError("joint.handed_already", "结果已经交付或寄出，不能再改领取方式；请联系窗口")
    return row


def _numbers(row: JointApplication) -> list[str]:
    parts = JointPart.objects.filter(application=row, case_number__isnull=False).order_by("id")
    return [str(number) for number in parts.values_list("case_number", flat=True)]


def gather(line: Line) -> None:
    """Reaction to the end of a whole, or of a part after a withdrawal: when nothing more can come, what is there is owed to her."""
    number = line.ref.removeprefix("joint:")
    row = JointApplication.objects.filter(number=number, handing=Handing.TOGETHER, all_there_at=None).first()
    if row is not None and row.state != JointState.OPEN and not _outstanding(row):
        _all_there(HOUSE, number)


def _outstanding(row: JointApplication) -> bool:
    return JointPart.objects.filter(application=row).exclude(state__in=FINAL).exists()


@action
def _all_there(actor: Actor, number: str) -> None:
    """齐了: the window may hand over, and the applicant is told, once."""
    row = lock(JointApplication.objects.filter(number=number))
    if row is None or row.all_there_at is not None or row.handing != Handing.TOGETHER:
        record(actor, "joint.all_there_stood", f"joint:{number}")
        return
    kept = [one.number for one in cases_of.kept_results(actor, _numbers(row)) if not one.handed]
    with call.calling():
        cases.all_there(actor, kept)
    row.all_there_at = clock.now()
    update(row, ["all_there_at"])
    if kept:
        body = (
            f"联办申请 {number} 的 {len(kept)} 份结果已全部办好，可以一次领取；选择邮寄的，由窗口一次寄出，免收邮费。"
        )
        messages.send(
            HOUSE, ref=row.ref, kind="all_there", subject="结果已到齐", body=body, account_id=row.account_id,
            phone=row.contact_phone,
        )  # fmt: skip
    organ = queries.terms(str(row.package_version_id)).organ_id
    record(actor, "joint.all_there", row.ref, organ_id=organ, results=len(kept))


@action
def hand_over_together(
    actor: Actor, number: str, receiver: str, relation: str = "本人", receiver_id: str = "",
    method: str = DeliveryMethod.WINDOW,
) -> str:  # fmt: skip
    """一次交付: every result that is there into the same hands, all or none, under one receipt. Answers the receipt's number."""
    row, results = _ready(actor, number)
    receipt = _receipt(row)
    numbers = [one.number for one in results]
    cases.hand_all(actor, numbers, receiver, relation, receiver_id, method, f"一次领取签收单 {receipt}")
    made = _handout(actor, row, receipt, results, method, receiver, relation)
    made.signed_at = made.made_at
    insert([made])
    _done(actor, row, "joint.handed_over", receipt, numbers, method=method)
    return receipt


@action
def post_together(actor: Actor, number: str, carrier: str, waybill: str) -> str:
    """一次寄出: every result in one letter, at no cost to her. Answers the receipt's number."""
    row, results = _ready(actor, number)
    receipt, numbers = _receipt(row), [one.number for one in results]
    cases.send_all(actor, numbers, carrier, waybill)
    made = _handout(
        actor, row, receipt, results, DeliveryMethod.MAIL, row.delivery_receiver or row.applicant_name, "本人"
    )
    made.carrier, made.waybill = carrier.strip()[:40], waybill.strip()[:40]
    insert([made])
    _done(actor, row, "joint.posted", receipt, numbers, carrier=made.carrier, waybill=made.waybill)
    return receipt


@action
def sign_for_together(actor: Actor, number: str, receiver: str, on: date) -> None:
    """邮件签收 of the one letter: every result in it is served."""
    row, made, numbers = _letter(actor, number)
    cases.sign_for_all(actor, numbers, receiver, on)
    made.signed_at, made.receiver = clock.now(), receiver.strip()[:60]
    update(made, ["signed_at", "receiver"])
    _done(actor, row, "joint.signed_for", made.number, numbers, on=on.isoformat())


@action
def return_together(actor: Actor, number: str, reason: str) -> None:
    """邮件退回 of the one letter: nothing in it is served; it may be sent or handed over again."""
    row, made, numbers = _letter(actor, number)
    cases.send_all_back(actor, numbers, reason)
    made.returned_at = clock.now()
    update(made, ["returned_at"])
    _done(actor, row, "joint.returned", made.number, numbers, reason=reason.strip()[:300])


def _letter(actor: Actor, number: str) -> tuple[JointApplication, Handout, list[str]]:
    row = _at_window(actor, number)
    made = Handout.objects.select_for_update().filter(application=row, signed_at=None, returned_at=None).first()
    if made is None:
        raise WrongStateError("joint.nothing_posted", "这份申请没有在途的邮件，请先登记寄出")
    return row, made, [str(one["case"]) for one in made.results]


def _at_window(actor: Actor, number: str) -> JointApplication:
    require(actor, Can.DELIVER)
    row = lock(JointApplication.objects.filter(number=number))
    if row is None:
        raise NotFoundError("joint.unknown_number", f"没有编号为 {number} 的联办申请，请核对编号")
    call.check_seen(row.version)
    return row


def _ready(actor: Actor, number: str) -> tuple[JointApplication, list[KeptResult]]:
    """The whole, with all that is there and not handed over; refused while anything may still come."""
    row = _at_window(actor, number)
    if row.handing != Handing.TOGETHER:
        raise WrongStateError("joint.apart", "申请人选择分别领取，请在“出件”里逐件交付")
    if row.state == JointState.OPEN or any(part.state not in FINAL for part in parts_of(row)):
        raise WrongStateError(
            NOT_YET, "还有事项没有办完；申请人选择一次领取，请等结果到齐后一并交付，或由申请人改为分别领取"
        )
    results = [one for one in cases_of.kept_results(actor, _numbers(row)) if not one.handed and not one.waybill]
    if not results:
        raise WrongStateError("joint.nothing_to_hand", "没有待交付的结果，请刷新页面查看")
    if unpaid := [one.item_name for one in results if one.unpaid]:
        raise WrongStateError("joint.unpaid", f"还没有缴费：{'、'.join(unpaid)}；请先在缴费单上收款，或登记免缴依据")
    return row, results


def _receipt(row: JointApplication) -> str:
    return f"{row.number}-S{Handout.objects.filter(application=row).count() + 1}"


def _handout(
    actor: Actor, row: JointApplication, receipt: str, results: list[KeptResult], method: str, receiver: str, relation: str
) -> Handout:  # fmt: skip
    return Handout(
        number=receipt, application=row, method=method, receiver=receiver.strip()[:60] or row.applicant_name[:60],
        relation=relation.strip()[:40] or "本人", served_by=actor.name, made_at=clock.now(),
        results=[{"case": one.number, "item": one.item_name, "name": one.result_name, "number": one.result_number} for one in results],
    )  # fmt: skip


@step
def _done(actor: Actor, row: JointApplication, event: str, receipt: str, numbers: list[str], **told: object) -> None:
    row.version += 1
    update(row, ["version"])
    organ = queries.terms(str(row.package_version_id)).organ_id
    record(actor, event, row.ref, organ_id=organ, receipt=receipt, cases=numbers, **told)
