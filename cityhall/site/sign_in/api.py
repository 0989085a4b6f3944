"""Signing in and out by API: the same acts as the sign-in pages."""

from django.contrib import auth
from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router, Schema
from pydantic import Field

from cityhall.doors.api.door import actor_of, answers
from cityhall.doors.http import address_of
from cityhall.kernel.accounts import actions as accounts
from cityhall.kernel.accounts.second import actions as factor
from cityhall.kernel.accounts.sessions import queries as running
from cityhall.kernel.accounts.sessions.actions import end_session
from cityhall.kernel.accounts.sessions.queries import SessionRow
from cityhall.kernel.accounts.terms import Outcome
from cityhall.kernel.actor import NOBODY
from cityhall.kernel.call import calling
from cityhall.kernel.errors import InvalidInputError
from cityhall.people import actions as people

from .session import IDLE, begin

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
    code: str = Field(default="", max_length=20, description="动态码或恢复码；启用了动态码的账号必填")


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
        if attempt["outcome"] == Outcome.SECOND and body.code:
            attempt = factor.check(NOBODY, attempt["account_id"] or 0, body.code, address_of(request))
    account_id = accounts.check_outcome(attempt)
    begin(request, account_id, must_change=attempt["must_change"], by_password=True)
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


@router.delete("/session/others", response=answers({204: None}))
def end_others(request: HttpRequest) -> tuple[int, None]:
    """在其他设备退出：此前的登录全部失效，当前会话换新"""
    accounts.end_sessions(actor_of(request))
    begin(request, actor_of(request).account_id or 0)
    return 204, None


@router.get("/session/all", response=answers({200: list[SessionRow]}))
def all_of_mine(request: HttpRequest) -> list[SessionRow]:
    """本人正在进行的登录：设备、网络、登录时间、最近使用"""
    actor = actor_of(request)
    return running.sessions(actor, request.session.session_key or "", IDLE[actor.is_staff])


@router.delete("/session/all/{session_id}", response=answers({204: None}))
def end_one(request: HttpRequest, session_id: str) -> tuple[int, None]:
    """退出本人的一处登录"""
    end_session(actor_of(request), session_id)
    return 204, None
