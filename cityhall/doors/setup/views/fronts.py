"""旗舰店和专题: their list, the editor of blocks, the preview on two screens, publishing, versions."""

from typing import Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import FrontDraft
from cityhall.catalogue.terms import Can
from cityhall.catalogue.terms.fronts import BLOCKS, FrontKind
from cityhall.doors.http import Request, cursor, go, refuse, said, sent, show
from cityhall.doors.setup import editions
from cityhall.doors.setup.door import ROWS, Sheet, filled, page, setup
from cityhall.doors.setup.editions import Editioned
from cityhall.doors.setup.forms.blocks import (
    PART,
    HeadForm,
    NewColumnForm,
    NewFlagshipForm,
    fresh,
    rearranged,
    shown_blocks,
)
from cityhall.doors.setup.forms.policies import ReasonForm
from cityhall.doors.setup.forms.rows import kept_forms, rows_of
from cityhall.doors.setup.story import story
from cityhall.kernel.errors import DomainError, NotFoundError, NotSignedInError
from cityhall.organs import queries as organs

COMPOSE, RELEASE = (Can.COMPOSE,), (Can.RELEASE,)
HERE = (("setup_fronts", "旗舰店和专题"),)


@setup("GET", to=COMPOSE)
def index(request: Request) -> HttpResponseBase:
    """旗舰店和专题"""
    text = request.GET.get("q", "").strip()[:60]
    found = queries.fronts_for_setup(request.actor, text, after=cursor(request), limit=ROWS)
    whole = request.actor.reach(Can.COMPOSE) is None
    return page(request, "setup/fronts.html", {"page": found, "q": text, "whole": whole})


@setup("GET", "POST", to=COMPOSE)
def new_flagship(request: Request) -> HttpResponseBase:
    """开设旗舰店"""
    sheet = Sheet(
        "开设旗舰店",
        HERE,
        "开设",
        hint="先从自动生成的版面开始，再按本部门的需要改。没有开设的部门，公众看到的就是自动生成的版面。",
    )
    return filled(
        request, NewFlagshipForm(sent(request)), actions.create_flagship, sheet=sheet, done="已开设，接着编排",
        onto=lambda made: reverse("setup_front_edit", args=[made]),
    )  # fmt: skip


@setup("GET", "POST", to=COMPOSE)
def new_column(request: Request) -> HttpResponseBase:
    """开设专题"""
    sheet = Sheet(
        "开设专题", HERE, "开设", hint="一件人生大事或企业大事一个专题：分几个阶段，每个阶段办哪些事、准备什么。"
    )
    return filled(
        request, NewColumnForm(sent(request)), actions.create_column, sheet=sheet, done="已开设，接着编排",
        onto=lambda made: reverse("setup_front_edit", args=[made]),
    )  # fmt: skip


@setup("GET", to=COMPOSE)
def front(request: Request, front_id: int) -> HttpResponseBase:
    """One page: what stands in its way, what it points at that is gone, its editions."""
    draft = queries.front_draft(request.actor, front_id)
    may = request.actor.may(Can.RELEASE, draft.organ_id) and (
        draft.organ_id or request.actor.reach(Can.RELEASE) is None
    )
    return page(request, "setup/front.html", {"draft": draft, "may_release": bool(may), "story": story(draft.ref)})


@setup("GET", "POST", to=COMPOSE)
def edit(request: Request, front_id: int) -> HttpResponseBase:
    """编排: blocks added, moved, filled in; with script or without."""
    draft = queries.front_draft(request.actor, front_id)
    head = HeadForm(sent(request), initial={"title": draft.content["title"], "summary": draft.content["summary"]})
    asked = request.POST
    if request.method == "GET":
        return _edit_page(request, draft, head, _shown(draft))
    if "more" in asked or "up" in asked or "down" in asked:
        rows = rearranged(asked, asked.get("more", ""), asked.get("up", ""), asked.get("down", ""))
        return _edit_page(request, draft, head, rows, changed=True)
    rows = rows_of(PART)(asked, prefix="rows")
    if rows.is_valid() and head.is_valid() and _saved(request, draft, head, rows):
        said(request, "草稿已保存")
        return go(request, reverse("setup_front_look" if "look" in asked else "setup_front", args=[front_id]))
    return _edit_page(request, draft, head, rows, wrong=True)


def _shown(draft: FrontDraft) -> Any:
    blocks = draft.content["blocks"]
    columns = queries.front_names({i for b in blocks for i in b.get("fronts", ())})
    policies = queries.policy_names({i for b in blocks for i in b.get("policies", ())})
    items = {pk: name if is_open else f"{name}（已停用）" for pk, (name, is_open) in draft.names.items()}
    return fresh(shown_blocks(blocks, items, columns, policies))


def _saved(request: Request, draft: FrontDraft, head: HeadForm, rows: Any) -> bool:
    """Save; a refusal goes to the block it is about."""
    forms = kept_forms(rows)
    try:
        actions.save_front(request.actor, draft.id, {**head.cleaned_data, "blocks": [f.plain("") for f in forms]})
    except (NotSignedInError, NotFoundError):
        raise
    except DomainError as error:
        part, _, rest = (error.field or "").partition(".")
        number, _, field = rest.partition(".")
        if part == "blocks" and number.isdecimal() and int(number) < len(forms) and field in forms[int(number)].fields:
            forms[int(number)].add_error(field, error.message)
        else:
            refuse(head, error)
        return False
    return True


def _edit_page(
    request: Request, draft: FrontDraft, head: HeadForm, rows: Any, *, changed: bool = False, wrong: bool = False
) -> HttpResponseBase:  # fmt: skip
    offered = list(queries.by_organ(draft.organ_id, limit=60).rows) if draft.organ_id else []
    if not draft.organ_id:
        offered = [hit.row for hit in queries.find("", topic=draft.owner_name, limit=30).hits]
    context = {
        "draft": draft, "rows": rows, "seen": request.POST.get("_seen") or draft.version, "changed": changed,
        "kinds": BLOCKS[draft.kind], "offered": offered, "form": head,
    }  # fmt: skip
    return page(request, "setup/front_edit.html", context, status=422 if wrong else None)


@setup("GET", to=COMPOSE)
def look(request: Request, front_id: int) -> HttpResponseBase:
    """预览: as a phone and as a desk show it."""
    draft = queries.front_draft(request.actor, front_id)
    number = request.GET.get("number", "")
    told = f"第 {number} 版" if number.isdecimal() else "草稿"
    return page(
        request, "setup/front_look.html", {"draft": draft, "told": told, "number": number if number.isdecimal() else ""}
    )


@xframe_options_sameorigin
@setup("GET", to=COMPOSE)
def preview(request: Request, front_id: int) -> HttpResponseBase:
    """The page itself, for the frames of the preview."""
    number = request.GET.get("number", "")
    shown = queries.front_preview(request.actor, front_id, int(number) if number.isdecimal() else None)
    if shown.kind is FrontKind.TOPIC:
        return show(request, "portal/topic.html", {"front": shown})
    organ, counters = organs.reception(shown.organ_id or 0)
    return show(request, "portal/organ.html", {"front": shown, "organ": organ, "counters": counters})


FRONT = Editioned(
    queries.front_draft, actions.publish_front, actions.revert_front, actions.drop_front_edition, "setup_front", HERE,
    "从今天起，或从填写的日期起，公众看到这一版。以前的版本都留着，可以恢复。",
)  # fmt: skip


@setup("GET", "POST", to=RELEASE)
def publish(request: Request, front_id: int) -> HttpResponseBase:
    """发布"""
    return editions.publish(request, FRONT, front_id)


@setup("GET", "POST", to=RELEASE)
def revert(request: Request, front_id: int, number: int) -> HttpResponseBase:
    """恢复某一版"""
    return editions.revert(request, FRONT, front_id, number)


@setup("GET", "POST", to=RELEASE)
def drop(request: Request, front_id: int, number: int) -> HttpResponseBase:
    """取消待生效的一版"""
    return editions.drop(request, FRONT, front_id, number)


@setup("GET", "POST", to=RELEASE)
def withdraw(request: Request, front_id: int) -> HttpResponseBase:
    """撤下"""
    draft = queries.front_draft(request.actor, front_id)
    shop = draft.kind is FrontKind.FLAGSHIP
    hint = (
        "撤下后这个部门的页面恢复成自动生成的版面。"
        if shop
        else "撤下后公众看不到这个专题，找这件大事时列出搜到的事项。"
    )
    sheet = Sheet(f"撤下：{draft.name}", HERE, "撤下", hint=hint, version=draft.version, danger=True)
    return filled(
        request, ReasonForm(sent(request)), actions.withdraw_front, front_id, sheet=sheet, done="已撤下",
        onto=lambda _: reverse("setup_front", args=[front_id]),
    )  # fmt: skip
