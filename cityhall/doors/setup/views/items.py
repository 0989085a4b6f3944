"""事项: the list, one item, its versions, what the public will read, publishing and retiring."""

from datetime import date

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.cases import queries as cases
from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import Draft
from cityhall.catalogue.terms import Can, GuideRule, PlanKind, PlanState, Procedure, Separation, Severity
from cityhall.doors.http import Request, cursor, go
from cityhall.doors.setup.door import ROWS, Sheet, filled, page, setup
from cityhall.doors.setup.forms.blank import Blank
from cityhall.doors.setup.forms.items import NameForm, NewItemForm, RetireForm
from cityhall.doors.setup.forms.rows import PARTS
from cityhall.doors.setup.story import story
from cityhall.kernel.actor import Actor

ITEMS = (Can.EDIT_ITEMS,)
HERE = (("setup_items", "事项"),)
ONLY = {"published": "已发布", "unpublished": "未发布", "doubtful": "导入有疑点"}
WHERE = {
    "statutory": "statutory_amount",
    "statutory.basis": "statutory_basis",
    "promised": "promised_amount",
    "result": "result_name",
}
WAYS = {
    "gaps": "gaps_amount", "gaps.basis": "gaps_basis", "pledge": "pledge_text", "pledge.spares": "pledge_spares",
    "pledge.scope": "pledge_scope",
}  # fmt: skip
EXTENT = ("standing", "offer", "scope", "reformed")


@setup("GET", to=(Can.EDIT_ITEMS, Can.IMPORT_ITEMS))
def index(request: Request) -> HttpResponseBase:
    """事项"""
    if not request.actor.may(Can.EDIT_ITEMS):
        return go(request, reverse("setup_import"))  # who only imports finds no list of her own
    text, procedure = request.GET.get("q", "").strip()[:80], request.GET.get("procedure", "")
    only, separation = request.GET.get("only", ""), request.GET.get("separation", "")
    separation = separation if separation in list(Separation) else ""
    found = queries.items_for_setup(
        request.actor, text=text, procedure=procedure if procedure in list(Procedure) else "", only=only, separation=separation,
        after=cursor(request), limit=ROWS,
    )  # fmt: skip
    return page(request, "setup/items.html", {
        "page": found, "q": text, "procedure": procedure, "only": only, "procedures": list(Procedure), "onlys": ONLY,
        "separation": separation,
        "separations": [s for s in Separation if s is not Separation.NONE],
        "may_import": request.actor.may(Can.IMPORT_ITEMS),
    })  # fmt: skip


@setup("GET", "POST", to=ITEMS)
def new(request: Request) -> HttpResponseBase:
    """新建事项"""
    return filled(
        request, NewItemForm(request.POST or None), actions.create_item, sheet=Sheet("新建事项", HERE, "新建"),
        done="已新建，请继续填写", onto=_onto,
    )  # fmt: skip


def _onto(item_id: object) -> str:
    return reverse("setup_item", args=[item_id])


@setup("GET", to=ITEMS)
def item(request: Request, item_id: int) -> HttpResponseBase:
    """One item: where it stands, what keeps it from being published, what can be done."""
    draft, plans = queries.draft(request.actor, item_id), queries.plans(request.actor, item_id)
    waiting = next((p for p in plans if p.state is PlanState.WAITING and p.kind is PlanKind.PUBLISH), None)
    return page(request, "setup/item.html", {
        "item": draft, "problems": [(p.sentence, where(draft.id, p.field)) for p in draft.problems],
        "remarks": [(p.sentence, where(draft.id, p.field)) for p in draft.remarks],
        "findings": findings_of(draft),
        "changes": queries.changes(request.actor, item_id, cases.MOVE_NAMES) if draft.editing else [],
        "parts": [(part, len(draft.content.get(part.name) or ())) for part in PARTS.values()],
        "versions": queries.history(request.actor, item_id), "under_way": cases.under_way(request.actor, item_id),
        "plans": [p for p in plans if p.state is PlanState.WAITING or p.state is PlanState.FAILED], "waiting": waiting,
        "codes": queries.codes_of(request.actor, item_id), "standing": queries.inheritance_of(request.actor, item_id),
        "may_publish": request.actor.may(Can.PUBLISH_ITEMS, draft.organ_id), "story": story(draft.ref),
        "may_improve": request.actor.may(Can.IMPROVE_PROCESS, draft.organ_id),
    })  # fmt: skip


def findings_of(draft: Draft) -> list[tuple[Severity, list[tuple[str, str]]]]:
    """指南体检, by severity, without what the page says in places of its own: what stops publishing, what is of no effect, what
    the import left."""
    told = {p.sentence for p in draft.remarks}
    kept = [f for f in draft.findings if f.rule is not GuideRule.IMPORTED and f.sentence not in told]
    return [
        (severity, [(f.sentence, where(draft.id, f.place)) for f in kept if f.severity is severity])
        for severity in (Severity.MEND, Severity.HINT)
        if any(f.severity is severity for f in kept)
    ]


PAGES = {
    "doubts": "setup_item", "regime": "setup_item_regime", "asks": "setup_item_situations",
    **dict.fromkeys(("name", "base_code", "procedure", "upper"), "setup_item_upper"),
}  # fmt: skip


def where(item_id: int, field: str) -> str:
    """The address of the field a problem is about."""
    head, _, rest = field.partition(".")
    if head == "organ":
        return ""
    if head in PAGES:
        return reverse(PAGES[head], args=[item_id])
    if head in ("materials", "fields") and rest.endswith(".when"):
        return reverse("setup_item_situations", args=[item_id])
    if head in PARTS:
        place = f"id_rows-{rest.replace('.', '-')}" if rest else "rows"
        return f"{reverse('setup_item_part', args=[item_id, head])}#{place}"
    if head in EXTENT:
        return f"{reverse('setup_item_extent', args=[item_id])}#id_{rest or ''}"
    if field in WAYS:
        return f"{reverse('setup_item_ways', args=[item_id])}#id_{WAYS[field]}"
    anchor = WHERE.get(field, field.replace(".", "_"))
    return f"{reverse('setup_item_facts', args=[item_id])}#id_{anchor}"


@setup("GET", "POST", to=ITEMS)
def rename(request: Request, item_id: int) -> HttpResponseBase:
    """名称、类型与简码"""
    draft = queries.draft(request.actor, item_id)
    told = queries.codes_of(request.actor, item_id)
    initial = {name: getattr(draft, name, told.named.get(name, "")) for name in NameForm.base_fields}
    sheet = Sheet(
        f"名称与类型：{draft.name}", HERE, version=draft.version,
        hint="已发布的版本仍用原来的名称和类型，重新发布后才改变；在办件不变。",
    )  # fmt: skip
    form = NameForm(request.POST or None, initial=initial)
    return filled(request, form, actions.edit_item, item_id, sheet=sheet, done="已保存", onto=lambda _: _onto(item_id))


@setup("GET", "POST", to=(Can.PUBLISH_ITEMS,))
def retire(request: Request, item_id: int) -> HttpResponseBase:
    """停用"""
    draft, running = queries.draft(request.actor, item_id), sum(cases.under_way(request.actor, item_id).values())
    sheet = Sheet(
        f"停用：{draft.name}", HERE, "停用", version=draft.version, danger=True,
        hint=f"停用后不再接受新申请，办事指南不再显示；{running} 件在办件照常办完。",
    )  # fmt: skip
    form = RetireForm(request.POST if request.method == "POST" else None)
    return filled(
        request, form, _retire_or_plan, item_id, sheet=sheet, done="已保存", onto=lambda _: _onto(item_id)
    )  # fmt: skip


def _retire_or_plan(actor: Actor, item_id: int, reason: str, on: date | None) -> int:
    """Now, or on the day that was filled in."""
    if on is None:
        return actions.retire(actor, item_id, reason)
    return actions.plan_retirement(actor, item_id, on, reason)


@setup("GET", "POST", to=(Can.PUBLISH_ITEMS,))
def feature(request: Request, item_id: int) -> HttpResponseBase:
    """设为或取消常用"""
    draft = queries.draft(request.actor, item_id)
    word = "取消常用" if draft.featured else "设为常用"
    sheet = Sheet(f"{word}：{draft.name}", HERE, word, version=draft.version, hint="常用事项显示在门户首页。")
    form = Blank(request.POST if request.method == "POST" else None)
    return filled(
        request, form, actions.feature, item_id, not draft.featured, sheet=sheet, done=f"已{word}",
        onto=lambda _: _onto(item_id),
    )  # fmt: skip
