"""证照分离 and level rules: what each mode demands of a version, and at which level what is done."""

from typing import Any

import pytest

from cityhall.catalogue import actions, queries
from cityhall.catalogue.rules import levels, publishing, separating
from cityhall.catalogue.rules.content import read_content, write_content
from cityhall.catalogue.rules.differences import of_contents
from cityhall.catalogue.terms import Procedure, Reformed, Separation
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import InvalidInputError
from cityhall.organs.terms import Level as Tier
from cityhall.organs.tests import given as organs

from . import given

PLEDGE = {"text": "承诺", "spares": [], "at_once": True, "after_check": {"amount": 30, "unit": "days"}, "basis": "国发"}
SHORT, WHOLE = {"amount": 5, "unit": "workdays"}, {"amount": 20, "unit": "workdays"}


@pytest.mark.parametrize(
    ("mode", "procedure", "more", "hit"),
    [
        ("none", Procedure.LICENCE, {}, ""),
        ("cancel", Procedure.LICENCE, {}, "不能再作为行政许可发布"),
        ("cancel", Procedure.SERVICE, {}, ""),
        ("filing", Procedure.LICENCE, {}, "事项类型应为行政备案"),
        ("filing", Procedure.FILING, {}, ""),
        ("pledge", Procedure.LICENCE, {}, "要填写告知承诺书"),
        ("pledge", Procedure.LICENCE, {"pledge": PLEDGE}, ""),
        ("optimise", Procedure.LICENCE, {"promised": WHOLE}, "应比法定时限短"),
        ("optimise", Procedure.LICENCE, {"promised": SHORT}, ""),
        ("optimise", Procedure.LICENCE, {"promised": {"amount": 0, "unit": "instant"}}, ""),
    ],
)
def test_each_mode_has_its_effect(mode: str, procedure: Procedure, more: dict[str, Any], hit: str) -> None:
    parts = read_content(given.content(**{"reformed": {"separation": mode}, "promised": SHORT, **more}))
    found = separating.problems(parts, procedure)
    assert ([hit in sentence for _, sentence in found] == [True]) if hit else found == []
    head = publishing.Head("样例", 1, procedure=procedure)
    assert any(hit in p.sentence for p in publishing.publish_problems(parts, head)) if hit else True


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ({"issuer_accepts": True}, ["reformed.issue"]),
        ({"issuer_accepts": True, "issue": ["3"]}, []),
        ({"issuer_accepts": True, "issue": ["3"], "accept": ["4"]}, ["reformed.accept"]),
        ({"issuer_reviews": True, "issue": ["3"], "review": ["2", "3"]}, ["reformed.review"]),
        ({"same_power": True, "issuer_accepts": True, "issue": ["2"]}, ["reformed.same_power"]),
        ({"same_power": True, "issue": ["1"]}, ["reformed.same_power"]),
        ({"same_power": True, "issue": ["2"]}, []),
        ({"accept": ["4", "5"], "issue": ["3"]}, []),
    ],
)
def test_level_rules_do_not_contradict_themselves(told: dict[str, Any], fields: list[str]) -> None:
    parts = read_content({"pace": "promised", "reformed": told})
    assert [field for field, _ in separating.problems(parts, Procedure.LICENCE)] == fields


@pytest.mark.parametrize(
    ("told", "accepts", "reviews"),
    [
        ({}, set(Tier), set(Tier)),
        ({"accept": (Tier.TOWN,)}, {Tier.TOWN}, set(Tier)),
        ({"issue": (Tier.COUNTY,), "issuer_accepts": True}, {Tier.COUNTY}, set(Tier)),
        ({"issue": (Tier.COUNTY,), "issuer_reviews": True, "accept": (Tier.TOWN,)}, {Tier.TOWN}, {Tier.COUNTY}),
        ({"same_power": True}, {Tier.CITY, Tier.COUNTY}, {Tier.CITY, Tier.COUNTY}),
    ],
)
def test_at_which_levels_what_is_done(told: dict[str, Any], accepts: set[Tier], reviews: set[Tier]) -> None:
    reformed = Reformed(**told)
    assert {tier for tier in Tier if not levels.why_not_accept(reformed, tier, "样例")} == accepts
    assert {tier for tier in Tier if not levels.why_not_review(reformed, tier, "样例")} == reviews


def test_the_refusal_says_by_which_rule_and_where_to_go() -> None:
    why = levels.why_not_accept(Reformed(issue=(Tier.COUNTY,), issuer_accepts=True), Tier.TOWN, "高龄津贴")
    assert why == "“高龄津贴”按谁发证谁受理，由县级受理；这里是乡级，不能受理。请引导申请人到县级窗口办理，或在网上提交"


def test_what_is_said_is_kept_and_a_change_is_named() -> None:
    old = read_content({"pace": "promised"})
    new = read_content({"pace": "promised", "reformed": {"separation": "optimise", "issue": ["3", "2"]}})
    assert new.reformed == Reformed(Separation.OPTIMISE, issue=(Tier.CITY, Tier.COUNTY))
    assert read_content(write_content(new)) == new
    told = {c.place: c.after for c in of_contents(old, new, {})}
    assert told == {"改革要求 · 证照分离": "优化审批服务", "改革要求 · 发证层级": "市级、县级"}
    with pytest.raises(InvalidInputError):
        read_content({"pace": "promised", "reformed": {"separation": "nonsense"}})


@pytest.mark.django_db
def test_a_cancelled_licence_is_not_published_and_items_are_found_by_mode() -> None:
    organ = organs.organ()
    item_id = given.draft_item(organ, reformed={"separation": "cancel"})
    with pytest.raises(InvalidInputError, match="直接取消审批"):
        actions.publish(HOUSE, item_id)
    assert any("直接取消审批" in p.sentence for p in queries.draft(HOUSE, item_id).problems)
    other = given.published_item(organ, reformed={"separation": "optimise"})
    assert [r.id for r in queries.items_for_setup(HOUSE, separation="optimise").rows] == [other]
    assert [r.id for r in queries.items_for_setup(HOUSE, separation="cancel").rows] == [item_id]
