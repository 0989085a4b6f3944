"""Standard items: compared in the background, decided by a person, codes re-mapped with history."""

import pytest

from cityhall.catalogue import actions, queries
from cityhall.catalogue.actions.standards import compare
from cityhall.catalogue.models import Item, StandardGroup, StandardMapping, StandardRun
from cityhall.catalogue.rules.recoding import recode, recoded
from cityhall.catalogue.terms import Can, GroupState, RunState
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.call import calling
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleError, WrongStateError
from cityhall.kernel.journal import queries as journal
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db
CODE = "000131018001"
USCC = "11990100123456788R"  # 样例
AREAS = ("00", "34", "35")


@pytest.fixture
def admin() -> Actor:
    return organs.staff(organs.organ(), Can.STANDARDISE, Can.EDIT_ITEMS, reach=Reach.EVERYWHERE)


def city() -> list[int]:
    """Three counties write one matter down, one of them a second that is not it."""
    ids = []
    for n, place in enumerate(("东江县", "西岭县", "南浦县")):
        organ = organs.organ(f"{place}市场监督管理局")
        name = f"{place}小作坊登记证核发" if n else "小作坊登记证核发"
        ids.append(actions.create_item(
            HOUSE, organ, f"{USCC}3{AREAS[n]}0131018001", name, "licence", base_code=f"{AREAS[n]}0131018001",
            content=given.content(basis="《样例条例》第五条"),
        ))  # fmt: skip
    ids.append(given.published_item(organ, name="小作坊登记证注销", basis="《样例条例》第九条"))
    return ids


def run(admin: Actor) -> int:
    """A comparison to its end, as the worker makes it."""
    started = actions.start_comparison(admin)
    compare(journal.lines_of([f"standard-run:{started}"])[0])
    return started


def proposed(admin: Actor) -> queries.GroupView:
    return queries.group(admin, queries.groups(admin).rows[0].id)


def test_a_run_proposes_what_is_one_matter_and_says_why(admin: Actor) -> None:
    ids = city()
    started = run(admin)
    seen = queries.latest_run(admin)
    assert seen is not None
    assert (seen.id, seen.state, seen.total, seen.found, seen.percent) == (started, RunState.DONE, 4, 1, 100)
    group = proposed(admin)
    assert {m.item_id for m in group.members} == set(ids[:3])
    assert "名称相同" in group.members[1].reason
    assert "依据同一条（样例条例）" in group.members[1].reason
    assert "材料 3 份都相同" in group.members[1].reason
    by_label = {line.label: line for line in group.lines}
    assert not by_label["名称"].same
    assert by_label["设定依据"].same
    assert group.row.base_code == "000131018001"
    lines = [line.event for line in journal.lines_of([f"standard-run:{started}"])]
    assert lines == ["standards.run_started", "standards.compared"]


def test_a_second_time_the_reaction_changes_nothing(admin: Actor) -> None:
    city()
    started = run(admin)
    compare(journal.lines_of([f"standard-run:{started}"])[0])
    assert StandardGroup.objects.count() == 1


def test_confirmed_items_get_the_standards_code_and_their_old_ones_still_find_them(admin: Actor) -> None:
    ids = city()
    run(admin)
    group = proposed(admin)
    with calling(seen=group.version):
        standard = actions.confirm_group(admin, group.row.id, "小作坊登记", CODE)
    items = {i.pk: i for i in Item.objects.filter(pk__in=ids[:3])}
    assert {i.base_code for i in items.values()} == {CODE}
    assert items[ids[0]].item_code == f"{USCC}3{CODE}"
    assert len({i.item_code for i in items.values()}) == 3  # a code somebody has is not given twice
    assert queries.items_of_standard(standard) == ids[:3]
    assert queries.standard_of(ids[1]) == (standard, "小作坊登记")
    rows = queries.mappings(admin, standard).rows
    assert {(r.old_base_code, r.new_base_code) for r in rows} == {(f"{area}0131018001", CODE) for area in AREAS}
    assert [r.id for r in queries.items_for_setup(admin, text="350131018001").rows] == [ids[2]]
    assert [s.id for s in queries.standards(admin, text="350131018001").rows] == [standard]
    events = [line.event for line in journal.lines_of([group.ref, f"item:{ids[1]}"])]
    assert events == ["item.created", "item.recoded", "standards.confirmed"]
    assert queries.groups(admin).rows == []
    assert queries.group_counts(admin) == {"confirmed": 1}


def test_an_old_code_finds_its_item_for_everyone_and_an_import_under_it_doubles_nothing(admin: Actor) -> None:
    organ = organs.organ("东江县水务局")
    ids = [given.published_item(organ if n else organs.organ("西岭县水务局"), name="取水许可") for n in range(2)]
    run(admin)
    old = Item.objects.get(pk=ids[0])
    Item.objects.filter(pk=ids[0]).update(base_code="990131018009")
    actions.confirm_group(admin, queries.groups(admin).rows[0].id, "取水许可", CODE)
    assert [r.id for r in queries.search("990131018009")] == [ids[0]]
    assert queries.guide(ids[0]).terms.name == "取水许可"
    row = {"department": "西岭县水务局", "task_type_name": "行政许可", "task_type": "1", "area_code": "990100000000",
           "item_code": old.item_code, "sub_item": "取水许可", "catalog_code": "990131018009"}  # fmt: skip
    report = actions.import_items(HOUSE, [row])
    assert report.created == 0
    assert Item.objects.get(pk=ids[0]).base_code == CODE


def test_a_member_left_out_goes_its_own_way(admin: Actor) -> None:
    ids = city()
    run(admin)
    group = proposed(admin)
    actions.confirm_group(admin, group.row.id, "小作坊登记", CODE, ids[:2])
    assert Item.objects.get(pk=ids[2]).base_code == "350131018001"
    assert [m.item_id for m in queries.group(admin, group.row.id).members if m.item_id in ids[:2]] != []
    assert StandardMapping.objects.count() == 2


def test_a_group_is_split_and_both_halves_stay_to_be_decided(admin: Actor) -> None:
    organ_ids = [organs.organ(f"{p}水务局") for p in ("甲县", "乙县", "丙县", "丁县")]
    ids = [given.draft_item(o, name="取水许可") for o in organ_ids]
    run(admin)
    group = proposed(admin)
    made = actions.split_group(admin, group.row.id, ids[:2])
    assert made is not None
    assert [(g.size, g.state) for g in queries.groups(admin).rows] == [(2, GroupState.OPEN)] * 2
    assert queries.group(admin, made).parent_id == group.row.id
    for wrong in ([], ids[2:]):
        with pytest.raises(InvalidInputError):
            actions.split_group(admin, group.row.id, wrong)


def test_what_was_rejected_is_not_proposed_again(admin: Actor) -> None:
    city()
    run(admin)
    group = proposed(admin)
    with pytest.raises(InvalidInputError):
        actions.reject_group(admin, group.row.id, " ")
    actions.reject_group(admin, group.row.id, "东江县的范围不同")
    run(admin)
    assert queries.groups(admin).rows == []
    with pytest.raises(WrongStateError):
        actions.confirm_group(admin, group.row.id, "小作坊登记", CODE)


def test_a_new_run_takes_the_place_of_what_is_open_and_leaves_what_is_settled(admin: Actor) -> None:
    city()
    run(admin)
    first = proposed(admin).row.id
    run(admin)
    assert StandardGroup.objects.get(pk=first).state == GroupState.SUPERSEDED
    actions.confirm_group(admin, proposed(admin).row.id, "小作坊登记", CODE)
    run(admin)
    assert queries.groups(admin).rows == []


def test_refusals_change_nothing(admin: Actor) -> None:
    ids = city()
    run(admin)
    group = proposed(admin)
    for name, code in (("", CODE), ("小作坊登记", "123"), ("小作坊登记", "")):
        with pytest.raises(InvalidInputError):
            actions.confirm_group(admin, group.row.id, name, code)
    with pytest.raises(InvalidInputError, match="至少勾选两个"):
        actions.confirm_group(admin, group.row.id, "小作坊登记", CODE, ids[:1])
    with calling(seen=99), pytest.raises(StaleError):
        actions.reject_group(admin, group.row.id, "不同")
    with pytest.raises(NotFoundError):
        actions.reject_group(admin, 0, "不同")
    StandardRun.objects.filter().update(state=RunState.QUEUED, ended_at=None)
    with pytest.raises(WrongStateError):
        actions.start_comparison(admin)
    assert not StandardMapping.objects.exists()


def test_a_run_that_never_ended_gives_way_after_an_hour(admin: Actor) -> None:
    city()
    with clock.frozen("2026-11-20T09:00"):
        stuck = actions.start_comparison(admin)
    with clock.frozen("2026-11-20T09:59"), pytest.raises(WrongStateError):
        actions.start_comparison(admin)
    with clock.frozen("2026-11-20T10:00"):
        assert (seen := queries.latest_run(admin)) is not None
        assert not seen.going
        assert not seen.ended
        done = run(admin)
        compare(journal.lines_of([f"standard-run:{stuck}"])[0])  # its job, run again at last
    told = dict(StandardRun.objects.values_list("pk", "state"))
    assert told == {stuck: RunState.GIVEN_UP, done: RunState.DONE}


def test_whoever_keeps_one_organ_sees_and_decides_only_groups_within_it() -> None:
    ids = city()
    everywhere = organs.staff(organs.organ(), Can.STANDARDISE, reach=Reach.EVERYWHERE)
    run(everywhere)
    local = organs.staff(Item.objects.get(pk=ids[0]).organ_id, Can.STANDARDISE)
    assert queries.groups(local).rows == []
    group = queries.groups(everywhere).rows[0].id
    with pytest.raises(NotFoundError):
        queries.group(local, group)
    with pytest.raises(NotAllowedError):
        actions.confirm_group(local, group, "小作坊登记", CODE)
    with pytest.raises(NotAllowedError):
        actions.start_comparison(local)
    with pytest.raises(NotAllowedError):
        queries.groups(organs.staff(organs.organ(), Can.EDIT_ITEMS))


@pytest.mark.parametrize(
    ("code", "became"),
    [
        ("11440100007482575H3440118009000", f"11440100007482575H3{CODE}"),
        ("11440100007482575H344011800900002", f"11440100007482575H3{CODE}02"),
        ("SAMPLE-000001", "SAMPLE-000001"),
    ],
)
def test_an_item_code_follows_where_it_holds_a_base_code(code: str, became: str) -> None:
    assert recoded(code, CODE) == became


def test_a_code_that_is_taken_stays_with_whoever_has_it() -> None:
    old = "11440100007482575H3440118009000"
    assert recode([(1, old), (2, old[:-1] + "1")], CODE, []) == {1: recoded(old, CODE), 2: old[:-1] + "1"}
    assert recode([(1, old)], CODE, [recoded(old, CODE)]) == {1: old}
