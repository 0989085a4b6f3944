"""Asking without signing in: wrong tries are counted; the applicant's lists; a form put right by supplement."""

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.actions import Point
from cityhall.cases.models import Application, Case
from cityhall.cases.tests import given
from cityhall.kernel import clock
from cityhall.kernel.actor import NOBODY
from cityhall.kernel.errors import InvalidInputError, TooManyError

pytestmark = pytest.mark.django_db


def test_ten_wrong_tries_from_an_address_close_it_for_ten_minutes() -> None:
    with clock.frozen("2026-11-20T10:00"):
        for _ in range(10):
            queries.check_tries("990100-2026-00000001", "10.0.0.1")
            actions.count_wrong_try(NOBODY, "990100-2026-00000001", "10.0.0.1")
        with pytest.raises(TooManyError):
            queries.check_tries("990100-2026-00000002", "10.0.0.1")
        queries.check_tries("990100-2026-00000002", "10.0.0.2")
    with clock.frozen("2026-11-20T10:11"):
        queries.check_tries("990100-2026-00000001", "10.0.0.1")


def test_a_number_tried_from_many_addresses_is_closed_too() -> None:
    for n in range(30):
        actions.count_wrong_try(NOBODY, "990100-2026-00000001", f"10.0.1.{n}")
    with pytest.raises(TooManyError):
        queries.check_tries("990100-2026-00000001", "10.0.2.1")


def test_my_open_cases_leave_out_those_that_are_over() -> None:
    here = given.place()
    number = given.received(here)
    given.withdrawn(here)
    assert [row.number for row in queries.my_cases(here.citizen, open_only=True).rows] == [number]
    assert len(queries.my_cases(here.citizen).rows) == 2


def told_of_the_form(here: given.Place) -> str:
    number = given.received(here)
    actions.request_supplement(here.clerk, number, [Point("form", "申请表", "经营场所名称与执照不一致", "请改正")])
    return number


def test_a_form_found_wrong_is_put_right_with_the_supplement() -> None:
    here = given.place(materials=[])
    number = told_of_the_form(here)
    actions.supplement(here.citizen, number, ["form"], given.FORM | {"premises_name": "样例粉馆"})
    application = Application.objects.get(cases__number=number)
    assert application.form["premises_name"] == "样例粉馆"
    assert Case.objects.get(number=number).status == "received"


def test_a_form_still_wrong_answers_nothing() -> None:
    here = given.place(materials=[])
    number = told_of_the_form(here)
    with pytest.raises(InvalidInputError) as no:
        actions.supplement(here.citizen, number, ["form"], given.FORM | {"premises_name": ""})
    assert no.value.errors == {"premises_name": "请填写“经营场所名称”"}
    assert Case.objects.get(number=number).status == "supplementing"
