"""Papers that follow a move."""

import pytest

from cityhall.kernel import clock
from cityhall.messages import queries as messages
from cityhall.messages.terms import PaperKind
from cityhall.site.testing import drain

from . import given

pytestmark = pytest.mark.django_db


def kinds_of(number: str) -> set[PaperKind]:
    drain()
    return {PaperKind(paper.kind) for paper in messages.papers_of([f"case:{number}"])}


def test_a_case_whose_due_day_nobody_can_know_yet_gets_its_notices_all_the_same() -> None:
    """At the end of a year whose successor is not published, the notice says so instead of a day."""
    with clock.frozen("2026-12-28 10:00"):
        here = given.place()
        drain()
        assert PaperKind.ACCEPTANCE in kinds_of(given.accepted(here))
        assert PaperKind.SUPPLEMENT_NOTICE in kinds_of(given.supplementing(here, "identity"))
