"""Composed pages: what is shown, by whom composed, what happens to what they point at, which columns an item is in."""

from datetime import timedelta
from typing import Any

import pytest

from cityhall.catalogue import actions, queries
from cityhall.catalogue.models import Front
from cityhall.catalogue.terms import Audience, Can
from cityhall.catalogue.terms.fronts import BlockKind
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs

from . import composed, given

pytestmark = pytest.mark.django_db


@pytest.fixture
def organ_id() -> int:
    return organs.organ("市样例市场监督管理局")


def test_a_page_nobody_composed_shows_what_is_asked_for_most(organ_id: int, django_assert_max_num_queries: Any) -> None:
    actions.seed_sayings(HOUSE)
    for name in ("公共场所卫生许可核发", "烟草专卖零售许可证核发", "食品经营许可核发"):
        given.published_item(organ_id, name=name)
    actions.hear("我想开饭店", opened=True)
    with django_assert_max_num_queries(4):
        page = queries.flagship(organ_id, "市样例市场监督管理局")
    assert (page.composed, [b.kind for b in page.blocks]) == (False, [BlockKind.HOT, BlockKind.CONTACT])
    assert page.blocks[0].items[0].name == "食品经营许可核发"


def test_a_composed_page_leaves_out_what_is_retired_over_or_empty_and_its_editor_is_told(organ_id: int) -> None:
    composed.facts()
    kept, gone = given.published_item(organ_id, name="留着的"), given.published_item(organ_id, name="停用的")
    policy = composed.policy(organ_id, kept, title="样例补助")
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    made = composed.flagship(organ_id, [
        {"kind": "banner", "text": "欢迎<b>光临</b>"}, {"kind": "items", "title": "开店", "items": [gone, kept]},
        {"kind": "items", "title": "关店", "items": [gone]}, {"kind": "notice", "text": "过时的公告", "until": yesterday},
        {"kind": "policies", "policies": [policy]}, {"kind": "contact"},
    ])  # fmt: skip
    assert [len(b.items) for b in queries.flagship(organ_id, "样例").blocks] == [0, 2, 1, 0, 0]
    assert queries.fronts_for_setup(HOUSE).rows[0].gone == 0
    actions.retire(HOUSE, gone, "并入别的事项")
    actions.withdraw_policy(HOUSE, policy, "废止")
    page = queries.flagship(organ_id, "样例")
    assert [b.title for b in page.blocks] == ["", "开店", "联系方式和窗口"]
    assert queries.fronts_for_setup(HOUSE).rows[0].gone == 2 - 1
    draft = queries.front_draft(HOUSE, made)
    assert draft.gone == ["停用的"]
    assert "都已停用" in draft.problems[0].sentence
    with pytest.raises(InvalidInputError, match="都已停用"):
        actions.publish_front(HOUSE, made)


def test_versions_a_day_to_come_and_back_again(organ_id: int) -> None:
    item = given.published_item(organ_id)
    made = composed.flagship(organ_id, [{"kind": "items", "title": "第一版", "items": [item]}])
    actions.save_front(
        HOUSE, made, {"title": "样例", "blocks": [{"kind": "items", "title": "第二版", "items": [item]}]}
    )
    assert queries.front_preview(HOUSE, made).blocks[0].title == "第二版"
    actions.publish_front(HOUSE, made, clock.today() + timedelta(days=3), "节前换上")

    def now() -> str:
        return queries.flagship(organ_id, "样例").blocks[0].title

    assert now() == "第一版"
    with clock.frozen(clock.now() + timedelta(days=3)):
        assert now() == "第二版"
        assert actions.revert_front(HOUSE, made, 1) == 3
        assert now() == "第一版"
    told = [(e.number, e.published_by, e.note) for e in queries.front_draft(HOUSE, made).editions]
    assert told == [(3, "系统", "恢复第 1 版"), (2, "系统", "节前换上"), (1, "系统", "")]
    actions.drop_front_edition(HOUSE, made, 2)
    actions.withdraw_front(HOUSE, made, "重新编排")
    assert not queries.flagship(organ_id, "样例").composed
    assert Entry.objects.filter(event="front.withdrawn").count() == 1


def test_an_organs_page_is_its_own_editors_and_columns_are_the_whole_citys(organ_id: int) -> None:
    item = given.published_item(organ_id)
    actions.seed_sayings(HOUSE)
    editor = organs.staff(organ_id, Can.COMPOSE)
    made = actions.create_flagship(editor, organ_id)
    with pytest.raises(InvalidInputError, match="已经有旗舰店"):
        actions.create_flagship(editor, organ_id)
    stranger = organs.staff(organs.organ(), Can.COMPOSE, Can.RELEASE)
    content = {"title": "样例", "blocks": [{"kind": "items", "title": "一", "items": [item]}]}
    for act in (
        lambda: actions.save_front(stranger, made, content), lambda: actions.publish_front(stranger, made),
        lambda: actions.publish_front(editor, made), lambda: queries.front_draft(stranger, made),
        lambda: actions.withdraw_front(stranger, made, "不要"), lambda: actions.create_flagship(stranger, organ_id),
        lambda: actions.create_column(editor, "开饭店"), lambda: queries.front_preview(stranger, made),
    ):  # fmt: skip
        with pytest.raises(NotAllowedError):
            act()
    assert [row.id for row in queries.fronts_for_setup(editor).rows] == [made]
    assert not queries.fronts_for_setup(stranger).rows
    everywhere = organs.staff(organ_id, Can.COMPOSE, Can.RELEASE, reach=Reach.EVERYWHERE)
    assert actions.create_column(everywhere, "开饭店")
    assert Front.objects.count() == 2


def test_a_column_belongs_to_a_life_event_and_its_items_know_it(
    organ_id: int, django_assert_max_num_queries: Any
) -> None:
    item, other = given.published_item(organ_id, name="食品经营许可核发"), given.published_item(organ_id)
    made = composed.column("开饭店", [item], "开一家饭店")
    with django_assert_max_num_queries(3):
        page = queries.column(made)
    assert (page.title, page.event, page.audience) == ("开一家饭店", "开饭店", Audience.ENTERPRISE)
    assert [(b.title, [i.id for i in b.items], list(b.lines)) for b in page.blocks] == [("第一步", [item], ["身份证"])]
    assert queries.columns_of_item(item) == [(made, "开一家饭店")]
    assert queries.columns_of_item(other) == []
    assert queries.column_ids() == {"开饭店": made}
    listed = next(c for c in queries.columns() if c.event == "开饭店")
    assert (listed.front_id, listed.items) == (made, 1)
    assert "开饭店" not in [name for name, _ in queries.free_events()]
    with pytest.raises(InvalidInputError, match="已经有专题"):
        actions.create_column(HOUSE, "开饭店")
    with pytest.raises(NotFoundError, match="没有"):
        actions.create_column(HOUSE, "开飞船")
    actions.withdraw_front(HOUSE, made, "重新编排")
    assert queries.columns_of_item(item) == []
    with pytest.raises(NotFoundError):
        queries.column(made)


def test_the_same_item_twice_in_a_stage_is_refused_and_nothing_changes(organ_id: int) -> None:
    item = given.published_item(organ_id)
    made = composed.column("开饭店", [item])
    with pytest.raises(InvalidInputError, match="出现了两次"):
        actions.save_front(
            HOUSE, made, {"title": "开饭店", "blocks": [{"kind": "stage", "title": "一", "items": [item, item]}]}
        )
    assert Front.objects.get(pk=made).version == 2
