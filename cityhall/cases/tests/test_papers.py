"""Papers that follow a move."""

import pytest
from django.test import override_settings

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


def test_the_applicant_is_told_a_day_as_people_say_it() -> None:
    with clock.frozen("2026-11-02 10:00"):
        here = given.place()
        kinds_of(given.received(here))
        with override_settings(DEMO=True):
            told = " ".join(sent.body for sent in messages.outbox().rows)
    assert "我们会在 2026年11月9日 前告知是否受理" in told
    assert "2026-11" not in told
