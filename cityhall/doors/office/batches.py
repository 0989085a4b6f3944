"""批量办理: cases chosen on a list, one act for all, a report with a row for each."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.cases import actions, queries
from cityhall.cases.queries import Picked
from cityhall.cases.terms import Advice, Status
from cityhall.doors.http import Request, show, submit
from cityhall.kernel.errors import DomainError

from . import forms as f
from .door import office
from .lists import table, wanted_of

MOST = 200
LABELS = {
    "accept": "受理", "claim": "领取", "finish_step": "完成审查（建议准予）", "grant": "准予", "deliver": "送达",
    "archive": "归档",
}  # fmt: skip
STATES = {"done": "已办", "refused": "没有办成", "": "未确认"}
ENDED = (Status.NOT_ACCEPTED, Status.DELIVERED, Status.WITHDRAWN, Status.DEEMED_WITHDRAWN, Status.TRANSFERRED,
         Status.TERMINATED, Status.VOIDED)  # fmt: skip


class FinishAll(f.Words):
    """完成审查, in agreement: who has doubts writes them case by case."""

    checked = forms.MultipleChoiceField(
        label="审查要点（每件都已核对）", required=False, widget=forms.CheckboxSelectMultiple
    )
    opinion = forms.CharField(label="审查意见", required=False, max_length=f.LONG, widget=f.area(3))

    def __init__(self, data: Any, rows: Sequence[Picked]) -> None:
        super().__init__(data)
        self.fields["phrase"].choices = f.phrases(f.AGREEING)  # type: ignore[attr-defined]
        checks = rows[0].checks if rows else ()
        self.fields["checked"].choices = [(c, c) for c in checks]  # type: ignore[attr-defined]
        if not checks:
            del self.fields["checked"]

    def clean(self) -> dict[str, Any]:
        return {**super().clean(), "advice": str(Advice.AGREE)}


class GrantAll(f.Words):
    """准予"""

    opinion = forms.CharField(label="决定意见", required=False, max_length=f.LONG, widget=f.area(3))

    def __init__(self, data: Any, rows: Sequence[Picked]) -> None:
        super().__init__(data)
        self.fields["phrase"].choices = f.phrases(f.DECIDING[:2])  # type: ignore[attr-defined]


class DeliverAll(forms.Form):
    """送达, all to one who takes them."""

    receiver = forms.CharField(label="签收人", max_length=60)
    relation = forms.CharField(label="与申请人关系", max_length=40, initial="代办人")
    receiver_id = forms.CharField(label="签收人证件号码", max_length=40, required=False, help_text="代领的必填")

    def __init__(self, data: Any, rows: Sequence[Picked]) -> None:
        super().__init__(data)


class Nothing(f.Blank):
    def __init__(self, data: Any, rows: Sequence[Picked]) -> None:
        super().__init__(data)


FORMS = {"finish_step": FinishAll, "grant": GrantAll, "deliver": DeliverAll}


def acts_for(rows: Sequence[Picked]) -> list[str]:
    """What may be done to all of them, by the step or the state they are in."""
    if not rows:
        return []
    first = rows[0]
    if first.key:
        return ["grant" if first.decides else "finish_step", "claim"]
    states = {row.status for row in rows}
    fits = (("accept", {Status.RECEIVED}), ("deliver", {Status.DECIDED}), ("archive", set(ENDED)))
    return [act for act, among in fits if states <= among]


@office("POST")
def choose(request: Request) -> HttpResponseBase:
    """What is to be done to the cases ticked, or to all of the list as filtered."""
    picks = [_place(one) for one in request.POST.getlist("pick")]
    if request.POST.get("all"):
        rows = queries.desk_rows(request.actor, wanted_of(request.POST), limit=MOST + 1).rows
        picks = [(row.number, row.key) for row in rows]
    return _asked(request, picks, request.POST.get("act", ""))


def _place(text: str) -> tuple[str, str]:
    number, _, key = text[:80].partition("/")
    return number, key


def _asked(
    request: Request, picks: Sequence[tuple[str, str]], act: str, form: forms.Form | None = None
) -> HttpResponseBase:
    why, rows = "", list(queries.picked(request.actor, picks[: MOST + 1]))
    try:
        actions.check_batch("claim", ["claim"], [number for number, _ in picks])
        actions.check_alike([(r.item_id, r.item) for r in rows], [r.key for r in rows])
    except DomainError as no:
        why = no.message
    acts = [] if why else acts_for(rows)
    if not why and not acts:
        why = "所选办件的状态不同，没有可以一起办的动作；请按状态或环节筛选后再选"
    act = act if act in acts else next(iter(acts), "")
    form = form or (FORMS.get(act, Nothing)(None, rows) if act else None)
    return show(request, "office/batch.html", {
        "rows": rows[:MOST], "count": len(picks), "why": why, "acts": [(a, _label(a, rows)) for a in acts], "act": act,
        "label": _label(act, rows), "form": form, "key": rows[0].key if rows else "",
    }, form=form, status=422 if why else None)  # fmt: skip


def _label(act: str, rows: Sequence[Picked]) -> str:
    return rows[0].granted if act == "grant" else LABELS.get(act, "")


@office("POST")
def run(request: Request) -> HttpResponseBase:
    """The act on each; then the report."""
    picks = [_place(one) for one in request.POST.getlist("pick")]
    act = request.POST.get("act", "")
    rows = queries.picked(request.actor, picks[: MOST + 1])
    form: forms.Form = FORMS.get(act, Nothing)(request.POST, rows)
    key = {"key": picks[0][1]} if picks and picks[0][1] else {}
    numbers = [number for number, _ in picks]
    outcome = submit(form, actions.batch, request.actor, act, numbers, **key)
    if outcome:
        return HttpResponseRedirect(reverse("office_batch", args=[outcome.result]))
    return _asked(request, picks, act, form)


@office("GET")
def report(request: Request, batch_id: str) -> HttpResponseBase:
    """What came of each case, those that were not done first."""
    found = queries.batch_report(request.actor, batch_id)
    lines = sorted(found.lines, key=lambda line: line.state == "done")
    return show(request, "office/report.html", {
        "batch": found, "label": LABELS.get(found.act, found.act), "lines": [(line, STATES[line.state]) for line in lines],
    })  # fmt: skip


@office("GET")
def report_file(request: Request, batch_id: str) -> HttpResponseBase:
    """The same as a table."""
    found = queries.batch_report(request.actor, batch_id)
    rows = [(x.number, x.applicant, x.item, STATES[x.state], x.says) for x in found.lines]
    return table("批量办理结果.csv", [("办件编号", "申请人", "事项", "结果", "说明"), *rows])
