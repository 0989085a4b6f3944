"""帮办代办 at the portal: the public register, asking, one's own requests, the mandate confirmed."""

from collections.abc import Iterator
from datetime import date

import pytest

from cityhall.helping import actions
from cityhall.helping.models import HelpRequest
from cityhall.helping.terms import State
from cityhall.helping.tests import given
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.organs import actions as organs
from cityhall.people import queries as people

from .given import browser, text

pytestmark = pytest.mark.django_db
ASKED = {
    "name": "样例求助人", "phone": "13900000008", "mode": "act", "what": "给新生儿办出生登记", "place": "home", "division_code": given.TOWN,
    "address": "样例路 8 号 301", "day": "2026-09-08", "half": "am", "groups": ["pregnant"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(given.NOW):
        organs.import_divisions(
            HOUSE,
            [
                ("990000000000", "样例省"),
                ("990100000000", "样例市"),
                (given.COUNTY, "样例区"),
                (given.TOWN, "样例街道"),
            ],
        )
        yield


def test_the_register_is_public() -> None:
    here = given.station()
    page = text(browser().get("/help/"))
    assert here.helper.name in page
    assert "样例街道" in page
    assert here.helper.name not in text(browser().get("/help/?q=没有这里"))
    assert browser().get("/help/ask/").status_code == 302  # to sign in


def test_asked_seen_lent_and_called_off() -> None:
    here, who = given.station(slots=1), given.citizen()
    hers = browser(who)
    wrong = hers.post("/help/ask/", {**ASKED, "address": ""})
    assert wrong.status_code == 422
    assert "上门服务请填写地址" in text(wrong)
    answer = hers.post("/help/ask/", ASKED)
    number = HelpRequest.objects.get().number
    assert answer["Location"] == f"/my/help/{number}/"
    full = browser(given.citizen()).post("/help/ask/", ASKED)
    assert (full.status_code, "已经约满" in text(full)) == (422, True)
    shown = text(hers.get(f"/my/help/{number}/"))
    assert all(word in shown for word in ("孕产妇", "样例路 8 号 301", here.helper.name))
    assert number in text(hers.get("/my/help/"))
    actions.accept_help(here.helper, number)
    agency = actions.ask_mandate(here.helper, number, [(7, "样例事项")], date(2026, 9, 30))
    assert "等您确认" in text(hers.get(f"/my/help/{number}/"))
    assert "同意并确认授权" in text(hers.get(f"/my/mandates/{agency}/"))
    assert hers.post(f"/my/mandates/{agency}/", {"answer": "accept"}).status_code == 302
    assert people.with_agencies(here.helper).agencies == {agency}
    assert hers.get(f"/my/mandates/{agency}/paper/").status_code == 404
    assert hers.post(f"/my/help/{number}/", {"reason": "自己来办"}).status_code == 302
    assert given.row(number).state == State.CANCELLED


def test_nobody_elses() -> None:
    given.station()
    number = given.asked()
    other = browser(given.citizen("样例路人"))
    assert other.get(f"/my/help/{number}/").status_code == 404
    assert number not in text(other.get("/my/help/"))
