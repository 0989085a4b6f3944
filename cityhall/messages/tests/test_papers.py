"""Papers as rows: numbers, refusals, stamps, service, secrecy."""

from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.call import calling
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleError, WrongStateError
from cityhall.kernel.files import store
from cityhall.kernel.journal import queries as journal
from cityhall.kernel.journal.models import Entry
from cityhall.messages import actions, queries
from cityhall.messages.models import Paper
from cityhall.messages.terms import PaperKind, Service

from . import given

pytestmark = pytest.mark.django_db
SCAN = b"%PDF-1.7 scan one"


def test_numbers_count_by_organ_kind_and_year() -> None:
    with clock.frozen("2026-09-16 09:00"):
        first, second = given.issued(HOUSE), given.issued(HOUSE)
        other_kind = given.issued(HOUSE, PaperKind.SUPPLEMENT_NOTICE)
        other_organ = given.issued(HOUSE, short_name="云水务", procedure="registration")
    with clock.frozen("2027-01-04 09:00"):
        next_year = given.issued(HOUSE)
    assert [first, second, other_kind, other_organ, next_year] == [
        "云住建许受〔2026〕1号", "云住建许受〔2026〕2号", "云住建许补〔2026〕1号", "云水务登受〔2026〕1号",
        "云住建许受〔2027〕1号",
    ]  # fmt: skip


def test_a_refused_paper_takes_no_number() -> None:
    with pytest.raises(InvalidInputError, match="法律依据"):
        given.issued(HOUSE, basis="")
    assert given.issued(HOUSE).endswith("〕1号")
    assert Paper.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_get_eight_numbers() -> None:
    barrier, got = Barrier(8), []

    def one() -> None:
        barrier.wait()
        got.append(given.issued(HOUSE))
        connections.close_all()

    threads = [Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [f"云住建许受〔{clock.today().year}〕{n}号" for n in range(1, 9)]


def test_issuing_is_two_statements_and_one_line() -> None:
    given.issued(HOUSE)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        number = given.issued(HOUSE)
    sql = [q["sql"] for q in seen if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len([s for s in sql if "ch_messages_" in s or "numbering" in s]) == 2
    line = Entry.objects.filter(event="paper.issued").latest("id")
    assert (line.ref, line.values) == (given.REF, {"number": number, "kind": "acceptance"})


def test_the_pdf_is_made_once_whoever_asks_first() -> None:
    number = given.issued(HOUSE)
    assert queries.paper(number).sha256 == ""
    opened = actions.pdf_of(given.citizen(), number)
    line = journal.line(Entry.objects.filter(event="paper.issued").latest("id").id)
    for _ in range(2):
        with calling(key=f"reaction:{line.id}:draw"):
            actions.draw(line)
    assert queries.paper(number).sha256 == opened
    assert Entry.objects.filter(event="paper.drawn").count() == 1
    with store.reading(opened) as content:
        assert content.read(5) == b"%PDF-"


def test_a_name_no_font_can_show_holds_up_its_pdf_and_not_its_case() -> None:
    number = given.issued(HOUSE, applicant="周\U0002c386")
    with pytest.raises(InvalidInputError, match=r"U\+2C386"):
        actions.pdf_of(given.clerk(), number)
    assert queries.paper(number).sha256 == ""


def test_an_unknown_paper_has_no_pdf() -> None:
    with pytest.raises(NotFoundError):
        actions.pdf_of(HOUSE, "云住建许受〔2026〕99号")


def test_facts_are_sealed_at_rest_and_absent_from_the_journal() -> None:
    number = given.issued(HOUSE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts FROM ch_messages_paper WHERE number = %s", [number])
        raw = bytes(cursor.fetchone()[0])
    assert "清禾".encode() not in raw
    assert Paper.objects.get(number=number).facts["applicant"] == given.facts()["applicant"]
    assert "清禾" not in str(list(Entry.objects.values_list("values", flat=True)))


def test_only_the_organ_prints_and_stamps_its_papers() -> None:
    number = given.issued(HOUSE)
    stored = store.put([SCAN])
    stranger = given.clerk(organ_id=8)
    with pytest.raises(NotAllowedError):
        actions.mark_printed(stranger, number)
    with pytest.raises(NotAllowedError):
        actions.stamp_back(stranger, number, stored)
    paper = queries.paper(number)
    assert (paper.printed_at, paper.stamped_sha256, paper.version) == (None, "", 1)


def test_every_stamped_scan_is_kept_and_the_last_is_shown() -> None:
    number, clerk = given.issued(HOUSE), given.clerk()
    actions.mark_printed(clerk, number)
    first, better = store.put([SCAN]), store.put([SCAN + b" again"])
    actions.stamp_back(clerk, number, first)
    with pytest.raises(WrongStateError):
        actions.stamp_back(clerk, number, first)
    actions.stamp_back(clerk, number, better)
    paper = queries.paper(number)
    assert (paper.stamped_sha256, paper.stamped_by, paper.version) == (better.sha256, clerk.name, 4)
    assert [sha for sha, _, _ in queries.scans(number)] == [first.sha256, better.sha256]


def test_a_stale_page_does_not_stamp() -> None:
    number = given.issued(HOUSE)
    actions.mark_printed(given.clerk(), number)
    with calling(seen=1), pytest.raises(StaleError):
        actions.stamp_back(given.clerk(), number, store.put([SCAN]))


@action
def _serve(actor: Actor, numbers: list[str]) -> int:
    from cityhall.kernel.journal.record import record

    record(actor, "test.served", given.REF)
    return actions.mark_served(actor, given.REF, numbers, Service.DIRECT)


def test_service_is_noted_once_on_papers_of_that_case_only() -> None:
    mine, other = given.issued(HOUSE), given.issued(HOUSE, ref="case:990100-2026-00000099")
    assert (_serve(given.clerk(), [mine, other]), _serve(given.clerk(), [mine])) == (1, 0)
    paper = queries.paper(mine)
    assert (paper.service, paper.served_by) == (Service.DIRECT, "许文静")
    assert queries.paper(other).served_at is None


def test_papers_of_a_case_in_one_statement_oldest_first() -> None:
    numbers = [given.issued(HOUSE, kind) for kind in (PaperKind.RECEIPT, PaperKind.ACCEPTANCE)]
    with CaptureQueriesContext(connection) as seen:
        papers = queries.papers_of([given.REF])
    assert len(seen) == 1
    assert [p.number for p in papers] == numbers
    assert papers[1].seal == "受理专用章"


def test_an_unknown_number_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        queries.paper("云住建许受〔2026〕99号")
