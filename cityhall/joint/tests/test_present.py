"""一件事 at the window: a clerk writes it for a person present, paper and originals among it; it comes back to any window."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from cityhall.cases.models import Case, Material
from cityhall.cases.terms import Can as Cases
from cityhall.cases.terms import Channel
from cityhall.cases.tests import given as cases
from cityhall.joint import actions, queries
from cityhall.joint.models import JointApplication
from cityhall.joint.terms import Can, JointState
from cityhall.joint.tests import given
from cityhall.joint.tests.given import Whole
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import DomainError, InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal import queries as journal
from cityhall.organs.tests import given as organs
from cityhall.people.tests import given as people
from cityhall.site.testing import drain

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Here:
    whole: Whole
    window: int
    clerk: Actor


@pytest.fixture
def here() -> Here:
    whole = given.four()
    window = organs.window(whole.lead)
    return Here(whole, window, organs.clerk(window, Can.TAKE_IN, Cases.INTAKE))


def begun(here: Here) -> str:
    draft = actions.start_joint_here(here.clerk, here.whole.code, cases.applicant("样例到场人"))
    mine = queries.joint_draft(here.clerk, draft)
    actions.save_joint(
        here.clerk, draft, {f.key: given.FORM[f.label] for f in mine.put.fields if f.label in given.FORM}
    )
    return draft


def taken(here: Here) -> str:
    draft = begun(here)
    actions.note_paper(here.clerk, draft, slot(here, draft, "身份证明"), 2, True)
    actions.attach_joint(here.clerk, draft, slot(here, draft, "住所使用证明"), cases.file(), "scan.pdf")
    number = actions.submit_joint(here.clerk, draft)
    drain()
    return number


def slot(here: Here, draft: str, name: str) -> str:
    return next(one.spec.key for one in queries.joint_draft(here.clerk, draft).slots if one.spec.name == name)


def test_what_a_clerk_writes_for_a_person_present_goes_to_all_organs(here: Here) -> None:
    number = taken(here)
    row = JointApplication.objects.get(number=number)
    assert (row.channel, row.account_id, row.taken_account, row.window_id, row.applicant_name) == (
        Channel.WINDOW, None, here.clerk.account_id, here.window, "样例到场人",
    )  # fmt: skip
    case = Case.objects.select_related("application").get(number=given.case_of(number, "licence"))
    assert (case.application.channel, case.application.account_id) == (Channel.WINDOW, None)
    assert (case.received_by, case.window_id) == (here.clerk.account_id, here.window)
    paper = Material.objects.get(application=case.application, key="identity")
    assert (paper.paper_copies, paper.original_seen, paper.files.count()) == (2, True, 0)
    scan = Material.objects.get(application=case.application, key="premises")
    assert (scan.paper_copies, [f.origin for f in scan.files.all()]) == (0, ["scanned"])
    assert case.application.contact_phone == "13900000001"


def test_later_cases_get_the_paper_as_well(here: Here) -> None:
    number = taken(here)
    given.granted(here.whole, number, "licence")
    tax = Case.objects.get(number=given.case_of(number, "tax"))
    assert Material.objects.get(application=tax.application_id, key="identity").paper_copies == 2
    assert tax.window_id == here.window


def test_paper_counts_as_given_and_is_taken_back(here: Here) -> None:
    draft = begun(here)
    key = slot(here, draft, "身份证明")
    actions.note_paper(here.clerk, draft, key, 1)
    assert "身份证明" not in [one.name for one in queries.joint_draft(here.clerk, draft).missing]
    actions.note_paper(here.clerk, draft, key, 0)
    assert "身份证明" in [one.name for one in queries.joint_draft(here.clerk, draft).missing]
    assert JointApplication.objects.get(pk=draft).papers == {}


def test_with_paper_alone_it_is_received_all_the_same(here: Here) -> None:
    draft = begun(here)
    for name in ("身份证明", "住所使用证明"):
        actions.note_paper(here.clerk, draft, slot(here, draft, name), 1)
    number = actions.submit_joint(here.clerk, draft)
    drain()
    case = Case.objects.get(number=given.case_of(number, "licence"))
    assert {m.key: m.paper_copies for m in Material.objects.filter(application=case.application_id)} == {
        "identity": 1, "premises": 1,
    }  # fmt: skip


def test_the_original_alone_is_no_copy(here: Here) -> None:
    draft = begun(here)
    actions.note_paper(here.clerk, draft, slot(here, draft, "身份证明"), 0, True)
    one = next(s for s in queries.joint_draft(here.clerk, draft).slots if s.spec.name == "身份证明")
    assert (one.seen, one.given) == (True, False)


BAD: list[tuple[Callable[[Here, str], object], type[DomainError], str]] = [
    (lambda h, d: actions.note_paper(h.clerk, d, "nothing", 1), NotFoundError, "joint.material_not_asked"),
    (lambda h, d: actions.note_paper(h.clerk, d, slot(h, d, "身份证明"), 100), InvalidInputError, "joint.copies"),
    (lambda h, d: actions.note_paper(h.clerk, d, slot(h, d, "身份证明"), -1), InvalidInputError, "joint.copies"),
    (lambda h, d: actions.save_joint(colleague(h), d, {}), NotAllowedError, "joint.not_yours"),
    (lambda h, d: actions.submit_joint(colleague(h), d), NotAllowedError, "joint.not_yours"),
    (lambda h, d: queries.joint_draft(colleague(h), d), NotFoundError, "joint.unknown_draft"),
    (lambda h, d: queries.joint_draft(people.citizen(), d), NotFoundError, "joint.unknown_draft"),
    (lambda h, d: actions.save_joint(stripped(h), d, {}), NotAllowedError, "no.joint.take_in"),
    (lambda h, d: actions.submit_joint(stripped(h), d), NotAllowedError, "no.joint.take_in"),
]  # fmt: skip


def colleague(here: Here) -> Actor:
    return organs.clerk(here.window, Can.TAKE_IN)


def stripped(here: Here) -> Actor:
    """The same clerk, no longer allowed to."""
    return replace(here.clerk, grants={})


@pytest.mark.parametrize(("act", "error", "code"), BAD)
def test_what_is_refused_changes_nothing(
    here: Here, act: Callable[[Here, str], object], error: type[DomainError], code: str
) -> None:
    draft = begun(here)
    before = JointApplication.objects.values().get(pk=draft)
    with pytest.raises(error) as no:
        act(here, draft)
    assert no.value.code == code
    assert JointApplication.objects.values().get(pk=draft) == before


def test_only_a_window_that_serves_the_lead_takes_it_in(here: Here) -> None:
    elsewhere = organs.clerk(organs.window(organs.organ()), Can.TAKE_IN)
    for actor in (elsewhere, people.citizen(), organs.clerk(here.window, Cases.INTAKE)):
        with pytest.raises(NotAllowedError, match="窗口收一件事"):
            actions.start_joint_here(actor, here.whole.code, cases.applicant())
        assert queries.offered_here(actor) == []
    assert [row.code for row in queries.offered_here(here.clerk)] == [here.whole.code]


@pytest.mark.parametrize("text", ["一件事", "样例", "ylyjs", "yangli", "whole"])
def test_a_package_is_found_as_clerks_type(here: Here, text: str) -> None:
    assert here.whole.code in [row.code for row in queries.offered_here(here.clerk, text)]
    assert queries.offered_here(here.clerk, "别的事") == []


def test_paper_is_noted_at_a_window_alone(here: Here) -> None:
    draft = given.draft(here.whole, materials=False)
    key = queries.joint_draft(here.whole.citizen, draft).slots[0].spec.key
    with pytest.raises(WrongStateError, match="网上填报"):
        actions.note_paper(here.whole.citizen, draft, key, 1)


def test_she_comes_back_to_any_window_that_serves_the_lead(here: Here) -> None:
    number = taken(here)
    other = organs.clerk(organs.window(here.whole.lead), Can.TAKE_IN)
    page = queries.joint_page(other, number)
    assert (page.at_window, page.answers, page.mine, page.taken_by) == (True, True, False, here.clerk.name)
    actions.choose_handing(other, number, "together", "window")
    actions.withdraw_joint(other, number, "不办了")
    drain()
    assert JointApplication.objects.get(number=number).state == JointState.WITHDRAWN
    assert given.states(number)["licence"] == "ended"


def test_a_stranger_and_a_window_without_the_right_find_nothing(here: Here) -> None:
    number = taken(here)
    for actor in (
        people.citizen(),
        organs.clerk(here.window, Cases.INTAKE),
        organs.clerk(organs.window(organs.organ()), Can.TAKE_IN),
    ):
        for act in (queries.joint_page, actions.withdraw_joint, queries.handing_of):
            with pytest.raises(NotFoundError):
                act(actor, number)


def test_what_was_handed_in_online_is_not_the_windows_to_take_back(here: Here) -> None:
    number = given.submitted(here.whole)
    for act in (queries.joint_page, actions.withdraw_joint):
        with pytest.raises(NotFoundError):
            act(here.clerk, number)


def test_with_number_and_code_she_follows_it(here: Here) -> None:
    number = taken(here)
    code = queries.joint_page(here.clerk, number).access_code
    assert len(code) == 6
    found = queries.joint_progress(number, code)
    assert (found.name, found.state) == ("样例一件事", JointState.OPEN)
    assert next(p.state for s in found.stages for p in s.parts) == "received"
    assert all(not p.number for s in found.stages for p in s.parts), "numbers are for who may see those cases"
    for wrong in (("990100-2026-L9999999", code), (number, "000000" if code != "000000" else "111111"), (number, "")):
        with pytest.raises(NotFoundError, match="查询码"):
            queries.joint_progress(*wrong)


def test_her_copy_of_what_is_kept_of_her_has_it(here: Here) -> None:
    me = people.citizen(name="样例到场人")
    applicant = replace(cases.applicant("样例到场人"), ref=f"person:{me.person_id}")
    draft = actions.start_joint_here(here.clerk, here.whole.code, applicant)
    told, _ = queries.own_joint(me)
    assert [(row["编号"], row["申请人"]) for row in told["一件事"]] == [("草稿", "样例到场人")]
    assert queries.own_joint(people.citizen())[0] == {"一件事": []}
    assert queries.my_joint(me) == []
    assert JointApplication.objects.get(pk=draft).account_id is None


def test_the_list_of_the_window_is_the_clerks_own(here: Here) -> None:
    draft, number = begun(here), taken(here)
    assert [(row.ref, row.state) for row in queries.taken_here(here.clerk).rows] == [
        (number, JointState.OPEN), (draft, JointState.DRAFT),
    ]  # fmt: skip
    assert queries.taken_here(colleague(here)).rows == []
    assert queries.my_joint(here.clerk) == [], "not an application of her own"


def test_the_journal_says_where_it_came_in(here: Here) -> None:
    number = taken(here)
    lines = {line.event: line for line in journal.lines_of([f"joint:{number}"])}
    assert lines["joint.submitted"].values["channel"] == "window"
    assert lines["joint.submitted"].account_id == here.clerk.account_id
