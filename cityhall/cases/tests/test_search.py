"""Finding cases: by number, name, code, item and short code; only what one may see; pages both ways."""

from collections.abc import Iterator

import pytest

from cityhall.cases import actions, queries, rules
from cityhall.cases.actions import Applicant
from cityhall.cases.models import Case
from cityhall.cases.rules.finding import Sought
from cityhall.cases.terms import Can
from cityhall.deadlines.terms import Kind, Light
from cityhall.kernel import clock
from cityhall.kernel.errors import InvalidInputError, NotFoundError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db
CODE = organs.credit_code()


@pytest.fixture(autouse=True)
def _on_a_monday() -> Iterator[None]:
    with clock.frozen("2026-09-14T10:00"):
        yield


@pytest.fixture
def here() -> given.Place:
    return given.place()


@pytest.mark.parametrize(("text", "meant"), [
    ("990100-2026-00000001", Sought(number="990100-2026-00000001")),
    ("990100-2026-", Sought(number="990100-2026-")),
    ("990100", Sought(number="990100")),
    (f" {CODE.lower()} ", Sought(code=CODE)),
    ("样例面馆", Sought(words="样例面馆")),
    ("spjy", Sought(words="spjy")),
    ("", Sought()),
])  # fmt: skip
def test_what_is_typed_is_told_apart(text: str, meant: Sought) -> None:
    assert rules.sought(text) == meant


def test_a_case_is_found_by_number_name_code_item_and_short_code() -> None:
    here = given.place(name="小餐饮经营许可", short_code="xcy")
    of_code = Applicant(f"entity:{CODE}", "甲乙丙餐饮有限公司", CODE, "样例", "13900000001")
    number = actions.receive_at_window(here.clerk, here.terms.item_id, of_code, given.FORM, given.handed(here))
    other = given.received(given.place())
    for text in (number, number[:-1], "甲乙丙", CODE, "小餐饮", "xcy"):
        assert [r.number for r in queries.search(here.reviewer, text).rows] == [number], text
    assert not queries.search(here.reviewer, other).rows
    stranger = organs.staff(organs.organ(), Can.SEE)
    for text in (number, "甲乙丙", CODE, "小餐饮", ""):
        assert not queries.search(stranger, text).rows, text


def test_who_takes_part_finds_the_case_and_sees_it(here: given.Place) -> None:
    helper = organs.organ()
    steps = [{"key": "review", "name": "会审", "desk": "review", "order": 1, "organ_id": helper},
             {"key": "decide", "name": "决定", "desk": "approve", "order": 2, "decides": True}]  # fmt: skip
    shared = given.place(steps=steps, promised={"amount": 10, "unit": "workdays"})
    number = given.accepted(shared)
    if Case.objects.get(number=number).partners != [helper]:
        pytest.skip("the item's steps name no other organ")
    colleague = organs.staff(helper, Can.REVIEW, Can.SEE, desk=Desk.REVIEW)
    assert [r.number for r in queries.search(colleague).rows] == [number]
    assert queries.case_page(colleague, number).number == number


def test_pages_go_on_and_back(here: given.Place) -> None:
    numbers = [given.received(here) for _ in range(5)][::-1]
    first = queries.search(here.reviewer, limit=2)
    second = queries.search(here.reviewer, after=first.next, limit=2)
    third = queries.search(here.reviewer, after=second.next, limit=2)
    assert [r.number for p in (first, second, third) for r in p.rows] == numbers
    assert (first.prev, third.next) == ("", "")
    back = queries.search(here.reviewer, after=third.prev, limit=2)
    assert [r.number for r in back.rows] == numbers[2:4]
    start = queries.search(here.reviewer, after=back.prev, limit=2)
    assert ([r.number for r in start.rows], start.prev) == (numbers[:2], "")
    assert [r.number for r in queries.search(here.reviewer, after=start.next, limit=2).rows] == numbers[2:4]


def test_the_work_list_is_narrowed_by_kind_item_step_and_light(here: given.Place) -> None:
    number, question = given.accepted(here), given.received(here)
    actions.refer(here.clerk, question, "可用吗？")
    found = queries.desk(here.reviewer, queries.Wanted())
    assert {(c.value, c.count) for c in found.kinds} == {(Kind.STEP, 1), (Kind.REFERRAL, 1)}
    assert [(c.label, c.count) for c in found.items] == [(here.terms.name, 2)]
    assert [(c.value, c.label) for c in found.steps] == [("review", "审查")]
    assert (found.counts.open, sum((found.counts.green, found.counts.yellow, found.counts.red))) == (2, 2)
    for wanted, expected in (
        (queries.Wanted(kind=Kind.REFERRAL), [question]),
        (queries.Wanted(step="review"), [number]),
        (queries.Wanted(item=here.terms.name, light=Light.GREEN, step="review"), [number]),
        (queries.Wanted(item="别的事项"), []),
        (queries.Wanted(mine=True), []),
        (queries.Wanted(text=number), [number]),
    ):
        assert [r.number for r in queries.desk(here.reviewer, wanted).page.rows] == expected, wanted
    stranger = organs.staff(organs.organ(), Can.REVIEW, Can.SEE, desk=Desk.REVIEW)
    assert queries.desk(stranger, queries.Wanted()).counts.open == 0


def test_filters_are_one_s_own_and_at_most_twenty(here: given.Place) -> None:
    other = organs.staff(here.organ, Can.REVIEW, desk=Desk.REVIEW)
    for n in range(20):
        actions.save_filter(here.reviewer, f"第{n}", "light=red", ["item"])
    with pytest.raises(InvalidInputError, match="最多保存"):
        actions.save_filter(here.reviewer, "再一个", "")
    actions.save_filter(here.reviewer, "第1", "light=green")
    mine = queries.my_filters(here.reviewer)
    assert (len(mine), queries.my_filters(other)) == (20, [])
    assert next(f for f in mine if f.name == "第1").query == "light=green"
    with pytest.raises(NotFoundError):
        actions.delete_filter(other, mine[0].id)
    actions.delete_filter(here.reviewer, mine[0].id)
    assert len(queries.my_filters(here.reviewer)) == 19
    with pytest.raises(InvalidInputError):
        actions.save_filter(here.reviewer, " ", "")


def test_taking_the_list_out_is_written_down(here: given.Place) -> None:
    number = given.accepted(here)
    rows = actions.export_desk(here.reviewer, queries.Wanted(text="样例"))
    assert [r.number for r in rows] == [number]
    line = Entry.objects.get(event="list.exported")
    assert (line.values["rows"], line.values["searched"]) == (1, True)
    assert "样例" not in str(line.values)
