"""通办 at a desk: cases between two places and the paper that travels, the same at a window and in the office of who decides. Each
door says where it stands (`Desk`) and who may come in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import segno
from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.anywhere import actions, queries
from cityhall.anywhere.queries import HandoverView, IntakePage
from cityhall.anywhere.terms import Can, Pile, State, Way
from cityhall.doors.anywhere_forms import (
    CountForm,
    HandOutForm,
    IssueWindowForm,
    OutcomeForm,
    PackForm,
    ReasonForm,
    SendForm,
)
from cityhall.doors.http import Request, cursor, go, refuse, said, sent, show, submit
from cityhall.kernel import clock
from cityhall.kernel.actor import require
from cityhall.kernel.errors import DomainError, NotSignedInError
from cityhall.kernel.sheets.writer import CSV_TYPE, csv_pieces

SIDES = (("", "全部"), ("in", "本处收件"), ("decide", "本单位办理"), ("out", "本处出件"))
MONTH = 30
DONE = {
    "send": "已登记交出", "refuse": "已登记拒收，由交出的一方处理", "lose": "已登记遗失；补办后请了结",
    "close": "已了结", "cancel": "已作废",
}  # fmt: skip


class CodeForm(forms.Form):
    """扫码: the scanner types the number and presses Enter."""

    code = forms.CharField(
        label="扫流转单的码", max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "data-key": "/", "placeholder": "扫码，或键入单号"}),
    )  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """A door that has these pages: its frame, what its addresses are called, and where it takes in (empty: nowhere)."""

    frame: str
    prefix: str
    take: str = ""

    def to(self, name: str, *args: object) -> str:
        return reverse(f"{self.prefix}{name}", args=args)

    def page(
        self, request: Request, template: str, context: dict[str, Any], form: forms.BaseForm | None = None
    ) -> HttpResponse:
        names = {name: f"{self.prefix}{name}" for name in ("cases", "case", "slips", "slip", "print")}
        takes = reverse(self.take) if self.take and request.actor.may(Can.TAKE_IN) else ""
        context = {"frame": self.frame, "names": names, "take_url": takes, **context}
        return show(request, f"components/anywhere/{template}.html", context, form=form)

    def cases(self, request: Request) -> HttpResponseBase:
        """异地件"""
        side = request.GET.get("side", "") if request.GET.get("side", "") in dict(SIDES) else ""
        text = request.GET.get("q", "").strip()[:120]
        page = queries.intakes(request.actor, text=text, side=side, after=cursor(request))
        kept = {"q": text} if text else {}
        tabs = [(label, "?" + urlencode({**kept, "side": key}), key == side) for key, label in SIDES]
        return self.page(request, "cases", {"page": page, "text": text, "tabs": tabs, "side": side})

    def credit(self, request: Request) -> HttpResponseBase:
        """通办业绩: both sides' of the last thirty days, as a table to keep."""
        today = clock.today()
        rows = queries.credit(request.actor, today - timedelta(days=MONTH), today)
        head = ("单位", "异地收件", "异地件决定", "异地出件")
        table = csv_pieces(head, ((r.organ, r.received, r.decided, r.issued) for r in rows))
        response = HttpResponse(b"".join(table), content_type=CSV_TYPE)
        response.headers["Content-Disposition"] = 'attachment; filename="credit.csv"'
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def case(self, request: Request, number: str, name: str = "") -> HttpResponseBase:
        """One case between two places, with what may be done now; `name` is the act that was sent."""
        page = queries.intake(request.actor, number)
        forms_ = self._case_forms(request, page, name)
        acts = _case_acts(request, number)
        if request.method == "POST" and name in acts:
            act, done = acts[name]
            if outcome := submit(forms_[name], act):
                said(request, done)
                made = name in ("materials", "result")
                return go(request, self.to("slip", outcome.result) if made else self.to("case", number))
        context = {"c": page, "forms": forms_, "opened": name, "act_at": self.to("case", number)}
        return self.page(request, "case", context, forms_.get(name))

    def _case_forms(self, request: Request, page: IntakePage, name: str) -> dict[str, forms.BaseForm]:
        def data(own: str) -> Any:
            return sent(request) if own == name else None

        made: dict[str, forms.BaseForm] = {
            "materials": PackForm(data("materials"), page.items),
            "result": PackForm(data("result"), [("", "结果文书", 1)]),
            "issue": HandOutForm(data("issue"), initial={"receiver": page.applicant_name}),
        }
        if page.may_choose:
            stands = queries.issue_windows(page.entry_id)
            now = next((one.id for one in stands if one.label == page.issue_window), None)
            made["choose"] = IssueWindowForm(data("choose"), stands, {"window_id": now})
        return made

    def slips(self, request: Request) -> HttpResponseBase:
        """物料流转单, by what is to be done; a code that is scanned opens its own."""
        require(request.actor, Can.CARRY)
        form = CodeForm(request.GET if "code" in request.GET else None)
        if form.is_bound and form.is_valid():
            try:
                found = queries.handover(request.actor, form.cleaned_data["code"])
                return go(request, self.to("slip", found.number))
            except NotSignedInError:
                raise
            except DomainError as no:
                refuse(form, no)
        counts = queries.handover_counts(request.actor)
        asked = next((p for p in Pile if p == request.GET.get("pile")), None)
        pile = asked or next((p for p in Pile if counts[p]), Pile.TO_SEND)
        page = queries.handovers(request.actor, pile, after=cursor(request))
        tabs = [(p.label, counts[p], "?" + urlencode({"pile": p.value}), p is pile) for p in Pile]
        return self.page(request, "slips", {"page": page, "pile": pile, "tabs": tabs, "scan": form}, form)

    def slip(self, request: Request, code: str, name: str = "") -> HttpResponseBase:
        """One 流转单: what is in it, where it is, and what the reader's end may do."""
        view = queries.handover(request.actor, code)
        forms_ = dict(_slip_forms(request, view, name))
        if request.method == "POST" and name in forms_:
            actor = request.actor
            acts: dict[str, Callable[..., Any]] = {
                "send": actions.send_handover, "receive": actions.receive_handover, "refuse": actions.refuse_handover,
                "lose": actions.lose_handover, "close": actions.close_handover, "cancel": actions.cancel_handover,
            }  # fmt: skip
            if outcome := submit(forms_[name], acts[name], actor, code):
                differs = (
                    "已签收并登记差异，等交出的一方了结" if outcome.result == State.DIFFERS else "已逐件签收，无误"
                )
                said(request, DONE.get(name, differs))
                return go(request, self.to("slip", code))
            view = queries.handover(request.actor, code)
        context = {"h": view, "forms": forms_, "opened": name, "act_at": self.to("slip", code)}
        return self.page(request, "slip", context, forms_.get(name))

    def print(self, request: Request, code: str) -> HttpResponseBase:
        """流转单, to print: with its code as a picture for the scanner and as words for the eye."""
        view = queries.handover(request.actor, code)
        picture = segno.make(view.number, error="m").svg_data_uri(scale=4, border=2)
        return self.page(request, "print", {"h": view, "picture": picture, "today": clock.today()})


def _case_acts(request: Request, number: str) -> dict[str, tuple[Callable[..., object], str]]:
    """What may be sent from the page of a case, and what is said when it is done."""
    actor = request.actor

    def pack(way: Way) -> Callable[..., object]:
        return lambda pieces: actions.make_handover(actor, number, way, pieces)

    return {
        "materials": (pack(Way.MATERIALS), "已制作流转单，请打印后随材料交出"),
        "result": (pack(Way.RESULT), "已制作流转单，请打印后随结果交出"),
        "choose": (lambda window_id: actions.choose_issue_window(actor, number, window_id), "已登记取件地点"),
        "issue": (lambda **said: actions.hand_out(actor, number, **said), "已出件，办件办结；请申请人在凭证上签字"),
    }


def _slip_forms(request: Request, view: HandoverView, name: str) -> Iterator[tuple[str, forms.BaseForm]]:
    """The acts the reader's end may take now. An act that was sent from an older page is let through to be refused in words."""

    def data(own: str) -> Any:
        return sent(request) if own == name else None

    open_to = {
        "send": view.sends and view.state is State.MADE, "cancel": view.sends and view.state is State.MADE,
        "lose": view.sends and view.state is State.SENT, "close": view.sends and view.unsettled,
        "receive": view.receives and view.state is State.SENT, "refuse": view.receives and view.state is State.SENT,
    }  # fmt: skip
    made: dict[str, Callable[[], forms.BaseForm]] = {
        "send": lambda: SendForm(data("send")), "receive": lambda: CountForm(data("receive"), view.pieces),
        "refuse": lambda: ReasonForm(data("refuse")), "lose": lambda: ReasonForm(data("lose")),
        "close": lambda: OutcomeForm(data("close")), "cancel": lambda: ReasonForm(data("cancel")),
    }  # fmt: skip
    for key, build in made.items():
        if open_to[key] or key == name:
            yield key, build()
