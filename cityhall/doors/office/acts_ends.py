"""Acts of the office on a decision that stands: 更正, 撤销, 重新决定; and on handing it over: 原件, 缴费, 送达."""

from collections.abc import Iterator
from typing import Any

from cityhall.cases import actions
from cityhall.cases.queries import CasePage
from cityhall.cases.terms import Can, Channel, DeliveryMethod, DeliveryState, Move, Outcome, Proceeding, Status
from cityhall.catalogue.terms import Fee
from cityhall.kernel.actor import Actor
from cityhall.kernel.files.store import Stored

from . import forms_ends as f
from .act import Act, Offer


def deliver(actor: Actor, number: str, *, file: Stored | None = None, **typed: Any) -> None:
    actions.deliver(actor, number, evidence=file, **typed)


TABLE: tuple[Act, ...] = (
    Act(
        "correct-decision", "更正决定", actions.correct_decision, "已更正，请送达更正决定书", lambda a: f.CorrectForm(a.data),
        stays=True, hint="只更正文字或者计算错误；决定的内容要改变的，依法撤销或者重新作出。",
    ),
    Act(
        "revoke", "撤销决定", actions.revoke, "已撤销，请送达撤销决定书", lambda a: f.RevokeForm(a.data), stays=True,
        danger=True, hint="所发证照同时失效；撤销决定另行送达，原决定仍可查阅。",
    ),
    Act(
        "order-again", "登记责令重作", actions.order_again, "已登记，期限开始计算", lambda a: f.OrderForm(a.data), stays=True,
        hint="行政复议决定或判决要求重新作出决定的，在这里登记文号和期限。",
    ),
    Act(
        "decide-again", "重新作出决定", actions.decide_again, "已重新作出决定", lambda a: f.AgainForm(a.data, a.page),
        stays=True, keyed=True, beside=True,
    ),
    Act(
        "original", "核验原件", actions.check_original, "已登记核验结果", lambda a: f.OriginalForm(a.data), stays=True, keyed=True
    ),
    Act("fee", "登记缴费", actions.note_fee, "已登记缴费", lambda a: f.FeeForm(a.data), stays=True),
    Act("deliver", "送达", deliver, "已送达", lambda a: f.DeliverForm(a.data), stays=True, upload=True),
    Act("dispatch", "登记寄出", actions.dispatch, "已登记寄出", lambda a: f.DispatchForm(a.data), stays=True,
        hint="寄往申请人登记的地址，免收邮费。"),
    Act("signed", "登记签收", actions.note_delivered, "已登记签收", lambda a: f.SignedForm(a.data), stays=True),
    Act("returned", "登记退回", actions.note_returned, "已登记退回", lambda a: f.ReturnedForm(a.data), stays=True),
    Act("notice", "公告送达", actions.publish_notice, "已登记公告，期满即视为送达", lambda a: f.NoticeForm(a.data), stays=True,
        hint="限于下落不明，或者其他方式都无法送达。"),
)  # fmt: skip
ACTS = {act.name: act for act in TABLE}
DECIDED = (Status.DECIDED, Status.DELIVERED, Status.ARCHIVED)


def offers(page: CasePage, actor: Actor) -> Iterator[Offer]:
    """What this reader may do now, each with its obstacle."""
    organ = page.terms.organ_id
    if page.status in DECIDED and actor.may(Can.DECIDE, organ, page.terms.item_id):
        yield from _of_decision(page)
    if actor.may(Can.DELIVER, organ, page.terms.item_id):
        yield from _of_delivery(page)


def _of_decision(page: CasePage) -> Iterator[Offer]:
    sent = "结果已经寄出，请先登记签收或者退回" if _sent(page) == DeliveryMethod.MAIL else ""
    for move, name in ((Move.CORRECT, "correct-decision"), (Move.REVOKE, "revoke")):
        if button := page.button(move):
            yield Offer(ACTS[name], why=button.why or sent)
    if (again := page.button(Move.DECIDE_AGAIN)) is None:
        return
    open_ = [b for b in page.beside_of(Proceeding.REDECISION) if b.open]
    if not open_:
        yield Offer(ACTS["order-again"])
    for one in open_:
        yield Offer(ACTS["decide-again"], one.key, again.why or sent)


def _of_delivery(page: CasePage) -> Iterator[Offer]:
    yield from _before_delivery(page)
    button = page.button(Move.DELIVER) or page.button(Move.SERVE)
    if button is None or (page.status is not Status.DECIDED and any(d.served_at for d in page.deliveries)):
        return
    sent = _sent(page)
    if sent == DeliveryMethod.MAIL:
        yield Offer(ACTS["signed"])
        yield Offer(ACTS["returned"])
        return
    yield Offer(ACTS["deliver"], why=button.why)
    if sent is None:
        no_address = "" if page.wish and page.wish.address else "申请人没有登记邮寄地址"
        yield Offer(ACTS["dispatch"], why=button.why or no_address)
        yield Offer(ACTS["notice"], why=button.why)


def _before_delivery(page: CasePage) -> Iterator[Offer]:
    if page.status is not Status.DECIDED or page.outcome is not Outcome.GRANTED:
        return
    if page.terms.fee is Fee.CHARGED and page.wish and page.wish.fee_noted_at is None:
        yield Offer(ACTS["fee"])
    if page.channel is Channel.ONLINE:
        for m in page.materials:
            if m.spec.original_later and m.files and not m.original_seen and not m.original_matches:
                yield Offer(ACTS["original"], m.spec.key)


def _sent(page: CasePage) -> str | None:
    """The way something is under way, if anything is."""
    return next((d.method for d in page.deliveries if d.state is DeliveryState.SENT), None)
