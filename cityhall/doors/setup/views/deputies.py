"""代理: a colleague appointed to stand in, and that ended before its time."""

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.doors.http import Request, sent
from cityhall.doors.setup.door import Sheet, filled, setup
from cityhall.doors.setup.forms.blank import Blank
from cityhall.doors.setup.forms.deputies import DeputyForm
from cityhall.kernel import clock
from cityhall.kernel.errors import NotFoundError
from cityhall.organs import actions, queries
from cityhall.organs.terms import Can

STAFF = (Can.MANAGE_STAFF,)
HERE = (("setup_staff", "人员"),)


@setup("GET", "POST", to=STAFF)
def appoint(request: Request, staff_id: int) -> HttpResponseBase:
    """指定代理人"""
    found = queries.member(request.actor, staff_id)
    form = DeputyForm(sent(request), queries.who_may_deputise(request.actor, staff_id), clock.today())
    sheet = Sheet(
        f"指定代理人：{found.name}", HERE, "指定",
        hint="代理期间，代理人在本单位范围内办理被代理人的工作，留痕记代理人的名字；全市范围的权限不能代理。",
    )  # fmt: skip
    return filled(
        request, form, actions.appoint_deputy, staff_id, sheet=sheet, done="已指定代理人",
        onto=lambda _: reverse("setup_member", args=[staff_id]),
    )  # fmt: skip


@setup("GET", "POST", to=STAFF)
def end(request: Request, staff_id: int, appointment_id: int) -> HttpResponseBase:
    """结束代理"""
    rows = {row.id: row for row in queries.deputies_of(request.actor, staff_id)}
    row = rows.get(appointment_id)
    if row is None:
        raise NotFoundError("organs.no_deputy", "没有找到这项代理，请刷新页面")
    sheet = Sheet(
        f"结束代理：{row.deputy}代{row.staff}", HERE, "结束", danger=True,
        hint="立即结束。代理人手上替她办的工作，请先转交。",
    )  # fmt: skip
    return filled(
        request, Blank(sent(request)), actions.end_deputy, appointment_id, sheet=sheet, done="已结束代理",
        onto=lambda _: reverse("setup_member", args=[staff_id]),
    )  # fmt: skip
