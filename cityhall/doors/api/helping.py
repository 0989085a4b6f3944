"""帮办代办: who helps where, asking for it, one's own requests."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from cityhall.catalogue import queries as catalogue
from cityhall.helping import actions, queries
from cityhall.helping.actions import Asking
from cityhall.helping.queries import HelperView, HelpPage, HelpRow, Opening
from cityhall.helping.terms import Group, Half, Mode, Place, Score
from cityhall.kernel.errors import InvalidInputError

from .door import COMMAND, actor_of, answers, tagged

router = Router()


class AskIn(Schema):
    name: str = Field(max_length=60)
    phone: str = Field(max_length=20)
    division_code: str = Field(max_length=12, description="所在区划，12 位代码")
    what: str = Field(default="", max_length=500)
    mode: Mode
    place: Place
    item_id: int | None = None
    address: str = Field(default="", max_length=200, description="上门时必填；加密保存")
    groups: list[Group] = Field(
        default_factory=list, description="自愿说明的特殊情况；加密保存，只有为其服务的帮办员能看"
    )
    day: date | None = None
    half: Half | None = None


class Reason(Schema):
    reason: str = Field(default="", max_length=200)


class ScoreIn(Schema):
    score: Score


class Numbered(Schema):
    number: str


def asking(body: AskIn) -> Asking:
    names = catalogue.item_names([body.item_id]) if body.item_id is not None else {}
    if body.item_id is not None and body.item_id not in names:
        raise InvalidInputError("helping.unknown_item", "没有这个事项，请核对事项标识", field="item_id")
    name = names[body.item_id][0] if body.item_id is not None else ""
    return Asking(
        body.name, body.phone, body.division_code, body.what, body.mode, body.place, body.item_id, name, body.address,
        tuple(body.groups), body.day, body.half,
    )  # fmt: skip


@router.get("/helpers", response=answers({200: list[HelperView]}), auth=None)
def helpers(request: HttpRequest, q: str = "") -> list[HelperView]:
    """帮办员名册：公开"""
    return queries.helpers(q[:40])


@router.get("/helpers/openings", response=answers({200: list[Opening]}), auth=None)
def openings(request: HttpRequest, division_code: str, item_id: int | None = None) -> list[Opening]:
    """某地还能约的半天"""
    return queries.openings(division_code[:12], item_id)


@router.get("/me/help-requests", response=answers({200: list[HelpRow]}))
def mine(request: HttpRequest) -> list[HelpRow]:
    """我的帮办申请"""
    return queries.my_help(actor_of(request))


@router.post("/me/help-requests", response=answers({201: Numbered}), openapi_extra=COMMAND)
def ask(request: HttpRequest, response: HttpResponse, body: AskIn) -> tuple[int, Numbered]:
    """申请帮办代办"""
    return made(response, actions.ask_help(actor_of(request), asking(body)))


def made(response: HttpResponse, number: str) -> tuple[int, Numbered]:
    response["Location"] = f"/api/help-requests/{number}"
    return 201, Numbered(number=number)


@router.get("/help-requests/{number}", response=answers({200: HelpPage}))
def one(request: HttpRequest, response: HttpResponse, number: str) -> HelpPage:
    """一件帮办申请：本人、经手的帮办员和管理员可看"""
    found = queries.help_page(actor_of(request), number)
    tagged(response, found.version)
    return found


@router.post("/help-requests/{number}/cancellation", response=answers({204: None}), openapi_extra=COMMAND)
def cancel(request: HttpRequest, number: str, body: Reason) -> tuple[int, None]:
    """取消"""
    actions.cancel_help(actor_of(request), number, body.reason)
    return 204, None


@router.post("/help-requests/{number}/score", response=answers({204: None}), openapi_extra=COMMAND)
def rate(request: HttpRequest, number: str, body: ScoreIn) -> tuple[int, None]:
    """评价"""
    actions.rate_help(actor_of(request), number, body.score)
    return 204, None
