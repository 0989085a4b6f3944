"""Every edge of the table is walked, every other pair is refused, every state can be reached and left."""

import pytest

from cityhall.cases import actions, rules
from cityhall.cases.models import Case
from cityhall.cases.terms import Can, Move, Status, Who
from cityhall.catalogue.queries import regime_of
from cityhall.catalogue.terms import Procedure
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import DomainError, NotAllowedError, NotFoundError, NotSignedInError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.tests import given as organs

from . import given
from .acts import ACTS, PLACES, READY, STATES

pytestmark = pytest.mark.django_db


def actor_for(here: given.Place, move: Move) -> Actor:
    """Somebody whom the table names for this move."""
    who = rules.MOVES[move].who
    if Who.APPLICANT in who:
        return here.citizen
    if who == (Who.HOUSE,):
        return HOUSE
    by_permission = {
        Can.INTAKE: here.clerk, Can.NOT_ACCEPT: here.reviewer, Can.DECIDE: here.approver, Can.DELIVER: here.issuer,
        Can.DECIDE_ON_SPOT: here.clerk, Can.VOID: here.chief, Can.ARCHIVE: here.chief, Can.REVIEW: here.reviewer,
    }  # fmt: skip
    return next(by_permission[w] for w in who if isinstance(w, Can))


def place_for(move: Move) -> given.Place:
    return PLACES.get(move, given.place)()


def ready(here: given.Place, move: Move, state: Status) -> str:
    """The state, with what the move needs besides (the review done before a decision)."""
    return READY.get((move, state), STATES[state])(here)


def test_every_move_of_the_table_is_made_and_every_state_reached_here() -> None:
    assert set(ACTS) == set(rules.MOVES)
    assert set(STATES) == set(Status)


EDGES = [(move, state) for move, rule in rules.MOVES.items() for state in sorted(rule.from_) if move in ACTS]
TWINS = {Move.DELIVER: Move.SERVE, Move.SERVE: Move.DELIVER}  # one act: which move it is, the state says
OTHERS = [
    (move, state) for move, rule in rules.MOVES.items() for state in STATES if state not in rule.from_ and move in ACTS
    if not (move in TWINS and state in rules.MOVES[TWINS[move]].from_)
]  # fmt: skip


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


@pytest.mark.parametrize("move", list(ACTS))
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


def test_every_state_is_reached_and_can_be_left() -> None:
    """Even an archived decision may be corrected, revoked or made again; a case archived without one stays."""
    reached = {rule.to for rule in rules.MOVES.values()} | {Status.DRAFT}
    assert reached >= set(Status)
    left = {state for rule in rules.MOVES.values() for state in rule.from_ if rule.to != state}
    assert left == set(Status)


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
