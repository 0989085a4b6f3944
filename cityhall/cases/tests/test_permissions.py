"""Acts that are not moves: allowed to whom they belong, refused to the same person of another organ."""

from collections.abc import Callable

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.models import Case
from cityhall.cases.terms import Can
from cityhall.kernel.actor import NOBODY, Actor
from cityhall.kernel.errors import NotAllowedError, NotFoundError, NotSignedInError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db
Who = Callable[[given.Place], Actor]
Prepare = Callable[[given.Place], str]
Act = Callable[[given.Place, Actor, str], object]


def referred(here: given.Place) -> str:
    number = given.received(here)
    actions.refer(here.clerk, number, "是否属于本局职权？")
    return number


def held(here: given.Place) -> str:
    number = given.received(here)
    actions.hold(here.chief, number, "等待前置结果")
    return number


def claimed(here: given.Place) -> str:
    number = given.accepted(here)
    actions.claim_step(here.reviewer, number, "review")
    return number


def at_window(here: given.Place) -> str:
    return actions.receive_at_window(here.clerk, here.terms.item_id, given.applicant(), given.FORM, given.handed(here))


ACTS: dict[str, tuple[Prepare, Who, Act]] = {
    "check_material": (
        given.received, lambda h: h.clerk, lambda h, a, r: actions.check_material(a, r, "form", "good"),
    ),
    "answer_referral": (referred, lambda h: h.reviewer, lambda h, a, r: actions.answer_referral(a, r, "属于")),
    "hold": (given.received, lambda h: h.chief, lambda h, a, r: actions.hold(a, r, "等待")),
    "lift_hold": (held, lambda h: h.chief, lambda h, a, r: actions.lift_hold(a, r)),
    "claim_step": (given.accepted, lambda h: h.reviewer, lambda h, a, r: actions.claim_step(a, r, "review")),
    "release_step": (claimed, lambda h: h.reviewer, lambda h, a, r: actions.release_step(a, r, "review")),
    "finish_step": (
        given.accepted, lambda h: h.reviewer, lambda h, a, r: actions.finish_step(a, r, "review", "agree"),
    ),
    "return_step": (
        given.reviewed, lambda h: h.approver, lambda h, a, r: actions.return_step(a, r, "decide", "review", "补核"),
    ),
    "hand_over": (
        given.accepted, lambda h: h.reviewer, lambda h, a, r: actions.hand_over(a, r, "review", h.reviewer.account_id or 0),
    ),
    "reveal": (
        given.accepted, lambda h: h.reviewer, lambda h, a, r: actions.reveal(a, r, "contact_phone", "contact"),
    ),
    "paper_for": (given.accepted, lambda h: h.clerk, lambda h, a, r: actions.paper_for(a, r, "acceptance")),
    "withdraw_at_window": (at_window, lambda h: h.clerk, lambda h, a, r: actions.withdraw_at_window(a, r, "不办了")),
    "attach": (given.received, lambda h: h.clerk, lambda h, a, r: actions.attach(a, r, "form", given.file(), "a.pdf")),
    "receive_at_window": (
        lambda h: "", lambda h: h.clerk,
        lambda h, a, r: actions.receive_at_window(
            a, h.terms.item_id, given.applicant(), given.FORM, given.handed(h)
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_it_is_for_whom_it_belongs_to_and_for_nobody_of_another_organ(name: str) -> None:
    prepare, who, act = ACTS[name]
    here = given.place()
    ref = prepare(here)
    elsewhere = organs.staff(organs.organ(), *Can, desk="review")
    unpermitted = organs.staff(here.organ, desk="review")
    lines = Entry.objects.count()
    for stranger in (elsewhere, unpermitted, given.citizen()):
        before = Entry.objects.count()
        with pytest.raises(NotAllowedError):
            act(here, stranger, ref)
        assert Entry.objects.count() == before
    with pytest.raises(NotSignedInError):
        act(here, NOBODY, ref)
    act(here, who(here), ref)
    assert Entry.objects.count() > lines


SEEN: dict[str, Callable[[Actor, str], object]] = {
    "case_page": lambda a, r: queries.case_page(a, r).number,
    "search": lambda a, r: [row.number for row in queries.search(a, r).rows],
    "tray": lambda a, r: [row.ref for row in queries.tray(a, queries.Tray.REVIEW).rows],
    "ready": lambda a, r: [row.number for row in queries.ready_to_deliver(a).rows],
    "register": lambda a, r: [row.number for row in queries.register(a).rows],
    "my_cases": lambda a, r: [row.number for row in queries.my_cases(a).rows],
}


@pytest.mark.parametrize("name", SEEN)
def test_no_list_and_no_page_shows_another_organs_case(name: str) -> None:
    here = given.place()
    numbers = [given.received(here), given.accepted(here), given.granted(here)]
    for stranger in (organs.staff(organs.organ(), *Can, desk="review"), given.place().clerk, given.citizen()):
        for number in numbers:
            try:
                answer = SEEN[name](stranger, number)
            except NotFoundError:
                answer = []
            assert answer == []
    with pytest.raises(NotSignedInError):
        queries.case_page(NOBODY, numbers[0])


def test_a_whole_city_role_sees_every_case() -> None:
    here = given.place()
    number = given.accepted(here)
    supervisor = organs.staff(organs.organ(), Can.SEE, reach=Reach.EVERYWHERE)
    assert queries.case_page(supervisor, number).number == number
    assert Case.objects.get().number == number


def test_files_and_papers_are_seen_with_their_case_only() -> None:
    here = given.place()
    number = given.accepted(here)
    paper = actions.paper_for(here.clerk, number, "acceptance")
    page = queries.case_page(here.citizen, number)
    file_id = page.materials[0].files[0].id
    stranger = given.place()
    for actor in (here.citizen, here.clerk, here.reviewer):
        assert queries.file_of(actor, number, file_id)[0].size == len(given.PDF)
        assert queries.paper_seen(actor, paper).number == paper
    for actor in (stranger.citizen, stranger.clerk, stranger.reviewer):
        with pytest.raises(NotFoundError):
            queries.file_of(actor, number, file_id)
        with pytest.raises(NotFoundError):
            queries.paper_seen(actor, paper)
