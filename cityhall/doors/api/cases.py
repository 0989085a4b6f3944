"""办件: from receipt to archive, one address for each move of the table."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Router, Schema
from pydantic import Base64Bytes, Field

from cityhall.cases import actions, queries
from cityhall.cases.actions import Handed, Point
from cityhall.cases.queries import CasePage, CaseRow, Progress
from cityhall.cases.terms import DeliveryMethod, Refusal, Verdict
from cityhall.catalogue import queries as catalogue
from cityhall.doors.http import address_of, file_response, tidy_name
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.files import store
from cityhall.kernel.journal import proofs
from cityhall.messages import queries as messages
from cityhall.organs import queries as organs

from .door import COMMAND, actor_of, answers, tagged
from .drafts import ApplicantIn, Received, answered
from .shaping import expanded

router = Router()
DONE = answers({204: None})


class Cases(Schema):
    """`expanded`: what was asked for by `expand`, by its name and id."""

    rows: list[CaseRow]
    next: str
    expanded: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True)
class CaseOut(CasePage):
    """The case, and what was asked for by `expand`."""

    expanded: dict[str, Any] = field(default_factory=dict)


class FileIn(Schema):
    """A file inside the request itself. Larger ones are uploaded afterwards, by `POST /materials/{ref}/{key}/files`."""

    name: str = Field(min_length=1, max_length=200, examples=["营业执照.pdf"])
    content: Base64Bytes = Field(description="文件内容，Base64；整个请求不超过 5 MB", examples=["JVBERi0xLjQK"])


class HandedIn(Schema):
    """`paper_copies`: one if nothing is said, none beside files."""

    key: str = Field(max_length=40)
    paper_copies: int | None = Field(default=None, ge=0, le=999)
    original_seen: bool = False
    files: list[FileIn] = Field(default_factory=list, max_length=20)

    def value(self) -> Handed:
        files = tuple((store.put([one.content]), tidy_name(one.name)) for one in self.files)
        copies = self.paper_copies if self.paper_copies is not None else 0 if files else 1
        return Handed(self.key, copies, self.original_seen, files=files)


class WindowCase(Schema):
    item_id: int
    applicant: ApplicantIn
    values: dict[str, str] = Field(examples=[{"premises_name": "样例面馆", "kind": "餐饮"}])
    answers: dict[str, Any] = Field(default_factory=dict)
    materials: list[HandedIn] = Field(default_factory=list)
    on_spot: bool = False


class PointIn(Schema):
    key: str = Field(max_length=40)
    name: str = Field(default="", max_length=120)
    problem: str = Field(max_length=300, examples=["复印件未加盖公章"])
    how: str = Field(default="", max_length=300, examples=["加盖公章后重新提交"])


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
def cases(
    request: HttpRequest, q: str = "", status: str = "", mine: bool = False, after: str = "", expand: str = ""
) -> Cases:
    """我能看到的办件；mine 为我提交的；expand 可为 organ"""
    actor = actor_of(request)
    found = queries.my_cases(actor, after) if mine else queries.search(actor, q, status, after)
    more = expanded(expand, {"organ": lambda: _organs(row.organ_id for row in found.rows)})
    return Cases(rows=list(found.rows), next=found.next, expanded=more)


def _organs(ids: Iterable[int]) -> dict[str, str]:
    return {str(pk): name for pk, name in organs.organs_named(ids).items()}


@router.post("/cases", response=answers({201: Received}), openapi_extra=COMMAND)
def receive_at_window(request: HttpRequest, response: HttpResponse, body: WindowCase) -> tuple[int, Received]:
    """收件：办件、申请人、材料（含文件）一次登记，要么全部登记，要么都不登记；on_spot 为即办件当场办结"""
    handed = [m.value() for m in body.materials]
    act = actions.serve_on_spot if body.on_spot else actions.receive_at_window
    actor = actor_of(request)
    said = answered(catalogue.published(body.item_id), body.answers) if body.answers else {}
    number = act(actor, body.item_id, body.applicant.value(actor), {**body.values, **said}, handed)
    response["Location"] = f"/api/cases/{number}"
    return 201, Received(number=number)


@router.get("/cases/{number}", response=answers({200: CaseOut}))
def case(request: HttpRequest, response: HttpResponse, number: str, expand: str = "") -> CaseOut:
    """一件，含材料、环节、时限、文书、可办动作；expand 可为 organ、messages、proof，各按自己的权限"""
    actor = actor_of(request)
    found = queries.case_page(actor, number)
    more = expanded(expand, {
        "organ": lambda: organs.organ(found.terms.organ_id),
        "messages": lambda: messages.sending(actor, ref=found.ref).rows,
        "proof": lambda: queries.proof_of(actor, number),
    })  # fmt: skip
    tagged(response, found.version)
    return CaseOut(**vars(found), expanded=more)


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


@router.get("/cases/{number}/files/{int:file_id}", response=answers({200: None}))
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


class CampaignIn(Schema):
    campaign: int = Field(ge=1, le=2**62)


class NewDue(Schema):
    """When the promise ends now; nothing while it stands still."""

    due_on: date | None


@router.post("/cases/{number}/campaign", response=answers({200: NewDue}), openapi_extra=COMMAND)
def join_campaign(request: HttpRequest, number: str, body: CampaignIn) -> NewDue:
    """纳入专项行动：从次日起承诺时限按行动的规则计算"""
    return NewDue(due_on=actions.join_campaign(actor_of(request), number, body.campaign))
