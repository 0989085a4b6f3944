"""改革台账: the ledger, a round, an entry registered with what follows, an entry lifted."""

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.catalogue import actions, queries
from cityhall.catalogue.terms import Can
from cityhall.doors.http import Request, sent
from cityhall.doors.ledger import ledger_page, round_page
from cityhall.doors.setup.door import Sheet, filled, page, setup
from cityhall.doors.setup.forms.reform import LiftForm, ReformForm, RoundForm
from cityhall.doors.setup.story import story
from cityhall.kernel import clock

TO = (Can.REFORM,)
HERE = (("setup_reform", "改革台账"),)


@setup("GET", to=TO)
def index(request: Request) -> HttpResponseBase:
    """改革台账"""
    return page(request, "setup/reform.html", {
        **ledger_page(request), "to": "setup_reform_entry", "round_to": "setup_reform_round",
        "citywide": request.actor.reach(Can.REFORM) is None,
    })  # fmt: skip


@setup("GET", to=TO)
def round_(request: Request, round_id: int) -> HttpResponseBase:
    """One round with its sums and entries."""
    context = {**round_page(request, round_id), "to": "setup_reform_entry"}
    return page(request, "setup/reform_round.html", {**context, "story": story(f"reform-round:{round_id}")})


@setup("GET", "POST", to=TO)
def new_round(request: Request) -> HttpResponseBase:
    """新的批次"""
    return filled(
        request, RoundForm(sent(request)), actions.open_round, sheet=Sheet("新的批次", HERE, "登记批次"),
        done="已登记批次", onto=lambda made: reverse("setup_reform_round", args=[made]),
    )  # fmt: skip


@setup("GET", "POST", to=TO)
def new(request: Request) -> HttpResponseBase:
    """登记改革事项"""
    hint = (
        "取消、暂停、合并的事项到生效日自动停办，之后不能再发布；取消的证明从草稿中删去，以后发布再要求的会被拒绝。"
        "成效从登记时的版本和生效后的新版本自动算出，不用填。"
    )
    chosen = request.GET.get("round", "")
    initial = {"effective_on": clock.today().isoformat(), "round_id": chosen if chosen.isdecimal() else ""}
    return filled(
        request, ReformForm(sent(request), initial), actions.register_reform,
        sheet=Sheet("登记改革事项", HERE, "登记并公开", hint=hint), done="已登记，门户的改革台账里可以查到",
        onto=lambda made: reverse("setup_reform_entry", args=[made]),
    )  # fmt: skip


@setup("GET", to=TO)
def entry(request: Request, entry_id: int) -> HttpResponseBase:
    """One entry, item by item, with what it measurably changed."""
    row = queries.reform(entry_id)
    return page(request, "setup/reform_entry.html", {"e": row, "item_to": "setup_item", "story": story(row.ref)})


@setup("GET", "POST", to=TO)
def lift(request: Request, entry_id: int) -> HttpResponseBase:
    """撤销登记（恢复实施）"""
    row = queries.reform(entry_id)
    sheet = Sheet(
        f"撤销登记：{row.title}", HERE, "撤销登记", danger=True,
        hint="这条台账不再限制发布，还没到日子的停用计划随之取消；已经停办的事项，重新发布后恢复办理。",
    )  # fmt: skip
    return filled(
        request, LiftForm(sent(request)), actions.lift_reform, entry_id, sheet=sheet, done="已撤销登记",
        onto=lambda _: reverse("setup_reform_entry", args=[entry_id]),
    )  # fmt: skip
