"""个人信息: how long things are kept, what is due, who decided that it goes, and the register of processing."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.cases import actions as cases
from cityhall.cases import queries as due
from cityhall.doors.components import words
from cityhall.doors.http import Request, cursor
from cityhall.doors.setup.door import ROWS, Sheet, filled, page, setup
from cityhall.doors.setup.forms.privacy import EndForm, JudgeForm, ProcessingForm, ProposeForm, RetentionForm
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotFoundError
from cityhall.messages import actions as papers
from cityhall.messages.actions import LeafletSection
from cityhall.people import actions, queries
from cityhall.people.terms import Can, DestructionState, Held

HERE = (("setup_privacy", "个人信息"),)
REGISTER = (*HERE, ("setup_processings", "处理活动记录"))
ALL = (Can.RETAIN, Can.DESTROY, Can.AUDIT)


@setup("GET", to=ALL)
def index(request: Request) -> HttpResponseBase:
    """个人信息"""
    actor = request.actor
    return page(request, "setup/privacy.html", {
        "rows": due.due(actor) if actor.may(Can.RETAIN) else [], "page": queries.destructions(actor, cursor(request), ROWS),
        "retains": actor.may(Can.RETAIN),
    })  # fmt: skip


@setup("GET", "POST", to=(Can.RETAIN,))
def rule(request: Request, kind: str) -> HttpResponseBase:
    """留存期限"""
    held = _held(kind)
    known = queries.retention_rules().get(held)
    form = RetentionForm(_sent(request), initial={"months": known.months, "source": known.source} if known else {})
    sheet = Sheet(f"{held.label}：留存期限", HERE, version=known.version if known else None)
    return filled(
        request,
        form,
        actions.set_retention,
        held.value,
        sheet=sheet,
        done="已保存",
        onto=lambda _: reverse("setup_privacy"),
    )


@setup("GET", "POST", to=(Can.RETAIN,))
def propose(request: Request, kind: str) -> HttpResponseBase:
    """提出销毁"""
    held = _held(kind)
    sheet = Sheet(
        f"提出销毁：{held.label}", HERE, button="提交审批",
        hint="现在已到期的全部内容，由另一位有权的同事审批后销毁，不能恢复。期间新到期的不在这一次之内。",
    )  # fmt: skip
    return filled(
        request, ProposeForm(_sent(request)), cases.propose_destruction, held.value, sheet=sheet, done="已提交审批",
        onto=lambda made: reverse("setup_destruction", args=[made]),
    )  # fmt: skip


@setup("GET", "POST", to=ALL)
def judge(request: Request, destruction_id: int) -> HttpResponseBase:
    """一次销毁: what it is, who decided, what became of it; its approval."""
    found = queries.destruction(request.actor, destruction_id)
    waits = found.state is DestructionState.PROPOSED and request.actor.may(Can.DESTROY)
    if request.method == "POST" or (waits and found.proposed_account != request.actor.account_id):
        sheet = Sheet(
            f"审批销毁：{found.kind.label}", HERE, button="提交", danger=True, version=found.version,
            hint=f"{found.proposed_by}于 {words.day(clock.day_of(found.proposed_at))}提出，{found.due} 项，"
            f"{words.day(clock.day_of(found.before))}以前的。依据：{found.source}。说明：{found.reason}",
        )  # fmt: skip
        return filled(
            request, JudgeForm(_sent(request)), actions.judge_destruction, destruction_id, sheet=sheet, done="已审批",
            onto=lambda _: reverse("setup_destruction", args=[destruction_id]),
        )  # fmt: skip
    return page(request, "setup/destruction.html", {"one": found})


@setup("GET", to=ALL)
def certificate(request: Request, destruction_id: int) -> HttpResponseBase:
    """销毁证明: counts and digests, no personal value."""
    return HttpResponse(
        certificate_of(request.actor, destruction_id), content_type="application/pdf",
        headers={"Cache-Control": "private, no-store", "Content-Disposition": "inline; filename=certificate.pdf"},
    )  # fmt: skip


def certificate_of(actor: Actor, destruction_id: int) -> bytes:
    found = queries.destruction(actor, destruction_id)
    if found.done_at is None or found.judged_at is None:
        raise NotFoundError("people.no_certificate", "销毁完成后才有证明，请稍后再看")
    facts = (
        ("销毁内容", found.kind.label), ("截止", f"{words.day(clock.day_of(found.before))}以前"),
        ("留存期限", f"{found.months} 个月"), ("依据", found.source), ("提出", f"{found.proposed_by}，{_moment(found.proposed_at)}"),
        ("说明", found.reason), ("审批", f"{found.judged_by}，{_moment(found.judged_at)}"), ("意见", found.opinion or "同意"),
        ("销毁数量", f"{found.destroyed} 项"), ("完成", _moment(found.done_at)),
    )  # fmt: skip
    sections = [
        LeafletSection("", pairs=facts),
        LeafletSection("销毁清单摘要", texts=(
            found.digest or "（没有内容）",
            "摘要为 SHA-256：每批依次折叠上一批的摘要和本批内部编号，编号不含个人信息。",
            "每批的数量和摘要同时记入办事日志；日志按批固化签名，不能更改。",
        )),
    ]  # fmt: skip
    url = f"{settings.PUBLIC_URL}{reverse('setup_destruction', args=[found.id])}"
    return papers.leaflet(
        "个人信息到期销毁证明", f"编号 {found.id:06d}", settings.CITY_NAME, words.day(clock.day_of(found.done_at)), sections,
        url, ("扫码核对（需登录）",),
    )  # fmt: skip


@setup("GET", to=ALL)
def processings(request: Request) -> HttpResponseBase:
    """处理活动记录"""
    found = queries.processings(request.actor, cursor(request), ROWS)
    return page(request, "setup/processings.html", {"page": found, "retains": request.actor.may(Can.RETAIN)})


@setup("GET", "POST", to=(Can.RETAIN,))
def new(request: Request) -> HttpResponseBase:
    """登记处理活动"""
    return _record(request, ProcessingForm(_sent(request)), Sheet("登记处理活动", REGISTER), None)


@setup("GET", "POST", to=(Can.RETAIN,))
def edit(request: Request, processing_id: int) -> HttpResponseBase:
    """修改处理活动"""
    held = queries.processing(request.actor, processing_id)
    sheet = Sheet(held.name, REGISTER, version=held.version)
    return _record(request, ProcessingForm(_sent(request), held), sheet, processing_id)


def _record(request: Request, form: ProcessingForm, sheet: Sheet, processing_id: int | None) -> HttpResponseBase:
    def save(actor: Actor, **told: Any) -> int:
        return actions.save_processing(actor, told, processing_id)

    return filled(request, form, save, sheet=sheet, done="已保存", onto=lambda _: reverse("setup_processings"))


@setup("GET", "POST", to=(Can.RETAIN,))
def end(request: Request, processing_id: int) -> HttpResponseBase:
    """结束处理活动"""
    held = queries.processing(request.actor, processing_id)
    sheet = Sheet(f"结束：{held.name}", REGISTER, button="结束", version=held.version)
    form = EndForm(_sent(request), initial={"until_on": clock.today().isoformat()})
    return filled(
        request, form, actions.end_processing, processing_id, sheet=sheet, done="已结束，记录保留",
        onto=lambda _: reverse("setup_processings"),
    )  # fmt: skip


def _sent(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def _held(kind: str) -> Held:
    if kind not in set(Held):
        raise NotFoundError("people.held", "没有这一类内容，请回到列表重新选择")
    return Held(kind)


def _moment(at: Any) -> str:
    day: date = clock.day_of(at)
    return f"{words.day(day)} {clock.local(at):%H:%M}"
