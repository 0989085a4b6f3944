"""The nightly backup, and what the doctor says of its age."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection

from cityhall.kernel import clock
from cityhall.kernel.journal.models import Entry
from cityhall.site import checks, safety_settings
from cityhall.site.reactions import EVERY
from cityhall.site.safety import looks, manifest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    mine = urlsplit(os.environ["DATABASE_OWNER_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    monkeypatch.setenv("DATABASE_OWNER_URL", mine.geturl())
    monkeypatch.setenv("CITYHALL_BACKUP_DIR", str(tmp_path / "backups"))
    return tmp_path / "backups"


def test_the_worker_backs_up_and_says_so_in_the_journal(folder: Path) -> None:
    EVERY["back up"].run()
    (made,) = manifest.backups(folder)
    manifest.check(made)
    line = Entry.objects.get(event="backup.made")
    assert (line.ref, line.actor, line.values["whole"]) == (f"backup:{made.name}", "系统", True)


def test_the_doctor_tells_the_age_of_the_last_good_backup(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert looks.backup().level == checks.BAD
    with clock.frozen(clock.now() - timedelta(hours=47)):
        EVERY["back up"].run()
    assert (looks.backup().level, "47 小时前" in looks.backup().text) == (checks.OK, True)
    with clock.frozen(clock.now() + timedelta(hours=2)):
        old = looks.backup()
    assert (old.level, "超过两天" in old.text) == (checks.BAD, True)
    (made,) = manifest.backups(folder)
    (made / manifest.NAME).write_text("{}")
    assert (looks.backup().level, "已损坏" in looks.backup().text) == (checks.BAD, True)
    monkeypatch.delenv("CITYHALL_BACKUP_DIR")
    assert looks.backup().level == checks.WARN
    assert not EVERY["back up"].run()


@pytest.mark.parametrize(("hour", "cron"), [("3", "5 19 * * *"), ("8", "5 0 * * *"), ("23", "5 15 * * *")])
def test_the_hour_is_the_one_on_a_wall_in_china(hour: str, cron: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITYHALL_BACKUP_HOUR", hour)
    assert safety_settings.backup_cron() == cron


def test_an_hour_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITYHALL_BACKUP_HOUR", "24")
    with pytest.raises(ValueError, match="0 to 23"):
        safety_settings.backup_cron()
