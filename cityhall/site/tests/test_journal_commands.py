"""`cityhall journal …` and what the doctor says of the seal."""

import json
from argparse import Namespace
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from cityhall.doors.cli import journal_seal, journal_verify
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.journal.record import record
from cityhall.kernel.tests.alone import alone
from cityhall.site import checks
from cityhall.site.database import as_owner, owner_url

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    with alone():
        yield


@action
def happen(actor: Actor, ref: str) -> None:
    record(actor, "test.happened", ref)


def test_the_journal_is_sealed_and_verified_by_command() -> None:
    happen(HOUSE, "test:1")
    assert journal_seal.run(Namespace()).lines == ["已固化 1 批"]
    assert journal_seal.run(Namespace()).lines == ["没有需要固化的日志"]
    well = journal_verify.run(Namespace(head=""))
    assert (well.code, well.lines[-1], well.values["sound"]) == (0, "没有发现改动", True)
    head = str(well.values["head"])
    assert journal_verify.run(Namespace(head=head)).code == 0
    name = str(settings.DATABASES["default"]["NAME"])
    with as_owner(urlsplit(owner_url())._replace(path=f"/{name}").geturl()) as owner:
        owner.execute(f"UPDATE {settings.CITY}.ch_journal_entry SET actor = 'nobody'")
    ill = journal_verify.run(Namespace(head=head))
    assert ill.code == 1
    assert ill.lines[0].startswith("第 ")
    assert "被改动" in ill.lines[0]
    assert json.loads(ill.text(as_json=True))["troubles"][0]["batch"] == 1


def test_the_doctor_says_when_nothing_is_sealed() -> None:
    assert checks.seal().level == checks.OK
    with clock.frozen(clock.now() - timedelta(hours=1)):
        happen(HOUSE, "test:1")
    late = checks.seal()
    assert (late.level, "1 条日志等了" in late.text) == (checks.WARN, True)
    journal_seal.run(Namespace())
    assert checks.seal().level == checks.OK
