"""我的个人信息: copy, correction, the end of the account."""

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router, Schema
from pydantic import Field

from cityhall.cases import actions
from cityhall.cases.terms import OwnField
from cityhall.doors.own_copy import archive
from cityhall.joint import actions as joint
from cityhall.people import actions as people_actions
from cityhall.people import queries as people
from cityhall.people.queries import OwnDataRow

from .door import COMMAND, actor_of, answers

router = Router()


class Made(Schema):
    id: int


class Correction(Schema):
    field: OwnField
    words: str = Field(max_length=1000, description="不要写证件号码、电话等原文")


class Asked(Schema):
    number: str


class Closing(Schema):
    sure: bool = Field(description="了解注销的后果")


class Closed(Schema):
    kept: bool = Field(description="因案卷须依法保存，姓名和证件号码是否保留")


@router.get("/me/data", response=answers({200: list[OwnDataRow]}))
def copies(request: HttpRequest) -> list[OwnDataRow]:
    """我的个人信息副本"""
    return people.my_own_data(actor_of(request))


@router.post("/me/data", response=answers({201: Made}), openapi_extra=COMMAND)
def ask(request: HttpRequest) -> tuple[int, Made]:
    """申请一份副本（每 24 小时一次，备好后发消息）"""
    return 201, Made(id=people_actions.ask_own_data(actor_of(request)))


@router.get("/me/data/{int:own_data_id}/file", response=answers({200: None}))
def download(request: HttpRequest, own_data_id: int) -> StreamingHttpResponse:
    """下载副本（ZIP，过期销毁）"""
    return archive(actor_of(request), own_data_id)


@router.post("/me/corrections", response=answers({201: Asked}), openapi_extra=COMMAND)
def correct(request: HttpRequest, body: Correction) -> tuple[int, Asked]:
    """申请更正、补充个人信息"""
    return 201, Asked(number=actions.ask_correction(actor_of(request), body.field, body.words))


@router.post("/me/closing", response=answers({200: Closed}), openapi_extra=COMMAND)
def close(request: HttpRequest, body: Closing) -> Closed:
    """注销账号"""
    return Closed(kept=joint.close_account(actor_of(request), body.sure))
