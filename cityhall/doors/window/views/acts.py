"""Acts that need a word: each a page of its own beside the case, shown again with all that was typed when refused."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse

from cityhall.cases import actions
from cityhall.cases.queries import CasePage
from cityhall.cases.terms import Can, Move, Verdict
from cityhall.catalogue import queries as catalogue
from cityhall.doors.components.item_form import ItemForm, as_input
from cityhall.doors.http import Request, go, said, show, submit
from cityhall.kernel.errors import WrongStateError

from ..door import case_here, desk, may_here
from ..forms import CorrectForm, ReferForm, RevealForm, VoidForm, WithdrawForm
from ..offers import may_withdraw
from .case import changed

PAGE = "window/act.html"
CONTACT = "contact_phone"


def sent(request: Request) -> Any:
    """What was sent, if something was."""
    return request.POST if request.method == "POST" else None


def ask(
    request: Request, number: str, form: BaseForm, title: str, label: str, *, key: str = "F8", template: str = PAGE,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of an act, with the case as it is now; after a refusal the next try is made knowing it."""
    page = case_here(request.actor, number)
    context = {"page": page, "title": title, "label": label, "key": key, "changed": changed(page, form), **(more or {})}
    return show(request, template, context, form=form)


def done(request: Request, number: str, sentence: str) -> HttpResponse:
    said(request, sentence)
    return go(request, reverse("window:case", args=[number]))


def check_offered(request: Request, page: CasePage, move: Move) -> None:
    """Opening the page of a move the case does not know is answered at once; sent, the act itself answers."""
    if request.method == "GET" and page.button(move) is None:
        raise WrongStateError(
            f"window.cannot_{move}", f"办件{page.status_label}，或您没有这项权限，不能{move.label}；请回到办件页面查看"
        )


@desk("GET", "POST")
def refer(request: Request, number: str) -> HttpResponse:
    """转部门审查"""
    check_offered(request, case_here(request.actor, number), Move.REFER)
    form = ReferForm(sent(request))
    if submit(form, actions.refer, request.actor, number):
        return done(request, number, "已转部门审查，答复会出现在待受理列表中")
    return ask(request, number, form, "转部门审查", "转出", key="F10")


@desk("GET", "POST")
def correct(request: Request, number: str) -> HttpResponse:
    """当场更正"""
    page = case_here(request.actor, number)
    check_offered(request, page, Move.CORRECT_HERE)
    wrong = [(m.spec.key, m.spec.name) for m in page.materials if m.given or m.verdict is Verdict.WRONG]
    form = CorrectForm(wrong, sent(request))
    item = _item_form(request, page)
    typed = _typed(page, item) if item.is_bound and item.is_valid() else {}
    outcome = submit(form, lambda **values: actions.correct_here(request.actor, number, typed, **values))
    if outcome:
        return done(request, number, "已当场更正，并在材料上注明")
    for name, sentence in (outcome.error.errors if outcome.error else {}).items():
        if name in item.fields:
            item.add_error(name, sentence)
    item.mark_optional()
    return ask(request, number, form, "当场更正", "更正", more={"item": item})


def _item_form(request: Request, page: CasePage) -> ItemForm:
    """The form as it stands; personal values are not shown: left empty, they stay as they are."""
    shown = {f.spec.key: "" if f.masked else as_input(f.spec, f.value) for f in page.fields}
    here = [f.spec for f in page.fields]
    others = [s for s in catalogue.all_fields(page.terms) if s.key not in shown]
    other = [replace(s, required=False, label=f"{s.label}（回答改了才填）") for s in others]
    item = ItemForm([*here, *other], sent(request), prefix="f", initial=shown)
    for one in page.fields:
        if one.masked:
            item.fields[one.spec.key].help_text = f"现为 {one.value}，不改就不填"
    return item


def _typed(page: CasePage, item: ItemForm) -> dict[str, str]:
    hidden = {f.spec.key for f in page.fields if f.masked}
    return {key: value for key, value in item.typed.items() if value or key not in hidden}


@desk("GET", "POST")
def withdraw(request: Request, number: str) -> HttpResponse:
    """申请人当面撤回"""
    page = case_here(request.actor, number)
    if request.method == "GET" and not may_withdraw(request.actor, page):
        raise WrongStateError("window.cannot_withdraw", "只有窗口收的、还没有作出决定的申请可以在窗口撤回")
    form = WithdrawForm(sent(request))
    if submit(form, actions.withdraw_at_window, request.actor, number):
        return done(request, number, "已撤回，请打印撤回确认书请申请人签字，并退还原件")
    return ask(request, number, form, "撤回申请", "撤回")


@desk("GET", "POST")
def void(request: Request, number: str) -> HttpResponse:
    """作废"""
    check_offered(request, case_here(request.actor, number), Move.VOID)
    form = VoidForm(sent(request))
    if submit(form, actions.void, request.actor, number):
        return done(request, number, "已作废")
    return ask(request, number, form, "作废", "作废")


@desk("GET", "POST")
def reveal(request: Request, number: str) -> HttpResponse:
    """查看个人信息原文: shown once, on the answer to this request and nowhere else."""
    page = case_here(request.actor, number)
    if not may_here(request.actor, page, Can.REVEAL):
        from cityhall.kernel.actor import require

        require(request.actor, Can.REVEAL, page.terms.organ_id, page.terms.item_id)
    fields = [(f.spec.key, f.spec.label) for f in page.fields if f.masked]
    choices = [*fields, *([(CONTACT, "联系电话")] if page.contact_phone else [])]
    form = RevealForm(choices, sent(request), initial={"field": request.GET.get("field", "")})
    outcome = submit(form, actions.reveal, request.actor, number)
    more = {"value": outcome.result or "", "named": dict(choices).get(request.POST.get("field", ""), "")}
    return ask(request, number, form, "查看个人信息原文", "查看", more=more)
