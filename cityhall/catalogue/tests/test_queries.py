import pytest

from cityhall.catalogue import actions, queries
from cityhall.catalogue.terms import Can, Pace, Procedure
from cityhall.kernel.actor import HOUSE, NOBODY
from cityhall.kernel.errors import NotAllowedError, NotFoundError, NotSignedInError
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db

NAMES = (
    "食品经营许可证核发", "食品经营许可证变更", "食品生产许可", "公共场所卫生许可", "城镇污水排入排水管网许可",
    "灵活就业社会保险补贴申领", "护士执业注册", "烟草专卖零售许可证补办", "企业投资项目备案", "居住证办理",
)  # fmt: skip


@pytest.fixture
def organ_id() -> int:
    organ_id = organs.organ("市样例行政审批局")
    for n, name in enumerate(NAMES):
        given.published_item(organ_id, name=name, short_code=f"{n + 10}")
    return organ_id


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("食品经营许可证核发", "食品经营许可证核发"),
        ("食品 变更", "食品经营许可证变更"),
        ("怎么办居住证", "居住证办理"),
        ("社保补贴", "灵活就业社会保险补贴申领"),
        ("护士", "护士执业注册"),
        ("公共厂所卫生许可", "公共场所卫生许可"),  # mistyped
        ("烟草零售", "烟草专卖零售许可证补办"),
        ("污水管网", "城镇污水排入排水管网许可"),
        ("spscxk", "食品生产许可"),
        ("hszy", "护士执业注册"),
        ("xukezhengbuban", "烟草专卖零售许可证补办"),
        ("SPSC", "食品生产许可"),
        ("18", "企业投资项目备案"),
    ],
)
def test_people_find_what_they_ask_for(organ_id: int, asked: str, first: str) -> None:
    found = queries.search(asked)
    assert found
    assert found[0].name == first


def test_nothing_is_found_for_nothing_and_strange_signs_are_no_query_language(organ_id: int) -> None:
    for asked in ("", "   ", "！？", "' | 'x':* & (", "\\", "%", "火星移民签证xyz", "食'品"):
        assert all(row.organ_id == organ_id for row in queries.search(asked))
    assert queries.search("%") == []


def test_only_what_is_published_is_found(organ_id: int) -> None:
    given.draft_item(organ_id, name="渔业捕捞许可")
    retired = given.published_item(organ_id, name="渔业养殖许可")
    actions.retire(HOUSE, retired, "取消")
    assert [row.name for row in queries.search("渔业许可") if "渔业" in row.name] == []


def test_a_search_keeps_to_the_organ_and_the_procedure_asked_for(organ_id: int) -> None:
    other = organs.organ()
    there = given.published_item(other, name="食品经营备案", procedure=Procedure.FILING)
    assert [row.id for row in queries.search("食品经营", organ_id=other)] == [there]
    assert [row.id for row in queries.search("食品", procedure=Procedure.FILING)] == [there]
    assert there not in [row.id for row in queries.find_short("食品经营", [organ_id])]
    assert queries.find_short("食品经营", []) == []


def test_the_window_finds_by_short_code_pinyin_or_name(organ_id: int) -> None:
    for asked in ("13", "ggcs", "公共场所"):
        assert queries.find_short(asked, {organ_id})[0].name == "公共场所卫生许可"
    assert {row.short_code for row in queries.find_short("1", {organ_id})} == {f"{n + 10}" for n in range(10)}


@pytest.mark.parametrize(
    ("asked", "statements"),
    [("食品经营", 2), ("公共厂所卫生许可", 2), ("烟早专买零兽", 3), ("火星食品移民", 3), ("hszy", 2)],
)
def test_a_search_costs_two_statements_and_never_more_than_three(
    organ_id: int, asked: str, statements: int, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(statements):  # type: ignore[operator]
        queries.search(asked)


def test_terms_are_read_once_and_kept(organ_id: int, django_assert_num_queries: object) -> None:
    item_id = given.published_item(organ_id, pace=Pace.INSTANT)
    version_id = queries.search("样例事项")[0].version_id
    with django_assert_num_queries(1):  # type: ignore[operator]
        first = queries.terms(version_id)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert queries.terms(version_id) is first
    assert first.item_id == item_id


def test_a_draft_has_no_terms_and_no_guide(organ_id: int) -> None:
    item_id = given.draft_item(organ_id)
    with pytest.raises(NotFoundError):
        queries.guide(item_id)
    with pytest.raises(NotFoundError):
        queries.terms("not-a-version")
    with pytest.raises(NotFoundError):
        queries.terms("00000000-0000-4000-8000-000000000000")


def test_drafts_are_shown_to_the_organs_own_editor_only(organ_id: int) -> None:
    item_id = given.draft_item(organ_id, result=None)
    seen = queries.draft(organs.staff(organ_id, Can.EDIT_ITEMS), item_id)
    assert seen.editing
    assert [p.field for p in seen.problems] == ["result"]
    with pytest.raises(NotAllowedError):
        queries.draft(organs.staff(organs.organ(), Can.EDIT_ITEMS), item_id)
    with pytest.raises(NotSignedInError):
        queries.draft(NOBODY, item_id)


def test_the_setup_list_keeps_to_the_editors_organs_and_pages(organ_id: int, django_assert_num_queries: object) -> None:
    other = organs.organ()
    given.draft_item(other, name="别家的事项")
    editor = organs.staff(organ_id, Can.EDIT_ITEMS)
    with django_assert_num_queries(1):  # type: ignore[operator]
        first = queries.items_for_setup(editor, limit=6)
    rest = queries.items_for_setup(editor, after=first.next, limit=6)
    names = [row.name for row in (*first.rows, *rest.rows)]
    assert sorted(names) == sorted(NAMES)
    assert rest.next == ""
    assert [r.name for r in queries.items_for_setup(HOUSE, only="unpublished").rows] == ["别家的事项"]
    assert [r.name for r in queries.items_for_setup(HOUSE, text="别家", organ_id=other).rows] == ["别家的事项"]


def test_the_front_page_and_the_organs_page(organ_id: int, django_assert_num_queries: object) -> None:
    chosen = queries.search("居住证")[0].id
    assert queries.popular() == []
    actions.feature(HOUSE, chosen, True)
    assert [row.id for row in queries.popular()] == [chosen]
    with django_assert_num_queries(1):  # type: ignore[operator]
        page = queries.by_organ(organ_id, limit=7)
    assert len(page.rows) == 7
    assert len(queries.by_organ(organ_id, after=page.next, limit=7).rows) == 3
    assert [(c.id, c.items) for c in queries.organs_with_items()] == [(organ_id, len(NAMES))]


def test_what_people_call_an_item_finds_it_before_and_after_its_name_is_mended() -> None:
    organ = organs.organ()
    item = given.published_item(organ, name="食品经营许可", keywords=["开奶茶店", "开饭店"])
    assert [row.id for row in queries.search("我要开奶茶店")] == [item]

    actions.edit_item(HOUSE, item, "食品经营许可（新办）", Procedure.LICENCE)
    assert [row.id for row in queries.search("开饭店")] == [item]
