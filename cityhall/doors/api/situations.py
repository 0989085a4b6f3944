"""情形: the questions of an item, and what the answers lead to. Open to everybody, as the guide is."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from cityhall.catalogue import queries
from cityhall.catalogue.queries import Questionnaire
from cityhall.catalogue.terms import Verdict

from .door import answers

router = Router()


class Said(Schema):
    """One value, or a list where several may be chosen."""

    answers: dict[str, Any] = Field(default_factory=dict)


class LineOut(Schema):
    key: str
    name: str
    verdict: Verdict
    required: bool
    when: str
    why: list[str]


class SituationOut(Schema):
    """`open`: the questions still to be answered."""

    asked: list[str]
    open: list[str]
    answers: dict[str, list[str]]
    materials: list[LineOut]
    fields: list[LineOut]


@router.get("/items/{int:item_id}/situations", auth=None, response=answers({200: Questionnaire}))
def questionnaire(request: HttpRequest, item_id: int) -> Questionnaire:
    """情形问卷：要回答的问题，以及各在什么情况下问"""
    return queries.questionnaire(item_id)


@router.post("/items/{int:item_id}/situations", auth=None, response=answers({200: SituationOut}))
def evaluate(request: HttpRequest, item_id: int, body: Said) -> SituationOut:
    """按回答算出要交的材料和要填的内容，逐项说明理由；什么也不保存"""
    terms = queries.guide(item_id).terms
    told = queries.situation_of(terms, queries.as_values(terms, body.answers))
    return SituationOut(
        asked=[ask.key for ask in told.asked], open=[ask.key for ask in told.open],
        answers={key: list(values) for key, values in told.answers.items()},
        materials=[LineOut(**_line(line)) for line in told.materials], fields=[LineOut(**_line(f)) for f in told.fields],
    )  # fmt: skip


def _line(line: Any) -> dict[str, Any]:
    return {"key": line.key, "name": line.name, "verdict": line.verdict, "required": line.required, "when": line.when,
            "why": list(line.why)}  # fmt: skip
