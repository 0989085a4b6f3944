"""The same program on the oldest PostgreSQL we support: Debian's 15, in a cluster of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cityhall.site.embedded import places

from .test_embedded import ROOT, Ground, ground

__all__ = ["ground"]
pytestmark = pytest.mark.cluster
FLOW = """
from cityhall.site import environment
environment.start_django()
from cityhall.kernel import call
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.journal.models import Claim, Entry
from cityhall.organs import actions

for _ in range(2):
    with call.calling("one-request"):
        answer = actions.import_divisions(HOUSE, [("99", "试验省"), ("9901", "试验市")])
assert answer["created"] == 2, answer
assert Entry.objects.filter(event="divisions.imported").count() == 1
assert Claim.objects.count() == 1
"""


def _binaries() -> Path | None:
    for folder in (Path("/usr/lib/postgresql/15/bin"), Path("/usr/local/bin/postgres").resolve().parent):
        if (folder / "postgres").exists() and (folder / "initdb").exists() and places.major(folder) == 15:
            return folder
    return None


@pytest.mark.skipif(_binaries() is None, reason="PostgreSQL 15 is not on this machine: apt-get install postgresql-15")
def test_everything_works_on_postgresql_15(ground: Ground) -> None:
    binaries = _binaries()
    ground.client(str(binaries))
    at = places.Home(ground.directory, binaries or Path())
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("CITYHALL_EMBEDDED")},
        "DATABASE_URL": at.url(places.SERVING), "DATABASE_OWNER_URL": at.url(places.OWNER),
        "CITYHALL_VAR": str(ground.directory.parent / "var"),
    }  # fmt: skip

    def run(*words: str) -> str:
        ran = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    run("-m", "cityhall", "migrate")
    run("-m", "cityhall", "migrate")
    run("-c", FLOW)
    run("-m", "cityhall", "worker", "--once")
    findings = {f["name"]: f for f in json.loads(run("-m", "cityhall", "doctor", "--json"))["findings"]}
    assert findings["database"]["text"].startswith("PostgreSQL 15")
    assert {findings[n]["level"] for n in ("database", "tables", "roles", "journal", "months", "clock")} == {"ok"}
