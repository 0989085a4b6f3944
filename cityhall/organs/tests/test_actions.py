import csv
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.kernel import call, clock
from cityhall.kernel.actor import HOUSE, NOBODY
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotSignedInError, StaleError
from cityhall.kernel.journal.models import Entry
from cityhall.organs import actions, queries
from cityhall.organs.models import Assignment, Division, Organ
from cityhall.organs.terms import Can, Desk, OrganKind, Reach, Succession

from . import given

pytestmark = pytest.mark.django_db
DIVISIONS = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "divisions"


def test_an_organ_is_founded_and_the_journal_says_by_whom() -> None:
    admin = given.staff(given.organ(), Can.MANAGE_ORGANS)
    everywhere = given.staff(given.organ(), Can.MANAGE_ORGANS, reach=Reach.EVERYWHERE)
    with pytest.raises(NotAllowedError):
        actions.create_organ(admin, "市样例委", "样例委", "990100000000", OrganKind.DEPARTMENT, parent_id=given.organ())
    made = actions.create_organ(everywhere, "市样例委", "样例委", "990100000000", OrganKind.DEPARTMENT)
    line = Entry.objects.get(event="organ.created", ref=f"organ:{made}")
    assert (line.account_id, line.values["name"]) == (everywhere.account_id, "市样例委")


def test_a_stranger_founds_nothing() -> None:
    before = Organ.objects.count()
    with pytest.raises(NotSignedInError):
        actions.create_organ(NOBODY, "市样例委", "样例委", "990100000000", OrganKind.DEPARTMENT)
    assert Organ.objects.count() == before


def test_two_organs_cannot_share_a_name_or_a_credit_code() -> None:
    code = given.credit_code()
    actions.create_organ(HOUSE, "市甲局", "甲局", "990100000000", OrganKind.DEPARTMENT, credit_code=code)
    with pytest.raises(InvalidInputError, match="同名"):
        actions.create_organ(HOUSE, "市甲局", "甲局", "990100000000", OrganKind.DEPARTMENT)
    with pytest.raises(InvalidInputError, match="统一社会信用代码"):
        actions.create_organ(HOUSE, "市乙局", "乙局", "990100000000", OrganKind.DEPARTMENT, credit_code=code)


def test_an_organ_that_changed_meanwhile_is_not_overwritten() -> None:
    organ = given.organ()
    with call.calling(seen=1):
        assert actions.update_organ(HOUSE, organ, "市改名局", "改名局") == 2
    with call.calling(seen=1), pytest.raises(StaleError):
        actions.update_organ(HOUSE, organ, "市又改局", "又改局")
    assert queries.organ(organ).name == "市改名局"


def test_an_organ_that_merged_ends_and_cannot_be_changed_again() -> None:
    old, new = given.organ(), given.organ()
    actions.succeed_organ(HOUSE, old, Succession.MERGED, [new], "样例机构改革方案")
    assert queries.organ(old).ended_on == clock.today()
    with pytest.raises(Exception, match="终止"):
        actions.update_organ(HOUSE, old, "市复活局", "复活局")


def test_a_merged_organ_needs_a_successor() -> None:
    with pytest.raises(InvalidInputError, match="承接"):
        actions.succeed_organ(HOUSE, given.organ(), Succession.MERGED, [], "样例机构改革方案")


def test_a_clerk_reaches_the_organs_her_window_serves_and_no_others() -> None:
    served, other = given.organ(), given.organ()
    clerk = given.clerk(given.window(served), Can.MANAGE_STAFF, authority=(Can.MANAGE_ORGANS,))
    assert clerk.may(Can.MANAGE_STAFF, served)
    assert not clerk.may(Can.MANAGE_STAFF, other)
    assert not clerk.may(Can.MANAGE_ORGANS, served)


def test_the_actor_is_known_in_three_statements() -> None:
    organ = given.organ()
    clerk = given.clerk(given.window(organ), Can.MANAGE_STAFF)
    with CaptureQueriesContext(connection) as statements:
        queries.actor_for(clerk.account_id or 0)
    assert len(statements) <= 3


def test_deciding_at_a_window_needs_a_published_document() -> None:
    with pytest.raises(InvalidInputError, match="委托文件"):
        actions.entrust(HOUSE, given.window(), [given.organ()], "", may_decide=True)


def test_a_role_taken_back_is_gone_with_the_next_request() -> None:
    organ = given.organ()
    admin = given.staff(organ, Can.MANAGE_STAFF, desk=Desk.REVIEW)
    held = Assignment.objects.get(staff__account_id=admin.account_id or 0)
    actions.unassign(HOUSE, held.pk)
    now = queries.actor_for(admin.account_id or 0)
    assert now is not None
    assert (now.may(Can.MANAGE_STAFF), now.desks) == (False, frozenset())
    assert queries.holders(organ, Desk.REVIEW) == []
    assert [row.roles for row in queries.staff_list(HOUSE).rows] == [()]
    actions.assign(HOUSE, held.staff_id, held.role.key, Reach.ORGAN)
    again = queries.actor_for(admin.account_id or 0)
    assert again is not None
    assert again.may(Can.MANAGE_STAFF, organ)


def test_an_entrustment_that_ends_or_shrinks_does_so_at_once() -> None:
    organ = given.organ()
    window = given.window(organ, may_decide=True)
    clerk = given.clerk(window, Can.MANAGE_STAFF, authority=(Can.MANAGE_ORGANS,))
    assert clerk.may(Can.MANAGE_ORGANS, organ)
    actions.entrust(HOUSE, window, [organ])
    now = queries.actor_for(clerk.account_id or 0)
    assert now is not None
    assert (now.may(Can.MANAGE_STAFF, organ), now.may(Can.MANAGE_ORGANS, organ)) == (True, False)
    actions.end_entrustment(HOUSE, window, organ)
    now = queries.actor_for(clerk.account_id or 0)
    assert now is not None
    assert not now.may(Can.MANAGE_STAFF, organ)
    assert queries.window(window).organ_ids == frozenset()


def test_divisions_come_in_once_and_a_new_name_begins_a_new_period() -> None:
    rows = [("99", "样例省"), ("9901", "样例市"), ("990102", "样例区"), ("990102001", "样例街道")]
    assert actions.import_divisions(HOUSE, rows)["created"] == 4
    again = actions.import_divisions(HOUSE, [*rows, ("99010", "坏代码"), ("990203", "无上级县")])
    assert (again["unchanged"], again["rejected"], again["flagged"], again["created"]) == (4, 1, 1, 1)
    with clock.frozen("2030-01-01 09:00"):
        assert actions.import_divisions(HOUSE, [("990102", "新样例区")])["updated"] == 1
    assert Division.objects.filter(code="990102000000").count() == 2
    assert queries.division_name("990102001000") == "样例市新样例区样例街道"


def test_a_dry_run_writes_nothing() -> None:
    assert actions.import_divisions(HOUSE, [("99", "样例省")], dry_run=True)["created"] == 1
    assert not Division.objects.exists()


@pytest.mark.skipif(not DIVISIONS.exists(), reason="shared/data/divisions is not here")
def test_every_town_of_the_country_comes_in() -> None:
    rows = []
    for name in ("provinces", "cities", "areas", "streets"):
        with (DIVISIONS / f"{name}.csv").open(encoding="utf-8") as file:
            rows += [(row["code"], row["name"]) for row in csv.DictReader(file)]
    report = actions.import_divisions(HOUSE, rows)
    assert Division.objects.filter(level="4").count() == 41_351  # one row of the list is a county again
    assert report["rows"] == 31 + 342 + 2_978 + 41_352
