"""Taken in here, decided there, handed out anywhere: who may, what is recorded, and that the clocks know nothing of the way."""

from datetime import timedelta
from typing import Any

import pytest

from cityhall.anywhere import actions, queries
from cityhall.anywhere.models import Intake
from cityhall.anywhere.terms import Can, Mode, State, Way
from cityhall.cases import actions as cases
from cityhall.cases import queries as cases_queries
from cityhall.cases.models import Case, Delivery
from cityhall.cases.terms import Status
from cityhall.cases.tests import given as cases_given
from cityhall.deadlines.models import Deadline
from cityhall.deadlines.terms import Kind
from cityhall.kernel import clock
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.journal.queries import Line
from cityhall.organs import actions as organs
from cityhall.organs.tests import given as organs_given
from cityhall.site.testing import drain

from . import given
from .given import HOUSE

pytestmark = pytest.mark.django_db(transaction=True)


def test_taken_in_elsewhere_it_is_the_deciding_organ_s_case() -> None:
    whole = given.listed()
    number = given.taken(whole)
    case, row = Case.objects.get(number=number), given.row(number)
    assert (case.organ_id, case.window_id, case.status) == (whole.place.organ, whole.county.window, Status.RECEIVED)
    assert (row.receiving_organ_id, row.deciding_organ_id) == (whole.county.organ, whole.place.organ)
    assert (row.window_id, row.issue_window_id, row.mode) == (whole.county.window, whole.county.window, Mode.PROXY)
    line = Entry.objects.get(event="anywhere.taken_in")
    assert (line.ref, line.organ_id, line.values["deciding"]) == (case.ref, whole.county.organ, whole.place.organ)
    notice = Deadline.objects.get(ref=case.ref, kind=Kind.NOTICE)
    assert notice.start_at == case.received_at == row.received_at


def test_who_sees_it() -> None:
    whole = given.listed()
    number = given.taken(whole, issue_window_id=whole.third.window)
    for reader in (whole.county.clerk, whole.third.clerk, whole.courier):
        assert queries.intake(reader, number).number == number
        assert [row.number for row in queries.intakes(reader).rows] == [number]
    other_window = organs.open_window(HOUSE, organs_given.centre(), "7", "别处")
    strangers = (
        given.county().clerk, given.clerk(whole.county.organ, other_window), organs_given.staff(organs_given.organ(), Can.SEE),
        whole.place.citizen,
    )  # fmt: skip
    for stranger in strangers:
        assert queries.intakes(stranger).rows == []
        with pytest.raises(NotFoundError):
            queries.intake(stranger, number)
    for clerk in (whole.county.clerk, whole.third.clerk):  # progress and paper, never the file
        with pytest.raises(NotFoundError):
            cases_queries.case_page(clerk, number)


@pytest.mark.parametrize("reason", ["unlisted", "to_come", "over", "online", "switched_off", "no_permission"])
def test_what_a_window_may_not_take_in(reason: str) -> None:
    today = clock.today()
    choices: dict[str, dict[str, Any]] = {
        "to_come": {"from_on": today + timedelta(days=1)}, "over": {"until_on": today + timedelta(days=1)},
        "online": {"mode": Mode.ONLINE},
    }  # fmt: skip
    whole = given.listed(**choices.get(reason, {}))
    item, clerk, later = whole.place.terms.item_id, whole.county.clerk, timedelta(0)
    if reason == "unlisted":
        actions.end_entry(HOUSE, whole.entry, "样例")
    elif reason == "over":
        later = timedelta(days=1)
    elif reason == "switched_off":
        organs.switch_item(HOUSE, whole.county.window, item, False, "样例")
    elif reason == "no_permission":
        clerk = given.clerk(whole.county.organ, whole.county.window, Can.CARRY)
    with clock.frozen(clock.now() + later), pytest.raises((WrongStateError, NotAllowedError)) as said:
        actions.take_in(clerk, item, cases_given.applicant(), given.values(whole.place), given.handed(whole.place))
    assert not Case.objects.exists()
    assert not Intake.objects.exists()
    assert len(said.value.message) > 10


def test_a_window_that_serves_the_organ_takes_it_in_as_its_own() -> None:
    whole = given.listed(windows=[])
    role = given.clerk(whole.county.organ, whole.place.window)
    with pytest.raises(WrongStateError, match="由各区县窗口代收"):
        actions.take_in(role, whole.place.terms.item_id, cases_given.applicant(), given.values(whole.place))


def test_every_limit_counts_from_the_window_whatever_the_paper_does() -> None:
    whole = given.listed()
    number = given.taken(whole)
    received = given.row(number).received_at
    given.sent(whole, number)
    with clock.frozen(clock.now() + timedelta(days=1)):
        cases.accept(whole.place.clerk, number)
        drain()
    due = {d.kind: d for d in Deadline.objects.filter(ref=f"case:{number}")}
    for kind in (Kind.STATUTORY, Kind.PROMISED):
        assert due[kind].start_at == received
    assert given.row(number).counted_from == received
    line = Entry.objects.get(event="anywhere.counted")
    actions.count_from_receipt(_line("case.accepted"))
    assert Entry.objects.filter(event="anywhere.counted").count() == 1
    assert line.values["since"] == received.isoformat()


def _line(event: str) -> Line:
    e = Entry.objects.get(event=event)
    return Line(e.pk, e.at, e.event, e.ref, e.actor, e.account_id, e.organ_id, e.values)


def test_what_was_supplemented_counts_from_then() -> None:
    whole = given.listed()
    number = actions.take_in(
        whole.county.clerk, whole.place.terms.item_id, cases_given.applicant(), given.values(whole.place)
    )
    keys = [m.key for m in whole.place.terms.materials if m.required]
    points = [cases.Point(key, key, "没有提交", "请补交") for key in keys]
    cases.request_supplement(whole.place.clerk, number, points)
    with clock.frozen(clock.now() + timedelta(days=2)):
        for key in keys:
            cases.attach(whole.place.clerk, number, key, cases_given.file(), "补.pdf")
        cases.supplement(whole.place.clerk, number, keys)
        cases.accept(whole.place.clerk, number)
        drain()
    case = Case.objects.get(number=number)
    promised = Deadline.objects.get(ref=case.ref, kind=Kind.PROMISED)
    assert promised.start_at == case.completed_at
    assert given.row(number).counted_from is None


def test_a_licence_decided_there_is_handed_out_in_a_third_window() -> None:
    whole = given.listed()
    number = given.taken(whole, issue_window_id=whole.third.window)
    given.arrived(whole, number)
    given.decided(whole, number)
    with pytest.raises(WrongStateError, match="还没有把结果交给"):
        actions.hand_out(whole.third.clerk, number, "样例申请人")
    code = given.result_sent(whole, number)
    with pytest.raises(WrongStateError, match="在途"):
        actions.hand_out(whole.third.clerk, number, "样例申请人")
    actions.receive_handover(whole.third.clerk, code, given.all_there(code))
    with pytest.raises(NotFoundError):
        actions.hand_out(whole.county.clerk, number, "样例申请人")
    assert queries.intake(whole.third.clerk, number).why_not_issue == ""
    actions.hand_out(whole.third.clerk, number, "样例申请人")
    case, row = Case.objects.get(number=number), given.row(number)
    assert case.status == Status.DELIVERED
    assert (row.issuing_organ_id, bool(row.issued_at)) == (whole.third.organ, True)
    assert "号窗口出件" in Delivery.objects.get(case=case).note
    with pytest.raises(WrongStateError, match="已经交给申请人"):
        actions.hand_out(whole.third.clerk, number, "样例申请人")
    today = clock.today()
    counted = {row.organ_id: (row.received, row.decided, row.issued) for row in queries.credit(HOUSE, today, today)}
    assert counted == {
        whole.county.organ: (1, 0, 0), whole.place.organ: (0, 1, 0), whole.third.organ: (0, 0, 1),
    }  # fmt: skip
    assert [row.organ_id for row in queries.credit(given.county().clerk, today, today)] == []


def test_a_refusal_travels_and_is_handed_out_the_same_way() -> None:
    whole = given.listed()
    number = given.taken(whole)
    cases.not_accept(whole.place.reviewer, number, "other_organ", "属于市样例乙局职权。", other_organ="市样例乙局")
    drain()
    code = given.result_sent(whole, number)
    actions.receive_handover(whole.county.clerk, code, given.all_there(code))
    actions.hand_out(whole.county.clerk, number, "样例申请人")
    assert Delivery.objects.filter(case__number=number).count() == 1


def test_where_the_result_is_wanted_may_be_changed_until_it_has_left() -> None:
    whole = given.listed()
    number = given.taken(whole)
    with pytest.raises(NotFoundError):
        actions.choose_issue_window(whole.third.clerk, number, whole.third.window)
    with pytest.raises(InvalidInputError):
        actions.choose_issue_window(whole.county.clerk, number, whole.place.window)
    actions.choose_issue_window(whole.county.clerk, number, whole.third.window)
    actions.choose_issue_window(whole.courier, number, None)
    given.decided(whole, number)
    with pytest.raises(WrongStateError, match="不用流转"):
        actions.make_handover(whole.courier, number, Way.RESULT, [("", "许可证", 1)])
    actions.choose_issue_window(whole.county.clerk, number, whole.third.window)
    given.result_sent(whole, number)
    with pytest.raises(WrongStateError, match="已经做了流转单"):
        actions.choose_issue_window(whole.county.clerk, number, None)
    assert given.row(number).issue_window_id == whole.third.window


def test_what_the_public_reads_of_its_way() -> None:
    whole = given.listed()
    number = given.taken(whole)
    code = given.sent(whole, number)
    told = queries.told_of(number)
    assert told is not None
    assert told.sentence.startswith("在样例县")
    assert "纸质材料在途" in told.sentence
    actions.receive_handover(whole.courier, code, given.all_there(code))
    told = queries.told_of(number)
    assert told is not None
    assert "纸质材料已到" in told.sentence
    assert queries.told_of(cases_given.received(whole.place)) is None
    assert [h.state for h in queries.intake(whole.courier, number).handovers] == [State.CLOSED]
