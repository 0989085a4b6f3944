"""The rules of projects are set on screen, each with its source."""

import pytest

from cityhall.doors.tests import visit
from cityhall.kernel.actor import HOUSE
from cityhall.organs import queries as organ_queries
from cityhall.organs.tests import given as organs
from cityhall.projects import actions, queries
from cityhall.projects.terms import Can

pytestmark = pytest.mark.django_db(transaction=True)


def test_stages_are_written_in_lines_and_come_back_the_same() -> None:
    actions.seed_rules(HOUSE)
    organ = organs.organ()
    name = organ_queries.organ(organ).name
    at = visit.at(organs.staff(organ, Can.SET_RULES))
    assert "宣城" in visit.page(at, "/setup/projects/")
    lines = f"approval | 立项 | 发改 | {name}\nbuilding | 施工许可 | 住建 | | 并行、不计时"
    sent = {
        "code": "own",
        "name": "本市方案",
        "stages": lines,
        "source": "样例文件",
        "promise": "30",
        "basis": "",
        "offered": "on",
    }
    assert at.post("/setup/projects/new/", sent).status_code == 422  # a promise wants its source
    assert at.post("/setup/projects/new/", {**sent, "stages": "approval"}).status_code == 422
    assert at.post("/setup/projects/new/", {**sent, "basis": "样例承诺"}).status_code == 302
    first, second = queries.profile("own").stages
    assert (first.organ_id, first.waits, first.counts) == (organ, True, True)
    assert (second.organ_id, second.waits, second.counts) == (0, False, False)
    assert f"#{organ} {name}" in visit.page(at, "/setup/projects/own/")
    again = {**sent, "basis": "样例承诺", "stages": f"approval | 立项 | 发改 | #{organ} {name}", "offered": ""}
    assert at.post("/setup/projects/own/", {**again, "_seen": "1"}).status_code == 302
    assert [p.code for p in queries.profiles()] == ["four_stages", "plans_in_one"]
    assert at.post("/setup/projects/own/", {**again, "_seen": "1"}).status_code == 412


def test_the_shape_of_the_code_is_changed_with_its_source() -> None:
    actions.seed_rules(HOUSE)
    at = visit.at(organs.staff(organs.organ(), Can.SET_RULES))
    sent = {
        "picture": "YYYY-DDDDDD-99-99-999999",
        "picture_source": "样例",
        "consult_days": "14",
        "consult_source": "样例",
        "_seen": "1",
    }
    assert at.post("/setup/projects/rules/", {**sent, "picture": "AB"}).status_code == 422
    assert at.post("/setup/projects/rules/", sent).status_code == 302
    assert (queries.rulebook().picture, queries.rulebook().consult_days) == ("YYYY-DDDDDD-99-99-999999", 14)


def test_whoever_may_not_set_rules_is_refused() -> None:
    actions.seed_rules(HOUSE)
    stranger = visit.at(organs.staff(organs.organ(), Can.KEEP))
    assert stranger.get("/setup/projects/").status_code == 403
    assert stranger.post("/setup/projects/rules/", {"picture": "99"}).status_code == 403
    assert queries.rulebook().version == 1
