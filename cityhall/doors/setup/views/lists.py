"""基本目录: the lists above; where an item belongs under them, and how it departs from what they say."""

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import EntryView
from cityhall.catalogue.terms import Can, Level
from cityhall.doors.http import Request, cursor, go, said, sent, submit
from cityhall.doors.setup.door import ROWS, Sheet, filled, page, setup
from cityhall.doors.setup.forms.blank import Blank
from cityhall.doors.setup.forms.lists import EntryForm, RetireEntryForm, UpperForm
from cityhall.doors.setup.places import renaming
from cityhall.doors.setup.story import story

READ, KEEP, ITEMS = (Can.EDIT_ITEMS, Can.KEEP_LISTS), (Can.KEEP_LISTS,), (Can.EDIT_ITEMS,)
HERE = (("setup_lists", "基本目录"),)


@setup("GET", to=READ)
def index(request: Request) -> HttpResponseBase:
    """基本目录"""
    text, level = request.GET.get("q", "").strip()[:80], request.GET.get("level", "")
    found = queries.entries(
        request.actor, text=text, level=level if level in list(Level) else "", after=cursor(request), limit=ROWS
    )
    return page(request, "setup/lists.html", {
        "page": found, "q": text, "level": level, "levels": list(Level), "freedoms": queries.freedoms(),
        "may_edit": _keeps(request),
    })  # fmt: skip


@setup("GET", to=READ)
def entry(request: Request, base_code: str) -> HttpResponseBase:
    """One entry: what it fixes and where that comes from, and who follows it."""
    view = queries.entry(request.actor, base_code)
    return page(request, "setup/entry.html", {
        "view": view, "page": queries.followers(request.actor, base_code, after=cursor(request), limit=ROWS),
        "may_edit": _keeps(request), "story": story(view.ref),
    })  # fmt: skip


@setup("GET", "POST", to=KEEP)
def new(request: Request) -> HttpResponseBase:
    """新建条目"""
    return _edited(request, EntryForm(sent(request), {}), None)


@setup("GET", "POST", to=KEEP)
def edit(request: Request, base_code: str) -> HttpResponseBase:
    """修改条目"""
    view = queries.entry(request.actor, base_code)
    row = view.row
    initial = {
        "base_code": row.base_code, "name": row.name, "procedure": row.procedure, "level": row.level,
        "parent_code": row.parent_code, "source": view.source, "law_changed_on": view.law_changed_on,
    }  # fmt: skip
    form = EntryForm(sent(request), view.content, initial)
    form.fields["base_code"].widget.attrs["readonly"] = True
    return _edited(request, form, view)


def _edited(request: Request, form: EntryForm, view: EntryView | None) -> HttpResponseBase:
    if submit(form, renaming(actions.save_entry, form), request.actor):
        said(request, "已保存。承接它的事项在下一次发布时按新的规定核对")
        return go(request, reverse("setup_entry", args=[form.cleaned_data["base_code"].strip().upper()]))
    seen = request.POST.get("_seen") or (view.version if view else "")
    return page(request, "setup/entry_edit.html", {"view": view, "seen": seen}, form)


@setup("GET", "POST", to=KEEP)
def retire(request: Request, base_code: str) -> HttpResponseBase:
    """废止条目"""
    view = queries.entry(request.actor, base_code)
    sheet = Sheet(
        f"废止：{view.row.name}", HERE, "废止", version=view.version, danger=True,
        hint=f"{view.row.items} 个事项承接它：已发布的照常办理，改承接别的条目之前不能再发布。",
    )  # fmt: skip
    form = RetireEntryForm(sent(request))
    return filled(
        request, form, actions.retire_entry, base_code, sheet=sheet, done="已废止",
        onto=lambda _: reverse("setup_entry", args=[base_code]),
    )  # fmt: skip


@setup("GET", "POST", to=ITEMS)
def upper(request: Request, item_id: int) -> HttpResponseBase:
    """承接上级目录: which entry, what differs, and what of it may."""
    draft = queries.draft(request.actor, item_id)
    standing = queries.inheritance_of(request.actor, item_id)
    form = UpperForm(sent(request), initial={"base_code": standing.chain[0].base_code if standing else draft.base_code})
    if submit(form, actions.follow, request.actor, item_id):
        said(request, "已保存")
        return go(request, reverse("setup_item_upper", args=[item_id]))
    told = standing.departures if standing else ()
    return page(request, "setup/upper.html", {
        "item": draft, "standing": standing, "seen": request.POST.get("_seen") or draft.version,
        "forbidden": [d for d in told if not d.allowed], "allowed": [d for d in told if d.allowed],
        "freedoms": queries.freedoms(),
    }, form)  # fmt: skip


@setup("GET", "POST", to=ITEMS)
def carry_down(request: Request, item_id: int) -> HttpResponseBase:
    """带入上级要素"""
    draft = queries.draft(request.actor, item_id)
    sheet = Sheet(
        f"带入上级要素：{draft.name}", (("setup_items", "事项"),), "带入", version=draft.version,
        hint="上级目录规定了、草稿还空着的要素带进草稿；草稿里已经写了的不动。",
    )  # fmt: skip
    return filled(
        request, Blank(sent(request)), actions.carry_down, item_id, sheet=sheet, done="已带入草稿",
        onto=lambda _: reverse("setup_item", args=[item_id]),
    )  # fmt: skip


def _keeps(request: Request) -> bool:
    return request.actor.may(Can.KEEP_LISTS) and request.actor.reach(Can.KEEP_LISTS) is None
