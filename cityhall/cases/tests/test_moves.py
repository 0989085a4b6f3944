"""Every edge of the table is walked, every other pair is refused, every state can be reached and left."""

from collections.abc import Callable

import pytest

from cityhall.cases import actions, rules
from cityhall.cases.actions import Point
from cityhall.cases.models import Case
from cityhall.cases.terms import Can, Move, Status, Who
from cityhall.catalogue.queries import regime_of
from cityhall.catalogue.terms import Pace, Procedure
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import DomainError, NotAllowedError, NotFoundError, NotSignedInError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db

STATES: dict[Status, Callable[[given.Place], str]] = {
    Status.DRAFT: given.draft,
    Status.RECEIVED: given.received,
    Status.SUPPLEMENTING: given.supplementing,
    Status.ACCEPTED: given.accepted,
    Status.NOT_ACCEPTED: given.not_accepted,
    Status.DECIDED: given.granted,
    Status.DELIVERED: given.delivered,
    Status.ARCHIVED: given.archived,
    Status.WITHDRAWN: given.withdrawn,
    Status.VOIDED: given.voided,
}
Act = Callable[[given.Place, Actor, str], object]
ACTS: dict[Move, Act] = {
    Move.RECEIVE: lambda _here, actor, ref: actions.receive(actor, ref),
    Move.CORRECT_HERE: lambda _here, actor, ref: actions.correct_here(actor, ref, {"kind": "零售"}, what="笔误"),
    Move.REFER: lambda _here, actor, ref: actions.refer(actor, ref, "是否属于本局职权？"),
    Move.REQUEST_SUPPLEMENT: lambda _here, actor, ref: actions.request_supplement(
        actor, ref, [Point("form", "申请表", "缺签字")]
    ),
    Move.SUPPLEMENT: lambda here, actor, ref: actions.supplement(actor, ref, [_first(here)]),
    Move.ACCEPT: lambda _here, actor, ref: actions.accept(actor, ref),
    Move.DEEM_ACCEPTED: lambda _here, actor, ref: actions.deem_accepted(actor, ref),
    Move.NOT_ACCEPT: lambda _here, actor, ref: actions.not_accept(
        actor, ref, "other_organ", "属乙局职权", other_organ="市样例乙局"
    ),
    Move.GRANT: lambda _here, actor, ref: actions.grant(actor, ref, "decide"),
    Move.REFUSE: lambda _here, actor, ref: actions.refuse(actor, ref, "decide", "不符合条件。"),
    Move.DECIDE_ON_SPOT: lambda _here, actor, ref: actions.decide_on_spot(actor, ref),
    Move.DELIVER: lambda _here, actor, ref: actions.deliver(actor, ref, "样例申请人"),
    Move.WITHDRAW: lambda _here, actor, ref: actions.withdraw(actor, ref),
    Move.VOID: lambda _here, actor, ref: actions.void(actor, ref, "重复申请"),
    Move.ARCHIVE: lambda _here, actor, ref: actions.archive(actor, ref),
}


def _first(here: given.Place) -> str:
    return next(m.key for m in here.terms.materials if m.required)


def actor_for(here: given.Place, move: Move) -> Actor:
    """Somebody whom the table names for this move."""
    who = rules.MOVES[move].who
    if Who.APPLICANT in who:
        return here.citizen
    if who == (Who.HOUSE,):
        return HOUSE
    by_permission = {
        Can.INTAKE: here.clerk, Can.NOT_ACCEPT: here.reviewer, Can.DECIDE: here.approver, Can.DELIVER: here.issuer,
        Can.DECIDE_ON_SPOT: here.clerk, Can.VOID: here.chief, Can.ARCHIVE: here.chief,
    }  # fmt: skip
    return next(by_permission[w] for w in who if isinstance(w, Can))


def place_for(move: Move) -> given.Place:
    pace = Pace.INSTANT if move is Move.DECIDE_ON_SPOT else Pace.PROMISED
    return given.place(pace=pace)


def ready(here: given.Place, move: Move, state: Status) -> str:
    """The state, with what the move needs besides (the review done before a decision)."""
    if (move, state) == (Move.SUPPLEMENT, Status.SUPPLEMENTING):
        number = given.supplementing(here)
        actions.attach(here.citizen, number, _first(here), given.file(), "补.pdf")
        return number
    if state is Status.ACCEPTED and move in (Move.GRANT, Move.REFUSE):
        return given.reviewed(here)
    return STATES[state](here)


EDGES = [(move, state) for move, rule in rules.MOVES.items() for state in sorted(rule.from_)]
OTHERS = [(move, state) for move, rule in rules.MOVES.items() for state in Status if state not in rule.from_]


@pytest.mark.parametrize(("move", "state"), EDGES, ids=str)
def test_every_edge_is_walked(move: Move, state: Status) -> None:
    if (move, state) == (Move.DECIDE_ON_SPOT, Status.DRAFT):
        here = place_for(move)
        number = actions.serve_on_spot(
            here.clerk, here.terms.item_id, given.applicant(), given.FORM, given.handed(here)
        )
        assert Case.objects.get(number=number).status == Status.DECIDED
        return
    here = place_for(move)
    ref = ready(here, move, state)
    before = Entry.objects.count()
    answer = ACTS[move](here, actor_for(here, move), ref)
    case = Case.objects.get(number=answer) if move is Move.RECEIVE else _case(ref)
    assert case.status == (rules.MOVES[move].to or state)
    assert Entry.objects.count() > before


@pytest.mark.parametrize(("move", "state"), OTHERS, ids=str)
def test_every_other_pair_is_refused_and_changes_nothing(move: Move, state: Status) -> None:
    here = place_for(move)
    ref = STATES[state](here)
    case = _case(ref)
    lines = Entry.objects.count()
    ref = str(case.number or ref) if move is not Move.RECEIVE else str(case.application_id)
    with pytest.raises(DomainError) as no:
        ACTS[move](here, actor_for(here, move), ref)
    assert isinstance(no.value, (WrongStateError, NotFoundError))
    case.refresh_from_db()
    assert (case.status, Entry.objects.count()) == (state, lines)


@pytest.mark.parametrize("move", list(Move))
def test_each_move_asks_for_its_permission_in_the_organ_of_the_case(move: Move) -> None:
    """One who holds every permission, in another organ; another citizen; nobody."""
    here = place_for(move)
    state = sorted(rules.MOVES[move].from_ - {Status.DRAFT} or rules.MOVES[move].from_)[0]
    ref = ready(here, move, state)
    elsewhere = organs.staff(organs.organ(), *Can, desk="approve")
    lines = Entry.objects.count()
    for stranger, refusals in (
        (elsewhere, (NotAllowedError,)),
        (given.citizen(), (NotAllowedError,)),
        (Actor("访客"), (NotSignedInError,)),
    ):
        before = Entry.objects.count()
        with pytest.raises(refusals):
            ACTS[move](here, stranger, ref)
        assert Entry.objects.count() == before
    assert _case(ref).status == state
    assert Entry.objects.count() >= lines


def test_every_state_is_reached_and_every_one_but_the_last_is_left() -> None:
    reached = {rule.to for rule in rules.MOVES.values()} | {Status.DRAFT}
    assert reached >= set(Status)
    left = {state for rule in rules.MOVES.values() for state in rule.from_ if rule.to != state}
    assert set(Status) - left == {Status.ARCHIVED}


@pytest.mark.parametrize("procedure", [Procedure.LICENCE, Procedure.CONFIRMATION, Procedure.FILING, Procedure.SERVICE])
def test_each_regime_walks_from_the_applicant_to_the_archive(procedure: Procedure) -> None:
    here = given.place(procedure)
    number = given.archived(here)
    case = Case.objects.get(number=number)
    assert (case.status, case.outcome) == (Status.ARCHIVED, "granted")
    assert regime_of(procedure).granted


@pytest.mark.parametrize("procedure", list(Procedure))
def test_a_regime_offers_only_moves_the_table_or_the_law_knows(procedure: Procedure) -> None:
    moves = regime_of(procedure).moves
    assert {Move.RECEIVE, Move.ACCEPT, Move.DELIVER, Move.WITHDRAW, Move.ARCHIVE} <= moves


def test_a_filing_is_not_refused() -> None:
    here = given.place(Procedure.FILING)
    number = given.reviewed(here)
    with pytest.raises(WrongStateError, match="没有"):
        actions.refuse(here.approver, number, "decide", "不行。")


def _case(ref: str) -> Case:
    return (
        Case.objects.get(number=ref) if ref[6:7] == "-" and ref[:6].isdigit() else Case.objects.get(application_id=ref)
    )
