"""惠企政策: the library and the check-up for everyone; drafts, conditions and publication for those who keep them."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Router, Schema
from pydantic import Field

from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import CheckUp, Matched, PolicyRow
from cityhall.catalogue.terms import FieldKind
from cityhall.catalogue.terms.conditions import Ask, Verdict
from cityhall.catalogue.terms.policies import EditionState, PolicyKind, PolicyState, Tried

from .door import COMMAND, actor_of, answers, tagged

router = Router()


class PolicyPage(Schema):
    rows: list[PolicyRow]
    next: str


class PolicyOut(Schema):
    row: PolicyRow
    source_title: str
    source_url: str
    valid_from: date | None
    valid_to: date | None
    apply_from: date | None
    apply_to: date | None
    audience: str
    summary: str
    contact: str
    item_id: int
    item_open: bool
    conditions: list[list[str]]
    edition: int
    from_on: date


class AskOut(Schema):
    key: str
    label: str
    kind: FieldKind
    choices: list[str]
    unit: str
    hint: str


class Why(Schema):
    verdict: Verdict
    text: str


class MatchOut(Schema):
    policy: PolicyRow
    verdict: Verdict
    why: list[Why]
    missing: list[str]
    item_id: int
    contact: str


class NextOut(Schema):
    ask: AskOut
    settles: int


class CheckUpOut(Schema):
    hits: list[MatchOut]
    unknown: list[MatchOut]
    missed: list[MatchOut]
    counts: dict[str, int]
    next: NextOut | None
    left: int
    answers: dict[str, list[str]]


class CheckUpIn(Schema):
    answers: dict[str, list[str] | str | float | bool] = Field(default_factory=dict, max_length=200)
    skipped: list[str] = Field(default_factory=list, max_length=200)


class AnswersIn(Schema):
    answers: dict[str, list[str] | str | float | bool] = Field(max_length=200)


class NewPolicy(Schema):
    organ_id: int
    content: dict[str, Any]


class MadeOut(Schema):
    id: int


class EditionOut(Schema):
    number: int
    from_on: date
    published_by: str
    note: str
    state: EditionState


class PolicyDraftOut(Schema):
    id: int
    name: str
    content: dict[str, Any]
    state: PolicyState
    problems: list[str]
    editions: list[EditionOut]
    version: int


class PublishIn(Schema):
    on: date | None = None
    note: str = Field(default="", max_length=300)


class NumberOut(Schema):
    number: int


class ReasonIn(Schema):
    reason: str = Field(max_length=300)


class FactIn(Schema):
    content: dict[str, Any]
    held: str = Field(default="", max_length=10)
    active: bool = True
    new: bool = False


@router.get("/policies", auth=None, response=answers({200: PolicyPage}))
def index(
    request: HttpRequest, q: str = "", kind: PolicyKind | None = None, organ_id: int | None = None, soon: bool = False,
    after: str = "",
) -> PolicyPage:  # fmt: skip
    """惠企政策：可按给什么、部门、一个月内截止筛选"""
    found = queries.list_policies(kind=kind or "", organ_id=organ_id, soon=soon, text=q[:60], after=after[:500])
    return PolicyPage(rows=list(found.rows), next=found.next)


@router.get("/policies/facts", auth=None, response=answers({200: list[AskOut]}))
def facts(request: HttpRequest) -> list[AskOut]:
    """政策体检会问到的企业情况"""
    return [_ask(ask) for ask in queries.fact_questions()]


@router.post("/policies/match", auth=None, response=answers({200: CheckUpOut}), openapi_extra=COMMAND)
def match(request: HttpRequest, body: CheckUpIn) -> CheckUpOut:
    """政策体检：每项政策符合、不符合还是不清楚，为什么，接着问什么；不留存答案"""
    return _check_up(queries.check_up(body.answers, body.skipped))


@router.get("/policies/{int:policy_id}", auth=None, response=answers({200: PolicyOut}))
def policy(request: HttpRequest, policy_id: int) -> PolicyOut:
    """一项政策"""
    found = queries.policy(policy_id)
    terms = found.terms
    named = (
        "source_title",
        "source_url",
        "valid_from",
        "valid_to",
        "apply_from",
        "apply_to",
        "audience",
        "summary",
        "contact",
    )
    return PolicyOut(
        row=found.row, **{key: getattr(terms, key) for key in named}, item_id=terms.item_id, item_open=found.item_open,
        conditions=[list(row) for row in found.wanted], edition=found.number, from_on=found.from_on,
    )  # fmt: skip


@router.put("/entities/{credit_code}/policy-answers", response=answers({204: None}), openapi_extra=COMMAND)
def keep_answers(request: HttpRequest, credit_code: str, body: AnswersIn) -> tuple[int, None]:
    """为所关联的单位保存体检答案（加密）"""
    actions.keep_answers(actor_of(request), credit_code, body.answers)
    return 204, None


@router.delete("/entities/{credit_code}/policy-answers", response=answers({204: None}), openapi_extra=COMMAND)
def forget_answers(request: HttpRequest, credit_code: str) -> tuple[int, None]:
    """删除保存的体检答案"""
    actions.forget_answers(actor_of(request), credit_code)
    return 204, None


@router.get("/entities/{credit_code}/policy-answers", response=answers({200: dict[str, list[str]]}))
def held_answers(request: HttpRequest, credit_code: str) -> dict[str, list[str]]:
    """所关联的单位不用再填的：登记信息里有的，和保存过的"""
    return {key: list(values) for key, (values, _) in queries.held_of(actor_of(request), credit_code).items()}


@router.post("/policies", response=answers({201: MadeOut}), openapi_extra=COMMAND)
def create(request: HttpRequest, body: NewPolicy) -> tuple[int, MadeOut]:
    """新建政策草稿"""
    return 201, MadeOut(id=actions.create_policy(actor_of(request), body.organ_id, body.content))


@router.get("/policies/{int:policy_id}/draft", response=answers({200: PolicyDraftOut}))
def draft(request: HttpRequest, response: HttpResponse, policy_id: int) -> PolicyDraftOut:
    """政策草稿、发布前要解决的问题和各版"""
    found = queries.policy_draft(actor_of(request), policy_id)
    tagged(response, found.version)
    return PolicyDraftOut(
        id=found.id, name=found.name, content=dict(found.content), state=found.state,
        problems=[p.sentence for p in found.problems],
        editions=[
            EditionOut(number=e.number, from_on=e.from_on, published_by=e.published_by, note=e.note, state=e.state)
            for e in found.editions
        ],
        version=found.version,
    )  # fmt: skip


@router.put("/policies/{int:policy_id}/draft", response=answers({200: PolicyDraftOut}), openapi_extra=COMMAND)
def save(request: HttpRequest, response: HttpResponse, policy_id: int, body: Body[dict[str, Any]]) -> PolicyDraftOut:
    """保存政策草稿"""
    actions.save_policy(actor_of(request), policy_id, body)
    return draft(request, response, policy_id)


@router.get("/policies/{int:policy_id}/trial", response=answers({200: list[Tried]}))
def trial(request: HttpRequest, policy_id: int) -> list[Tried]:
    """试算：草稿的条件对样本企业的结果"""
    return queries.try_policy(actor_of(request), policy_id)


@router.post("/policies/{int:policy_id}/publication", response=answers({200: NumberOut}), openapi_extra=COMMAND)
def publish(request: HttpRequest, policy_id: int, body: PublishIn) -> NumberOut:
    """发布政策，今天或定期"""
    return NumberOut(number=actions.publish_policy(actor_of(request), policy_id, body.on, body.note))


@router.post(
    "/policies/{int:policy_id}/editions/{int:number}/restoration", response=answers({200: NumberOut}), openapi_extra=COMMAND
)  # fmt: skip
def revert(request: HttpRequest, policy_id: int, number: int) -> NumberOut:
    """恢复以前的一版"""
    return NumberOut(number=actions.revert_policy(actor_of(request), policy_id, number))


@router.delete("/policies/{int:policy_id}/editions/{int:number}", response=answers({204: None}), openapi_extra=COMMAND)
def drop(request: HttpRequest, policy_id: int, number: int) -> tuple[int, None]:
    """取消待生效的一版"""
    actions.drop_policy_edition(actor_of(request), policy_id, number)
    return 204, None


@router.post("/policies/{int:policy_id}/withdrawal", response=answers({204: None}), openapi_extra=COMMAND)
def withdraw(request: HttpRequest, policy_id: int, body: ReasonIn) -> tuple[int, None]:
    """撤下政策"""
    actions.withdraw_policy(actor_of(request), policy_id, body.reason)
    return 204, None


@router.put("/policies/facts/{key}", response=answers({204: None}), openapi_extra=COMMAND)
def save_fact(request: HttpRequest, key: str, body: FactIn) -> tuple[int, None]:
    """新增或修改共用的企业情况；政策在用的不能改没"""
    actions.save_fact(actor_of(request), key, body.content, held=body.held, active=body.active, new=body.new)
    return 204, None


@router.get("/policies/facts/{key}", response=answers({200: AskOut}))
def fact(request: HttpRequest, response: HttpResponse, key: str) -> AskOut:
    """一个共用的企业情况"""
    found = queries.fact_row(actor_of(request), key)
    tagged(response, found.version)
    return _ask(found.ask)


def _ask(ask: Ask) -> AskOut:
    return AskOut(
        key=ask.key, label=ask.label, kind=ask.kind, choices=list(ask.choices), unit=ask.unit, hint=ask.hint
    )  # fmt: skip


def _match(one: Matched) -> MatchOut:
    return MatchOut(
        policy=one.row, verdict=one.verdict, why=[Why(verdict=f.verdict, text=f.text) for f in one.findings],
        missing=[f.text for f in one.missing], item_id=one.item_id, contact=one.contact,
    )  # fmt: skip


def _check_up(found: CheckUp) -> CheckUpOut:
    following = found.next
    return CheckUpOut(
        hits=[_match(m) for m in found.hits], unknown=[_match(m) for m in found.unknown],
        missed=[_match(m) for m in found.missed], counts={v.value: n for v, n in found.counts.items()},
        next=NextOut(ask=_ask(following.ask), settles=following.settles) if following else None, left=found.left,
        answers={key: list(values) for key, values in found.answers.items()},
    )  # fmt: skip
