"""事项组, as whoever manages staff keeps them and limits a role to one."""

import json

import pytest

from cityhall.catalogue.tests import given as items
from cityhall.doors.tests.visit import at, page
from cityhall.kernel.actor import HOUSE
from cityhall.organs import actions, queries
from cityhall.organs.models import Assignment
from cityhall.organs.terms import Can
from cityhall.organs.tests import given

pytestmark = pytest.mark.django_db


def test_a_group_is_made_changed_and_a_role_limited_to_it() -> None:
    organ = given.organ()
    first, second = items.published_item(organ, name="食品经营许可"), items.published_item(organ, name="小餐饮登记")
    client = at(given.staff(organ, Can.MANAGE_STAFF))
    assert "还没有事项组" in page(client, "/setup/item-groups/")
    wrong = client.post("/setup/item-groups/new/", {"name": "食品类", "items": "没有的事项"})
    assert (wrong.status_code, "没有的事项" in wrong.content.decode()) == (422, True)
    client.post("/setup/item-groups/new/", {"name": "食品类", "items": f"#{first}"})
    (row,) = queries.item_groups(HOUSE)
    shown = page(client, f"/setup/item-groups/{row.id}/")
    assert f"#{first} 食品经营许可" in shown
    both = f"#{first} 食品经营许可\n#{second} 小餐饮登记"
    client.post(f"/setup/item-groups/{row.id}/", {"name": "食品类", "items": both, "_seen": "1"})
    assert queries.item_group(HOUSE, row.id).items == tuple(sorted((first, second)))
    assert "食品经营许可、小餐饮登记" in page(client, "/setup/item-groups/")

    actions.save_role(HOUSE, "review", "审查", ["cases.review"])
    staff = actions.create_staff(HOUSE, "limited", "样例人员", organ, given.PASSWORD)
    assert "不限事项" in page(client, f"/setup/staff/{staff}/roles/new/")
    told = {"role_key": "review", "reach": "organ", "item_group_id": str(row.id)}
    assert client.post(f"/setup/staff/{staff}/roles/new/", told).status_code == 302
    assert Assignment.objects.get(staff=staff).item_group_id == row.id
    assert "限“食品类”" in page(client, f"/setup/staff/{staff}/")


def test_another_organs_manager_finds_nothing() -> None:
    organ = given.organ()
    item = items.published_item(organ)
    own, other = at(given.staff(organ, Can.MANAGE_STAFF)), at(given.staff(given.organ(), Can.MANAGE_STAFF))
    body = json.dumps({"name": "食品类", "items": [item]})
    assert other.post("/api/item-groups", body, "application/json").status_code == 403
    made = own.post("/api/item-groups", body, "application/json")
    assert made.status_code == 201, made.content
    group = made.json()["id"]
    assert own.get("/api/item-groups").json()[0]["items"] == [item]
    assert other.get("/api/item-groups").json() == []
    assert other.get(f"/setup/item-groups/{group}/").status_code == 404
    changed = json.dumps({"name": "食品和餐饮", "items": [item]})
    headers = {"If-Match": '"1"'}
    assert other.put(f"/api/item-groups/{group}", changed, "application/json", headers=headers).status_code == 403
    assert own.put(f"/api/item-groups/{group}", changed, "application/json", headers=headers).status_code == 204
    assert queries.item_group(HOUSE, group).name == "食品和餐饮"
    nobody = at(given.staff(organ, Can.DELEGATE))
    assert nobody.get("/setup/item-groups/").status_code == 403
    assert nobody.get("/api/item-groups").status_code == 403
