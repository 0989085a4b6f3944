"""The first administrator of a real city, from the terminal to her first sign-in."""

import json

import pytest
from django.test import Client

from cityhall.catalogue.terms import Can as Catalogue
from cityhall.deadlines.terms import Can as Deadlines
from cityhall.kernel.accounts.models import Account
from cityhall.kernel.accounts.terms import Can as Accounts
from cityhall.kernel.jobs.terms import Can as Jobs
from cityhall.kernel.journal.models import Entry
from cityhall.organs import queries
from cityhall.organs.terms import Can as Organs
from cityhall.site import program

pytestmark = pytest.mark.django_db
WORDS = ["admin", "--login", "Admin", "--name", "样例管理员", "--organ", "市样例政务局", "--division", "9901", "--json"]


def test_she_is_appointed_signs_in_and_is_asked_for_a_new_password(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(WORDS) == 0
    told = json.loads(capsys.readouterr().out)
    client = Client()
    came = client.post("/sign-in/staff/", {"login": "admin", "password": told["password"]})
    assert came.status_code == 302
    assert client.get("/setup/").headers["Location"] == "/password/"
    actor = queries.actor_for(Account.objects.get(login="admin").pk)
    assert actor is not None
    assert actor.everywhere == {*Organs, *Catalogue, *Deadlines, *Jobs, *Accounts}
    assert told["password"] not in repr(list(Entry.objects.values()))


def test_a_second_call_refuses_and_says_how(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(WORDS) == 0
    capsys.readouterr()
    second = [word.replace("Admin", "other") for word in WORDS if word != "--json"]
    assert program.main(second) == 1
    assert "--another" in capsys.readouterr().err
    assert program.main([*second, "--another"]) == 0
    assert "一次性密码" in capsys.readouterr().out
