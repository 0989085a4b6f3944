"""What stands in the frame of the set-up: sections where they are few, or else groups and the sections of one."""

import pytest

from cityhall.catalogue.terms import Can
from cityhall.doors.setup.door import FEW, SECTIONS, frame_of
from cityhall.doors.tests.visit import at, page
from cityhall.organs.terms import Can as Organs
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given


def test_few_sections_stand_by_themselves() -> None:
    few = [s for s in SECTIONS if s.url in ("setup_items", "setup_claims", "setup_calendar")]
    frame = frame_of(few, "/setup/sent/4/")
    assert [(link.label, link.here) for link in frame["links"]] == [
        ("事项", False),
        ("认领", True),
        ("工作日历", False),
    ]
    assert frame["sections"] == []


def test_of_many_the_groups_stand_there_and_below_the_sections_of_one() -> None:
    frame = frame_of(SECTIONS, "/setup/standards/")
    assert len(frame["links"]) <= FEW
    assert [link.label for link in frame["links"] if link.here] == ["事项目录"]
    assert [link.label for link in frame["sections"] if link.here] == ["统一标准"]
    assert frame_of(SECTIONS, "/setup/")["sections"] == []
    assert {link.url for link in frame["links"]} >= {"/setup/organs/", "/setup/items/"}


def test_each_group_stands_together() -> None:
    order = [section.group for section in SECTIONS]
    assert [g for n, g in enumerate(order) if n == 0 or order[n - 1] != g] == list(dict.fromkeys(order))


@pytest.mark.django_db
def test_the_home_page_shows_tiles_by_group() -> None:
    clerk = given.staff(given.organ(), *Can, *Organs, reach=Reach.EVERYWHERE)
    shown = page(at(clerk), "/setup/")
    assert shown.index("机构与人员") < shown.index("统一标准") < shown.index("惠企政策")
    assert 'aria-label="本组栏目"' in page(at(clerk), "/setup/items/")
    assert 'aria-label="本组栏目"' not in page(at(given.staff(given.organ(), Can.EDIT_ITEMS)), "/setup/items/")
