"""Whatever people try, in whatever order: replaying the journal gives the stored state."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cityhall.cases import rules
from cityhall.cases.models import Case
from cityhall.cases.terms import Move
from cityhall.catalogue.terms import Pace
from cityhall.deadlines import queries as deadlines
from cityhall.kernel.errors import DomainError
from cityhall.kernel.journal.queries import lines_of

from . import given as made
from .acts import ACTS
from .test_moves import actor_for

pytestmark = pytest.mark.django_db
DECIDING = ("case.decided", "case.corrected_decision", "case.revoked", "case.decided_again")
TRIES = st.lists(st.sampled_from([*ACTS, "review", "attach", "hold", "lift"]), min_size=3, max_size=14)


@pytest.fixture
def places() -> dict[Pace, made.Place]:
    return {pace: made.place(pace=pace) for pace in Pace}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pace=st.sampled_from(Pace), complete=st.booleans(), tries=TRIES)
def test_replaying_the_journal_gives_the_stored_state(
    places: dict[Pace, made.Place], pace: Pace, complete: bool, tries: list[Move | str]
) -> None:
    here = places[pace]
    draft = made.draft(here, materials=None if complete else ("form",))
    number = str(ACTS[Move.RECEIVE](here, here.citizen, draft))
    for move in tries:
        before = Case.objects.get(number=number)
        lines = len(lines_of([before.ref]))
        try:
            _try(here, move, number)
        except DomainError:
            after = Case.objects.get(number=number)
            assert (after.status, after.version, len(lines_of([before.ref]))) == (before.status, before.version, lines)
    _check(number, draft)


def _try(here: made.Place, move: Move | str, number: str) -> None:
    from cityhall.cases import actions

    if move == "review":
        actions.finish_step(here.reviewer, number, "review", "agree")
    elif move == "attach":
        actions.attach(here.citizen, number, "form", made.file(), "补.pdf")
    elif move == "hold":
        actions.hold(here.chief, number, "等待")
    elif move == "lift":
        actions.lift_hold(here.chief, number)
    else:
        ACTS[Move(move)](here, actor_for(here, Move(move)), number)


def _check(number: str, draft: str) -> None:
    case = Case.objects.get(number=number)
    lines = lines_of([f"draft:{draft}", case.ref])
    assert rules.replay((line.event, line.values) for line in lines) == case.status
    decided = [line.values["outcome"] for line in lines if line.event in DECIDING]
    assert decided[-1:] == ([case.outcome] if case.outcome else [])
    open_clocks = {c.kind for c in deadlines.clocks_of([case.ref]) if c.stopped_on is None}
    allowed = {k for m, rule in rules.MOVES.items() if rule.to == case.status for k in rule.starts}
    assert open_clocks <= allowed | ({*rules.MOVES[Move.REFER].starts} if case.status == "received" else set())
