"""通办清单: the list, what is declared 市区同权 and not on it yet, a new line, one taken off."""

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.anywhere import actions, queries
from cityhall.anywhere.terms import Can, Mode
from cityhall.catalogue import queries as catalogue
from cityhall.doors.http import Request, cursor, sent
from cityhall.doors.setup.door import ROWS, Sheet, filled, page, setup
from cityhall.doors.setup.forms.anywhere import EndForm, EntryForm
from cityhall.doors.setup.story import story
from cityhall.kernel import clock
from cityhall.organs import queries as organs

TO = (Can.KEEP_LIST,)
HERE = (("setup_anywhere", "通办清单"),)


@setup("GET", to=TO)
def index(request: Request) -> HttpResponseBase:
    """通办清单"""
    past, text = request.GET.get("past") == "yes", request.GET.get("q", "").strip()[:80]
    mode = next((m.value for m in Mode if m == request.GET.get("mode")), "")
    found = queries.entries(past=past, text=text, mode=mode, after=cursor(request), limit=ROWS)
    declared = [] if past or text or mode else queries.not_listed(request.actor)
    context = {"page": found, "past": past, "text": text, "mode": mode, "modes": Mode, "declared": declared}
    return page(request, "setup/anywhere.html", context)


@setup("GET", "POST", to=TO)
def new(request: Request) -> HttpResponseBase:
    """列入通办清单"""
    hint = (
        "列入以后，区县窗口凭清单代收，办理机关不变；受理层级以事项现行版本为准。门户的办事指南随即写明可以交件的窗口。"
    )
    initial = {"from_on": clock.today().isoformat(), "item_id": request.GET.get("item", "")[:40]}
    if basis := _basis(request.GET.get("item", "")):
        initial["document"] = basis
    return filled(
        request, EntryForm(sent(request), initial), actions.put_on_list,
        sheet=Sheet("列入通办清单", HERE, "列入", hint=hint), done="已列入通办清单",
        onto=lambda made: reverse("setup_anywhere_entry", args=[made]),
    )  # fmt: skip


def _basis(item: str) -> str:
    """The document by which the item's version says 市区同权, to begin with."""
    number = item.removeprefix("#")
    terms = catalogue.published(int(number)) if number.isdecimal() and len(number) < 18 else None  # noqa: PLR2004
    return terms.reformed.basis[:200] if terms else ""


@setup("GET", to=TO)
def entry(request: Request, entry_id: int) -> HttpResponseBase:
    """One line of the list."""
    row = queries.entry(entry_id)
    named = organs.window_labels(row.windows) if row.windows else {}
    may = request.actor.may(Can.KEEP_LIST, row.organ_id, row.item_id) and (row.holds or row.to_come)
    context = {"e": row, "windows": list(named.values()), "may": may, "story": story(row.ref)}
    return page(request, "setup/anywhere_entry.html", context)


@setup("GET", "POST", to=TO)
def end(request: Request, entry_id: int) -> HttpResponseBase:
    """移出通办清单"""
    row = queries.entry(entry_id)
    sheet = Sheet(
        f"移出通办清单：{row.item_name}", HERE, "移出", danger=True, version=row.version,
        hint="即刻起别处的窗口不能再收这个事项；已经收的照常办完。",
    )  # fmt: skip
    return filled(
        request, EndForm(sent(request)), actions.end_entry, entry_id, sheet=sheet, done="已移出通办清单",
        onto=lambda _: reverse("setup_anywhere_entry", args=[entry_id]),
    )  # fmt: skip
