"""认领 and 回头看: sent down, answered within what may be adapted, opened again when stale."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cityhall.catalogue import actions, queries
from cityhall.catalogue.models import Claim, Item
from cityhall.catalogue.rules import claiming, inheritance
from cityhall.catalogue.rules.content import read_content
from cityhall.catalogue.terms import Can, ClaimState, Procedure
from cityhall.deadlines.terms import Light
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal import queries as journal
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs

from . import given

CODE = "340131018001"
LINES = f"{CODE} 食品小作坊登记 行政许可\n340131018002\t食品摊贩备案\t行政备案"
TODAY = date(2026, 11, 20)
db = pytest.mark.django_db


@pytest.mark.parametrize(
    "lines", ["", "  \n", "123 太短", f"{CODE}", f"{CODE} 名称 怪类型", f"{CODE} 甲\n{CODE} 乙"]
)  # fmt: skip
def test_lines_that_are_no_list_are_refused(lines: str) -> None:
    with pytest.raises(InvalidInputError):
        claiming.read_lines(lines)


def test_a_list_is_read_as_it_is_pasted() -> None:
    assert [(r.name, r.procedure) for r in claiming.read_lines(LINES)] == [
        ("食品小作坊登记", Procedure.LICENCE), ("食品摊贩备案", Procedure.FILING),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        ({"promised": {"amount": 5, "unit": "workdays"}, "address": "样例路 1 号"}, []),
        (
            {"promised": {"amount": 11, "unit": "workdays"}},
            ["承诺办结时限与上级清单不符（上级：10 个工作日；这里：11 个工作日）：只能比上级承诺的更短"],
        ),
        ({"statutory": {"amount": 30, "unit": "workdays"}}, ["法定办结时限与上级清单不符"]),
        ({"without": ["premises"]}, []),
        (
            {"materials": [*given.MATERIALS, {"key": "more", "name": "体检表"}]},
            ["材料“体检表”上级清单没有，没有写依据"],
        ),
        ({"fee": "charged", "visits": 2}, ["到现场次数与上级清单不符", "收费与上级清单不符"]),
    ],
)
def test_an_organ_may_promise_more_and_ask_less(changes: dict[str, object], said: list[str]) -> None:
    upper = given.content(fee="none", visits=0)
    above = inheritance.said_above("登记", CODE, Procedure.LICENCE, [upper])
    here = replace(above, parts=read_content(claiming.adapted(upper, changes)))
    told = [p.sentence for p in inheritance.problems(above, here)]
    assert [sentence[: len(begin)] for sentence, begin in zip(told, said, strict=True)] == said


def answered(**more: object) -> claiming.Answered:
    facts = {
        "state": ClaimState.CLAIMED, "answered_on": date(2026, 6, 1), "edition": 1, "upper_edition": 1,
        "law_changed_on": None, "retired": False, "last_case": date(2026, 11, 1),
    } | more  # fmt: skip
    return claiming.Answered(**facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        (answered(), []),
        (answered(law_changed_on=date(2026, 5, 1)), []),
        (answered(law_changed_on=date(2026, 7, 1)), ["依据在答复后修订（2026-07-01）"]),
        (answered(upper_edition=2), ["清单内容在答复后调整"]),
        (answered(retired=True), ["本地事项已停用"]),
        (answered(last_case=None, answered_on=date(2026, 1, 1)), ["6 个月没有办件"]),
        (answered(last_case=date(2026, 3, 1)), ["6 个月没有办件"]),
        (answered(answered_on=date(2025, 9, 1)), ["上次答复已超过 12 个月"]),
        (answered(beyond=("法定时限应与清单一致",)), ["与清单不一致：法定时限应与清单一致"]),
        (answered(state=ClaimState.REFUSED, last_case=None, answered_on=date(2026, 1, 1)), []),
    ],
)
def test_when_an_answer_has_gone_stale(claim: claiming.Answered, why: list[str]) -> None:
    assert claiming.stale(claim, TODAY, 6, 12) == why


@pytest.mark.parametrize(
    ("due", "light"),
    [(date(2026, 11, 30), Light.GREEN), (date(2026, 11, 23), Light.YELLOW), (date(2026, 11, 19), Light.RED)],
)
def test_the_light_of_a_claim(due: date, light: Light) -> None:
    assert claiming.light(ClaimState.OPEN, due, TODAY)[0] is light
    assert claiming.light(ClaimState.CLAIMED, due, TODAY)[0] is Light.GREY


def sent() -> tuple[Actor, list[int], int]:
    """A list of two items at two organs."""
    admin = organs.staff(organs.organ(), Can.SEND_DOWN, reach=Reach.EVERYWHERE)
    ids = [organs.organ(), organs.organ()]
    made = actions.send_down(
        admin, "样例省实施清单（2026 年版）", "样政办〔2026〕8 号", date(2026, 11, 1), date(2099, 12, 1), LINES, ids,
        {CODE: given.content()},
    )  # fmt: skip
    return admin, ids, made


@db
def test_an_organ_claims_adapts_and_refuses_and_the_city_sees_how_far_it_is() -> None:
    admin, (one, other), made = sent()
    editor = organs.staff(one, Can.EDIT_ITEMS)
    first, second = queries.claims(editor).rows
    assert {first.organ_name, second.organ_name} == {queries.claims(editor).rows[0].organ_name}
    item = actions.adapt(editor, first.id, {"promised": {"amount": 3, "unit": "workdays"}}, "提速")
    kept = Item.objects.get(pk=item)
    assert (kept.base_code, kept.name, kept.organ_id, kept.published_version) == (CODE, "食品小作坊登记", one, None)
    draft = queries.draft(editor, item)
    assert draft.content["promised"]["amount"] == 3
    assert draft.parts.materials
    actions.refuse_claim(editor, second.id, "本地没有食品摊贩")
    rows = queries.progress(admin, made).rows
    told = {r.organ_id: (r.claimed, r.adapted, r.refused, r.open, r.percent) for r in rows}
    assert told == {one: (0, 1, 1, 0, 100), other: (0, 0, 0, 2, 0)}
    assert queries.upper_list(admin, made).percent == 50
    assert [(u.taken, u.refused, u.open) for u in queries.upper_items(admin, made).rows] == [(1, 0, 1), (0, 1, 1)]
    assert [line.event for line in journal.lines_of([f"claim:{first.id}"])] == ["claim.adapted"]
    with pytest.raises(WrongStateError):
        actions.claim(editor, first.id)


@db
def test_what_goes_beyond_the_list_is_refused_and_nothing_begins() -> None:
    _, (one, _), _ = sent()
    editor = organs.staff(one, Can.EDIT_ITEMS)
    first = queries.claims(editor).rows[0].id
    with pytest.raises(InvalidInputError, match="只能比上级承诺的更短"):
        actions.adapt(editor, first, {"promised": {"amount": 15, "unit": "workdays"}}, "人手不足")
    with pytest.raises(InvalidInputError):
        actions.adapt(editor, first, {}, "没有")
    with pytest.raises(InvalidInputError):
        actions.refuse_claim(editor, first, " ")
    assert not Item.objects.exists()


@db
def test_only_the_organs_own_editor_sees_and_answers() -> None:
    admin, (one, other), made = sent()
    stranger = organs.staff(other, Can.EDIT_ITEMS)
    theirs = Claim.objects.filter(organ_id=one)[0].pk
    assert {r.id for r in queries.claims(stranger).rows} == set(
        Claim.objects.filter(organ_id=other).values_list("pk", flat=True)
    )
    with pytest.raises(NotFoundError):
        queries.claim(stranger, theirs)
    for act in (actions.claim, lambda a, c: actions.refuse_claim(a, c, "不办")):
        with pytest.raises(NotAllowedError):
            act(stranger, theirs)
    for asked in (lambda: queries.progress(stranger, made), lambda: queries.upper_lists(stranger)):
        with pytest.raises(NotAllowedError):
            asked()
    local = organs.staff(one, Can.SEND_DOWN)
    assert [r.organ_id for r in queries.progress(local, made).rows] == [one]
    with pytest.raises(NotAllowedError):
        actions.review(local, made, date(2099, 1, 1), 0, 0, {})
    assert queries.taken_items(admin, made) == []


@db
def test_an_item_the_organ_has_already_is_linked_and_keeps_what_is_its_own() -> None:
    _, (one, _), _ = sent()
    editor = organs.staff(one, Can.EDIT_ITEMS)
    own = {k: v for k, v in given.content(address="样例路 1 号").items() if k != "materials"}
    mine = actions.create_item(HOUSE, one, "MINE-1", "小作坊登记", "licence", base_code=CODE, content=own)
    first = queries.claims(editor).rows[0].id
    with pytest.raises(InvalidInputError, match="事项名称与上级清单不符（上级：食品小作坊登记；这里：小作坊登记）"):
        actions.claim(editor, first)
    actions.edit_item(HOUSE, mine, "食品小作坊登记", "licence", base_code=CODE)
    assert actions.claim(editor, first) == mine
    parts = queries.draft(editor, mine).parts
    assert (parts.address, bool(parts.steps), bool(parts.materials)) == ("样例路 1 号", True, True)
    assert Item.objects.get().upper is not None
    told = queries.inheritance_of(editor, mine)
    assert told is not None
    assert [e.base_code for e in told.chain] == [CODE]


@db
def test_what_is_sent_down_is_the_base_list() -> None:
    admin, (one, _), made = sent()
    keeper = organs.staff(one, Can.KEEP_LISTS, Can.EDIT_ITEMS, reach=Reach.EVERYWHERE)
    entry = queries.entry(keeper, CODE)
    assert (entry.row.name, entry.source, entry.content["pace"]) == ("食品小作坊登记", "样政办〔2026〕8 号", "promised")
    first = next(r.id for r in queries.claims(keeper).rows if r.base_code == CODE)
    actions.claim(keeper, first)
    actions.save_entry(
        HOUSE,
        CODE,
        "食品小作坊登记",
        "licence",
        "province",
        "样政办〔2026〕9 号",
        content={**entry.content, "visits": 1},
    )
    assert actions.review(admin, made, date(2099, 1, 1), 0, 0, {}) == 1
    assert "清单内容在答复后调整" in queries.claim(keeper, first).row.stale


@db
@pytest.mark.parametrize(
    ("line", "contents", "says"),
    [
        (f"{CODE} 食品作坊登记 行政许可", {}, "第 1 行：.*是“食品小作坊登记”（行政许可），与清单不一致"),
        (f"{CODE} 食品小作坊登记 行政备案", {}, "与清单不一致"),
        (f"{CODE} 食品小作坊登记 行政许可", {CODE: {"visits": 3}}, "已有统一规定的要素，与清单所附的不同"),
    ],
)
def test_a_line_that_disagrees_with_the_base_list_is_refused(line: str, contents: dict[str, Any], says: str) -> None:
    admin, ids, _ = sent()
    day = date(2099, 12, 1)
    with pytest.raises(InvalidInputError, match=says):
        actions.send_down(admin, "又一份", "样政办〔2026〕9 号", date(2026, 11, 1), day, line, ids, contents)
    actions.retire_entry(HOUSE, CODE, "样例")
    with pytest.raises(InvalidInputError, match=r"已于 .* 废止"):
        actions.send_down(admin, "又一份", "样政办〔2026〕9 号", date(2026, 11, 1), day, line, ids)


@db
def test_a_review_opens_again_what_has_gone_stale_and_says_why() -> None:
    with clock.frozen("2026-06-01T09:00"):
        admin, (one, _), made = sent()
        editor = organs.staff(one, Can.EDIT_ITEMS)
        first, second = (r.id for r in queries.claims(editor).rows)
        actions.claim(editor, first)
        actions.refuse_claim(editor, second, "本地没有食品摊贩")
    with clock.frozen("2026-06-20T09:00"):
        upper = queries.upper_items(admin, made).rows[0]
        actions.amend_upper(admin, upper.id, "", date(2026, 6, 10))
    with clock.frozen("2026-07-01T09:00"):
        assert actions.review(admin, made, date(2026, 7, 10), 6, 12, {}) == 1
        row = queries.claim(editor, first)
        assert row.row.stale == ("依据在答复后修订（2026-06-10）",)
        assert (row.row.state, row.row.due_on, row.row.round) == (ClaimState.OPEN, date(2026, 7, 10), 2)
        before = row.row.item_id
        assert actions.claim(editor, first) == before
        assert actions.review(admin, made, date(2026, 7, 10), 6, 12, {}) == 0
        with pytest.raises(InvalidInputError):
            actions.review(admin, made, date(2026, 6, 1), 6, 12, {})
    assert [line.event for line in journal.lines_of([f"claim:{first}"])] == [
        "claim.claimed", "claim.reopened", "claim.claimed",
    ]  # fmt: skip


@db
def test_a_retired_item_is_found_by_a_review() -> None:
    admin, (one, _), made = sent()
    editor = organs.staff(one, Can.EDIT_ITEMS)
    first = queries.claims(editor).rows[0].id
    item = actions.claim(editor, first)
    actions.publish(HOUSE, item)
    actions.retire(HOUSE, item, "样例文件")
    assert actions.review(admin, made, date(2099, 1, 1), 0, 0, {}) == 1
    assert queries.claim(editor, first).row.stale == ("本地事项已停用",)
