"""日历的分层, 专项行动 and 预警规则."""

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.catalogue.terms import Procedure
from cityhall.deadlines import actions, queries
from cityhall.deadlines.terms import Can, Kind, LayerKind
from cityhall.doors.http import Request, sent
from cityhall.doors.setup.door import Sheet, filled, page, setup
from cityhall.doors.setup.forms.layers import (
    CampaignForm,
    CentreLayerForm,
    EndRuleForm,
    LayerDayForm,
    LightRuleForm,
    WeekForm,
)
from cityhall.doors.setup.story import story
from cityhall.organs import queries as organs

MOST_CENTRES = 300
CALENDAR, LIGHTS = (Can.MANAGE_CALENDAR,), (Can.SET_LIGHTS,)
CRUMBS = (("setup_calendar", "工作日历"),)
RULES = (("setup_lights", "预警规则"),)
DONE = "已保存；未办结的截止日已重新计算"


@setup("GET", to=CALENDAR)
def layer(request: Request, layer_id: int) -> HttpResponseBase:
    """One layer: its weekly rules, its single days, what changed."""
    found = queries.layer(request.actor, layer_id)
    return page(request, "setup/layer.html", {
        "found": found, "story": story(found.ref), "campaign": found.kind is LayerKind.CAMPAIGN,
    })  # fmt: skip


@setup("GET", "POST", to=CALENDAR)
def new(request: Request) -> HttpResponseBase:
    """为中心单独设日历"""
    hint = "中心、窗口的办公日与法定工作日不同时设立，例如周六延时服务。法定时限仍按全市工作日历计算。"
    form = CentreLayerForm(sent(request), organs.centres(limit=MOST_CENTRES).rows)
    return filled(
        request, form, actions.save_layer, sheet=Sheet("中心办公日历", CRUMBS, hint=hint), done=DONE,
        onto=lambda made: reverse("setup_layer", args=[made]),
    )  # fmt: skip


@setup("GET", "POST", to=CALENDAR)
def campaign(request: Request, layer_id: int | None = None) -> HttpResponseBase:
    """设立或修改专项行动"""
    view = queries.layer(request.actor, layer_id) if layer_id is not None else None
    title = f"修改：{view.name}" if view else "专项行动"
    hint = "办件由承办单位逐件纳入，从纳入的次日起按行动的规则计算；办理经过会写明行动名称。"
    sheet = Sheet(title, CRUMBS, hint=hint, version=view.version if view else None)
    form = CampaignForm(sent(request), view)
    if form.is_bound and form.is_valid() and layer_id is not None:
        form.cleaned_data["layer_id"] = layer_id
    return filled(
        request, form, actions.save_layer, sheet=sheet, done=DONE,
        onto=lambda made: reverse("setup_layer", args=[made]),
    )  # fmt: skip


@setup("GET", "POST", to=CALENDAR)
def week(request: Request, layer_id: int) -> HttpResponseBase:
    """周规则 from a day on."""
    found = queries.layer(request.actor, layer_id)
    sheet = Sheet(f"{found.name}：周规则", CRUMBS, hint="同一天起的规则会被替换；以前的规则保留，供历史时限核对。")
    return filled(
        request, WeekForm(sent(request)), actions.set_week, layer_id, sheet=sheet, done=DONE,
        onto=lambda _: reverse("setup_layer", args=[layer_id]),
    )  # fmt: skip


@setup("GET", "POST", to=CALENDAR)
def day(request: Request, layer_id: int) -> HttpResponseBase:
    """一天的安排"""
    found = queries.layer(request.actor, layer_id)
    sheet = Sheet(f"{found.name}：一天的安排", CRUMBS)
    return filled(
        request, LayerDayForm(sent(request)), actions.set_layer_day, layer_id, sheet=sheet, done=DONE,
        onto=lambda _: reverse("setup_layer", args=[layer_id]),
    )  # fmt: skip


@setup("GET", to=LIGHTS)
def lights(request: Request) -> HttpResponseBase:
    """预警规则: what is in force, and what was."""
    rows = [(one, _what(one)) for one in queries.light_rules(request.actor)]
    return page(request, "setup/lights.html", {
        "now": [pair for pair in rows if pair[0].until_at is None], "past": [p for p in rows if p[0].until_at is not None],
    })  # fmt: skip


def _what(rule: queries.LightRuleRow) -> str:
    kind = Kind(rule.kind).label if rule.kind else "所有时限"
    sort = f"，{Procedure(rule.sort).label}" if rule.sort else ""
    return f"{kind}{sort}" + (f"，事项 {rule.item_id}" if rule.item_id is not None else "")


@setup("GET", "POST", to=LIGHTS)
def new_light(request: Request) -> HttpResponseBase:
    """发布预警规则"""
    hint = "越具体的规则越优先：事项、事项类型、时限种类、全部。发布后，未办结的时限立即按新规则显示。"
    return filled(
        request, LightRuleForm(sent(request)), actions.set_light_rule, sheet=Sheet("发布预警规则", RULES, "发布", hint),
        done="已发布，未办结的时限已按新规则显示", onto=lambda _: reverse("setup_lights"),
    )  # fmt: skip


@setup("GET", "POST", to=LIGHTS)
def end_light(request: Request, rule_id: int) -> HttpResponseBase:
    """停用预警规则"""
    sheet = Sheet(
        "停用预警规则", RULES, "停用", "停用后按范围更广的规则显示；都没有时，剩三分之一或一天时亮黄灯。", danger=True
    )
    return filled(
        request, EndRuleForm(sent(request)), actions.end_light_rule, rule_id, sheet=sheet, done="已停用",
        onto=lambda _: reverse("setup_lights"),
    )  # fmt: skip
