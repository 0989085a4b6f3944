"""对接系统: registering programs that ask the API, and the token they ask it with."""

import base64
import binascii
from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Form, Router, Schema
from pydantic import Field

from cityhall.doors.http import address_of
from cityhall.exchange import actions, queries
from cityhall.exchange.queries import ClientRow, ClientView
from cityhall.exchange.terms import Scope
from cityhall.kernel.actor import NOBODY
from cityhall.kernel.call import calling

from .door import COMMAND, actor_of, answers, tagged

router = Router()


class Grant(Schema):
    grant_type: str = Field(pattern="^client_credentials$")
    client_id: str = Field(default="", max_length=40)
    client_secret: str = Field(default="", max_length=200)


class TokenOut(Schema):
    access_token: str
    token_type: str
    expires_in: int


class ClientIn(Schema):
    name: str = Field(max_length=60, examples=["市数据平台"])
    role_key: str = Field(max_length=40)
    contact: str = Field(max_length=60)
    phone: str = Field(default="", max_length=40)
    scopes: list[Scope] = Field(examples=[["cases:read", "items:read"]])
    networks: list[str] = Field(default_factory=list, max_length=50, examples=[["10.8.0.0/16"]])
    per_minute: int = Field(default=600, ge=1, le=1_000_000)
    per_day: int = Field(default=100_000, ge=1, le=100_000_000)
    expires_on: date | None = None


class NewClient(ClientIn):
    organ_id: int = Field(ge=1, le=2**63 - 1)


class Made(Schema):
    """`client_secret` is told this once and kept as a digest alone."""

    client_id: str
    client_secret: str


class Clients(Schema):
    rows: list[ClientRow]
    next: str


@router.post("/token", auth=None, response=answers({200: TokenOut}))
def token(request: HttpRequest, response: HttpResponse, body: Form[Grant]) -> TokenOut:
    """换取令牌（OAuth 2.0 client_credentials）：系统标识和密钥可放在表单里，或用 HTTP Basic"""
    key, secret = _basic(request) or (body.client_id, body.client_secret)
    with calling():  # never answered from memory: a token is not kept
        given = actions.check_given(actions.issue_token(NOBODY, key, secret, address_of(request)))
    response["Cache-Control"] = "no-store"
    return TokenOut(access_token=given["token"], token_type="Bearer", expires_in=given["seconds"])  # noqa: S106


def _basic(request: HttpRequest) -> tuple[str, str] | None:
    kind, _, said = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        key, _, secret = base64.b64decode(said, validate=True).decode().partition(":")
    except (ValueError, binascii.Error):
        return "", ""
    return key.replace("\0", ""), secret


@router.get("/clients", response=answers({200: Clients}))
def clients(request: HttpRequest, after: str = "") -> Clients:
    """对接系统列表，含最近使用、今日调用和被拒次数"""
    found = queries.clients(actor_of(request), after)
    return Clients(rows=list(found.rows), next=found.next)


@router.post("/clients", response=answers({201: Made}), openapi_extra=COMMAND)
def create(request: HttpRequest, response: HttpResponse, body: NewClient) -> tuple[int, Made]:
    """登记对接系统；密钥只在这一次答复中给出"""
    key, secret = actions.fresh_key(), actions.fresh_secret()
    actions.create_client(actor_of(request), key, secret, **body.dict())
    response["Location"] = f"/api/clients/{key}"
    return 201, Made(client_id=key, client_secret=secret)


@router.get("/clients/{key}", response=answers({200: ClientView}))
def client(request: HttpRequest, response: HttpResponse, key: str) -> ClientView:
    """一个对接系统"""
    found = queries.client(actor_of(request), key)
    tagged(response, found.version)
    return found


@router.put("/clients/{key}", response=answers({204: None}), openapi_extra=COMMAND)
def edit(request: HttpRequest, key: str, body: ClientIn) -> tuple[int, None]:
    """修改对接系统"""
    actions.edit_client(actor_of(request), key, **body.dict())
    return 204, None


@router.post("/clients/{key}/secrets", response=answers({201: Made}), openapi_extra=COMMAND)
def rotate(request: HttpRequest, key: str) -> tuple[int, Made]:
    """生成第二个密钥，用于轮换；只在这一次答复中给出"""
    secret = actions.fresh_secret()
    actions.rotate_secret(actor_of(request), key, secret)
    return 201, Made(client_id=key, client_secret=secret)


@router.delete("/clients/{key}/secrets/{int:secret_id}", response=answers({204: None}), openapi_extra=COMMAND)
def end_secret(request: HttpRequest, key: str, secret_id: int) -> tuple[int, None]:
    """作废密钥，凭它换取的令牌立即失效"""
    actions.end_secret(actor_of(request), key, secret_id)
    return 204, None


@router.post("/clients/{key}/suspension", response=answers({204: None}), openapi_extra=COMMAND)
def suspend(request: HttpRequest, key: str) -> tuple[int, None]:
    """停用对接系统"""
    actions.suspend_client(actor_of(request), key)
    return 204, None


@router.delete("/clients/{key}/suspension", response=answers({204: None}), openapi_extra=COMMAND)
def resume(request: HttpRequest, key: str) -> tuple[int, None]:
    """恢复对接系统"""
    actions.resume_client(actor_of(request), key)
    return 204, None
