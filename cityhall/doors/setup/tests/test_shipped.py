"""内置的一件事 on screen: the list, the map of roles and items, what would be made, taken in as drafts."""

import pytest

from cityhall.catalogue import actions as items
from cityhall.catalogue.models import Item
from cityhall.doors.tests import visit
from cityhall.joint.models import Package
from cityhall.joint.terms import Can
from cityhall.joint.tests import shipped
from cityhall.organs.tests import given as organs

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/setup/joint/shipped/canyin/"


def test_looked_at_mapped_and_taken_in() -> None:
    here = shipped.city("canyin", workers=False)
    desk = visit.at(here.designer)
    assert "/setup/joint/shipped/" in visit.page(desk, "/setup/joint/")
    listed = visit.page(desk, "/setup/joint/shipped/")
    assert "开办餐饮店一件事" in listed
    assert "地方做法" in listed
    shown = visit.page(desk, URL)
    assert f"#{here.near['market']} 样例市市场监督管理局" in shown
    assert "未核对原文" in shown
    assert shown.count("新建草稿</") >= 7
    assert "承诺是地方做法" in shown

    item = items.create_item(here.designer, here.near["city"], "BD-1", "招牌", "licence")
    told = {"item_shop_sign": f"#{item}"}
    looked = visit.text(desk.post(URL, {**told, "look": "1"}))
    assert f"#{item} 招牌" in looked
    assert not Package.objects.exists()

    answer = desk.post(URL, told)

    assert answer["Location"] == "/setup/joint/canyin/"
    after = visit.page(desk, "/setup/joint/canyin/")
    assert "已装入为草稿：新建事项 6 项，用了已有的 1 项" in after
    assert "还没有发布" in after
    assert "本市已有这件一件事" in visit.page(desk, URL)
    assert desk.post(URL, told).status_code == 302
    assert Package.objects.count() == 1


def test_what_is_wrong_is_said_and_nothing_is_taken_in() -> None:
    here = shipped.city("sizheng", workers=False)
    desk = visit.at(here.designer)
    answer = desk.post("/setup/joint/shipped/sizheng/", {"organ_tax": "没有这个局", "item_org_code": "没有这个事项"})
    shown = visit.text(answer)
    assert answer.status_code == 422
    assert "“税务”写的是“没有这个局”，没有认出是哪个单位" in shown
    assert "“组织机构代码证核发”写的是“没有这个事项”" in shown
    assert "没认出" in shown
    assert 'value="没有这个局"' in shown
    assert not Item.objects.exists()
    refused = desk.post("/setup/joint/shipped/sizheng/", {"organ_tax": "没有这个局", "look": "1"})
    assert "还不能装入" in visit.text(refused)
    assert desk.get("/setup/joint/shipped/none/").status_code == 404


def test_the_stages_may_bear_other_names() -> None:
    here = shipped.city("gongcheng", workers=False)
    desk = visit.at(here.designer)
    assert "按福州的阶段名称" in visit.page(desk, "/setup/joint/shipped/gongcheng/")
    assert desk.post("/setup/joint/shipped/gongcheng/", {"variant": "fuzhou"}).status_code == 302
    assert Package.objects.get().draft["stages"][0]["name"] == "立项决策"


def test_who_may_not_design_does_not_come_in() -> None:
    publisher = visit.at(organs.staff(organs.organ(), Can.PUBLISH))
    assert "内置的一件事" not in visit.page(publisher, "/setup/joint/")
    assert publisher.get("/setup/joint/shipped/").status_code == 403
    assert publisher.post(URL, {}).status_code == 403
