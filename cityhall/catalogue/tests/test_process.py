"""流程体检 kept and reported: by organ, for who may see it, with what changed since a day; standards that are the city's own."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.catalogue import actions, queries
from cityhall.catalogue.models import ProcessCheck, ProcessStandard
from cityhall.catalogue.terms import Can, ProcessRule, Severity
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.call import calling
from cityhall.kernel.errors import DomainError, InvalidInputError, NotAllowedError, StaleError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs

from . import given
from .lived import LONG

pytestmark = pytest.mark.django_db
SHORT = [LONG[1], LONG[-1]]
PROMISED = {"amount": 15, "unit": "workdays"}


def long_item(organ: int, **more: object) -> int:
    return given.published_item(organ, promised=PROMISED, steps=LONG, **more)  # type: ignore[arg-type]


def test_what_is_in_force_is_reported_and_that_a_draft_is_mended() -> None:
    organ = organs.organ()
    item = long_item(organ)
    actions.check_guides()
    kept = ProcessCheck.objects.get(item=item)
    assert (kept.steps, kept.approvals, kept.approvers, kept.rules, kept.mended) == (6, 5, 1, ["approvals"], False)
    actions.save_draft(HOUSE, item, given.content(promised=PROMISED, steps=SHORT))
    actions.check_guides()
    kept.refresh_from_db()
    assert (kept.approvals, kept.rules, kept.mended, kept.published) == (5, ["approvals"], True, True)
    actions.publish(HOUSE, item)
    actions.check_guides()
    kept.refresh_from_db()
    assert (kept.approvals, kept.rules, kept.mended) == (2, [], False)


def test_a_hint_does_not_fail_an_item_and_what_cannot_be_read_is_no_process() -> None:
    organ = organs.organ()
    twice = [{**LONG[1], "desk": "approve"}, LONG[-1]]
    item = given.published_item(organ, promised=PROMISED, steps=twice)
    actions.check_guides()
    kept = ProcessCheck.objects.get(item=item)
    assert (kept.rules, [f["severity"] for f in kept.findings]) == ([], ["hint"])


def test_the_report_is_by_organ_worst_first_within_five_statements() -> None:
    water, works = organs.organ("市水务局"), organs.organ("市住建局")
    for _ in range(2):
        long_item(works)
    given.published_item(works)
    long_item(water)
    actions.check_guides()
    boss = organs.staff(organs.organ(), Can.IMPROVE_PROCESS, reach=Reach.EVERYWHERE)
    with CaptureQueriesContext(connection) as asked:
        city = queries.process_city(boss, since=date(2026, 1, 1))
        page = queries.process_organs(boss, since=date(2026, 1, 1), limit=1)
    assert len(asked) <= 5
    assert (city.tally.items, city.tally.failing, city.tally.fails["approvals"], city.since) == (4, 3, 3, None)
    first = page.rows[0]
    assert (first.organ_name, first.tally.items, first.tally.failing, first.change) == ("市住建局", 3, 2, None)
    assert first.tally.average == 4.0
    rest = queries.process_organs(boss, after=page.next, limit=1)
    assert [row.organ_name for row in rest.rows] == ["市水务局"]
    assert rest.next == ""


def test_what_changed_since_a_day() -> None:
    organ = organs.organ()
    boss = organs.staff(organ, Can.IMPROVE_PROCESS)
    with clock.frozen("2026-11-01T03:00"):
        item = long_item(organ)
        actions.check_guides()
        actions.check_old_guides()
        actions.check_old_guides()
    with clock.frozen("2026-11-20T10:00"):
        actions.save_draft(HOUSE, item, given.content(promised=PROMISED, steps=SHORT))
        actions.publish(HOUSE, item)
        actions.check_guides()
        (row,) = queries.process_organs(boss, since=date(2026, 11, 5)).rows
        city = queries.process_city(boss, since=date(2026, 11, 5))
        assert (row.before, row.change) == (1, -1)
        assert (city.since, city.before, city.tally.failing) == (date(2026, 11, 1), 1, 0)
        assert queries.process_city(boss, since=date(2026, 10, 31)).since is None


def test_an_organ_sees_its_own_and_a_stranger_nothing() -> None:
    mine, theirs = organs.organ(), organs.organ()
    own = long_item(mine)
    long_item(theirs)
    actions.check_guides()
    me = organs.staff(mine, Can.IMPROVE_PROCESS)
    assert [r.organ_id for r in queries.process_organs(me).rows] == [mine]
    assert queries.process_city(me).tally.items == 1
    assert queries.process_city(me, organ_id=theirs).tally.items == 0
    with CaptureQueriesContext(connection) as asked:
        rows = queries.process_items(me, rule="approvals").rows
    assert len(asked) == 1
    assert [(r.item_id, r.findings[0].rule, r.findings[0].severity) for r in rows] == [
        (own, ProcessRule.APPROVALS, Severity.MEND)
    ]
    assert queries.process_items(me, organ_id=theirs).rows == []
    report = list(queries.process_report(me))
    assert [(row[2], row[4]) for row in report] == [(rows[0].organ_name, 5)]
    stranger = organs.staff(mine, Can.EDIT_ITEMS)
    for ask in (queries.process_organs, queries.process_city, queries.process_items, queries.process_report):
        with pytest.raises(NotAllowedError):
            ask(stranger)


def test_the_citys_own_standard_holds_from_then_on_with_its_source() -> None:
    boss = organs.staff(organs.organ(), Can.SET_PROCESS, Can.IMPROVE_PROCESS, reach=Reach.EVERYWHERE)
    item = given.published_item(organs.organ(), promised=PROMISED, steps=LONG[1:])
    actions.check_guides()
    assert queries.process_city(boss).tally.failing == 0
    assert actions.set_process_standard(boss, "approvals", 3, "blocks", "样例市审批服务办法第三条") == 1
    assert actions.check_guides() == 1
    (row,) = queries.process_items(boss).rows
    assert (row.item_id, row.findings[0].severity, row.findings[0].source) == (
        item, Severity.BLOCKS, "样例市审批服务办法第三条",
    )  # fmt: skip
    told = queries.standards_now()[1]
    assert (told.own, told.measure.most, told.version) == (True, 3, 1)
    draft = given.content(promised=PROMISED, steps=LONG[1:], summary="改了简介")
    actions.save_draft(HOUSE, item, draft)
    with pytest.raises(InvalidInputError, match="内部审批环节有 4 个") as no:
        actions.publish(HOUSE, item)
    assert no.value.code == "catalogue.not_ready"
    assert "内部审批环节有 4 个" in queries.draft(HOUSE, item).problems[0].sentence
    with calling(seen=0), pytest.raises(StaleError):
        actions.set_process_standard(boss, "approvals", 4, "mend", "另一份文件")
    with calling(seen=1):
        assert actions.set_process_standard(boss, "approvals", 4, "", "另一份文件") == 2
    actions.publish(HOUSE, item)
    assert Entry.objects.filter(event="process_standard.set", ref="process-standard:approvals").count() == 2


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (("gone", 3, "mend", "文件"), "process.unknown_rule"),
        (("promised", 3, "mend", "文件"), "process.law_is_fixed"),
        (("approvals", 0, "mend", "文件"), "process.bad_limit"),
        (("approvals", 51, "mend", "文件"), "process.bad_limit"),
        (("approvals", 3, "grave", "文件"), "process.bad_severity"),
        (("approvals", 3, "mend", " "), "process.no_source"),
    ],
)
def test_what_is_no_standard_is_refused(told: tuple[str, int, str, str], code: str) -> None:
    boss = organs.staff(organs.organ(), Can.SET_PROCESS, reach=Reach.EVERYWHERE)
    with pytest.raises(DomainError) as no:
        actions.set_process_standard(boss, *told)
    assert no.value.code == code
    assert not ProcessStandard.objects.exists()


def test_only_who_reaches_the_whole_city_sets_a_standard() -> None:
    for one in (organs.staff(organs.organ(), Can.SET_PROCESS), organs.staff(organs.organ(), Can.IMPROVE_PROCESS)):
        with pytest.raises(NotAllowedError):
            actions.set_process_standard(one, "approvals", 3, "mend", "文件")
    assert not ProcessStandard.objects.exists()
