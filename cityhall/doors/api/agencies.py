"""授权委托: given, read, accepted, ended."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from cityhall.catalogue import queries as catalogue
from cityhall.kernel.errors import InvalidInputError
from cityhall.people import actions, queries
from cityhall.people.queries import AgencyView

from .door import COMMAND, actor_of, answers, tagged

router = Router()


class AgencyIn(Schema):
    agent_name: str = Field(max_length=60)
    agent_phone: str = Field(max_length=20)
    items: list[int] = Field(default_factory=list, max_length=50, description="事项标识；空为全部事项")
    from_on: date | None = None
    until_on: date
    credit_code: str = Field(default="", max_length=18, description="代本人已关联的单位授权")
    agreed: bool = Field(description="已阅读并同意授权内容")


class Made(Schema):
    id: int


class AnswerIn(Schema):
    accepts: bool


class EndIn(Schema):
    reason: str = Field(default="", max_length=200)


@router.get("/me/mandates", response=answers({200: list[AgencyView]}))
def agencies(request: HttpRequest) -> list[AgencyView]:
    """我给出的和我收到的授权委托"""
    return queries.agencies(actor_of(request))


@router.get("/me/mandates/{int:agency_id}", response=answers({200: AgencyView}))
def agency(request: HttpRequest, response: HttpResponse, agency_id: int) -> AgencyView:
    """一份授权委托"""
    found = queries.agency(actor_of(request), agency_id)
    tagged(response, found.version)
    return found


@router.post("/me/mandates", response=answers({201: Made}), openapi_extra=COMMAND)
def give(request: HttpRequest, body: AgencyIn) -> tuple[int, Made]:
    """授权他人代办；代办人接受后生效"""
    names = catalogue.item_names(body.items)
    if set(body.items) - set(names):
        raise InvalidInputError("people.agency_unknown_item", "授权的事项里有不存在的，请核对事项标识", field="items")
    made = actions.give_agency(
        actor_of(request), body.agent_name, body.agent_phone, [(pk, names[pk][0]) for pk in body.items], body.until_on,
        body.agreed, body.from_on, body.credit_code,
    )  # fmt: skip
    return 201, Made(id=made)


@router.post("/me/mandates/{int:agency_id}/answer", response=answers({204: None}), openapi_extra=COMMAND)
def answer(request: HttpRequest, agency_id: int, body: AnswerIn) -> tuple[int, None]:
    """代办人接受或谢绝"""
    actions.answer_agency(actor_of(request), agency_id, body.accepts)
    return 204, None


@router.post("/me/mandates/{int:agency_id}/end", response=answers({204: None}), openapi_extra=COMMAND)
def end(request: HttpRequest, agency_id: int, body: EndIn) -> tuple[int, None]:
    """委托人撤销，或代办人辞去"""
    actions.end_agency(actor_of(request), agency_id, body.reason)
    return 204, None
