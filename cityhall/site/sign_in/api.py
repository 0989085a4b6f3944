"""Signing in and out by API: the same acts as the sign-in pages."""

from django.contrib import auth
from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router, Schema
from pydantic import Field

from cityhall.doors.api.door import actor_of, answers
from cityhall.doors.http import address_of
from cityhall.kernel.accounts import actions as accounts
from cityhall.kernel.actor import NOBODY
from cityhall.kernel.call import calling
from cityhall.kernel.errors import InvalidInputError
from cityhall.people import actions as people

from .session import begin

router = Router()


def only_json(request: HttpRequest) -> bool:
    """Signing in asks for no CSRF token, there being no session yet. A form on a stranger's page, which would sign the
    visitor in as the stranger, cannot send this content type; asked before anything is read."""
    if (request.content_type or "").lower() != "application/json":
        raise InvalidInputError(
            "call.not_json", "登录接口只接受 JSON，请把 Content-Type 设为 application/json 后重新发送"
        )
    return True


class Password(Schema):
    login: str = Field(max_length=80)
    password: str = Field(max_length=200)


class Phone(Schema):
    phone: str = Field(max_length=20)


class Code(Phone):
    code: str = Field(max_length=10)


class Who(Schema):
    name: str
    signed_in: bool
    staff: bool
    csrf_token: str


@router.get("/session", auth=None, response=answers({200: Who}))
def who(request: HttpRequest) -> Who:
    """我是谁，以及改动类请求所需的 CSRF 令牌"""
    actor = actor_of(request)
    return Who(
        name=actor.name, signed_in=actor.account_id is not None, staff=actor.is_staff, csrf_token=get_token(request)
    )


@router.post("/session", auth=only_json, response=answers({200: Who}))
def sign_in(request: HttpRequest, body: Password) -> Who:
    """工作人员登录"""
    with calling():  # never answered from memory: an old password stays refused, a wrong one counts every time
        attempt = accounts.sign_in_with_password(NOBODY, body.login, body.password, address_of(request))
    account_id = accounts.check_outcome(attempt)
    begin(request, account_id, must_change=attempt["must_change"])
    return Who(name=body.login, signed_in=True, staff=True, csrf_token=get_token(request))


@router.post("/session/codes", auth=only_json, response=answers({204: None}))
def send_code(request: HttpRequest, body: Phone) -> tuple[int, None]:
    """申请人登录：发送短信验证码"""
    people.request_code(NOBODY, body.phone, address_of(request))
    return 204, None


@router.post("/session/phone", auth=only_json, response=answers({200: Who}))
def sign_in_by_phone(request: HttpRequest, body: Code) -> Who:
    """申请人登录：手机号和验证码"""
    with calling():  # a code opens once
        attempt = people.verify_code(NOBODY, body.phone, body.code, address_of(request))
    begin(request, accounts.check_outcome(attempt))
    return Who(name="", signed_in=True, staff=False, csrf_token=get_token(request))


@router.delete("/session", response=answers({204: None}))
def sign_out(request: HttpRequest) -> tuple[int, None]:
    """退出登录"""
    accounts.sign_out(actor_of(request))
    auth.logout(request)
    return 204, None
