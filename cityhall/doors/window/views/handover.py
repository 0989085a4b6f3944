"""出件: what waits to reach its applicant, and handing it over: originals, fee, signature, letter, notice."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse

from cityhall.cases import actions, queries
from cityhall.cases.queries import CasePage, Pile
from cityhall.cases.terms import Can, DeliveryMethod, DeliveryState, Outcome, Status
from cityhall.catalogue.terms import Fee
from cityhall.doors.http import Request, cursor, go, said, sent, show, stored_uploads, submit
from cityhall.kernel import clock
from cityhall.kernel.actor import require
from cityhall.kernel.errors import DomainError, NotSignedInError
from cityhall.kernel.files.store import Stored

from ..door import case_here, desk
from ..forms_handover import (
    ArrivedForm,
    ChooseForm,
    DeliverForm,
    DispatchForm,
    FeeForm,
    NoticeForm,
    OriginalForm,
    ReturnedForm,
)
from .case import changed

SERVED_TOO = (Status.NOT_ACCEPTED, Status.TERMINATED, Status.DEEMED_WITHDRAWN)
FORMS: dict[str, type[BaseForm]] = {
    "deliver": DeliverForm, "dispatch": DispatchForm, "arrived": ArrivedForm, "returned": ReturnedForm,
    "notice": NoticeForm, "choose": ChooseForm, "fee": FeeForm,
}  # fmt: skip


@desk("GET")
def waiting(request: Request) -> HttpResponse:
    """待出件, by what is to be done next"""
    require(request.actor, Can.DELIVER)
    text = request.GET.get("q", "").strip()[:120]
    pile = next((p for p in Pile if p == request.GET.get("pile")), Pile.READY)
    page = queries.handover(request.actor, pile, text, cursor(request))
    kept = {"q": text} if text else {}
    counts = queries.handover_counts(request.actor)
    tabs = [(p.label, counts[p], "?" + urlencode({**kept, "pile": p.value}), p is pile) for p in Pile]
    context = {"page": page, "text": text, "pile": pile, "tabs": tabs}
    return show(request, "window/handover.html", context)


@desk("POST")
def labels(request: Request) -> HttpResponse:
    """邮寄清单: the addresses of the letters picked, to print once"""
    require(request.actor, Can.DELIVER)
    picked = request.POST.getlist("number")[:100]
    letters = actions.mail_list(request.actor, picked)
    return show(request, "window/labels.html", {"letters": letters, "today": clock.today()})


@desk("GET", "POST")
def deliver(request: Request, number: str) -> HttpResponse:
    """送达"""
    page = case_here(request.actor, number)
    require(request.actor, Can.DELIVER, page.terms.organ_id, page.terms.item_id)
    if request.method == "GET" and not _unserved(page):
        return go(request, reverse("window:case", args=[number]))
    form = DeliverForm(sent(request), initial={"receiver": page.contact_name or page.applicant_name})
    try:
        proof = _proof(request)
    except NotSignedInError:
        raise
    except DomainError as no:
        form.add_error(None, no.message)
        form.refusal = no  # type: ignore[attr-defined]
        return _desk(request, number, "deliver", form)
    if submit(form, actions.deliver, request.actor, number, evidence=proof):
        said(request, "已送达；请打印送达回证，由签收人签字")
        return go(request, reverse("window:case", args=[number]))
    return _desk(request, number, "deliver", form)


def _proof(request: Request) -> Stored | None:
    files = stored_uploads(request, "evidence") if request.method == "POST" else []
    return files[0].stored if files else None


def _unserved(page: CasePage) -> bool:
    served = any(d.state is DeliveryState.SERVED for d in page.deliveries)
    return page.status is Status.DECIDED or (page.status in SERVED_TOO and not served)


@desk("POST")
def act(request: Request, number: str, name: str) -> HttpResponse:
    """One of the desk's acts: letter, notice, fee, wish"""
    page = case_here(request.actor, number)
    require(request.actor, Can.DELIVER, page.terms.organ_id, page.terms.item_id)
    acts: dict[str, tuple[Callable[..., None], str]] = {
        "dispatch": (actions.dispatch, "已登记寄出，已把运单号告知申请人"), "arrived": (actions.note_delivered, "已登记签收，送达完成"),
        "returned": (actions.note_returned, "已登记退回，已告知申请人"), "notice": (actions.publish_notice, "已登记公告，期满自动记为送达"),
        "fee": (actions.note_fee, "已登记缴费"), "choose": (actions.choose_delivery, "已登记领取方式"),
    }  # fmt: skip
    if name not in acts:
        return go(request, reverse("window:deliver", args=[number]))
    form = FORMS[name](request.POST, prefix=name)
    if submit(form, acts[name][0], request.actor, number):
        said(request, acts[name][1])
        ended = name == "arrived"
        return go(request, reverse("window:case" if ended else "window:deliver", args=[number]))
    return _desk(request, number, name, form)


@desk("POST")
def original(request: Request, number: str, key: str) -> HttpResponse:
    """原件核验: 相符 or 不符"""
    page = case_here(request.actor, number)
    require(request.actor, Can.DELIVER, page.terms.organ_id, page.terms.item_id)
    form = OriginalForm(request.POST)

    def check(matches: str, note: str) -> None:
        actions.check_original(request.actor, number, key, matches == "yes", note)

    if submit(form, check):
        good = form.cleaned_data["matches"] == "yes"
        said(request, "原件相符，已登记" if good else "已登记不符；结果暂不交出，已告知作出决定的单位")
        return go(request, reverse("window:deliver", args=[number]))
    return _desk(request, number, "original", form, key=key)


@desk("GET")
def slip(request: Request, number: str) -> HttpResponse:
    """领取凭证, to print"""
    page = case_here(request.actor, number)
    require(request.actor, Can.DELIVER, page.terms.organ_id, page.terms.item_id)
    return show(request, "window/slip.html", {"page": page, "today": clock.today()})


def _desk(request: Request, number: str, name: str, form: BaseForm, key: str = "") -> HttpResponse:
    """The whole desk of one case; after a refusal with that act open and what was typed in it."""
    page = case_here(request.actor, number)
    if not _unserved(page) and request.method == "GET":
        return go(request, reverse("window:case", args=[number]))
    forms = {n: form if n == name else _fresh(n, page) for n in FORMS}
    on_way = next((d for d in page.deliveries if d.state is DeliveryState.SENT), None)
    move = page.button("deliver") or page.button("serve")
    context: dict[str, Any] = {
        "page": page, "forms": forms, "form": form, "changed": changed(page, form), "on_way": on_way,
        "why": move.why if move else "办件现在不能送达；请回到办件页面查看", "originals": originals(page),
        "wrong_key": key, "typed": request.POST, "opened": name if form.is_bound else "",
        "charged": page.terms.fee is Fee.CHARGED and page.outcome is Outcome.GRANTED,
        "fee": queries.fee_of(page),
        "mail": page.wish is not None and page.wish.method is DeliveryMethod.MAIL,
        "returned": [d for d in page.deliveries if d.state is DeliveryState.RETURNED],
    }  # fmt: skip
    return show(request, "window/deliver.html", context, form=form)


def originals(page: CasePage) -> list[Any]:
    """先审后验: the materials whose originals are seen when the result is handed over."""
    return [m for m in page.materials if m.spec.original_later and m.files and not m.original_seen]


def _fresh(name: str, page: CasePage) -> BaseForm:
    first: dict[str, Any] = {}
    if name == "deliver":
        return DeliverForm(initial={"receiver": page.contact_name or page.applicant_name})
    if name == "arrived":
        first = {"on": clock.today(), "receiver": page.wish.receiver if page.wish else ""}
    if name == "choose" and page.wish is not None:
        first = {"method": page.wish.method or DeliveryMethod.WINDOW, "receiver": page.wish.receiver}
    return FORMS[name](initial=first, prefix=name)
