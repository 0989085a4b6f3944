"""The other fields of the list: read, held against each other, compared."""

from typing import Any

import pytest

from cityhall.catalogue.rules import crossing, publishing
from cityhall.catalogue.rules.content import read_content, write_content
from cityhall.catalogue.rules.differences import of_contents
from cityhall.catalogue.terms import Area, Depth, HandlingWay, Level, Medium, Nature, Served
from cityhall.kernel.errors import InvalidInputError

from . import given

WHOLE: dict[str, Any] = {
    "standing": {"level": "city", "nature": "entrusted", "source": "from_above", "entrusted_by": "样例省样例厅"},
    "offer": {
        "served": ["company", "person"], "ways": ["mobile", "window"], "depth": "apply", "parts": ["ask", "accept"],
        "area": "provinces", "visit_reason": "核验原件", "url": "https://example.gov.cn/x", "booking": True,
        "express": True, "terminals": True, "pay_online": True, "elder": True,
    },
    "scope": {
        "partners": ["市样例局"], "intermediary": "环境影响评价", "quota": "每年 10 个", "person_topics": ["就业创业"],
        "company_topics": ["准营准办"], "places": ["990102001"], "flow": "先申请后核验", "annual": "每年报告",
    },
    "fee": "charged",
    "visits": 1,
    "charges": [
        {"name": "证书工本费", "standard": "每本 10 元", "basis": "样例价费〔2020〕1 号", "reducible": True, "reduction": "小微免收"}
    ],
}  # fmt: skip


def test_all_fields_are_read_and_written_back() -> None:
    parts = read_content(given.content(**WHOLE))
    assert (parts.standing.level, parts.standing.nature) == (Level.CITY, Nature.ENTRUSTED)
    assert parts.offer.served == (Served.PERSON, Served.COMPANY), "in the order of the standard"
    assert parts.offer.ways == (HandlingWay.WINDOW, HandlingWay.MOBILE)
    assert (parts.offer.depth, parts.offer.area) == (Depth.APPLY, Area.PROVINCES)
    assert parts.scope.places == ("990102001",)
    assert parts.charges[0].reduction == "小微免收"
    assert parts.materials[0].medium is Medium.EITHER
    assert read_content(write_content(parts)) == parts
    assert publishing.publish_problems(parts, publishing.Head("样例", 1)) == []
    assert crossing.advice(parts) == []


def test_content_from_before_these_fields_reads_as_ever() -> None:
    parts = read_content(given.content())
    assert (parts.standing.level, parts.offer.served, parts.scope.partners, parts.charges) == (None, (), (), ())
    assert publishing.publish_problems(parts, publishing.Head("样例", 1)) == []


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"standing": {"level": "galaxy"}}, "standing.level"),
        ({"offer": {"served": ["cat"]}}, "offer.served"),
        ({"offer": {"url": "javascript:x"}}, "offer.url"),
        ({"offer": {"booking": "yes"}}, "offer.booking"),
        ({"scope": {"places": ["12"]}}, "scope.places"),
        ({"scope": "x"}, "scope"),
        ({"charges": [{"standard": "1 元"}]}, "charges.0.name"),
        ({"charges": [{"name": "甲"}, {"name": "甲"}]}, "charges"),
        ({"materials": [{"key": "a", "name": "甲", "medium": "stone"}]}, "materials.0.medium"),
    ],
)
def test_nonsense_is_refused_with_its_place(content: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_content(content)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"standing": {"nature": "entrusted"}}, "standing.entrusted_by"),
        ({"standing": {"source": "from_peer"}}, "standing.entrusted_by"),
        ({"standing": {"entrusted_by": "样例厅"}}, "standing.nature"),
        ({"offer": {"served": ["person"]}}, "offer.served"),
        ({"offer": {"served": ["company"]}, "applicants": ["person"]}, "offer.served"),
        ({"offer": {"ways": ["window"]}}, "offer.ways"),
        ({"offer": {"ways": ["mobile"], "express": True}, "online": False}, "offer.ways"),
        ({"offer": {"depth": "apply"}, "online": False, "visits": 1}, "offer.depth"),
        ({"offer": {"depth": "whole"}, "visits": 1}, "visits"),
        ({"online": False}, "visits"),
        ({"fee": "charged"}, "fee_note"),
        ({"charges": WHOLE["charges"]}, "charges"),
        ({"fee": "charged", "charges": [{"name": "甲", "basis": "乙"}]}, "charges.0.standard"),
        ({"fee": "charged", "charges": [{"name": "甲", "standard": "1 元"}]}, "charges.0.basis"),
        (
            {"fee": "charged", "charges": [{"name": "甲", "standard": "1 元", "basis": "乙", "reducible": True}]},
            "charges.0.reduction",
        ),
    ],
)
def test_fields_that_contradict_each_other_stop_publishing(changes: dict[str, Any], field: str) -> None:
    found = publishing.publish_problems(read_content(given.content(**changes)), publishing.Head("样例", 1))
    assert field in [p.field for p in found]
    assert all(p.sentence for p in found)


def test_who_need_not_come_may_send_by_post() -> None:
    parts = read_content(given.content(online=False, offer={"express": True}))
    assert crossing.problems(parts) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"visits": 2}, "offer.visit_reason"),
        ({"fee": "charged", "fee_note": "每本 10 元"}, "offer.pay_online"),
        ({"steps": given.STEPS[1:]}, "steps"),
        ({"result": {"name": "样例许可证", "kind": "批文"}}, "result"),
        ({"result": {"name": "关于样例的批复", "kind": "证照"}}, "result"),
        ({}, "standing.level"),
    ],
)
def test_local_rules_only_advise(changes: dict[str, Any], field: str) -> None:
    parts = read_content(given.content(**changes))
    assert field in [place for place, _ in crossing.advice(parts)]
    assert publishing.publish_problems(parts, publishing.Head("样例", 1)) == []


def test_what_differs_is_said_in_words() -> None:
    changes = of_contents(read_content(given.content()), read_content(given.content(**WHOLE)), {})
    told = {c.place: (c.before, c.after) for c in changes}
    assert told["由谁行使 · 行使层级"] == ("", "市级")
    assert told["怎样提供 · 服务对象分类"] == ("", "自然人、企业法人")
    assert told["怎样提供 · 可预约"] == ("否", "是")
    assert told["涉及范围 · 数量限制"] == ("", "每年 10 个")
    assert "每本 10 元" in told["收费项目“证书工本费”"][1]
