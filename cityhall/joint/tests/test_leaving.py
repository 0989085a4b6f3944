"""An account ends when nothing of hers is under way, and what the city must keep stays."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from cityhall.cases import actions as cases
from cityhall.cases.models import Application
from cityhall.cases.tests import given
from cityhall.joint.actions import close_account
from cityhall.kernel import clock
from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.people import queries as people_queries
from cityhall.people.models import Person
from cityhall.people.tests import given as persons

pytestmark = pytest.mark.django_db


def test_an_account_is_not_closed_while_something_is_under_way() -> None:
    here = given.place()
    draft = given.draft(here)
    with pytest.raises(InvalidInputError):
        close_account(here.citizen, sure=False)
    with pytest.raises(WrongStateError, match="草稿"):
        close_account(here.citizen, sure=True)
    number = cases.receive(here.citizen, draft)
    with pytest.raises(WrongStateError, match=number):
        close_account(here.citizen, sure=True)
    assert Person.objects.get(pk=here.citizen.person_id or 0).phone


def test_with_cases_the_name_stays_and_everything_else_goes() -> None:
    here = given.place()
    phone = people_queries.own(here.citizen).phone
    number = given.received(here)
    cases.withdraw(here.citizen, number, "不办了")
    assert close_account(here.citizen, sure=True) is True
    person = Person.objects.get(pk=here.citizen.person_id or 0)
    assert (person.phone, person.phone_index, person.address, person.account_id) == ("", "", "", None)
    assert person.id_number
    account = get_user_model().objects.get(pk=here.citizen.account_id or 0)
    assert (account.is_active, account.login) == (False, f"closed:{account.pk}")
    assert Application.objects.get(cases__number=number).applicant_name
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        again = persons.citizen(phone)
    assert again.account_id != here.citizen.account_id


def test_without_cases_nothing_of_her_stays() -> None:
    citizen = persons.citizen(name="样小例")
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        assert close_account(citizen, sure=True) is False
    person = Person.objects.get(pk=citizen.person_id or 0)
    assert (person.name, person.id_number, person.id_index, person.phone) == ("", "", None, "")
