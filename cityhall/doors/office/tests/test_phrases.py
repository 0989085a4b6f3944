"""常用语 beside the opinion: one press puts a phrase in, keeps or drops one; nothing is sent and nothing typed is lost."""

import pytest
from django.http import HttpResponse
from django.test import Client

from cityhall.cases import actions, queries
from cityhall.cases.terms import Status
from cityhall.cases.tests import given
from cityhall.doors.tests.visit import at, page, text

from .sending import send, status

pytestmark = pytest.mark.django_db
OWN = "经核对原件，申请人与权利人一致。"


@pytest.fixture
def here() -> given.Place:
    return given.place()


def pressed(client: Client, number: str, **values: object) -> tuple[int, str]:
    answer: HttpResponse = send(client, number, "finish", "review", **values)
    return answer.status_code, text(answer)


def test_what_is_written_is_kept_and_stays_written(here: given.Place) -> None:
    number, client = given.accepted(here), at(here.reviewer)
    assert "存为常用语" in page(client, f"/office/cases/{number}/")
    code, shown = pressed(client, number, keep="yes", opinion=OWN)
    (kept,) = queries.my_phrases(here.reviewer)
    assert (code, kept.text) == (200, OWN)
    assert f">{OWN}</textarea>" in shown.replace("\n", "")
    assert f'name="say" value="{kept.id}"' in shown
    assert f'data-says="{OWN}"' in shown
    assert '<optgroup label="我的常用语">' in shown
    assert status(number) == Status.ACCEPTED  # no opinion was given
    code, shown = pressed(client, number, keep="yes", opinion=OWN)
    assert (code, "已经在您的常用语里了" in shown, f">{OWN}</textarea>" in shown.replace("\n", "")) == (422, True, True)
    code, shown = pressed(client, number, keep="yes", opinion="长" * 201)
    assert (code, "常用语最长 200 字" in shown, "长" * 201 in shown) == (422, True, True)


def test_it_is_put_under_what_is_written_and_the_step_is_still_open(here: given.Place) -> None:
    number, client = given.accepted(here), at(here.reviewer)
    kept = actions.keep_phrase(here.reviewer, OWN)
    code, shown = pressed(client, number, say=kept, opinion="另附核查记录。")
    assert (code, f"另附核查记录。\n{OWN}</textarea>" in shown) == (200, True)
    assert queries.case_page(here.reviewer, number).steps[0].opinion == ""
    done = send(client, number, "finish", "review", opinion="另附核查记录。", phrase=OWN, advice="agree")
    assert done.status_code == 302
    assert queries.case_page(here.reviewer, number).steps[0].opinion == f"{OWN}\n另附核查记录。"


def test_the_decision_has_the_same_phrases(here: given.Place) -> None:
    number, client = given.reviewed(here), at(here.approver)
    answer = send(client, number, "decide", "decide", keep="yes", reasons=OWN)
    (kept,) = queries.my_phrases(here.approver)
    assert (answer.status_code, kept.text) == (200, OWN)
    answer = send(client, number, "decide", "decide", drop=kept.id, reasons="写了一半")
    assert (answer.status_code, "写了一半" in text(answer), queries.my_phrases(here.approver)) == (200, True, [])


def test_nobody_uses_or_drops_the_phrases_of_another(here: given.Place) -> None:
    number, theirs = given.accepted(here), actions.keep_phrase(here.approver, OWN)
    client = at(here.reviewer)
    assert OWN not in page(client, f"/office/cases/{number}/")
    assert OWN not in pressed(client, number, say=theirs, opinion="")[1]
    code, shown = pressed(client, number, drop=theirs, opinion="写了一半")
    assert (code, "没有这条常用语" in shown, "写了一半" in shown) == (404, True, True)
    assert [p.id for p in queries.my_phrases(here.approver)] == [theirs]
    assert pressed(at(given.place().reviewer), number, keep="yes", opinion=OWN)[0] == 404
