"""咨询, 办不成事, 失信记录: what a counter keeps besides cases."""

import hmac
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from cityhall.cases.models import Consultation, Grievance, TrustRecord
from cityhall.cases.rules.counter import check_call_back
from cityhall.cases.terms import Can, Channel, GrievanceCause, GrievanceState
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.queries import ClockView
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require, require_signed_in
from cityhall.kernel.errors import NotFoundError, sentence_of
from cityhall.kernel.paging import Page, keyset, page
from cityhall.kernel.secrets import masking
from cityhall.organs import queries as organs


@dataclass(frozen=True)
class ConsultationRow:
    number: str
    item_name: str
    name: str
    phone: str  # masked
    question: str
    answer: str
    paper: str
    case_number: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True)
class GrievanceView:
    """`name`, `phone`: masked for everybody but the desk that answers (the name) and the person herself."""

    number: str
    state: GrievanceState
    organ: str
    item_name: str
    case_number: str
    what: str
    wanted: str
    name: str
    phone: str
    opened_at: datetime
    answer: str
    cause: GrievanceCause | None
    answered_by: str
    answered_at: datetime | None
    solved: bool | None
    closed_at: datetime | None
    version: int
    clock: ClockView | None
    access_code: str = ""  # for the slip a window hands out, and for the person herself
    own_answer: str = ""  # why this reader may not do the call-back: the answer is hers


@dataclass(frozen=True)
class TrustRow:
    id: int
    applicant_name: str
    case_number: str
    organ: str
    what: str
    noted_at: datetime
    noted_by: str
    repaired_at: datetime | None
    repaired_by: str
    repair: str


def consultations(actor: Actor, day: date | None = None, after: str = "", limit: int = 50) -> Page[ConsultationRow]:
    """What this window (or, without a window, this person) was asked on a day, latest first. One statement."""
    require(actor, Can.INTAKE)
    start = datetime.combine(day or clock.today(), time(0), clock.ZONE)
    rows = Consultation.objects.filter(made_at__gte=start, made_at__lt=start + timedelta(days=1))
    rows = rows.filter(window_id=actor.window_id) if actor.window_id else rows.filter(made_account=actor.account_id)
    found = list(keyset(rows, ["-made_at", "-id"], after, limit))
    cut = page(found, limit, (), lambda row: (row.made_at, row.pk))
    return Page([_consultation(row) for row in cut.rows], cut.next)


def consultation(actor: Actor, number: str) -> ConsultationRow:
    """One consultation, for the window or the organ it was noted at; its `paper` may then be printed."""
    require(actor, Can.INTAKE)
    reach = actor.reach(Can.INTAKE)
    rows = Consultation.objects.filter(number=number.strip())
    if reach is not None:
        rows = rows.filter(Q(organ_id__in=reach) | Q(made_account=actor.account_id))
    row = rows.first()
    if row is None:
        raise NotFoundError("consultation.unknown", f"没有编号为 {number} 的咨询登记，或不在您的查看范围内")
    return _consultation(row)


def _consultation(row: Consultation) -> ConsultationRow:
    return ConsultationRow(
        row.number, row.item_name, row.name, masking.phone(row.phone) if row.phone else "", row.question, row.answer,
        row.paper, row.case_number, row.made_by, row.made_at,
    )  # fmt: skip


def grievances(actor: Actor, state: str = "", after: str = "", limit: int = 30) -> Page[GrievanceView]:
    """“办不成事” within reach of whoever answers for it, latest first. Three statements."""
    require(actor, Can.GRIEVANCES)
    reach = actor.reach(Can.GRIEVANCES)
    rows = Grievance.objects.all() if reach is None else Grievance.objects.filter(organ_id__in=reach)
    if state:
        rows = rows.filter(state=state)
    return _grievances(list(keyset(rows, ["-opened_at", "-id"], after, limit)), limit, name=True, actor=actor)


def my_grievances(actor: Actor, after: str = "", limit: int = 20) -> Page[GrievanceView]:
    """What the reader herself brought up, latest first. Three statements."""
    require_signed_in(actor)
    rows = Grievance.objects.filter(account=actor.account_id)
    found = list(keyset(rows, ["-opened_at", "-id"], after, limit))
    return _grievances(found, limit, name=True, own=True)


def _grievances(
    found: list[Grievance], limit: int, *, name: bool, own: bool = False, actor: Actor | None = None
) -> Page[GrievanceView]:
    cut = page(found, limit, (), lambda row: (row.opened_at, row.pk))
    named = organs.organs_named({row.organ_id for row in cut.rows if row.organ_id})
    clocks = {c.ref: c for c in deadlines.clocks_of([row.ref for row in cut.rows])}
    told = [
        _grievance(row, named, clocks.get(row.ref), name=name, own=own, why=_own_answer(actor, row)) for row in cut.rows
    ]
    return Page(told, cut.next)


def _own_answer(actor: Actor | None, row: Grievance) -> str:
    """Why this reader may not do the call-back; nothing for the person herself, or while there is no answer."""
    if actor is None or row.state != GrievanceState.ANSWERED or row.account_id == actor.account_id:
        return ""
    lenders = [one.account_id for one in actor.acts_for(Can.GRIEVANCES, row.organ_id or 0)]
    return sentence_of(check_call_back, row.answered_account, actor.account_id, lenders)


def grievance_page(actor: Actor, number: str) -> GrievanceView:
    """One matter, for the person, for the desk that answers, and for the window that took it down."""
    require_signed_in(actor)
    row = Grievance.objects.filter(number=number.strip()).first()
    own = row is not None and row.account_id is not None and row.account_id == actor.account_id
    took = row is not None and row.channel == Channel.WINDOW and row.opened_by == actor.name and actor.may(Can.INTAKE)
    if row is None or not (own or took or actor.may(Can.GRIEVANCES, row.organ_id)):
        raise NotFoundError("grievance.unknown", f"没有编号为 {number} 的反映，或不在您的查看范围内")
    return _one(row, name=True, own=own, code=took, actor=actor)


def grievance(number: str, code: str) -> GrievanceView:
    """For whoever holds the number and its code; a wrong number and a wrong code are the same answer. Wrong tries are
    counted by the door, as for progress (`check_tries`, `count_wrong_try`)."""
    row = Grievance.objects.filter(number=number.strip()).first()
    if row is None or not hmac.compare_digest(row.access_code.encode(), code.strip().encode()):
        raise NotFoundError(
            "grievance.no_progress", "编号或查询码不正确，请核对登记时收到的编号和六位查询码", field="code"
        )
    return _one(row, name=False)


def _one(
    row: Grievance, *, name: bool, own: bool = False, code: bool = False, actor: Actor | None = None
) -> GrievanceView:
    named = organs.organs_named([row.organ_id]) if row.organ_id else {}
    clocks = deadlines.clocks_of([row.ref])
    why = _own_answer(actor, row)
    return _grievance(row, named, clocks[-1] if clocks else None, name=name, own=own, code=code, why=why)


def _grievance(
    row: Grievance, named: dict[int, str], ticking: ClockView | None, *, name: bool, own: bool, code: bool = False,
    why: str = "",
) -> GrievanceView:  # fmt: skip
    return GrievanceView(
        number=row.number, state=GrievanceState(row.state), organ=named.get(row.organ_id or 0, ""),
        item_name=row.item_name, case_number=row.case_number, what=row.what, wanted=row.wanted,
        name=row.name if name else masking.name(row.name), phone=row.phone if own else masking.phone(row.phone),
        opened_at=row.opened_at, answer=row.answer, cause=GrievanceCause(row.cause) if row.cause else None,
        answered_by=row.answered_by, answered_at=row.answered_at, solved=row.solved, closed_at=row.closed_at,
        version=row.version, clock=ticking, access_code=row.access_code if own or code else "",
        own_answer=why,
    )  # fmt: skip


def trust_records(
    actor: Actor, text: str = "", *, unrepaired: bool = False, after: str = "", limit: int = 30
) -> Page[TrustRow]:
    """失信记录 within reach, latest first. Two statements."""
    require(actor, Can.SUPERVISE)
    reach = actor.reach(Can.SUPERVISE)
    rows = TrustRecord.objects.all() if reach is None else TrustRecord.objects.filter(organ_id__in=reach)
    if text := text.strip():
        rows = rows.filter(Q(applicant_name__startswith=text) | Q(case_number__startswith=text))
    if unrepaired:
        rows = rows.filter(repaired_at=None)
    found = list(keyset(rows, ["-noted_at", "-id"], after, limit))
    cut = page(found, limit, (), lambda row: (row.noted_at, row.pk))
    named = organs.organs_named({row.organ_id for row in cut.rows if row.organ_id})
    return Page(
        [
            TrustRow(
                r.pk, r.applicant_name, r.case_number, named.get(r.organ_id or 0, ""), r.what, r.noted_at, r.noted_by,
                r.repaired_at, r.repaired_by, r.repair,
            )
            for r in cut.rows
        ],
        cut.next,
    )  # fmt: skip
