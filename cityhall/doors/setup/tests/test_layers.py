"""日历的分层, 专项行动 and 预警规则 on screen."""

from datetime import date

import pytest
from django.test import Client

from cityhall.deadlines import queries
from cityhall.deadlines.terms import Can, LayerKind
from cityhall.deadlines.tests import given as time
from cityhall.doors.tests.visit import at, page
from cityhall.kernel.actor import HOUSE
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

from .test_administration import sent

pytestmark = pytest.mark.django_db


def keeper() -> Client:
    return at(given.staff(given.organ(), Can.MANAGE_CALENDAR, Can.SET_LIGHTS, reach=Reach.EVERYWHERE))


def test_a_centre_gets_its_own_saturday() -> None:
    client, centre = keeper(), given.centre()
    time.city_layer()
    assert sent(client, "/setup/calendar/layers/new/", centre_id=centre, name="市中心办公日历").status_code == 302
    made = next(one for one in queries.layers(HOUSE) if one.kind is LayerKind.CENTRE)
    assert "市中心办公日历" in page(client, "/setup/calendar/")
    here = f"/setup/calendar/layers/{made.id}/"
    assert "没有自己的周规则" in page(client, here)
    refused = sent(client, f"{here}week/", first_on="2026-01-01", works=["0", "5"], hours="八点", reason="方案")
    assert "不是有效的办公时段" in refused.content.decode()
    done = sent(
        client, f"{here}week/", first_on="2026-01-01", works=["0", "1", "2", "3", "4", "5"], weekend="09:00-12:00",
        reason="周六延时服务方案",
    )  # fmt: skip
    assert done.status_code == 302
    shown = page(client, here)
    assert "周一、周二、周三、周四、周五、周六" in shown
    assert "周六至周日 09:00–12:00" in shown
    assert sent(client, f"{here}day/", day="2026-09-19", works="off", name="检修", reason="公告").status_code == 302
    assert not queries.calendar().layer(made.id).is_workday(date(2026, 9, 19))
    shown = page(client, here)
    assert "检修" in shown
    assert "2026-09-19 不办公" in shown


def test_a_campaign_is_set_up_and_changed() -> None:
    client = keeper()
    values = {
        "name": "百日攻坚", "document": "样政办〔2026〕8号", "first_on": "2026-09-14", "last_on": "2026-09-01",
        "switches_to": "days",
    }  # fmt: skip
    assert "结束不能早于开始" in sent(client, "/setup/calendar/campaigns/new/", **values).content.decode()
    values["last_on"] = "2026-12-22"
    assert sent(client, "/setup/calendar/campaigns/new/", **values).status_code == 302
    made = next(one for one in queries.layers(HOUSE) if one.kind is LayerKind.CAMPAIGN)
    edit = f"/setup/calendar/campaigns/{made.id}/edit/"
    assert "样政办〔2026〕8号" in page(client, edit)
    assert sent(client, edit, **{**values, "name": "项目攻坚", "_seen": str(made.version)}).status_code == 302
    stale = sent(client, edit, **{**values, "name": "又改", "_seen": str(made.version)})
    assert stale.status_code == 412
    assert queries.layer(HOUSE, made.id).name == "项目攻坚"
    assert "改按自然日计算" in page(client, f"/setup/calendar/layers/{made.id}/").replace("纳入的办件", "")


def test_rules_of_warning_are_published_and_ended() -> None:
    client = keeper()
    assert "还没有发布规则" in page(client, "/setup/lights/")
    blank = sent(client, "/setup/lights/new/", sort="licence", share="1/2", least="2", reason="")
    assert blank.status_code == 422
    assert not queries.light_rules(HOUSE)
    assert sent(client, "/setup/lights/new/", sort="licence", share="1/2", least="2", reason="试行").status_code == 302
    shown = page(client, "/setup/lights/")
    assert "所有时限，行政许可" in shown
    assert "剩 1/2，或剩 2 天" in shown
    rule = queries.light_rules(HOUSE)[0]
    assert sent(client, f"/setup/lights/{rule.id}/end/", reason="试行结束").status_code == 302
    assert "以前的规则（1 条）" in page(client, "/setup/lights/")


def test_nobody_else_opens_them() -> None:
    stranger = at(given.staff(given.organ(), Can.SWEEP, reach=Reach.EVERYWHERE))
    for path in (
        "/setup/calendar/layers/new/",
        "/setup/calendar/campaigns/new/",
        "/setup/lights/",
        "/setup/lights/new/",
    ):
        assert stranger.get(path).status_code == 403
