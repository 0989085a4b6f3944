"""谁看过我的信息."""

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from cityhall.cases import actions, queries
from cityhall.cases.queries import Look

from .door import COMMAND, actor_of, answers

router = Router()


class Looks(Schema):
    rows: list[Look]
    next: str


class Question(Schema):
    words: str = Field(max_length=2000)


class Asked(Schema):
    number: str


@router.get("/me/looks", response=answers({200: Looks}))
def looks(request: HttpRequest, after: str = "") -> Looks:
    """谁看过我的信息：每次查看原文的时间、单位、姓名、内容和事由"""
    found = queries.looks_at_me(actor_of(request), after)
    return Looks(rows=list(found.rows), next=found.next)


@router.post("/me/looks/{int:look_id}/question", response=answers({201: Asked}), openapi_extra=COMMAND)
def question(request: HttpRequest, look_id: int, body: Question) -> tuple[int, Asked]:
    """对一次查看提出异议：转给办理的单位限期答复"""
    return 201, Asked(number=actions.question_look(actor_of(request), look_id, body.words))
