"""The lists above: what an item may have otherwise, rings, and publishing with everything it stands on."""

from typing import Any

import pytest

from cityhall.catalogue import actions, queries
from cityhall.catalogue.models import BaseEntry
from cityhall.catalogue.rules import inheritance
from cityhall.catalogue.rules.content import read_content
from cityhall.catalogue.rules.inheritance import FREEDOM, Said
from cityhall.catalogue.terms import Can, Freedom, Procedure
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs

from . import given

STATE, PROVINCE = "000122001000", "990122001000"
UPPER: dict[str, Any] = {
    "statutory": {"amount": 20, "unit": "workdays", "basis": "样例法第一条"},
    "promised": {"amount": 15, "unit": "workdays"},
    "materials": given.MATERIALS,
    "applicants": ["person", "entity"],
    "basis": "样例法规第一条",
    "conditions": "符合规定条件的自然人或单位。",
    "visits": 1,
    "fee": "none",
    "online": True,
    "result": {"name": "样例许可证"},
    "phone": "010-0000000",
}


def above(**changes: Any) -> Said:
    return inheritance.said_above("样例许可", STATE, Procedure.LICENCE, [{**UPPER, **changes}])


def here(name: str = "样例许可", base_code: str = STATE, **changes: Any) -> Said:
    return Said(name, base_code, Procedure.LICENCE, read_content(given.content(**changes)))


MATERIALS: list[dict[str, Any]] = list(given.MATERIALS)  # type: ignore[arg-type]


def material(**changes: Any) -> list[dict[str, Any]]:
    return [MATERIALS[0], {**MATERIALS[1], **changes}, MATERIALS[2]]


EXTRA = {"key": "more", "name": "无违法记录证明"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "样例的许可"}, "name"),
        ({"base_code": "000122002000"}, "base_code"),
        ({"basis": "地方规定"}, "basis"),
        ({"conditions": "另外还要本地户口"}, "conditions"),
        ({"applicants": ["person"]}, "applicants"),
        ({"statutory": {"amount": 30, "unit": "workdays", "basis": "x"}}, "statutory"),
        ({"promised": {"amount": 16, "unit": "workdays"}}, "promised"),
        ({"visits": 2}, "visits"),
        ({"fee": "charged", "fee_note": "10 元"}, "fee"),
        ({"online": False, "visits": 1}, "online"),
        ({"result": {"name": "另一种证"}}, "result"),
        ({"materials": [*given.MATERIALS, EXTRA]}, "materials.3.basis"),
        ({"materials": material(copies=2)}, "materials.1.basis"),
        ({"materials": material(form="original")}, "materials.1.basis"),
        ({"materials": [*MATERIALS[:2], {**MATERIALS[2], "required": True}]}, "materials.2.basis"),
    ],
)
def test_what_inheritance_forbids(changes: dict[str, Any], field: str) -> None:
    [found] = inheritance.problems(above(), here(**changes))
    assert found.field == field
    assert found.sentence


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"name": "样例许可（变更）"},
        {"base_code": "000122001003"},
        {"basis": "样例法规第一条；本市样例办法"},
        {"promised": {"amount": 1, "unit": "workdays"}},
        {"statutory": {"amount": 15, "unit": "workdays", "basis": "地方性法规"}},
        {"visits": 0},
        {"materials": given.MATERIALS[:1]},
        {"materials": [*given.MATERIALS, {**EXTRA, "basis": "地方性法规第三条"}]},
        {"materials": material(copies=2, basis="地方性法规第三条")},
        {"phone": "0563-1234567", "address": "本地", "steps": given.STEPS, "summary": "本地话"},
    ],
)
def test_what_inheritance_allows(changes: dict[str, Any]) -> None:
    assert inheritance.problems(above(), here(**changes)) == []


def test_what_the_list_does_not_say_is_free() -> None:
    silent = inheritance.said_above("样例许可", STATE, Procedure.LICENCE, [{}])
    assert inheritance.problems(silent, here(visits=9, fee="charged", fee_note="很多", basis="")) == []


def test_every_departure_is_told_with_what_may_be() -> None:
    told = {d.label: d for d in inheritance.departures(above(), here(promised={"amount": 5, "unit": "workdays"}))}
    days = told["承诺办结时限"]
    assert (days.before, days.after, days.freedom, days.allowed) == ("15 个工作日", "5 个工作日", Freedom.SHORTER, True)
    assert told["咨询电话"].freedom is Freedom.FREE
    gone = inheritance.departures(above(), here(materials=given.MATERIALS[:2]))
    assert any("经营场所使用证明" in d.label and d.allowed for d in gone)
    assert all(label and why for label, _, why in FREEDOM.values())


def test_who_is_nearer_is_heard_first() -> None:
    whole = inheritance.inherited([{"visits": 0, "phone": ""}, {"phone": "1", "basis": "甲"}, {"basis": "乙"}])
    assert whole == {"visits": 0, "phone": "1", "basis": "甲"}
    assert inheritance.carried_down(whole, {"phone": "2", "basis": ""}) == {"phone": "2", "basis": "甲", "visits": 0}


def test_a_ring_is_named() -> None:
    inheritance.check_chain(["甲", "乙", "丙"])
    with pytest.raises(InvalidInputError, match="“乙”→“丙”→“乙”"):
        inheritance.check_chain(["甲", "乙", "丙", "乙"], closed=True)
    with pytest.raises(InvalidInputError, match="最多 5 层"):
        inheritance.check_chain(list("甲乙丙丁戊己"))


# With the database


def entry(code: str = STATE, name: str = "样例许可", level: str = "state", parent: str = "", **content: Any) -> int:
    return actions.save_entry(
        HOUSE, code, name, Procedure.LICENCE, level, "样例目录（2026 年版）", parent_code=parent, content=content
    )


@pytest.mark.django_db
def test_an_item_is_published_under_its_list_and_remembers_which() -> None:
    entry(**UPPER)
    item_id = given.draft_item(organs.organ(), name="样例许可")
    actions.edit_item(HOUSE, item_id, "样例许可", Procedure.LICENCE, base_code=STATE)
    actions.follow(HOUSE, item_id, STATE)
    actions.save_draft(HOUSE, item_id, given.content(promised={"amount": 16, "unit": "workdays"}))
    assert any(p.field == "promised" for p in queries.draft(HOUSE, item_id).problems)
    with pytest.raises(InvalidInputError) as refused:
        actions.publish(HOUSE, item_id)
    assert "只能比上级承诺的更短" in refused.value.message
    assert queries.published(item_id) is None
    actions.save_draft(HOUSE, item_id, given.content())
    actions.publish(HOUSE, item_id)
    standing = queries.inheritance_of(HOUSE, item_id)
    assert standing is not None
    assert [e.base_code for e in standing.chain] == [STATE]
    assert not standing.behind
    entry(**{**UPPER, "promised": {"amount": 12, "unit": "workdays"}})
    later = queries.inheritance_of(HOUSE, item_id)
    assert later is not None
    assert later.behind
    assert queries.followers(HOUSE, STATE).rows[0][3]


@pytest.mark.django_db
def test_what_was_published_before_it_followed_a_list_is_not_behind_it() -> None:
    entry(**UPPER)
    item_id = given.published_item(organs.organ(), name="样例许可")
    actions.follow(HOUSE, item_id, STATE)
    standing = queries.inheritance_of(HOUSE, item_id)
    assert standing is not None
    assert not standing.behind


@pytest.mark.django_db
def test_two_lists_above_are_heard_together() -> None:
    entry(promised={"amount": 15, "unit": "workdays"}, basis="样例法规第一条")
    entry(PROVINCE, level="province", parent=STATE, promised={"amount": 12, "unit": "workdays"})
    with pytest.raises(InvalidInputError) as longer:
        entry(PROVINCE, level="province", parent=STATE, promised={"amount": 18, "unit": "workdays"})
    assert longer.value.code == "catalogue.entry_against_upper"
    whole = queries.entry(HOUSE, PROVINCE).parts
    assert (whole.basis, str(whole.promised)) == ("样例法规第一条", "12 个工作日")
    item_id = given.draft_item(organs.organ(), name="样例许可")
    actions.follow(HOUSE, item_id, PROVINCE)
    actions.edit_item(HOUSE, item_id, "样例许可", Procedure.LICENCE, base_code=PROVINCE)
    actions.save_draft(HOUSE, item_id, given.content(basis="", phone=""))
    assert [p.field for p in queries.draft(HOUSE, item_id).problems] == ["basis"]
    actions.carry_down(HOUSE, item_id)
    found = queries.draft(HOUSE, item_id)
    assert (found.parts.basis, found.problems) == ("样例法规第一条", ())


@pytest.mark.django_db
def test_a_ring_is_refused_with_its_names_and_found_if_it_came_another_way() -> None:
    entry(name="国家条目")
    entry(PROVINCE, "国家条目（省）", "province", STATE)
    with pytest.raises(InvalidInputError) as refused:
        entry(name="国家条目", parent=PROVINCE)
    assert refused.value.code == "catalogue.cyclic_inheritance"
    assert "“国家条目”→“国家条目（省）”→“国家条目”" in refused.value.message
    with pytest.raises(InvalidInputError):
        entry(name="国家条目", parent=STATE)
    BaseEntry.objects.filter(base_code=STATE).update(parent=BaseEntry.objects.get(base_code=PROVINCE))
    item_id = given.draft_item(organs.organ(), name="国家条目")
    actions.follow(HOUSE, item_id, STATE)
    with pytest.raises(InvalidInputError) as found:
        actions.publish(HOUSE, item_id)
    assert found.value.code == "catalogue.cyclic_inheritance"
    assert any("绕成了圈" in p.sentence for p in queries.draft(HOUSE, item_id).problems)


@pytest.mark.django_db
def test_nothing_is_published_on_what_is_retired() -> None:
    entry()
    item_id = given.draft_item(organs.organ(), name="样例许可")
    actions.edit_item(HOUSE, item_id, "样例许可", Procedure.LICENCE, base_code=STATE)
    actions.follow(HOUSE, item_id, STATE)
    with pytest.raises(InvalidInputError):
        actions.retire_entry(HOUSE, STATE, "")
    actions.retire_entry(HOUSE, STATE, "国务院决定取消")
    with pytest.raises(WrongStateError):
        actions.retire_entry(HOUSE, STATE, "再一次")
    with pytest.raises(WrongStateError) as refused:
        actions.publish(HOUSE, item_id)
    assert refused.value.code == "catalogue.depends_on_retired"
    assert "样例许可" in refused.value.message
    other = given.draft_item(organs.organ(), name="样例许可")
    with pytest.raises(WrongStateError):
        actions.follow(HOUSE, other, STATE)
    actions.follow(HOUSE, item_id, "")
    actions.publish(HOUSE, item_id)


@pytest.mark.django_db
def test_lists_are_kept_by_who_may_for_the_whole_city() -> None:
    entry()
    organ = organs.organ()
    editor, keeper = organs.staff(organ, Can.EDIT_ITEMS), organs.staff(organ, Can.KEEP_LISTS)
    for stranger in (editor, keeper):
        with pytest.raises(NotAllowedError):
            actions.retire_entry(stranger, STATE, "不可以")
    everywhere = organs.staff(organ, Can.KEEP_LISTS, reach=Reach.EVERYWHERE)
    actions.save_entry(everywhere, "XK12345001", "旧代样例", Procedure.LICENCE, "state", "样例目录")
    assert [e.name for e in queries.entries(editor, text="旧代").rows] == ["旧代样例"]
    with pytest.raises(NotAllowedError):
        queries.entries(organs.staff(organ))
    with pytest.raises(NotFoundError):
        queries.entry(editor, "000000000000")
    with pytest.raises(NotFoundError):
        actions.follow(HOUSE, given.draft_item(organ), "000199001000")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "12"}, "base_code"),
        ({"name": " "}, "name"),
        ({"level": "moon"}, "level"),
        ({"visits": -1}, "visits"),
    ],
)
def test_an_unfinished_entry_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        entry(**changes)
    assert refused.value.field == field
    assert not BaseEntry.objects.exists()


@pytest.mark.django_db
def test_codes_of_both_generations_stand_on_an_item() -> None:
    organ, code = organs.organ(), "11440100007482575H3440118009000"
    item_id = actions.create_item(HOUSE, organ, code, "样例", Procedure.LICENCE, base_code="440118009000")
    actions.edit_item(
        HOUSE, item_id, "样例", Procedure.LICENCE, base_code="440118009000", handling_code=code + "01",
        local_item_code="xk123450013418", local_base_code="XK12345001",
    )  # fmt: skip
    told = queries.codes_of(HOUSE, item_id)
    assert [text for _, text, _, _ in told.rows] == [code, "440118009000", code + "01", "XK123450013418", "XK12345001"]
    assert [d for d in told.doubts if "实施单位" not in d] == []
    for field, wrong in (
        ("handling_code", code),
        ("handling_code", "11370800MB28559184337011700201101"),
        ("local_item_code", "X" * 30),
        ("local_base_code", "12345"),
        ("base_code", "44011800900"),
    ):
        with pytest.raises(InvalidInputError) as refused:
            actions.edit_item(HOUSE, item_id, "样例", Procedure.LICENCE, **{"base_code": "440118009000", field: wrong})
        assert refused.value.field == field
    for wrong_code, base in ((code[:-1] + "1", "440118009000"), ("11440100007482576H3440118009000", "")):
        with pytest.raises(InvalidInputError) as refused:
            actions.create_item(HOUSE, organ, wrong_code, "样例二", Procedure.LICENCE, base_code=base)
        assert refused.value.field == "item_code"
    with pytest.raises(InvalidInputError, match="应为 20"):
        actions.create_item(HOUSE, organ, code, "样例三", Procedure.SERVICE)
