"""会商、联合勘验、联合验收、集中评审: called, heard, concluded; the pool of experts."""

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema, UploadedFile
from pydantic import Field

from cityhall.cases import queries as cases
from cityhall.doors.http import tidy_name
from cityhall.joint import queries as joint
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.files import store
from cityhall.meetings import actions, queries
from cityhall.meetings.queries import ExpertRow, MeetingRow, MeetingView, Told
from cityhall.meetings.terms import Conclusion, Decides, Kind, Opinion, State

from .door import COMMAND, actor_of, answers, tagged
from .drafts import FileMade
from .moments import Moment

router = Router()
MOST = 100


class MeetingsOut(Schema):
    rows: list[MeetingRow]
    next: str


class ExpertsOut(Schema):
    rows: list[ExpertRow]
    next: str


class ToldOut(Schema):
    rows: list[Told]


class CallIn(Schema):
    """`whole` and `stage`: of a stage of 一件事; `cases` and `experts`: a review of cases that stand alone."""

    kind: Kind
    subject: str = Field(max_length=200)
    held_at: Moment
    place: str = Field(max_length=200)
    whole: str = Field(default="", max_length=24)
    stage: str = Field(default="", max_length=30)
    cases: list[str] = Field(default_factory=list, max_length=50)
    invited: list[int] = Field(default_factory=list, max_length=100)
    experts: list[int] = Field(default_factory=list, max_length=100)
    parties: list[str] = Field(default_factory=list, max_length=20)
    days: int | None = None
    silence: bool = False
    binds: bool | None = None
    decides: Decides | None = None


class OpinionIn(Schema):
    opinion: Opinion
    reason: str = Field(default="", max_length=4000)
    members: str = Field(default="", max_length=300)


class ExcuseIn(Schema):
    opinion: Opinion
    reason: str = Field(max_length=4000)


class ConclusionIn(Schema):
    conclusion: Conclusion
    minutes: str = Field(max_length=4000)
    asked: str = Field(default="", max_length=4000)


class AgainIn(Schema):
    held_at: Moment
    place: str = Field(max_length=200)
    days: int | None = None


class MoveIn(Schema):
    held_at: Moment
    place: str = Field(max_length=200)
    reason: str = Field(max_length=300)


class WhyIn(Schema):
    reason: str = Field(max_length=300)


class ChangedIn(Schema):
    changed: str = Field(max_length=4000)


class ExpertIn(Schema):
    organ_id: int
    name: str = Field(max_length=60)
    field: str = Field(max_length=80)
    institution: str = Field(max_length=120)
    title: str = Field(default="", max_length=60)
    conflicts: list[str] = Field(default_factory=list, max_length=20)


class CalledOut(Schema):
    number: str


class ConcludedOut(Schema):
    paper: str


class RemindedOut(Schema):
    organs: int


class MadeExpert(Schema):
    id: int


@router.get("/meetings", response=answers({200: MeetingsOut}))
def meetings(
    request: HttpRequest, kind: Kind | None = None, state: State | None = None, asked: bool = False, whole: str = "",
    after: str = "", limit: int = 30,
) -> MeetingsOut:  # fmt: skip
    """会商与联合踏勘清单：本单位召集、参加或者有办件涉及的，最近召集的在前"""
    found = queries.meetings(
        actor_of(request),
        kind=kind,
        state=state,
        asked=asked,
        whole=whole[:24],
        after=after,
        limit=min(max(limit, 1), MOST),
    )
    return MeetingsOut(rows=list(found.rows), next=found.next)


@router.post("/meetings", response=answers({201: CalledOut}), openapi_extra=COMMAND)
def convene(request: HttpRequest, response: HttpResponse, body: CallIn) -> tuple[int, CalledOut]:
    """召集"""
    said = body.model_dump() | {"kind": body.kind.value, "decides": body.decides.value if body.decides else ""}
    number = actions.convene(actor_of(request), **said)
    response["Location"] = f"/api/meetings/{number}"
    return 201, CalledOut(number=number)


@router.get("/meetings/{number}", response=answers({200: MeetingView}))
def meeting(request: HttpRequest, response: HttpResponse, number: str) -> MeetingView:
    """一次会商、踏勘或者评审，连同各次的意见和结论"""
    found = queries.meeting(actor_of(request), number)
    tagged(response, found.version)
    return found


@router.put("/meetings/{number}/seats/{seat}/opinion", response=answers({204: None}), openapi_extra=COMMAND)
def speak(request: HttpRequest, number: str, seat: int, body: OpinionIn) -> tuple[int, None]:
    """发表意见、登记核查情况：席位所属单位的人；专家的由召集单位登记"""
    actions.speak(actor_of(request), number, seat, body.opinion.value, body.reason, body.members)
    return 204, None


@router.put("/meetings/{number}/seats/{seat}/excuse", response=answers({204: None}), openapi_extra=COMMAND)
def excuse(request: HttpRequest, number: str, seat: int, body: ExcuseIn) -> tuple[int, None]:
    """登记回避或者不参加"""
    actions.excuse(actor_of(request), number, seat, body.opinion.value, body.reason)
    return 204, None


@router.post("/meetings/{number}/reminder", response=answers({200: RemindedOut}), openapi_extra=COMMAND)
def remind(request: HttpRequest, number: str) -> RemindedOut:
    """催办还没有意见的单位，一天一次"""
    return RemindedOut(organs=actions.remind(actor_of(request), number))


@router.post("/meetings/{number}/conclusion", response=answers({201: ConcludedOut}), openapi_extra=COMMAND)
def conclude(request: HttpRequest, number: str, body: ConclusionIn) -> tuple[int, ConcludedOut]:
    """作出结论，纪要编号"""
    paper = actions.conclude(actor_of(request), number, body.conclusion.value, body.minutes, body.asked)
    return 201, ConcludedOut(paper=paper)


@router.post("/meetings/{number}/rounds", response=answers({204: None}), openapi_extra=COMMAND)
def reconvene(request: HttpRequest, number: str, body: AgainIn) -> tuple[int, None]:
    """修改后再议、整改后复查：再次召集"""
    actions.reconvene(actor_of(request), number, body.held_at, body.place, body.days)
    return 204, None


@router.post("/meetings/{number}/reschedule", response=answers({204: None}), openapi_extra=COMMAND)
def reschedule(request: HttpRequest, number: str, body: MoveIn) -> tuple[int, None]:
    """改期"""
    actions.reschedule(actor_of(request), number, body.held_at, body.place, body.reason)
    return 204, None


@router.post("/meetings/{number}/cancellation", response=answers({204: None}), openapi_extra=COMMAND)
def cancel(request: HttpRequest, number: str, body: WhyIn) -> tuple[int, None]:
    """取消"""
    actions.cancel(actor_of(request), number, body.reason)
    return 204, None


@router.post("/meetings/{number}/files", response=answers({201: FileMade}), openapi_extra=COMMAND)
def circulate(request: HttpRequest, number: str, file: File[UploadedFile]) -> tuple[int, FileMade]:
    """分发图纸和文件"""
    actor = actor_of(request)
    queries.meeting(actor, number)
    stored = store.put(file.chunks())
    made = actions.circulate(actor, number, stored, tidy_name(file.name or ""))
    return 201, FileMade(id=made, sha256=stored.sha256, size=stored.size, media_type=stored.media_type)


@router.post("/meetings/{number}/revision", response=answers({204: None}), openapi_extra=COMMAND)
def revise(request: HttpRequest, number: str, body: ChangedIn) -> tuple[int, None]:
    """提交修改：申请人"""
    actions.revise(actor_of(request), number, body.changed)
    return 204, None


@router.get("/joint-applications/{number}/meetings", response=answers({200: ToldOut}))
def of_whole(request: HttpRequest, number: str) -> ToldOut:
    """申请人自己的：会商与踏勘的时间、结论、要求修改的内容"""
    if not joint.joint_page(actor_of(request), number).mine:
        raise NotFoundError("joint.unknown_number", f"没有编号为 {number} 的联办申请，请核对编号")
    return ToldOut(rows=queries.of_whole(actor_of(request), number))


@router.get("/cases/{number}/meetings", response=answers({200: ToldOut}))
def of_case(request: HttpRequest, number: str) -> ToldOut:
    """涉及一个办件的会商、踏勘和评审"""
    if not cases.numbers_seen(actor_of(request), [number]):
        raise NotFoundError("case.unknown_number", f"没有编号为 {number} 的办件，请核对编号")
    return ToldOut(rows=queries.of_case(actor_of(request), number))


@router.get("/experts", response=answers({200: ExpertsOut}))
def experts(request: HttpRequest, field: str = "", after: str = "", limit: int = 30) -> ExpertsOut:
    """专家库"""
    found = queries.experts(actor_of(request), field=field[:80], after=after, limit=min(max(limit, 1), MOST))
    return ExpertsOut(rows=list(found.rows), next=found.next)


@router.post("/experts", response=answers({201: MadeExpert}), openapi_extra=COMMAND)
def put_in(request: HttpRequest, body: ExpertIn) -> tuple[int, MadeExpert]:
    """登记专家"""
    return 201, MadeExpert(id=actions.keep_expert(actor_of(request), **body.model_dump()))


@router.get("/experts/{expert_id}", response=answers({200: ExpertRow}))
def expert(request: HttpRequest, response: HttpResponse, expert_id: int) -> ExpertRow:
    """一位专家"""
    found = queries.expert(actor_of(request), expert_id)
    tagged(response, found.version)
    return found


@router.put("/experts/{expert_id}", response=answers({204: None}), openapi_extra=COMMAND)
def keep(request: HttpRequest, expert_id: int, body: ExpertIn) -> tuple[int, None]:
    """修改专家"""
    actions.keep_expert(actor_of(request), **body.model_dump(), expert_id=expert_id)
    return 204, None


@router.post("/experts/{expert_id}/retirement", response=answers({204: None}), openapi_extra=COMMAND)
def retire(request: HttpRequest, expert_id: int, body: WhyIn) -> tuple[int, None]:
    """出库"""
    actions.retire_expert(actor_of(request), expert_id, body.reason)
    return 204, None
