"""Names taken apart, likeness in words, and clusters on a set whose truth is known."""

import pytest

from bench import matters
from bench.standardise import entries
from cityhall.catalogue.rules import clusters
from cityhall.catalogue.rules.likeness import LINK, Entry, feature, laws_of, likeness, number, paper, reason
from cityhall.catalogue.rules.matter_names import apart, called, nearness, place_of

ORGAN = "东江县市场监督管理局"
HELD_OUT = 90_705  # tried on nothing else


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("食品经营许可（新办）", "食品经营许可(新办)"),
        ("东江县食品经营许可（新办）", "食品经营许可证新办"),
        ("东江县市场监督管理局食品经营许可证核发", "食品经营行政许可"),
        ("市场监督管理局食品经营审批", "核发《食品经营许可证》"),
        ("食品经营许可-变更", "变更食品经营许可证"),
        ("食品经营许可【变更】", "食品经营许可证变更办理"),
        ("食品经营许可证换证", "食品经营许可（延续）"),
        ("食品经营许可证遗失补办", "补发食品经营许可证"),
        ("食品经营许可（首次申请）", "食品经营许可（新办）"),
        ("食品经营 许可（个人）", "食品经营许可 （ 个人 ）"),
        ("ＡＢ类危险化学品经营许可", "AB类危险化学品经营许可"),
    ],
)
def test_two_ways_to_write_one_matter(one: str, other: str) -> None:
    left, right = called(one, ORGAN), called(other, ORGAN)
    assert left.key == right.key or (left.core == right.core and not apart(left, right))


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("食品经营许可（新办）", "食品经营许可（变更）", "办理情形不同：新办 与 变更"),
        ("食品经营许可（延续）", "食品经营许可（注销）", "办理情形不同：延续 与 注销"),
        ("公司设立登记", "公司变更登记", "办理情形不同：新办、登记 与 变更、登记"),
        ("食品经营许可证补办", "食品经营许可证", "办理情形不同：补办 与 未分情形"),
        ("文物保护单位认定（县级）", "文物保护单位认定（市级）", "层级不同：县 与 市"),
        ("县级文物保护单位认定", "文物保护单位认定", "层级不同：县 与 未写"),
        ("户外广告设置（个人）", "户外广告设置（单位）", "子项不同：个人 与 单位"),
        ("户外广告设置（个人）", "户外广告设置", "子项不同：个人 与 无"),
        ("食品生产许可", "食品经营许可", "对象不同：生产 与 经营"),
        ("道路旅客运输站许可", "道路货物运输站许可", "对象不同：旅客 与 货物"),
    ],
)
def test_names_that_set_matters_apart(one: str, other: str, why: str) -> None:
    assert apart(called(one, ORGAN), called(other, ORGAN)) == why


@pytest.mark.parametrize(
    ("organ", "place"),
    [
        (ORGAN, "东江县"), ("样例市东江县水务局", "样例市东江县"), ("市场监督管理局", ""), ("城市管理局", ""),
        ("长桥街道办事处", "长桥街道"),
    ],
)  # fmt: skip
def test_where_an_organ_is(organ: str, place: str) -> None:
    assert place_of(organ) == place


def test_bases_and_papers_are_read_whatever_their_form() -> None:
    assert laws_of("根据《中华人民共和国食品安全法（2021修正）》第三十五条规定") == {"食品安全法": frozenset({35})}
    assert laws_of("《食品安全法》第35条、第一百二十二条") == {"食品安全法": frozenset({35, 122})}
    assert laws_of("食品经营许可管理办法第十条") == {"食品经营许可管理办法": frozenset({10})}
    assert [number(n) for n in ("十", "二十", "一百零五", "三十五", "7")] == [10, 20, 105, 35, 7]
    assert {paper("居民身份证（复印件，1 份）"), paper("法定代表人身份证")} == {"身份证明"}
    assert {paper("食品经营许可申请书"), paper("申请表")} == {"申请表"}
    assert paper("《平面图》原件") == "平面图"


def test_a_slip_weighs_less_in_a_longer_name() -> None:
    assert nearness("道路货物运输", "道路货物运输") == 1
    assert nearness("道路货物运输", "道路贷物运输") == pytest.approx(5 / 6)
    assert nearness("取水", "排水") == 0


def entry(n: int, name: str, organ: str, **more: object) -> Entry:
    return Entry(n, name, organ, "licence", **more)  # type: ignore[arg-type]


def test_the_reason_is_said_in_words() -> None:
    papers = ("申请表", "身份证复印件", "平面图", "管理制度", "健康证明")
    one = feature(
        entry(1, "东江县食品经营许可", ORGAN, basis="《食品安全法》第三十五条", materials=papers), {"东江县", "西岭县"}
    )
    other = feature(
        entry(
            2,
            "西岭县食品经营许可",
            "西岭县市场监督管理局",
            basis="《中华人民共和国食品安全法》第35条",
            materials=papers[:4],
        ),
        {"东江县", "西岭县"},
    )
    assert likeness(one, other, {}).score > LINK
    assert reason(one, other) == "名称相同，仅地名或单位不同；依据同一条（食品安全法）；材料 5 份中 4 份相同"


def test_likeness_is_not_handed_on_along_a_chain() -> None:
    """B is like A and like C, but A and C are two matters by law and code."""
    found = clusters.groups([
        entry(1, "道路货物运输经营", "甲县交通局", basis="《甲条例》第一条", base_code="000118001001"),
        entry(2, "道路货物运输经营", "乙县交通局"),
        entry(3, "道路货物运输经营", "丙县交通局", basis="《乙条例》第一条", base_code="000118001002"),
    ])  # fmt: skip
    assert len(found) == 1
    assert len(found[0].ids) == 2


def test_on_a_held_out_set_precision_and_recall_hold() -> None:
    rows = matters.written(400, 2_200, HELD_OUT)
    heard: list[tuple[int, int]] = []
    found = clusters.groups(entries(rows), told=lambda done, of: heard.append((done, of)))
    marks = matters.marks([row.matter for row in rows], [group.ids for group in found])
    assert marks.precision >= 0.95
    assert marks.recall >= 0.9
    assert heard
    assert all(done < of for done, of in heard)
    assert [g.score for g in found] == sorted((g.score for g in found), reverse=True)


def test_the_same_seed_writes_the_same_set() -> None:
    assert matters.written(50, 250, 3) == matters.written(50, 250, 3)
    assert len(matters.written(50, 250, 3)) == 250
