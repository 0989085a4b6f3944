"""The lists of the office: what waits at one's desks, all cases of the organ; filters kept, columns chosen, a file."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header

from cityhall.cases import actions, queries
from cityhall.cases.queries import DeskRow, Tray, Wanted
from cityhall.cases.terms import Status
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.terms import Light
from cityhall.doors.http import Request, cursor, said, show, submit
from cityhall.kernel.secrets import masking

from .door import office

LIGHTS = (Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE)
ROWS = 20
COLUMNS = {"holder": "办理人", "item": "事项", "number": "办件编号", "start": "起算日", "due": "截止日"}
USUAL = ("holder", "item")
FILTERS = ("q", "mine", "light", "kind", "item", "step")
RISKY = ("=", "+", "-", "@", "\t", "\r")


def wanted_of(asked: QueryDict) -> Wanted:
    """The filters of an address; what is unknown is not asked for."""
    light, kind = asked.get("light", ""), asked.get("kind", "")
    return Wanted(
        light=Light(light) if light in LIGHTS else None,
        kind=next((k for k in Tray.OFFICE if k == kind), None),
        item=asked.get("item", "").strip()[:200],
        step=asked.get("step", "").strip()[:40],
        mine=bool(asked.get("mine")),
        text=asked.get("q", "").strip()[:80],
    )


def query_of(wanted: Wanted) -> dict[str, str]:
    """The same as an address has it."""
    told = {
        "q": wanted.text, "mine": "1" if wanted.mine else "", "light": str(wanted.light or ""),
        "kind": str(wanted.kind or ""), "item": wanted.item, "step": wanted.step,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value}


def columns_of(asked: QueryDict) -> tuple[str, ...]:
    chosen = tuple(c for c in COLUMNS if c in asked.getlist("col"))
    return chosen if "cols" in asked or chosen else USUAL


@office("GET")
def desk(request: Request) -> HttpResponseBase:
    """我的待办: soonest due first, the case beside it."""
    wanted, columns = wanted_of(request.GET), columns_of(request.GET)
    found = queries.desk(request.actor, wanted, cursor(request), ROWS)
    kept, shown = query_of(wanted), _shown(columns)
    first = found.page.rows[0].number if found.page.rows else ""

    def link(**changes: str) -> str:
        """The same list, otherwise filtered."""
        pairs = [*((k, v) for k, v in {**kept, **changes}.items() if v), *shown]
        return f"?{urlencode(pairs)}" if pairs else reverse("office")

    return show(request, "office/desk.html", {
        "page": found.page, "wanted": wanted, "found": found, "columns": columns, "all_columns": COLUMNS.items(),
        "filters": queries.my_filters(request.actor), "kept": kept.items(), "query": urlencode([*kept.items(), *shown]),
        "whole": link(light=""), "ours": link(mine=""), "own": link(mine="1"),
        "lights": [(one, n, link(light=str(one))) for one, n in _lights(found.counts)],
        "chosen": sum(map(bool, (wanted.kind, wanted.item, wanted.step))),
        "opened": request.GET.get("open", "")[:24] or first,
    })  # fmt: skip


def _shown(columns: Sequence[str]) -> list[tuple[str, str]]:
    return [] if columns == USUAL else [("cols", "1"), *(("col", c) for c in columns)]


def _lights(counts: deadlines.Counts) -> list[tuple[Light, int]]:
    return [(light, getattr(counts, light)) for light in LIGHTS if light is not Light.BLUE or counts.blue]


@office("GET")
def cases(request: Request) -> HttpResponseBase:
    """本单位办件"""
    text, status = request.GET.get("q", "").strip()[:80], request.GET.get("status", "")
    known = [s for s in Status if s is not Status.DRAFT]
    page = queries.search(request.actor, text, status if status in known else "", cursor(request))
    return show(request, "office/cases.html", {"page": page, "q": text, "status": status, "statuses": known})


# Filters kept


class FilterForm(forms.Form):
    """保存筛选"""

    name = forms.CharField(label="名称", max_length=30)
    query = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        pairs = [(k, v) for k, v in parse_qsl(values.get("query", "")) if k in (*FILTERS, "col", "cols")]
        return {**values, "query": urlencode(pairs), "columns": [v for k, v in pairs if k == "col"]}


@office("POST")
def keep(request: Request) -> HttpResponseBase:
    """The filters of the list shown, under a name."""
    form = FilterForm(request.POST)
    home = reverse("office")
    if submit(form, actions.save_filter, request.actor):
        said(request, f"已保存常用筛选：{form.cleaned_data['name']}")
        query = form.cleaned_data["query"]
        return HttpResponseRedirect(f"{home}?{query}" if query else home)
    return show(request, "office/filter.html", {}, form=form)


@office("POST")
def drop(request: Request, filter_id: int) -> HttpResponseBase:
    actions.delete_filter(request.actor, filter_id)
    said(request, "已删除常用筛选")
    return HttpResponseRedirect(reverse("office"))


# Files


@office("POST")
def export(request: Request) -> HttpResponseBase:
    """The filtered list as a table, names masked; that it was taken is in the journal."""
    rows = actions.export_desk(request.actor, wanted_of(request.POST))
    head = ("时限", "截止日", "环节", "办理人", "办件编号", "申请人", "事项", "起算日")
    return table("待办清单.csv", [head, *map(_cells, rows)])


def _cells(row: DeskRow) -> tuple[str, ...]:
    work = row.work
    due = work.due_on.isoformat() if work.due_on else ""
    return (
        work.left_text, due, row.waiting, row.holder, row.number, masking.name(work.subject), work.title,
        work.start_on.isoformat(),
    )  # fmt: skip


def table(name: str, rows: Iterable[Sequence[str]]) -> HttpResponse:
    """CSV as office programs open it: marked as UTF-8, and no cell read as a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(RISKY) else cell for cell in row])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response.headers["Cache-Control"] = "private, no-store"
    return response
