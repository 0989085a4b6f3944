"""认领 and 回头看: an organ's own claims one after another; for the city, lists, progress by organ, review rounds."""

from typing import Any

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.cases import queries as cases
from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import ClaimView
from cityhall.catalogue.terms import Can, ClaimState
from cityhall.doors.http import Request, cursor, go, said, sent, submit
from cityhall.doors.setup.door import ROWS, Sheet, filled, page, setup
from cityhall.doors.setup.forms.claims import AdaptForm, AmendForm, RefuseForm, ReviewForm, SendForm, TakeForm
from cityhall.doors.setup.story import story

OWN, CITY = (Can.EDIT_ITEMS,), (Can.SEND_DOWN,)
HERE, LISTS = (("setup_claims", "认领"),), (("setup_upper_lists", "下发的清单"),)


@setup("GET", to=(*OWN, *CITY))
def index(request: Request) -> HttpResponseBase:
    """认领"""
    if not request.actor.may(Can.EDIT_ITEMS):
        return go(request, reverse("setup_upper_lists"))
    state = request.GET.get("state", "")
    state = state if state in list(ClaimState) else ClaimState.OPEN.value
    text = request.GET.get("q", "").strip()[:80]
    return page(request, "setup/claims.html", {
        "page": queries.claims(request.actor, state, text=text, after=cursor(request), limit=ROWS), "q": text,
        "state": state, "states": list(ClaimState), "counts": queries.claim_counts(request.actor),
        "may_send": request.actor.may(Can.SEND_DOWN),
    })  # fmt: skip


@setup("GET", "POST", to=OWN)
def claim(request: Request, claim_id: int) -> HttpResponseBase:
    """One claim: what the list says, and three answers; then on to the next."""
    view = queries.claim(request.actor, claim_id)
    forms = _forms(request, view)
    for act, form, done in (
        (actions.claim, forms["take"], "已认领，本地事项已建为草稿或与已有事项关联"),
        (actions.adapt, forms["adapt"], "已认领并调整"),
        (actions.refuse_claim, forms["refuse"], "已答复不认领"),
    ):
        if submit(form, act, request.actor, claim_id):
            said(request, done)
            return go(request, _onward(view))
    refused = next((f for f in forms.values() if f.is_bound), None)
    return page(request, "setup/claim.html", {
        "view": view, "seen": request.POST.get("_seen") or view.version, "open": view.row.state is ClaimState.OPEN,
        "story": story(view.ref), "refused": refused, **forms,
    }, refused)  # fmt: skip


def _forms(request: Request, view: ClaimView) -> dict[str, Any]:
    pressed = request.POST.get("do", "") if request.method == "POST" else ""
    data = {name: request.POST if pressed == name else None for name in ("take", "adapt", "refuse")}
    return {
        "take": TakeForm(data["take"]),
        "adapt": AdaptForm(data["adapt"], view),
        "refuse": RefuseForm(data["refuse"]),
    }


def _onward(view: ClaimView) -> str:
    return reverse("setup_claim", args=[view.next_id]) if view.next_id else reverse("setup_claims")


@setup("GET", to=CITY)
def lists(request: Request) -> HttpResponseBase:
    """下发的清单"""
    return page(request, "setup/upper_lists.html", {
        "page": queries.upper_lists(request.actor, after=cursor(request), limit=ROWS), "may_send": _all(request),
    })  # fmt: skip


def _all(request: Request) -> bool:
    return request.actor.reach(Can.SEND_DOWN) is None


@setup("GET", "POST", to=CITY)
def send(request: Request) -> HttpResponseBase:
    """下发清单"""
    hint = "每个接收单位对每一项都要答复：认领、认领并调整，或者不认领并说明理由。"
    return filled(
        request, SendForm(sent(request)), actions.send_down, sheet=Sheet("下发清单", LISTS, "下发", hint=hint),
        done="已下发", onto=_onto,
    )  # fmt: skip


def _onto(list_id: object) -> str:
    return reverse("setup_upper_list", args=[list_id])


@setup("GET", to=CITY)
def upper_list(request: Request, list_id: int) -> HttpResponseBase:
    """One list: progress by organ."""
    one = queries.upper_list(request.actor, list_id)
    return page(request, "setup/upper_list.html", {
        "list": one, "page": queries.progress(request.actor, list_id, after=cursor(request), limit=ROWS),
        "may_send": _all(request), "story": story(one.ref),
    })  # fmt: skip


@setup("GET", to=CITY)
def upper_items(request: Request, list_id: int) -> HttpResponseBase:
    """One list: its items, and how many organs took each."""
    text = request.GET.get("q", "").strip()[:80]
    return page(request, "setup/upper_items.html", {
        "list": queries.upper_list(request.actor, list_id), "q": text, "may_send": _all(request),
        "may_read": request.actor.may(Can.EDIT_ITEMS) or request.actor.may(Can.KEEP_LISTS),
        "page": queries.upper_items(request.actor, list_id, text=text, after=cursor(request), limit=ROWS),
    })  # fmt: skip


@setup("GET", "POST", to=CITY)
def amend(request: Request, upper_id: int) -> HttpResponseBase:
    """调整清单里的一项"""
    row = queries.upper_item(request.actor, upper_id)
    sheet = Sheet(f"调整：{row.name}", LISTS, hint="以前的答复不变；下一轮回头看时重新打开，并说明原因。")
    return filled(
        request, AmendForm(sent(request), row), actions.amend_upper, upper_id, sheet=sheet, done="已调整",
        onto=lambda _: reverse("setup_upper_items", args=[row.list_id]),
    )  # fmt: skip


@setup("GET", "POST", to=CITY)
def review(request: Request, list_id: int) -> HttpResponseBase:
    """回头看"""
    one = queries.upper_list(request.actor, list_id)
    hint = "重新打开这些答复：依据已修订、清单已调整、本地事项已停用、与清单不一致、长期没有办件、答复已久。"
    sheet = Sheet(f"回头看：{one.title}", LISTS, f"开始第 {one.round + 1} 轮", hint=hint)

    def act(actor: Any, number: int, **terms: Any) -> int:
        return actions.review(actor, number, last_cases=cases.last_cases(queries.taken_items(actor, number)), **terms)

    return filled(
        request, ReviewForm(sent(request)), act, list_id, sheet=sheet, done="已完成回头看，重新打开的答复见进度",
        onto=lambda _: _onto(list_id),
    )  # fmt: skip
