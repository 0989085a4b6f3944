"""帮办代办 on the manager's screens: the register, assignment, figures as a table, the rules; nobody else's."""

from collections.abc import Iterator

import pytest

from cityhall.doors.tests import visit
from cityhall.helping.models import Helper
from cityhall.helping.terms import Can, Group, State
from cityhall.helping.tests import given
from cityhall.kernel import clock
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.people.terms import Can as People

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(given.NOW):
        yield


def test_registered_changed_and_ended() -> None:
    organ = organs.organ()
    manager, helper = organs.staff(organ, Can.MANAGE), organs.staff(organ, People.HELP, name="样例帮办员")
    desk = visit.at(manager)
    assert "样例帮办员" in visit.page(desk, "/setup/helpers/new/")
    told = {
        "who": f"{organ}:{helper.account_id}",
        "phone": "0990-6000001",
        "areas": "99010210",
        "items": "",
        "from_on": "2026-09-07",
    }
    assert "区划代码" in desk.post("/setup/helpers/new/", told).content.decode()
    assert desk.post("/setup/helpers/new/", {**told, "areas": given.TOWN}).status_code == 302
    pk = Helper.objects.get().pk
    assert "样例帮办员" in visit.page(desk, "/setup/helpers/")
    changed = {"phone": "0990-6000002", "areas": f"{given.TOWN}\n{given.VILLAGE}", "items": "", "slots": "2"}
    assert desk.post(f"/setup/helpers/{pk}/", {**changed, "items": "没有这个事项"}).status_code == 422
    assert desk.post(f"/setup/helpers/{pk}/", changed).status_code == 302
    assert Helper.objects.get().slots == 2
    assert desk.post(f"/setup/helpers/{pk}/end/", {"until_on": "2026-09-08"}).status_code == 302


def test_assigned_called_off_and_counted() -> None:
    here = given.station()
    number = given.asked(groups=(Group.PREGNANT,))
    other, other_id = given.helper(here.organ, here.manager)
    desk = visit.at(here.manager)
    assert number in visit.page(desk, "/setup/helpers/requests/")
    shown = visit.page(desk, f"/setup/helpers/requests/{number}/")
    assert "孕产妇" not in shown
    assert "301" not in shown
    answer = desk.post(f"/setup/helpers/requests/{number}/", {"do": "assign", "helper_id": str(other_id)})
    assert answer.status_code == 302
    assert given.row(number).helper_id == other_id
    assert other.name in visit.page(desk, "/setup/helpers/work/?from_on=2026-09-01&through=2026-09-30")
    table = desk.get("/setup/helpers/work/?from_on=2026-09-01&through=2026-09-30&as=csv")
    lines = b"".join(table.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0].startswith("帮办员,单位,在办")
    assert lines[1].startswith(f"{other.name},")
    assert "原因" in desk.post(f"/setup/helpers/requests/{number}/", {"do": "cancel", "reason": ""}).content.decode()
    assert desk.post(f"/setup/helpers/requests/{number}/", {"do": "cancel", "reason": "已自行办好"}).status_code == 302
    assert given.row(number).state == State.CANCELLED


def test_another_centres_manager_sees_nothing_of_it() -> None:
    given.station()
    number = given.asked()
    desk = visit.at(given.station("990103000000").manager)
    assert number not in visit.page(desk, "/setup/helpers/requests/")
    assert desk.get(f"/setup/helpers/requests/{number}/").status_code == 404
    assert visit.at(organs.staff(organs.organ())).get("/setup/helpers/").status_code == 403


def test_the_rules_with_their_source() -> None:
    desk = visit.at(organs.staff(organs.organ(), Can.SET, reach=Reach.EVERYWHERE))
    told = {"slots": "2", "answer_days": "1", "days_ahead": "7", "mandate_days": "30", "source": ""}
    assert desk.post("/setup/helpers/rules/", told).status_code == 422
    assert desk.post("/setup/helpers/rules/", {**told, "source": "样例办法第三条"}).status_code == 302
    assert "样例办法第三条" in visit.page(desk, "/setup/helpers/")
