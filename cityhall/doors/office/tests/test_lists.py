"""The lists of the office by their addresses: filters, what is kept, what is taken out, batches, why not, collisions."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cityhall.cases import actions, queries
from cityhall.cases.models import Batch, Case, SavedFilter
from cityhall.cases.terms import Can, Status
from cityhall.cases.tests import given
from cityhall.doors.office.lists import table
from cityhall.doors.tests.visit import SIGNING_IN, at, page, text
from cityhall.kernel import clock
from cityhall.kernel.journal.models import Entry
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given as organs

from .sending import status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_monday() -> Iterator[None]:
    with clock.frozen("2026-09-14T10:00"):
        yield


@pytest.fixture
def here() -> given.Place:
    return given.place()


def test_the_list_is_filtered_shows_what_is_chosen_and_goes_both_ways(here: given.Place) -> None:
    numbers = [given.accepted(here) for _ in range(22)]
    client = at(here.reviewer)
    shown = page(client, f"/office/?step=review&kind=step&item={here.terms.name}&cols=1&col=number&col=due")
    assert f'<span class="small num">{numbers[0]}</span>' in shown
    assert "已选 3 项" in shown
    assert "没有符合条件的待办" in page(client, "/office/?step=decide")
    onward = re.search(r'href="(\?[^"]+)" rel="next"', shown)
    assert onward is not None
    second = page(client, "/office/" + onward[1].replace("&amp;", "&"))
    assert "col=number" in second
    back = re.search(r'href="(\?[^"]+)" rel="prev"', second)
    assert back is not None
    assert page(client, "/office/" + back[1].replace("&amp;", "&")).count('class="line"') == 20
    with CaptureQueriesContext(connection) as asked:
        page(client, "/office/?step=review")
    assert len(asked) <= 5 + SIGNING_IN


def test_a_filter_is_kept_shown_and_dropped(here: given.Place) -> None:
    client = at(here.reviewer)
    kept = client.post("/office/filters/", {"name": "快到期", "query": "light=yellow&evil=1&cols=1&col=due"})
    assert (kept.status_code, kept.headers["Location"]) == (302, "/office/?light=yellow&cols=1&col=due")
    saved = SavedFilter.objects.get()
    assert saved.columns == ["due"]
    assert "快到期" in page(client, "/office/")
    assert client.post("/office/filters/", {"name": ""}).status_code == 422
    other = at(organs.staff(here.organ, Can.REVIEW, desk=Desk.REVIEW))
    assert other.post(f"/office/filters/{saved.pk}/drop/").status_code == 404
    assert client.post(f"/office/filters/{saved.pk}/drop/").status_code == 302
    assert not SavedFilter.objects.exists()


def test_the_list_is_taken_out_masked_and_written_down(here: given.Place) -> None:
    number = given.accepted(here)
    answer = at(here.reviewer).post("/office/file/", {"light": "green"})
    assert answer.headers["Content-Type"].startswith("text/csv")
    told = text(answer)
    assert number in told
    assert "样例申请人" not in told
    assert Entry.objects.get(event="list.exported").values["light"] == "green"
    assert "'=cmd" in text(table("x.csv", [("=cmd",)]))


def picks(*numbers: str, key: str = "review") -> list[str]:
    return [f"{number}/{key}" for number in numbers]


def test_a_batch_from_ticks_to_its_report(here: given.Place) -> None:
    numbers = [given.accepted(here) for _ in range(3)]
    client = at(here.reviewer)
    chosen = client.post("/office/batch/", {"pick": picks(*numbers)})
    assert chosen.status_code == 200
    assert "批量办理 3 件" in text(chosen)
    assert "完成审查（建议准予） 3 件" in text(chosen)
    done = client.post("/office/batch/run/", {"pick": picks(*numbers), "act": "finish_step", "opinion": "都符合条件。"})
    assert done.status_code == 302
    shown = page(client, done.headers["Location"])
    assert "3 件" in shown
    assert numbers[2] in text(client.get(f"{done.headers['Location']}file/"))
    assert all(queries.case_page(here.reviewer, n).steps[0].opinion == "都符合条件。" for n in numbers)
    approver = at(here.approver)
    assert "准予许可 3 件" in text(approver.post("/office/batch/", {"pick": picks(*numbers, key="decide")}))
    granted = approver.post("/office/batch/run/", {"pick": picks(*numbers, key="decide"), "act": "grant"})
    assert granted.status_code == 302
    assert {status(n) for n in numbers} == {Status.DECIDED}
    assert client.get(granted.headers["Location"]).status_code == 404  # another person's report


def test_a_batch_of_all_that_is_filtered(here: given.Place) -> None:
    for _ in range(2):
        given.accepted(here)
    chosen = at(here.reviewer).post("/office/batch/", {"all": "1", "step": "review"})
    assert "批量办理 2 件" in text(chosen)


def test_a_batch_that_is_not_alike_or_too_long_is_refused_with_its_sentence(here: given.Place) -> None:
    both = organs.staff(here.organ, Can.REVIEW, Can.DECIDE, Can.SEE, desk=Desk.REVIEW)
    client, one, two = at(both), given.accepted(here), given.reviewed(here)
    mixed = client.post("/office/batch/", {"pick": [*picks(one), *picks(two, key="decide")]})
    assert mixed.status_code == 422
    assert "只限同一环节" in text(mixed)
    assert "还没有选择办件" in text(client.post("/office/batch/", {}))
    many = client.post("/office/batch/", {"pick": [f"990100-2026-{n:08d}/review" for n in range(201)]})
    assert "一次最多批量办理 200 件" in text(many)
    assert client.post("/office/batch/run/", {"pick": picks(one), "act": "void"}).status_code == 422
    assert not Batch.objects.exists()


def test_a_window_s_and_an_archive_s_batches(here: given.Place) -> None:
    decided, ended = given.granted(here), given.delivered(here)
    issuer = organs.staff(here.organ, Can.DELIVER, Can.SEE, desk=Desk.ISSUE)
    client = at(issuer)
    assert "签收人" in text(client.post("/office/batch/", {"pick": f"{decided}/"}))
    empty = client.post("/office/batch/run/", {"pick": f"{decided}/", "act": "deliver", "receiver": ""})
    assert empty.status_code == 422
    assert "归档 1 件" in text(at(here.chief).post("/office/batch/", {"pick": f"{ended}/"}))
    assert client.post("/office/batch/", {"pick": [f"{decided}/", f"{ended}/"]}).status_code == 422


def test_why_not_is_told_of_every_move_that_is_shut(here: given.Place) -> None:
    number = given.accepted(here)
    shown = page(at(here.reviewer), f"/office/cases/{number}/why/")
    assert "办件现在是“已受理”；这一步只在“已收件”时办理" in shown
    assert "“作出决定”权限" in shown
    assert f"/office/cases/{number}/why/" in page(at(here.reviewer), f"/office/cases/{number}/")
    stranger = organs.staff(organs.organ(), Can.REVIEW, Can.SEE, desk=Desk.REVIEW)
    assert at(stranger).get(f"/office/cases/{number}/why/").status_code == 404


def opened(client: Client, number: str) -> dict[str, str]:
    """What the form of the page that was opened will send along."""
    shown = page(client, f"/office/cases/{number}/")
    return {name: re.search(rf'name="{name}" value="(\d+)"', shown)[1] for name in ("_seen", "_read")}  # type: ignore[index]


def test_who_was_overtaken_reads_what_happened_and_sends_again_with_one_click(here: given.Place) -> None:
    number, client = given.accepted(here), at(here.reviewer)
    kept = {**opened(client, number), "advice": "agree", "opinion": "写好的意见"}
    actions.hold(here.chief, number, "等候复核")
    late = client.post(f"/office/cases/{number}/finish/review/", kept)
    assert late.status_code == 412
    shown = text(late)
    since = shown[shown.index("您打开之后") :]
    assert here.chief.name in since
    assert "等候复核" in since
    assert "受理</li>" not in since[: since.index("</ul>")]
    assert "写好的意见" in shown
    again = {name: re.search(rf'name="{name}" value="(\d+)"', shown)[1] for name in ("_seen", "_read")}  # type: ignore[index]
    assert client.post(f"/office/cases/{number}/finish/review/", {**kept, **again}).status_code == 302


def test_who_comes_too_late_altogether_reads_it_too(here: given.Place) -> None:
    number, client = given.accepted(here), at(here.reviewer)
    kept = {**opened(client, number), "advice": "agree", "opinion": "写好的意见"}
    actions.withdraw(here.citizen, number)
    late = client.post(f"/office/cases/{number}/finish/review/", kept)
    assert "申请人撤回申请" in text(late)[text(late).index("您打开之后") :]
    assert "写好的意见" in text(late)
    assert Case.objects.get(number=number).status == Status.WITHDRAWN
