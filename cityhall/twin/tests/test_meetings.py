"""The demo's meetings: one concluded, one that waits for opinions, a visit, a review."""

from datetime import timedelta

import pytest

from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.meetings import queries
from cityhall.meetings.terms import State
from cityhall.site.testing import drain
from cityhall.twin.city import build, staff_actor
from cityhall.twin.meetings import publish_works, sit_together


@pytest.mark.django_db(transaction=True)
def test_the_demo_has_each_kind_in_each_state() -> None:
    with clock.frozen("2026-11-20T16:00"):
        with clock.frozen(clock.now() - timedelta(days=30)):
            city = build(HOUSE)
            publish_works(HOUSE, city)
            publish_works(HOUSE, city)
            drain()
        number = sit_together(city, drain)

        rows = queries.meetings(staff_actor("zjjshending"), limit=10).rows
        assert [(one.kind, one.state, one.conclusion) for one in rows] == [
            ("meeting", State.OPEN, ""), ("experts", State.DONE, "通过"), ("visit", State.WAITING, "整改后复查"),
            ("meeting", State.DONE, "通过"),
        ]  # fmt: skip
        waiting = queries.meetings(staff_actor("cgjshenhe01"), asked=True).rows
        assert [one.subject for one in waiting] == ["夜间浇筑和渣土运输方案会商"]
        assert number.startswith("9901")
        assert len(queries.active_experts(staff_actor("zjjshending"))) == 4
