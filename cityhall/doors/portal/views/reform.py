"""What reform changed, in public: what is entrusted to whom (行政许可法 第二十四条第二款), and the ledger."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from cityhall.catalogue import queries as catalogue
from cityhall.doors.delegation_rows import delegations_page
from cityhall.doors.http import Request, show
from cityhall.doors.ledger import ledger_page, round_page

GONE = 410


@require_safe
def delegations(request: Request) -> HttpResponse:
    """委托实施公告"""
    return show(request, "portal/delegations.html", delegations_page(request))


@require_safe
def ledger(request: Request) -> HttpResponse:
    """改革台账"""
    return show(
        request, "portal/reform.html", {**ledger_page(request), "to": "reform_entry", "round_to": "reform_round"}
    )


@require_safe
def round_(request: Request, round_id: int) -> HttpResponse:
    """一个批次"""
    return show(request, "portal/reform_round.html", {**round_page(request, round_id), "to": "reform_entry"})


@require_safe
def entry(request: Request, entry_id: int) -> HttpResponse:
    """台账的一条"""
    return show(request, "portal/reform_entry.html", {"e": catalogue.reform(entry_id), "item_to": "guide"})


def ended(request: Request, item_id: int) -> HttpResponse | None:
    """The page of an item that reform took out of service; None where it was something else."""
    told = [e for e in catalogue.reforms_of(item_id) if e.ended]
    if not told:
        return None
    name = next(name for e in told for pk, name, _ in e.items if pk == item_id)
    into = next((e.into_id for e in told if e.into_id), None)
    into_open = into is not None and catalogue.published(into) is not None
    return show(request, "portal/ended.html", {"name": name, "ended": told, "into_open": into_open}, status=GONE)
