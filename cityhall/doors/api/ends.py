"""决定的变更, 送达, 证照, 归档包."""

from datetime import date

from django.http import HttpRequest, StreamingHttpResponse
from ninja import File, Form, Router, Schema, UploadedFile
from pydantic import Field

from cityhall.cases import actions, queries
from cityhall.cases.queries import LicenceView, PublishedRow, UncollectedRow
from cityhall.cases.terms import Again, DeliveryMethod, Outcome
from cityhall.doors.http import file_response
from cityhall.kernel.files.store import put

from .cases import DONE
from .door import COMMAND, actor_of, answers

router = Router()


class CorrectionOfDecision(Schema):
    text: str = Field(max_length=2000)
    reason: str = Field(max_length=300)


class Revocation(Schema):
    cause: Again
    reasons: str = Field(max_length=2000)
    basis: str = Field(max_length=300)
    document: str = Field(default="", max_length=200)


class Order(Schema):
    cause: Again
    document: str = Field(max_length=200)
    days: int = Field(ge=1, le=3650)


class Ordered(Schema):
    key: int


class AgainIn(Schema):
    outcome: Outcome
    reasons: str = Field(max_length=2000)
    conditions: str = Field(default="", max_length=2000)


class Choice(Schema):
    method: DeliveryMethod
    receiver: str = Field(default="", max_length=60)
    phone: str = Field(default="", max_length=40)
    address: str = Field(default="", max_length=300)
    electronic_consent: bool = False


class Named(Schema):
    number: str = Field(max_length=80)
    expires_on: date | None = None


class Fee(Schema):
    amount: str = Field(default="", max_length=20)
    receipt: str = Field(default="", max_length=60)
    waiver: str = Field(default="", max_length=200)


class OriginalIn(Schema):
    matches: bool
    note: str = Field(default="", max_length=200)


class Dispatch(Schema):
    carrier: str = Field(max_length=40)
    waybill: str = Field(max_length=40)


class Signed(Schema):
    receiver: str = Field(max_length=60)
    on: date


class Returned(Schema):
    reason: str = Field(max_length=300)


class Notice(Schema):
    where: str = Field(max_length=200)
    reason: str = Field(max_length=300)


class LeftIn(Schema):
    receiver: str = Field(max_length=60)
    reason: str = Field(max_length=300)
    witness: str = Field(default="", max_length=120)


class Published(Schema):
    rows: list[PublishedRow]
    next: str


class Uncollected(Schema):
    rows: list[UncollectedRow]
    next: str


class Licences(Schema):
    rows: list[LicenceView]
    next: str


class Verified(Schema):
    wrong: list[str]


@router.post("/cases/{number}/decision-corrections", response=DONE, openapi_extra=COMMAND)
def correct_decision(request: HttpRequest, number: str, body: CorrectionOfDecision) -> tuple[int, None]:
    """更正决定（文字或者计算错误）"""
    actions.correct_decision(actor_of(request), number, body.text, body.reason)
    return 204, None


@router.post("/cases/{number}/revocation", response=DONE, openapi_extra=COMMAND)
def revoke(request: HttpRequest, number: str, body: Revocation) -> tuple[int, None]:
    """撤销决定"""
    actions.revoke(actor_of(request), number, body.cause, body.reasons, body.basis, body.document)
    return 204, None


@router.post("/cases/{number}/orders", response=answers({201: Ordered}), openapi_extra=COMMAND)
def order_again(request: HttpRequest, number: str, body: Order) -> tuple[int, Ordered]:
    """登记责令重新作出决定的复议决定或判决"""
    return 201, Ordered(key=actions.order_again(actor_of(request), number, body.cause, body.document, body.days))


@router.post("/cases/{number}/orders/{key}/decision", response=DONE, openapi_extra=COMMAND)
def decide_again(request: HttpRequest, number: str, key: str, body: AgainIn) -> tuple[int, None]:
    """重新作出决定"""
    actions.decide_again(actor_of(request), number, key, body.outcome, body.reasons, body.conditions)
    return 204, None


@router.put("/cases/{number}/delivery-choice", response=DONE, openapi_extra=COMMAND)
def choose_delivery(request: HttpRequest, number: str, body: Choice) -> tuple[int, None]:
    """选择领取方式（number 为草稿编号或办件编号）"""
    actions.choose_delivery(
        actor_of(request), number, body.method, body.receiver, body.phone, body.address,
        electronic_consent=body.electronic_consent,
    )  # fmt: skip
    return 204, None


@router.put("/cases/{number}/licence", response=DONE, openapi_extra=COMMAND)
def name_licence(request: HttpRequest, number: str, body: Named) -> tuple[int, None]:
    """填写变更、延续、注销的证照（number 为草稿编号或办件编号）"""
    actions.name_licence(actor_of(request), number, body.number, body.expires_on)
    return 204, None


@router.put("/cases/{number}/fee", response=DONE, openapi_extra=COMMAND)
def note_fee(request: HttpRequest, number: str, body: Fee) -> tuple[int, None]:
    """登记缴费或免缴依据"""
    actions.note_fee(actor_of(request), number, body.amount, body.receipt, body.waiver)
    return 204, None


@router.put("/cases/{number}/materials/{key}/original", response=DONE, openapi_extra=COMMAND)
def check_original(request: HttpRequest, number: str, key: str, body: OriginalIn) -> tuple[int, None]:
    """先审后验：核验原件"""
    actions.check_original(actor_of(request), number, key, body.matches, body.note)
    return 204, None


@router.post("/cases/{number}/left-service", response=DONE, openapi_extra=COMMAND)
def leave(
    request: HttpRequest, number: str, body: Form[LeftIn], file: File[UploadedFile | None] = None
) -> tuple[int, None]:
    """留置送达，附照片或录像截图"""
    evidence = put(file.chunks()) if file is not None else None
    actions.deliver(
        actor_of(request), number, body.receiver, method=DeliveryMethod.LEFT, witness=body.witness, reason=body.reason,
        evidence=evidence,
    )  # fmt: skip
    return 204, None


@router.post("/cases/{number}/dispatch", response=DONE, openapi_extra=COMMAND)
def dispatch(request: HttpRequest, number: str, body: Dispatch) -> tuple[int, None]:
    """邮寄：登记寄出"""
    actions.dispatch(actor_of(request), number, body.carrier, body.waybill)
    return 204, None


@router.post("/cases/{number}/mail-receipt", response=DONE, openapi_extra=COMMAND)
def note_delivered(request: HttpRequest, number: str, body: Signed) -> tuple[int, None]:
    """邮寄：登记签收"""
    actions.note_delivered(actor_of(request), number, body.receiver, body.on)
    return 204, None


@router.post("/cases/{number}/mail-return", response=DONE, openapi_extra=COMMAND)
def note_returned(request: HttpRequest, number: str, body: Returned) -> tuple[int, None]:
    """邮寄：登记退回"""
    actions.note_returned(actor_of(request), number, body.reason)
    return 204, None


@router.post("/cases/{number}/public-notice", response=DONE, openapi_extra=COMMAND)
def publish_notice(request: HttpRequest, number: str, body: Notice) -> tuple[int, None]:
    """公告送达"""
    actions.publish_notice(actor_of(request), number, body.where, body.reason)
    return 204, None


@router.get("/uncollected", response=answers({200: Uncollected}))
def uncollected(request: HttpRequest, after: str = "") -> Uncollected:
    """逾期未领的结果"""
    found = queries.uncollected(actor_of(request), after)
    return Uncollected(rows=list(found.rows), next=found.next)


@router.get("/licences", response=answers({200: Licences}))
def licences(request: HttpRequest, ref: str = "", after: str = "") -> Licences:
    """我的证照；工作人员可按持有人查本单位核发的"""
    found = queries.licences_page(actor_of(request), ref, after)
    return Licences(rows=list(found.rows), next=found.next)


@router.get("/licences/{path:number}", auth=None, response=answers({200: LicenceView}))
def licence(request: HttpRequest, number: str) -> LicenceView:
    """凭编号核对一个证照（姓名遮盖）"""
    return queries.licence(number)


@router.get("/published-grants", auth=None, response=answers({200: Published}))
def published(request: HttpRequest, after: str = "") -> Published:
    """准予行政许可决定公开（行政许可法第四十条）"""
    found = queries.published(after)
    return Published(rows=list(found.rows), next=found.next)


@router.get("/cases/{number}/package", response=answers({200: None}))
def package(request: HttpRequest, number: str) -> StreamingHttpResponse:
    """下载归档包"""
    found = queries.package_of(actor_of(request), number)
    return file_response(found.stored.sha256, found.name, found.stored.media_type)


@router.post("/cases/{number}/package-verification", response=answers({200: Verified}), openapi_extra=COMMAND)
def verify_package(request: HttpRequest, number: str) -> Verified:
    """核对归档包每个文件的摘要"""
    return Verified(wrong=actions.verify_package(actor_of(request), number))
