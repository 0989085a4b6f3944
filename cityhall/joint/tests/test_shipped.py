"""内置的一件事 in a city: taken in as drafts, twice without harm, with the city's own organs and items; each carried to its end."""

from collections.abc import Mapping
from typing import Any

import pytest

from cityhall.catalogue import actions as items
from cityhall.catalogue.models import Item, LibraryEntry
from cityhall.catalogue.terms import Can as Catalogue
from cityhall.joint import actions, queries
from cityhall.joint.models import JointApplication, Package
from cityhall.joint.queries.shipped import everything
from cityhall.joint.terms import Can, JointOutcome, JointState
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.tests import given as organs
from cityhall.people.tests import given as people

from . import shipped

pytestmark = pytest.mark.django_db(transaction=True)
CODES = list(everything())


def counted() -> tuple[int, int, int]:
    return Item.objects.count(), LibraryEntry.objects.count(), Package.objects.count()


@pytest.mark.parametrize("code", CODES)
def test_it_is_taken_into_an_empty_city_as_drafts_and_a_second_time_changes_nothing(code: str) -> None:
    here = shipped.city(code, workers=False)
    plan = queries.shipped_plan(here.designer, code, {})
    assert plan.problems == ()
    assert {line.key: line.organ.id for line in plan.roles if line.organ} == here.near
    assert counted() == (0, 0, 0)

    made = actions.load_shipped(here.designer, code)

    assert len(made["created"]) == len(plan.shipped.items) == Item.objects.count()
    assert made["entries"] == len(plan.entries) == LibraryEntry.objects.count()
    assert not Item.objects.exclude(published_version=None).exists()
    assert queries.package_draft(here.designer, code).state == "draft"
    before, draft = counted(), Package.objects.get().draft
    actions.save_package(here.designer, code, "本市改过的名称", {**draft, "summary": "本市改过"})

    again = actions.load_shipped(here.designer, code)

    assert (again["fresh"], again["created"], again["entries"]) == (False, [], 0)
    assert counted() == before
    row = Package.objects.get()
    assert (row.name, row.draft["summary"]) == ("本市改过的名称", "本市改过")
    assert Entry.objects.filter(event="package.loaded", ref=f"package:{code}").count() == 2


@pytest.mark.parametrize("code", CODES)
def test_it_passes_the_check_and_its_one_form_saves_something(code: str) -> None:
    here = shipped.city(code, workers=False)
    shipped.published(here, code)

    checked = queries.package_draft(here.designer, code).checked

    assert checked is not None
    assert [p.sentence for p in checked.problems if p.blocks] == []
    assert checked.saved.fields < checked.saved.fields_before
    assert checked.saved.materials < checked.saved.materials_before
    for _, answers, parts in (s for s in shipped.SITUATIONS if s[0] == code):
        put = queries.guide(code, answers).put
        assert {p.key for p in put.parts} == parts
        if len(parts) > 1:
            assert put.saved.fields <= put.saved.fields_before, answers
            assert put.saved.materials < put.saved.materials_before, answers


@pytest.mark.parametrize(
    ("code", "answers", "parts"), shipped.SITUATIONS, ids=lambda v: v if isinstance(v, str) else ""
)
def test_it_runs_from_one_form_to_every_result(code: str, answers: Mapping[str, str], parts: frozenset[str]) -> None:
    here = shipped.city(code)
    shipped.published(here, code)
    citizen = people.citizen(name="样小例")

    number = actions.submit_joint(citizen, shipped.drafted(citizen, code, answers))
    shipped.carried(here, citizen, number)

    page = queries.joint_page(citizen, number)
    assert {p.key: str(p.state) for p in page.parts} == dict.fromkeys(parts, "granted")
    assert {str(s.state) for s in page.stages} == {"passed"}
    row = JointApplication.objects.get()
    assert (row.state, row.outcome) == (JointState.DONE, JointOutcome.WHOLE)


def test_two_packages_share_the_items_they_have_in_common() -> None:
    here = shipped.city("sizheng", "qiyekaiban", workers=False)
    actions.load_shipped(here.designer, "sizheng")
    made = actions.load_shipped(here.designer, "qiyekaiban")
    assert made["taken"] == ["company_register"]
    assert Item.objects.filter(name="企业设立登记").count() == 1
    assert len(made["created"]) == 5


def test_items_of_the_city_are_taken_by_name_or_as_the_map_says() -> None:
    here = shipped.city("canyin", workers=False)
    market = here.near["market"]
    named = items.create_item(here.designer, market, "BD-1", "食品经营许可（新办）", "licence")
    other = items.create_item(
        here.designer,
        here.near["city"],
        "BD-2",
        "招牌审批",
        "licence",
        content={"materials": [{"key": "ysxt", "name": "营业执照"}]},
    )
    told = {"items": {"shop_sign": "BD-2"}, "codes": {"fire_check": {"item_code": "BD-3", "short_code": "XFJC"}}}

    plan = queries.shipped_plan(here.designer, "canyin", told)
    made = actions.load_shipped(here.designer, "canyin", told)

    assert {line.item.key: line.there.id for line in plan.items if line.there} == {
        "food_licence": named,
        "shop_sign": other,
    }
    assert sorted(made["taken"]) == ["food_licence", "shop_sign"]
    draft = Package.objects.get().draft
    ids = {p["key"]: p["item_id"] for p in draft["parts"]}
    assert (ids["food"], ids["sign"]) == (named, other)
    assert {"part": "sign", "material": "ysxt", "source": "trader"} in draft["feeds"]
    assert not [f for f in draft["feeds"] if f["part"] == "food"]
    assert Item.objects.get(item_code="BD-3").short_code == "xfjc"


def test_the_other_names_of_the_four_stages() -> None:
    here = shipped.city("gongcheng", workers=False)
    actions.load_shipped(here.designer, "gongcheng", {"variant": "fuzhou"})
    draft = Package.objects.get().draft
    assert [s["name"] for s in draft["stages"]] == ["立项决策", "工程规划许可", "施工许可", "竣工验收"]
    leads = [s["lead_organ_id"] for s in draft["stages"]]
    assert leads == [here.near[role] for role in ("reform", "planning", "approval", "housing")]


@pytest.mark.parametrize(("told", "sentence"), [
    ({}, "“税务”由本地哪个单位承担，请在对照表里写明"),
    ({"organs": {"tax": "没有这个局"}}, "“税务”写的是“没有这个局”，没有认出是哪个单位"),
    ({"organs": {"tax": "#1"}, "items": {"org_code": "没有这个事项"}}, "没有找到或有几个，请写 #编号或实施编码"),
    ({"organs": {"shui": "税务局"}}, "不在这件一件事里"),
])  # fmt: skip
def test_a_wrong_map_is_refused_with_a_sentence_and_nothing_is_written(told: dict[str, Any], sentence: str) -> None:
    market = organs.organ("样例市市场监督管理局")
    here = shipped.designer(market)
    lines = Entry.objects.count()
    if told.get("organs", {}).get("tax") == "#1":
        told = {**told, "organs": {"tax": f"#{market}"}}
    with pytest.raises(InvalidInputError) as no:
        actions.load_shipped(here, "sizheng", told)
    assert sentence in no.value.message
    assert counted() == (0, 0, 0)
    assert Entry.objects.count() == lines


def test_a_code_that_is_taken_is_refused_and_nothing_is_written() -> None:
    here = shipped.city("sizheng", workers=False)
    items.create_item(here.designer, here.near["market"], "BD-9", "别的事项", "licence", short_code="ZZ")
    before = counted()
    with pytest.raises(InvalidInputError, match="已被别的事项使用"):
        actions.load_shipped(here.designer, "sizheng", {"codes": {"org_code": {"short_code": "ZZ"}}})
    assert counted() == before


def test_what_the_city_retired_from_its_library_is_named() -> None:
    here = shipped.city("sizheng", workers=False)
    actions.load_shipped(here.designer, "sizheng")
    other = shipped.city("zhatu", workers=False)
    items.retire_library_entry(here.designer, "material", "EN-01", "统一由共享核验")
    with pytest.raises(InvalidInputError, match="“营业执照”（EN-01）本市已停用"):
        actions.load_shipped(other.designer, "zhatu")


def test_strangers_are_refused_and_nothing_changes() -> None:
    here = shipped.city("sizheng", workers=False)
    market, tax = here.near["market"], here.near["tax"]
    nobody = organs.staff(market, Can.SEE)
    of_another = organs.staff(tax, Can.DESIGN, Catalogue.EDIT_ITEMS, Catalogue.KEEP_LIBRARY)
    without_items = organs.staff(market, Can.DESIGN)
    for actor in (nobody, of_another, without_items):
        with pytest.raises(NotAllowedError):
            actions.load_shipped(actor, "sizheng")
    with pytest.raises(NotAllowedError):
        queries.shipped_packages(nobody)
    with pytest.raises(NotAllowedError):
        queries.shipped_plan(nobody, "sizheng", {})
    assert counted() == (0, 0, 0)


def test_the_list_says_where_each_stands_here() -> None:
    here = shipped.city("sizheng", workers=False)
    assert {row.code: row.state for row in queries.shipped_packages(here.designer)} == dict.fromkeys(CODES)
    actions.load_shipped(here.designer, "sizheng")
    rows = {row.code: row for row in queries.shipped_packages(here.designer)}
    assert rows["sizheng"].state == "draft"
    with pytest.raises(NotFoundError, match="没有内置的一件事“none”"):
        queries.shipped_plan(here.designer, "none", {})


def test_what_nobody_gives_she_brings_herself() -> None:
    """Fed by the licence of the same application; of her own where she has one already."""
    here = shipped.city("canyin", workers=False)
    shipped.published(here, "canyin")

    def asked(subject: str) -> set[str]:
        answers = {"subject": subject, "needs": "在门外做招牌"}
        return {m.name for m in queries.guide("canyin", answers).put.materials}

    assert "营业执照" in asked("已经有了")
    assert "营业执照" not in asked("没有（办个体工商户）")


def test_a_question_the_package_asks_is_not_asked_again_by_its_item() -> None:
    here = shipped.city("tuixiu", workers=False)
    shipped.published(here, "tuixiu")
    labels = [f.label for f in queries.guide("tuixiu", {"deemed": "是", "early": "否"}).put.fields]
    assert labels.count("有视同缴费年限吗") == 1
    put = queries.guide("tuixiu", {"deemed": "是", "early": "否"}).put
    assert put.values_for("pension", {"deemed": "是", "early": "否"}) == {"deemed": "是", "early": "否"}
