"""The paths around intake at the office: each act once done and once refused; pre-review on its own page."""

from collections.abc import Iterator

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.models import Case, ProceedingRow
from cityhall.cases.terms import Can, Stage, Status
from cityhall.cases.tests import given
from cityhall.cases.tests.acts import intake
from cityhall.catalogue.tests import given as items
from cityhall.doors.tests.visit import at, page, text
from cityhall.kernel import clock
from cityhall.organs.tests import given as organs

from .sending import send, status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_monday() -> Iterator[None]:
    with clock.frozen("2026-09-14T10:00"):
        yield


def key_of(number: str) -> str:
    return str(ProceedingRow.objects.filter(case__number=number).order_by("-id")[0].pk)


def test_a_case_is_accepted_with_gaps_extended_and_kept() -> None:
    here = intake.gaps_place()
    number = intake.short(here)
    client = at(here.clerk)
    assert "经营场所使用证明" in page(client, f"/office/cases/{number}/accept-gaps/")
    assert send(client, number, "accept-gaps").status_code == 422
    assert send(client, number, "accept-gaps", keys=["premises"]).status_code == 302
    assert status(number) == Status.ACCEPTED
    shown, key = page(client, f"/office/cases/{number}/"), key_of(number)
    assert "容缺受理承诺" in shown
    assert f"/extend-promise/{key}/" in shown
    assert send(client, number, "extend-promise", key, days=2, reason=" ").status_code == 422
    assert send(client, number, "extend-promise", key, days=2, reason="台风停运").status_code == 302
    assert send(client, number, "keep-promise", key, keys=["premises"]).status_code == 422
    actions.check_material(here.clerk, number, "premises", "good", copies=1)
    with clock.frozen("2026-09-14T11:00"):
        actions.check_material(here.clerk, number, "premises", "good", copies=1)
        assert send(client, number, "keep-promise", key, keys=["premises"]).status_code == 302
    assert ProceedingRow.objects.get(pk=key).stage == Stage.DONE


def test_the_button_says_why_where_the_item_lets_nothing_come_later() -> None:
    here = given.place(regime={"basis": "样例市规定第三条", "also": ["accept_with_gaps"]}, gaps=intake.GAPS)
    number = given.received(here)
    names = [b.move for b in queries.case_page(here.clerk, number).buttons]
    assert "accept_with_gaps" in names
    assert "accept_on_pledge" not in names


def test_a_pledge_is_taken_and_looked_at_afterwards() -> None:
    here = intake.pledge_place(at_once=True)
    number = intake.short(here)
    client = at(here.clerk)
    assert "本人承诺" in page(client, f"/office/cases/{number}/accept-pledge/")
    assert send(client, number, "accept-pledge").status_code == 422
    assert send(client, number, "accept-pledge", signed="on").status_code == 302
    assert status(number) == Status.DECIDED
    reviewer, key = at(here.reviewer), key_of(number)
    assert send(reviewer, number, "after-check", key, kept="no").status_code == 422
    assert send(reviewer, number, "after-check", key, kept="no", findings="现场没有经营场所").status_code == 302
    assert "建议有权决定的人撤销" in page(at(here.approver), f"/office/cases/{number}/")


def test_a_case_is_passed_on_with_consent() -> None:
    here = given.place()
    number = given.received(here)
    client = at(here.clerk)
    typed = {"to_organ": "市样例乙局", "reason": "不属本局职权"}
    assert send(client, number, "transfer", **typed).status_code == 422
    assert send(client, number, "transfer", consent="on", **typed).status_code == 302
    assert status(number) == Status.TRANSFERRED


def test_a_case_is_passed_on_to_an_item_named_in_words() -> None:
    here = given.place()
    east, west = organs.organ("东江县样例局"), organs.organ("西岭县样例局")
    items.published_item(east, name="小餐饮登记")
    there = items.published_item(west, name="小餐饮登记")
    only = items.published_item(west, name="食品摊贩备案")
    client = at(here.clerk)
    typed = {"reason": "不属本局职权", "consent": "on"}

    def refused(**more: str) -> str:
        answer = send(client, given_number, "transfer", **typed, **more)
        assert answer.status_code == 422
        return text(answer)

    given_number = given.received(here)
    assert "没有找到事项“挖矿许可”" in refused(item="挖矿许可")
    told = refused(item="小餐饮登记")
    assert f"小餐饮登记（西岭县样例局）#{there}" in told
    assert "东江县样例局" in told
    assert send(client, given_number, "transfer", **typed, item=f"小餐饮登记 #{there}").status_code == 302
    assert status(given_number) == Status.TRANSFERRED
    other = given.received(here)
    assert send(client, other, "transfer", **typed, item="食品摊贩").status_code == 302
    found = Case.objects.filter(item_id__in=(there, only)).values_list("item_id", flat=True)
    assert sorted(found) == sorted((there, only))


def test_a_back_entry_is_looked_at_by_somebody_else() -> None:
    here = given.place()
    both = organs.clerk(here.window, Can.INTAKE, Can.SUPERVISE, Can.SEE)
    with clock.frozen("2026-09-14T08:00"):
        before = clock.now()
    number = actions.receive_back_entry(
        both, here.terms.item_id, given.applicant(), given.FORM, given.handed(here), before, "断网"
    )  # fmt: skip
    key, supervisor = key_of(number), organs.staff(here.organ, Can.SUPERVISE)
    assert "须由补录人以外" in page(at(both), f"/office/cases/{number}/")
    assert send(at(supervisor), number, "confirm-back-entry", key, agrees="no").status_code == 422
    assert send(at(supervisor), number, "confirm-back-entry", key, agrees="yes").status_code == 302
    assert Case.objects.get(number=number).beside == {}


def test_an_opinion_is_written_on_a_page_of_its_own() -> None:
    here = given.place()
    draft = given.draft(here, materials=("form",))
    desk = organs.staff(here.organ, Can.INTAKE, desk="intake")
    client = at(desk)
    page(client, f"/office/pre-reviews/{draft}/", 404)
    actions.ask_pre_review(here.citizen, draft, "请看看")
    assert f"/office/pre-reviews/{draft}/" in page(client, "/office/")
    assert f"/office/pre-reviews/{draft}/" in page(client, "/office/pre-reviews/")
    assert f"/office/pre-reviews/{draft}/" in page(at(here.clerk), "/window/tray/")
    shown = page(client, f"/office/pre-reviews/{draft}/")
    assert "身份证明" in shown
    assert "13900000001" not in shown
    file_id = queries.pre_review_page(desk, draft).materials[0].files[0].id
    assert client.get(f"/office/pre-reviews/{draft}/files/{file_id}/").status_code == 200
    refused = client.post(f"/office/pre-reviews/{draft}/", {"ready": "yes", "identity__problem": "没有上传"})
    assert refused.status_code == 422
    assert "不能同时" in text(refused)
    sent = client.post(f"/office/pre-reviews/{draft}/", {"ready": "no", "identity__problem": "没有上传"})
    assert sent.status_code == 302
    page(client, f"/office/pre-reviews/{draft}/", 404)
