"""委托实施: what is entrusted to whom, a new entrustment, one recalled."""

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.catalogue import actions as catalogue
from cityhall.doors.delegation_rows import delegations_page, with_names
from cityhall.doors.http import Request, sent
from cityhall.doors.setup.door import Sheet, filled, page, setup
from cityhall.doors.setup.forms.delegations import DelegationForm, RecallForm
from cityhall.doors.setup.story import story
from cityhall.kernel import clock
from cityhall.organs import actions, queries
from cityhall.organs.terms import Can

TO = (Can.DELEGATE,)
HERE = (("setup_delegations", "委托实施"),)


@setup("GET", to=TO)
def index(request: Request) -> HttpResponseBase:
    """委托实施"""
    return page(request, "setup/delegations.html", delegations_page(request))


@setup("GET", "POST", to=TO)
def new(request: Request) -> HttpResponseBase:
    """新的委托"""
    hint = (
        "受委托的机关在委托范围内，以委托机关的名义办理，由委托机关负责监督并承担法律责任；不得再委托。"
        "登记后即在门户公开（行政许可法第二十四条）。"
    )
    initial = {"from_on": clock.today().isoformat()}
    return filled(
        request, DelegationForm(sent(request), initial), catalogue.entrust_items,
        sheet=Sheet("登记委托", HERE, "登记并公开", hint=hint), done="已登记委托，门户上可以查到",
        onto=lambda made: reverse("setup_delegation", args=[made]),
    )  # fmt: skip


@setup("GET", to=TO)
def delegation(request: Request, delegation_id: int) -> HttpResponseBase:
    """One entrustment with all its items."""
    row = queries.delegation(delegation_id)
    [(_, first, rest)] = with_names([row])
    may = request.actor.may(Can.DELEGATE, row.organ_id) and (row.holds or row.to_come)
    context = {"d": row, "items": [*first, *rest], "may": may, "story": story(row.ref)}
    return page(request, "setup/delegation.html", context)


@setup("GET", "POST", to=TO)
def recall(request: Request, delegation_id: int) -> HttpResponseBase:
    """收回委托"""
    row = queries.delegation(delegation_id)
    sheet = Sheet(
        f"收回委托：{row.organ} → {row.to}", HERE, "收回", danger=True,
        hint="即刻起受委托的机关（窗口）不能再办理；在办件由委托机关接着办。",
    )  # fmt: skip
    return filled(
        request, RecallForm(sent(request)), actions.recall_delegation, delegation_id, sheet=sheet, done="已收回委托",
        onto=lambda _: reverse("setup_delegation", args=[delegation_id]),
    )  # fmt: skip
