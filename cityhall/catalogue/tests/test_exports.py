"""What is exported comes in again and changes nothing; what the national exchange gets is whole and keeps its guids."""

import json
from pathlib import Path
from typing import Any

import pytest

from cityhall.catalogue import actions, queries
from cityhall.catalogue.models import Item, ItemVersion
from cityhall.catalogue.terms import Can, Shelf
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import NotAllowedError
from cityhall.kernel.sheets.writer import Sheet, csv_pieces, xlsx_pieces
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs

from . import given
from .lists import remarks, taken, tried

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[2] / "twin" / "data"
LIBRARY = Path(__file__).resolve().parents[2] / "joint" / "rules" / "shipped" / "library.json"
WRITTEN = sorted((DATA / "items").glob("*.json"))


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def keeper() -> Actor:
    return organs.staff(organs.organ("样例管理局"), Can.IMPORT_ITEMS, Can.EDIT_ITEMS, reach=Reach.EVERYWHERE)


@pytest.fixture
def city() -> None:
    """Items written out in full, every other published; one with only a name."""
    stocked = json.loads(LIBRARY.read_text())["entries"]
    entries = [actions.Stocked(Shelf(e["shelf"]), e["code"], e["name"], e["content"]) for e in stocked]
    actions.stock_library(HOUSE, entries, "样例")
    places: dict[str, int] = {}
    for n, file in enumerate(WRITTEN):
        told = json.loads(file.read_text())
        organ = places.setdefault(told["organ"], 0) or organs.organ(f"{told['organ']}局")
        places[told["organ"]] = organ
        code = told["code"]
        item_id = actions.create_item(HOUSE, organ, code, told["name"], told["procedure"], content=told["content"])
        if n % 2:
            actions.publish(HOUSE, item_id)
    actions.create_item(HOUSE, organs.organ("空局"), "ONLY-A-NAME", "只有名称", "filing")


def _xlsx(actor: Actor, **narrowed: Any) -> bytes:
    return b"".join(xlsx_pieces([Sheet(t.name, t.columns, t.rows) for t in queries.export(actor, **narrowed)]))


def test_what_is_exported_comes_in_again_and_changes_nothing(city: None, keeper: Actor) -> None:
    before = list(Item.objects.order_by("id").values())
    contents = [queries.draft(keeper, row["id"]).parts for row in before]
    run = taken_or_tried(keeper, _xlsx(keeper))
    assert remarks(run) == []
    assert {k: run.counts[k] for k in ("created", "updated", "rejected")} == {"created": 0, "updated": 0, "rejected": 0}
    assert run.counts["unchanged"] == len(before)
    assert list(Item.objects.order_by("id").values()) == before
    assert [queries.draft(keeper, row["id"]).parts for row in before] == contents


def test_the_same_by_separate_csv_files(city: None, keeper: Actor) -> None:
    tables = queries.export(keeper)
    files = [(b"".join(csv_pieces(t.columns, rows)), f"{t.name}.csv") for t in tables if (rows := list(t.rows))]
    run = taken_or_tried(keeper, *files)
    assert (remarks(run), run.counts["unchanged"]) == ([], Item.objects.count())


def taken_or_tried(actor: Actor, *files: Any) -> Any:
    return taken(actor, *[(f, "清单.xlsx") if isinstance(f, bytes) else f for f in files])


def test_what_is_exported_founds_the_same_city_elsewhere(keeper: Actor, city: None) -> None:
    """Under other codes, all of it new: what the shape carries arrives."""
    told = queries.export(keeper)
    sheets = []
    for table in told:
        place = table.columns.index("实施编码")
        rows = [[*row[:place], f"NEW-{row[place]}", *row[place + 1 :]] for row in table.rows]
        sheets.append(Sheet(table.name, table.columns, rows))
    run = taken_or_tried(keeper, b"".join(xlsx_pieces(sheets)))
    assert run.counts["rejected"] == 0
    untold = (
        "keywords",
        "regime",
        "pledge",
        "materials",
        "steps",
    )
    for item in Item.objects.filter(item_code__startswith="NEW-"):
        old = queries.draft(keeper, Item.objects.get(item_code=item.item_code[4:]).pk).parts
        new = queries.draft(keeper, item.pk).parts
        for paper, had in zip(new.materials, old.materials, strict=True):
            assert (paper.name, paper.when, paper.standard_code) == (had.name, had.when, had.standard_code)
        assert [(s.name, s.desk, s.order, s.limit, s.decides, s.checks) for s in new.steps] == [
            (s.name, s.desk, s.order, s.limit, s.decides, s.checks) for s in old.steps
        ]
        for name in old.__dataclass_fields__:
            if name not in untold:
                assert getattr(new, name) == getattr(old, name), (item.name, name)


def test_an_export_is_of_ones_own_items_and_narrowed(city: None, keeper: Actor) -> None:
    mine = organs.organ("自己的局")
    given.draft_item(mine, name="自己的事项")
    editor = organs.staff(mine, Can.EDIT_ITEMS)
    (basic, *_) = queries.export(editor)
    rows = list(basic.rows)
    assert [row[basic.columns.index("事项名称")] for row in rows] == ["自己的事项"]
    (found, *_) = queries.export(keeper, only="published")
    assert len(list(found.rows)) == len(WRITTEN) // 2
    with pytest.raises(NotAllowedError):
        queries.export(organs.staff(mine, Can.IMPORT_ITEMS))


def test_the_national_exchange_gets_what_is_published_and_what_is_withdrawn(keeper: Actor) -> None:
    organ = organs.organ("样例局")
    charged: Any = {"fee": "charged", "charges": [{"name": "工本费", "standard": "10 元", "basis": "样例规定"}]}
    published = given.published_item(
        organ, questions=[["问", "答"]], offer={"served": ["person", "company"]}, **charged
    )
    gone = given.published_item(organ)
    actions.retire(HOUSE, gone, "不再办理")
    given.draft_item(organ)
    told = {t.name: (t.columns, list(t.rows)) for t in queries.national(keeper, "样例市")}
    columns, rows = told["up_task_general_basic"]
    basic = [dict(zip(columns, row, strict=True)) for row in rows]
    assert [(r["cd_operation"], r["task_state"]) for r in basic] == [("I", "1"), ("D", "0")]
    one = basic[0]
    assert (one["task_type"], one["anticipate_day"], one["anticipate_type"], one["project_type"]) == (
        "01",
        "20",
        "1",
        "2",
    )
    assert (one["server_type"], one["is_fee"], one["dept_name"], one["data_source"]) == ("1,2", "1", "样例局", "样例市")
    assert [len(told[t][1]) for t in list(told)[1:]] == [2, 6, 1, 1]
    task = {row[list(told[t][0]).index("task_guid")] for t in told for row in told[t][1]}
    assert len(task) == 2
    guids = [row[0] for t in told for row in told[t][1]]
    assert len(set(guids)) == len(guids)
    again = {t.name: list(t.rows) for t in queries.national(keeper, "样例市")}
    assert [row[0] for t in again for row in again[t]] == guids
    assert published


def test_the_national_tables_come_in_again_and_change_nothing(keeper: Actor) -> None:
    organ = organs.organ("样例局")
    charged: Any = {"fee": "charged", "charges": [{"name": "工本费", "standard": "10 元", "basis": "样例规定"}]}
    given.published_item(organ, questions=[["问", "答"]], offer={"served": ["person", "company"]}, **charged)
    files = [(b"".join(csv_pieces(t.columns, t.rows)), f"{t.name}.csv") for t in queries.national(keeper, "样例市")]
    run = taken_or_tried(keeper, *files)
    assert [t["part"] for t in run.tables] == ["basic", "extend", "materials", "charges", "questions"]
    assert {k: run.counts[k] for k in ("unchanged", "updated", "rejected")} == {
        "unchanged": 1,
        "updated": 0,
        "rejected": 0,
    }


REFORMED = {
    "separation": "pledge", "issue": ["2", "3"], "accept": ["3"], "review": ["2"], "issuer_accepts": True,
    "same_power": True, "basis": "国发〔2021〕7 号",
}  # fmt: skip


@pytest.fixture
def restaurant(city: None, keeper: Actor) -> Item:
    """The licence that uses all of it, and then some."""
    told = json.loads((DATA / "items" / "food_licence.json").read_text())
    item = Item.objects.get(item_code=told["code"])
    content = told["content"]
    content["asks"][0]["choices"].append("小餐饮/小作坊")
    content["materials"][2]["when"] = [
        [{"key": "business", "op": "is", "values": ["小餐饮/小作坊", "单位食堂"]}, {"key": "area", "op": "at_least", "values": ["100"]}],
        [{"key": "projects", "op": "lacks", "values": ["自制饮品"]}, {"key": "area", "op": "at_most", "values": ["50.5"]}],
    ]  # fmt: skip
    more = {
        "reformed": REFORMED, "licence_act": "change", "joint": True, "hearing": "某法第一条", "regime": None,
        "pre_review": {"amount": 1, "unit": "workdays", "basis": "承诺"}, "gaps": {"amount": 5, "unit": "days"},
    }  # fmt: skip
    fields = [
        {
            "key": "sizes",
            "label": "店铺名称",
            "group": "另一组",
            "kind": "many",
            "choices": ["甲", "乙"],
            "required": False,
        },
        {
            "key": "born",
            "label": "开业日期",
            "kind": "date",
            "least": "2020-01-01",
            "most": "2030-12-31",
            "reuse": "never",
        },
        {
            "key": "mark",
            "label": "备案号",
            "kind": "text",
            "pattern": "[A-Z]{2}\\d{4}",
            "max_length": 6,
            "origin": "before",
        },
    ]
    actions.save_draft(keeper, item.pk, {**content, **more, "fields": content["fields"] + fields})
    return item


def test_situations_forms_and_reform_come_in_again_and_change_nothing(restaurant: Item, keeper: Actor) -> None:
    before = list(ItemVersion.objects.order_by("pk").values())
    run = taken_or_tried(keeper, _xlsx(keeper))
    assert remarks(run) == []
    assert (run.counts["updated"], run.counts["unchanged"]) == (0, Item.objects.count())
    assert list(ItemVersion.objects.order_by("pk").values()) == before


def test_situations_forms_and_reform_arrive_elsewhere_as_they_were(restaurant: Item, keeper: Actor) -> None:
    sheets = []
    for table in queries.export(keeper):
        place = table.columns.index("实施编码")
        rows = [[*r[:place], "NEW-1", *r[place + 1 :]] for r in table.rows if r[place] == restaurant.item_code]
        sheets.append(Sheet(table.name, table.columns, rows))
    run = taken_or_tried(keeper, b"".join(xlsx_pieces(sheets)))
    assert (run.counts["created"], run.counts["asks"], run.counts["fields"]) == (1, 5, 12)
    made = ItemVersion.objects.get(item__item_code="NEW-1")
    old = queries.draft(keeper, restaurant.pk).parts
    new = queries.draft(keeper, made.item_id).parts
    for name in ("asks", "fields", "reformed", "licence_act", "joint", "hearing", "pre_review", "gaps"):
        assert getattr(new, name) == getattr(old, name), name
    assert [(m.name, m.when, m.standard_code) for m in new.materials] == [
        (m.name, m.when, m.standard_code) for m in old.materials
    ]
    assert made.uses == ItemVersion.objects.get(item=restaurant, status="draft").uses != []


def test_a_condition_nobody_understands_keeps_the_item_out(restaurant: Item, keeper: Actor) -> None:
    rows = [["实施编码", "材料名称", "适用情形"], [restaurant.item_code, "营业执照", "天气=晴"]]
    run = tried(keeper, b"".join(xlsx_pieces([Sheet("申请材料", rows[0], rows[1:])])))
    assert [(r[1], r[2], r[3]) for r in remarks(run) if r[3] != "hint"] == [("适用情形", "天气=晴", "fatal")]
    assert run.counts["rejected"] == 1


def test_a_condition_is_taken_away_by_saying_so_and_stays_where_the_cell_is_empty(
    restaurant: Item, keeper: Actor
) -> None:
    materials = [m for m in queries.draft(keeper, restaurant.pk).parts.materials if m.when]
    rows = [[restaurant.item_code, m.name, "无" if n else ""] for n, m in enumerate(materials)]
    taken_or_tried(keeper, b"".join(xlsx_pieces([Sheet("申请材料", ["实施编码", "材料名称", "适用情形"], rows)])))
    now = queries.draft(keeper, restaurant.pk).parts.materials
    assert [bool(m.when) for m in now] == [True] + [False] * (len(materials) - 1)
    assert now[0].when == materials[0].when
