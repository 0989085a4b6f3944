"""标准事项: comparing all items, deciding proposed groups one after another, the register and its history."""

from typing import Any

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.cases import queries as cases
from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import GroupView
from cityhall.catalogue.terms import Can, GroupState
from cityhall.doors.http import Request, cursor, go, said, sent, submit
from cityhall.doors.setup.door import ROWS, Sheet, filled, page, setup
from cityhall.doors.setup.forms.blank import Blank
from cityhall.doors.setup.forms.standards import ConfirmForm, GroupForm, RejectForm
from cityhall.doors.setup.story import story

DECIDE, READ = (Can.STANDARDISE,), (Can.STANDARDISE, Can.EDIT_ITEMS)
HERE = (("setup_groups", "统一标准"),)


@setup("GET", to=DECIDE)
def index(request: Request) -> HttpResponseBase:
    """统一标准"""
    state = request.GET.get("state", "")
    state = state if state in list(GroupState) else GroupState.OPEN.value
    text = request.GET.get("q", "").strip()[:80]
    run = queries.latest_run(request.actor)
    return page(request, "setup/groups.html", {
        "page": queries.groups(request.actor, state, text=text, after=cursor(request), limit=ROWS), "q": text,
        "counts": queries.group_counts(request.actor), "states": list(GroupState), "state": state, "run": run,
        "busy": run is not None and run.going,
        "may_start": request.actor.reach(Can.STANDARDISE) is None,
    })  # fmt: skip


@setup("GET", "POST", to=DECIDE)
def start(request: Request) -> HttpResponseBase:
    """发起比对"""
    hint = "比对全市所有事项，在后台进行；上一轮还没有处理的各组由新一轮代替，已作的决定不变。"
    return filled(
        request, Blank(sent(request)), actions.start_comparison, sheet=Sheet("发起比对", HERE, "发起比对", hint=hint),
        done="已开始比对，完成后各组列在这里", onto=lambda _: reverse("setup_groups"),
    )  # fmt: skip


@setup("GET", "POST", to=DECIDE)
def group(request: Request, group_id: int) -> HttpResponseBase:
    """One group: its items side by side; confirmed, split or rejected, then on to the next."""
    view = queries.group(request.actor, group_id)
    forms = _forms(request, view)
    for act, form, done in (
        (actions.confirm_group, forms["confirm"], "已合并为标准事项，成员改用统一编码，原编码仍可查到"),
        (actions.split_group, forms["split"], "已拆成两组"),
        (actions.reject_group, forms["reject"], "已记录不是同一事项"),
    ):
        if submit(form, act, request.actor, group_id):
            said(request, done)
            return go(request, _onward(view))
    refused = next((f for f in forms.values() if f.is_bound), None)
    return page(request, "setup/group.html", {
        "view": view, "seen": request.POST.get("_seen") or view.version, "story": story(view.ref), **forms,
        "chosen": set(map(str, forms["confirm"]["items"].value() or ())), "open": view.row.state is GroupState.OPEN,
    }, refused)  # fmt: skip


def _forms(request: Request, view: GroupView) -> dict[str, Any]:
    """Only the form whose button was pressed is filled with what was sent."""
    pressed = request.POST.get("do", "") if request.method == "POST" else ""
    data = {name: request.POST if pressed == name else None for name in ("confirm", "split", "reject")}
    return {
        "confirm": ConfirmForm(data["confirm"], view), "split": GroupForm(data["split"], view),
        "reject": RejectForm(data["reject"]),
    }  # fmt: skip


def _onward(view: GroupView) -> str:
    return reverse("setup_group", args=[view.next_id]) if view.next_id else reverse("setup_groups")


@setup("GET", to=READ)
def standards(request: Request) -> HttpResponseBase:
    """标准事项"""
    text = request.GET.get("q", "").strip()[:80]
    found = queries.standards(request.actor, text=text, after=cursor(request), limit=ROWS)
    return page(request, "setup/standards.html", {
        "page": found, "q": text, "may_decide": request.actor.may(Can.STANDARDISE),
    })  # fmt: skip


@setup("GET", to=READ)
def standard(request: Request, standard_id: int) -> HttpResponseBase:
    """One standard: its items with their codes then and now, and the cases of all of them."""
    one = queries.standard(request.actor, standard_id)
    return page(request, "setup/standard.html", {
        "standard": one, "page": queries.mappings(request.actor, standard_id, after=cursor(request), limit=ROWS),
        "cases": cases.of_standard(request.actor, standard_id), "story": story(one.ref),
    })  # fmt: skip
