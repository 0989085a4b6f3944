"""The demo's lists taken in: one done with something to read, one that waits; harmless the second time."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.catalogue import queries
from cityhall.catalogue.models import ItemImport
from cityhall.catalogue.terms import ImportState
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.journal.models import Entry
from cityhall.site.draining import drain
from cityhall.twin.city import build, staff_actor
from cityhall.twin.lists_taken import take_lists


@pytest.mark.django_db
def test_one_list_is_done_with_remarks_and_one_waits(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    city = build(HOUSE)
    drain()
    with CaptureQueriesContext(connection) as said:
        take_lists(city, drain)
    assert len(said) < 250, len(said)
    admin = staff_actor("guanli01")
    waiting, done = queries.imports(admin).rows
    assert (waiting.state, done.state) == (ImportState.MAPPING, ImportState.DONE)
    counts = {name: done.counts[name] for name in ("created", "rejected", "flagged")}
    assert counts == {"created": 2, "rejected": 2, "flagged": 1}
    told = [(r.number, r.column, r.weight) for r in queries.remarks_of(admin, done.id).rows]
    assert sorted(told) == [
        (3, "承诺办结时限", "doubt"), (4, "事项类型代码", "fatal"), (4, "可容缺", "doubt"), (5, "实施编码", "fatal"),
    ]  # fmt: skip
    [table] = queries.import_of(admin, waiting.id).tables
    assert [h.header for h in table.headers if not h.key]
    lines = Entry.objects.count()
    take_lists(city, drain)
    assert (Entry.objects.count(), ItemImport.objects.count()) == (lines, 2)
