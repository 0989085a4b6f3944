"""A guide to take along: as PDF to hand out at a window, and in plain words."""

from typing import cast

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.queries import Guide, Situation
from cityhall.catalogue.terms import ItemTerms, MaterialSpec
from cityhall.doors.components import words
from cityhall.doors.components.asking import address, said_in
from cityhall.doors.http import Request, tidy_name
from cityhall.doors.portal import facts, summary
from cityhall.messages import actions as papers
from cityhall.messages.actions import LeafletSection
from cityhall.organs import queries as organs

HEADS, SHARES = ("材料", "形式", "要求"), (38, 22, 40)


@require_safe
def leaflet(request: Request, item_id: int) -> HttpResponse:
    """一页纸指南 as PDF, for the answers in the address"""
    guide = catalogue.guide(item_id)
    response = HttpResponse(pdf_of(guide, request.GET), content_type="application/pdf")
    name = tidy_name(f"办事指南-{guide.terms.name}.pdf")
    response.headers["Content-Disposition"] = cast(str, content_disposition_header(as_attachment=False, filename=name))
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def plain(request: Request, item_id: int) -> HttpResponse:
    """大白话版 as text; `?sms=1` in the size of a message"""
    terms = catalogue.guide(item_id).terms
    make = summary.sms if request.GET.get("sms") else summary.text
    told = told_by(terms, request.GET)
    return HttpResponse(
        make(terms, told, place_of(terms.organ_id), url_of(terms, told)), content_type="text/plain; charset=utf-8"
    )


def told_by(terms: ItemTerms, asked: QueryDict) -> Situation:
    """What the answers in an address come to."""
    return catalogue.situation_of(terms, said_in(terms, asked))


def place_of(organ_id: int) -> summary.Place:
    organ = organs.organ(organ_id)
    return summary.Place(organ.address, organ.phone or "12345")


def url_of(terms: ItemTerms, told: Situation) -> str:
    """The guide's own address, with the answers that were given."""
    answers = address(terms, catalogue.as_values(terms, told.answers))
    return f"{settings.PUBLIC_URL}{reverse('guide', args=[terms.item_id])}{f'?{answers}' if answers else ''}"


def pdf_of(guide: Guide, asked: QueryDict) -> bytes:
    """What people ask first, then the papers, the conditions, the way, the charges, where and whom."""
    terms = guide.terms
    told = told_by(terms, asked)
    applies, maybe = {line.key for line in told.needed}, {line.key: line.when for line in told.maybe}
    rows = tuple(
        (m.name + _whether(m, maybe.get(m.key, "")), facts.FORMS[m.form] + (f" {m.copies} 份" if m.copies > 1 else ""),
         m.standard or m.hint or "—")
        for m in terms.materials if m.key in applies or m.key in maybe
    )  # fmt: skip
    stages = tuple(
        f"{n}. {s.name}{f'（{s.limit}）' if s.limit else ''}：{s.text}" for n, s in enumerate(facts.stages(terms), 1)
    )
    charges = tuple(f"{c.name}：{c.standard}。依据：{c.basis}" for c in terms.charges) or (
        (terms.fee_note,) if terms.fee_note else ()
    )
    sections = [
        LeafletSection("", pairs=tuple(summary.lines(terms, told, place_of(terms.organ_id)))),
        LeafletSection("要准备的材料", heads=HEADS, shares=SHARES, rows=rows),
        LeafletSection("什么情况可以办", texts=(terms.conditions,)),
        LeafletSection("办理过程", texts=stages),
        LeafletSection("收费", texts=charges),
        LeafletSection("依据", texts=(terms.basis,)),
        LeafletSection("对结果不服怎么办", texts=(terms.regime.remedies,)),
    ]
    edition = f"第 {terms.version} 版 {words.day(guide.published_at)}发布"
    return papers.leaflet(
        f"{terms.name}办事指南", f"事项编码 {terms.item_code}", terms.organ_name, edition, sections, url_of(terms, told),
        ("手机扫一扫，看最新指南、", "网上申请"),
    )  # fmt: skip


def _whether(spec: MaterialSpec, when: str) -> str:
    """Whether it must be handed in at all."""
    return f"（{when}的要交）" if when else "" if spec.required else "（视情况）"
