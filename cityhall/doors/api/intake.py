"""收件与受理的其他路径: 预审, 容缺, 告知承诺, 转送, 断网补录; 咨询, 办不成事, 失信记录."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Router, Schema
from pydantic import Field

from cityhall.cases import actions, queries
from cityhall.cases.actions import Point
from cityhall.cases.queries import (
    ConsultationRow,
    GapsRow,
    GrievanceView,
    PreReviewPage,
    PreReviewRow,
    PromiseRow,
    TrustRow,
)
from cityhall.cases.terms import GrievanceCause, GrievanceState
from cityhall.doors.http import address_of, file_response
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page

from .cases import DONE, HandedIn, PointIn, Text
from .door import COMMAND, actor_of, answers, tagged
from .drafts import ApplicantIn, Received
from .moments import Day, Moment

router = Router()


class Opinion(Schema):
    ready: bool
    text: str = Field(default="", max_length=2000)
    points: list[PointIn] = Field(default_factory=list)


class Keys(Schema):
    keys: list[str]


class Longer(Schema):
    days: int
    reason: str = Field(max_length=300)


class Checked(Schema):
    kept: bool
    findings: str = Field(max_length=2000)


class TransferIn(Schema):
    to_organ: str = Field(default="", max_length=120)
    reason: str = Field(max_length=300)
    consent: bool
    item_id: int | None = None


class BackEntry(Schema):
    item_id: int
    applicant: ApplicantIn
    values: dict[str, str]
    materials: list[HandedIn] = Field(default_factory=list)
    happened_at: Moment
    reason: str = Field(max_length=300)


class Confirmed(Schema):
    agrees: bool
    note: str = Field(default="", max_length=300)


class Question(Schema):
    question: str = Field(max_length=2000)
    answer: str = Field(max_length=4000)
    item_id: int | None = None
    name: str = Field(default="", max_length=60)
    phone: str = Field(default="", max_length=20)


class GrievanceIn(Schema):
    name: str = Field(max_length=60)
    phone: str = Field(max_length=20)
    what: str = Field(max_length=4000)
    wanted: str = Field(default="", max_length=2000)
    case_number: str = Field(default="", max_length=24)
    item_name: str = Field(default="", max_length=200)
    organ_id: int | None = None


class GrievanceAnswer(Schema):
    answer: str = Field(max_length=4000)
    cause: GrievanceCause | None = None


class Solved(Schema):
    solved: bool


class PreReviews(Schema):
    rows: list[PreReviewRow]
    next: str


class Promises(Schema):
    rows: list[PromiseRow]
    next: str


class Statement(Schema):
    rows: list[GapsRow]
    next: str


class Consultations(Schema):
    rows: list[ConsultationRow]
    next: str


class Grievances(Schema):
    rows: list[GrievanceView]
    next: str


class TrustRecords(Schema):
    rows: list[TrustRow]
    next: str


@router.post("/drafts/{draft_id}/pre-review", response=DONE, openapi_extra=COMMAND)
def ask_pre_review(request: HttpRequest, draft_id: str, body: Text) -> tuple[int, None]:
    """申请预审：没有法律效力，草稿可以继续修改"""
    actions.ask_pre_review(actor_of(request), draft_id, body.text)
    return 204, None


@router.get("/pre-reviews", response=answers({200: PreReviews}))
def pre_reviews(request: HttpRequest, after: str = "") -> PreReviews:
    """待预审的草稿"""
    found = queries.pre_reviews(actor_of(request), after)
    return PreReviews(rows=list(found.rows), next=found.next)


@router.get("/pre-reviews/{draft_id}", response=answers({200: PreReviewPage}))
def pre_review(request: HttpRequest, draft_id: str) -> PreReviewPage:
    """一份待预审的草稿，个人信息已遮盖"""
    return queries.pre_review_page(actor_of(request), draft_id)


@router.get("/pre-reviews/{draft_id}/files/{int:file_id}", response=answers({200: None}))
def pre_review_file(request: HttpRequest, draft_id: str, file_id: int) -> StreamingHttpResponse:
    """下载待预审草稿的材料文件"""
    stored, name = queries.pre_review_file(actor_of(request), draft_id, file_id)
    return file_response(stored.sha256, name, stored.media_type)


@router.post("/pre-reviews/{draft_id}/opinion", response=DONE, openapi_extra=COMMAND)
def answer_pre_review(request: HttpRequest, draft_id: str, body: Opinion) -> tuple[int, None]:
    """答复预审：全部需要完善的内容一次写明"""
    points = [Point(**p.dict()) for p in body.points]
    actions.answer_pre_review(actor_of(request), draft_id, body.ready, body.text, points)
    return 204, None


@router.post("/cases/{number}/acceptance-with-gaps", response=DONE, openapi_extra=COMMAND)
def accept_with_gaps(request: HttpRequest, number: str, body: Keys) -> tuple[int, None]:
    """容缺受理：keys 为承诺后补的材料"""
    actions.accept_with_gaps(actor_of(request), number, body.keys)
    return 204, None


@router.post("/cases/{number}/promised-materials", response=DONE, openapi_extra=COMMAND)
def keep_promise(request: HttpRequest, number: str, body: Keys) -> tuple[int, None]:
    """补交容缺材料（文件先上传）"""
    actions.keep_promise(actor_of(request), number, body.keys)
    return 204, None


@router.post("/cases/{number}/promises/{key}/extension", response=DONE, openapi_extra=COMMAND)
def extend_promise(request: HttpRequest, number: str, key: str, body: Longer) -> tuple[int, None]:
    """延长容缺补交期限（不可抗力）"""
    actions.extend_promise(actor_of(request), number, key, body.days, body.reason)
    return 204, None


@router.post("/cases/{number}/acceptance-on-pledge", response=DONE, openapi_extra=COMMAND)
def accept_on_pledge(request: HttpRequest, number: str) -> tuple[int, None]:
    """告知承诺受理；事项规定当场决定的，有权人员一并决定"""
    actions.accept_on_pledge(actor_of(request), number)
    return 204, None


@router.post("/cases/{number}/pledges/{key}/after-check", response=DONE, openapi_extra=COMMAND)
def finish_after_check(request: HttpRequest, number: str, key: str, body: Checked) -> tuple[int, None]:
    """登记事后核查结果"""
    actions.finish_after_check(actor_of(request), number, key, body.kept, body.findings)
    return 204, None


@router.post("/cases/{number}/transfer", response=answers({201: Received}), openapi_extra=COMMAND)
def transfer(request: HttpRequest, number: str, body: TransferIn) -> tuple[int, Received]:
    """转送：经申请人同意；给出 item_id 的在该事项下收件，答复新编号"""
    new = actions.transfer(actor_of(request), number, body.to_organ, body.reason, body.consent, body.item_id)
    return 201, Received(number=new)


@router.post("/back-entries", response=answers({201: Received}), openapi_extra=COMMAND)
def receive_back_entry(request: HttpRequest, response: HttpResponse, body: BackEntry) -> tuple[int, Received]:
    """断网补录：期限从实际收件时起算"""
    actor, handed = actor_of(request), [m.value() for m in body.materials]
    at: datetime = body.happened_at
    number = actions.receive_back_entry(
        actor, body.item_id, body.applicant.value(actor), body.values, handed, at, body.reason
    )  # fmt: skip
    response["Location"] = f"/api/cases/{number}"
    return 201, Received(number=number)


@router.post("/cases/{number}/back-entry/{key}/confirmation", response=DONE, openapi_extra=COMMAND)
def confirm_back_entry(request: HttpRequest, number: str, key: str, body: Confirmed) -> tuple[int, None]:
    """核查断网补录"""
    actions.confirm_back_entry(actor_of(request), number, key, body.agrees, body.note)
    return 204, None


def _promises(found: Page[PromiseRow]) -> Promises:
    return Promises(rows=list(found.rows), next=found.next)


@router.get("/back-entries", response=answers({200: Promises}))
def back_entries(request: HttpRequest, after: str = "") -> Promises:
    """待核查的断网补录"""
    return _promises(queries.back_entries(actor_of(request), after))


@router.get("/promises", response=answers({200: Promises}))
def promises(request: HttpRequest, after: str = "") -> Promises:
    """等待补交的容缺承诺"""
    return _promises(queries.promises(actor_of(request), after))


@router.get("/broken-pledges", response=answers({200: Promises}))
def broken_pledges(request: HttpRequest, after: str = "") -> Promises:
    """撤销建议：经核查承诺不实而仍有效的决定"""
    return _promises(queries.broken_pledges(actor_of(request), after))


@router.get("/gaps-statement", auth=None, response=answers({200: Statement}))
def gaps_statement(request: HttpRequest, after: str = "") -> Statement:
    """容缺受理对账单（公开）"""
    found = queries.gaps_statement(after)
    return Statement(rows=list(found.rows), next=found.next)


@router.post("/consultations", response=answers({201: Received}), openapi_extra=COMMAND)
def note_consultation(request: HttpRequest, body: Question) -> tuple[int, Received]:
    """咨询登记，出具一次性告知单"""
    number = actions.note_consultation(
        actor_of(request), body.question, body.answer, item_id=body.item_id, name=body.name, phone=body.phone
    )  # fmt: skip
    return 201, Received(number=number)


@router.get("/consultations", response=answers({200: Consultations}))
def consultations(request: HttpRequest, day: Day | None = None, after: str = "") -> Consultations:
    """本窗口当日咨询"""
    found = queries.consultations(actor_of(request), day, after)
    return Consultations(rows=list(found.rows), next=found.next)


@router.post("/grievances", response=answers({201: Received}), openapi_extra=COMMAND)
def open_grievance(request: HttpRequest, response: HttpResponse, body: GrievanceIn) -> tuple[int, Received]:
    """登记“办不成事”反映"""
    number = actions.open_grievance(actor_of(request), **body.dict())
    response["Location"] = f"/api/grievances/{number}"
    return 201, Received(number=number)


@router.get("/grievances", response=answers({200: Grievances}))
def grievances(
    request: HttpRequest, state: GrievanceState | None = None, mine: bool = False, after: str = ""
) -> Grievances:  # fmt: skip
    """“办不成事”反映；mine 为我反映的"""
    actor = actor_of(request)
    found = queries.my_grievances(actor, after) if mine else queries.grievances(actor, state or "", after)
    return Grievances(rows=list(found.rows), next=found.next)


@router.get("/grievances/{number}", response=answers({200: GrievanceView}))
def grievance(request: HttpRequest, response: HttpResponse, number: str) -> GrievanceView:
    """一件反映"""
    found = queries.grievance_page(actor_of(request), number)
    tagged(response, found.version)
    return found


@router.get("/grievance-progress/{number}", auth=None, response=answers({200: GrievanceView}))
def grievance_progress(request: HttpRequest, number: str, code: str) -> GrievanceView:
    """凭编号和查询码查反映的办理情况；输错会计数"""
    address = address_of(request)
    queries.check_tries(number, address)
    try:
        return queries.grievance(number, code)
    except NotFoundError:
        actions.count_wrong_try(actor_of(request), number, address)
        raise


@router.post("/grievances/{number}/answer", response=DONE, openapi_extra=COMMAND)
def answer_grievance(request: HttpRequest, number: str, body: GrievanceAnswer) -> tuple[int, None]:
    """答复反映"""
    actions.answer_grievance(actor_of(request), number, body.answer, body.cause or "")
    return 204, None


@router.post("/grievances/{number}/closing", response=DONE, openapi_extra=COMMAND)
def close_grievance(request: HttpRequest, number: str, body: Solved) -> tuple[int, None]:
    """评定是否解决；没有解决的重新办理"""
    actions.close_grievance(actor_of(request), number, body.solved)
    return 204, None


@router.get("/trust-records", response=answers({200: TrustRecords}))
def trust_records(request: HttpRequest, q: str = "", unrepaired: bool = False, after: str = "") -> TrustRecords:
    """失信记录"""
    found = queries.trust_records(actor_of(request), q, unrepaired=unrepaired, after=after)
    return TrustRecords(rows=list(found.rows), next=found.next)


@router.post("/trust-records/{int:record_id}/repair", response=DONE, openapi_extra=COMMAND)
def repair_trust(request: HttpRequest, record_id: int, body: Text) -> tuple[int, None]:
    """信用修复"""
    actions.repair_trust(actor_of(request), record_id, body.text)
    return 204, None
