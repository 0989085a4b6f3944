"""Setting up the administration: organs, divisions, centres, windows, staff and roles, page by page."""

import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cityhall.doors.setup.powers import LABELS
from cityhall.doors.tests.visit import SIGNING_IN, at, page, text
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.terms import Term
from cityhall.organs import actions, queries
from cityhall.organs.models import Assignment, Organ, Role, Staff
from cityhall.organs.terms import Can, Reach, Succession
from cityhall.organs.tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Actor:
    return given.staff(given.organ(), *Can, reach=Reach.EVERYWHERE)


def sent(client: Client, url: str, **values: object) -> HttpResponse:
    """Send a form with the version its page shows."""
    seen = re.search(r'name="_seen" value="(\d+)"', page(client, url))
    return client.post(url, {**({"_seen": seen[1]} if seen else {}), **values})  # type: ignore[return-value]


def of(actor: Actor) -> int:
    return Staff.objects.get(account_id=actor.account_id or 0).pk


# Who may come in


def test_each_finds_open_what_is_hers(admin: Actor) -> None:
    shown = page(at(admin), "/setup/")
    assert "/setup/organs/" in shown
    assert "/setup/calendar/" not in shown
    clerk = at(given.staff(given.organ(), Can.MANAGE_CENTRES))
    assert "/setup/centres/" in page(clerk, "/setup/")
    for url in ("organs/", "staff/", "roles/", "items/", "calendar/", "jobs/"):
        assert "您没有；请联系上级管理员授权" in page(clerk, f"/setup/{url}", 403)
    assert "系统设置" in page(at(given.staff(given.organ())), "/setup/", 403)
    assert Client().get("/setup/organs/").headers["Location"].startswith("/sign-in/")


def test_lists_cost_few_statements(admin: Actor) -> None:
    for _ in range(35):
        given.organ()
    window = given.window(given.organ())
    centre = queries.window(window).centre_id
    client = at(admin)
    for url in ("organs/", "divisions/", "centres/", "staff/", "roles/", f"centres/{centre}/", f"windows/{window}/"):
        with CaptureQueriesContext(connection) as asked:
            page(client, f"/setup/{url}")
        assert len(asked) <= 5 + SIGNING_IN, url


# Organs


def test_an_organ_is_founded_corrected_and_told_of(admin: Actor) -> None:
    client = at(admin)
    page(client, "/setup/organs/new/")
    values = {"name": "市样例新局", "short_name": "新局", "division_code": "990100", "kind": "department"}
    empty = sent(client, "/setup/organs/new/", **{**values, "name": ""})
    assert empty.status_code == 422
    assert "新局" in text(empty)
    wrong = sent(client, "/setup/organs/new/", **{**values, "credit_code": "123"})
    assert wrong.status_code == 422
    assert "统一社会信用代码" in text(wrong)
    made = sent(client, "/setup/organs/new/", **values)
    assert made.status_code == 302
    url = made.headers["Location"]
    assert "设立机构" in page(client, url)
    assert sent(client, f"{url}edit/", name="市样例改局", short_name="改局", phone="12345").status_code == 302
    shown = page(client, url)
    assert "市样例改局" in shown
    assert admin.name in shown


def test_a_page_that_was_overtaken_stays_so_until_read_again(admin: Actor) -> None:
    organ, client = given.organ(), at(admin)
    actions.update_organ(HOUSE, organ, "市先改局", "先改局")
    late = client.post(f"/setup/organs/{organ}/edit/", {"_seen": "1", "name": "市后改局", "short_name": "后改局"})
    assert late.status_code == 412
    assert "市后改局" in text(late)
    assert 'name="_seen" value="1"' in text(late)
    assert queries.organ(organ).name == "市先改局"


def test_an_organ_ends_and_its_work_goes_on_elsewhere(admin: Actor) -> None:
    old, new, client = given.organ(), given.organ(), at(admin)
    url = f"/setup/organs/{old}/succession/"
    missing = sent(client, url, kind=Succession.MERGED, document="样例方案")
    assert missing.status_code == 422
    unknown = sent(client, url, kind=Succession.MERGED, document="样例方案", successors="没有这个局")
    assert "没有找到“没有这个局”" in text(unknown)
    assert sent(client, url, kind=Succession.MERGED, document="样例方案", successors=f"#{new}").status_code == 302
    shown = page(client, f"/setup/organs/{old}/")
    assert "并入" in shown
    assert queries.organ(new).name in shown
    assert str(old) in page(client, "/setup/organs/?ended=1")


def test_organs_of_one_name_are_told_apart(admin: Actor) -> None:
    old = given.organ()
    first, second = given.organ("市同名局"), given.organ("市同名局", "990101000000")
    both = sent(
        at(admin), f"/setup/organs/{old}/succession/", kind=Succession.MERGED, document="样例", successors="市同名局"
    )
    assert both.status_code == 422
    assert f"#{first}" in text(both)
    assert f"#{second}" in text(both)


def test_an_administrator_of_one_organ_founds_none(admin: Actor) -> None:
    local = at(given.staff(given.organ(), Can.MANAGE_ORGANS))
    before = Organ.objects.count()
    values = {"name": "市样例局X", "short_name": "X", "division_code": "990100", "kind": "department"}
    assert sent(local, "/setup/organs/new/", **values, parent_id=f"#{given.organ()}").status_code == 403
    assert Organ.objects.count() == before + 1


def test_organs_are_searched_and_an_unknown_one_is_not_found(admin: Actor) -> None:
    organ, client = given.organ("市独一无二局"), at(admin)
    assert f"/setup/organs/{organ}/" in page(client, "/setup/organs/?q=独一无二")
    assert "没有符合条件的机构" in page(client, "/setup/organs/?q=没有这样的")
    page(client, "/setup/organs/999999/", 404)


def test_divisions_are_walked_down(admin: Actor) -> None:
    client = at(admin)
    assert "还没有导入行政区划" in page(client, "/setup/divisions/")
    actions.import_divisions(HOUSE, [("99", "样例省"), ("9901", "样例市"), ("990101", "样例县")])
    assert "/setup/divisions/990000000000/" in page(client, "/setup/divisions/")
    assert "样例县" in page(client, "/setup/divisions/990100000000/")
    assert "没有下级区划" in page(client, "/setup/divisions/990101000000/")
    assert "样例县" in page(client, "/setup/divisions/?q=样例县")


# Centres and windows


def test_a_centre_a_window_and_whom_it_serves(admin: Actor) -> None:
    organ, client = given.organ(), at(admin)
    values = {"name": "样例新中心", "organ_id": f"#{organ}", "division_code": "990100"}
    assert sent(client, "/setup/centres/new/", **{**values, "organ_id": ""}).status_code == 422
    centre = sent(client, "/setup/centres/new/", **values).headers["Location"]
    assert "样例新中心" in page(client, "/setup/centres/")
    window = sent(client, f"{centre}windows/new/", number="12", name="综合窗口").headers["Location"]
    again = sent(client, f"{centre}windows/new/", number="12", name="综合窗口")
    assert again.status_code == 422
    assert "已有 12 号窗口" in text(again)
    assert "窗口人员不能收件" in page(client, window)
    assert sent(client, f"{window}entrust/", organ_ids="", document="样例").status_code == 422
    done = sent(client, f"{window}entrust/", organ_ids=f"#{organ}", document="样例委托书", may_decide="on")
    assert done.status_code == 302
    shown = page(client, window)
    assert "样例委托书" in shown
    assert "已授权" in shown
    assert queries.organ(organ).name in page(client, centre)
    assert sent(client, f"{window}organs/{organ}/end/").status_code == 302
    assert sent(client, f"{window}organs/{organ}/end/").status_code == 409


def test_another_centre_s_windows_are_seen_and_not_touched() -> None:
    window = given.window(given.organ())
    centre = queries.window(window).centre_id
    stranger = at(given.staff(given.organ(), Can.MANAGE_CENTRES))
    assert "开设窗口" not in page(stranger, f"/setup/centres/{centre}/")
    assert sent(stranger, f"/setup/centres/{centre}/windows/new/", number="9", name="综合").status_code == 403


# Staff and roles


def test_a_member_of_staff_is_registered_and_given_a_role(admin: Actor) -> None:
    organ, client = given.organ(), at(admin)
    actions.save_role(HOUSE, "viewer", "查看员", ["cases.see"])
    values = {"name": "样例新人", "login": "newcomer", "organ_id": f"#{organ}", "password": given.PASSWORD}
    weak = sent(client, "/setup/staff/new/", **{**values, "password": "short"})
    assert weak.status_code == 422
    assert "short" not in text(weak)
    made = sent(client, "/setup/staff/new/", **values)
    assert made.status_code == 302
    url = made.headers["Location"]
    assert "还没有角色" in page(client, url)
    taken = sent(client, "/setup/staff/new/", **values)
    assert "该登录名已被使用" in text(taken)
    assert sent(client, f"{url}roles/new/", role_key="viewer", reach="window").status_code == 422
    assert sent(client, f"{url}roles/new/", role_key="viewer", reach="organ").status_code == 302
    shown = page(client, url)
    assert "查看员" in shown
    assert "本单位" in shown
    held = Assignment.objects.get(role__key="viewer").pk
    assert sent(client, f"{url}roles/{held}/end/").status_code == 302
    assert sent(client, f"{url}roles/{held}/end/").status_code == 404
    assert "样例新人" in page(client, "/setup/staff/?q=newcomer")


def test_a_member_is_corrected_reset_and_leaves(admin: Actor) -> None:
    staff_id, client = of(given.staff(given.organ())), at(admin)
    url = f"/setup/staff/{staff_id}/"
    assert sent(client, f"{url}edit/", name="").status_code == 422
    assert sent(client, f"{url}edit/", name="样例改名", post="科长").status_code == 302
    assert "科长" in page(client, url)
    assert sent(client, f"{url}password/", new_password="short").status_code == 422
    assert sent(client, f"{url}password/", new_password="Autumn-Wind-2026").status_code == 302
    assert sent(client, f"{url}leave/").status_code == 302
    assert "离岗" in page(client, url)
    assert client.post(f"{url}leave/").status_code == 404


def test_an_organ_s_administrator_manages_her_own_and_gives_no_further() -> None:
    organ = given.organ()
    local, other = at(given.staff(organ, Can.MANAGE_STAFF)), of(given.staff(given.organ()))
    own = of(given.staff(organ))
    page(local, f"/setup/staff/{other}/", 404)
    assert local.post(f"/setup/staff/{other}/leave/").status_code == 404
    role = Role.objects.earliest("id").key
    wide = sent(local, f"/setup/staff/{own}/roles/new/", role_key=role, reach="everywhere")
    assert wide.status_code == 403
    assert "超出了您自己管理的单位" in text(wide)
    assert "由市级管理员修改" in page(local, f"/setup/roles/{role}/")
    denied = sent(local, f"/setup/roles/{role}/edit/", name="改名", permissions=["cases.decide"])
    assert denied.status_code == 403


def test_a_role_is_made_of_every_room_s_permissions(admin: Actor) -> None:
    client = at(admin)
    shown = page(client, "/setup/roles/new/")
    assert all(label in shown for label in LABELS.values())
    assert {t.value for kind in _terms() for t in kind} == set(LABELS)
    assert sent(client, "/setup/roles/new/", key="new_role", name="新角色").status_code == 422
    done = sent(client, "/setup/roles/new/", key="new_role", name="新角色", permissions=["cases.see", "cases.decide_on_spot"],
                authority=["cases.decide_on_spot"], desk="review")  # fmt: skip
    assert done.status_code == 302
    shown = page(client, "/setup/roles/new_role/")
    for words in ("查看办件", "审查岗", "须有书面授权"):
        assert words in shown
    assert sent(client, "/setup/roles/new_role/edit/", name="新角色", permissions=["cases.see"]).status_code == 302
    assert Role.objects.get(key="new_role").permissions == ["cases.see"]
    page(client, "/setup/roles/unknown/", 404)


def _terms() -> list[type[Term]]:
    """Every `Can` there is, found by looking."""
    return [kind for kind in Term.__subclasses__() if kind.__name__ == "Can"]


def test_the_table_of_permissions_says_what_a_role_may_do_in_whose_name(admin: Actor) -> None:
    actions.save_role(HOUSE, "keeper", "窗口维护员", [Can.MANAGE_CENTRES])
    shown = re.sub(r"<[^>]+>|\s+", "", page(at(admin), "/setup/permissions/?role=keeper&reach=organ"))
    assert "维护中心与窗口可以不可" in shown
    assert "维护人员与角色不可不可" in shown
    everywhere = re.sub(r"<[^>]+>|\s+", "", page(at(admin), "/setup/permissions/?role=keeper&reach=everywhere"))
    assert "维护中心与窗口可以可以" in everywhere
    assert "没有找到这个角色" in page(at(admin), "/setup/permissions/?role=none", 404)
    page(at(given.staff(given.organ(), Can.MANAGE_CENTRES)), "/setup/permissions/", 403)
