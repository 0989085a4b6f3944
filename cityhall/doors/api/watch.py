"""在办监察: the board, the list, the coming days, bottlenecks, anomalies and the rules that find them."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from cityhall.deadlines.queries import CalibrationRow, PaceRow
from cityhall.deadlines.terms import Kind, Light
from cityhall.supervision import actions, queries
from cityhall.supervision.queries import BoardView, FindingView, HeatDay, ListRow, RuleView, Sought
from cityhall.supervision.terms import AppealState, FindingState, RuleKey

from .door import COMMAND, actor_of, answers

router = Router()
MOST = 100


class SoughtIn(Schema):
    """What of the board is asked for; empty: all within reach."""

    kind: Kind = Kind.PROMISED
    division: str = Field("", pattern=r"^(\d{6})?$")
    organ_id: int | None = None
    item_id: int | None = None
    light: Light | None = None
    person: int | None = None
    number: str = Field("", max_length=24)
    day: date | None = None
    by_risk: bool = False

    def sought(self) -> Sought:
        return Sought(
            self.kind,
            self.division,
            self.organ_id,
            self.item_id,
            self.light,
            self.person,
            self.number,
            self.day,
            self.by_risk,
        )


Asked = Annotated[SoughtIn, Query()]


class OpenRowOut(Schema):
    """One open promise. `risk` is the forecast of running out, in per cent."""

    deadline_id: int
    ref: str
    number: str
    title: str
    organ_id: int
    organ: str
    item_id: int | None
    holder: str
    light: Light
    left: str
    due_on: date | None
    provisional: bool
    risk: int
    appeal: AppealState | None


class OpenRowsOut(Schema):
    rows: list[OpenRowOut]
    next: str


class StepPaceOut(Schema):
    """How long a step, or an item as a whole, really takes."""

    pace: PaceRow
    organ: str
    step: str


class FindingsOut(Schema):
    rows: list[FindingView]
    next: str


class JudgementIn(Schema):
    confirmed: bool
    reason: str = Field(max_length=4000)


class RuleIn(Schema):
    enabled: bool
    values: dict[str, int] = Field(default_factory=dict)
    reason: str = Field(max_length=300)


class VersionOut(Schema):
    number: int


@router.get("/supervision/board", response=answers({200: BoardView}))
def board(request: HttpRequest, asked: Asked) -> BoardView:
    """在办监察：按区县、单位、事项逐级汇总各灯色的在办数"""
    return queries.board(actor_of(request), asked.sought())


@router.get("/supervision/open", response=answers({200: OpenRowsOut}))
def open_rows(request: HttpRequest, asked: Asked, after: str = "", limit: int = 30) -> OpenRowsOut:
    """在办时限清单：先到期的在前，或按超期风险"""
    found = queries.rows(actor_of(request), asked.sought(), after, min(max(limit, 1), MOST))
    return OpenRowsOut(rows=[_open(row) for row in found.rows], next=found.next)


def _open(row: ListRow) -> OpenRowOut:
    work = row.work
    return OpenRowOut(
        deadline_id=work.deadline_id, ref=work.ref, number=row.number, title=work.title, organ_id=work.organ_id,
        organ=row.organ, item_id=row.item_id, holder=row.holder, light=work.light, left=work.left_text, due_on=work.due_on,
        provisional=work.provisional, risk=work.risk, appeal=row.appeal,
    )  # fmt: skip


@router.get("/supervision/due-days", response=answers({200: list[HeatDay]}))
def due_days(request: HttpRequest, asked: Asked) -> list[HeatDay]:
    """本周起四周内每天到期的件数；works 为空表示当年放假安排尚未公布"""
    return queries.heat(actor_of(request), asked.sought())


@router.get("/supervision/paces", response=answers({200: list[StepPaceOut]}))
def paces(request: HttpRequest, asked: Asked) -> list[StepPaceOut]:
    """瓶颈：各事项、环节实际用时的中位数和九成数"""
    found = queries.bottlenecks(actor_of(request), asked.sought())
    return [StepPaceOut(pace=one.pace, organ=one.organ, step=one.step) for one in found]


@router.get("/supervision/calibration", response=answers({200: list[CalibrationRow]}))
def calibration(request: HttpRequest, kind: Kind = Kind.PROMISED) -> list[CalibrationRow]:
    """超期预测的检验：按十分位，预测与实际对照"""
    return queries.calibration(actor_of(request), kind)


@router.get("/supervision/findings", response=answers({200: FindingsOut}))
def findings(
    request: HttpRequest, key: RuleKey | None = None, state: FindingState | None = None, ref: str = "", after: str = "",
    limit: int = 30,
) -> FindingsOut:  # fmt: skip
    """异常清单，最近发现的在前"""
    found = queries.findings(
        actor_of(request), key=key, state=state, ref=ref[:80], after=after, limit=min(max(limit, 1), MOST)
    )
    return FindingsOut(rows=list(found.rows), next=found.next)


@router.get("/supervision/findings/{int:finding_id}", response=answers({200: FindingView}))
def finding(request: HttpRequest, finding_id: int) -> FindingView:
    """一条异常和证明它的事实"""
    return queries.finding(actor_of(request), finding_id)


@router.post("/supervision/findings/{int:finding_id}/judge", response=answers({204: None}), openapi_extra=COMMAND)
def judge(request: HttpRequest, finding_id: int, body: JudgementIn) -> tuple[int, None]:
    """核查异常：属实或排除，写明核查意见"""
    actions.judge(actor_of(request), finding_id, body.confirmed, body.reason)
    return 204, None


@router.get("/supervision/rules", response=answers({200: list[RuleView]}))
def rules(request: HttpRequest) -> list[RuleView]:
    """监察规则，连同发现数和准确率"""
    return queries.rule_views(actor_of(request))


@router.get("/supervision/rules/{key}", response=answers({200: RuleView}))
def rule(request: HttpRequest, key: str) -> RuleView:
    """一条监察规则和它的历次版本"""
    return queries.rule_view(actor_of(request), key)


@router.post("/supervision/rules/{key}", response=answers({201: VersionOut}), openapi_extra=COMMAND)
def set_rule(request: HttpRequest, key: RuleKey, body: RuleIn) -> tuple[int, VersionOut]:
    """发布监察规则的新版本，从现在起执行"""
    return 201, VersionOut(number=actions.set_rule(actor_of(request), key, body.enabled, body.values, body.reason))
