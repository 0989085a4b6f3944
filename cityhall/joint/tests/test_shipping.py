"""What comes with the program is whole: every reference there, every limit with a basis, every condition a question."""

import pytest

from cityhall.catalogue.rules import content as contents
from cityhall.catalogue.rules.publishing import Head, publish_problems
from cityhall.catalogue.terms import Procedure
from cityhall.joint import queries
from cityhall.joint.queries.shipped import everything, library_entries, roles, shipped_items
from cityhall.joint.rules import shipping
from cityhall.joint.terms import PackageTerms
from cityhall.kernel.errors import DomainError, InvalidInputError

PACKAGES = everything()
ITEMS = shipped_items()


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_an_item_reads_and_says_where_its_limits_come_from(item: shipping.ShippedItem) -> None:
    parts = contents.read_content(item.content)
    found = publish_problems(parts, Head(item.name, 1, "样例局", None, Procedure(item.procedure)))
    assert [p.sentence for p in found] == []
    assert item.role in roles()
    assert parts.statutory is not None
    assert parts.promised is not None
    assert parts.statutory.basis
    assert parts.promised.basis
    assert item.sources


@pytest.mark.parametrize("code", PACKAGES)
def test_a_package_names_only_what_is_there_and_where_it_is_from(code: str) -> None:
    shipped = PACKAGES[code]
    assert shipped.sources
    assert all(s.document and s.taken for s in shipped.sources)
    assert set(shipped.roles) <= set(roles())
    ids = {item.key: n for n, item in enumerate(shipped.items, 1)}
    near = {role: n for n, role in enumerate(shipped.roles, 1)}
    for variant in (None, *shipped.variants):
        content = shipping.content_of(shipped, near, ids, {}, variant)
        terms = read(content)
        assert {p.item_id for p in terms.parts} == set(ids.values())
        feeds = shipped.raw.get("feeds", [])
        assert len(terms.feeds) == len(feeds)
        for feed in terms.feeds:
            part = terms.part(feed.part)
            assert part is not None
            assert any(a.part == feed.source for a in part.after), f"{feed.part} does not wait for {feed.source}"


def read(content: object) -> PackageTerms:
    return queries.read(content)


def test_what_is_local_practice_says_so_where_a_city_reads_it() -> None:
    for item in ITEMS.values():
        marked = item.content["promised"]["basis"], item.content["statutory"]["basis"]
        for name, basis in zip(("承诺办结时限", "法定办结时限"), marked, strict=True):
            assert (name in item.local) == ("地方做法" in basis), (item.key, name, basis)
    assert all("地方做法" in p.promise for p in PACKAGES.values() if p.local)


def test_every_item_and_every_entry_is_used_or_general() -> None:
    used = {item.key for shipped in PACKAGES.values() for item in shipped.items}
    assert used == set(ITEMS)
    codes = [(e["shelf"], e["code"]) for e in library_entries()]
    assert len(codes) == len(set(codes))


def test_the_eleven_registrations_keep_the_limits_of_xuancheng() -> None:
    """2 at once, 4 within one working day, 2 within three, 3 within five; the law gives each thirty."""
    own = [item for item in PACKAGES["budongchan"].items if item.role == "estate"]
    promised = sorted((i.content["promised"]["unit"], i.content["promised"]["amount"]) for i in own)
    assert promised == [("instant", 0)] * 2 + [("workdays", 1)] * 4 + [("workdays", 3)] * 2 + [("workdays", 5)] * 3
    assert {i.content["statutory"]["amount"] for i in own} == {30}


def test_the_four_stages_have_the_leads_of_the_rule_and_may_bear_the_names_of_fuzhou() -> None:
    shipped = PACKAGES["gongcheng"]
    near = {role: n for n, role in enumerate(shipped.roles, 1)}
    ids = {item.key: n for n, item in enumerate(shipped.items, 1)}
    leads = [(s["name"], s["lead"]) for s in shipped.raw["stages"]]
    assert leads == [
        ("立项用地规划许可", "reform"),
        ("工程建设许可", "planning"),
        ("施工许可", "approval"),
        ("竣工验收", "housing"),
    ]
    content = shipping.content_of(shipped, near, ids, {}, shipped.variant("fuzhou"))
    names = ["立项决策", "工程规划许可", "施工许可", "竣工验收"]
    assert [s["name"] for s in content["stages"]] == names
    assert content["asks"][0]["choices"] == names
    assert {c["values"][0] for p in content["parts"] for row in p["when"] for c in row if c["key"] == "phase"} == set(
        names
    )
    with pytest.raises(DomainError, match="没有名为“beijing”的版式，可选：fuzhou"):
        shipped.variant("beijing")


def test_what_is_fed_to_an_item_of_the_citys_own_is_found_by_standard_or_name_or_left_out() -> None:
    shipped = PACKAGES["canyin"]
    near = {role: n for n, role in enumerate(shipped.roles, 1)}
    ids = {item.key: n for n, item in enumerate(shipped.items, 1)}
    papers = {
        "food_licence": [shipping.Paper("licence_copy", "执照复印件", "EN-01")],
        "shop_sign": [shipping.Paper("permit", "营业执照")], "fire_check": [shipping.Paper("plan", "平面图")],
    }  # fmt: skip
    feeds = shipping.content_of(shipped, near, ids, papers)["feeds"]
    fed = {(f["part"], f["material"]) for f in feeds}
    assert fed == {("food", "licence_copy"), ("sign", "permit"), ("drain", "en_01")}


@pytest.mark.parametrize(("organs", "meant"), [
    ([(1, "样例市市场监督管理局", "990100"), (2, "样例区市场监督管理局", "990102")], 1),
    ([(1, "样例市市场监督管理局", "990100"), (2, "样例市市场监管局（知识产权局）", "990100")], None),
    ([(3, "样例市税务局", "990100")], None),
    ([], None),
])  # fmt: skip
def test_the_organ_meant_is_the_highest_one_called_so_if_there_is_only_one(
    organs: list[tuple[int, str, str]], meant: int | None
) -> None:
    assert shipping.suggest(roles()["market"], organs) == meant


@pytest.mark.parametrize(("told", "sentence"), [
    ({"organs": {"markt": "市场监管局"}}, "“organs”里的“markt”不在这件一件事里，可以写：market"),
    ({"items": {"food": "#1"}}, "“items”里的“food”不在这件一件事里"),
    ({"organ": {}}, "应是 organs、items、codes、variant 四项"),
    ({"organs": ["market"]}, "“organs”应是一组“标识: 值”"),
    ({"codes": {"org_code": "123"}}, "“codes”应是一组“标识: 值”"),
    ([], "应是 organs、items、codes、variant 四项"),
    ({"variant": "x"}, "没有名为“x”的版式"),
])  # fmt: skip
def test_a_map_with_a_slip_is_refused_with_its_place(told: object, sentence: str) -> None:
    with pytest.raises(InvalidInputError) as no:
        shipping.read_choice(PACKAGES["sizheng"], told)
    assert sentence in no.value.message


def test_data_that_cannot_be_read_says_which_line() -> None:
    with pytest.raises(InvalidInputError, match="读不懂"):
        shipping.read_feed("a.b")
