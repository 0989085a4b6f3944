"""通办: the list of what windows elsewhere may take in; cases between two places; the paper that travels; both sides' credit."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from cityhall.anywhere import actions, queries
from cityhall.anywhere.queries import CreditRow, EntryRow, HandoverView, IntakePage, IntakeRow
from cityhall.anywhere.terms import Mode, Pile, State, Way
from cityhall.cases.terms import Outcome, Status
from cityhall.organs.queries import Stand

from .cases import HandedIn
from .door import COMMAND, actor_of, answers, tagged
from .drafts import ApplicantIn, Received

router = Router()
MOST = 100


class EntryIn(Schema):
    item_id: int
    mode: Mode
    document: str = Field(max_length=200)
    from_on: date
    until_on: date | None = None
    windows: list[int] = Field(default_factory=list, max_length=60, description="空：各区县的全部窗口")
    carry_days: int = Field(default=actions.CARRY_DAYS, ge=1, le=30, description="物料流转时限，工作日")


class EntryMade(Schema):
    id: int


class EntriesOut(Schema):
    rows: list[EntryRow]
    next: str


class WhereOut(Schema):
    """How, and at which windows, an item may be handed in for its organ."""

    mode: Mode | None
    same_power: bool = False
    document: str = ""
    windows: list[Stand] = Field(default_factory=list)


class Why(Schema):
    why: str = Field(max_length=300)


class TakeIn(Schema):
    item_id: int
    applicant: ApplicantIn
    values: dict[str, str] = Field(default_factory=dict)
    materials: list[HandedIn] = Field(default_factory=list)
    issue_window_id: int | None = Field(default=None, description="结果在哪个窗口取；不填为收件窗口")


class IntakesOut(Schema):
    rows: list[IntakeRow]
    next: str


class PieceOut(Schema):
    key: str
    name: str
    copies: int
    received: int | None
    note: str


class SlipOut(Schema):
    number: str
    case_number: str
    item_name: str
    way: Way
    state: State
    sender: str
    receiver: str
    where: str
    late: bool
    pieces: list[PieceOut]
    made_at: datetime
    made_by: str
    carried_by: str
    sent_at: datetime | None
    sent_by: str
    received_at: datetime | None
    received_by: str
    reason: str
    outcome: str
    ended_at: datetime | None
    due_at: datetime | None


class SlipsOut(Schema):
    rows: list[SlipOut]
    next: str


class IntakeOut(Schema):
    number: str
    item_name: str
    applicant_name: str
    mode: Mode
    window: str
    receiving_organ: str
    deciding_organ: str
    issue_window: str
    status: Status
    outcome: Outcome | None
    received_at: datetime
    accepted_at: datetime | None
    counted_from: datetime | None
    decided_at: datetime | None
    issued_at: datetime | None
    papers: list[str]
    handovers: list[SlipOut]
    why_not_issue: str


class IssueWindow(Schema):
    window_id: int | None = Field(default=None, description="空：由办理机关送达")


class PackedIn(Schema):
    key: str = Field(default="", max_length=40)
    name: str = Field(max_length=120)
    copies: int


class SlipIn(Schema):
    way: Way
    pieces: list[PackedIn] = Field(max_length=60)


class SlipMade(Schema):
    number: str


class SendIn(Schema):
    carrier: str = Field(default="", max_length=40)
    waybill: str = Field(default="", max_length=40)
    courier: str = Field(default="", max_length=60)


class FoundIn(Schema):
    received: int
    note: str = Field(default="", max_length=200)


class ReceiptIn(Schema):
    found: list[FoundIn] = Field(max_length=60, description="按流转单的顺序，每件一条")


class ReceiptOut(Schema):
    state: State


class HandOutIn(Schema):
    receiver: str = Field(default="", max_length=60)
    relation: str = Field(default="本人", max_length=40)
    receiver_id: str = Field(default="", max_length=40)
    note: str = Field(default="", max_length=200)


def _slip(view: HandoverView) -> SlipOut:
    return SlipOut(
        number=view.number, case_number=view.case_number, item_name=view.item_name, way=view.way, state=view.state,
        sender=view.sender, receiver=view.receiver, where=view.where, late=view.late, made_at=view.made_at,
        pieces=[PieceOut(key=p.key, name=p.name, copies=p.copies, received=p.received, note=p.note) for p in view.pieces],
        made_by=view.made_by, carried_by=view.carried_by, sent_at=view.sent_at, sent_by=view.sent_by,
        received_at=view.received_at, received_by=view.received_by, reason=view.reason, outcome=view.outcome,
        ended_at=view.ended_at, due_at=view.due_at,
    )  # fmt: skip


def _intake(page: IntakePage) -> IntakeOut:
    return IntakeOut(
        number=page.number, item_name=page.item_name, applicant_name=page.applicant_name, mode=page.mode, window=page.window,
        receiving_organ=page.receiving_organ, deciding_organ=page.deciding_organ, issue_window=page.issue_window,
        status=page.status, outcome=page.outcome, received_at=page.received_at, accepted_at=page.accepted_at,
        counted_from=page.counted_from, decided_at=page.decided_at, issued_at=page.issued_at, papers=list(page.papers),
        handovers=[_slip(one) for one in page.handovers], why_not_issue=page.why_not_issue,
    )  # fmt: skip


@router.get("/anywhere/entries", auth=None, response=answers({200: EntriesOut}))
def entries(
    request: HttpRequest, past: bool = False, q: str = "", mode: str = "", after: str = "", limit: int = 30
) -> EntriesOut:
    """通办清单：现行的（含尚未开始的），或已移出和到期的"""
    found = queries.entries(past=past, text=q[:80], mode=mode[:10], after=after, limit=min(max(limit, 1), MOST))
    return EntriesOut(rows=list(found.rows), next=found.next)


@router.get("/anywhere/entries/{int:entry_id}", auth=None, response=answers({200: EntryRow}))
def entry(request: HttpRequest, response: HttpResponse, entry_id: int) -> EntryRow:
    """通办清单的一项"""
    found = queries.entry(entry_id)
    tagged(response, found.version)
    return found


@router.post("/anywhere/entries", response=answers({201: EntryMade}), openapi_extra=COMMAND)
def put_on_list(request: HttpRequest, response: HttpResponse, body: EntryIn) -> tuple[int, EntryMade]:
    """列入通办清单；受理层级以事项现行版本为准"""
    made = actions.put_on_list(
        actor_of(request), body.item_id, body.mode, body.document, body.from_on, body.until_on, body.windows,
        body.carry_days,
    )  # fmt: skip
    response["Location"] = f"/api/anywhere/entries/{made}"
    return 201, EntryMade(id=made)


@router.post("/anywhere/entries/{int:entry_id}/end", response=answers({204: None}), openapi_extra=COMMAND)
def end_entry(request: HttpRequest, entry_id: int, body: Why) -> tuple[int, None]:
    """移出通办清单，即刻生效"""
    actions.end_entry(actor_of(request), entry_id, body.why)
    return 204, None


@router.get("/items/{int:item_id}/anywhere", auth=None, response=answers({200: WhereOut}))
def where(request: HttpRequest, item_id: int) -> WhereOut:
    """一个事项可以在哪些异地窗口交件；不在清单上的 mode 为空"""
    found = queries.elsewhere(item_id)
    if found is None:
        return WhereOut(mode=None)
    return WhereOut(mode=found.mode, same_power=found.same_power, document=found.document, windows=list(found.windows))


@router.post("/anywhere/cases", response=answers({201: Received}), openapi_extra=COMMAND)
def take_in(request: HttpRequest, response: HttpResponse, body: TakeIn) -> tuple[int, Received]:
    """接收异地件：时限从这里收件起算"""
    actor, handed = actor_of(request), [m.value() for m in body.materials]
    number = actions.take_in(
        actor, body.item_id, body.applicant.value(actor), body.values, handed, body.issue_window_id
    )
    response["Location"] = f"/api/anywhere/cases/{number}"
    return 201, Received(number=number)


@router.get("/anywhere/cases", response=answers({200: IntakesOut}))
def cases(request: HttpRequest, q: str = "", side: str = "", after: str = "", limit: int = 30) -> IntakesOut:
    """异地件：本窗口收的（side=in）、本单位办的（decide）、本窗口发的（out），或看得到的全部"""
    known = side if side in ("in", "decide", "out") else ""
    found = queries.intakes(actor_of(request), text=q[:80], side=known, after=after, limit=min(max(limit, 1), MOST))
    return IntakesOut(rows=list(found.rows), next=found.next)


@router.get("/anywhere/cases/{number}", response=answers({200: IntakeOut}))
def case(request: HttpRequest, response: HttpResponse, number: str) -> IntakeOut:
    """一件异地件：进度、时限、材料在哪里；收件窗口只看到这些"""
    found = queries.intake(actor_of(request), number)
    tagged(response, found.version)
    return _intake(found)


@router.put("/anywhere/cases/{number}/issue-window", response=answers({204: None}), openapi_extra=COMMAND)
def choose(request: HttpRequest, number: str, body: IssueWindow) -> tuple[int, None]:
    """选择取件窗口"""
    actions.choose_issue_window(actor_of(request), number, body.window_id)
    return 204, None


@router.post("/anywhere/cases/{number}/delivery", response=answers({204: None}), openapi_extra=COMMAND)
def hand_out(request: HttpRequest, number: str, body: HandOutIn) -> tuple[int, None]:
    """异地出件：结果在取件窗口交给申请人"""
    actions.hand_out(actor_of(request), number, body.receiver, body.relation, body.receiver_id, body.note)
    return 204, None


@router.post("/anywhere/cases/{number}/handovers", response=answers({201: SlipMade}), openapi_extra=COMMAND)
def make(request: HttpRequest, response: HttpResponse, number: str, body: SlipIn) -> tuple[int, SlipMade]:
    """制作物料流转单"""
    pieces = [(p.key, p.name, p.copies) for p in body.pieces]
    made = actions.make_handover(actor_of(request), number, body.way, pieces)
    response["Location"] = f"/api/handovers/{made}"
    return 201, SlipMade(number=made)


@router.get("/handovers", response=answers({200: SlipsOut}))
def slips(
    request: HttpRequest, pile: Pile = Pile.TO_RECEIVE, q: str = "", after: str = "", limit: int = 30
) -> SlipsOut:
    """物料流转单：待交出、在途、待签收、有差异、超时未到、已完成"""
    found = queries.handovers(actor_of(request), pile, q[:40], after, min(max(limit, 1), MOST))
    return SlipsOut(rows=[_slip(one) for one in found.rows], next=found.next)


@router.get("/handovers/{code}", response=answers({200: SlipOut}))
def slip(request: HttpRequest, response: HttpResponse, code: str) -> SlipOut:
    """扫码看一张流转单；送错的只告知应送往哪里"""
    found = queries.handover(actor_of(request), code)
    tagged(response, found.version)
    return _slip(found)


@router.post("/handovers/{code}/dispatch", response=answers({204: None}), openapi_extra=COMMAND)
def send(request: HttpRequest, code: str, body: SendIn) -> tuple[int, None]:
    """交出：承运单位和运单号，或者专人姓名"""
    actions.send_handover(actor_of(request), code, body.carrier, body.waybill, body.courier)
    return 204, None


@router.post("/handovers/{code}/receipt", response=answers({200: ReceiptOut}), openapi_extra=COMMAND)
def receive(request: HttpRequest, code: str, body: ReceiptIn) -> ReceiptOut:
    """逐件清点签收；有差异的等交出的一方了结"""
    state = actions.receive_handover(actor_of(request), code, [(one.received, one.note) for one in body.found])
    return ReceiptOut(state=State(state))


@router.post("/handovers/{code}/refusal", response=answers({204: None}), openapi_extra=COMMAND)
def refuse(request: HttpRequest, code: str, body: Why) -> tuple[int, None]:
    """拒收"""
    actions.refuse_handover(actor_of(request), code, body.why)
    return 204, None


@router.post("/handovers/{code}/loss", response=answers({204: None}), openapi_extra=COMMAND)
def lose(request: HttpRequest, code: str, body: Why) -> tuple[int, None]:
    """登记遗失"""
    actions.lose_handover(actor_of(request), code, body.why)
    return 204, None


@router.post("/handovers/{code}/settlement", response=answers({204: None}), openapi_extra=COMMAND)
def close(request: HttpRequest, code: str, body: Why) -> tuple[int, None]:
    """了结差异、拒收或遗失"""
    actions.close_handover(actor_of(request), code, body.why)
    return 204, None


@router.post("/handovers/{code}/cancellation", response=answers({204: None}), openapi_extra=COMMAND)
def cancel(request: HttpRequest, code: str, body: Why) -> tuple[int, None]:
    """作废还没有交出的流转单"""
    actions.cancel_handover(actor_of(request), code, body.why)
    return 204, None


@router.get("/anywhere/credit", response=answers({200: list[CreditRow]}))
def credit(request: HttpRequest, since: date, until: date) -> list[CreditRow]:
    """通办业绩：各单位异地收件、决定、出件的件数，两头都计"""
    return queries.credit(actor_of(request), since, until)
