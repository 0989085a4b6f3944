"""帮办代办 at work: what a helper does with a request, the mandate, and the manager's register, assignment and figures."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from cityhall.catalogue import queries as catalogue
from cityhall.doors.http import tidy_name
from cityhall.helping import actions, queries
from cityhall.helping.queries import HelperRow, HelpRow, RulesView, Work
from cityhall.helping.terms import Channel, Half
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.files import store
from cityhall.people import actions as people
from cityhall.people.actions import Signed
from cityhall.people.terms import Purpose

from .door import COMMAND, actor_of, answers, tagged
from .helping import AskIn, Numbered, asking, made

router = Router()
MOST = 100


class RegisterIn(AskIn):
    channel: Channel = Field(description="window 或 phone")
    person_id: int | None = None


class TimeIn(Schema):
    day: date
    half: Half


class AcceptIn(Schema):
    day: date | None = None
    half: Half | None = None


class Words(Schema):
    text: str = Field(max_length=1000)


class MandateIn(Schema):
    items: list[int] = Field(min_length=1, max_length=50)
    until_on: date


class LookIn(Schema):
    field: str = Field(description="phone、address 或 groups")
    purpose: Purpose
    note: str = Field(default="", max_length=100)


class Value(Schema):
    value: str


class Made(Schema):
    id: int


class HelperIn(Schema):
    phone: str = Field(max_length=20)
    areas: list[str] = Field(max_length=200)
    items: list[int] = Field(default_factory=list, max_length=500)
    slots: int | None = None


class NewHelper(HelperIn):
    organ_id: int
    account_id: int
    from_on: date | None = None


class EndIn(Schema):
    until_on: date


class AssignIn(Schema):
    helper_id: int


class RulesIn(Schema):
    slots: int
    answer_days: int
    days_ahead: int
    mandate_days: int
    home_for_all: bool
    source: str = Field(max_length=300)


class Rows(Schema):
    rows: list[HelpRow]
    next: str


class RevokeIn(Schema):
    reason: str = Field(max_length=200)


def _matters(items: list[int]) -> list[tuple[int, str]]:
    names = catalogue.item_names(items)
    if set(items) - set(names):
        raise InvalidInputError("helping.unknown_matters", "授权的事项里有不存在的，请核对事项标识", field="items")
    return [(pk, names[pk][0]) for pk in items]


@router.post("/help-requests", response=answers({201: Numbered}), openapi_extra=COMMAND)
def note_request(request: HttpRequest, response: HttpResponse, body: RegisterIn) -> tuple[int, Numbered]:
    """窗口、电话登记帮办申请"""
    return made(response, actions.ask_help(actor_of(request), asking(body), body.channel, body.person_id))


@router.get("/help-desk", response=answers({200: list[HelpRow]}))
def desk(request: HttpRequest) -> list[HelpRow]:
    """我的帮办清单"""
    return queries.with_me(actor_of(request))


@router.post("/help-requests/{number}/acceptance", response=answers({204: None}), openapi_extra=COMMAND)
def accept(request: HttpRequest, number: str, body: AcceptIn) -> tuple[int, None]:
    """接单"""
    actions.accept_help(actor_of(request), number, body.day, body.half or "")
    return 204, None


@router.post("/help-requests/{number}/decline", response=answers({204: None}), openapi_extra=COMMAND)
def decline(request: HttpRequest, number: str, body: Words) -> tuple[int, None]:
    """退回"""
    actions.decline_help(actor_of(request), number, body.text)
    return 204, None


@router.post("/help-requests/{number}/visit", response=answers({204: None}), openapi_extra=COMMAND)
def book(request: HttpRequest, number: str, body: TimeIn) -> tuple[int, None]:
    """约定时间"""
    actions.book_visit(actor_of(request), number, body.day, body.half)
    return 204, None


@router.post("/help-requests/{number}/not-met", response=answers({204: None}), openapi_extra=COMMAND)
def miss(request: HttpRequest, number: str, body: Words) -> tuple[int, None]:
    """登记未见到申请人"""
    actions.note_not_met(actor_of(request), number, body.text)
    return 204, None


@router.post("/help-requests/{number}/result", response=answers({204: None}), openapi_extra=COMMAND)
def finish(request: HttpRequest, number: str, body: Words) -> tuple[int, None]:
    """办结"""
    actions.finish_help(actor_of(request), number, body.text)
    return 204, None


@router.post("/help-requests/{number}/revelations", response=answers({200: Value}), openapi_extra=COMMAND)
def reveal(request: HttpRequest, number: str, body: LookIn) -> Value:
    """查看电话、地址或特殊情况的原文：只限经手的帮办员，留下记录"""
    return Value(value=actions.reveal_help(actor_of(request), number, body.field, body.purpose, body.note))


@router.post("/help-requests/{number}/mandate", response=answers({201: Made}), openapi_extra=COMMAND)
def ask_mandate(request: HttpRequest, number: str, body: MandateIn) -> tuple[int, Made]:
    """请申请人网上确认授权"""
    return 201, Made(id=actions.ask_mandate(actor_of(request), number, _matters(body.items), body.until_on))


@router.post("/help-requests/{number}/signed-mandate", response=answers({201: Made}), openapi_extra=COMMAND)
def sign_mandate(
    request: HttpRequest, number: str, until_on: Form[date], witness: Form[str], signed_at: Form[datetime], items: Form[list[int]],
    file: File[UploadedFile], person_id: Form[int | None] = None,
) -> tuple[int, Made]:  # fmt: skip
    """登记签字的授权书：扫描件、见证人和签字时间"""
    paper = Signed(store.put(file.chunks()), tidy_name(file.name or ""), witness, signed_at)
    made = actions.sign_mandate(actor_of(request), number, _matters(items), until_on, paper, person_id)
    return 201, Made(id=made)


@router.post("/staff-mandates/{int:agency_id}/revocation", response=answers({204: None}), openapi_extra=COMMAND)
def revoke(request: HttpRequest, agency_id: int, body: RevokeIn) -> tuple[int, None]:
    """代没有账号的委托人登记撤销"""
    people.revoke_for(actor_of(request), agency_id, body.reason)
    return 204, None


@router.get("/help-requests", response=answers({200: Rows}))
def waiting(request: HttpRequest, state: str = "", after: str = "", limit: int = 30) -> Rows:
    """未办结的帮办申请：管理员看本单位、本地区的"""
    found = queries.waiting(actor_of(request), state, after, min(max(limit, 1), MOST))
    return Rows(rows=list(found.rows), next=found.next)


@router.post("/help-requests/{number}/assignment", response=answers({204: None}), openapi_extra=COMMAND)
def assign(request: HttpRequest, number: str, body: AssignIn) -> tuple[int, None]:
    """派单或改派"""
    actions.assign_help(actor_of(request), number, body.helper_id)
    return 204, None


@router.get("/help-register", response=answers({200: list[HelperRow]}))
def register(request: HttpRequest) -> list[HelperRow]:
    """我管理的帮办员"""
    return queries.register(actor_of(request))


@router.post("/help-register", response=answers({201: Made}), openapi_extra=COMMAND)
def register_helper(request: HttpRequest, body: NewHelper) -> tuple[int, Made]:
    """登记帮办员"""
    made = actions.register_helper(
        actor_of(request), body.organ_id, body.account_id, body.phone, body.areas, body.items, body.from_on, body.slots
    )
    return 201, Made(id=made)


@router.get("/help-register/{int:helper_id}", response=answers({200: HelperRow}))
def helper(request: HttpRequest, response: HttpResponse, helper_id: int) -> HelperRow:
    """一名帮办员"""
    found = queries.helper(actor_of(request), helper_id)
    tagged(response, found.version)
    return found


@router.put("/help-register/{int:helper_id}", response=answers({204: None}), openapi_extra=COMMAND)
def change_helper(request: HttpRequest, helper_id: int, body: HelperIn) -> tuple[int, None]:
    """改片区、事项、电话或件数"""
    actions.change_helper(actor_of(request), helper_id, body.phone, body.areas, body.items, body.slots)
    return 204, None


@router.post("/help-register/{int:helper_id}/end", response=answers({204: None}), openapi_extra=COMMAND)
def end_helper(request: HttpRequest, helper_id: int, body: EndIn) -> tuple[int, None]:
    """停止帮办"""
    actions.end_helper(actor_of(request), helper_id, body.until_on)
    return 204, None


@router.get("/help-workload", response=answers({200: list[Work]}))
def workload(request: HttpRequest, from_on: date, through: date) -> list[Work]:
    """帮办员的工作量和结果"""
    return queries.workload(actor_of(request), from_on, through)


@router.get("/help-rules", response=answers({200: RulesView}))
def rules(request: HttpRequest, response: HttpResponse) -> RulesView:
    """帮办代办规则"""
    found = queries.rules_now()
    tagged(response, found.version)
    return found


@router.put("/help-rules", response=answers({204: None}), openapi_extra=COMMAND)
def set_rules(request: HttpRequest, body: RulesIn) -> tuple[int, None]:
    """设置帮办代办规则"""
    actions.set_help_rules(
        actor_of(request),
        body.slots,
        body.answer_days,
        body.days_ahead,
        body.mandate_days,
        body.home_for_all,
        body.source,
    )
    return 204, None
