"""短信回执: what the provider of the SMS gateway says became of a message. Signed as our calls to it are."""

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from cityhall.kernel.actor import HOUSE
from cityhall.kernel.call import calling
from cityhall.messages import actions
from cityhall.messages.actions import Receipt

from .door import answers

router = Router()


class OneReceipt(Schema):
    id: str = Field(min_length=1, max_length=120, description="短信网关答复的编号")
    delivered: bool
    reason: str = Field(default="", max_length=300, description="未送达的原因")


class Receipts(Schema):
    receipts: list[OneReceipt] = Field(min_length=1, max_length=500)


class Noted(Schema):
    noted: int
    unknown: list[str] = Field(description="还不认识的编号，请稍后再报一次")


@router.post("/messages/receipts", auth=None, response=answers({200: Noted}))
def receipts(request: HttpRequest, body: Receipts) -> Noted:
    """短信送达回执（由短信网关调用）

    请求头 `X-CityHall-Timestamp`（秒）、`X-CityHall-Nonce`（8–80 个字符）、`X-CityHall-Signature`：以双方密钥对
    `方法\\n路径\\n时间\\n随机串\\n正文的SHA256（十六进制）` 作 HMAC-SHA256。时间相差超过五分钟的拒绝；同一随机串重复发送只记一次。"""
    head = request.headers
    stamp = (
        head.get("X-CityHall-Timestamp", ""), head.get("X-CityHall-Nonce", ""), head.get("X-CityHall-Signature", "")
    )  # fmt: skip
    actions.check_receipt_call(request.method or "", request.get_full_path(), stamp, request.body)
    told = [Receipt(r.id, r.delivered, r.reason) for r in body.receipts]
    with calling(key=f"receipt:{stamp[1]}"):
        return Noted.model_validate(actions.note_receipts(HOUSE, told))
