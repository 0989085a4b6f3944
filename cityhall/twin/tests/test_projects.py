"""The demo's projects hold: one in its second stage behind its plan, one on the fast lane; every code a sample."""

from datetime import timedelta

import pytest

from cityhall.deadlines import actions as deadlines
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.projects import queries
from cityhall.projects.rules.codes import PICTURE, check_code
from cityhall.projects.terms import Pace
from cityhall.site.testing import drain
from cityhall.twin.city import build, staff_actor
from cityhall.twin.keeping_time import keep_time
from cityhall.twin.projects import CODES, MANAGER, begin_projects


def test_its_codes_have_the_shape_and_name_no_real_place() -> None:
    for code in CODES:
        assert check_code(code, PICTURE).split("-")[1].startswith("99")


@pytest.mark.django_db(transaction=True)
def test_one_is_in_its_second_stage_and_one_on_the_fast_lane() -> None:
    with clock.frozen(clock.now() - timedelta(days=30)):
        city = build(HOUSE)
        keep_time(HOUSE)
        drain()
    begin_projects(city, drain)
    deadlines.sweep(HOUSE)
    drain()

    manager = staff_actor(MANAGER)
    rows = {row.code: row for row in queries.projects(manager).rows}
    factory = queries.project(manager, rows[CODES[0]].number)
    assert factory.stage is not None
    assert factory.stage.name == "工程建设许可"
    assert [m.pace for m in factory.milestones][:2] == [Pace.DONE, Pace.LATE]
    assert [t.what for t in factory.late_tasks] == ["提出线路迁改路径"]
    centre = queries.project(manager, rows[CODES[1]].number)
    assert (centre.lane is not None, centre.key is not None, centre.campaign) == (True, True, "重点项目百日攻坚")
    assert centre.consult_due is not None
    reviewer = staff_actor("zjjshenhe01")
    assert [(row.project, row.lane) for row in queries.fast_cases(reviewer)] == [(centre.name, True)]
    assert [row.name for row in queries.projects(staff_actor("fuzhang01"), key=True).rows] == [centre.name]
