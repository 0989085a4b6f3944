"""What the demo city publishes beside its items: whole, pointing at what is open, and with something for its enterprise."""

from datetime import timedelta

import pytest

from cityhall.catalogue import queries
from cityhall.catalogue.terms.conditions import Verdict
from cityhall.catalogue.terms.policies import PolicyState
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.twin import city, files

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def test_policies_pages_and_columns_are_whole_and_the_enterprise_gets_hits_and_misses() -> None:
    with clock.frozen(clock.now() - timedelta(days=82)):  # as long before as the demo is founded
        found = city.build(HOUSE)
    assert city.build(HOUSE) == found  # taken up again on another day
    states = [row.state for row in queries.policies_for_setup(HOUSE, limit=60).rows]
    assert len(states) == len(files.load("policies.json")["policies"]) >= 25
    assert {PolicyState.OPEN, PolicyState.EXPIRED, PolicyState.WITHDRAWN} <= set(states)
    assert queries.list_policies(soon=True).rows
    for row in queries.list_policies(limit=60).rows:
        assert row.document.endswith("（示例）")
        assert not queries.policy_draft(HOUSE, row.id).problems
    fronts = queries.fronts_for_setup(HOUSE).rows
    assert len([f for f in fronts if f.kind == "flagship"]) == 3
    assert len([f for f in fronts if f.kind == "topic"]) >= 8
    assert not any(f.gone for f in fronts)
    shop = queries.flagship(found.organs["scj"], "")
    assert {b.kind.value for b in shop.blocks} == {
        "banner",
        "notice",
        "hot",
        "items",
        "topics",
        "policies",
        "qa",
        "contact",
    }
    agent = city.citizen_actor(next(p for p in files.persons() if p.key == city.KEEPER))
    code = next(e.credit_code for e in files.entities() if e.key == "e01")
    held = queries.held_of(agent, code)
    assert held["district"][0] == ("澜湖区",)
    told = queries.check_up({key: list(values) for key, (values, _) in held.items()})
    assert min(told.counts[v] for v in Verdict) >= 1
    assert told.counts[Verdict.MET] >= 3
    assert {"餐饮企业明厨亮灶改造补助（示例）"} <= {m.row.title for m in told.unknown}
