"""工作日历."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from cityhall.deadlines import actions, queries
from cityhall.deadlines.queries import CalendarYear, Campaign, LayerView
from cityhall.deadlines.terms import LayerKind

from .catalogue import Report
from .door import COMMAND, actor_of, answers

router = Router()


class LayerIn(Schema):
    """A layer: a centre's (`centre_id`), a window's (`window_id`), or a campaign with its dates and document."""

    kind: LayerKind
    name: str = Field(max_length=80)
    centre_id: int | None = None
    window_id: int | None = None
    first_on: date | None = None
    last_on: date | None = None
    document: str = Field(default="", max_length=300)
    switches_to: str = Field(default="", max_length=10, description="workdays, days, or nothing")


class WeekIn(Schema):
    """`works`: 0 is Monday, null leaves it to the layer below; `hours`: weekday → “08:30-12:00,14:30-17:30”."""

    first_on: date
    works: list[int] | None = Field(default=None, max_length=7)
    hours: dict[int, str] | None = None
    reason: str = Field(max_length=300)


class LayerDayIn(Schema):
    """`works`: null is as the layer below."""

    day: date
    works: bool | None = None
    name: str = Field(default="", max_length=60)
    hours: str = Field(default="", max_length=120)
    reason: str = Field(max_length=300)


class LightRuleIn(Schema):
    """Yellow when `part` of `whole` is left, or `least` days, whichever is more."""

    kind: str = Field(default="", max_length=20)
    sort: str = Field(default="", max_length=20)
    item_id: int | None = Field(default=None, ge=1, le=2**62)
    part: int = Field(ge=0, le=1000)
    whole: int = Field(ge=1, le=1000)
    least: int = Field(ge=0, le=3650)
    reason: str = Field(max_length=300)


class Reason(Schema):
    reason: str = Field(max_length=300)


class Made(Schema):
    id: int


class Moved(Schema):
    """How many open due dates or lights changed."""

    moved: int


class Layers(Schema):
    rows: list[LayerView]


class Campaigns(Schema):
    rows: list[Campaign]


class LightRuleOut(Schema):
    id: int
    kind: str
    sort: str
    item_id: int | None
    number: int
    part: int
    whole: int
    least: int
    in_force: bool
    reason: str


class LightRules(Schema):
    rows: list[LightRuleOut]


@router.get("/calendars/layers", response=answers({200: Layers}))
def layers(request: HttpRequest) -> Layers:
    """日历的分层：全市、中心、窗口、专项行动"""
    return Layers(rows=queries.layers(actor_of(request)))


@router.post("/calendars/layers", response=answers({200: Made}), openapi_extra=COMMAND)
def save_layer(request: HttpRequest, body: LayerIn) -> Made:
    """设立日历层或专项行动"""
    return Made(id=actions.save_layer(actor_of(request), **body.dict()))


@router.get("/calendars/layers/{int:layer_id}", response=answers({200: LayerView}))
def layer(request: HttpRequest, layer_id: int) -> LayerView:
    """一层日历的周规则和单日安排"""
    return queries.layer(actor_of(request), layer_id)


@router.post("/calendars/layers/{int:layer_id}/weeks", response=answers({200: Moved}), openapi_extra=COMMAND)
def set_week(request: HttpRequest, layer_id: int, body: WeekIn) -> Moved:
    """从某日起的周规则和办公时段"""
    return Moved(moved=actions.set_week(actor_of(request), layer_id, **body.dict()))


@router.post("/calendars/layers/{int:layer_id}/days", response=answers({200: Moved}), openapi_extra=COMMAND)
def set_layer_day(request: HttpRequest, layer_id: int, body: LayerDayIn) -> Moved:
    """一天的安排"""
    return Moved(moved=actions.set_layer_day(actor_of(request), layer_id, **body.dict()))


@router.get("/campaigns", response=answers({200: Campaigns}))
def campaigns(request: HttpRequest) -> Campaigns:
    """今天正在进行的专项行动"""
    return Campaigns(rows=queries.campaigns())


@router.get("/light-rules", response=answers({200: LightRules}))
def light_rules(request: HttpRequest) -> LightRules:
    """预警规则的各个版本"""
    rows = [
        LightRuleOut(
            id=r.id, kind=r.kind, sort=r.sort, item_id=r.item_id, number=r.number, part=r.margin.part, whole=r.margin.whole,
            least=r.margin.least, in_force=r.until_at is None, reason=r.reason,
        )
        for r in queries.light_rules(actor_of(request))
    ]  # fmt: skip
    return LightRules(rows=rows)


@router.post("/light-rules", response=answers({200: Moved}), openapi_extra=COMMAND)
def set_light_rule(request: HttpRequest, body: LightRuleIn) -> Moved:
    """发布预警规则"""
    return Moved(moved=actions.set_light_rule(actor_of(request), **body.dict()))


@router.post("/light-rules/{int:rule_id}/end", response=answers({200: Moved}), openapi_extra=COMMAND)
def end_light_rule(request: HttpRequest, rule_id: int, body: Reason) -> Moved:
    """停用预警规则"""
    return Moved(moved=actions.end_light_rule(actor_of(request), rule_id, body.reason))


@router.get("/calendars/{int:year}", auth=None, response=answers({200: CalendarYear}))
def calendar_year(request: HttpRequest, year: int) -> CalendarYear:
    """一年的放假与调休"""
    return queries.calendar_year(year)


@router.post("/calendars", response=answers({200: Report}), openapi_extra=COMMAND)
def import_calendar(request: HttpRequest, body: dict[str, Any], dry_run: bool = False) -> Report:
    """录入一年的放假安排（year、papers、days），并重算受影响的截止日"""
    report = actions.import_calendar(actor_of(request), [body], dry_run=dry_run)
    return Report(**report.as_dict())  # type: ignore[arg-type]
