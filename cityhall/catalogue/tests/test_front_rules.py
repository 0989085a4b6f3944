"""Composed pages: which blocks, what is refused, what is still wanting."""

from typing import Any

import pytest

from cityhall.catalogue.rules import fronts
from cityhall.catalogue.terms.fronts import FrontKind
from cityhall.kernel.errors import InvalidInputError

SHOP: dict[str, Any] = {
    "title": "市样例局旗舰店", "summary": "样例。", "blocks": [
        {"kind": "banner", "title": "市样例局", "text": "样例"}, {"kind": "notice", "text": "停电一天", "until": "2026-12-01"},
        {"kind": "hot", "title": "大家常办", "computed": True}, {"kind": "items", "title": "开店", "items": [3, 5]},
        {"kind": "qa", "title": "常问", "pairs": [["问", "答"]]}, {"kind": "policies", "policies": [4]},
        {"kind": "topics", "fronts": [9]}, {"kind": "contact"},
    ],
}  # fmt: skip
TOPIC: dict[str, Any] = {
    "title": "开饭店", "blocks": [{"kind": "stage", "title": "先办照", "items": [3], "lines": ["身份证"]},
                                {"kind": "stage", "title": "再办证", "items": [3, 5]}],
}  # fmt: skip


def test_a_page_is_read_and_written_back_the_same() -> None:
    for raw, kind in ((SHOP, FrontKind.FLAGSHIP), (TOPIC, FrontKind.TOPIC)):
        terms = fronts.read_front(raw, kind)
        assert fronts.read_front(fronts.write_front(terms), kind) == terms
    assert fronts.items_of(fronts.read_front(TOPIC, FrontKind.TOPIC)) == [3, 5]


@pytest.mark.parametrize(
    ("block", "kind", "says"),
    [
        ({"kind": "stage", "title": "一", "items": [3, 3]}, FrontKind.TOPIC, "出现了两次"),
        ({"kind": "contact"}, FrontKind.TOPIC, "不能用在专题里"),
        ({"kind": "stage", "title": "一"}, FrontKind.FLAGSHIP, "不能用在部门旗舰店里"),
        ({"kind": "carousel"}, FrontKind.FLAGSHIP, "不认识"),
        ({"kind": "items", "items": ["三"]}, FrontKind.FLAGSHIP, "正整数"),
        ({"kind": "notice", "until": "明天"}, FrontKind.FLAGSHIP, "不是日期"),
        ({"kind": "text", "text": "字" * 2001}, FrontKind.FLAGSHIP, "最多 2000"),
        ({"kind": "qa", "pairs": [["只有问"]]}, FrontKind.FLAGSHIP, "一问一答"),
    ],
)
def test_nonsense_is_refused_at_its_place(block: dict[str, Any], kind: FrontKind, says: str) -> None:
    with pytest.raises(InvalidInputError, match=says):
        fronts.read_front({"title": "样例", "blocks": [block]}, kind)


@pytest.mark.parametrize(
    ("blocks", "kind", "open_items", "says"),
    [
        (SHOP["blocks"], FrontKind.FLAGSHIP, {3, 5}, []),
        (TOPIC["blocks"], FrontKind.TOPIC, {3, 5}, []),
        (TOPIC["blocks"], FrontKind.TOPIC, {5}, []),  # a stage still has its words
        ([], FrontKind.FLAGSHIP, set(), ["还没有版块"]),
        ([{"kind": "text", "title": "一", "text": "二"}], FrontKind.TOPIC, set(), ["至少要有一个阶段"]),
        ([{"kind": "items", "title": "开店", "items": [3]}], FrontKind.FLAGSHIP, {5}, ["都已停用"]),
        ([{"kind": "items", "items": []}], FrontKind.FLAGSHIP, set(), ["没有标题", "没有选事项"]),
        ([{"kind": "stage", "title": "一"}], FrontKind.TOPIC, set(), ["是空的"]),
        ([{"kind": "notice"}], FrontKind.FLAGSHIP, set(), ["没有文字"]),
    ],
)
def test_what_is_still_wanting_is_named_at_once(
    blocks: list[Any], kind: FrontKind, open_items: set[int], says: list[str]
) -> None:
    terms = fronts.read_front({"title": "样例", "blocks": blocks}, kind)
    found = fronts.front_problems(terms, kind, open_items)
    assert len(found) == len(says), found
    assert all(want in problem.sentence for want, problem in zip(says, found, strict=True))


def test_a_page_nobody_composed_has_blocks_of_its_own_and_nothing_wanting() -> None:
    terms = fronts.of_nothing_composed("市样例局")
    assert fronts.front_problems(terms, FrontKind.FLAGSHIP, set()) == []
