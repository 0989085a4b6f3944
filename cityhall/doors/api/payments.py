"""缴费: bills and their payment, a provider's notices, refunds, the daily comparison of books. Amounts are whole fen."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from cityhall.cases import actions as cases
from cityhall.payments import actions, queries
from cityhall.payments.queries import BillPage
from cityhall.payments.terms import BillState, Kind, LineState, Means

from .door import COMMAND, actor_of, answers, tagged

router = Router()


class LineOut(Schema):
    id: int
    case: str
    item_name: str
    name: str
    standard: str
    basis: str
    amount: int
    refunded: int
    state: LineState


class BillOut(Schema):
    number: str
    title: str
    payer_name: str
    state: BillState
    due: int
    total: int
    due_on: date
    paid_at: datetime | None
    means: Means | None
    receipt: str
    lines: list[LineOut]
    version: int


class BillRowOut(Schema):
    number: str
    title: str
    payer_name: str
    state: BillState
    total: int
    due_on: date
    created_at: datetime


class BillsOut(Schema):
    rows: list[BillRowOut]
    next: str


class Amounts(Schema):
    amounts: dict[str, str] = Field(description='收费项目名称 → 金额（元），如 {"工本费": "10.00"}；不列的不收')


class BillMade(Schema):
    bill: str


class PayAt(Schema):
    url: str = Field(description="支付渠道的页面，请缴款人打开")


class Collection(Schema):
    means: Means
    receipt: str = Field(max_length=60)


class RefundIn(Schema):
    amount: int = Field(gt=0, description="分")
    reason: str = Field(max_length=300)
    receipt: str = Field(default="", max_length=60, description="当面退还的退款凭证号")


class RefundMade(Schema):
    refund: str


class Heard(Schema):
    state: str = Field(description="paid 已入账，again 重复通知，to_refund 已记待退")


class Why(Schema):
    reason: str = Field(max_length=300)


class Clearing(Schema):
    reason: str = Field(max_length=300)
    book: bool = Field(default=False, description="补登入账：渠道确有这笔款，通知没有送到")


class Compared(Schema):
    differences: int


class DifferenceOut(Schema):
    id: int
    provider: str
    day: date
    kind: Kind
    key: str
    ours: int | None
    theirs: int | None
    times: int
    found_at: datetime
    cleared_by: str
    reason: str


class DayOut(Schema):
    provider: str
    day: date
    ours: int
    ours_amount: int
    theirs: int
    theirs_amount: int
    odd: int
    run_at: datetime


@router.put("/cases/{number}/charges", response=answers({200: BillMade}), openapi_extra=COMMAND)
def set_fee(request: HttpRequest, number: str, body: Amounts) -> BillMade:
    """核定收费：记在申请的缴费单上"""
    return BillMade(bill=cases.set_fee(actor_of(request), number, body.amounts))


@router.get("/bills", response=answers({200: BillsOut}))
def bills(request: HttpRequest, q: str = "", state: str = "", after: str = "", limit: int = 30) -> BillsOut:
    """本窗口收费范围内的缴费单"""
    page = queries.bills(actor_of(request), q, state, after, min(max(limit, 1), 100))
    return BillsOut(rows=[BillRowOut.model_validate(row, from_attributes=True) for row in page.rows], next=page.next)


@router.get("/me/bills", response=answers({200: list[BillRowOut]}))
def my_bills(request: HttpRequest) -> list[BillRowOut]:
    """我的缴费单"""
    return [BillRowOut.model_validate(row, from_attributes=True) for row in queries.my_bills(actor_of(request))]


@router.get("/bills/{number}", response=answers({200: BillOut}))
def bill(request: HttpRequest, response: HttpResponse, number: str) -> BillOut:
    """一张缴费单：缴款人本人，或收费、退费、对账的人员"""
    page = queries.bill_page(actor_of(request), number)
    tagged(response, page.version)
    return _bill(page)


def _bill(page: BillPage) -> BillOut:
    paid = page.receipt
    return BillOut(
        number=page.number, title=page.title, payer_name=page.payer_name, state=page.state, due=page.due, total=page.total,
        due_on=page.due_on, paid_at=page.paid_at, means=paid.means if paid else None, receipt=paid.receipt if paid else "",
        lines=[LineOut.model_validate(one, from_attributes=True) for one in page.lines], version=page.version,
    )  # fmt: skip


@router.post("/bills/{number}/payment", response=answers({200: PayAt}), openapi_extra=COMMAND)
def pay(request: HttpRequest, number: str) -> PayAt:
    """网上支付：得到支付页面的地址；重复请求得到同一订单"""
    return PayAt(url=request.build_absolute_uri(actions.checkout(actor_of(request), number)))


@router.post("/bills/{number}/collection", response=answers({204: None}), openapi_extra=COMMAND)
def collect(request: HttpRequest, number: str, body: Collection) -> tuple[int, None]:
    """窗口收款：现金或刷卡，登记票据号"""
    actions.collect(actor_of(request), number, body.means, body.receipt)
    return 204, None


@router.post("/bills/{number}/lines/{int:line_id}/refund", response=answers({200: RefundMade}), openapi_extra=COMMAND)
def refund(request: HttpRequest, number: str, line_id: int, body: RefundIn) -> RefundMade:
    """退费：网上付的原路退回，窗口收的当面退还"""
    made = actions.refund(actor_of(request), number, line_id, body.amount, body.reason, body.receipt)
    return RefundMade(refund=made)


@router.post("/payments/{order}/refund", response=answers({200: RefundMade}), openapi_extra=COMMAND)
def refund_late(request: HttpRequest, order: str, body: Why) -> RefundMade:
    """退回缴费单取消之后到账的款"""
    return RefundMade(refund=actions.refund_late(actor_of(request), order, body.reason))


@router.post("/payments/notices/{provider}", auth=None, response=answers({200: Heard}))
def notice(request: HttpRequest, provider: str) -> Heard:
    """支付通知（由支付渠道调用）

    正文 JSON：`order` 订单号、`amount` 金额（分）、`transaction` 渠道流水号、`paid_at` 支付时间（ISO 8601，带时区）；请求头
    `X-Signature`：以双方密钥对正文作 HMAC-SHA256（十六进制）。同一通知重复发送只入账一次；签名、金额或订单不符的拒绝，并提请核查。"""
    signature = request.headers.get("X-Signature", "")
    return Heard(state=actions.take_notice(provider, actions.Signed(request.body, signature)))


@router.post("/reconciliations/{day}", response=answers({200: Compared}), openapi_extra=COMMAND)
def reconcile(request: HttpRequest, day: date) -> Compared:
    """对一天的账"""
    return Compared(differences=actions.reconcile(actor_of(request), day))


@router.get("/reconciliations", response=answers({200: list[DayOut]}))
def days(request: HttpRequest) -> list[DayOut]:
    """最近一个月的对账结果"""
    return [DayOut.model_validate(row, from_attributes=True) for row in queries.days(actor_of(request))]


@router.get("/payment-differences", response=answers({200: list[DifferenceOut]}))
def differences(request: HttpRequest, cleared: bool = False) -> list[DifferenceOut]:
    """待核（或已核销）的差异"""
    rows = queries.differences(actor_of(request), cleared=cleared)
    return [DifferenceOut.model_validate(row, from_attributes=True) for row in rows]


@router.post("/payment-differences/{int:difference_id}/clearing", response=answers({204: None}), openapi_extra=COMMAND)
def clear(request: HttpRequest, difference_id: int, body: Clearing) -> tuple[int, None]:
    """核销差异，写明原因；或补登入账"""
    act = actions.book_difference if body.book else actions.clear_difference
    act(actor_of(request), difference_id, body.reason)
    return 204, None
