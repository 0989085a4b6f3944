"""Inbox, profile, entities, and the progress anybody with number and code may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.cases.models import Case
from cityhall.cases.tests import given as cases
from cityhall.kernel.journal.models import Entry
from cityhall.messages import queries as messages
from cityhall.people import queries
from cityhall.people.terms import Tie
from cityhall.people.tests import given as people
from cityhall.site.testing import drain

from . import given
from .given import browser, text

pytestmark = pytest.mark.django_db


def test_the_inbox_leads_to_the_case_and_counts_what_is_unread() -> None:
    here = given.place()
    number = cases.accepted(here)
    drain()
    client = browser(here.citizen)
    page = text(client.get("/my/messages/"))
    assert "受理通知书" in page
    assert '<span class="count">2</span>' in page
    first = messages.inbox(here.citizen).rows[0]
    assert client.post(f"/my/messages/{first.id}/")["Location"] == f"/my/{number}/"
    assert messages.unread(here.citizen) == 1
    assert browser(people.citizen()).post(f"/my/messages/{first.id}/").status_code == 404
    client.post("/my/messages/read/")
    assert messages.unread(here.citizen) == 0
    with CaptureQueriesContext(connection) as asked:
        client.get("/my/messages/")
    assert len(asked) <= 3 + 5


def test_an_empty_inbox_and_a_stranger_s() -> None:
    assert "还没有消息" in text(browser(people.citizen()).get("/my/messages/"))
    assert browser().get("/my/messages/").status_code == 302
    assert browser().post("/my/messages/read/").status_code == 302


def test_one_s_own_record_is_masked() -> None:
    number, phone = people.id_number(), people.phone()
    page = text(browser(people.citizen(phone, "样小例", number)).get("/my/profile/"))
    assert number not in page
    assert phone not in page
    assert number[:6] in page
    assert "本人申报" in page


def test_a_wrong_number_is_said_at_its_field_and_stays_typed() -> None:
    client = browser(people.citizen())
    answer = client.post(
        "/my/profile/real-name/", {"name": "样小例", "id_kind": "resident", "id_number": "11010519900101001X"}
    )
    assert answer.status_code == 422
    assert 'id="id_id_number-why"' in text(answer)
    assert "11010519900101001X" in text(answer)


def test_the_way_back_is_only_ever_ours() -> None:
    client = browser(people.citizen())
    form = {"name": "样小例", "id_kind": "resident", "id_number": people.id_number()}
    answer = client.post("/my/profile/real-name/", {**form, "back": "https://elsewhere.example/"})
    assert answer["Location"] == "/my/profile/"


def test_an_entity_is_linked_by_its_code_and_untied_again() -> None:
    me = people.citizen(name="样小例")
    client, code = browser(me), people.credit_code()
    form = {"credit_code": code, "name": "样例粉馆", "kind": "individual", "tie": "handler"}
    assert client.post("/my/profile/entities/", {**form, "back": "/items/7/apply/"})["Location"] == "/items/7/apply/"
    link = queries.entities_of(me)[0]
    assert (link.name, link.tie) == ("样例粉馆", Tie.HANDLER)
    assert "样例粉馆" in text(client.get("/my/profile/"))
    stranger = browser(people.citizen(name="样大例"))
    assert stranger.post(f"/my/profile/entities/{link.link_id}/end/").status_code == 404
    assert "不受影响" in text(client.get(f"/my/profile/entities/{link.link_id}/end/"))
    client.post(f"/my/profile/entities/{link.link_id}/end/")
    assert not [row for row in queries.entities_of(me) if row.credit_code == code]


def test_an_entity_known_by_another_name_or_a_wrong_code_is_refused_at_its_field() -> None:
    client, code = browser(people.citizen(name="样小例")), people.entity("样例餐饮有限公司")
    form = {"credit_code": code, "name": "样例饭店", "kind": "company", "tie": "handler"}
    answer = client.post("/my/profile/entities/", form)
    assert (answer.status_code, 'id="id_name-why"' in text(answer)) == (422, True)
    answer = client.post("/my/profile/entities/", {**form, "credit_code": code[:-1] + "0"})
    assert (answer.status_code, 'id="id_credit_code-why"' in text(answer)) == (422, True)
    unnamed = browser(people.citizen())
    assert unnamed.get("/my/profile/entities/")["Location"].startswith("/my/profile/real-name/")


def test_progress_needs_number_and_code_and_shows_no_names() -> None:
    here = given.place()
    actions_before = given.NAME
    number = cases.accepted(here)
    code = Case.objects.get(number=number).access_code
    client = browser()
    answer = client.get("/progress/", {"number": f" {number} ", "code": code})
    assert answer["Location"] == f"/progress/{number}/?code={code}"
    page = text(client.get(answer["Location"]))
    assert "已经受理，正在审查" in page
    assert actions_before not in page
    assert here.clerk.name not in page


def test_a_wrong_code_is_said_at_its_field_and_after_ten_the_door_closes() -> None:
    here = given.place()
    number = cases.received(here)
    code = Case.objects.get(number=number).access_code
    client = browser()
    for n in range(10):
        wrong = f"{(int(code) + 1 + n) % 10**6:06d}"
        answer = client.get("/progress/", {"number": number, "code": wrong})
        assert answer.status_code == 422
        assert 'id="id_code-why"' in text(answer)
    assert Entry.objects.filter(event="progress.refused").count() == 10
    assert client.get(f"/progress/{number}/", {"code": code}).status_code == 429
    closed = client.get("/progress/", {"number": number, "code": code})
    assert "输错次数过多" in text(closed)


def test_a_wrong_qr_code_is_not_found() -> None:
    here = given.place()
    number = cases.received(here)
    asked = browser().get(f"/progress/{number}/")
    assert asked["Location"] == f"/progress/?number={number}"
    assert f'value="{number}"' in text(browser().get(asked["Location"]))
    assert browser().get(f"/progress/{number}/?code=000000").status_code == 404
    assert browser().get("/progress/990100-2026-99999999/?code=000000").status_code == 404


@pytest.mark.parametrize("path", ["/", "/search/", "/organs/", "/progress/", "/my/", "/my/messages/", "/my/profile/"])
def test_pages_carry_no_script_or_style_of_their_own_and_are_light(path: str) -> None:
    page = text(browser(people.citizen(name="样小例")).get(path))
    assert "style=" not in page
    assert "<script>" not in page
    assert " onclick" not in page
    assert len(page.encode()) < 20_000
    assert "长辈版" in page
