"""并联运行: cases open when their turn comes, stages join, a refusal does what the package says."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from cityhall.cases import actions as cases
from cityhall.cases.actions import Point
from cityhall.cases.models import Case, Hold, Material, MaterialFile
from cityhall.cases.terms import HoldKind, Origin, Status, Verdict
from cityhall.cases.tests import given as cases_given
from cityhall.deadlines import queries as deadlines
from cityhall.joint import actions, queries
from cityhall.joint.actions.opening import open_part
from cityhall.joint.models import JointFile, JointPart
from cityhall.joint.terms import Can, JointOutcome, JointState, PartState
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.files import store
from cityhall.kernel.journal.models import Entry
from cityhall.organs.tests import given as organs
from cityhall.people.tests import given as people
from cityhall.site.testing import drain

from . import given

pytestmark = pytest.mark.django_db(transaction=True)
FEED = [{"part": "tax", "material": "premises", "source": "licence"}]
LICENCE_FIRST = {key: [{"part": "licence", "need": "result"}] for key in ("code", "tax", "seal")}


def lines(event: str) -> int:
    return Entry.objects.filter(event=event).count()


def test_the_rest_open_the_instant_the_result_arrives_and_all_join_once() -> None:
    whole = given.four()
    number = given.submitted(whole)

    given.accepted(whole, number, "licence")
    assert given.states(number)["code"] == "waiting"
    cases.finish_step(whole.places["licence"].reviewer, given.case_of(number, "licence"), "review", "agree", "符合")
    cases.grant(whole.places["licence"].approver, given.case_of(number, "licence"), "decide")
    drain()
    assert given.states(number) == {"licence": "granted", "code": "received", "tax": "received", "seal": "received"}

    for part in ("code", "tax", "seal"):
        assert given.application(number).state == JointState.OPEN
        given.granted(whole, number, part)

    row = given.application(number)
    assert (row.state, row.outcome) == (JointState.DONE, JointOutcome.WHOLE)
    assert row.stages["all"]["state"] == "passed"
    assert (lines("joint.done"), lines("joint.stage_joined"), lines("joint.part_opened")) == (1, 1, 4)
    [clock] = deadlines.clocks_of([row.ref])
    assert clock.stopped_on is not None


def test_when_it_is_over_the_one_form_is_not_kept() -> None:
    whole = given.published({"a": given.item(), "b": given.item()})
    number = given.submitted(whole)
    for part in ("a", "b"):
        given.granted(whole, number, part)

    row = given.application(number)
    assert (row.form, row.sealed_form) == ({}, {})
    assert not JointFile.objects.filter(removed_at=None).exists()
    assert MaterialFile.objects.filter(removed_at=None).count() == 4


def test_needing_acceptance_alone_a_case_opens_on_acceptance() -> None:
    whole = given.published(
        {"a": given.item(), "b": given.item()}, after={"b": [{"part": "a", "need": "acceptance"}]}
    )  # fmt: skip
    number = given.submitted(whole)
    assert given.states(number) == {"a": "received", "b": "waiting"}

    given.accepted(whole, number, "a")

    assert given.states(number) == {"a": "accepted", "b": "received"}


def test_the_result_of_one_is_the_material_of_another() -> None:
    places = {key: given.item(name=f"样例{key}") for key in ("licence", "code", "tax", "seal")}
    whole = given.published(places, after=LICENCE_FIRST, feeds=FEED)
    number = given.submitted(whole)
    source = given.granted(whole, number, "licence")

    tax = Case.objects.get(number=given.case_of(number, "tax"))
    file = MaterialFile.objects.get(material__application=tax.application_id, material__key="premises")
    assert file.origin == Origin.JOINT
    with store.reading(file.sha256) as content:
        text = content.read().decode()
    assert source in text
    assert "样例许可证" in text
    cases.accept(places["tax"].clerk, str(tax.number))


@pytest.mark.parametrize(("rule", "left"), [
    ("stop_dependants", {"licence": "refused", "code": "stopped", "tax": "received"}),
    ("continue", {"licence": "refused", "code": "received", "tax": "received"}),
    ("stop_all", {"licence": "refused", "code": "stopped", "tax": "received"}),
])  # fmt: skip
def test_a_refusal_does_what_the_package_says(rule: str, left: dict[str, str]) -> None:
    places = {key: given.item() for key in ("licence", "code", "tax")}
    after = {"code": [{"part": "licence", "need": "result"}]}
    whole = given.published(places, after=after, on_refusal={"licence": rule})
    number = given.submitted(whole)

    given.refused(whole, number, "licence")

    assert given.states(number) == left
    assert Hold.objects.filter(kind=HoldKind.JOINT, lifted_at=None).count() == (rule == "stop_all")


def test_stopped_altogether_the_rest_is_held_until_the_applicant_goes_on_alone() -> None:
    whole = given.published({"a": given.item(name="样例甲"), "b": given.item()}, on_refusal={"a": "stop_all"})
    number = given.submitted(whole)
    given.accepted(whole, number, "b")
    given.refused(whole, number, "a")

    case, place = given.case_of(number, "b"), whole.places["b"]
    cases.finish_step(place.reviewer, case, "review", "agree", "符合")
    with pytest.raises(WrongStateError, match="“样例甲”没有办成"):
        cases.grant(place.approver, case, "decide")
    assert queries.joint_page(whole.citizen, number).may_continue
    with pytest.raises(NotFoundError):
        actions.continue_alone(people.citizen(name="样例他人"), number)

    actions.continue_alone(whole.citizen, number)
    drain()
    cases.grant(place.approver, case, "decide")
    drain()

    row = given.application(number)
    assert (row.state, row.outcome, row.halted) == (JointState.DONE, JointOutcome.PART, "a")
    with pytest.raises(WrongStateError):
        actions.continue_alone(whole.citizen, number)


def test_one_organ_refusing_after_others_granted_ends_in_part() -> None:
    whole = given.published({"a": given.item(), "b": given.item()})
    number = given.submitted(whole)
    given.granted(whole, number, "a")
    given.refused(whole, number, "b")

    row = given.application(number)
    assert (row.state, row.outcome, row.stages["all"]["state"]) == (JointState.DONE, JointOutcome.PART, "failed")
    assert Case.objects.get(number=given.case_of(number, "a")).status == Status.DECIDED


def test_withdrawn_nothing_more_is_opened_and_what_is_decided_stays() -> None:
    places = {key: given.item() for key in ("a", "b", "c")}
    whole = given.published(places, after={"c": [{"part": "b", "need": "result"}]})
    number = given.submitted(whole)
    given.granted(whole, number, "a")

    with pytest.raises(NotFoundError):
        actions.withdraw_joint(people.citizen(name="样例他人"), number)
    actions.withdraw_joint(whole.citizen, number, "不办了")
    drain()

    assert given.states(number) == {"a": "granted", "b": "ended", "c": "stopped"}
    assert Case.objects.get(number=given.case_of(number, "b")).status == Status.WITHDRAWN
    assert given.application(number).state == JointState.WITHDRAWN
    [clock] = deadlines.clocks_of([f"joint:{number}"])
    assert clock.stopped_on is not None
    with pytest.raises(WrongStateError):
        actions.withdraw_joint(whole.citizen, number)


def test_one_case_withdrawn_alone_counts_as_come_to_nothing() -> None:
    whole = given.four()
    number = given.submitted(whole)
    cases.withdraw(whole.citizen, given.case_of(number, "licence"))
    drain()

    assert given.states(number) == {"licence": "ended", "code": "stopped", "tax": "stopped", "seal": "stopped"}
    assert given.application(number).outcome == JointOutcome.NONE


def test_what_opens_the_next_case_does_not_wait_behind_papers() -> None:
    whole = given.four()
    number = given.submitted(whole)
    cases.accept(whole.places["licence"].clerk, given.case_of(number, "licence"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'name', priority FROM procrastinate_jobs WHERE status = 'todo' AND args->>'event' = 'case.accepted'"
        )
        waiting = dict(cursor.fetchall())

    assert waiting["cityhall.joint.actions.running.follow_case"] > waiting["cityhall.cases.actions.papers.papers_after"]


def test_reactions_run_twice_change_nothing() -> None:
    whole = given.four()
    number = given.submitted(whole)
    given.granted(whole, number, "licence")
    row, before = given.application(number), Entry.objects.count()

    assert not actions.follow(HOUSE, str(row.pk))
    assert actions.open_parts(HOUSE, str(row.pk)) == 0
    with pytest.raises(WrongStateError, match="已经分送"):
        open_part(HOUSE, JointPart.objects.get(application=row, key="tax").pk)

    assert Entry.objects.count() == before
    assert Case.objects.count() == 4


def test_what_a_lost_reaction_left_behind_the_sweep_brings_on(monkeypatch: pytest.MonkeyPatch) -> None:
    from cityhall.kernel.jobs import fan_out

    whole = given.four()
    number = given.submitted(whole)
    heard = dict(fan_out._when)
    fan_out.listen({})
    case, place = given.case_of(number, "licence"), whole.places["licence"]
    cases.accept(place.clerk, case)
    cases.finish_step(place.reviewer, case, "review", "agree", "符合")
    cases.grant(place.approver, case, "decide")
    assert actions.sweep_joint(HOUSE) == 1
    assert given.states(number)["tax"] == "ready"
    assert actions.sweep_joint(HOUSE) == 1
    fan_out.listen(heard)

    assert given.states(number) == {"licence": "granted", "code": "received", "tax": "received", "seal": "received"}
    assert actions.sweep_joint(HOUSE) == 0


def test_what_one_organ_found_good_the_others_recognise_unless_they_looked_themselves() -> None:
    whole = given.published({"a": given.item(), "b": given.item(), "c": given.item()})
    number = given.submitted(whole)
    a, b, c = (given.case_of(number, key) for key in "abc")
    cases.check_material(whole.places["c"].clerk, c, "identity", Verdict.WRONG, "照片不清楚")
    cases.check_material(whole.places["a"].clerk, a, "identity", Verdict.GOOD)
    drain()

    found = {m.application.cases.get().number: m for m in Material.objects.filter(key="identity")}
    assert (found[b].verdict, "资料互认" in found[b].checked_by) == (Verdict.GOOD, True)
    assert (found[c].verdict, found[c].problem) == (Verdict.WRONG, "照片不清楚")
    assert lines("material.recognised") == 1


def test_a_waiting_organ_looks_beforehand() -> None:
    whole = given.four()
    number = given.submitted(whole)
    place = whole.places["tax"]
    seeing = organs.staff(place.organ, Can.SEE)

    seen = queries.to_pre_review(seeing, number, "tax")
    assert seen.fields == (("企业名称", "样例商贸有限公司"),)
    assert [(name, len(files)) for name, files in seen.materials] == [("身份证明", 1), ("住所使用证明", 1)]
    file = seen.materials[0][1][0]
    assert queries.waiting_file(seeing, number, "tax", file.id).sha256 == file.sha256
    with pytest.raises(NotFoundError):
        queries.waiting_file(seeing, number, "tax", file.id + 100)
    assert [row.part for row in queries.waiting_parts(seeing).rows] == ["tax"]
    assert queries.waiting_parts(organs.staff(organs.organ(), Can.SEE)).rows == []
    with pytest.raises(NotFoundError):
        queries.to_pre_review(organs.staff(organs.organ(), Can.SEE), number, "tax")
    with pytest.raises(NotAllowedError):
        actions.give_opinion(whole.places["seal"].reviewer, number, "tax", "fit")
    actions.give_opinion(place.reviewer, number, "tax", "lacking", "住所证明缺一页")

    part = next(p for p in queries.joint_page(whole.citizen, number).parts if p.key == "tax")
    assert (part.opinion, part.opinion_note) == ("lacking", "住所证明缺一页")
    given.granted(whole, number, "licence")
    with pytest.raises(NotFoundError):
        actions.give_opinion(place.reviewer, number, "tax", "fit")


def test_who_sees_which_case_of_the_whole() -> None:
    whole = given.four()
    number = given.submitted(whole)
    given.granted(whole, number, "licence")
    licence, tax = given.case_of(number, "licence"), given.case_of(number, "tax")

    page = queries.sisters(whole.places["tax"].reviewer, tax)
    assert page is not None
    assert {p.key: p.number for p in page.parts} == {"licence": "", "code": "", "tax": tax, "seal": ""}
    assert [p.state for p in page.parts] == [PartState.GRANTED, *[PartState.RECEIVED] * 3]
    assert queries.sisters(whole.places["tax"].reviewer, licence) is None
    assert {p.number for p in queries.joint_page(whole.citizen, number).parts} > {licence, tax}
    with pytest.raises(NotFoundError):
        queries.joint_page(people.citizen(name="样例他人"), number)
    with pytest.raises(NotFoundError):
        queries.joint_page(organs.staff(organs.organ(), Can.SEE), number)
    assert queries.joint_page(organs.staff(whole.lead, Can.SEE), number).number == number


def test_two_stages_one_after_the_other() -> None:
    stages = [{"key": "s", "name": "审批", "lead_organ_id": 1}, {"key": "t", "name": "发证", "lead_organ_id": 1}]
    places = {"a": given.item(), "b": given.item(), "c": given.item()}
    whole = given.published(places, stages=stages, stage_of={"a": "s", "b": "s", "c": "t"})
    number = given.submitted(whole)
    given.granted(whole, number, "a")
    assert given.states(number)["c"] == "waiting"
    given.granted(whole, number, "b")

    assert given.states(number)["c"] == "received"
    page = queries.joint_page(whole.citizen, number)
    assert [(s.name, s.state, bool(s.joined_at)) for s in page.stages] == [
        ("审批", "passed", True),
        ("发证", "open", False),
    ]


def test_a_person_found_twice_keeps_her_applications() -> None:
    from cityhall.joint.actions.people import _follow

    whole = given.four()
    number = given.submitted(whole)
    given.application(number)
    row = given.application(number)
    _follow(HOUSE, row.applicant_ref, "person:2")

    assert given.application(number).applicant_ref == "person:2"


MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)  # 09:00 in the city


def due_of_whole(number: str) -> date | None:
    [promise] = deadlines.clocks_of([given.application(number).ref])
    return promise.due_on


def days(n: int) -> timedelta:
    return timedelta(days=n)


def lack(whole: given.Whole, number: str, part: str) -> str:
    case = given.case_of(number, part)
    lacks = [Point("premises", "住所使用证明", "租赁合同没有签字页", "请补交有双方签字的合同")]
    cases.request_supplement(whole.places[part].clerk, case, lacks)
    drain()
    return case


def test_the_promise_of_the_whole_waits_while_a_case_waits_for_the_applicant() -> None:
    with clock.frozen(MONDAY):
        whole = given.published({"a": given.item(), "b": given.item()})
        number = given.submitted(whole)
        assert due_of_whole(number) == date(2026, 3, 5)
        case = lack(whole, number, "a")
        assert due_of_whole(number) is None or due_of_whole(number) > date(2026, 3, 5)  # type: ignore[operator]
    with clock.frozen(MONDAY + days(3)):
        cases.attach(whole.citizen, case, "premises", cases_given.file(), "合同.pdf")
        cases.supplement(whole.citizen, case, ["premises"])
        drain()
        assert due_of_whole(number) == date(
            2026, 3, 10
        )  # Monday to Thursday stood still; Friday, Monday, Tuesday count
    assert lines("joint.clock_followed") == 2


def test_what_a_case_still_waited_for_when_it_ended_holds_the_whole_no_longer() -> None:
    with clock.frozen(MONDAY):
        whole = given.published({"a": given.item(), "b": given.item()}, on_refusal={"a": "continue"})
        number = given.submitted(whole)
        case = lack(whole, number, "a")
    with clock.frozen(MONDAY + days(1)):
        cases.withdraw(whole.citizen, case, "不办了")
        drain()
        assert due_of_whole(number) == date(2026, 3, 6)  # Monday and Tuesday stood still


def test_a_package_may_count_on() -> None:
    with clock.frozen(MONDAY):
        whole = given.published({"a": given.item(), "b": given.item()}, pauses=False)
        number = given.submitted(whole)
        lack(whole, number, "a")
        assert due_of_whole(number) == date(2026, 3, 5)
    assert not lines("joint.clock_followed")
