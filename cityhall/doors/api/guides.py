"""A guide to take along, by program: in plain words, and as PDF."""

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from cityhall.catalogue import queries
from cityhall.doors.portal import summary
from cityhall.doors.portal.views.handing import leaflet, place_of, told_by, url_of

from .door import answers

router = Router()


class Line(Schema):
    ask: str
    answer: str


class Summary(Schema):
    lines: list[Line]
    text: str
    sms: str


@router.get("/items/{int:item_id}/summary", auth=None, response=answers({200: Summary}))
def plain(request: HttpRequest, item_id: int) -> Summary:
    """大白话版：带什么、去哪里、多久、多少钱，以及短信长度的一段。分情形的事项用 `a-问题标识=答案` 说明情形"""
    terms = queries.guide(item_id).terms
    told = told_by(terms, request.GET)
    place, url = place_of(terms.organ_id), url_of(terms, told)
    said = [Line(ask=ask, answer=answer) for ask, answer in summary.lines(terms, told, place)]
    return Summary(lines=said, text=summary.text(terms, told, place, url), sms=summary.sms(terms, told, place, url))


@router.get("/items/{int:item_id}/guide.pdf", auth=None, response=answers({200: None}))
def pdf(request: HttpRequest, item_id: int) -> HttpResponse:
    """一页纸办事指南（PDF，带二维码）；情形同大白话版"""
    return leaflet(request, item_id)  # type: ignore[arg-type]
