"""Before an item is published: as the public will read it, as the clerk will work it, what it changes."""

from datetime import date

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.cases import queries as cases
from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import Guide
from cityhall.catalogue.terms import Can, ItemTerms
from cityhall.doors.http import Request, go, said, sent, show, submit
from cityhall.doors.portal import facts
from cityhall.doors.portal.views.find import papers
from cityhall.doors.setup.door import Sheet, filled, page, setup
from cityhall.doors.setup.forms.blank import Blank
from cityhall.doors.setup.forms.items import PublishForm
from cityhall.doors.setup.way import way_of
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.organs import queries as organs

from .items import findings_of

ITEMS = (Can.EDIT_ITEMS,)


@setup("GET", to=ITEMS)
def preview(request: Request, item_id: int) -> HttpResponseBase:
    """The draft as the public would read it."""
    draft = queries.draft(request.actor, item_id)
    told = f"第 {draft.number} 版草稿，尚未发布" if draft.editing else f"与已发布的第 {draft.number} 版相同"
    return _guide(request, queries.preview_of(draft), told, item_id)


@setup("GET", to=ITEMS)
def desk(request: Request, item_id: int) -> HttpResponseBase:
    """The draft as those who handle its cases will meet it: the steps in a picture, and which moves there are."""
    draft = queries.draft(request.actor, item_id)
    terms = queries.preview_of(draft)
    names = organs.organs_named({s.organ_id for s in terms.steps if s.organ_id})
    return page(request, "setup/item_desk.html", {
        "item": draft, "terms": terms, "way": way_of(terms, names), "moves": cases.moves_table(terms.regime.moves),
        "remarks": draft.remarks,
    })  # fmt: skip


@setup("GET", to=ITEMS)
def version(request: Request, item_id: int, number: int) -> HttpResponseBase:
    """A version of the past, or the one in force."""
    terms = queries.version(request.actor, item_id, number)
    running = cases.under_way(request.actor, item_id).get(number, 0)
    return _guide(request, terms, f"第 {number} 版，{running} 件在办件按这一版办理", item_id)


def _guide(request: Request, terms: ItemTerms, told: str, item_id: int) -> HttpResponseBase:
    context: dict[str, object] = {
        "guide": Guide(terms, clock.now(), ""), "terms": terms, "stages": facts.stages(terms),
        "limits": facts.limits(terms), "ways": facts.ways(terms), "extent": facts.extent(terms),
        "organ": organs.organ(terms.organ_id), "told": told, "item_id": item_id,
        **papers(terms, request.GET, request.path),
    }  # fmt: skip
    return show(request, "setup/preview.html", context, part="portal/papers.html")


@setup("GET", "POST", to=(Can.PUBLISH_ITEMS,))
def publish(request: Request, item_id: int) -> HttpResponseBase:
    """发布: what it changes, and what it leaves as it is, is said first."""
    draft = queries.draft(request.actor, item_id)
    form = PublishForm(sent(request))
    if outcome := submit(form, _publish_or_plan, request.actor, item_id):
        said(request, str(outcome.result).format(number=draft.number))
        return go(request, reverse("setup_item", args=[item_id]))
    return page(request, "setup/publish.html", {
        "item": draft, "word": f"发布第 {draft.number} 版", "hint": _what_stays(draft.number, cases.under_way(request.actor, item_id)),
        "changes": queries.changes(request.actor, item_id, cases.MOVE_NAMES), "remarks": draft.remarks,
        "findings": findings_of(draft), "seen": request.POST.get("_seen") or draft.version,
    }, form)  # fmt: skip


def _publish_or_plan(actor: Actor, item_id: int, note: str, on: date | None) -> str:
    """Now, or on the day that was filled in."""
    if on is None:
        actions.publish(actor, item_id, note)
        return "已发布第 {number} 版"
    actions.plan_publication(actor, item_id, on, note)
    return f"第 {{number}} 版定于 {on.isoformat()} 发布"


@setup("GET", "POST", to=(Can.PUBLISH_ITEMS,))
def drop_plan(request: Request, item_id: int, kind: str) -> HttpResponseBase:
    """取消计划"""
    draft = queries.draft(request.actor, item_id)
    sheet = Sheet(
        f"取消计划：{draft.name}", (("setup_items", "事项"),), "取消计划", version=draft.version,
        hint="取消后到那一天不会发布或停用；草稿可以再改。",
    )  # fmt: skip
    return filled(
        request, Blank(sent(request)), actions.drop_plan, item_id, kind, sheet=sheet, done="计划已取消",
        onto=lambda _: reverse("setup_item", args=[item_id]),
    )  # fmt: skip


def _what_stays(number: int, under_way: dict[int, int]) -> str:
    old = "，".join(f"{n} 件继续按第 {version} 版办理" for version, n in under_way.items() if version != number)
    kept = f"在办件不变：{old}。" if old else "目前没有在办件。"
    return f"{kept}发布后新收的件按第 {number} 版办理，办事指南随即更新；发布的版本不能再改，只能发布新的版本。"
