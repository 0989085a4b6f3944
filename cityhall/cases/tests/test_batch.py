"""批量办理: each case its own act; what was refused says why; broken off and sent again, nothing is done twice."""

from importlib import import_module

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.models import Batch, Case, Step
from cityhall.cases.terms import Can, Status
from cityhall.kernel import call
from cityhall.kernel.errors import InvalidInputError, NotFoundError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db
one = import_module("cityhall.cases.actions.batch")  # the name itself is the action


@pytest.fixture
def here() -> given.Place:
    return given.place()


def report(here: given.Place, batch_id: str) -> dict[str, tuple[str, str]]:
    found = queries.batch_report(here.reviewer, batch_id)
    return {line.number: (line.state, line.says) for line in found.lines}


def test_like_cases_are_reviewed_together_and_the_refused_say_why(here: given.Place) -> None:
    numbers = [given.accepted(here) for _ in range(3)]
    colleague = organs.staff(here.organ, Can.REVIEW, Can.SEE, name="样例同事", desk=Desk.REVIEW)
    actions.claim_step(colleague, numbers[1], "review")
    batch_id = actions.batch(here.reviewer, "finish_step", numbers, key="review", advice="agree", opinion="符合条件")
    told = report(here, batch_id)
    assert (told[numbers[0]], told[numbers[2]]) == (("done", ""), ("done", ""))
    assert told[numbers[1]][0] == "refused"
    assert "样例同事" in told[numbers[1]][1]
    assert Entry.objects.filter(event="step.finished").count() == 2
    kept = Batch.objects.get(pk=batch_id)
    assert kept.finished_at is not None
    assert "样例申请人" not in str(kept.rows)


@pytest.mark.parametrize(("state", "act", "who", "values", "then"), [
    (given.received, "accept", "clerk", {}, Status.ACCEPTED),
    (given.reviewed, "grant", "approver", {"key": "decide", "opinion": "同意"}, Status.DECIDED),
    (given.granted, "deliver", "issuer", {"receiver": "样例", "relation": "代办人", "receiver_id": "9901"}, Status.DELIVERED),
    (given.delivered, "archive", "chief", {}, Status.ARCHIVED),
])  # fmt: skip
def test_each_act_of_a_batch(
    here: given.Place, state: object, act: str, who: str, values: dict[str, str], then: Status
) -> None:
    numbers = [state(here) for _ in range(2)]  # type: ignore[operator]
    actions.batch(getattr(here, who), act, numbers, **values)
    assert set(Case.objects.filter(number__in=numbers).values_list("status", flat=True)) == {then}


def test_too_many_mixed_none_and_unknown_acts_are_refused(here: given.Place) -> None:
    mixed = [given.accepted(here), given.accepted(given.place())]
    everywhere = organs.staff(here.organ, Can.REVIEW, Can.SEE, desk=Desk.REVIEW)
    for act, numbers, code in (
        ("claim", [f"990100-2026-{n:08d}" for n in range(201)], "case.batch_too_many"),
        ("claim", [], "case.batch_empty"),
        ("void", mixed, "case.batch_act"),
    ):
        with pytest.raises(InvalidInputError) as no:
            actions.batch(everywhere, act, numbers)
        assert no.value.code == code
    with pytest.raises(InvalidInputError) as no:
        actions.check_alike([(1, "甲"), (2, "乙")])
    assert no.value.code == "case.batch_mixed_items"
    with pytest.raises(InvalidInputError) as no:
        actions.check_alike([(1, "甲")], ["review", "decide"])
    assert no.value.code == "case.batch_mixed_steps"
    assert not Batch.objects.exists()


def test_permission_is_each_act_s_own_and_another_s_report_is_not_shown(here: given.Place) -> None:
    number = given.accepted(here)
    stranger = organs.staff(organs.organ(), Can.REVIEW, Can.SEE, desk=Desk.REVIEW)
    batch_id = actions.batch(stranger, "claim", [number], key="review")
    (line,) = queries.batch_report(stranger, batch_id).lines
    assert (line.state, line.applicant) == ("refused", "")
    with pytest.raises(NotFoundError):
        queries.batch_report(here.reviewer, batch_id)


def test_broken_off_the_report_knows_what_was_done_and_sent_again_it_goes_on(
    here: given.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [given.accepted(here) for _ in range(3)]
    real, calls = one._one, list[object]()

    def killed(*args: object) -> dict[str, str]:
        calls.append(args)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return dict(real(*args))

    monkeypatch.setattr(one, "_one", killed)
    send = {"key": "review", "advice": "agree", "opinion": "符合条件"}
    with pytest.raises(KeyboardInterrupt), call.calling(key="the-form"):
        actions.batch(here.reviewer, "finish_step", numbers, **send)
    kept = Batch.objects.get()
    assert kept.finished_at is None
    assert [report(here, str(kept.pk))[n][0] for n in numbers] == ["done", "done", ""]
    monkeypatch.undo()
    with call.calling(key="the-form"):
        again = actions.batch(here.reviewer, "finish_step", numbers, **send)
    assert (again, Batch.objects.count()) == (str(kept.pk), 1)
    assert {state for state, _ in report(here, again).values()} == {"done"}
    assert Entry.objects.filter(event="step.finished").count() == 3
    assert Step.objects.filter(key="review", state="done").count() == 3
