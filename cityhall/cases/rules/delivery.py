"""送达: by which way, with what proof, and what must be settled before the result leaves the house
(行政许可法 第四十四条; 民事诉讼法 第八十七条至第九十五条 by analogy)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cityhall.cases.terms import DeliveryMethod, Move, Outcome, Status
from cityhall.catalogue.terms import MaterialSpec
from cityhall.kernel.errors import InvalidInputError, WrongStateError

from .moves import MOVES

CHOSEN = (DeliveryMethod.WINDOW, DeliveryMethod.MAIL, DeliveryMethod.ELECTRONIC)
OWN = ("", "本人")


@dataclass(frozen=True)
class Original:
    """先审后验: how far one original is: what the window noted at receipt, what was found at the hand-over."""

    seen: bool
    matches: bool | None


def serving(status: Status) -> Move:
    """Which move hands the outcome over: a decision's makes the case 已送达, any other end stays what it is."""
    return Move.SERVE if status in MOVES[Move.SERVE].from_ else Move.DELIVER


def check_way(
    method: DeliveryMethod, receiver: str, relation: str, receiver_id: str, *, witness: str, reason: str,
    evidence: bool, consent: bool,
) -> None:  # fmt: skip
    """Each way with what proves it."""
    if method is DeliveryMethod.MAIL:
        raise InvalidInputError(
            "case.mail_first", "邮寄的，请先登记寄出（承运单位和运单号），签收后再登记送达", field="method"
        )
    if method is DeliveryMethod.PUBLIC:
        raise InvalidInputError("case.notice_first", "公告送达的，请登记公告；公告期满系统自动记为送达", field="method")
    if method is DeliveryMethod.ELECTRONIC and not consent:
        raise InvalidInputError(
            "case.no_consent",
            "申请人没有同意电子送达（民事诉讼法第九十条），请先征得同意并登记，或改用其他方式",
            field="method",
        )
    if method is not DeliveryMethod.ELECTRONIC and not receiver.strip():
        raise InvalidInputError("case.no_receiver", "请填写签收人姓名", field="receiver")
    by_another = relation.strip() not in OWN
    if by_another and not receiver_id.strip() and method in (DeliveryMethod.WINDOW, DeliveryMethod.ENTRUSTED):
        raise InvalidInputError("case.no_receiver_id", "代领的，请核对并登记代领人证件号码", field="receiver_id")
    if method is DeliveryMethod.LEFT:
        _check_left(witness, reason, evidence=evidence)
    if method is DeliveryMethod.ENTRUSTED and not reason.strip():
        raise InvalidInputError("case.no_entrusted", "委托送达的，请写明受托机关和委托原因", field="reason")


def _check_left(witness: str, reason: str, *, evidence: bool) -> None:
    """留置 (民事诉讼法 第八十九条): why it was not taken, and a witness or pictures."""
    if not reason.strip():
        raise InvalidInputError("case.no_reason", "留置送达的，请写明拒收的事由和日期", field="reason")
    if not witness.strip() and not evidence:
        raise InvalidInputError(
            "case.no_witness",
            "留置送达的，请填写见证人，或者上传拍照、录像截图（民事诉讼法第八十九条）",
            field="witness",
        )


def obstacle(
    outcome: str, *, charged: bool, paid: bool, online: bool, materials: Iterable[MaterialSpec],
    originals: Mapping[str, Original], kept: bool = False,
) -> str:  # fmt: skip
    """Why the result may not be handed over yet; empty when nothing stands in its way. Only what is granted waits for
    the fee, the originals and, where she wants all at once (`kept`), the rest: a refusal is served whatever was paid."""
    if outcome != Outcome.GRANTED:
        return ""
    if kept:
        return "申请人选择一次领取，这份结果与同一申请的其他结果一并交付；请在“一次领取”里办理"
    if charged and not paid:
        return "本事项收费，请先登记缴费（金额和票据号）或者免缴依据"
    waited = [(m, originals[m.key]) for m in materials if online and m.original_later and m.key in originals]
    if wrong := [m.name for m, o in waited if o.matches is False]:
        return f"原件与申请时上传的不符：{'、'.join(wrong)}；请核实后补验相符的原件，或者依法撤销决定"
    if unseen := [m.name for m, o in waited if o.matches is None and not o.seen]:
        return f"先审后验的原件还没有核验：{'、'.join(unseen)}；请申请人出示原件并登记核验结果"
    return ""


def check_ready(why: str) -> None:
    if why:
        raise WrongStateError("case.not_ready_to_deliver", why)


def check_choice(method: DeliveryMethod, receiver: str, phone: str, address: str, *, consent: bool) -> None:
    """What the applicant may choose, with what it needs."""
    if method not in CHOSEN:
        raise InvalidInputError("case.choose_method", "请选择窗口领取、邮寄送达或者电子送达", field="method")
    if method is DeliveryMethod.MAIL:
        needed = (("receiver", receiver, "收件人"), ("phone", phone, "收件电话"), ("address", address, "收件地址"))
        for field, value, label in needed:
            if not value.strip():
                raise InvalidInputError(f"case.no_{field}", f"选择邮寄的，请填写{label}", field=field)
    if method is DeliveryMethod.ELECTRONIC and not consent:
        raise InvalidInputError("case.no_consent", "选择电子送达的，请勾选同意电子送达", field="electronic_consent")
