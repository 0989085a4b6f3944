"""一张表格、一套材料, as rules."""

import pytest

from cityhall.catalogue.terms import FieldKind, FieldSpec, MaterialSpec
from cityhall.joint.rules import forms
from cityhall.joint.terms import Feed, Slot, Use

from .items import asked

NAME = FieldSpec("name", "企业名称", max_length=60, group="基本情况")
PHONE = FieldSpec("tel", "联系电话", FieldKind.PHONE, personal=True, group="联系")


def test_the_same_field_is_asked_once_in_the_order_of_the_guide() -> None:
    form = forms.one_form([
        asked("a", NAME, PHONE),
        asked("b", FieldSpec("company", "企业 名称", max_length=40, group="基本情况"), FieldSpec("staff", "职工人数", FieldKind.NUMBER,
                                                                                      group="基本情况")),
    ])  # fmt: skip

    assert [(one.spec.key, one.spec.label) for one in form] == [
        ("a-name", "企业名称"), ("b-staff", "职工人数"), ("a-tel", "联系电话"),
    ]  # fmt: skip
    assert form[0].uses == (Use("a", "name"), Use("b", "company"))
    assert form[0].spec.max_length == 40


def test_questions_come_first() -> None:
    ask = FieldSpec("rent", "场地是租的吗", FieldKind.YES_NO, group="先回答几个问题")
    form = forms.one_form([asked("a", NAME), asked("b", ask, NAME)], first="先回答几个问题")

    assert [one.spec.label for one in form] == ["场地是租的吗", "企业名称"]


def test_fields_of_one_standard_field_are_one_whatever_they_are_called() -> None:
    form = forms.one_form([
        asked("a", FieldSpec("n", "企业名称", standard="entity_name")),
        asked("b", FieldSpec("m", "单位名称", standard="entity_name"), FieldSpec("o", "企业名称")),
    ])  # fmt: skip

    assert [one.uses for one in form] == [(Use("a", "n"), Use("b", "m")), (Use("b", "o"),)]


def test_what_the_designer_sets_apart_stays_apart() -> None:
    items = [asked("a", NAME), asked("b", NAME)]

    assert len(forms.one_form(items)) == 1
    assert len(forms.one_form(items, (Use("b", "name"),))) == 2


def test_an_answer_keeps_its_place_when_an_item_falls_away() -> None:
    both = [asked("a", NAME), asked("b", NAME)]
    only_b = [asked("a", NAME, only=set()), asked("b", NAME)]

    assert forms.one_form(both)[0].spec.key == forms.one_form(only_b)[0].spec.key == "a-name"
    assert forms.one_form(only_b)[0].uses == (Use("b", "name"),)
    assert forms.values_for("b", forms.keys_of(only_b), {"a-name": "甲公司"}) == {"name": "甲公司"}


def test_the_strictest_rule_holds_for_all() -> None:
    number = FieldSpec("n", "人数", FieldKind.NUMBER, required=False, least="1", most="100")
    [one] = forms.one_form(
        [asked("a", number), asked("b", FieldSpec("m", "人数", FieldKind.NUMBER, least="2", most="50"))]
    )

    assert (one.spec.required, one.spec.least, one.spec.most) == (True, "2", "50")
    [either] = forms.one_form([
        asked("a", FieldSpec("k", "方式", FieldKind.CHOICE, choices=("甲", "乙", "丙"))),
        asked("b", FieldSpec("k", "方式", FieldKind.CHOICE, choices=("丙", "乙"), personal=True)),
    ])  # fmt: skip
    assert (either.spec.choices, either.spec.personal) == (("乙", "丙"), True)


@pytest.mark.parametrize(("one", "other", "about", "blocks"), [
    (FieldSpec("k", "x", FieldKind.TEXT, standard="s"), FieldSpec("k", "x", FieldKind.DATE, standard="s"), "类型", True),
    (FieldSpec("k", "x", FieldKind.CHOICE, choices=("a", "b")), FieldSpec("k", "x", FieldKind.CHOICE, choices=("c", "d")),
     "选项", True),
    (FieldSpec("k", "x", FieldKind.CHOICE, choices=("a", "b")), FieldSpec("k", "x", FieldKind.CHOICE, choices=("b", "c")),
     "选项", False),
    (FieldSpec("k", "x", FieldKind.NUMBER, most="3"), FieldSpec("k", "x", FieldKind.NUMBER, least="4"), "范围", True),
    (FieldSpec("k", "x", FieldKind.DATE, most="2026-01-31"), FieldSpec("k", "x", FieldKind.DATE, least="2025-12-31"),
     "范围", False),
    (FieldSpec("k", "x", pattern="[0-9]"), FieldSpec("k", "x", pattern="[a-z]"), "格式", False),
    (FieldSpec("k", "x", max_length=3), FieldSpec("k", "x", max_length=5), "最多字数", False),
    (FieldSpec("k", "x", required=False), FieldSpec("k", "x"), "必填", False),
])  # fmt: skip
def test_where_items_differ_the_designer_is_told(one: FieldSpec, other: FieldSpec, about: str, blocks: bool) -> None:
    [found] = forms.conflicts([asked("a", one), asked("b", other)])

    assert (found.about, found.blocks) == (about, blocks)
    assert [name for name, _ in found.said] == ["事项a", "事项b"]


def test_fields_that_agree_are_no_conflict() -> None:
    assert forms.conflicts([asked("a", NAME), asked("b", NAME)]) == ()


def test_one_set_of_materials() -> None:
    items = [
        asked("a", materials=(MaterialSpec("id", "身份证明", required=False, standard="在有效期内"), MaterialSpec("house", "住所证明"))),
        asked("b", materials=(MaterialSpec("id2", "身份 证明", standard="与法人一致"), MaterialSpec("lease", "租赁合同"),
                              MaterialSpec("licence", "营业执照"))),
    ]  # fmt: skip
    slots = (Slot("住所使用证明", (Use("a", "house"), Use("b", "lease"))),)
    found = forms.one_set(items, slots, (Feed("b", "licence", "a"),))

    assert [(one.key, one.name, one.required, len(one.uses)) for one in found] == [
        ("a-id", "身份证明", True, 2), ("a-house", "住所使用证明", True, 2),
    ]  # fmt: skip
    assert found[0].standards == ("在有效期内", "与法人一致")


def test_what_is_saved_is_counted_on_what_applies() -> None:
    items = [
        asked("a", NAME, PHONE, materials=(MaterialSpec("id", "身份证明"),)),
        asked("b", NAME, PHONE, materials=(MaterialSpec("id", "身份证明"),)),
        asked("c", NAME, only=set()),
    ]
    told = forms.saved(items, forms.one_form(items), forms.one_set(items), own=1)

    assert str(told) == "原需填 4 项、交 2 份材料；现填 3 项、交 1 份"
