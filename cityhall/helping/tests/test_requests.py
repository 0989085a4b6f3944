"""A request from being asked for to its end: who does what, what is recorded, who is refused, what is sealed."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest

from cityhall.cases import actions as cases
from cityhall.cases.tests import given as cases_given
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.terms import Kind
from cityhall.helping import actions, queries
from cityhall.helping.models import HelpRequest, Slot
from cityhall.helping.terms import Can, Channel, Group, Half, Place, State
from cityhall.kernel import call, clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import (
    DomainError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    StaleError,
    WrongStateError,
)
from cityhall.kernel.journal.models import Entry
from cityhall.messages import queries as messages
from cityhall.organs.tests import given as organs
from cityhall.people import actions as people_actions
from cityhall.people import queries as people
from cityhall.people.terms import Can as People
from cityhall.people.tests import given as persons

from . import given

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 9, 30)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(given.NOW):
        yield


def taken() -> dict[tuple[int, str], int]:
    return {(s.helper_id, f"{s.day} {s.half}"): s.taken for s in Slot.objects.filter(taken__gt=0)}


def test_the_rule_gives_it_to_who_is_there_and_the_half_day_is_taken() -> None:
    here, who = given.station(), given.citizen()
    number = given.asked(who)
    row = given.row(number)
    assert (row.state, row.helper_id, row.organ_id, row.assigned_by) == (
        State.ASSIGNED,
        here.helper_id,
        here.organ,
        "rule",
    )
    assert taken() == {(here.helper_id, "2026-09-08 am"): 1}
    (promise,) = deadlines.clocks_of([row.ref])
    assert (promise.kind, str(promise.limit)) == (Kind.HELP, "2 个工作日")
    assert "本地默认值" in promise.basis
    line = Entry.objects.get(event="help.asked")
    assert line.ref == row.ref
    assert not Entry.objects.filter(values__icontains="样例路").exists()
    assert queries.my_help(who)[0].number == number


def test_it_is_sealed_at_rest_and_masked_for_the_helper() -> None:
    here, who = given.station(), given.citizen()
    number = given.asked(who, groups=(Group.PREGNANT,))
    raw = HelpRequest.objects.extra(
        select={f: f"encode({f}, 'escape')" for f in ("address", "phone", "groups", "what")}
    )
    for value in raw.values("address", "phone", "groups", "what"):
        assert not any(word in str(value) for word in ("样例路", "13900000008", "pregnant", "新生儿"))
    seen = queries.help_page(here.helper, number)
    assert (seen.phone, seen.special, seen.groups) == ("139****0008", True, ())
    assert "301" not in seen.address
    managed = queries.help_page(here.manager, number)
    assert (managed.special, managed.groups) == (False, ())
    own = queries.help_page(who, number)
    assert (own.phone, own.groups) == ("13900000008", ("pregnant",))
    assert actions.reveal_help(here.helper, number, "address", "contact", "") == given.asking().address
    assert actions.reveal_help(here.helper, number, "groups", "contact", "") == "孕产妇"
    assert Entry.objects.filter(event="help.revealed", ref=f"help:{number}").count() == 2
    for stranger in (here.manager, organs.staff(here.organ, People.HELP), who):
        with pytest.raises(NotAllowedError):
            actions.reveal_help(stranger, number, "groups", "contact", "")
    assert Entry.objects.filter(event="help.revealed").count() == 2


def test_accepted_met_and_done() -> None:
    here, who = given.station(), given.citizen()
    number = given.asked(who)
    actions.accept_help(here.helper, number)
    row = given.row(number)
    assert (row.state, row.visit_on, row.visit_half) == (State.BOOKED, given.DAY, Half.AM)
    assert deadlines.clocks_of([row.ref])[0].stopped_on is not None
    assert messages.inbox(who).rows[0].subject == "帮办申请已接单"
    assert [r.number for r in queries.with_me(here.helper)] == [number]
    actions.book_visit(here.helper, number, date(2026, 9, 9), "pm")
    assert taken() == {(here.helper_id, "2026-09-09 pm"): 1}
    actions.note_not_met(here.helper, number, "家中无人，电话未接")
    actions.book_visit(here.helper, number, date(2026, 9, 10), "am")
    with pytest.raises(WrongStateError):
        actions.rate_help(who, number, "5")
    actions.finish_help(here.helper, number, "已当面指导提交")
    row = given.row(number)
    assert (row.state, row.visits, row.result) == (State.DONE, 2, "已当面指导提交")
    actions.rate_help(who, number, "4")
    with pytest.raises(WrongStateError):
        actions.rate_help(who, number, "5")
    events = list(Entry.objects.filter(ref=row.ref).order_by("id").values_list("event", flat=True))
    assert events == [
        "help.asked", "help.accepted", "help.booked", "help.not_met", "help.booked", "help.finished", "help.rated",
    ]  # fmt: skip
    (work,) = queries.workload(here.manager, date(2026, 9, 1), date(2026, 9, 30))
    assert (work.open, work.done, work.days, work.visits, work.rated, work.score) == (0, 1, 0, 2, 1, 4)
    assert len(work.told()) == len(queries.HEAD)


def test_sent_back_with_a_reason_and_assigned_by_the_manager() -> None:
    here = given.station()
    number = given.asked()
    with pytest.raises(InvalidInputError):
        actions.decline_help(here.helper, number, " ")
    actions.decline_help(here.helper, number, "当天已安排下乡")
    assert (given.row(number).state, taken()) == (State.ASKED, {})
    with pytest.raises(NotFoundError):
        queries.help_page(here.helper, number)
    other, other_id = given.helper(here.organ, here.manager, given.COUNTY)
    actions.assign_help(here.manager, number, other_id)
    assert taken() == {(other_id, "2026-09-08 am"): 1}
    actions.accept_help(other, number)
    assert given.row(number).state == State.BOOKED


def test_nobody_registered_for_the_place_leaves_it_to_the_manager() -> None:
    organ = organs.organ(division=given.COUNTY)
    organs.centre(organ)
    number = given.asked()
    assert (given.row(number).state, given.row(number).helper_id, given.row(number).organ_id) == (
        State.ASKED,
        None,
        organ,
    )
    manager = organs.staff(organ, Can.MANAGE)
    assert [r.number for r in queries.waiting(manager).rows] == [number]
    _, made = given.helper(organ, manager)
    actions.assign_help(manager, number, made)
    assert given.row(number).assigned_by == "manager"


def test_a_full_half_day_is_refused_and_the_next_is_offered() -> None:
    here = given.station(slots=1)
    given.asked()
    with pytest.raises(WrongStateError, match="约满"):
        given.asked()
    assert HelpRequest.objects.count() == 1
    free = {(o.day, o.half): o.free for o in queries.openings(given.TOWN)}
    assert (free[given.DAY, Half.AM], free[given.DAY, Half.PM]) == (0, 1)
    assert date(2026, 9, 12) not in {day for day, _ in free}  # a Saturday
    given.asked(half=Half.PM)
    assert set(taken().values()) == {1}
    second, _ = given.helper(here.organ, here.manager, given.COUNTY, slots=1)
    number = given.asked()
    helper = given.row(number).helper
    assert helper is not None
    assert helper.account_id == second.account_id


def test_called_off_by_her_or_by_the_manager_with_a_reason() -> None:
    here, who = given.station(), given.citizen()
    first, second = given.asked(who), given.asked(who)
    actions.cancel_help(who, first)
    with pytest.raises(InvalidInputError, match="原因"):
        actions.cancel_help(here.manager, second)
    actions.cancel_help(here.manager, second, "与申请人联系，已自行办好")
    assert (given.row(first).state, given.row(second).state, taken()) == (State.CANCELLED, State.CANCELLED, {})
    with pytest.raises(WrongStateError):
        actions.cancel_help(who, first)


def test_a_clerk_writes_it_down_for_somebody_on_the_phone() -> None:
    given.station()
    clerk = organs.staff(organs.organ(), Can.REGISTER)
    number = actions.ask_help(clerk, given.asking(place=Place.PHONE, day=None, half=None), Channel.PHONE)
    row = given.row(number)
    assert (row.account_id, row.person_ref, row.channel, row.visit_on) == (None, "", "phone", None)
    with pytest.raises(NotAllowedError):
        actions.ask_help(organs.staff(organs.organ()), given.asking(), Channel.WINDOW)
    with pytest.raises(NotAllowedError, match="窗口或电话"):
        actions.ask_help(clerk, given.asking())


STRANGERS: list[Callable[[Actor, str], object]] = [
    queries.help_page, actions.accept_help,
    lambda who, n: actions.decline_help(who, n, "不归我"), lambda who, n: actions.book_visit(who, n, given.DAY, "am"),
    lambda who, n: actions.note_not_met(who, n, "没有人"), lambda who, n: actions.finish_help(who, n, "办好了"),
    lambda who, n: actions.assign_help(who, n, 1), lambda who, n: actions.cancel_help(who, n, "不办了"),
    lambda who, n: actions.rate_help(who, n, "5"), lambda who, n: actions.reveal_help(who, n, "phone", "contact"),
    lambda who, n: actions.sign_mandate(who, n, [(7, "样例")], UNTIL, given.signed()),
]  # fmt: skip


@pytest.mark.parametrize("act", STRANGERS)
def test_strangers_are_refused_and_nothing_changes(act: Callable[[Actor, str], object]) -> None:
    given.station()
    number = given.asked()
    before, lines = given.row(number).version, Entry.objects.count()
    elsewhere = given.station("990103000000")
    for who in (given.citizen("样例路人"), elsewhere.helper, elsewhere.manager):
        lines = Entry.objects.count()
        with pytest.raises((NotFoundError, NotAllowedError)):
            act(who, number)
        assert Entry.objects.count() == lines
    assert given.row(number).version == before
    assert not queries.waiting(elsewhere.manager).rows
    assert not queries.workload(elsewhere.manager, date(2026, 9, 1), date(2026, 9, 30))


def test_two_browsers_one_answer() -> None:
    here = given.station()
    number = given.asked()
    with call.calling(seen=1):
        actions.accept_help(here.helper, number)
    with call.calling(seen=1), pytest.raises(StaleError):
        actions.finish_help(here.helper, number, "办好了")


def test_the_whole_way_of_acting_for_her() -> None:
    here, place, who = given.station(), cases_given.place(), given.citizen()
    matters = [(place.terms.item_id, place.terms.name)]
    number = given.asked(who, item_id=place.terms.item_id, item_name=place.terms.name)
    with pytest.raises(WrongStateError, match="待帮办员接单"):
        actions.sign_mandate(here.helper, number, matters, UNTIL, given.signed())
    actions.accept_help(here.helper, number)
    with clock.frozen("2026-09-08 10:00"):
        agency = actions.sign_mandate(here.helper, number, matters, UNTIL, given.signed())
        with pytest.raises(WrongStateError, match="已有授权"):
            actions.sign_mandate(here.helper, number, matters, UNTIL, given.signed())
        agent = people.with_agencies(here.helper)
        told = cases.Applicant("", "样例求助人", "", "样例求助人", "13900000008")
        draft = cases.start_draft(agent, place.terms.item_id, told, agency_id=agency)
        known = {f.key for f in place.terms.fields}
        cases.save_draft(agent, draft, {k: v for k, v in cases_given.FORM.items() if k in known})
        for material in place.terms.materials:
            if material.required:
                cases.attach(agent, draft, material.key, cases_given.file(), "样例.pdf")
        case = cases.receive(agent, draft)
        actions.finish_help(here.helper, number, "已代为提交申请")
        page = queries.help_page(who, number)
        assert [c.number for c in page.cases] == [case]
        assert page.mandate is not None
        assert page.mandate.runs
        people_actions.end_agency(who, agency)
        assert not people.with_agencies(here.helper).agencies
        (work,) = queries.workload(here.manager, date(2026, 9, 1), date(2026, 9, 30))
        assert (work.cases, work.finished) == (1, 0)


def test_the_mandate_by_her_own_account_and_the_mode_that_wants_none() -> None:
    here, who = given.station(), given.citizen()
    number = given.asked(who)
    actions.accept_help(here.helper, number)
    agency = actions.ask_mandate(here.helper, number, [(7, "样例事项")], UNTIL)
    people_actions.answer_agency(who, agency, True)
    assert people.with_agencies(here.helper).agencies == {agency}
    other = given.asked(mode="help")
    actions.accept_help(here.helper, other)
    with pytest.raises(WrongStateError, match="申请的是帮办"):
        actions.ask_mandate(here.helper, other, [(7, "样例事项")], UNTIL)
    _, second = given.helper(here.organ, here.manager)
    with pytest.raises(WrongStateError, match="撤销"):
        actions.assign_help(here.manager, number, second)


def test_who_was_written_down_by_phone_is_known_by_her_document_at_the_visit() -> None:
    here = given.station()
    clerk = organs.staff(here.organ, Can.REGISTER)
    number = actions.ask_help(clerk, given.asking(), Channel.PHONE)
    actions.accept_help(here.helper, number)
    with pytest.raises(InvalidInputError, match="证件"):
        actions.sign_mandate(here.helper, number, [(7, "样例事项")], UNTIL, given.signed())
    person = persons.walk_in("样例求助人")
    actions.sign_mandate(here.helper, number, [(7, "样例事项")], UNTIL, given.signed(), person)
    assert given.row(number).person_ref == f"person:{person}"


def test_the_register() -> None:
    here = given.station()
    (seen,) = queries.helpers()
    assert (seen.id, seen.areas) == (here.helper_id, (given.TOWN,))
    for wrong in (
        lambda: actions.register_helper(here.manager, here.organ, here.helper.account_id or 0, "0990-6000000", [given.TOWN]),
        lambda: actions.register_helper(here.manager, here.organ, 999_999, "0990-6000000", [given.TOWN]),
        lambda: actions.register_helper(here.manager, here.organ, here.manager.account_id or 0, "0990-6000000", [given.TOWN]),
        lambda: actions.register_helper(here.helper, here.organ, here.helper.account_id or 0, "0990-6000000", [given.TOWN]),
        lambda: actions.change_helper(given.station().manager, here.helper_id, "0990-6000000", [given.TOWN]),
    ):  # fmt: skip
        with pytest.raises(DomainError):
            wrong()
    number = given.asked()
    assert given.row(number).helper_id in {h.id for h in queries.helpers()}
    actions.change_helper(here.manager, here.helper_id, "0990-6111111", [given.COUNTY], slots=5)
    mine = given.row(number).helper_id == here.helper_id
    if mine:
        with pytest.raises(WrongStateError, match="改派"):
            actions.end_helper(here.manager, here.helper_id, clock.today() + timedelta(days=1))
        actions.cancel_help(here.manager, number, "改期再约")
    actions.end_helper(here.manager, here.helper_id, clock.today() + timedelta(days=1))
    with clock.frozen("2026-09-09 09:00"):
        assert here.helper_id not in {h.id for h in queries.helpers()}
    assert queries.helper(here.manager, here.helper_id).until_on == date(2026, 9, 8)


def test_the_rules_are_the_citys() -> None:
    chief = Actor("样例市级管理员", account_id=1, organ_id=1, everywhere=frozenset({Can.SET}))
    assert actions.set_help_rules(chief, 1, 1, 7, 30, False, "样例办法第三条") == 1
    assert queries.rules_now().source == "样例办法第三条"
    given.station()
    with pytest.raises(InvalidInputError, match="老年人"):
        given.asked()
    number = given.asked(groups=(Group.AGED,))
    assert str(deadlines.clocks_of([f"help:{number}"])[0].limit) == "1 个工作日"
    with pytest.raises(NotAllowedError):
        actions.set_help_rules(organs.staff(organs.organ(), Can.SET), 1, 1, 7, 30, True, "样例")
