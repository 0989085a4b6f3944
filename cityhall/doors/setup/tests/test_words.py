"""Templates, remedies and sending, page by page."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cityhall.cases import queries as cases
from cityhall.doors.tests.visit import SIGNING_IN, at, page, text
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.messages import actions, queries
from cityhall.messages.models import Message, RemedyText
from cityhall.messages.terms import Can, PaperKind
from cityhall.messages.tests import given as messages
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

pytestmark = pytest.mark.django_db
URL = "/setup/templates/paper/acceptance/"
ROWS = 5


@pytest.fixture
def editor() -> Client:
    with clock.frozen("2026-09-01 10:00"):
        return at(given.staff(given.organ(), Can.EDIT_TEMPLATES, Can.SEE_SENDING, reach=Reach.EVERYWHERE))


def test_every_kind_of_paper_and_message_is_listed_and_opens(editor: Client) -> None:
    with CaptureQueriesContext(connection) as seen:
        shown = page(editor, "/setup/templates/")
    assert len(seen) <= SIGNING_IN + ROWS
    assert all(kind.label in shown for kind in PaperKind)
    for kind in PaperKind:
        page(editor, f"/setup/templates/paper/{kind}/")
    for told in cases.message_words():
        assert "{事项}" in page(editor, f"/setup/templates/message/{told}/")
    page(editor, "/setup/templates/paper/nothing/", 404)
    page(editor, "/setup/templates/pigeon/acceptance/", 404)
    page(editor, f"{URL}?procedure=nothing", 404)


def test_words_are_drafted_previewed_published_and_ended(editor: Client) -> None:
    with clock.frozen("2026-09-16 10:00", everywhere=True):
        assert "{申请人}" in page(editor, f"{URL}edit/")
        wrong = editor.post(f"{URL}edit/", {"opening": "{申请者}您好", "why": "试"})
        assert wrong.status_code == 422
        assert "没有占位符{申请者}" in text(wrong)
        assert "{申请者}您好" in text(wrong), "what was typed stays"
        assert editor.post(f"{URL}edit/", {"opening": "{申请人}您好。", "why": "更亲切"}).status_code == 302
        assert "更亲切" in page(editor, URL)
        early = editor.post(f"{URL}publish/", {"from_on": "2026-09-16"})
        assert (early.status_code, "最早从明天起" in text(early)) == (422, True)
        assert editor.post(f"{URL}publish/", {"from_on": "2026-09-17"}).status_code == 302
    with clock.frozen("2026-09-17 10:00", everywhere=True):
        assert "使用中" in page(editor, URL)
        editor.post(f"{URL}edit/", {"opening": "{申请人}，您好！", "why": "再改"})
        shown = page(editor, URL)
        assert "<ins" in shown
        assert "<del" in shown
        assert editor.post(f"{URL}1/retire/", {"until_on": "2026-09-18"}).status_code == 302
        page(editor, f"{URL}9/retire/", 404)
    assert editor.get(f"{URL}publish/").status_code == 200
    assert editor.get("/setup/templates/paper/receipt/publish/").status_code == 302


def test_the_preview_is_a_pdf_shown_in_the_page(editor: Client) -> None:
    answer = editor.post("/setup/templates/paper/licence/preview.pdf", {"notes": "样例说明"})
    assert answer.content.startswith(b"%PDF")
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert editor.get("/setup/templates/paper/licence/preview.pdf").status_code == 200
    refused = editor.post("/setup/templates/paper/receipt/preview.pdf", {"opening": "𬎆"})
    assert refused.status_code == 422


def test_remedies_are_dated_and_the_old_limit_is_refused(editor: Client) -> None:
    with clock.frozen("2026-09-16 10:00", everywhere=True):
        actions.seed_remedies(HOUSE, {"licence": "六十日内行政复议，六个月内行政诉讼（默认）。"})
        assert "（默认）" in page(editor, "/setup/remedies/")
        told = {
            "procedure": "licence",
            "text": "六十日行政复议，三个月行政诉讼",
            "from_on": "2026-09-17",
            "source": "法",
        }
        refused = editor.post("/setup/remedies/new/", told)
        assert (refused.status_code, "第四十六条" in text(refused)) == (422, True)
        good = told | {"text": "六十日内行政复议，六个月内行政诉讼。"}
        assert editor.post("/setup/remedies/new/", good).status_code == 302
        assert "待生效" in page(editor, "/setup/remedies/")
    assert RemedyText.objects.filter(procedure="licence").count() == 2


def test_what_did_not_come_is_found_and_sent_again(editor: Client) -> None:
    messages.told(HOUSE)
    Message.objects.filter(channel="sms").update(state="undelivered", reason="空号")
    with CaptureQueriesContext(connection) as seen:
        shown = page(editor, "/setup/sending/?state=undelivered&channel=sms&case=990100-2026-00000012")
    assert len(seen) <= SIGNING_IN + ROWS
    assert "138****0000" in shown
    assert "13800000000" not in shown
    assert "空号" in shown
    row = Message.objects.get(channel="sms")
    assert editor.post(f"/setup/sending/{row.pk}/retry/").status_code == 302
    assert "没有符合条件" in page(editor, "/setup/sending/?state=undelivered")


def test_quiet_hours_are_set(editor: Client) -> None:
    page(editor, "/setup/sending/quiet/")
    assert editor.post("/setup/sending/quiet/", {"starts": "22:00", "ends": "22:00"}).status_code == 422
    told = {"starts": "22:00", "ends": "07:30", "urgent": ["hearing_notice"]}
    assert editor.post("/setup/sending/quiet/", told).status_code == 302
    assert queries.quiet_hours().urgent == ("hearing_notice",)
    assert "22:00–07:30" in page(editor, "/setup/sending/")


def test_who_may_neither_word_nor_watch_finds_the_pages_closed() -> None:
    closed = at(given.staff(given.organ(), Can.HANDLE_PAPERS))
    for url in (
        "templates/",
        "remedies/",
        "sending/",
        "templates/paper/receipt/edit/",
        "templates/paper/receipt/preview.pdf",
    ):
        page(closed, f"/setup/{url}", 403)
    local = at(given.staff(given.organ(), Can.EDIT_TEMPLATES))
    page(local, "/setup/templates/", 403)
