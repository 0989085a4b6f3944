"""委托实施 on screen: registered by who may, in public at once, recalled."""

from datetime import timedelta

import pytest
from django.test import Client

from cityhall.catalogue.tests import given as items
from cityhall.doors.tests import visit
from cityhall.kernel import clock
from cityhall.organs import queries
from cityhall.organs.terms import Can
from cityhall.organs.tests import given as organs

pytestmark = pytest.mark.django_db


def filled(organ: str, **more: object) -> dict[str, object]:
    return {
        "organ_id": organ, "to_organ_id": "市行政审批局", "window_id": "", "powers": ["accept", "review"],
        "items": "取水许可", "document": "样例函〔2026〕3 号", "basis": "样例规定第三条", "from_on": clock.today().isoformat(),
        "until_on": "", **more,
    }  # fmt: skip


def test_an_entrustment_is_registered_public_at_once_and_recalled(client: Client) -> None:
    organ_id, _ = organs.organ("市水务局"), organs.organ("市行政审批局")
    item_id = items.published_item(organ_id, name="取水许可")
    desk = visit.at(organs.staff(organ_id, Can.DELEGATE))
    assert "登记并公开" in visit.page(desk, "/setup/delegations/new/")
    answer = desk.post("/setup/delegations/new/", filled("市水务局"))
    assert answer.status_code == 302, visit.text(answer)
    shown = visit.page(client, "/delegations/")
    assert "市水务局 → 市行政审批局" in shown
    assert "取水许可" in shown
    assert "样例函〔2026〕3 号" in visit.page(client, f"/items/{item_id}/")
    [made] = queries.delegations().rows
    assert "收回委托" in visit.page(desk, f"/setup/delegations/{made.id}/")
    desk.post(f"/setup/delegations/{made.id}/recall/", {"why": "样例函〔2026〕9 号"})
    assert "目前没有委托实施的事项" in visit.page(client, "/delegations/")
    assert "样例函〔2026〕9 号" in visit.page(client, "/delegations/?past=1")
    assert "受委托办理" not in visit.page(client, f"/items/{item_id}/")


def test_what_is_wrong_stays_on_the_form_with_everything_typed() -> None:
    organ_id, _ = organs.organ("市水务局"), organs.organ("市行政审批局")
    items.published_item(organ_id, name="取水许可")
    desk = visit.at(organs.staff(organ_id, Can.DELEGATE))
    for wrong, sentence in (
        ({"items": "没有的事项\n取水许可"}, "“没有的事项”"),
        ({"to_organ_id": ""}, "两者只选其一"),
        ({"powers": []}, "委托的权限"),
        ({"document": " "}, "委托文件（名称和文号）"),
        ({"basis": ""}, "须有法律、法规、规章的依据"),
        ({"from_on": (clock.today() - timedelta(days=1)).isoformat()}, "不能早于今天"),
    ):
        answer = desk.post("/setup/delegations/new/", filled("市水务局", **wrong))
        assert answer.status_code in {200, 409, 422}
        assert sentence in visit.text(answer)
        assert "样例规定第三条" in visit.text(answer) or "basis" in wrong
    assert queries.delegations().rows == []


def test_a_stranger_neither_opens_nor_registers_and_another_organ_is_refused() -> None:
    organ_id, bureau = organs.organ("市水务局"), organs.organ("市行政审批局")
    items.published_item(organ_id, name="取水许可")
    stranger = visit.at(organs.staff(bureau))
    visit.page(stranger, "/setup/delegations/", 403)
    other = visit.at(organs.staff(bureau, Can.DELEGATE))
    assert other.post("/setup/delegations/new/", filled("市水务局")).status_code == 403
    assert queries.delegations().rows == []
