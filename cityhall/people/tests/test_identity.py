"""Two at the same moment with one number: the later gets a sentence and nothing half-made."""

import threading

import pytest
from django.db import connection

from cityhall.kernel.accounts.models import Account
from cityhall.kernel.actor import NOBODY
from cityhall.kernel.errors import DomainError
from cityhall.people.actions import identity
from cityhall.people.models import Person
from cityhall.people.terms import Verified

from . import given


@pytest.mark.django_db(transaction=True)
def test_two_first_sign_ins_with_one_number_make_one_person(monkeypatch: pytest.MonkeyPatch) -> None:
    number, start = given.id_number(), threading.Barrier(2)
    monkeypatch.setattr("cityhall.kernel.accounts.providers.actions.bind", lambda *_: True)
    monkeypatch.setattr("cityhall.kernel.accounts.providers.queries.bound", lambda *_: None)
    said: list[str] = []

    def come(subject: str) -> None:
        start.wait(10)
        try:
            identity.sign_in_by_identity(NOBODY, 1, subject, "样例同名", number)
            said.append("in")
        except DomainError as no:
            said.append(no.code)
        finally:
            connection.close()

    both = [threading.Thread(target=come, args=(subject,)) for subject in ("甲", "乙")]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert Person.objects.filter(verified=Verified.PROVIDED).count() == 1
    assert Account.objects.count() == 1
    assert sorted(said) in (["in", "people.identity_at_once"], ["in", "in"])
