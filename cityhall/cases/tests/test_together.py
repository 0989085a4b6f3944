"""Fifteen people at one case at once: whatever was acknowledged is in the journal once, and the case is what it tells."""

from collections.abc import Callable

import pytest

from cityhall.cases import actions, rules
from cityhall.cases.models import Case, Hold, Step
from cityhall.cases.terms import Can, StepState
from cityhall.deadlines.models import Deadline
from cityhall.kernel.call import calling
from cityhall.kernel.errors import DomainError
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.tests.together import together
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 15


def keyed(n: int, act: Callable[[], object]) -> Callable[[], object]:
    def run() -> object:
        with calling(key=f"together-{n}"):
            return act()

    return run


def lines_of(number: str) -> list[Entry]:
    return list(Entry.objects.filter(ref__contains=number).order_by("id"))


def replayed(number: str) -> str:
    return rules.replay((line.event, line.values) for line in lines_of(number) if line.ref == f"case:{number}")


def test_fifteen_parallel_steps_finished_at_once() -> None:
    steps = [
        {"key": f"s{n}", "name": f"审查{n}", "desk": "review", "order": 1, "limit": {"amount": 3, "unit": "workdays"}}
        for n in range(PEOPLE)
    ]  # fmt: skip
    last = {"key": "decide", "name": "决定", "desk": "approve", "order": 2, "decides": True,
            "limit": {"amount": 2, "unit": "workdays"}}  # fmt: skip
    here = given.place(steps=[*steps, last])
    people = [organs.staff(here.organ, Can.REVIEW, Can.SEE, desk=Desk.REVIEW) for _ in range(PEOPLE)]
    number = given.accepted(here)
    before = Case.objects.get(number=number).version

    def finish(n: int) -> Callable[[], object]:
        return keyed(n, lambda: actions.finish_step(people[n], number, f"s{n}", "agree", f"意见{n}"))

    told = together([finish(n) for n in range(PEOPLE)])
    assert told == [None] * PEOPLE, told
    assert together([finish(n) for n in range(PEOPLE)]) == [None] * PEOPLE  # sent again: answered, not done again
    finished = [line for line in lines_of(number) if line.event == "step.finished"]
    assert sorted(line.ref.rpartition("/")[2] for line in finished) == sorted(f"s{n}" for n in range(PEOPLE))
    done = Step.objects.filter(case__number=number, state=StepState.DONE)
    assert {s.key: (s.done_by, s.opinion) for s in done} == {
        f"s{n}": (people[n].account_id, f"意见{n}") for n in range(PEOPLE)
    }
    case = Case.objects.get(number=number)
    assert case.version == before + PEOPLE
    assert replayed(number) == case.status
    assert Step.objects.get(case=case, key="decide").state == StepState.OPEN
    opened = Deadline.objects.filter(ref__startswith=f"step:{number}/", stopped_at=None)
    assert [d.ref for d in opened] == [f"step:{number}/decide"]


def test_fifteen_different_acts_on_one_case_at_once() -> None:
    here = given.place()
    number = given.accepted(here)
    before, at_start = Case.objects.get(number=number).version, len(lines_of(number))
    people = [organs.staff(here.organ, Can.REVIEW, Can.SEE, Can.HOLD, desk=Desk.REVIEW) for _ in range(5)]
    acts: list[Callable[[], object]] = [
        *(lambda p=p: actions.claim_step(p, number, "review") for p in people),
        *(lambda p=p: actions.finish_step(p, number, "review", "agree", "符合条件") for p in people[:3]),
        *(lambda p=p: actions.hold(p, number, f"原因{p.account_id}") for p in people[:2]),
        lambda: actions.lift_hold(people[2], number),
        lambda: actions.grant(here.approver, number, "decide"),
        lambda: actions.refuse(here.approver, number, "decide", "不符合条件。"),
        lambda: actions.withdraw(here.citizen, number),
        lambda: actions.not_accept(here.reviewer, number, "barred", "不得申请", basis="第七十八条"),
    ]
    assert len(acts) == PEOPLE
    told = together([keyed(n, act) for n, act in enumerate(acts)])
    acknowledged = [answer for answer in told if not isinstance(answer, Exception)]
    strange = [answer for answer in told if isinstance(answer, Exception) and not isinstance(answer, DomainError)]
    assert not strange
    assert acknowledged
    case = Case.objects.get(number=number)
    lines = lines_of(number)[at_start:]
    assert len(lines) == len(acknowledged)
    assert case.version == before + len(acknowledged)
    assert replayed(number) == case.status
    counts = {event: sum(line.event == event for line in lines) for event in {line.event for line in lines}}
    assert counts.get("step.claimed", 0) <= 1
    assert counts.get("step.finished", 0) <= 1
    assert counts.get("case.decided", 0) + counts.get("case.withdrawn", 0) <= 1
    assert counts.get("case.held", 0) == Hold.objects.filter(case=case).count()
