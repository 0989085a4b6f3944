"""发布检查: what cannot work is named."""

from dataclasses import replace

import pytest

from cityhall.catalogue.terms import LicenceAct, MaterialSpec
from cityhall.deadlines.terms import Limit, Unit
from cityhall.joint.rules.verifying import blocking, promised_workdays, verify, workdays
from cityhall.joint.terms import (
    After,
    Conflict,
    Feed,
    Join,
    Need,
    PackageTerms,
    PartSpec,
    Slot,
    StageSpec,
    Use,
)

from .items import item

IDENTITY = (MaterialSpec("id", "身份证明"),)
ITEMS = {n: item(n, materials=IDENTITY) for n in (1, 2, 3)}


def part(key: str, item_id: int, *after: str, stage: str = "s", need: Need = Need.RESULT) -> PartSpec:
    return PartSpec(key, item_id, stage, tuple(After(a, need) for a in after))


def package(*parts: PartSpec, days: int = 3, unit: Unit = Unit.WORKDAYS, stages: tuple[StageSpec, ...] = (),
            slots: tuple[Slot, ...] = (), feeds: tuple[Feed, ...] = ()) -> PackageTerms:  # fmt: skip
    stages = stages or (StageSpec("s", "联合审批", 9),)
    return PackageTerms("v", 1, 1, "p", "一件事", 9, Limit(days, unit), stages, parts, slots=slots, feeds=feeds)


SOUND = package(part("a", 1), part("b", 2, "a"), part("c", 3, "a"))


def test_a_sound_package_has_nothing_against_it() -> None:
    assert verify(SOUND, ITEMS, ()) == []


@pytest.mark.parametrize(("whole", "code", "words"), [
    (package(part("a", 1)), "too_few", "至少要有两个事项"),
    (package(part("a", 1, "b"), part("b", 2, "a")), "ring", "互相等待：a→b→a"),
    (package(part("a", 1, "c"), part("b", 2, "a"), part("c", 3, "b")), "ring", "互相等待：a→c→b→a"),
    (package(part("a", 1, "a"), part("b", 2)), "ring", "互相等待：a→a"),
    (package(part("a", 1, "b"), part("b", 2, stage="t"), stages=(StageSpec("s", "一", 9), StageSpec("t", "二", 9))),
     "ring", "互相等待"),
    (package(part("a", 1), part("b", 2), stages=(StageSpec("s", "一", 9), StageSpec("t", "竣工验收", 9))),
     "dead_stage", "阶段“竣工验收”里没有事项"),
    (package(part("a", 1), part("b", 2), stages=(StageSpec("s", "一", 7, Join.LEAD),)), "no_lead", "牵头单位在这个阶段没有事项"),
    (package(part("a", 1), part("b", 4)), "withdrawn", "事项“老事项”已停用"),
    (package(part("a", 1), part("b", 1)), "twice", "出现了两次（a、b）"),
    (package(part("a", 1), part("b", 2), slots=(Slot("多余的", (Use("a", "none"),)),)), "unasked", "共用材料“多余的”没有任何事项需要"),
    (package(part("a", 1), part("b", 2), slots=(Slot("空的", ()),)), "unasked", "共用材料“空的”没有任何事项需要"),
    (package(part("a", 1), part("b", 2), slots=(Slot("身份", (Use("a", "id"), Use("b", "none"))),)),
     "unasked", "“事项2”的材料“none”，该事项并不需要"),
    (package(part("a", 1), part("b", 2, "a"), feeds=(Feed("b", "none", "a"),)), "unasked", "材料“none”，该事项并不需要"),
    (package(part("a", 1), part("b", 2), feeds=(Feed("b", "id", "a"),)), "feed_early", "没有等它的结果"),
    (package(part("a", 1), part("b", 2, "a", need=Need.ACCEPTANCE), feeds=(Feed("b", "id", "a"),)),
     "feed_early", "没有等它的结果"),
])  # fmt: skip
def test_what_cannot_work_is_named(whole: PackageTerms, code: str, words: str) -> None:
    found = verify(whole, ITEMS, (), {4: "老事项"})

    assert [p.code for p in blocking(found)] == [code]
    assert words in found[0].sentence


@pytest.mark.parametrize(("days", "parts", "words"), [
    ((4, 1, 1), (part("a", 1), part("b", 2)), "“事项1”自己就要 4 个工作日"),
    ((2, 2, 1), (part("a", 1), part("b", 2, "a")), "事项1（2 个工作日）→事项2（2 个工作日） 共需 4 个工作日"),
    ((2, 2, 1), (part("a", 1), part("b", 2, "a"), part("c", 3, "b")), "→事项3（1 个工作日） 共需 5 个工作日"),
    ((2, 2, 1), (part("a", 1), part("b", 2, "a", need=Need.ACCEPTANCE)), ""),
    ((3, 3, 3), (part("a", 1), part("b", 2), part("c", 3)), ""),
])  # fmt: skip
def test_the_cases_own_limits_have_to_fit_the_promise(
    days: tuple[int, ...], parts: tuple[PartSpec, ...], words: str
) -> None:
    items = {n: item(n, days[n - 1]) for n in (1, 2, 3)}
    found = [p for p in verify(package(*parts), items, ()) if p.code == "too_long"]

    assert len(found) == bool(words)
    assert not words or words in found[0].sentence


def test_a_stage_that_waits_adds_its_days() -> None:
    stages = (StageSpec("s", "一", 9), StageSpec("t", "二", 9))
    items = {n: item(n, 2) for n in (1, 2)}
    waits = package(part("a", 1), part("b", 2, stage="t"), stages=stages)
    beside = replace(waits, stages=(stages[0], replace(stages[1], waits=False)))

    assert [p.code for p in verify(waits, items, ())] == ["too_long"]
    assert verify(beside, items, ()) == []


@pytest.mark.parametrize(("limit", "days"), [
    (Limit(3, Unit.WORKDAYS), 3), (Limit(7, Unit.DAYS), 7), (Limit(0, Unit.INSTANT), 0), (Limit(36, Unit.HOURS), 1.5),
])  # fmt: skip
def test_a_case_is_put_in_working_days_on_the_safe_side(limit: Limit, days: float) -> None:
    assert workdays(limit) == days


def test_a_promise_in_calendar_days_leaves_fewer_working_days() -> None:
    assert promised_workdays(Limit(7, Unit.DAYS)) == 5
    assert promised_workdays(Limit(3, Unit.WORKDAYS)) == 3


def test_an_item_that_changes_a_licence_is_named() -> None:
    items = {1: item(1), 2: item(2, licence_act=LicenceAct.RENEW)}

    assert [p.code for p in verify(package(part("a", 1), part("b", 2)), items, ())] == ["names_licence"]


def test_an_item_nobody_can_apply_for_online_is_named() -> None:
    items = {1: item(1), 2: item(2, online=False)}

    assert [p.code for p in verify(package(part("a", 1), part("b", 2)), items, ())] == ["not_online"]


def test_forms_that_contradict_each_other_block_and_others_are_told() -> None:
    hard = Conflict("出资额", "类型", (("甲", "数字"), ("乙", "日期")), "没有一种填法能同时满足", blocks=True)
    soft = Conflict("名称", "最多字数", (("甲", "60 字"), ("乙", "40 字")), "取最短：40 字")
    found = verify(SOUND, ITEMS, (hard, soft))

    assert [(p.code, p.blocks) for p in found] == [("clash", True), ("hint_clash", False)]
    assert "甲：数字；乙：日期" in found[0].sentence
