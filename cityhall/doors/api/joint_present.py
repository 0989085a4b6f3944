"""一件事 at the window and by number and code: paper that was handed over, what one has taken in, how far it is."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from cityhall.cases import actions as cases
from cityhall.cases import queries as cases_of
from cityhall.doors.http import address_of
from cityhall.joint import actions, queries
from cityhall.joint.terms import JointOutcome, JointState
from cityhall.kernel.errors import NotFoundError

from .door import COMMAND, actor_of, answers
from .joint import StageOut, stages_out

router = Router()


class PaperIn(Schema):
    copies: int = Field(ge=0, le=99)
    original_seen: bool = False


class TakenOut(Schema):
    ref: str = Field(description="联办编号；没有收完的，是草稿的标识")
    name: str
    applicant_name: str
    state: JointState
    at: datetime


class TakenPage(Schema):
    rows: list[TakenOut]
    next: str


class JointProgressOut(Schema):
    """Nobody is named, no case has its number here."""

    number: str
    name: str
    state: JointState
    outcome: JointOutcome | None
    submitted_at: datetime | None
    due: str
    stages: list[StageOut]


@router.put("/joint-drafts/{draft_id}/materials/{slot}/paper", response=answers({204: None}), openapi_extra=COMMAND)
def paper(request: HttpRequest, draft_id: str, slot: str, body: PaperIn) -> tuple[int, None]:
    """窗口收到的纸质材料：份数，是否已核原件；都没有即取消"""
    actions.note_paper(actor_of(request), draft_id, slot, body.copies, body.original_seen)
    return 204, None


class EarlierOut(Schema):
    """A material of an earlier case of her own that an organ found good."""

    case_number: str
    item_name: str
    name: str
    checked_at: datetime | None
    files: list[str]


class EarlierPage(Schema):
    materials: dict[str, EarlierOut] = Field(description="按材料标识")


class EarlierIn(Schema):
    case_number: str = Field(max_length=24)


class TakenFiles(Schema):
    files: int


@router.get("/joint-drafts/{draft_id}/earlier", response=answers({200: EarlierPage}))
def earlier(request: HttpRequest, draft_id: str) -> EarlierPage:
    """还没交的材料中，以前的办件里交过并核对符合的"""
    actor = actor_of(request)
    found = queries.earlier_materials(actor, queries.joint_draft(actor, draft_id))
    return EarlierPage(materials={
        slot: EarlierOut(case_number=one.case_number, item_name=one.item_name, name=one.name, checked_at=one.checked_at,
                         files=[name for _, name in one.files])
        for slot, one in found.items()
    })  # fmt: skip


@router.post(
    "/joint-drafts/{draft_id}/materials/{slot}/earlier", response=answers({201: TakenFiles}), openapi_extra=COMMAND
)
def take_earlier(request: HttpRequest, draft_id: str, slot: str, body: EarlierIn) -> tuple[int, TakenFiles]:
    """选用以前交过的材料"""
    return 201, TakenFiles(files=actions.take_earlier(actor_of(request), draft_id, slot, body.case_number))


@router.get("/joint-taken", response=answers({200: TakenPage}))
def taken(request: HttpRequest, after: str = "", limit: int = 20) -> TakenPage:
    """我在窗口收的一件事，没有收完的也在内"""
    page = queries.taken_here(actor_of(request), after, min(max(limit, 1), 100))
    return TakenPage(rows=[TakenOut.model_validate(row, from_attributes=True) for row in page.rows], next=page.next)


@router.get("/joint-progress/{number}", auth=None, response=answers({200: JointProgressOut}))
def progress(request: HttpRequest, number: str, code: str) -> JointProgressOut:
    """凭联办编号和查询码查进度，不用登录"""
    address = address_of(request)
    cases_of.check_tries(number, address)
    try:
        found = queries.joint_progress(number, code)
    except NotFoundError:
        cases.count_wrong_try(actor_of(request), number, address)
        raise
    return JointProgressOut(
        number=found.number, name=found.name, state=found.state, outcome=found.outcome, submitted_at=found.submitted_at,
        due=found.clock.due_text if found.clock else "", stages=stages_out(found.stages),
    )  # fmt: skip
