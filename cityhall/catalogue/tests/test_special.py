"""容缺、特别程序、告知承诺、延续: what an item says about its other ways, written, read back and published."""

from dataclasses import replace
from typing import Any

import pytest

from cityhall.catalogue import actions, queries
from cityhall.catalogue.rules import publishing, regimes
from cityhall.catalogue.rules.content import Parts, read_content, write_content
from cityhall.catalogue.rules.regimes import LICENSED, override
from cityhall.catalogue.terms import Cause, LicenceAct, Procedure
from cityhall.deadlines.terms import Limit, Unit
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import InvalidInputError
from cityhall.organs.tests import given as organs

from . import given

HEAD = publishing.Head("样例事项", 1)
RULE = "样例市政务服务规定第三条"
REGIME = {"basis": RULE, "also": ["accept_with_gaps", "accept_on_pledge"]}
GAPS = {"amount": 5, "unit": "workdays", "basis": RULE}
EXPERTS = {"cause": "experts", "basis": "样例法第九条", "days": 15}
PUBLICITY = {"cause": "publicity", "basis": RULE, "days": 7}
PLEDGE = {
    "text": "已知晓全部条件并承诺符合", "spares": ["premises"], "at_once": True, "basis": RULE,
    "after_check": {"amount": 30, "unit": "workdays", "basis": RULE},
}  # fmt: skip
ALL: dict[str, Any] = {
    "regime": REGIME, "gaps": GAPS, "specials": [EXPERTS, PUBLICITY], "pledge": PLEDGE, "licence_act": "renew", "joint": True,
    "hearing": "样例法第十条", "pre_review": {"amount": 1, "unit": "workdays", "basis": "服务承诺"},
    "result": {"name": "样例许可证", "months": 60, "mark": "样许", "retention": "永久"},
}  # fmt: skip


def parts(**changes: Any) -> Parts:
    return read_content(given.content(**changes))


def test_all_of_it_is_read_and_written_back() -> None:
    said = parts(**ALL)
    assert read_content(write_content(said)) == said
    assert said.gaps == Limit(5, Unit.WORKDAYS, RULE)
    assert [(s.cause, s.days, s.statutory) for s in said.specials] == [
        (Cause.EXPERTS, 15, True), (Cause.PUBLICITY, 7, False),
    ]  # fmt: skip
    assert said.pledge is not None
    assert (said.pledge.spares, said.pledge.at_once, said.pledge.after_check.amount) == (("premises",), True, 30)
    assert (said.licence_act, said.joint, said.hearing) == (LicenceAct.RENEW, True, "样例法第十条")
    assert said.result is not None
    assert (said.result.months, said.result.mark, said.result.retention) == (60, "样许", "永久")
    assert publishing.publish_problems(said, HEAD) == []


def test_a_content_that_says_nothing_of_it_has_none() -> None:
    said = parts()
    assert (said.gaps, said.specials, said.pledge, said.pre_review, said.joint, said.hearing) == (
        None, (), None, None, False, "",
    )  # fmt: skip


@pytest.mark.parametrize(("changes", "field"), [
    ({"specials": [{**PUBLICITY, "statutory": True}]}, "specials.0.statutory"),  # not among the eight of 第四十五条
    ({"specials": [EXPERTS, EXPERTS]}, "specials"),
    ({"specials": [{"cause": "experts"}]}, "specials.0.basis"),
    ({"specials": [{**EXPERTS, "cause": "holiday"}]}, "specials.0.cause"),
    ({"specials": [{**EXPERTS, "days": 0}]}, "specials.0.days"),
    ({"pledge": {**PLEDGE, "basis": ""}}, "pledge.basis"),
    ({"gaps": {"amount": 0, "unit": "workdays"}}, "gaps.amount"),
    ({"licence_act": "borrow"}, "licence_act"),
])  # fmt: skip
def test_nonsense_is_refused_at_its_place(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        parts(**changes)
    assert refused.value.field == field


@pytest.mark.parametrize(("changes", "field"), [
    ({"gaps": None}, "gaps"),
    ({"gaps": {**GAPS, "basis": ""}}, "gaps.basis"),
    ({"materials": given.MATERIALS[:2], "pledge": None, "regime": {**REGIME, "also": ["accept_with_gaps"]}}, "materials"),
    ({"pledge": None}, "pledge"),
    ({"pledge": {**PLEDGE, "text": "承诺符合人身健康要求"}}, "pledge.scope"),  # as a rule left out of 告知承诺
    ({"pledge": {**PLEDGE, "spares": ["nothing"]}}, "pledge.spares"),
])  # fmt: skip
def test_what_only_a_local_rule_allows_is_written_out_before_it_is_published(
    changes: dict[str, Any], field: str
) -> None:
    said = parts(**{"regime": REGIME, "gaps": GAPS, "pledge": PLEDGE, **changes})
    head = replace(HEAD, regime=override(regimes.regimes()[Procedure.LICENCE], said.regime))
    assert [p.field for p in publishing.publish_problems(said, head)] == [field]


def test_what_no_move_will_use_is_remarked() -> None:
    said = parts(**ALL)
    assert publishing.remarks(said, regimes.MOVES) == []
    assert len(publishing.remarks(said, regimes.EVERY)) == 5
    assert [p.field for p in publishing.remarks(parts(), LICENSED)] == ["regime"]  # one material of the sample may wait


@pytest.mark.django_db
def test_a_case_is_pinned_to_what_was_published() -> None:
    item = given.published_item(organs.organ(), **ALL)
    terms = queries.published(item)
    assert terms is not None
    special = terms.special(Cause.EXPERTS)
    assert special is not None
    assert (special.days, terms.special(Cause.TENDER)) == (15, None)
    assert {"accept_with_gaps", "accept_on_pledge", "stop", "deem_renewed"} <= terms.regime.moves
    assert (terms.pledge, terms.gaps, terms.pre_review.amount) == (
        parts(**ALL).pledge, Limit(5, Unit.WORKDAYS, RULE), 1,
    )  # fmt: skip
    actions.save_draft(HOUSE, item, given.content())
    actions.publish(HOUSE, item)
    assert queries.terms(terms.version_id) == terms
