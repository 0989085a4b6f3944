"""A walk with marked personal values, from the sign-in to the looks at them: none of them is in a log, a journal line, a
job's arguments, an address, or anywhere at rest in the clear."""

import logging
import traceback
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from cityhall.cases import queries
from cityhall.cases.models import Case
from cityhall.cases.tests import given as cases
from cityhall.doors.window.tests import given as window
from cityhall.kernel.identifiers import make_id_number
from cityhall.people import queries as people
from cityhall.people.models import Person
from cityhall.people.terms import Purpose
from cityhall.site.sign_in.tests.test_doors import sign_in_citizen, text
from cityhall.site.testing import drain

pytestmark = pytest.mark.django_db
MARKS = {
    "phone": "13977770001", "identity": make_id_number("11010519770707123"), "contact": "13977770002",
    "parcel phone": "13977770003", "parcel address": "样例市隐私巷七十七号二单元", "walk-in": make_id_number("11010519780808123"),
    "walk-in phone": "13977770004", "walk-in address": "样例市隐私巷七十八号", "agent phone": "13977770005",
    "grievance phone": "13977770006",
}  # fmt: skip


class Ear(logging.Handler):
    """Everything that is logged, as it was said: before anything is made unreadable."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        known = vars(logging.makeLogRecord({}))
        more = {key: value for key, value in vars(record).items() if key not in known}
        fault = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        self.heard.append(f"{record.getMessage()} {record.args} {more} {fault}")


class Walker(Client):
    """A browser that remembers every address it asked for, was sent on to, or was shown."""

    addresses: list[str]

    def request(self, **request: Any) -> Any:
        self.addresses.append(f"{request.get('PATH_INFO')}?{request.get('QUERY_STRING')}")
        answer = super().request(**request)
        self.addresses += [answer.headers.get(name, "") for name in ("Location", "HX-Redirect", "HX-Push-Url", "Link")]
        return answer


@pytest.fixture
def ear() -> Iterator[Ear]:
    ear, root = Ear(), logging.getLogger()
    loggers = [
        root,
        *(
            logging.getLogger(name)
            for name in ("cityhall", "cityhall.web", "django", "django.request", "procrastinate")
        ),
    ]
    levels = [one.level for one in loggers]
    for one in loggers:
        one.addHandler(ear)
        one.setLevel(logging.DEBUG)
    yield ear
    for one, level in zip(loggers, levels, strict=True):
        one.removeHandler(ear)
        one.setLevel(level)


def browser(walked: list[str], account_id: int | None = None) -> Walker:
    client = Walker(headers={"host": "localhost"})
    client.addresses = walked
    if account_id is not None:
        from django.contrib.auth import get_user_model

        client.force_login(get_user_model().objects.get(pk=account_id))
    return client


def done(answer: Any) -> HttpResponse:
    assert answer.status_code in (200, 302), (answer.status_code, answer.content.decode()[:3000])
    assert isinstance(answer, HttpResponse)
    return answer


def applied(here: window.Hall, citizen: Walker) -> str:
    """Signed in, declared, applied for, with a parcel to her door; answers the number."""
    sign_in_citizen(citizen, MARKS["phone"])
    named = {"name": "样小隐", "id_kind": "resident", "id_number": MARKS["identity"]}
    done(citizen.post("/my/profile/real-name/", named))
    item = here.place.terms.item_id
    draft = done(citizen.post(f"/items/{item}/apply/", {"applicant": "me"}))["Location"].strip("/").rpartition("/")[2]
    wrong = citizen.post(f"/apply/{draft}/", cases.FORM | {"contact_phone": f"{MARKS['contact']}9", "_key": "a"})
    assert wrong.status_code == 422
    done(citizen.post(f"/apply/{draft}/", cases.FORM | {"contact_phone": MARKS["contact"], "_key": "b"}))
    from cityhall.doors.portal.tests.given import photo

    for key in (m.key for m in here.place.terms.materials if m.required):
        done(citizen.post(f"/apply/{draft}/materials/{key}/", {"file": photo()}))
    parcel = {
        "method": "mail",
        "receiver": "样小隐",
        "phone": MARKS["parcel phone"],
        "address": MARKS["parcel address"],
    }
    done(citizen.post(f"/apply/{draft}/delivery/", parcel))
    done(citizen.post(f"/apply/{draft}/check/", {"_key": "c", "true": "on", "agreed": "on"}))
    case = Case.objects.get(application_id=draft)
    assert case.number, text(citizen.get(f"/apply/{draft}/check/"))
    return case.number


def looked_at(here: window.Hall, citizen: Walker, clerk: Walker, number: str) -> None:
    """A stranger comes to the window; the first one's phone is looked at; she reads it and asks why."""
    new = {"number": MARKS["walk-in"], "new_name": "样来客", "new_phone": MARKS["walk-in phone"],
           "new_address": MARKS["walk-in address"]}  # fmt: skip
    done(clerk.post("/window/", {"number": MARKS["walk-in"], "move": "next"}))
    done(clerk.post("/window/", new | {"move": "register"}))
    window_form = window.filled(here, window.entity(), move="receive", phone=MARKS["agent phone"])
    done(clerk.post("/window/", window_form | {"f-phone": MARKS["agent phone"]}))
    done(clerk.get(f"/window/cases/{number}/"))
    url = f"/window/cases/{number}/reveal/"
    asked = {"field": "contact_phone", "purpose": Purpose.OTHER, "note": f"电话是{MARKS['contact']}吗"}
    assert clerk.post(url, asked).status_code == 422
    shown = done(clerk.post(url, asked | {"note": "核对电话"}))
    assert MARKS["contact"] in text(shown) or MARKS["phone"] in text(shown)
    actor = people.actor_for(int(citizen.session["_auth_user_id"]))
    assert actor is not None
    (look,) = queries.looks_at_me(actor).rows
    done(citizen.get("/my/looks/"))
    done(citizen.post(f"/my/looks/{look.id}/", {"words": "为什么看"}))
    stuck = {"name": "样路人", "phone": MARKS["grievance phone"], "what": "跑了两趟没办成", "wanted": "办成"}
    done(browser(citizen.addresses).post("/stuck/", stuck | {"organ_id": str(here.place.organ)}))


def at_rest() -> Iterator[tuple[str, str]]:
    """Every row of every table of the city and of the job queue, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema, table_name FROM information_schema.tables "
            "WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        )
        for schema, table in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{schema}"."{table}" AS t')
            for (row,) in cursor.fetchall():
                yield table, row


def test_nothing_personal_leaves_its_place(ear: Ear, settings: Any) -> None:
    here = window.hall()
    walked: list[str] = []
    citizen, clerk = browser(walked), browser(walked, here.clerk.account_id)
    number = applied(here, citizen)
    looked_at(here, citizen, clerk, number)
    drain()
    assert {Person.objects.get(name="样小隐").phone, Person.objects.get(name="样来客").id_number} == {
        MARKS["phone"], MARKS["walk-in"],
    }  # fmt: skip
    assert len(ear.heard) > 20
    told = {
        "log": "\n".join(ear.heard),
        "address": unquote("\n".join(walked)),
        **{f"table {table}": "" for table, _ in at_rest()},
    }
    for table, row in at_rest():
        told[f"table {table}"] += f"{row}\n"
    leaks = [(where, what) for where, words in told.items() for what, value in MARKS.items() if value in words]
    assert not leaks
    by_name = {
        where for where, words in told.items() if "样小隐" in words
    }  # names stay clear: the ear and the eye are open
    assert {"table ch_people_person", "table ch_cases_application"} <= by_name
    assert "people.declared" in "".join(words for where, words in told.items() if "ch_journal_entry" in where)
    assert f"/window/cases/{number}/reveal/" in told["address"]
    assert "window/cases/<slug:number>/reveal/" in told["log"]
