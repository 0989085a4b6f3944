"""指南体检 as rules: a whole guide is sound, and each thing that is taken from it is found."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from cityhall.catalogue.rules import publishing
from cityhall.catalogue.rules.checkup import Finding, findings, not_a_phone
from cityhall.catalogue.rules.content import read_content
from cityhall.catalogue.terms import GuideRule, Severity

from . import given

HEAD = publishing.Head("样例许可", 1, "样例局")
MATERIAL = {
    "key": "form",
    "name": "申请表",
    "standard": "填写完整，签字",
    "basis": "样例法第二条",
    "hint": "窗口有空白表",
}
LIMITED = [{**s, "checks": ["真实"]} for s in given.STEPS]
SOUND: Mapping[str, Any] = given.content(
    materials=[MATERIAL], steps=LIMITED, standing={"level": "county"}, phone="0990-1234567", supervise_phone="12345",
    address="样例路 1 号二楼 3 号窗口", hours="工作日 9:00—17:00", keywords=["开店"],
)  # fmt: skip


def looked(**changes: Any) -> list[Finding]:
    return findings(read_content({**SOUND, **changes}), HEAD)


def test_a_sound_guide_has_nothing() -> None:
    assert looked() == []


@pytest.mark.parametrize(
    ("changes", "rule", "severity", "place", "told"),
    [
        ({"statutory": None}, "limits", "blocks", "statutory", "没有法定办结时限"),
        ({"promised": {"amount": 30, "unit": "workdays"}}, "limits", "blocks", "promised", "比法定办结时限"),
        ({"promised": {"amount": 20, "unit": "workdays"}}, "limits", "hint", "promised", "没有压缩"),
        ({"promised": {"amount": 4, "unit": "workdays"}}, "steps", "blocks", "steps", "合计 5"),
        ({"result": None}, "result", "blocks", "result", "没有审批结果"),
        ({"result": {"name": "批复", "kind": "证照"}}, "result", "mend", "result", "看名称是批文"),
        ({"materials": [{**MATERIAL, "name": "其他材料"}]}, "vague", "blocks", "materials.0.name", "兜底"),
        ({"materials": [{**MATERIAL, "name": "身份证等相关材料"}]}, "vague", "blocks", "materials.0.name", "兜底"),
        ({"materials": [{**MATERIAL, "standard": ""}]}, "materials", "mend", "materials.0.standard", "没有受理标准"),
        ({"materials": [{**MATERIAL, "basis": ""}]}, "materials", "hint", "materials.0.basis", "没有要求提供的依据"),
        ({"materials": [{**MATERIAL, "hint": ""}]}, "materials", "hint", "materials.0.blank", "没有空白表"),
        ({"materials": [{**MATERIAL, "form": "copy", "medium": "file"}]}, "materials", "mend", "materials.0.medium", "载体是电子"),
        ({"materials": [{**MATERIAL, "hint": "按规定填写"}]}, "vague", "mend", "materials.0.hint", "写明规定的名称"),
        ({"conditions": "视情况决定是否受理。"}, "vague", "mend", "conditions", "写明什么情况怎么办"),
        ({"conditions": "长" * 81}, "wording", "hint", "conditions", "81 个字"),
        ({"conditions": ""}, "texts", "mend", "conditions", "没有受理条件"),
        ({"basis": ""}, "texts", "mend", "basis", "没有设定依据"),
        ({"summary": ""}, "texts", "hint", "summary", "没有简介"),
        ({"keywords": []}, "texts", "hint", "keywords", "没有俗称"),
        ({"phone": ""}, "phones", "mend", "phone", "没有咨询电话"),
        ({"phone": "见门口"}, "phones", "mend", "phone", "不像电话"),
        ({"supervise_phone": "0990-12"}, "phones", "mend", "supervise_phone", "不像电话"),
        ({"address": ""}, "place", "hint", "address", "没有办理地点"),
        ({"address": "", "visits": 1, "offer": {"visit_reason": "核验原件"}}, "place", "mend", "address", "没有办理地点"),
        ({"hours": "工作日"}, "place", "mend", "hours", "没有写几点"),
        ({"visits": 1}, "online", "mend", "offer.visit_reason", "要到现场 1 次"),
        ({"fee": "charged", "fee_note": "按样例规定"}, "fees", "mend", "charges", "没有逐项写收费项目"),
        ({"fee": "charged"}, "fees", "blocks", "fee_note", "没有收费说明"),
        ({"standing": {}}, "body", "mend", "standing.level", "没有填写行使层级"),
        ({"standing": {"level": "county", "nature": "entrusted"}}, "body", "blocks", "standing.entrusted_by", "没有写委托机关"),
        ({"steps": [LIMITED[0] | {"limit": None}, LIMITED[1]]}, "steps", "hint", "steps", "没有时限"),
        ({"steps": [LIMITED[0] | {"checks": []}, LIMITED[1]]}, "steps", "hint", "steps.0.checks", "没有审查要点"),
    ],
)  # fmt: skip
def test_each_thing_is_found_where_it_is(
    changes: dict[str, Any], rule: str, severity: str, place: str, told: str
) -> None:
    found = [f for f in looked(**changes) if (f.rule, f.severity, f.place) == (rule, severity, place)]
    assert found, looked(**changes)
    assert any(told in f.sentence for f in found)


def test_steps_beyond_the_limit_are_too_many_side_by_side_they_count_once() -> None:
    def steps(count: int, order: bool) -> list[dict[str, Any]]:
        first = [
            {"key": f"s{n}", "name": f"审查{n}", "desk": "review", "order": n if order else 1, "checks": ["真实"],
             "limit": {"amount": 1, "unit": "workdays"}}
            for n in range(1, count)
        ]  # fmt: skip
        return [*first, {**LIMITED[1], "order": count, "key": "last"}]

    over = [f for f in looked(steps=steps(5, order=True)) if f.rule is GuideRule.STEPS]
    assert [f.severity for f in over] == [Severity.MEND]
    assert "一般不超过 4 个" in over[0].sentence
    assert not [f for f in looked(steps=steps(5, order=False)) if f.rule is GuideRule.STEPS]
    instant = {"pace": "instant", "promised": {"amount": 0, "unit": "instant"}}
    bare = [{k: v for k, v in s.items() if k != "limit"} for s in steps(4, order=True)]
    told = [f for f in looked(steps=bare, **instant) if f.rule is GuideRule.STEPS]
    assert any("一般不超过 3 个" in f.sentence for f in told)


def test_what_stops_publishing_is_said_in_the_same_words() -> None:
    parts = replace(read_content(SOUND), statutory=None, result=None, applicants=())
    told = [f.sentence for f in findings(parts, HEAD) if f.severity is Severity.BLOCKS]
    assert told == [p.sentence for p in publishing.publish_problems(parts, HEAD)]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("12345", ""), ("0990-1234567", ""), ("0990—12345678、13900000001", ""), ("窗口：0990-1234567（工作日）", ""),
        ("0990-1234567转3", ""), ("400-123-4567", ""), ("1234567", ""), ("96110", ""), ("0990-12", "0990-12"), ("123", "123"),
        ("见公告", "见公告"), ("1390000000", "1390000000"),
    ],
)  # fmt: skip
def test_phones_are_told_from_what_is_none(text: str, wrong: str) -> None:
    assert not_a_phone(text) == wrong
