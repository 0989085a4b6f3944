"""通办 as the public reads it: the guide says at which windows, the progress says where the paper is."""

import pytest
from django.test import Client

from cityhall.anywhere.terms import Mode
from cityhall.anywhere.tests import given
from cityhall.cases.models import Case
from cityhall.cases.tests import given as cases_given
from cityhall.doors.tests import visit
from cityhall.organs import queries as organs

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_guide_says_where_it_may_be_handed_in() -> None:
    whole = given.listed()
    there = organs.stand(whole.county.window)
    guide = visit.page(Client(), f"/items/{whole.place.terms.item_id}/")
    assert "异地代收代办（市区同权）" in guide
    assert there.centre in guide
    online = cases_given.place(online=True)
    given.put_on(online, mode=Mode.ONLINE)
    assert "不用到窗口" in visit.page(Client(), f"/items/{online.terms.item_id}/")
    assert "通办" not in visit.page(Client(), f"/items/{cases_given.place().terms.item_id}/")


def test_the_progress_says_where_the_paper_is() -> None:
    whole = given.listed()
    number = given.taken(whole)
    given.sent(whole, number)
    code = Case.objects.get(number=number).access_code
    shown = visit.page(Client(), f"/progress/{number}/?code={code}")
    assert f"在{organs.stand(whole.county.window).label}收件" in shown
    assert "纸质材料在途" in shown
    assert "样例申请人" not in shown
