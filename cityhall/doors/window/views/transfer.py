"""转送 at the window: found by short code, initials or name, the item is chosen first, then the case goes on to it."""

from typing import Any

from django import forms
from django.http import HttpResponse

from cityhall.cases import actions
from cityhall.cases.terms import Move
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.queries import ItemRow
from cityhall.catalogue.terms import ItemTerms
from cityhall.doors.http import Request, said, sent, show, submit
from cityhall.kernel.errors import NotFoundError

from ..door import case_here, desk
from ..forms import LINES
from .acts import ask, check_offered, done

PAGE, FOUND, MOST = "window/transfer.html", "window/transfer_found.html", 8


class TransferForm(forms.Form):
    item_id = forms.CharField(required=False, widget=forms.HiddenInput)
    to_organ = forms.CharField(
        label="转送单位", required=False, max_length=120, help_text="转到本市以外的单位时填写；选定了本市事项的不填"
    )
    reason = forms.CharField(label="转送原因", max_length=300, widget=LINES)
    consent = forms.BooleanField(label="申请人同意转送（由其在申请转送单上签字）", required=False)


@desk("GET", "POST")
def page(request: Request, number: str) -> HttpResponse:
    """转送. A name typed and not chosen yet is looked up before anything is sent on."""
    check_offered(request, case_here(request.actor, number), Move.TRANSFER)
    text, chosen = request.POST.get("q", "").strip()[:60], _chosen(request)
    picked = bool(request.POST.get("pick"))
    if text and not picked and (chosen is None or text != chosen.name):
        return _found(request, number, text)
    form = _as_typed(request, chosen) if picked else TransferForm(_settled(request, chosen))

    def act(item_id: str, to_organ: str, reason: str, consent: bool) -> str:
        return actions.transfer(request.actor, number, to_organ, reason, consent, int(item_id) if item_id else None)

    outcome = submit(form, act)
    if outcome:
        if outcome.result:
            said(request, f"新办件编号 {outcome.result}")
        return done(request, number, "已转送，请打印申请转送单请申请人签字")
    return _show(request, number, form, text, chosen)


def _chosen(request: Request) -> ItemTerms | None:
    """The item picked now or before; one no longer open is as good as not picked."""
    item_id = request.POST.get("pick") or (request.POST.get("item_id", "") if request.POST.get("q", "").strip() else "")
    return catalogue.published(int(item_id)) if item_id.isdecimal() else None


def _settled(request: Request, chosen: ItemTerms | None) -> Any:
    """What was sent, with the item as it is chosen: an emptied field is no item."""
    data = sent(request)
    if data is not None:
        data = data.copy()
        data["item_id"] = str(chosen.item_id) if chosen else ""
    return data


def _as_typed(request: Request, chosen: ItemTerms | None) -> TransferForm:
    """Everything typed so far, complained of by nobody."""
    form = TransferForm(initial=request.POST.dict() | {"item_id": chosen.item_id if chosen else ""})
    form.use_required_attribute = False
    return form


def _found(request: Request, number: str, text: str) -> HttpResponse:
    """What the words may mean; the only one is taken at once."""
    found = catalogue.find_short(text, None, limit=MOST)
    chosen = catalogue.published(found[0].id) if len(found) == 1 else None
    shown = _show(request, number, _as_typed(request, chosen), text, chosen, [] if chosen else found)
    shown.status_code = 200 if found else NotFoundError.status
    return shown


def _show(
    request: Request, number: str, form: TransferForm, text: str, chosen: ItemTerms | None, found: list[ItemRow] | None = None
) -> HttpResponse:  # fmt: skip
    text = chosen.name if chosen else text
    more = {"q": text, "found": found or [], "chosen": chosen}
    return ask(request, number, form, "转送", "转送", template=PAGE, more=more)


@desk("GET")
def items(request: Request) -> HttpResponse:
    """The city's items, while one is typed"""
    text = request.GET.get("q", "").strip()[:60]
    found = catalogue.find_short(text, None, limit=MOST) if text else []
    return show(request, FOUND, {"q": text, "found": found, "chosen": None})
