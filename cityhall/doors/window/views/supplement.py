"""补正 at the window: the one notice with everything in it, and taking what is brought."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse

from cityhall.cases import actions
from cityhall.cases.actions import Point
from cityhall.cases.queries import CasePage, MaterialView
from cityhall.cases.terms import Move, Verdict
from cityhall.doors.http import Request, go, said, submit

from ..counter import FORMS
from ..door import case_here, desk
from ..forms import Tap
from .acts import ask, check_offered, done
from .case import case_shown

FORM, FORM_NAME = "form", "申请表"


@dataclass(frozen=True)
class Row:
    """One line of the notice being written."""

    key: str
    name: str
    on: bool
    problem: str
    how: str


@desk("GET", "POST")
def tell(request: Request, number: str) -> HttpResponse:
    """一次性告知"""
    page = case_here(request.actor, number)
    check_offered(request, page, Move.REQUEST_SUPPLEMENT)
    rows = _rows(page)
    form = Tap(request.POST if request.method == "POST" else None)
    if form.is_bound:
        rows = [_sent(request, row) for row in rows]
        points = [Point(r.key, r.name, r.problem, r.how) for r in rows if r.on]
        if submit(form, actions.request_supplement, request.actor, number, points):
            return done(request, number, "已一次性告知，请打印告知书交申请人签收")
    limit = page.terms.regime.supplement
    return ask(
        request, number, form, "一次性告知补正", "告知", key="F9", template="window/supplement.html",
        more={"rows": rows, "limit": limit, "again": page.notice is not None},
    )  # fmt: skip


def _rows(page: CasePage) -> list[Row]:
    """Every material, the missing and wrong ones already written; after the first notice only what it named."""
    rows = [_row(m) for m in page.materials]
    if all(m.spec.key != FORM for m in page.materials):
        rows.append(Row(FORM, FORM_NAME, False, "", ""))
    if page.notice is None:
        return rows
    named = {p.key for p in page.notice.points}
    return [row for row in rows if row.key in named]


def _row(material: MaterialView) -> Row:
    spec = material.spec
    if material.verdict is Verdict.WRONG:
        return Row(spec.key, spec.name, True, material.problem, spec.standard and f"按要求重新提交：{spec.standard}")
    if spec.required and not material.given:
        return Row(spec.key, spec.name, True, "没有提交", f"提交{FORMS[spec.form]}")
    return Row(spec.key, spec.name, False, "", "")


def _sent(request: Request, row: Row) -> Row:
    data = request.POST
    problem, how = data.get(f"p-{row.key}", "").strip()[:300], data.get(f"h-{row.key}", "").strip()[:300]
    return Row(row.key, row.name, row.key in data.getlist("on"), problem, how)


@desk("POST")
def take(request: Request, number: str) -> HttpResponse:
    """接收补正"""
    before = case_here(request.actor, number)
    answered = request.POST.getlist("answered")
    form = Tap(request.POST)
    if submit(form, actions.supplement, request.actor, number, answered):
        left = _left(before, answered)
        said(request, f"已接收，还差：{'、'.join(left)}" if left else "补正已收齐，核对后按 F8 受理")
        return go(request, reverse("window:case", args=[number]))
    return case_shown(request, case_here(request.actor, number), form)


def _left(page: CasePage, answered: Sequence[str]) -> list[str]:
    points = page.notice.points if page.notice else ()
    return [p.name for p in points if not p.answered_at and p.key not in answered]
