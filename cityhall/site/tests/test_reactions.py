"""What follows by itself, through the real job queue."""

import pytest

from cityhall.kernel.actor import HOUSE, NOBODY
from cityhall.messages import queries
from cityhall.messages.tests import given
from cityhall.people import actions as people
from cityhall.site.testing import drain

pytestmark = pytest.mark.django_db


def test_messages_leave_papers_are_drawn_and_codes_are_texted(settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    given.told(HOUSE)
    number = given.issued(HOUSE)
    people.request_code(NOBODY, "13800000001")
    drain()
    assert queries.paper(number).sha256
    code, told = queries.outbox().rows
    assert "验证码是" in code.body
    assert {code.state, told.state} == {"sent"}
