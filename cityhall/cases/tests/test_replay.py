"""Whatever people try, in whatever order, while days pass: the journal replayed gives the stored state, what was refused
changed nothing, and every invariant of the table holds."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cityhall.cases import actions, rules
from cityhall.cases.models import Case, Decision, Delivery, Licence, ProceedingRow, Step
from cityhall.cases.terms import OPEN_STAGES, Can, DeliveryState, LicenceStatus, Move, Proceeding, Status, StepState
from cityhall.catalogue.terms import Pace
from cityhall.deadlines import actions as deadline_actions
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.terms import Kind
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import DomainError
from cityhall.kernel.jobs.fan_out import listen
from cityhall.kernel.journal.queries import lines_of
from cityhall.organs.tests import given as organs
from cityhall.site.reactions import WHEN
from cityhall.site.testing import drain

from . import given as made
from . import handled
from .acts import ACTS, intake
from .test_moves import actor_for

pytestmark = [pytest.mark.django_db, pytest.mark.long]
FIRST_DAY = datetime(2026, 3, 2, 10, 0, tzinfo=clock.ZONE)
DECIDING = ("case.decided", "case.corrected_decision", "case.revoked", "case.decided_again")
BY_ITSELF = {Proceeding.PLEDGE, Proceeding.BACK_ENTRY, Proceeding.REDECISION}  # outlive the decision
AFTERWARDS = {Kind.DELIVERY, Kind.REDECISION, Kind.PUBLIC_NOTICE}
Extra = Callable[[made.Place, Actor, str], object]


def _key(number: str, kind: str) -> int:
    return handled.key_of(number, kind)


def _keep(here: made.Place, head: Actor, number: str) -> None:
    actions.attach(here.citizen, number, "premises", made.file(), "场所.pdf")
    actions.keep_promise(here.citizen, number, ["premises"])


def _mail(here: made.Place, head: Actor, number: str) -> None:
    actions.choose_delivery(here.citizen, number, "mail", "样例申请人", "13900000001", "样例路 1 号")
    actions.dispatch(here.issuer, number, "样例速递", "YL00000001")


EXTRAS: dict[str, Extra] = {
    "review": lambda h, head, n: actions.finish_step(h.reviewer, n, "review", "agree"),
    "claim": lambda h, head, n: actions.claim_step(h.reviewer, n, "review"),
    "back": lambda h, head, n: actions.return_step(h.approver, n, "decide", "review", "补核"),
    "attach": lambda h, head, n: actions.attach(h.citizen, n, "form", made.file(), "补.pdf"),
    "hold": lambda h, head, n: actions.hold(h.chief, n, "等待"),
    "lift": lambda h, head, n: actions.lift_hold(h.chief, n),
    "keep": _keep,
    "approve_stop": lambda h, head, n: actions.approve_stop(head, n, _key(n, "special"), True),
    "reject_stop": lambda h, head, n: actions.approve_stop(head, n, _key(n, "special"), False, "不必"),
    "approve_extension": lambda h, head, n: actions.approve_extension(head, n, _key(n, "extension"), True),
    "ask_hearing": lambda h, head, n: actions.ask_hearing(h.citizen, n, _key(n, "hearing")),
    "waive_hearing": lambda h, head, n: actions.waive_hearing(h.citizen, n, _key(n, "hearing")),
    "hold_hearing": lambda h, head, n: actions.hold_hearing(h.reviewer, n, _key(n, "hearing"), ["申请人"], "笔录"),
    "third": lambda h, head, n: actions.tell_third_party(h.reviewer, n, "样例邻居", "可能影响采光"),
    "answer_more": lambda h, head, n: actions.answer_more(h.citizen, n, _key(n, "explanation"), "说明如下"),
    "note_report": lambda h, head, n: actions.note_report(h.reviewer, n, _key(n, "report"), True, "同意"),
    "lift_suspension": lambda h, head, n: actions.lift_suspension(h.approver, n, _key(n, "suspension"), "已审结"),
    "after_check": lambda h, head, n: actions.finish_after_check(h.reviewer, n, str(_key(n, "pledge")), False, "不符"),
    "order_again": lambda h, head, n: actions.order_again(h.approver, n, "review", "样例复决〔2026〕3号", 30),
    "mail": _mail,
    "arrived": lambda h, head, n: actions.note_delivered(h.issuer, n, "样例申请人", clock.today()),
    "returned": lambda h, head, n: actions.note_returned(h.issuer, n, "查无此人"),
    "notice": lambda h, head, n: actions.publish_notice(h.issuer, n, "政府网站", "下落不明"),
}
DAYS = {"a day": 1, "a week": 7, "a month": 31}
TRIES = st.lists(st.sampled_from([*ACTS, *EXTRAS, *EXTRAS, *DAYS]), min_size=4, max_size=20)
WALK = [Move.ACCEPT, "review", Move.GRANT, Move.DELIVER]
"""Tried before the rest in half of the runs, so that what follows a decision is reached often enough."""


@pytest.fixture(autouse=True)
def undrawn() -> Iterator[None]:
    listen({event: done for event, done in WHEN.items() if event != "paper.issued"})
    yield
    listen(WHEN)


@pytest.fixture
def places() -> dict[str, made.Place]:
    """An instant item; one with every local rule; the same without 视为撤回."""
    also = ["accept_with_gaps", "accept_on_pledge"]
    own: dict[str, Any] = {
        "gaps": intake.GAPS,
        "pledge": intake.PLEDGE,
        "materials": intake.LATER,
        "specials": handled.SPECIALS,
    }
    rule: dict[str, Any] = {"basis": "样例市规定第三条"}
    return {
        "instant": made.place(pace=Pace.INSTANT),
        "deeming": made.place(regime={**rule, "also": [*also, "deem_withdrawn"]}, **own),
        "deciding": made.place(regime={**rule, "also": also}, **own),
    }


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    which=st.sampled_from(["instant", "deeming", "deciding"]), complete=st.sampled_from(["all", "gap", "form"]),
    walked=st.booleans(), tries=TRIES,
)  # fmt: skip
def test_replaying_the_journal_gives_the_stored_state(
    places: dict[str, made.Place], which: str, complete: str, walked: bool, tries: list[Move | str]
) -> None:
    here, now = places[which], FIRST_DAY
    with clock.frozen(now):
        head = organs.staff(here.organ, Can.APPROVE_TIME, Can.SEE)
        kept = {"all": None, "gap": ("form", "identity"), "form": ("form",)}[complete]
        draft = made.draft(here, materials=kept)
        number = str(ACTS[Move.RECEIVE](here, here.citizen, draft))
    for move in [*(WALK if walked else []), *tries]:
        now += timedelta(days=DAYS.get(str(move), 0), minutes=7)
        with clock.frozen(now):
            _attempt(here, head, move, number)
            _check(number, draft)


def _attempt(here: made.Place, head: Actor, move: Move | str, number: str) -> None:
    if move in DAYS:
        deadline_actions.sweep(HOUSE)
        drain()
        return
    before = Case.objects.get(number=number)
    lines, rows, done = len(lines_of([before.ref])), ProceedingRow.objects.count(), _done(before)
    try:
        if move in EXTRAS:
            EXTRAS[str(move)](here, head, number)
        else:
            ACTS[Move(move)](here, actor_for(here, Move(move)), number)
    except DomainError:
        if move in ("keep", "mail"):
            return  # two acts, of which the first may have been done
        after = Case.objects.get(number=number)
        assert (after.status, after.version, len(lines_of([before.ref]))) == (before.status, before.version, lines)
        assert ProceedingRow.objects.count() == rows
    if "suspension" in before.beside:  # nothing is finished, returned or decided until it is lifted
        assert _done(before) == done
        assert Case.objects.get(number=number).status != Status.DECIDED


def _done(case: Case) -> set[str]:
    return set(Step.objects.filter(case=case, state=StepState.DONE).values_list("key", flat=True))


def _check(number: str, draft: str) -> None:
    case = Case.objects.get(number=number)
    lines = lines_of([f"draft:{draft}", case.ref])
    assert rules.replay((line.event, line.values) for line in lines) == case.status
    _check_decisions(case, [line.values["outcome"] for line in lines if line.event in DECIDING])
    _check_clocks(case)
    _check_beside(case)
    if case.status not in (Status.RECEIVED, Status.SUPPLEMENTING, Status.ACCEPTED):
        working = Step.objects.filter(case=case, state__in=(StepState.OPEN, StepState.CLAIMED, StepState.WAITING))
        assert not working.exists(), case.status


def _check_decisions(case: Case, told: list[object]) -> None:
    """Each version counted, the last in force; a licence in force only where something is granted."""
    made_ = list(Decision.objects.filter(case=case).order_by("number").values_list("number", "outcome"))
    assert [n for n, _ in made_] == list(range(1, len(made_) + 1))
    assert [outcome for _, outcome in made_] == told
    assert case.outcome == (made_[-1][1] if made_ else "")
    valid = Licence.objects.filter(case=case, status=LicenceStatus.VALID).count()
    assert valid <= (case.outcome == "granted")
    assert Delivery.objects.filter(case=case, state=DeliveryState.SENT).count() <= (
        case.status == Status.DECIDED or bool(case.closed_at)
    )


def _check_clocks(case: Case) -> None:
    """Only the clocks this state knows run; a clock stands still only while something stops it."""
    running = [c for c in deadlines.clocks_of([case.ref]) if c.stopped_on is None]
    known = {kind for rule in rules.MOVES.values() if rule.to == case.status for kind in rule.starts}
    if case.status == Status.RECEIVED:
        known |= {Kind.REFERRAL}
    if case.status == Status.ACCEPTED:
        known |= {Kind.EXPIRY}
    after = AFTERWARDS if case.decided_at or case.closed_at else set()
    assert {c.kind for c in running} <= known | after, case.status
    stopping = {"special", "hearing", "suspension", "third_party"} & case.beside.keys()
    if not stopping:
        assert not [c.kind for c in running if c.light == "blue" and c.due_on is None]


def _check_beside(case: Case) -> None:
    """What is open on the case's own row is what is open in the table; an end leaves nothing open behind."""
    there: dict[str, list[int]] = {}
    for pk, kind in (
        ProceedingRow.objects.filter(case=case, stage__in=OPEN_STAGES).order_by("id").values_list("id", "kind")
    ):
        there.setdefault(str(kind), []).append(pk)
    assert {kind: sorted(ids) for kind, ids in case.beside.items()} == there
    if case.status not in (Status.RECEIVED, Status.SUPPLEMENTING, Status.ACCEPTED):
        assert set(there) <= BY_ITSELF, case.status
    refs = [f"beside:{case.number}/{pk}" for pk in ProceedingRow.objects.filter(case=case).values_list("id", flat=True)]
    running = {c.ref for c in deadlines.clocks_of(refs) if c.stopped_on is None}
    ongoing = {f"beside:{case.number}/{pk}" for ids in there.values() for pk in ids}
    assert running <= ongoing
