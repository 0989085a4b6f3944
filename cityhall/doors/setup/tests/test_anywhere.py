"""通办清单 in the set-up: what is declared is offered, listed, shown, taken off; others do not come in."""

import pytest

from cityhall.anywhere import queries
from cityhall.anywhere.models import ListEntry
from cityhall.anywhere.terms import Can
from cityhall.anywhere.tests import given
from cityhall.cases.tests import given as cases_given
from cityhall.doors.tests import visit
from cityhall.kernel import clock
from cityhall.organs.tests import given as organs_given

pytestmark = pytest.mark.django_db(transaction=True)
AT = "/setup/anywhere/"


def test_an_item_of_same_power_is_offered_listed_and_taken_off() -> None:
    place = cases_given.place(reformed={"same_power": True, "basis": given.PAPER})
    county = given.county()
    keeper = visit.at(organs_given.staff(place.organ, Can.KEEP_LIST))
    shown = visit.page(keeper, AT)
    item = place.terms.item_id
    assert f"?item=%23{item}" in shown
    form = visit.page(keeper, f"{AT}new/?item=%23{item}")
    assert given.PAPER in form
    sent = {
        "item_id": f"#{item}", "mode": "proxy", "carry_days": "2", "document": given.PAPER, "from_on": clock.today().isoformat(),
    }  # fmt: skip
    assert keeper.post(f"{AT}new/", sent | {"item_id": "没有的事项"}).status_code == 422
    assert keeper.post(f"{AT}new/", sent | {"document": ""}).status_code == 422
    made = keeper.post(f"{AT}new/", sent)
    assert made.status_code == 302, visit.text(made)
    row = ListEntry.objects.get()
    assert (row.carry_days, row.windows) == (2, [])
    assert "市区同权" in visit.page(keeper, AT)
    assert "各区县的全部窗口" in visit.page(keeper, f"{AT}{row.pk}/")
    assert [one.item_id for one in queries.offered_here(county.clerk)] == [item]
    assert keeper.post(f"{AT}{row.pk}/end/", {"why": "样例", "_seen": "1"}).status_code == 302
    assert place.terms.name in visit.page(keeper, f"{AT}?past=yes")
    assert visit.at(county.clerk).get(AT).status_code == 403
