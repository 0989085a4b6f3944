"""The supervisor's door: every page for who may see it, nothing of another organ, refusals that leave nothing behind."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cityhall.deadlines import actions as deadlines
from cityhall.doors.tests.visit import at, page, text
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.journal.models import Entry
from cityhall.messages import queries as messages
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.supervision import actions
from cityhall.supervision.models import SupervisionOrder
from cityhall.supervision.terms import Can, State
from cityhall.supervision.tests import given

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(given.NOW):
        yield


@pytest.fixture
def here() -> given.Place:
    made = given.place()
    deadlines.take_stock(HOUSE)
    return made


def addresses(here: given.Place, number: str, appeal: int) -> list[str]:
    """Every page that is about this organ."""
    return [
        f"/supervisor/clocks/{here.deadline}/", f"/supervisor/orders/{number}/", f"/supervisor/orders/{number}/print/",
        f"/supervisor/appeals/{appeal}/",
    ]  # fmt: skip


LISTS = ("", "findings/", "orders/", "appeals/", "pace/", "rules/", "rules/at_once/", "rules/remind/")
FILTERS = (
    "?kind=statutory", "?division=990100", "?organ={organ}", "?light=red", "?day=2026-09-30", "?person=7", "?q=9901",
    "?by=risk", "?kind=none&organ=x&day=x&division=1&person=-1&light=x", "?organ=999999999999999999999",
)  # fmt: skip


def test_every_page_opens_for_the_supervisor_and_the_organ_and_for_nobody_else(here: given.Place) -> None:
    number = given.issued(here)
    appeal = actions.appeal(here.officer, here.ref, here.deadline, "停电")
    other = given.place()
    for actor in (here.supervisor, here.officer):
        for path in LISTS:
            page(at(actor), f"/supervisor/{path}")
        for path in FILTERS:
            page(at(actor), f"/supervisor/{path.format(organ=here.organ)}")
        for path in addresses(here, number, appeal):
            page(at(actor), path)
    for path in addresses(here, number, appeal):
        page(at(other.officer), path, 404)
        page(at(organs.staff(here.organ)), path, 403)
    for path in LISTS:
        assert number not in page(at(other.officer), f"/supervisor/{path}")
        page(at(organs.staff(here.organ)), f"/supervisor/{path}", 403)


def test_the_list_goes_out_as_a_file_with_a_line(here: given.Place) -> None:
    taken = at(here.officer).post("/supervisor/file/", {"as": "csv", "light": "red"})
    told = b"".join(taken.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert here.ref.removeprefix("case:") in told
    assert len(told.strip().splitlines()) == 2
    book = at(here.officer).post("/supervisor/file/", {"as": "xlsx"})
    assert b"".join(book.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert at(here.officer).post("/supervisor/file/", {"as": "pdf"}).status_code == 404
    assert Entry.objects.filter(event="supervision.exported", account_id=here.officer.account_id).count() == 2


def test_only_who_may_issue_finds_the_form(here: given.Place) -> None:
    address = f"/supervisor/orders/new/?deadline={here.deadline}"
    assert "您没有向这个单位发出督办的权限" in page(at(here.officer), address, 403)
    assert "没有找到" in page(at(here.supervisor), "/supervisor/orders/new/", 404)
    shown = page(at(here.supervisor), address)
    assert "承诺办结" in shown
    done = at(here.supervisor).post(address, {"level": "order", "content": "限期办结", "reasons": ""})
    assert "请填写" in text(done) or "必填" in text(done)
    assert not SupervisionOrder.objects.exists()
    done = at(here.supervisor).post(address, {"level": "order", "content": "限期办结", "reasons": "超期", "days": 99})
    assert not SupervisionOrder.objects.exists()
    done = at(here.supervisor).post(address, {"level": "order", "content": "限期办结", "reasons": "超期"})
    assert done["Location"] == f"/supervisor/orders/{SupervisionOrder.objects.get().number}/"


def test_a_move_of_yesterday_is_told_so(here: given.Place) -> None:
    """Two windows: one closes, the other still shows 审核."""
    number = given.in_state(here, State.ANSWERED)
    client, address = at(here.supervisor), f"/supervisor/orders/{number}/close/"
    page(client, address)
    seen = SupervisionOrder.objects.get(number=number).version
    assert client.post(address, {"outcome": "属实", "seen": seen}).status_code == 302
    again = client.post(address, {"outcome": "再办结", "seen": seen})
    assert again.status_code in (200, 409), again.status_code
    assert SupervisionOrder.objects.get(number=number).outcome == "属实"
    page(client, f"/supervisor/orders/{number}/no-such/", 404)


def test_attachments_are_read_by_both_sides_and_by_nobody_else(here: given.Place) -> None:
    number = given.issued(here)
    address = f"/supervisor/orders/{number}/files/"
    done = at(here.officer).post(address, {"file": SimpleUploadedFile("情况说明.pdf", PDF)})
    assert done.status_code == 302, text(done)
    file = SupervisionOrder.objects.get(number=number).files.get()
    for actor, status in ((here.officer, 200), (here.supervisor, 200), (given.place().officer, 404)):
        assert at(actor).get(f"{address}{file.pk}/").status_code == status
    refused = at(here.officer).post(address, {})
    assert (refused.status_code, number in text(refused)) == (422, True)
    assert at(given.place().officer).post(address, {"file": SimpleUploadedFile("x.pdf", PDF)}).status_code == 404
    actions.withdraw(here.supervisor, number, "误发")
    late = at(here.officer).post(address, {"file": SimpleUploadedFile("晚.pdf", PDF + b"1")})
    assert "已经结束" in text(late)


def test_an_organ_reads_the_rules_and_does_not_change_them(here: given.Place) -> None:
    assert "发布新版本" not in page(at(here.officer), "/supervisor/rules/at_once/")
    refused = at(here.officer).post("/supervisor/rules/at_once/", {"enabled": "on", "minutes": 5, "reason": "想改"})
    assert "还没有版本" in text(refused) or not Entry.objects.filter(event="supervision.rule_set").exists()
    maker = organs.staff(here.organ, Can.SEE, Can.SET_RULES, reach=Reach.EVERYWHERE)
    done = at(maker).post("/supervisor/rules/at_once/", {"enabled": "on", "minutes": 5, "reason": "试行"})
    assert done.status_code == 302, text(done)
    assert "第 1 版" in page(at(here.officer), "/supervisor/rules/at_once/")


def test_the_inbox_leads_to_the_order(here: given.Place) -> None:
    number = given.issued(here)
    (told,) = messages.inbox(here.officer).rows
    opened = at(here.officer).post(f"/my/messages/{told.id}/")
    assert opened["Location"] == f"/supervisor/orders/{number}/"
