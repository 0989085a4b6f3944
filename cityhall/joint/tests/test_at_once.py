"""Fifteen organs finish at the same moment: every decision stands, the whole joins once; also where the worker is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from cityhall.cases import actions as cases
from cityhall.cases.models import Case
from cityhall.cases.terms import Status
from cityhall.joint import actions
from cityhall.joint.models import JointPart
from cityhall.joint.terms import JointOutcome, JointState, PartState
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import WrongStateError
from cityhall.kernel.jobs import fan_out
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.tests.together import together
from cityhall.site.testing import drain

from . import given

pytestmark = pytest.mark.django_db(transaction=True)
ORGANS, PATIENCE = 15, 90.0
WORK = """
import django
django.setup()
from cityhall.joint import actions
from cityhall.kernel.actor import HOUSE
actions.follow(HOUSE, "{pk}")
actions.open_parts(HOUSE, "{pk}")
"""


def fifteen(**changes: Any) -> tuple[given.Whole, str]:
    """Fifteen cases of one application, each waiting for its organ's decision."""
    places = {f"p{n}": given.item() for n in range(ORGANS)}
    whole = given.published(places, **changes)
    number = given.submitted(whole)
    for key in places:
        if given.states(number)[key] == PartState.RECEIVED:
            prepared(whole, number, key)
    drain()
    return whole, number


def prepared(whole: given.Whole, number: str, key: str) -> None:
    place, case = whole.places[key], given.case_of(number, key)
    cases.accept(place.clerk, case)
    cases.finish_step(place.reviewer, case, "review", "agree", "符合")


def deciding(whole: given.Whole, number: str) -> list[Callable[[], object]]:
    numbers = {key: given.case_of(number, key) for key in whole.places}
    return [
        lambda place=place, case=numbers[key]: cases.grant(place.approver, case, "decide")  # type: ignore[misc]
        for key, place in whole.places.items()
    ]


def following(number: str) -> list[Callable[[], object]]:
    """The reactions to what happened to its cases, each on its own, as several workers would run them."""
    cases_of = JointPart.objects.filter(application__number=number).values_list("case_number", flat=True)
    refs = [f"case:{one}" for one in cases_of]
    lines = [
        Line(e.pk, e.at, e.event, e.ref, e.actor, e.account_id, e.organ_id, e.values)
        for e in Entry.objects.filter(event="case.decided", ref__in=refs)
    ]
    return [lambda line=line: actions.follow_case(line) for line in lines]  # type: ignore[misc]


def joined_once(number: str) -> None:
    row = given.application(number)
    assert (row.state, row.outcome) == (JointState.DONE, JointOutcome.WHOLE)
    assert set(given.states(number).values()) == {PartState.GRANTED}
    for event in ("joint.done", "joint.stage_joined"):
        assert Entry.objects.filter(event=event, ref=row.ref).count() == 1


def test_fifteen_decisions_at_the_same_instant_join_once() -> None:
    whole, number = fifteen()

    assert together(deciding(whole, number)) == [None] * ORGANS
    assert Case.objects.filter(status=Status.DECIDED).count() == ORGANS
    told = together(following(number))

    assert told == [None] * ORGANS
    joined_once(number)
    drain()
    joined_once(number)


def test_decisions_and_what_follows_them_in_each_others_way() -> None:
    """The reactions run while others still decide: no lock is waited for in a circle, and nobody is turned away."""
    whole, number = fifteen()
    pk = str(given.application(number).pk)

    def keep_following() -> None:
        for _ in range(10):
            actions.follow(HOUSE, pk)

    told = together([*deciding(whole, number), keep_following, keep_following])
    assert told == [None] * len(told)
    actions.follow(HOUSE, pk)

    joined_once(number)


def test_withdrawn_while_the_parts_are_opened_each_case_is_there_once_or_not_at_all() -> None:
    whole = given.published({f"p{n}": given.item() for n in range(6)})
    number = actions.submit_joint(whole.citizen, given.draft(whole))
    pk = str(given.application(number).pk)

    told = together([
        lambda: actions.open_parts(HOUSE, pk), lambda: actions.open_parts(HOUSE, pk),
        lambda: actions.withdraw_joint(whole.citizen, number),
    ])  # fmt: skip
    assert not [one for one in told if isinstance(one, Exception) and not isinstance(one, WrongStateError)]
    drain()

    assert set(given.states(number).values()) <= {PartState.ENDED, PartState.STOPPED}
    opened = JointPart.objects.filter(application__number=number, case_number__isnull=False)
    assert set(opened.values_list("case_number", flat=True)) == set(Case.objects.values_list("number", flat=True))
    assert set(Case.objects.values_list("status", flat=True)) <= {Status.WITHDRAWN}


def test_handed_in_twice_at_the_same_instant_it_is_one() -> None:
    whole = given.four()
    draft = given.draft(whole)

    told = together([lambda: actions.submit_joint(whole.citizen, draft)] * 4)
    drain()

    assert sum(isinstance(one, str) for one in told) == 1
    assert sum(isinstance(one, WrongStateError) for one in told) == 3
    assert Case.objects.count() == 1


@pytest.mark.crash
def test_a_worker_killed_again_and_again_loses_and_doubles_nothing() -> None:
    """The predecessor is granted, fourteen cases are to open: the worker is killed wherever it happens to be, until one gets
    through. Every case is there once, with all that belongs to it."""
    after = {f"p{n}": [{"part": "p0", "need": "result"}] for n in range(1, ORGANS)}
    whole, number = fifteen(after=after)
    pk = str(given.application(number).pk)
    heard = dict(fan_out._when)
    fan_out.listen({})  # the reactions are run by the worker of this test alone
    cases.grant(whole.places["p0"].approver, given.case_of(number, "p0"), "decide")
    fan_out.listen(heard)

    killed = sum(_killed_after(pk, opened) for opened in (1, 4, 8))
    assert killed == 3
    assert 1 < Case.objects.count() < ORGANS
    assert actions.sweep_joint(HOUSE) == 1

    opened = JointPart.objects.filter(application__number=number, state=PartState.RECEIVED)
    assert opened.count() == ORGANS - 1
    assert Entry.objects.filter(event="joint.part_opened").count() == ORGANS
    assert Entry.objects.filter(event="case.received").count() == ORGANS
    assert all(one.application.materials.count() == 2 for one in Case.objects.all())


def _killed_after(pk: str, opened: int) -> bool:
    """One worker of its own, killed as soon as so many cases were opened by it or those before it."""
    here = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{settings.DATABASES['default']['NAME']}").geturl()
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "cityhall.site.settings", "DATABASE_URL": here}
    words = [sys.executable, "-c", WORK.format(pk=pk)]
    child = subprocess.Popen(words, env=env, cwd=settings.ROOT, stdout=subprocess.DEVNULL)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and child.poll() is None:
        if JointPart.objects.filter(application__pk=pk, case_number__isnull=False).count() > opened:
            child.send_signal(signal.SIGKILL)
            return child.wait() == -signal.SIGKILL
        time.sleep(0.001)
    raise AssertionError(f"it was over before it could be killed: {child.poll()}")
