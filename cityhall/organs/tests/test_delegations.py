"""委托实施: what a mandate covers, to whom what may be entrusted, from when until when."""

from datetime import date, timedelta
from typing import Any

import pytest

from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, WrongStateError
from cityhall.kernel.terms import Term
from cityhall.organs import queries, rules
from cityhall.organs.terms import Can, OrganKind, Power, Reach

from . import given

TODAY = date(2026, 11, 20)


class Cases(Term):
    """The permissions a mandate is made of, as the room above has them."""

    INTAKE = "cases.intake", ""
    REVIEW = "cases.review", ""
    DECIDE = "cases.decide", ""
    DELIVER = "cases.deliver", ""


@pytest.mark.parametrize(
    ("powers", "permissions", "desk", "may", "seats"),
    [
        ([Power.ACCEPT], ["cases.intake", "cases.review"], "intake", {"cases.intake"}, {"intake"}),
        ([Power.REVIEW], ["cases.intake", "cases.review"], "intake", {"cases.review"}, set()),
        ([Power.REVIEW, Power.DECIDE], ["cases.decide"], "approve", {"cases.decide"}, {"approve"}),
        ([Power.SERVE], ["organs.staff"], "", set(), set()),
        ([], ["cases.intake"], "intake", set(), set()),
    ],
)
def test_a_mandate_is_what_the_role_and_the_entrustment_have_in_common(
    powers: list[Power], permissions: list[str], desk: str, may: set[str], seats: set[str]
) -> None:
    made = rules.mandate(1, 7, [3], powers, permissions, desk)
    assert (made.permissions, made.desks) == (frozenset(may), frozenset(seats))
    for permission in may:
        assert made.covers(permission, 7, 3)
        assert not made.covers(permission, 7, 4)
        assert not made.covers(permission, 8, 3)
        assert not made.covers(permission, 7, None)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"powers": []}, "organs.no_power"),
        ({"same_organ": True}, "organs.own_delegation"),
        ({"to_window": True, "powers": [Power.DECIDE]}, "organs.window_power"),
        ({"to_kind": OrganKind.CENTRE, "licence": True}, "organs.not_administrative"),
        ({"to_kind": OrganKind.VILLAGE, "licence": True, "powers": [Power.REVIEW]}, "organs.not_administrative"),
        ({"to_kind": OrganKind.VILLAGE, "licence": True, "powers": [Power.ACCEPT]}, ""),
        ({"to_kind": OrganKind.PUBLIC}, ""),  # not a licence: the law of licences does not speak of it
        ({"to_kind": OrganKind.TOWN, "licence": True}, ""),
        ({"to_window": True, "to_kind": None, "powers": [Power.ACCEPT, Power.SERVE], "licence": True}, ""),
    ],
)
def test_to_whom_what_may_be_entrusted(told: dict[str, Any], code: str) -> None:
    usual = {
        "powers": [Power.DECIDE],
        "to_window": False,
        "to_kind": OrganKind.DEPARTMENT,
        "same_organ": False,
        "licence": False,
    }
    if not code:
        rules.check_delegation(**{**usual, **told})
        return
    with pytest.raises(InvalidInputError) as refused:
        rules.check_delegation(**{**usual, **told})
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (TODAY, None, ""),
        (TODAY, TODAY + timedelta(days=1), ""),
        (TODAY - timedelta(days=1), None, "organs.delegation_past"),
        (TODAY, TODAY, "organs.delegation_days"),
        (date(2126, 1, 1), None, "organs.delegation_far"),
        (TODAY, date(2126, 1, 1), "organs.delegation_far"),
    ],
)
def test_from_when_until_when(first: date, last: date | None, code: str) -> None:
    if not code:
        rules.check_delegation_days(first, last, TODAY)
        return
    with pytest.raises(InvalidInputError) as refused:
        rules.check_delegation_days(first, last, TODAY)
    assert refused.value.code == code


def entrust(organ_id: int, items: list[int], powers: list[Power], actor: Actor = HOUSE, **told: Any) -> int:
    """Through the step itself: the room above has made sure of the items."""
    from cityhall.kernel.action import action
    from cityhall.organs.actions import delegate

    usual = {"to_organ_id": None, "window_id": None, "document": "样例函〔2026〕1 号", "basis": "", "from_on": clock.today(),
             "until_on": None, "licence": True}  # fmt: skip

    @action
    def act(actor: Actor) -> int:
        return delegate(actor, organ_id, items, powers, **{**usual, **told})

    return int(act(actor))


@pytest.mark.django_db
def test_within_its_days_and_items_the_other_organ_s_people_may_and_nobody_else() -> None:
    with clock.frozen("2026-11-20T10:00"):
        mine, bureau, other = given.organ(), given.organ("市行政审批局"), given.organ()
        reviewer = given.staff(bureau, Cases.REVIEW, desk="review")
        stranger = given.staff(other, Cases.REVIEW, desk="review")
        first = date(2026, 12, 1)
        entrust(mine, [3, 4], [Power.REVIEW], to_organ_id=bureau, from_on=first, until_on=date(2027, 1, 1))
    seen = []
    for day in ("2026-11-30", "2026-12-01", "2026-12-31", "2027-01-01"):
        with clock.frozen(f"{day}T10:00"):
            who, no = (queries.actor_for(one.account_id or 0) for one in (reviewer, stranger))
            assert who is not None
            assert no is not None
            seen.append(who.may(Cases.REVIEW, mine, 3) and (mine, "review") in who.desks_in(4))
            assert not who.may(Cases.REVIEW, mine, 5)
            assert not who.may(Cases.REVIEW, mine)
            assert not who.may(Cases.DECIDE, mine, 3)
            assert who.may(Cases.REVIEW, bureau)
            assert not no.may(Cases.REVIEW, mine, 3)
            assert no.mandates == ()
    assert seen == [False, True, True, False]


@pytest.mark.django_db
def test_a_window_takes_in_what_was_entrusted_to_it_and_no_other_window_does() -> None:
    mine = given.organ()
    here, there = given.window(), given.window()
    clerk, neighbour = (given.clerk(w, Cases.INTAKE, Cases.DECIDE, desk="intake") for w in (here, there))
    entrust(mine, [3], [Power.ACCEPT], window_id=here)
    who, no = (queries.actor_for(one.account_id or 0) for one in (clerk, neighbour))
    assert who is not None
    assert no is not None
    assert (who.may(Cases.INTAKE, mine, 3), who.may(Cases.DECIDE, mine, 3), who.may(Cases.INTAKE, mine, 4)) == (
        True,
        False,
        False,
    )
    assert who.entrusted(Cases.INTAKE) == [(mine, frozenset({3}))]
    assert not no.may(Cases.INTAKE, mine, 3)


@pytest.mark.django_db
def test_a_deputy_acts_on_the_mandate_of_whom_she_stands_in_for_and_says_so() -> None:
    from cityhall.organs import actions
    from cityhall.organs.models import Staff

    mine, bureau = given.organ(), given.organ()
    away = given.staff(bureau, Cases.REVIEW, desk="review", name="张三")
    deputy = given.staff(bureau, Cases.DELIVER)
    entrust(mine, [3], [Power.REVIEW], to_organ_id=bureau)
    ids = {s.account_id: s.pk for s in Staff.objects.all()}
    actions.appoint_deputy(
        HOUSE, ids[away.account_id or 0], ids[deputy.account_id or 0], clock.today(), clock.today() + timedelta(days=5), "休假"
    )  # fmt: skip
    who = queries.actor_for(deputy.account_id or 0)
    assert who is not None
    assert who.may(Cases.REVIEW, mine, 3)
    assert [one.account_id for one in who.acts_for(Cases.REVIEW, mine, item_id=3)] == [away.account_id]
    assert who.acts_for(Cases.REVIEW, mine, item_id=4) == ()
    assert who.stands_in(mine, "review", 3) == "张三"


@pytest.mark.django_db
def test_recalled_it_holds_no_longer_and_is_still_to_be_read() -> None:
    from cityhall.organs import actions

    mine, bureau = given.organ(), given.organ()
    reviewer = given.staff(bureau, Cases.REVIEW, reach=Reach.ORGAN)
    made = entrust(mine, [3], [Power.REVIEW], to_organ_id=bureau)
    assert [d.id for d in queries.delegations_of(3)] == [made]
    with pytest.raises(InvalidInputError):
        actions.recall_delegation(HOUSE, made, " ")
    with pytest.raises(NotAllowedError):
        actions.recall_delegation(reviewer, made, "收回")
    actions.recall_delegation(HOUSE, made, "样例函〔2026〕9 号")
    who = queries.actor_for(reviewer.account_id or 0)
    assert who is not None
    assert not who.may(Cases.REVIEW, mine, 3)
    assert queries.delegations_of(3) == []
    [past] = queries.delegations(past=True).rows
    assert (past.id, past.holds, past.ended_why) == (made, False, "样例函〔2026〕9 号")
    with pytest.raises(WrongStateError):
        actions.recall_delegation(HOUSE, made, "再收回")


@pytest.mark.django_db
def test_two_organs_cannot_decide_the_same_thing_at_once_but_windows_may_take_it_in() -> None:
    mine, one, two = given.organ(), given.organ(), given.organ()
    today = clock.today()
    entrust(mine, [3, 4], [Power.DECIDE], to_organ_id=one, until_on=today + timedelta(days=30))
    with pytest.raises(WrongStateError) as refused:
        entrust(mine, [4, 5], [Power.REVIEW, Power.DECIDE], to_organ_id=two)
    assert refused.value.code == "organs.delegated_already"
    entrust(mine, [4, 5], [Power.DECIDE], to_organ_id=two, from_on=today + timedelta(days=30))
    entrust(mine, [5], [Power.DECIDE], to_organ_id=one, until_on=today + timedelta(days=30))
    for _ in range(2):
        entrust(mine, [3], [Power.ACCEPT], window_id=given.window())
    counts = queries.delegation_counts()
    assert (counts.delegations, counts.organs, counts.items) == (4, 1, 3)


@pytest.mark.django_db
def test_an_entrustment_needs_its_document_and_somebody_entitled() -> None:
    mine, bureau = given.organ(), given.organ()
    with pytest.raises(InvalidInputError, match="委托文件"):
        entrust(mine, [3], [Power.ACCEPT], to_organ_id=bureau, document=" ")
    with pytest.raises(NotAllowedError):
        entrust(mine, [3], [Power.ACCEPT], given.staff(bureau, Can.DELEGATE), to_organ_id=bureau)
    entrust(mine, [3], [Power.ACCEPT], given.staff(mine, Can.DELEGATE), to_organ_id=bureau)
