"""指南体检, kept: every item once, again when it changed; counted and listed for whose items they are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.catalogue import actions, queries
from cityhall.catalogue.models import Checkup, Finding, Item
from cityhall.catalogue.terms import Can, GuideRule, Severity
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.call import calling
from cityhall.kernel.errors import InvalidInputError, NotAllowedError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db


def test_every_item_is_looked_at_once_and_again_when_it_changed() -> None:
    item = given.published_item(organs.organ())
    given.draft_item(organs.organ(), statutory=None)
    with calling(key="reaction:1:check"):
        assert actions.check_guides() == 2
    assert actions.check_guides() == 0
    lines = Entry.objects.count()
    assert actions.check_guides() == 0
    assert Entry.objects.count() == lines
    assert Finding.objects.filter(item=item, rule=GuideRule.PLACE).exists()
    whole = given.content(address="样例路 1 号", hours="9:00—17:00")
    actions.save_draft(HOUSE, item, whole)
    assert Checkup.objects.get(item=item).seen != Item.objects.get(pk=item).version
    assert actions.check_guides() == 1
    assert not Finding.objects.filter(item=item, rule=GuideRule.PLACE).exists()
    Checkup.objects.update(checked_at="2020-01-01T00:00:00Z")
    assert actions.check_old_guides() == 2


def test_what_blocks_is_what_publishing_refuses_word_for_word() -> None:
    keeper = organs.staff(organ := organs.organ(), Can.EDIT_ITEMS, Can.PUBLISH_ITEMS)
    item = given.draft_item(organ, statutory=None, result=None)
    actions.check_guides()
    told = [row.sentence for row in queries.guide_findings(keeper, severity="blocks").rows]
    with pytest.raises(InvalidInputError) as no:
        actions.publish(keeper, item)
    assert no.value.message == "还不能发布：" + "；".join(told)


def test_the_list_is_of_ones_own_items_counted_and_narrowed() -> None:
    mine = organs.organ()
    keeper = organs.staff(mine, Can.EDIT_ITEMS)
    for n in range(3):
        given.draft_item(mine, name=f"我的事项{n}")
    given.draft_item(organs.organ(), phone="")
    actions.check_guides()
    with CaptureQueriesContext(connection) as asked:
        counts = queries.guide_counts(keeper)
        page = queries.guide_findings(keeper, rule="place", severity="hint", limit=4)
    assert len(asked) <= 4
    assert (counts.items, counts.unsound, counts.pending) == (3, 3, False)
    assert counts.severities[Severity.MEND] == Finding.objects.filter(organ_id=mine, severity="mend").count()
    assert {(r.rule, r.severity, r.item_name[:4]) for r in page.rows} == {(GuideRule.PLACE, Severity.HINT, "我的事项")}
    rest = queries.guide_findings(keeper, rule="place", severity="hint", after=page.next)
    assert len(page.rows) + len(rest.rows) == 6
    rows = list(queries.guide_report(keeper, rule="place"))
    assert (len(rows), rows[0][4]) == (6, "地点和时间")
    with pytest.raises(NotAllowedError):
        queries.guide_counts(organs.staff(mine, Can.IMPORT_ITEMS))
