"""投资项目: what distinguishes a project, and its end: key list, fast lane, agent, campaign, stages closed by hand, stop."""

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from cityhall.projects import actions, queries
from cityhall.projects.terms import ProfileTerms, StageSpec

from .door import COMMAND, actor_of, answers
from .projects import ProjectReason

router = Router()


class KeyIn(Schema):
    level: str = Field(max_length=40)
    document: str = Field(max_length=200)
    reason: str = Field(max_length=300)


class LaneIn(Schema):
    document: str = Field(max_length=200)
    reason: str = Field(max_length=300)
    first_on: date
    last_on: date
    campaign: int | None = None


class AgentIn(Schema):
    account_id: int


class CampaignIn(Schema):
    campaign: int


class ProfileStage(Schema):
    key: str = Field(max_length=20)
    name: str = Field(max_length=80)
    lead: str = Field(default="", max_length=80)
    organ_id: int = 0
    waits: bool = True
    counts: bool = True


class ProfileOut(Schema):
    code: str
    name: str
    promise: int = Field(description="总时限承诺（工作日），0 为没有")
    basis: str
    source: str
    stages: list[ProfileStage]


class ProfileIn(Schema):
    name: str = Field(max_length=80)
    promise: int = Field(default=0, ge=0, le=999)
    basis: str = Field(default="", max_length=300)
    source: str = Field(max_length=300)
    offered: bool = True
    stages: list[ProfileStage] = Field(max_length=12)


class RulesIn(Schema):
    picture: str = Field(max_length=40)
    picture_source: str = Field(max_length=300)
    consult_days: int
    consult_source: str = Field(max_length=300)


@router.put("/projects/{number}/key", response=answers({204: None}), openapi_extra=COMMAND)
def list_key(request: HttpRequest, number: str, body: KeyIn) -> tuple[int, None]:
    """列入重点项目清单"""
    actions.list_key(actor_of(request), number, body.level, body.document, body.reason)
    return 204, None


@router.post("/projects/{number}/key/ended", response=answers({204: None}), openapi_extra=COMMAND)
def unlist_key(request: HttpRequest, number: str, body: ProjectReason) -> tuple[int, None]:
    """调出重点项目清单"""
    actions.unlist_key(actor_of(request), number, body.reason)
    return 204, None


@router.put("/projects/{number}/fast-lane", response=answers({204: None}), openapi_extra=COMMAND)
def grant_lane(request: HttpRequest, number: str, body: LaneIn) -> tuple[int, None]:
    """授予绿色通道"""
    actions.grant_lane(actor_of(request), number, **body.model_dump())
    return 204, None


@router.post("/projects/{number}/fast-lane/ended", response=answers({204: None}), openapi_extra=COMMAND)
def end_lane(request: HttpRequest, number: str, body: ProjectReason) -> tuple[int, None]:
    """结束绿色通道"""
    actions.end_lane(actor_of(request), number, body.reason)
    return 204, None


@router.put("/projects/{number}/agent", response=answers({204: None}), openapi_extra=COMMAND)
def name_agent(request: HttpRequest, number: str, body: AgentIn) -> tuple[int, None]:
    """指定全程代办责任人"""
    actions.name_agent(actor_of(request), number, body.account_id)
    return 204, None


@router.put("/projects/{number}/campaign", response=answers({204: None}), openapi_extra=COMMAND)
def join_campaign(request: HttpRequest, number: str, body: CampaignIn) -> tuple[int, None]:
    """项目纳入专项行动：此后受理的办件按它计算承诺时限"""
    actions.put_under_campaign(actor_of(request), number, body.campaign)
    return 204, None


@router.post("/projects/{number}/campaign/ended", response=answers({204: None}), openapi_extra=COMMAND)
def leave_campaign(request: HttpRequest, number: str, body: ProjectReason) -> tuple[int, None]:
    """项目退出专项行动"""
    actions.leave_campaign(actor_of(request), number, body.reason)
    return 204, None


@router.post("/projects/{number}/stages/{stage}/closed", response=answers({204: None}), openapi_extra=COMMAND)
def close_stage(request: HttpRequest, number: str, stage: str, body: ProjectReason) -> tuple[int, None]:
    """人工完成阶段：审批已在别处办结"""
    actions.close_stage(actor_of(request), number, stage, body.reason)
    return 204, None


@router.post("/projects/{number}/completion", response=answers({204: None}), openapi_extra=COMMAND)
def complete(request: HttpRequest, number: str) -> tuple[int, None]:
    """办结项目"""
    actions.complete_project(actor_of(request), number)
    return 204, None


@router.post("/projects/{number}/stopped", response=answers({204: None}), openapi_extra=COMMAND)
def stop(request: HttpRequest, number: str, body: ProjectReason) -> tuple[int, None]:
    """停止项目"""
    actions.stop_project(actor_of(request), number, body.reason)
    return 204, None


@router.post("/projects/{number}/resumed", response=answers({204: None}), openapi_extra=COMMAND)
def resume(request: HttpRequest, number: str, body: ProjectReason) -> tuple[int, None]:
    """恢复推进项目"""
    actions.resume_project(actor_of(request), number, body.reason)
    return 204, None


@router.get("/project-profiles", response=answers({200: list[ProfileOut]}), auth=None)
def profiles(request: HttpRequest) -> list[ProfileOut]:
    """可选用的阶段方案"""
    return [
        ProfileOut(
            code=p.code, name=p.name, promise=p.promise, basis=p.basis, source=p.source,
            stages=[ProfileStage(**s.__dict__) for s in p.stages],
        )
        for p in queries.profiles()
    ]  # fmt: skip


@router.put("/project-profiles/{code}", response=answers({204: None}), openapi_extra=COMMAND)
def save_profile(request: HttpRequest, code: str, body: ProfileIn) -> tuple[int, None]:
    """保存阶段方案"""
    stages = tuple(StageSpec(**s.model_dump()) for s in body.stages)
    told = ProfileTerms(code, body.name, stages, body.promise, body.basis, body.source)
    actions.save_profile(actor_of(request), told, offered=body.offered)
    return 204, None


@router.put("/project-rules", response=answers({204: None}), openapi_extra=COMMAND)
def save_rules(request: HttpRequest, body: RulesIn) -> tuple[int, None]:
    """保存项目规则：代码样式、会商间隔"""
    actions.save_rules(actor_of(request), **body.model_dump())
    return 204, None
