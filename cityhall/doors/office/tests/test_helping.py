"""The helper's screens: her list, each act as a form, a look with a purpose, the clerk's note of who rang."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cityhall.cases.tests import given as cases
from cityhall.doors.tests import visit
from cityhall.helping.models import HelpRequest
from cityhall.helping.terms import Can, Mode, State
from cityhall.helping.tests import given
from cityhall.joint.tests import given as joint
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.organs import actions as organs_actions
from cityhall.organs.models import Staff
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.people.models import Agency, Person
from cityhall.people.terms import Can as People
from cityhall.people.tests import given as persons

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(given.NOW):
        yield


def test_her_list_and_each_act() -> None:
    here = given.station()
    number = given.asked()
    desk, at = visit.at(here.helper), f"/office/help/{number}"
    shown = visit.page(desk, "/office/help/")
    assert "等我接单" in shown
    assert desk.post(f"{at}/accept/", {"day": "2026-09-09", "half": "pm"}).status_code == 302
    assert "9月9日" in visit.page(desk, "/office/help/")
    assert desk.post(f"{at}/book/", {"day": "2026-09-12", "half": "am"}).status_code == 422  # a Saturday
    assert desk.post(f"{at}/book/", {"day": "2026-09-10", "half": "am"}).status_code == 302
    assert desk.post(f"{at}/miss/", {"what": "打 13900000001 没有人接"}).status_code == 422
    assert desk.post(f"{at}/miss/", {"what": "家中无人"}).status_code == 302
    assert "301" not in visit.page(desk, f"{at}/")
    assert "301" in desk.post(f"{at}/reveal/address/", {"purpose": "contact", "note": ""}).content.decode()
    assert desk.post(f"{at}/reveal/address/", {"purpose": ""}).status_code == 422
    assert desk.post(f"{at}/finish/", {"result": "已指导本人提交"}).status_code == 302
    assert given.row(number).state == State.DONE
    assert desk.get(f"{at}/nothing/").status_code == 404


def test_sent_back() -> None:
    here = given.station()
    number = given.asked()
    desk = visit.at(here.helper)
    assert desk.post(f"/office/help/{number}/decline/", {"reason": "当天有安排"})["Location"] == "/office/help/"
    assert given.row(number).state == State.ASKED


def test_a_paper_signed_by_who_rang_and_the_application_in_her_name() -> None:
    places = [
        ("990000000000", "样例省"),
        ("990100000000", "样例市"),
        (given.COUNTY, "样例区"),
        (given.TOWN, "样例街道"),
    ]
    organs_actions.import_divisions(HOUSE, places)
    here, place = given.station(), cases.place()
    helper = organs.staff(here.organ, People.HELP, People.REGISTER_PEOPLE, Can.REGISTER, name="样例帮办员")
    desk = visit.at(helper)
    told = {
        "channel": "phone", "name": "样例老人", "phone": "13900000009", "mode": "act", "item": place.terms.name, "what": "",
        "place": "home", "division_code": given.TOWN, "address": "样例路 9 号", "day": "2026-09-08", "half": "am",
    }  # fmt: skip
    assert "没有找到这个事项" in desk.post("/office/help/new/", {**told, "item": "没有"}).content.decode()
    assert desk.post("/office/help/new/", told).status_code == 302
    row = HelpRequest.objects.get()
    assert (row.mode, row.account_id, row.item_id) == (Mode.ACT, None, place.terms.item_id)
    desk, at = visit.at(here.helper), f"/office/help/{row.number}"
    assert desk.post(f"{at}/accept/", {"day": "", "half": ""}).status_code == 302
    paper = {
        "matters": place.terms.name, "until_on": "2026-09-30", "witness": "样例邻居", "signed_at": "2026-09-07T08:30",
        "name": "样例老人", "id_number": persons.id_number(),
    }  # fmt: skip
    assert desk.post(f"{at}/sign/", paper).status_code == 422  # no scan
    scan = {**paper, "file": SimpleUploadedFile("授权书.pdf", given.PDF)}
    assert desk.post(f"{at}/sign/", scan).status_code == 403  # she may not register people
    assert not Agency.objects.exists()
    organs_actions.save_role(HOUSE, "registrar", "登记", [str(People.REGISTER_PEOPLE)])
    organs_actions.assign(HOUSE, Staff.objects.get(account_id=here.helper.account_id or 0).pk, "registrar", Reach.ORGAN)
    scan = {**paper, "file": SimpleUploadedFile("授权书.pdf", given.PDF)}
    answer = desk.post(f"{at}/sign/", scan)
    assert answer.status_code == 302, answer.content.decode()
    assert f"person:{Person.objects.get(name='样例老人').pk}" == Agency.objects.get().principal_ref
    assert f"代为申请：{place.terms.name}" in visit.page(desk, f"{at}/")
    started = desk.post(f"{at}/apply/", {"item": str(place.terms.item_id)})
    assert started["Location"].startswith("/apply/")
    assert "样例老人" in visit.page(desk, started["Location"])
    assert visit.at(helper).get(started["Location"]).status_code == 404


def test_others_are_refused() -> None:
    given.station()
    number = given.asked()
    colleague = visit.at(organs.staff(organs.organ(), People.HELP))
    for path in ("", "accept/", "finish/", "reveal/phone/"):
        assert colleague.get(f"/office/help/{number}/{path}").status_code == 404
    assert visit.at(organs.staff(organs.organ())).get("/office/help/").status_code == 403
    assert visit.at(organs.staff(organs.organ(), People.HELP)).get("/office/help/new/").status_code == 403


def test_a_whole_named_in_the_mandate_is_applied_for_in_her_name() -> None:
    here, whole = given.station(), joint.four()
    organs_actions.save_role(HOUSE, "registrar", "登记", [str(People.REGISTER_PEOPLE)])
    organs_actions.assign(HOUSE, Staff.objects.get(account_id=here.helper.account_id or 0).pk, "registrar", Reach.ORGAN)
    number = given.asked(item_id=None, item_name="", mode=Mode.ACT)
    desk, at = visit.at(here.helper), f"/office/help/{number}"
    assert desk.post(f"{at}/accept/", {"day": "", "half": ""}).status_code == 302
    paper = {"until_on": "2026-09-30", "witness": "样例邻居", "signed_at": "2026-09-07T08:30"}
    unknown = {**paper, "matters": "没有的一件事", "file": SimpleUploadedFile("授权书.pdf", given.PDF)}
    assert "没有找到这些事项" in desk.post(f"{at}/sign/", unknown).content.decode()
    signed = {**paper, "matters": "样例一件事", "file": SimpleUploadedFile("授权书.pdf", given.PDF)}
    answer = desk.post(f"{at}/sign/", signed)
    assert answer.status_code == 302, answer.content.decode()
    assert sorted(Agency.objects.get().items) == sorted(one.terms.item_id for one in whole.places.values())
    assert "代为申请一件事：样例一件事" in visit.page(desk, f"{at}/")
    started = desk.post(f"{at}/apply/", {"package": whole.code})
    draft = started["Location"]
    assert draft.startswith("/together/drafts/")
    principal = Agency.objects.get().principal_name
    for path in ("", "materials/", "check/", "handing/"):
        assert principal in visit.page(desk, f"{draft}{path}") or path in ("check/", "handing/")
    assert draft in visit.page(desk, f"{at}/"), "found again from the request"
    colleague = organs.staff(here.organ, People.HELP)
    assert visit.at(colleague).get(draft).status_code == 404
    assert desk.post(f"{at}/apply/", {"package": "nothing"}).status_code == 404
