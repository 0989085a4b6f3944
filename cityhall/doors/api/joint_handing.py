"""一件事的领取: chosen by the applicant, handed over by a window, all at once."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from cityhall.cases.terms import DeliveryMethod
from cityhall.joint import actions, queries
from cityhall.joint.queries import HandingView
from cityhall.joint.terms import Handing

from .door import COMMAND, actor_of, answers, tagged

router = Router()


class HandingIn(Schema):
    handing: Handing
    method: DeliveryMethod
    receiver: str = Field(default="", max_length=60)
    phone: str = Field(default="", max_length=40)
    address: str = Field(default="", max_length=300)
    electronic_consent: bool = False


class ResultOut(Schema):
    number: str
    item_name: str
    result_name: str
    result_number: str
    unpaid: bool
    waybill: str
    handed: bool


class ReceiptOut(Schema):
    number: str
    method: DeliveryMethod
    receiver: str
    carrier: str
    waybill: str
    made_at: datetime
    signed_at: datetime | None
    returned_at: datetime | None


class HandingOut(Schema):
    handing: Handing
    method: DeliveryMethod | None
    outstanding: list[str] = Field(description="还可能有结果的事项")
    results: list[ResultOut]
    receipts: list[ReceiptOut]
    version: int


class HandIn(Schema):
    receiver: str = Field(max_length=60)
    relation: str = Field(default="本人", max_length=40)
    receiver_id: str = Field(default="", max_length=40)
    method: DeliveryMethod = DeliveryMethod.WINDOW


class PostIn(Schema):
    carrier: str = Field(max_length=40)
    waybill: str = Field(max_length=40)


class SignedIn(Schema):
    receiver: str = Field(max_length=60)
    on: date


class ReturnedIn(Schema):
    reason: str = Field(max_length=300)


class Receipt(Schema):
    receipt: str


class TogetherOut(Schema):
    number: str
    name: str
    applicant_name: str
    all_there_at: datetime | None
    method: DeliveryMethod | None
    on_way: bool


class TogethersOut(Schema):
    rows: list[TogetherOut]
    next: str


@router.put("/joint-drafts/{draft_id}/handing", response=answers({204: None}), openapi_extra=COMMAND)
def choose_on_draft(request: HttpRequest, draft_id: str, body: HandingIn) -> tuple[int, None]:
    """在草稿上选择一次领取或分别领取"""
    return _choose(request, draft_id, body)


@router.put("/joint-applications/{number}/handing", response=answers({204: None}), openapi_extra=COMMAND)
def choose(request: HttpRequest, number: str, body: HandingIn) -> tuple[int, None]:
    """更改一次领取或分别领取，直到结果交付"""
    return _choose(request, number, body)


def _choose(request: HttpRequest, ref: str, body: HandingIn) -> tuple[int, None]:
    actions.choose_handing(
        actor_of(request), ref, body.handing, body.method, body.receiver, body.phone, body.address,
        electronic_consent=body.electronic_consent,
    )  # fmt: skip
    return 204, None


@router.get("/joint-applications/{number}/handing", response=answers({200: HandingOut}))
def handing(request: HttpRequest, response: HttpResponse, number: str) -> HandingOut:
    """怎样领取，哪些结果已经到了"""
    found = queries.handing_of(actor_of(request), number)
    tagged(response, found.version)
    return _handing(found)


def _handing(found: HandingView) -> HandingOut:
    return HandingOut(
        handing=found.handing, method=found.method, outstanding=list(found.outstanding),
        results=[ResultOut.model_validate(one, from_attributes=True) for one in found.results],
        receipts=[ReceiptOut.model_validate(one, from_attributes=True) for one in found.handouts], version=found.version,
    )  # fmt: skip


@router.get("/joint-applications-to-hand-over", response=answers({200: TogethersOut}))
def to_hand_over(request: HttpRequest, q: str = "", after: str = "", limit: int = 30) -> TogethersOut:
    """结果已到齐、等一次领取的联办申请"""
    page = queries.to_hand_over(actor_of(request), q, after, min(max(limit, 1), 100))
    return TogethersOut(
        rows=[TogetherOut.model_validate(row, from_attributes=True) for row in page.rows], next=page.next
    )


@router.post("/joint-applications/{number}/handover", response=answers({200: Receipt}), openapi_extra=COMMAND)
def hand_over(request: HttpRequest, number: str, body: HandIn) -> Receipt:
    """一并交付全部结果，一张签收单"""
    made = actions.hand_over_together(
        actor_of(request), number, body.receiver, body.relation, body.receiver_id, body.method
    )
    return Receipt(receipt=made)


@router.post("/joint-applications/{number}/dispatch", response=answers({200: Receipt}), openapi_extra=COMMAND)
def post(request: HttpRequest, number: str, body: PostIn) -> Receipt:
    """全部结果一个邮件寄出"""
    return Receipt(receipt=actions.post_together(actor_of(request), number, body.carrier, body.waybill))


@router.post("/joint-applications/{number}/dispatch/signature", response=answers({204: None}), openapi_extra=COMMAND)
def signed(request: HttpRequest, number: str, body: SignedIn) -> tuple[int, None]:
    """登记邮件签收"""
    actions.sign_for_together(actor_of(request), number, body.receiver, body.on)
    return 204, None


@router.post("/joint-applications/{number}/dispatch/return", response=answers({204: None}), openapi_extra=COMMAND)
def returned(request: HttpRequest, number: str, body: ReturnedIn) -> tuple[int, None]:
    """登记邮件退回"""
    actions.return_together(actor_of(request), number, body.reason)
    return 204, None
