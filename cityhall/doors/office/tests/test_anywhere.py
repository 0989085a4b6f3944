"""通办 in the office: the case's page says where its paper is; its link is for those who deal with it."""

import pytest

from cityhall.anywhere.tests import given
from cityhall.doors.tests import visit

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_page_of_a_case_says_where_its_paper_is() -> None:
    whole = given.listed()
    number = given.taken(whole)
    given.sent(whole, number)
    reviewer = visit.page(visit.at(whole.place.reviewer), f"/office/cases/{number}/")
    assert "纸质材料在途" in reviewer
    assert f"/office/anywhere/{number}/" not in reviewer
    assert "异地窗口代收" in reviewer
    assert "交出流转的物料" in reviewer
    listed = visit.page(visit.at(whole.courier), "/office/anywhere/?side=decide")
    assert number in listed
    assert "在途" in visit.page(visit.at(whole.courier), f"/office/anywhere/{number}/")
