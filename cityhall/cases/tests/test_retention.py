"""Destroyed is what is past its time: by a rule with its source, proposed by one, approved by another, counted, certified."""

from datetime import date
from typing import Any

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.models import Application, Consultation
from cityhall.cases.terms import Can
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, WrongStateError
from cityhall.kernel.files.models import StoredFile
from cityhall.kernel.journal.models import Entry
from cityhall.messages.models import Message
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.people import actions as people
from cityhall.people import queries as people_queries
from cityhall.people.terms import Can as People
from cityhall.people.terms import DestructionState, Held
from cityhall.site.testing import drain

from . import given

pytestmark = pytest.mark.django_db
THEN, NOW = "2026-03-02 10:00", "2026-11-18 10:00"
SOURCE = "市样例局个人信息留存规定（样例）"
RECORD: dict[str, Any] = {
    "name": "受理申请", "purpose": "办理政务服务", "ground": "履行法定职责（第三十四条）", "what": "姓名、证件号码",
    "sensitive": False,
    "given_to": "", "kept": "随案卷", "measures": "加密、脱敏、留痕", "assessed_on": None, "from_on": date(2026, 1, 1),
}  # fmt: skip


def two(here: given.Place) -> tuple[Actor, Actor]:
    """Who proposes and who approves."""
    may = (People.RETAIN, People.DESTROY)
    first, second = (organs.staff(here.organ, *may, reach=Reach.EVERYWHERE) for _ in range(2))
    return first, second


def test_drafts_past_their_time_go_with_all_that_hangs_on_them() -> None:
    with clock.frozen(THEN):
        here = given.place()
        old = given.draft(here)
        number = given.received(here)
    with clock.frozen(NOW):
        fresh = given.draft(here)
        proposer, approver = two(here)
        with pytest.raises(WrongStateError, match="期限"):
            actions.propose_destruction(proposer, Held.DRAFTS, "年度清理")
        people.set_retention(proposer, Held.DRAFTS, 6, SOURCE)
        row = next(r for r in queries.due(proposer) if r.kind is Held.DRAFTS)
        assert (row.due, row.months, row.source) == (1, 6, SOURCE)
        made = actions.propose_destruction(proposer, Held.DRAFTS, "年度清理")
        with pytest.raises(WrongStateError, match="已有一次"):
            actions.propose_destruction(proposer, Held.DRAFTS, "再来")
        with pytest.raises(WrongStateError, match="另一位"):
            people.judge_destruction(proposer, made, True, "")
        drain()
        assert Application.objects.filter(pk=old).exists()
        people.judge_destruction(approver, made, True, "")
        drain()
        assert set(Application.objects.values_list("pk", flat=True).order_by("pk")) == {
            one.pk for one in Application.objects.filter(pk=fresh) | Application.objects.filter(cases__number=number)
        }
        told = people_queries.destruction(approver, made)
        assert (told.state, told.destroyed, told.due) == (DestructionState.DONE, 1, 1)
        assert len(told.digest) == 64
        events = list(Entry.objects.filter(ref=f"destruction:{made}").order_by("id").values_list("event", flat=True))
        assert events == [
            "people.destruction_proposed", "people.destruction_approved", "people.destroyed", "people.destruction_done",
        ]  # fmt: skip
        with pytest.raises(WrongStateError):
            people.judge_destruction(approver, made, True, "")
        assert StoredFile.objects.exists()


def test_words_of_messages_go_and_that_they_were_sent_stays() -> None:
    with clock.frozen(THEN):
        here = given.place()
        given.granted(here)
        drain()
        count = Message.objects.count()
        assert count
    with clock.frozen("2027-11-18 10:00"):
        proposer, approver = two(here)
        people.set_retention(proposer, Held.MESSAGES, 12, SOURCE)
        people.judge_destruction(approver, actions.propose_destruction(proposer, Held.MESSAGES, "清理"), True, "同意")
        drain()
        old = Message.objects.filter(created_at__lt=clock.now())
        assert {(m.body, m.address, m.subject) for m in old if m.kind != "sign_in"} == {("", "", "（内容已到期销毁）")}
        assert Message.objects.count() == count
        assert not queries.due(proposer)[1].due


def test_names_and_phones_of_consultations_go() -> None:
    with clock.frozen(THEN):
        here = given.place()
        actions.note_consultation(here.clerk, "要什么材料", "见告知单", name="样来客", phone="13900000007")
    with clock.frozen("2027-11-18 10:00"):
        proposer, approver = two(here)
        people.set_retention(proposer, Held.CONSULTATIONS, 12, SOURCE)
        people.judge_destruction(approver, actions.propose_destruction(proposer, Held.CONSULTATIONS, "清理"), True, "")
        drain()
        row = Consultation.objects.get()
        assert (row.name, row.phone, row.question) == ("", "", "要什么材料")


def test_what_was_refused_stays_and_says_why() -> None:
    with clock.frozen(THEN):
        here = given.place()
        old = given.draft(here)
    with clock.frozen(NOW):
        proposer, approver = two(here)
        people.set_retention(proposer, Held.DRAFTS, 6, SOURCE)
        made = actions.propose_destruction(proposer, Held.DRAFTS, "清理")
        with pytest.raises(InvalidInputError, match="理由"):
            people.judge_destruction(approver, made, False, " ")
        people.judge_destruction(approver, made, False, "审计未结束")
        drain()
        assert Application.objects.filter(pk=old).exists()
        assert actions.propose_destruction(proposer, Held.DRAFTS, "再次提出")


@pytest.mark.parametrize(
    ("kind", "months", "source"),
    [("cases", 12, SOURCE), (Held.DRAFTS, 2, SOURCE), (Held.MESSAGES, 11, SOURCE), (Held.DRAFTS, 6, " ")],
)
def test_no_rule_without_a_source_or_too_short(kind: str, months: int, source: str) -> None:
    proposer, _ = two(given.place())
    with pytest.raises(InvalidInputError):
        people.set_retention(proposer, kind, months, source)


def test_strangers_do_none_of_it() -> None:
    here = given.place()
    stranger = organs.staff(here.organ, Can.SEE)
    for act in (
        lambda: people.set_retention(stranger, Held.DRAFTS, 6, SOURCE),
        lambda: actions.propose_destruction(stranger, Held.DRAFTS, "清理"),
        lambda: people.judge_destruction(stranger, 1, True, ""),
        lambda: people.save_processing(stranger, RECORD),
        lambda: people_queries.processings(stranger),
        lambda: people_queries.destructions(stranger),
        lambda: queries.due(stranger),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_the_register_of_processing_is_kept_when_it_ends() -> None:
    keeper, _ = two(given.place())
    with pytest.raises(InvalidInputError):
        people.save_processing(keeper, RECORD | {"purpose": ""})
    with pytest.raises(InvalidInputError, match="影响评估"):
        people.save_processing(keeper, RECORD | {"given_to": "市大数据局"})
    made = people.save_processing(keeper, RECORD)
    people.save_processing(keeper, RECORD | {"sensitive": True, "assessed_on": date(2025, 12, 1)}, made)
    with pytest.raises(InvalidInputError):
        people.end_processing(keeper, made, date(2025, 1, 1))
    people.end_processing(keeper, made, date(2026, 6, 30))
    (row,) = people_queries.processings(keeper).rows
    assert (row.sensitive, row.until_on) == (True, date(2026, 6, 30))
