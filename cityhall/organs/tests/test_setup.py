"""What those who look after the administration ask and do beyond founding it."""

from datetime import timedelta

import pytest

from cityhall.kernel import call, clock
from cityhall.kernel.accounts import queries as accounts
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleError
from cityhall.kernel.journal import queries as journal
from cityhall.kernel.journal.models import Entry
from cityhall.organs import actions, queries
from cityhall.organs.models import Assignment, Staff
from cityhall.organs.terms import Can, Reach, Succession

from . import given

pytestmark = pytest.mark.django_db


def someone(organ: int) -> int:
    return Staff.objects.get(account_id=given.staff(organ).account_id or 0).pk


def test_one_member_of_staff_with_her_roles_for_whoever_manages_her() -> None:
    organ = given.organ()
    admin, other = given.staff(organ, Can.MANAGE_STAFF), given.staff(given.organ(), Can.MANAGE_STAFF)
    staff_id = someone(organ)
    shown = queries.member(admin, staff_id)
    assert [(r.reach, r.where, r.open) for r in shown.roles] == [(Reach.ORGAN, queries.organ(organ).name, True)]
    with pytest.raises(NotFoundError):
        queries.member(other, staff_id)
    with pytest.raises(NotAllowedError):
        queries.member(given.staff(organ), staff_id)


def test_nobody_gives_further_than_she_reaches_herself() -> None:
    organ, elsewhere = given.organ(), given.organ()
    admin = given.staff(organ, Can.MANAGE_STAFF)
    staff_id = someone(organ)
    own_window, foreign_window = given.window(organ), given.window(organ, elsewhere)
    actions.save_role(HOUSE, "helper", "帮办员", ["cases.see"])
    actions.assign(admin, staff_id, "helper", Reach.ORGAN)
    actions.assign(admin, staff_id, "helper", Reach.WINDOW, window_id=own_window)
    for wide in (
        {"reach": Reach.EVERYWHERE},
        {"reach": Reach.DIVISION, "division_code": "9901"},
        {"reach": Reach.ORGAN, "organ_id": elsewhere},
        {"reach": Reach.WINDOW, "window_id": foreign_window},
    ):
        with pytest.raises(NotAllowedError, match="超出了您自己管理的单位"):
            actions.assign(admin, staff_id, "helper", **wide)
    assert Assignment.objects.filter(staff=staff_id).count() == 3


def test_roles_of_the_whole_city_are_not_one_organ_s_to_change() -> None:
    admin = given.staff(given.organ(), Can.MANAGE_STAFF)
    with pytest.raises(NotAllowedError, match="全市共用"):
        actions.save_role(admin, "mine", "我的角色", ["cases.decide"])
    citywide = given.staff(given.organ(), Can.MANAGE_STAFF, reach=Reach.EVERYWHERE)
    actions.save_role(citywide, "mine", "我的角色", ["cases.see"])
    assert queries.role(citywide, "mine").permissions == ("cases.see",)
    with pytest.raises(NotFoundError):
        queries.role(citywide, "unknown")


def test_who_changed_posts_keeps_the_phone_on_file_and_a_stale_page_is_told() -> None:
    organ = given.organ()
    admin, staff_id, window = given.staff(organ, Can.MANAGE_STAFF), someone(organ), given.window(organ)
    with call.calling(seen=1):
        assert actions.edit_staff(admin, staff_id, "样例改名", "科长", window, "13900000009") == 2
        with pytest.raises(StaleError):
            actions.edit_staff(admin, staff_id, "样例又改", "科员")
    actions.edit_staff(admin, staff_id, "样例改名", "处长")
    shown = queries.member(admin, staff_id)
    assert (shown.name, shown.post, shown.window_id, shown.phone) == ("样例改名", "处长", None, "139****0009")
    with pytest.raises(InvalidInputError):
        actions.edit_staff(admin, staff_id, " ")
    assert "13900000009" not in str(list(Entry.objects.filter(ref=shown.ref).values_list("values", flat=True)))


def test_a_new_first_password_must_be_changed() -> None:
    organ = given.organ()
    admin, staff_id = given.staff(organ, Can.MANAGE_STAFF), someone(organ)
    with pytest.raises(InvalidInputError):
        actions.reset_staff_password(admin, staff_id, "short")
    actions.reset_staff_password(admin, staff_id, "Autumn-Wind-2026")
    account = accounts.account(queries.member(admin, staff_id).account_id)
    assert account is not None
    assert account.must_change


def test_who_leaves_may_do_nothing_any_more() -> None:
    organ = given.organ()
    admin, staff_id = given.staff(organ, Can.MANAGE_STAFF), someone(organ)
    account_id = queries.member(admin, staff_id).account_id
    with pytest.raises(NotAllowedError):
        actions.leave(given.staff(given.organ(), Can.MANAGE_STAFF), staff_id)
    actions.leave(admin, staff_id)
    assert queries.actor_for(account_id) is None
    assert queries.member(admin, staff_id).left_on == clock.today()
    with pytest.raises(NotFoundError):
        actions.leave(admin, staff_id)
    own = Staff.objects.get(account_id=admin.account_id or 0).pk
    with pytest.raises(NotAllowedError, match="不能为自己"):
        actions.leave(admin, own)


def test_an_organ_is_found_by_what_people_call_it() -> None:
    first = given.organ("市样例甲局", "990100000000")
    second = given.organ("市样例甲局", "990101000000")
    assert {o.id for o in queries.organs_called("市样例甲局")} == {first, second}
    assert [o.id for o in queries.organs_called(f"#{second}")] == [second]
    assert not queries.organs_called(" ")
    assert not queries.organs_called("没有这个局")


def test_ended_organs_are_listed_apart_with_what_became_of_them() -> None:
    old, new = given.organ(), given.organ()
    actions.succeed_organ(HOUSE, old, Succession.MERGED, [new], "样例机构改革方案")
    assert [o.id for o in queries.organs(HOUSE, ended=True).rows] == [old]
    ((how, successor, on, document),) = queries.became_of(old)
    assert successor is not None
    assert (how, successor.id, on, document) == (Succession.MERGED, new, clock.today(), "样例机构改革方案")


def test_divisions_are_walked_by_level_and_searched() -> None:
    rows = [("99", "样例省"), ("9901", "样例市"), ("990101", "甲县"), ("990102", "乙县"), ("990101001", "甲一镇")]
    actions.import_divisions(HOUSE, rows)
    assert [d.name for d in queries.divisions_page("").rows] == ["样例省"]
    first = queries.divisions_page("990100000000", limit=1)
    assert [d.name for d in first.rows] == ["甲县"]
    assert [d.name for d in queries.divisions_page("990100000000", after=first.next, limit=1).rows] == ["乙县"]
    assert [d.name for d in queries.divisions_page(text="甲").rows] == ["甲县", "甲一镇"]
    assert [d.name for d in queries.division_path("990101001000")] == ["样例省", "样例市", "甲县", "甲一镇"]


def test_windows_and_whom_they_serve() -> None:
    organ = given.organ()
    window = given.window(organ, may_decide=True)
    centre = queries.window(window).centre_id
    assert [w.id for w in queries.windows_page(centre).rows] == [window]
    assert [(e.organ_id, e.may_decide, e.document) for e in queries.entrustments(window)] == [
        (organ, True, "样例委托书")
    ]
    actions.end_entrustment(HOUSE, window, organ)
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert not queries.entrustments(window)
    assert queries.centre(centre).id in {c.id for c in queries.centres().rows}
    with pytest.raises(NotFoundError):
        queries.centre(10**6)


def test_the_last_lines_come_first() -> None:
    organ = given.organ()
    actions.update_organ(HOUSE, organ, "市改名局", "改名局")
    assert [line.event for line in journal.latest_of([f"organ:{organ}"])] == ["organ.updated", "organ.created"]
    assert len(journal.latest_of([f"organ:{organ}"], limit=1)) == 1
