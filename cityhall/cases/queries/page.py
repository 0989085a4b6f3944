"""One case, whole: what a case page shows, and which buttons it offers with the reason where one is grey."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from cityhall.cases import rules
from cityhall.cases.models import Case, Step
from cityhall.cases.rules import handling
from cityhall.cases.terms import (
    Advice,
    Beside,
    Can,
    Channel,
    HoldKind,
    Move,
    Outcome,
    Proceeding,
    Stage,
    Status,
    StepState,
    Who,
)
from cityhall.catalogue.terms import ItemTerms, Pace, StepSpec
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.queries import ClockView
from cityhall.deadlines.terms import Limit
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import DomainError, NotFoundError, sentence_of
from cityhall.kernel.files.store import Stored
from cityhall.kernel.journal import queries as journal
from cityhall.kernel.journal.queries import Line
from cityhall.messages import queries as messages
from cityhall.messages.queries import PaperView
from cityhall.people import queries as people

from .beside import beside_of
from .drafts import FormField, MaterialView, fields_of, materials_of, situated
from .ending import DecisionView, DeliveryView, WishView, decisions_of, deliveries_of, delivery_obstacle, wish_of
from .parts import CASE, NOTICES, REFERRALS, STEPS
from .promises import still_owed
from .story import SLACK, Happening, refs_of, told
from .trust import why_barred
from .visible import check_agency_runs, is_own, may_see, visible


@dataclass(frozen=True)
class StepView:
    key: str
    name: str
    desk: str
    organ_id: int
    order: int
    decides: bool
    state: StepState
    holder: int | None
    holder_name: str
    advice: Advice | None
    opinion: str
    checks: tuple[str, ...]
    checked: tuple[str, ...]
    opened_at: datetime | None
    done_at: datetime | None
    mine: bool  # the reader may work it now
    why: str  # why she may not finish or decide it although it waits at her desk
    still: str  # why nobody may finish, return or decide it now: the case is suspended
    clock: ClockView | None


@dataclass(frozen=True)
class Button:
    """A move the table offers here; `why` is empty when it can be made, else the sentence that says why not."""

    move: Move
    label: str
    why: str = ""


@dataclass(frozen=True)
class NoticeView:
    points: tuple[rules.Point, ...]
    told_at: datetime
    told_by: str
    rounds: int
    completed_at: datetime | None


@dataclass(frozen=True)
class ReferralView:
    note: str
    asked_by: str
    asked_at: datetime
    answer: str
    answered_by: str


@dataclass(frozen=True)
class CasePage:
    number: str
    ref: str
    terms: ItemTerms
    organ: str
    status: Status
    status_label: str  # in the words of the regime where it has its own
    outcome: Outcome | None
    own: bool  # the reader is the applicant
    applicant_name: str
    applicant_mask: str
    contact_name: str
    contact_phone: str
    agent: str  # 代办人 and until when, where an agent applied
    channel: Channel
    received_at: datetime | None
    accepted_at: datetime | None
    decided_at: datetime | None
    closed_at: datetime | None
    access_code: str
    version: int
    fields: tuple[FormField, ...]
    materials: tuple[MaterialView, ...]
    steps: tuple[StepView, ...]
    notice: NoticeView | None
    referrals: tuple[ReferralView, ...]
    decision: DecisionView | None
    deliveries: tuple[DeliveryView, ...]
    holds: tuple[str, ...]
    barring: tuple[str, ...]  # of these, what keeps it from being accepted too: a meeting does not
    own_hold: bool  # one of them was set by the organ itself, and is its own to lift
    papers: tuple[PaperView, ...]
    clocks: tuple[ClockView, ...]
    story: tuple[Happening, ...]
    buttons: tuple[Button, ...]
    beside: tuple[Beside, ...] = ()
    decisions: tuple[DecisionView, ...] = ()  # every version, the first first; `decision` is the last
    wish: WishView | None = None  # how the result is wanted, the licence named, what was paid
    from_number: str = ""  # the case this one was passed on from
    back_entered: bool = False

    def beside_of(self, *kinds: str) -> tuple[Beside, ...]:
        """The proceedings of these kinds, oldest first."""
        return tuple(one for one in self.beside if one.kind in kinds)

    @property
    def most_extension(self) -> Limit | None:
        """How far its limit may be lengthened; None where it may not."""
        allowed = Move.EXTEND in self.terms.regime.moves and (self.terms.joint or self.terms.regime.extension)
        return handling.extension_limit(self.terms) if allowed else None

    def button(self, move: str) -> Button | None:
        return next((b for b in self.buttons if b.move == move), None)

    def may(self, move: str) -> bool:
        """Is the move open to the reader right now?"""
        found = self.button(move)
        return found is not None and not found.why


def _agent(agency_id: int | None) -> str:
    return people.agent_names({agency_id}).get(agency_id, "") if agency_id is not None else ""


def case_page(actor: Actor, number: str) -> CasePage:
    """The case as this reader may see it; unknown and invisible are the same answer."""
    case: Any = CASE.first(number)
    if case is None or not may_see(actor, case):
        check_agency_runs(actor, Q(number=number))
        raise NotFoundError("case.unknown", f"没有找到编号为 {number} 的办件，或不在您的查看范围内")
    application = case.application
    terms = situated(case)
    own = is_own(actor, application)
    materials = materials_of(case, terms)
    rows = STEPS.rows(case.pk) if case.accepted_at else []
    proceedings = [f"beside:{number}/{pk}" for some in case.beside.values() for pk in some]
    ticking = [case.ref, *(f"step:{number}/{s.key}" for s in rows), *proceedings]
    clocks = deadlines.clocks_of(ticking, edition=case.edition)
    holds = tuple(hold["reason"] for hold in case.standing)
    barring = tuple(hold["reason"] for hold in case.standing if hold["kind"] != HoldKind.MEETING)
    notice, decisions = _notice(case), decisions_of(case)
    own_proposal = _own_proposal(actor, rows, case.item_id)
    beside = beside_of(case.pk, clocks, public=own) if case.proceeded else ()
    refs = refs_of(case, [s.key for s in rows], [one.id for one in beside])
    steps = tuple(_step(actor, case, terms, row, clocks, own_proposal, beside) for row in rows)
    return CasePage(
        number=number, ref=case.ref, terms=terms, organ=case.organ_name, status=Status(case.status),
        status_label=_label(case, decisions), outcome=Outcome(case.outcome) if case.outcome else None, own=own,
        applicant_name=application.applicant_name, applicant_mask=application.applicant_mask,
        contact_name=application.contact_name, contact_phone=_phone(application.contact_phone, own=own),
        agent=_agent(application.agency_id),
        channel=Channel(application.channel), received_at=case.received_at, accepted_at=case.accepted_at,
        decided_at=case.decided_at, closed_at=case.closed_at, access_code=case.access_code if own else "", version=case.version,
        fields=fields_of(application, terms, clear=own), materials=materials, steps=steps, notice=notice,
        referrals=_referrals(case), decision=decisions[-1] if decisions else None,
        deliveries=deliveries_of(case, own=own), holds=holds, barring=barring, decisions=decisions, wish=wish_of(case, own=own),
        own_hold=any(hold["kind"] == HoldKind.ORGAN for hold in case.standing),
        papers=tuple(messages.papers_of([f"draft:{application.pk}", case.ref])), clocks=tuple(c for c in clocks if c.ref == case.ref),
        story=tuple(told(_lines(case, refs), public=own)),
        buttons=_buttons(actor, case, terms, materials, (holds, barring), notice, _left(rows) or _unheard(terms, beside), own=own),
        beside=beside, from_number=case.from_number, back_entered=case.back_entered,
    )  # fmt: skip


def _lines(case: Case, refs: Sequence[str]) -> list[Line]:
    """The whole journal of a case, from its first draft on; a case entered after an outage was received before its
    draft."""
    began = case.application.created_at
    since = min(began, case.received_at) if case.received_at else began
    return journal.lines_since(refs, since - SLACK)


def _phone(plain: str, *, own: bool) -> str:
    from cityhall.kernel.secrets import masking

    return plain if own else masking.phone(plain)


def _label(case: Case, decisions: Sequence[DecisionView]) -> str:
    """已作出决定 and after say what was decided."""
    status = Status(case.status)
    return f"{status.label}：{decisions[-1].words}" if status is Status.DECIDED and decisions else status.label


def _own_proposal(actor: Actor, rows: Sequence[Step], item_id: int) -> str:
    """Why this reader may not decide: she reviewed the case herself, or whom she stands in for did."""
    last = next((s for s in rows if s.decides), None)
    lent = actor.acts_for(Can.DECIDE, last.organ_id, last.desk, item_id) if last else ()
    facts = [rules.StepFacts(s.key, s.name, s.order, StepState(s.state), s.decides, s.done_by) for s in rows]
    return sentence_of(rules.check_not_own_proposal, facts, actor.account_id, [one.account_id for one in lent])


def _step(
    actor: Actor, case: Case, terms: ItemTerms, row: Step, clocks: list[ClockView], own_proposal: str,
    beside: Sequence[Beside],
) -> StepView:  # fmt: skip
    spec = next((s for s in terms.steps if s.key == row.key), None)
    ref = f"step:{case.number}/{row.key}"
    needed = Can.DECIDE if row.decides else Can.REVIEW
    desk = (row.organ_id, row.desk) in actor.desks_in(case.item_id) and actor.may(needed, row.organ_id, case.item_id)
    free = row.state == StepState.OPEN or (row.state == StepState.CLAIMED and row.holder == actor.account_id)
    own_clocks = [c for c in clocks if c.ref == ref]
    still = _still(case)
    return StepView(
        row.key, row.name, row.desk, row.organ_id, row.order, row.decides, StepState(row.state), row.holder,
        row.holder_name, Advice(row.advice) if row.advice else None, row.opinion, spec.checks if spec else (),
        tuple(row.checked), row.opened_at, row.done_at, desk and free and case.status == Status.ACCEPTED,
        still or (own_proposal if row.decides else _unvisited(spec, beside)), still,
        own_clocks[-1] if own_clocks else None,
    )  # fmt: skip


def _notice(case: Any) -> NoticeView | None:
    row = NOTICES.first(case.pk) if case.noticed else None
    if row is None:
        return None
    points = tuple(rules.Point(**p) for p in row.points)
    return NoticeView(points, row.told_at, row.told_by, row.rounds, row.completed_at)


def _referrals(case: Any) -> tuple[ReferralView, ...]:
    rows = REFERRALS.rows(case.pk) if case.referred else []
    return tuple(ReferralView(r.note, r.asked_by, r.asked_at, r.answer, r.answered_by) for r in rows)


def _buttons(
    actor: Actor, case: Case, terms: ItemTerms, materials: tuple[MaterialView, ...],
    holds: tuple[tuple[str, ...], tuple[str, ...]], notice: NoticeView | None, left: str, *, own: bool,
) -> tuple[Button, ...]:  # fmt: skip
    """The moves of the table that this state and this regime know and this reader may make, each with its obstacle."""
    offered = []
    distrust: str | None = None  # asked once, and only where a promise could be made
    for move in rules.moves_from(Status(case.status), terms.regime.moves):
        if _may(actor, move, case, own=own):
            unsettled = "；".join(rules.unsettled(case.beside, move))
            deciding = (left or unsettled) if move in (Move.GRANT, Move.REFUSE) else ""
            if move is Move.GRANT:
                deciding = deciding or still_owed(case, terms, [m.spec.key for m in materials if m.given])
            handing = delivery_obstacle(case, terms, materials) if move is Move.DELIVER else ""
            again = _again(case, move)
            barred = holds[move in (Move.ACCEPT, Move.ACCEPT_WITH_GAPS)]  # what keeps it from a grant; from acceptance
            why = deciding or handing or again or _obstacle(move, terms, materials, barred, notice)
            if not why and move in (Move.ACCEPT_WITH_GAPS, Move.ACCEPT_ON_PLEDGE):
                distrust = why_barred(case) if distrust is None else distrust
                why = distrust
            offered.append(Button(move, _name(move, terms), why))
    return tuple(offered)


def _again(case: Case, move: Move) -> str:
    """Why a decision that stands is not changed this way."""
    if move is Move.REVOKE and case.outcome != Outcome.GRANTED:
        return "只有准予的决定可以撤销"
    if move is Move.DECIDE_AGAIN and not case.beside.get(str(Proceeding.REDECISION)):
        return "没有责令重新作出决定的复议决定或者判决，请先登记"
    return ""


def _left(rows: Sequence[Step]) -> str:
    """Why nothing can be decided yet: the steps before the decision that are not done."""
    left = [s.name for s in rows if not s.decides and s.state != StepState.DONE]
    return f"还有环节没有完成：{'、'.join(left)}" if left else ""


def _unheard(terms: ItemTerms, beside: Sequence[Beside]) -> str:
    """Why nothing can be decided yet: the hearing the item's law wants was not announced."""
    return sentence_of(handling.check_heard, terms.hearing, told=any(b.kind is Proceeding.HEARING for b in beside))


def _still(case: Case) -> str:
    """Why no step may be finished or returned: the case is suspended."""
    return sentence_of(rules.check_not_suspended, case.beside)


def _unvisited(spec: StepSpec | None, beside: Sequence[Beside]) -> str:
    """Why the step cannot be finished yet: two people must have looked."""
    if spec is None or not spec.visit:
        return ""
    done = [b for b in beside if b.kind is Proceeding.VISIT and b.about == spec.key and b.stage is Stage.DONE]
    return sentence_of(handling.check_visited, spec.name, visited=bool(done))


def _may(actor: Actor, move: Move, case: Case, *, own: bool) -> bool:
    who = rules.MOVES[move].who
    if Who.APPLICANT in who and own:
        return True
    return any(isinstance(w, Can) and actor.may(w, case.organ_id, case.item_id) for w in who)


def _name(move: Move, terms: ItemTerms) -> str:
    words = {Move.GRANT: terms.regime.granted, Move.REFUSE: terms.regime.refused}
    return words.get(move, move.label)


def _obstacle(
    move: Move, terms: ItemTerms, materials: tuple[MaterialView, ...], holds: tuple[str, ...], notice: NoticeView | None
) -> str:
    """Why the button is grey, in the words of the refusal the action would give."""
    if move is Move.DECIDE_ON_SPOT and terms.pace is not Pace.INSTANT:
        return "不是即办件"
    if move is Move.ACCEPT_WITH_GAPS and terms.gaps is None:
        return "该事项没有公布容缺补正期限"
    if move is Move.ACCEPT_ON_PLEDGE and terms.pledge is None:
        return "该事项没有公布告知承诺书"
    try:
        if move in (Move.ACCEPT, Move.ACCEPT_WITH_GAPS, Move.ACCEPT_ON_PLEDGE, Move.GRANT, Move.DECIDE_ON_SPOT):
            rules.check_holds(holds)
        if move in (Move.ACCEPT, Move.DECIDE_ON_SPOT):
            open_points = rules.open_points(notice.points) if notice else []
            given = [m.spec.key for m in materials if m.given]
            rules.check_complete(terms.materials, given, {m.spec.key: m.verdict for m in materials}, open_points)
    except DomainError as no:
        return no.message
    return ""


def paper_seen(actor: Actor, paper_number: str) -> PaperView:
    """A paper of a case, for whoever may see the case; unknown and invisible are the same answer."""
    found = messages.paper(paper_number)
    kind, _, key = found.ref.partition(":")
    by = {"case": Q(number=key), "draft": Q(application_id=key)}.get(kind)
    if by is None or not visible(actor).filter(by).exists():
        raise NotFoundError("paper.unknown", f"没有找到文书“{paper_number}”，请核对文号")
    return found


def file_of(actor: Actor, ref: str, file_id: int) -> tuple[Stored, str]:
    """A material's file for whoever may see the case (`ref`: number or draft id): content and name."""
    from .files import find

    return find(actor, ref, file_id)
