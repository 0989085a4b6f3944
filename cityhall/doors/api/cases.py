"""办件: from receipt to archive, one address for each move of the table."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Router, Schema
from pydantic import Field

from cityhall.cases import actions, queries
from cityhall.cases.actions import Handed, Point
from cityhall.cases.queries import CasePage, CaseRow, Progress
from cityhall.cases.terms import DeliveryMethod, Refusal, Verdict
from cityhall.catalogue import queries as catalogue
from cityhall.doors.http import address_of, file_response
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.journal import proofs

from .door import COMMAND, actor_of, answers, tagged
from .drafts import ApplicantIn, Received, answered

router = Router()
DONE = answers({204: None})


class Cases(Schema):
    rows: list[CaseRow]
    next: str


class HandedIn(Schema):
    key: str = Field(max_length=40)
    paper_copies: int = Field(default=1, ge=0, le=999)
    original_seen: bool = False


class WindowCase(Schema):
    item_id: int
    applicant: ApplicantIn
    values: dict[str, str]
    answers: dict[str, Any] = Field(default_factory=dict)
    materials: list[HandedIn] = Field(default_factory=list)
    on_spot: bool = False


class PointIn(Schema):
    key: str = Field(max_length=40)
    name: str = Field(default="", max_length=120)
    problem: str = Field(max_length=300)
    how: str = Field(default="", max_length=300)


class Points(Schema):
    points: list[PointIn]


class Answered(Schema):
    """`values`: the whole form put right, where the notice found it wrong (key `form`)."""

    keys: list[str]
    values: dict[str, str] | None = None


class Text(Schema):
    text: str = Field(default="", max_length=1000)


class Correction(Schema):
    values: dict[str, str] = Field(default_factory=dict)
    material: str = ""
    what: str = Field(default="", max_length=200)


class Check(Schema):
    verdict: Verdict
    problem: str = Field(default="", max_length=300)
    original_seen: bool = False
    copies: int = Field(default=0, ge=0, le=999)


class NotAccept(Schema):
    kind: Refusal
    reasons: str = Field(max_length=1000)
    other_organ: str = Field(default="", max_length=120)
    basis: str = Field(default="", max_length=200)


class DeliveryIn(Schema):
    receiver: str = Field(max_length=60)
    relation: str = Field(default="本人", max_length=40)
    receiver_id: str = Field(default="", max_length=40)
    method: DeliveryMethod = DeliveryMethod.WINDOW
    note: str = Field(default="", max_length=200)


class VoidIn(Schema):
    reason: str = Field(max_length=200)
    instead: str = Field(default="", max_length=24)


@router.get("/cases", response=answers({200: Cases}))
def cases(request: HttpRequest, q: str = "", status: str = "", mine: bool = False, after: str = "") -> Cases:
    """我能看到的办件；mine 为我提交的"""
    actor = actor_of(request)
    found = queries.my_cases(actor, after) if mine else queries.search(actor, q, status, after)
    return Cases(rows=list(found.rows), next=found.next)


@router.post("/cases", response=answers({201: Received}), openapi_extra=COMMAND)
def receive_at_window(request: HttpRequest, response: HttpResponse, body: WindowCase) -> tuple[int, Received]:
    """窗口收件；on_spot 为即办件当场办结"""
    handed = [Handed(m.key, m.paper_copies, m.original_seen) for m in body.materials]
    act = actions.serve_on_spot if body.on_spot else actions.receive_at_window
    actor = actor_of(request)
    said = answered(catalogue.published(body.item_id), body.answers) if body.answers else {}
    number = act(actor, body.item_id, body.applicant.value(actor), {**body.values, **said}, handed)
    response["Location"] = f"/api/cases/{number}"
    return 201, Received(number=number)


@router.get("/cases/{number}", response=answers({200: CasePage}))
def case(request: HttpRequest, response: HttpResponse, number: str) -> CasePage:
    """一件，含材料、环节、时限、文书、可办动作"""
    found = queries.case_page(actor_of(request), number)
    tagged(response, found.version)
    return found


@router.get("/cases/{number}/proof", response=answers({200: dict[str, Any]}))
def proof(request: HttpRequest, number: str) -> dict[str, Any]:
    """办理记录的证明：每条已固化的记录、到批次树根的路径、批次的签名；只含公开部分"""
    return queries.proof_of(actor_of(request), number)


@router.get("/journal/keys", auth=None, response=answers({200: dict[str, str]}))
def journal_keys(request: HttpRequest) -> dict[str, str]:
    """验证批次签名的公钥（Ed25519，十六进制），按密钥编号"""
    return proofs.public_keys()


@router.get("/progress/{number}", auth=None, response=answers({200: Progress}))
def progress(request: HttpRequest, number: str, code: str) -> Progress:
    """凭编号和查询码查进度；输错会计数"""
    address = address_of(request)
    queries.check_tries(number, address)
    try:
        return queries.progress(number, code)
    except NotFoundError:
        actions.count_wrong_try(actor_of(request), number, address)
        raise


@router.get("/cases/{number}/files/{int:file_id}", response={200: None})
def download(request: HttpRequest, number: str, file_id: int) -> StreamingHttpResponse:
    """下载材料文件"""
    stored, name = queries.file_of(actor_of(request), number, file_id)
    return file_response(stored.sha256, name, stored.media_type)


@router.put("/cases/{number}/materials/{key}/check", response=DONE, openapi_extra=COMMAND)
def check_material(request: HttpRequest, number: str, key: str, body: Check) -> tuple[int, None]:
    """核对材料"""
    actions.check_material(actor_of(request), number, key, body.verdict, body.problem, body.original_seen, body.copies)
    return 204, None


@router.post("/cases/{number}/corrections", response=DONE, openapi_extra=COMMAND)
def correct_here(request: HttpRequest, number: str, body: Correction) -> tuple[int, None]:
    """当场更正"""
    actions.correct_here(actor_of(request), number, body.values, body.material, body.what)
    return 204, None


@router.post("/cases/{number}/referrals", response=DONE, openapi_extra=COMMAND)
def refer(request: HttpRequest, number: str, body: Text) -> tuple[int, None]:
    """转部门审查"""
    actions.refer(actor_of(request), number, body.text)
    return 204, None


@router.post("/cases/{number}/referral-answers", response=DONE, openapi_extra=COMMAND)
def answer_referral(request: HttpRequest, number: str, body: Text) -> tuple[int, None]:
    """答复窗口转来的问题"""
    actions.answer_referral(actor_of(request), number, body.text)
    return 204, None


@router.post("/cases/{number}/supplement-requests", response=DONE, openapi_extra=COMMAND)
def request_supplement(request: HttpRequest, number: str, body: Points) -> tuple[int, None]:
    """一次性告知补正"""
    actions.request_supplement(actor_of(request), number, [Point(**p.dict()) for p in body.points])
    return 204, None


@router.post("/cases/{number}/supplements", response=DONE, openapi_extra=COMMAND)
def supplement(request: HttpRequest, number: str, body: Answered) -> tuple[int, None]:
    """补正：列明的材料已补交"""
    actions.supplement(actor_of(request), number, body.keys, body.values)
    return 204, None


@router.post("/cases/{number}/acceptance", response=DONE, openapi_extra=COMMAND)
def accept(request: HttpRequest, number: str) -> tuple[int, None]:
    """受理"""
    actions.accept(actor_of(request), number)
    return 204, None


@router.post("/cases/{number}/non-acceptance", response=DONE, openapi_extra=COMMAND)
def not_accept(request: HttpRequest, number: str, body: NotAccept) -> tuple[int, None]:
    """不受理或不予受理"""
    actions.not_accept(actor_of(request), number, body.kind, body.reasons, body.other_organ, body.basis)
    return 204, None


@router.post("/cases/{number}/on-spot-decision", response=DONE, openapi_extra=COMMAND)
def decide_on_spot(request: HttpRequest, number: str) -> tuple[int, None]:
    """当场办结已收件的即办件"""
    actions.decide_on_spot(actor_of(request), number)
    return 204, None


@router.post("/cases/{number}/delivery", response=DONE, openapi_extra=COMMAND)
def deliver(request: HttpRequest, number: str, body: DeliveryIn) -> tuple[int, None]:
    """送达"""
    actions.deliver(actor_of(request), number, body.receiver, body.relation, body.receiver_id, body.method, body.note)
    return 204, None


@router.post("/cases/{number}/withdrawal", response=DONE, openapi_extra=COMMAND)
def withdraw(request: HttpRequest, number: str, body: Text) -> tuple[int, None]:
    """撤回申请"""
    actor = actor_of(request)
    (actions.withdraw_at_window if actor.is_staff else actions.withdraw)(actor, number, body.text)
    return 204, None


@router.post("/cases/{number}/voiding", response=DONE, openapi_extra=COMMAND)
def void(request: HttpRequest, number: str, body: VoidIn) -> tuple[int, None]:
    """作废：重复或误录"""
    actions.void(actor_of(request), number, body.reason, body.instead)
    return 204, None


@router.post("/cases/{number}/archiving", response=DONE, openapi_extra=COMMAND)
def archive(request: HttpRequest, number: str) -> tuple[int, None]:
    """归档"""
    actions.archive(actor_of(request), number)
    return 204, None


@router.post("/cases/{number}/holds", response=DONE, openapi_extra=COMMAND)
def hold(request: HttpRequest, number: str, body: Text) -> tuple[int, None]:
    """限制办理"""
    actions.hold(actor_of(request), number, body.text)
    return 204, None


@router.delete("/cases/{number}/holds", response=DONE, openapi_extra=COMMAND)
def lift_hold(request: HttpRequest, number: str) -> tuple[int, None]:
    """解除限制"""
    actions.lift_hold(actor_of(request), number)
    return 204, None
