"""Standing in for a colleague, page by page."""

from datetime import date

import pytest

from cityhall.cases.terms import Can as Cases
from cityhall.doors.tests.visit import at, page, text
from cityhall.kernel import clock
from cityhall.organs import queries
from cityhall.organs.models import Deputy, Staff
from cityhall.organs.terms import Can
from cityhall.organs.tests import given

from .test_items import sent

pytestmark = pytest.mark.django_db


def staff_id_of(account_id: int | None) -> int:
    return Staff.objects.get(account_id=account_id or 0).pk


def test_a_colleague_is_appointed_listed_and_ended() -> None:
    organ = given.organ()
    manager = given.staff(organ, Can.MANAGE_STAFF, name="样例人事员")
    away = staff_id_of(given.staff(organ, Cases.REVIEW, name="样例出差人").account_id)
    deputy = given.staff(organ, name="样例代理人")
    stranger = staff_id_of(given.staff(given.organ(), name="样例外单位人").account_id)
    client, today = at(manager), clock.today()
    url = f"/setup/staff/{away}/"
    assert "没有指定过代理人" in page(client, url)
    form = page(client, f"{url}deputies/new/")
    assert "样例代理人" in form
    assert "样例外单位人" not in form
    assert "样例出差人</option>" not in form
    new = {
        "deputy_id": str(staff_id_of(deputy.account_id)),
        "from_on": today.isoformat(),
        "until_on": today.isoformat(),
    }
    back = sent(client, f"{url}deputies/new/", **{**new, "until_on": "2020-01-01", "reason": "出差"})
    assert back.status_code == 422
    assert (
        sent(client, f"{url}deputies/new/", **{**new, "deputy_id": str(stranger), "reason": "出差"}).status_code == 422
    )
    assert sent(client, f"{url}deputies/new/", **{**new, "reason": "出差"}).status_code == 302
    row = Deputy.objects.get()
    assert (row.until_on - row.from_on).days == 1  # the last day is asked for, and counts
    shown = page(client, url)
    for words in ("代理中", "样例代理人", "出差", "样例人事员", "指定代理人"):
        assert words in shown
    twice = sent(client, f"{url}deputies/new/", **{**new, "reason": "再次"})
    assert (twice.status_code, "已有代理人" in text(twice)) == (409, True)
    assert sent(client, f"{url}deputies/{row.pk}/end/").status_code == 302
    assert "已提前结束" in page(client, url)
    page(client, f"{url}deputies/{row.pk + 1}/end/", 404)


def test_a_time_gone_by_is_shown_as_over() -> None:
    organ = given.organ()
    manager = given.staff(organ, Can.MANAGE_STAFF)
    away, deputy = (staff_id_of(given.staff(organ).account_id) for _ in range(2))
    Deputy.objects.create(
        staff_id=away,
        deputy_id=deputy,
        from_on=date(2026, 1, 5),
        until_on=date(2026, 1, 9),
        reason="休假",
        made_by="样例",
    )
    assert "已届满" in page(at(manager), f"/setup/staff/{away}/")


def test_who_manages_no_staff_there_appoints_nobody() -> None:
    organ = given.organ()
    away = staff_id_of(given.staff(organ).account_id)
    elsewhere = at(given.staff(given.organ(), Can.MANAGE_STAFF))
    page(elsewhere, f"/setup/staff/{away}/deputies/new/", 404)  # not hers to know of
    page(at(given.staff(organ)), f"/setup/staff/{away}/deputies/new/", 403)
    assert queries.who_may_deputise(given.staff(organ, Can.MANAGE_STAFF), away)
