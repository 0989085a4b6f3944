"""A worker killed in the middle of an import leaves nothing of it; the next one takes the list in whole, once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from cityhall.catalogue import actions
from cityhall.catalogue.models import ImportProgress, Item, ItemImport, ItemVersion
from cityhall.catalogue.terms import Can, ImportState
from cityhall.catalogue.tests.lists import after, csv_of, tried
from cityhall.kernel.journal.models import Entry
from cityhall.organs.models import Organ
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]
ROWS, PATIENCE = 8000, 120.0
WORK = """
import django
django.setup()
from cityhall.catalogue import actions
from cityhall.kernel.journal import queries
line = [one for one in queries.lines_of(["import:{run}"]) if one.event == "imports.started"][-1]
actions.carry_out_import(line)
"""


def test_a_list_half_taken_in_is_not_there_and_comes_in_once(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    importer = given.staff(given.organ("样例导入局"), Can.IMPORT_ITEMS, reach=Reach.EVERYWHERE)
    head = ["实施编码", "事项名称", "实施单位", "行政区划代码", "事项类型"]
    rows = [
        [f"119901009000012345399{n:010d}", f"样例事项{n}", "样例局", "990100000000", "行政许可"] for n in range(ROWS)
    ]
    run = tried(importer, csv_of([head, *rows]))
    actions.start_import(importer, run.pk)
    organs = Organ.objects.count()
    kill_in_the_middle(run.pk)
    assert ItemImport.objects.get().state == ImportState.IMPORTING
    assert not Item.objects.exists()
    assert Organ.objects.count() == organs
    assert not Entry.objects.filter(event__in=("item.imported", "catalogue.imported")).exists()
    done = after(run.pk, "imports.started", actions.carry_out_import)
    after(run.pk, "imports.started", actions.carry_out_import)
    assert (done.state, done.counts["created"]) == (ImportState.DONE, ROWS)
    assert Item.objects.count() == ItemVersion.objects.count() == ROWS
    assert Entry.objects.filter(event="item.imported").count() == ROWS
    assert Entry.objects.filter(event="catalogue.imported").count() == 1


def kill_in_the_middle(import_id: int) -> None:
    """As soon as it says that some rows are written, and before it says that all are."""
    here = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{settings.DATABASES['default']['NAME']}").geturl()
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "cityhall.site.settings", "DATABASE_URL": here}
    child = subprocess.Popen([sys.executable, "-c", WORK.format(run=import_id)], env=env, cwd=settings.ROOT)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        done = ImportProgress.objects.get().done
        if 0 < done < ROWS:
            child.send_signal(signal.SIGKILL)
            assert child.wait() == -signal.SIGKILL
            return
        assert child.poll() is None, "it was over before it could be killed"
        time.sleep(0.005)
    raise AssertionError("it never began")
