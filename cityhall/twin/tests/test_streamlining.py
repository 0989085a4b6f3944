"""流程体检 of the demo: harmless the second time, with something mended, something waiting and something to predict from."""

from datetime import timedelta

import pytest

from cityhall.catalogue import queries
from cityhall.catalogue.models import Proposal
from cityhall.catalogue.terms import ProposalState
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.twin.city import build
from cityhall.twin.streamlining import publish_long_ways, streamline


@pytest.mark.django_db
def test_one_item_is_mended_one_waits() -> None:
    with clock.frozen(clock.now() - timedelta(days=40)):
        city = build(HOUSE)
        publish_long_ways(HOUSE, city.organs)
    streamline(city)
    streamline(city)
    told = queries.process_city(HOUSE, since=clock.today() - timedelta(days=30))
    assert (told.before, told.tally.failing) == (2, 1)
    assert [p.state for p in Proposal.objects.order_by("id")] == [
        ProposalState.COMPARED, ProposalState.ADOPTED, ProposalState.COMPARED,
    ]  # fmt: skip
    (left,) = queries.process_items(HOUSE).rows
    assert (left.item_name, left.approvals) == ("设置大型户外广告审批", 5)
    assert [r.figures["then_approvals"] for r in queries.proposals(HOUSE, item_id=left.item_id).rows if r.figures] == [
        3
    ]
