"""Papers that follow a move."""

import pytest
from django.test import override_settings

from cityhall.cases import actions
from cityhall.catalogue.terms import Procedure
from cityhall.kernel import clock
from cityhall.messages import queries as messages
from cityhall.messages.models import Message, Paper
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


def facts_of(number: str, kind: PaperKind) -> Paper:
    return Paper.objects.filter(ref=f"case:{number}", kind=kind).order_by("-id")[0]


def test_the_receipt_of_a_supplement_says_what_came_that_day_and_what_is_still_missing() -> None:
    here = given.place()
    with clock.frozen("2026-03-02 10:00"):
        number = given.supplementing(here, "form", "identity")
        drain()
    with clock.frozen("2026-03-04 10:00"):
        actions.attach(here.citizen, number, "form", given.file(), "补.pdf")
        actions.supplement(here.citizen, number, ["form"], given.FORM)
        drain()
        part = facts_of(number, PaperKind.SUPPLEMENT_RECEIPT).facts
    with clock.frozen("2026-03-05 10:00"):
        actions.attach(here.citizen, number, "identity", given.file(), "补.pdf")
        actions.supplement(here.citizen, number, ["identity"])
        drain()
        rest = facts_of(number, PaperKind.SUPPLEMENT_RECEIPT).facts
    names = {m.key: m.name for m in here.terms.materials}
    assert (part["received_on"], rest["received_on"]) == ("2026-03-04", "2026-03-05")
    assert [[m["name"] for m in paper["materials"]] for paper in (part, rest)] == [[names["form"]], [names["identity"]]]
    assert [p["material"] for p in part["points"]] == [names["identity"]]
    assert not rest.get("points")


def test_a_paper_made_late_carries_the_day_of_what_it_is_about() -> None:
    here = given.place()
    with clock.frozen("2026-03-02 10:00"):
        number = given.accepted(here)
    with clock.frozen("2026-03-04 10:00"):
        drain()
        assert facts_of(number, PaperKind.ACCEPTANCE).issued_on.isoformat() == "2026-03-02"
        said = Message.objects.get(ref=f"case:{number}", kind="receipt", channel="in_app").body
    assert "2026年3月9日 前告知是否受理" in said


def test_a_registration_is_not_taken_on_by_the_law_of_licences() -> None:
    here = given.place(Procedure.REGISTRATION, basis="样例登记条例第九条")
    number = given.supplementing(here)
    drain()
    assert facts_of(number, PaperKind.SUPPLEMENT_NOTICE).facts["basis"] == "样例登记条例第九条"
