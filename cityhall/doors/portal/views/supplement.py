"""补正: everything the one notice named, each with what is wrong and how to put it right, and a place to do it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cityhall.cases import actions
from cityhall.cases.actions import Point
from cityhall.cases.queries import CasePage, FileView, MaterialView
from cityhall.catalogue import queries as catalogue
from cityhall.deadlines.terms import Kind
from cityhall.doors.components.asking import said_in
from cityhall.doors.http import Request, go, refuse, said, sent, show
from cityhall.doors.portal.forms import ItemForm, initial_of
from cityhall.doors.portal.uploads import attach_all
from cityhall.kernel.errors import DomainError, NotFoundError, NotSignedInError, WrongStateError

from .mine import own_case


@dataclass(frozen=True)
class Card:
    """One point of the notice and what has been added for it since. `line` is its line of the checklist; without one
    it is the form that was found wrong."""

    point: Point
    line: MaterialView | None
    files: Sequence[FileView]
    error: str = ""

    @property
    def open(self) -> bool:
        return not self.point.answered_at

    @property
    def ready(self) -> bool:
        return self.open and (bool(self.files) or self.line is None)


def _cards(page: CasePage, key: str = "", error: str = "") -> list[Card]:
    told = _told_at(page)
    lines = {m.spec.key: m for m in page.materials}
    points = page.notice.points if page.notice else ()
    cards = []
    for point in points:
        line = lines.get(point.key)
        files = [f for f in line.files if told is None or f.added_at > told] if line else []
        cards.append(Card(point, line, files, error if point.key == key else ""))
    return cards


def _told_at(page: CasePage) -> datetime | None:
    """When the last notice went out: what was uploaded before cannot answer it."""
    told = [h.at for h in page.story if h.event == "case.supplement_requested"]
    return max(told) if told else None


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: Request, number: str) -> HttpResponse:
    """补正材料"""
    mine = own_case(request.actor, number)
    if not mine.may("supplement"):
        raise WrongStateError("case.nothing_to_supplement", f"办件{mine.status.label}，现在没有需要您补正的内容")
    cards = _cards(mine)
    form = _form(mine, cards, sent(request))
    if not (form.is_bound and form.is_valid()):
        return _page(request, mine, cards, form)
    answered = [c.point.key for c in cards if c.ready]
    try:
        actions.supplement(request.actor, number, answered, form.typed if form.specs else None)
    except (NotSignedInError, NotFoundError):
        raise
    except DomainError as no:
        refuse(form, no)
        return _page(request, mine, cards, form)
    left = sum(1 for c in cards if c.open) - len(answered)
    said(request, f"已提交，还有 {left} 项没有补" if left else "补正已提交，受理部门会马上核对")
    return go(request, reverse("my_case", args=[number]))


def _form(mine: CasePage, cards: list[Card], data: object = None) -> ItemForm:
    """The application form, if the notice found something wrong in it."""
    specs = mine.terms.fields if any(c.line is None and c.open for c in cards) else ()
    if specs and mine.terms.asks and isinstance(data, QueryDict):  # as it is for the answers on this page
        specs = catalogue.situated(mine.terms, said_in(catalogue.whole(mine.terms), data, "")).fields
    values = {f.spec.key: f.value for f in mine.fields}
    return ItemForm(specs, data, contact=False, initial=initial_of(specs, values, ""))


def _page(request: Request, mine: CasePage, cards: list[Card], form: ItemForm | None = None) -> HttpResponse:
    form = form or _form(mine, cards)
    ready = sum(1 for c in cards if c.ready)
    open_ = sum(1 for c in cards if c.open)
    until = next((c for c in mine.clocks if c.kind is Kind.SUPPLEMENT and c.stopped_on is None), None)
    wrong = next((c.error for c in cards if c.error), "")
    context = {"page": mine, "cards": cards, "ready": ready, "left": open_ - ready, "clock": until}
    return show(request, "portal/supplement.html", context, form=form, status=422 if wrong else None)


@never_cache
@require_http_methods(["GET", "POST"])
def upload(request: Request, number: str, key: str) -> HttpResponse:
    """补交文件"""
    there = reverse("my_supplement", args=[number])
    if request.method == "GET":  # the page was loaded again after a refusal
        return go(request, there)
    mine = own_case(request.actor, number)
    try:
        count = attach_all(request, number, key)
    except (NotSignedInError, NotFoundError):
        raise
    except DomainError as error:
        return _page(request, mine, _cards(mine, key, error.message))
    said(request, f"已上传 {count} 个文件，全部补好后请点最下面的“提交补正”")
    return go(request, f"{there}#m-{key}")


@never_cache
@require_POST
def remove(request: Request, number: str, file_id: int) -> HttpResponse:
    """移除补交的文件"""
    own_case(request.actor, number)
    actions.remove_file(request.actor, number, file_id)
    said(request, "已移除这个文件")
    return go(request, reverse("my_supplement", args=[number]))
