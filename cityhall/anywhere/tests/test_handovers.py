"""The paper: made, sent, counted, lost, refused, settled; by whom, and never twice."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from cityhall.anywhere import actions, queries
from cityhall.anywhere.models import Handover
from cityhall.anywhere.terms import Can, Pile, State, Way
from cityhall.cases import actions as cases
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines.models import Deadline
from cityhall.deadlines.terms import Kind
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.tests.together import together
from cityhall.organs.tests import given as organs_given

from . import given

pytestmark = pytest.mark.django_db(transaction=True)


def state(code: str) -> str:
    return Handover.objects.get(number=code).state


def test_from_the_window_to_the_organ() -> None:
    whole = given.listed()
    number = given.taken(whole)
    code = given.made(whole, number)
    assert code.split("-")[2].startswith("W")
    with pytest.raises(InvalidInputError, match="承运单位和运单号"):
        actions.send_handover(whole.county.clerk, code)
    actions.send_handover(whole.county.clerk, code, "样例快递", "YL0001")
    assert queries.handover(whole.courier, code.lower()).where.startswith("纸质材料在途")
    assert actions.receive_handover(whole.courier, code, given.all_there(code)) == State.CLOSED
    row = Handover.objects.get(number=code)
    assert (row.made_by, row.sent_by, row.received_by) == (
        whole.county.clerk.name,
        whole.county.clerk.name,
        whole.courier.name,
    )
    events = list(
        Entry.objects.filter(ref=f"case:{number}", event__startswith="carriage.")
        .order_by("id")
        .values_list("event", flat=True)
    )
    assert events == ["carriage.made", "carriage.sent", "carriage.received"]
    clock_ = Deadline.objects.get(ref=row.ref)
    assert (clock_.kind, clock_.met, clock_.amount) == (Kind.CARRIAGE, True, 3)


def test_received_twice_by_two_people_at_once_is_received_once() -> None:
    whole = given.listed()
    code = given.sent(whole, given.taken(whole))
    second = organs_given.staff(whole.place.organ, Can.CARRY)
    found = given.all_there(code)
    told = together(
        [
            lambda: actions.receive_handover(whole.courier, code, found),
            lambda: actions.receive_handover(second, code, found),
        ]
    )
    assert sorted(isinstance(one, WrongStateError) for one in told) == [False, True]
    assert Entry.objects.filter(event="carriage.received").count() == 1


def test_two_at_once_make_one_handover() -> None:
    whole = given.listed()
    number = given.taken(whole)
    told = together([lambda: given.made(whole, number), lambda: given.made(whole, number)])
    assert sorted(isinstance(one, WrongStateError) for one in told) == [False, True]
    assert Handover.objects.count() == 1


def test_who_got_it_by_mistake_is_told_where_it_goes_and_receives_nothing() -> None:
    whole = given.listed()
    code = given.sent(whole, given.taken(whole))
    wrong = organs_given.staff(organs_given.organ(), Can.CARRY)
    for act in (
        lambda: actions.receive_handover(wrong, code, given.all_there(code)),
        lambda: actions.refuse_handover(wrong, code, "送错"),
        lambda: queries.handover(wrong, code),
    ):
        with pytest.raises(NotAllowedError, match=r"不是本单位|送往"):
            act()
    with pytest.raises(NotAllowedError):
        actions.lose_handover(wrong, code, "找不到")
    with pytest.raises(NotFoundError):
        queries.handover(organs_given.staff(organs_given.organ()), code)
    with pytest.raises(NotFoundError):
        queries.handover(whole.courier, "990121-2026-W9999999")
    with pytest.raises(InvalidInputError, match="是办件编号"):
        queries.handover(whole.courier, given.row_number(code))
    assert state(code) == State.SENT


def test_a_difference_is_written_down_and_settled_by_the_sender() -> None:
    whole = given.listed()
    number = given.taken(whole)
    code = given.sent(whole, number)
    found = given.all_there(code)
    found[0] = (0, "信封里没有这一份")
    assert actions.receive_handover(whole.courier, code, found) == State.DIFFERS
    view = queries.handover(whole.county.clerk, code)
    assert "应有 1 份，实收 0 份" in view.reason
    assert view.unsettled
    with pytest.raises(WrongStateError, match="还没有了结"):
        actions.make_handover(whole.county.clerk, number, Way.MATERIALS, given.pieces(whole)[:1])
    with pytest.raises(NotAllowedError):
        actions.close_handover(whole.courier, code, "已补寄")
    actions.close_handover(whole.county.clerk, code, "漏装，另做单补寄")
    again = actions.make_handover(whole.county.clerk, number, Way.MATERIALS, given.pieces(whole)[:1])
    assert state(code) == State.CLOSED
    assert state(again) == State.MADE


@pytest.mark.parametrize(
    ("end", "event"), [("refuse", "carriage.refused"), ("lose", "carriage.lost"), ("cancel", "carriage.cancelled")]
)
def test_how_else_it_ends(end: str, event: str) -> None:
    whole = given.listed()
    number = given.taken(whole)
    code = given.made(whole, number) if end == "cancel" else given.sent(whole, number)
    acts: dict[str, Callable[[str], None]] = {
        "refuse": lambda why: actions.refuse_handover(whole.courier, code, why),
        "lose": lambda why: actions.lose_handover(whole.county.clerk, code, why),
        "cancel": lambda why: actions.cancel_handover(whole.county.clerk, code, why),
    }
    with pytest.raises(InvalidInputError):
        acts[end](" ")
    acts[end]("样例原因")
    assert Entry.objects.filter(event=event, ref=f"case:{number}").exists()
    stopped = Deadline.objects.get(ref=f"handover:{code}")
    assert (stopped.stopped_at is not None, stopped.met) == (True, False)
    with pytest.raises(WrongStateError):
        actions.receive_handover(whole.courier, code, given.all_there(code))
    if end != "cancel":
        actions.close_handover(whole.county.clerk, code, "请申请人补交")
    given.made(whole, number)


def test_papers_that_were_taken_in_may_not_be_left_out() -> None:
    whole = given.listed()
    number = given.taken(whole)
    with pytest.raises(InvalidInputError, match="没有列入流转单"):
        actions.make_handover(whole.county.clerk, number, Way.MATERIALS, given.pieces(whole)[:1])
    with pytest.raises(InvalidInputError, match="至少列出一件"):
        actions.make_handover(whole.county.clerk, number, Way.MATERIALS, [])
    with pytest.raises(NotAllowedError, match="由收件窗口制作"):
        actions.make_handover(whole.courier, number, Way.MATERIALS, given.pieces(whole))
    with pytest.raises(NotFoundError):
        actions.make_handover(whole.third.clerk, number, Way.MATERIALS, given.pieces(whole))
    with pytest.raises(WrongStateError, match="现在不用流转结果"):
        actions.make_handover(whole.courier, number, Way.RESULT, [("", "许可证", 1)])
    assert not Handover.objects.exists()


def test_materials_of_a_case_that_ended_stay_where_they_are() -> None:
    whole = given.listed()
    number = given.taken(whole)
    cases.void(whole.place.chief, number, "重复申请")
    with pytest.raises(WrongStateError, match="现在不用流转材料"):
        given.made(whole, number)


def test_what_is_overdue_shows_at_both_ends() -> None:
    whole = given.listed(carry_days=1)
    number = given.taken(whole)
    code = given.sent(whole, number)
    assert queries.handovers(whole.county.clerk, Pile.OVERDUE).rows == []
    with clock.frozen(clock.now() + timedelta(days=12)):
        deadlines.sweep(HOUSE)
        for reader in (whole.county.clerk, whole.courier):
            assert [row.number for row in queries.handovers(reader, Pile.OVERDUE).rows] == [code]
        assert Entry.objects.filter(event="deadline.breached", ref=f"handover:{code}").exists()
        assert queries.handovers(whole.third.clerk, Pile.OVERDUE).rows == []


def test_the_piles_of_both_ends() -> None:
    whole = given.listed()
    first, second = given.made(whole, given.taken(whole)), given.sent(whole, given.taken(whole))
    mine, theirs = queries.handover_counts(whole.county.clerk), queries.handover_counts(whole.courier)
    assert (mine[Pile.TO_SEND], mine[Pile.ON_WAY], mine[Pile.TO_RECEIVE]) == (1, 1, 0)
    assert (theirs[Pile.TO_SEND], theirs[Pile.ON_WAY], theirs[Pile.TO_RECEIVE]) == (0, 0, 1)
    assert [row.number for row in queries.handovers(whole.county.clerk, Pile.TO_SEND).rows] == [first]
    assert [row.number for row in queries.handovers(whole.courier, Pile.TO_RECEIVE).rows] == [second]
    assert not any(queries.handover_counts(whole.third.clerk).values())
    with pytest.raises(NotAllowedError):
        queries.handovers(whole.place.clerk, Pile.TO_SEND)
