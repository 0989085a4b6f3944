"""An open draft and a newer version of its item: the difference is told, and the draft goes over if she likes."""

from typing import Any

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.models import Case, MaterialFile
from cityhall.cases.tests import given as cases
from cityhall.catalogue import actions as catalogue
from cityhall.catalogue.tests import given as items
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import NotAllowedError, WrongStateError

from . import given

pytestmark = pytest.mark.django_db
NEW_FIELDS: list[dict[str, Any]] = [
    {"key": "premises_name", "label": "经营场所名称", "max_length": 60},
    {"key": "contact_phone", "label": "联系电话", "kind": "phone"},
    {"key": "kind", "label": "经营方式", "kind": "choice", "choices": ["线上", "线下"], "required": False},
    {"key": "area", "label": "经营面积", "kind": "number"},
]


def begun() -> tuple[cases.Place, str, str]:
    """A draft with something in it, and since then a second version of its item."""
    here = given.place()
    draft = cases.draft(here)
    actions.save_draft(
        here.citizen, draft, {"premises_name": "样例小店", "kind": "零售", "premises_address": "样例路 1 号"}
    )
    catalogue.save_draft(HOUSE, here.terms.item_id, items.content(
        fields=NEW_FIELDS, materials=[items.MATERIALS[0], {"key": "plan", "name": "平面图"}],
        promised={"amount": 5, "unit": "workdays"},
    ))  # fmt: skip
    return here, draft, catalogue.publish(HOUSE, here.terms.item_id)


def test_the_difference_is_told_in_her_words_and_what_fits_is_kept() -> None:
    here, draft, version = begun()
    browser = given.browser(here.citizen)
    shown = given.text(browser.get(f"/apply/{draft}/"))
    assert "已更新到第 2 版" in shown
    assert "原来是“10 个工作日”，现在是“5 个工作日”" in shown
    assert "材料“平面图”" in shown
    seen = queries.draft(here.citizen, draft).version
    done = browser.post(f"/apply/{draft}/carry/", {"_seen": seen}, follow=True)
    told = given.text(done)
    for words in (
        "已改按新版填写",
        "要重新填：经营方式",
        "新增要填：经营面积",
        "不用再填：经营场所地址",
        "新增材料：平面图",
        "不用再交：身份证明",
    ):
        assert words in told
    assert "已更新到第 2 版" not in told
    mine = queries.draft(here.citizen, draft)
    assert mine.terms.version_id == version
    assert mine.values.get("premises_name") == "样例小店"
    assert "kind" not in mine.values
    assert [m.spec.key for m in mine.materials] == ["form", "plan"]


def test_papers_no_longer_asked_for_are_let_go() -> None:
    here = given.place()
    draft = cases.draft(here)
    assert MaterialFile.objects.filter(material__application_id=draft, removed_at=None).exists()
    catalogue.save_draft(HOUSE, here.terms.item_id, items.content(materials=[]))
    catalogue.publish(HOUSE, here.terms.item_id)
    actions.carry_over(here.citizen, draft)
    assert not MaterialFile.objects.filter(material__application_id=draft, removed_at=None).exists()


def test_a_draft_of_the_version_in_force_has_nothing_to_go_over_to() -> None:
    here = given.place()
    draft = cases.draft(here)
    assert queries.news(queries.draft(here.citizen, draft)) is None
    with pytest.raises(WrongStateError) as refused:
        actions.carry_over(here.citizen, draft)
    assert refused.value.code == "case.version_current"
    catalogue.retire(HOUSE, here.terms.item_id, "样例停用")
    assert queries.news(queries.draft(here.citizen, draft)) is None
    with pytest.raises(WrongStateError) as closed:
        actions.carry_over(here.citizen, draft)
    assert closed.value.code == "case.item_closed"


def test_only_her_own_draft_goes_over_and_a_running_case_keeps_its_version() -> None:
    here, draft, _ = begun()
    with pytest.raises(NotAllowedError):
        actions.carry_over(given.place().citizen, draft)
    other = given.place()
    running = Case.objects.get(number=cases.received(other))
    before = running.item_version_id
    catalogue.save_draft(HOUSE, here.terms.item_id, items.content(online=False, visits=1))
    catalogue.publish(HOUSE, here.terms.item_id)
    with pytest.raises(WrongStateError) as counter:
        actions.carry_over(here.citizen, draft)
    assert counter.value.code == "case.not_online"
    catalogue.save_draft(HOUSE, other.terms.item_id, items.content(materials=[]))
    catalogue.publish(HOUSE, other.terms.item_id)
    with pytest.raises(WrongStateError) as submitted:
        actions.carry_over(other.citizen, str(running.application_id))
    assert submitted.value.code == "case.submitted"
    running.refresh_from_db()
    assert running.item_version_id == before
