"""WCAG 2.2 AA by axe, for each type of page: on a phone, at a desk, and in large print."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from cityhall.cases import actions as cases
from cityhall.cases import queries
from cityhall.cases.actions import Point
from cityhall.cases.terms import Can as Work
from cityhall.cases.tests import given
from cityhall.cases.tests.given import Place
from cityhall.catalogue import actions as catalogue
from cityhall.doors.window.tests import given as hall
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, NOBODY
from cityhall.organs.terms import Can, Reach
from cityhall.organs.tests import given as organs
from cityhall.people import actions as register
from cityhall.people.terms import Tie
from cityhall.people.tests import given as people
from cityhall.site.testing import drain

from . import axe
from .conftest import Person


@pytest.fixture(autouse=True)
def _at_a_known_hour() -> Iterator[None]:
    with clock.frozen("2026-11-20T10:32", everywhere=True):
        yield


def public_pages(here: Place) -> dict[str, str]:
    item = here.terms.item_id
    number = given.accepted(here)
    page = queries.case_page(here.citizen, number)
    code = page.access_code
    return {
        "home": "/", "search": "/search/?q=样例", "search-none": "/search/?q=开飞船", "organs": "/organs/",
        "organ": f"/organs/{here.organ}/", "guide": f"/items/{item}/", "progress-ask": "/progress/",
        "progress-wrong": "/progress/?number=1&code=2", "progress": f"/progress/{number}/?code={code}",
        "days": f"/progress/{number}/days/{page.clocks[-1].id}/?code={code}", "sign-in": "/sign-in/",
        "stuck": "/stuck/", "stuck-find": "/stuck/find/", "stuck-one": stuck(here), "gaps": "/gaps/",
        "published": "/published/",
    }  # fmt: skip


def stuck(here: Place) -> str:
    number, code = cases.tell_grievance(NOBODY, "样某某", "13900000005", "跑了三次没办成", organ_id=here.organ)
    cases.answer_grievance(organs.staff(here.organ, Work.GRIEVANCES), number, "已修好。", "system")
    return f"/stuck/{number}/?code={code}"


def own_pages(here: Place) -> dict[str, str]:
    draft, waiting = given.draft(here, materials=("form",)), given.received(here, materials=("form",))
    cases.request_supplement(here.clerk, waiting, [Point("identity", "身份证明", "照片模糊", "请重拍")])
    received, accepted = given.received(here), given.accepted(here)
    refused, granted = given.refused(here), given.granted(here)
    asked = cases.ask_more(here.reviewer, accepted, "经营面积为什么和图纸不一致？")
    heard = given.accepted(here)
    hearing = cases.tell_hearing(here.reviewer, heard, "拟不予许可", "场所不符合规定。")
    promised = given.received(here)
    cases.accept_with_gaps(here.clerk, promised, ["premises"])
    cases.ask_pre_review(here.citizen, draft)
    revoked = given.granted(here)
    cases.revoke(here.approver, revoked, "fraud", "材料系伪造。", "行政许可法第六十九条第二款")
    changed = cases.start_draft(here.citizen, given.place(licence_act="change").terms.item_id, given.applicant())
    drain()
    apply, my = f"/apply/{draft}/", "/my/"
    return {
        "start": f"/items/{here.terms.item_id}/apply/", "form": apply, "form-wrong": f"{apply}?check=1",
        "materials": f"{apply}materials/", "check": f"{apply}check/", "delete": f"{apply}delete/", "my": my,
        "supplement": f"{my}{waiting}/supplement/", "received": f"{my}{received}/received/",
        "withdraw": f"{my}{accepted}/withdraw/", "case-received": f"{my}{received}/",
        "case-supplementing": f"{my}{waiting}/", "case-accepted": f"{my}{accepted}/",
        "case-refused": f"{my}{refused}/", "case-granted": f"{my}{granted}/", "inbox": f"{my}messages/",
        "profile": f"{my}profile/", "real-name": f"{my}profile/real-name/", "entity": f"{my}profile/entities/",
        "pre-review": f"{apply}pre-review/", "delivery": f"{apply}delivery/", "licence": f"/apply/{changed}/licence/",
        "explanation": f"{my}{accepted}/explanation/{asked}/", "hearing": f"{my}{heard}/hearing/{hearing}/",
        "promise": f"{my}{promised}/promise/", "case-hearing": f"{my}{heard}/", "case-revoked": f"{my}{revoked}/",
        "my-stuck": f"{my}stuck/",
    }  # fmt: skip


@pytest.fixture
def here() -> Place:
    place = given.place(
        hours="工作日 9:00—17:00", address="样例路 1 号",
        regime={"basis": "样例市规定第三条", "also": ["accept_with_gaps"]},
        gaps={"amount": 5, "unit": "workdays", "basis": "样例市规定第三条"},
    )  # fmt: skip
    catalogue.feature(HOUSE, place.terms.item_id, True)
    citizen = people.citizen(name="样小例")
    register.link_entity(citizen, people.entity("样例市城北新区第二商业管理有限责任公司餐饮服务分公司"), Tie.HANDLER)
    return Place(**{**place.__dict__, "citizen": citizen})


def large(page: Page) -> Page:
    page.goto("/look/elder/?back=/")
    return page


def test_pages_anybody_may_see(person: Person, here: Place) -> None:
    found = axe.look(person("phone"), public_pages(here))
    assert not found, "\n".join(found)


def test_pages_of_one_s_own(person: Person, here: Place) -> None:
    found = axe.look(person("phone", account_id=here.citizen.account_id), own_pages(here))
    assert not found, "\n".join(found)


def test_pages_in_large_print(person: Person, here: Place) -> None:
    page = large(person("phone", account_id=here.citizen.account_id))
    pages = {**public_pages(here), **own_pages(here)}
    found = axe.look(page, pages, ("narrow",))
    assert not found, "\n".join(found)


def test_one_page_of_each_desk(person: Person) -> None:
    here = hall.hall()
    admin = organs.staff(here.place.organ, *Can, name="样例管理员", reach=Reach.EVERYWHERE)
    found = axe.look(person("desk", account_id=here.clerk.account_id), {"window": "/window/"}, ("desk",))
    place = given.place()
    number = given.accepted(place)
    reviewer = person("desk", account_id=place.reviewer.account_id)
    found += axe.look(reviewer, {"office": "/office/", "office-case": f"/office/cases/{number}/"}, ("desk",))
    setup = person("desk", account_id=admin.account_id)
    found += axe.look(setup, {"setup": "/setup/", "setup-organs": "/setup/organs/"}, ("desk",))
    assert not found, "\n".join(found)
