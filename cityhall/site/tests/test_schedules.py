"""What the house does by the clock really happens."""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from cityhall.kernel import clock
from cityhall.kernel.accounts import actions as accounts
from cityhall.kernel.accounts.models import SignedIn as Session
from cityhall.kernel.accounts.models import Tally
from cityhall.kernel.actor import NOBODY
from cityhall.kernel.files import store
from cityhall.kernel.files.models import StoredFile
from cityhall.site.reactions import EVERY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", EVERY)
def test_every_schedule_can_be_run_twice(
    name: str, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    mine = urlsplit(os.environ["DATABASE_OWNER_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    monkeypatch.setenv("DATABASE_OWNER_URL", mine.geturl())
    EVERY[name].run()
    EVERY[name].run()


def test_old_counts_are_forgotten() -> None:
    with clock.frozen(clock.now() - timedelta(hours=1)):
        accounts.sign_in_with_password(NOBODY, "nobody", "wrong", "10.1.2.3")
    assert Tally.objects.exists()
    EVERY["forget old counts"].run()
    assert not Tally.objects.exists()


def test_sessions_that_ended_are_forgotten_and_others_stay() -> None:
    for phone in ("13800000001", "13800000002"):
        assert Client().post("/sign-in/", {"phone": phone}).status_code == 302
    ended = Session.objects.order_by("pk").first()
    assert ended is not None
    Session.objects.filter(pk=ended.pk).update(expire_date=clock.now() - timedelta(minutes=1))
    before = Session.objects.count()
    EVERY["forget ended sessions"].run()
    assert Session.objects.count() == before - 1
    assert not Session.objects.filter(pk=ended.pk).exists()


def test_uploads_nobody_refers_to_are_forgotten(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    listed, left = store.put([b"%PDF-1.7 listed"]), store.put([b"%PDF-1.7 left"])
    StoredFile.objects.create(sha256=listed.sha256, size=1, media_type="application/pdf", stored_at=clock.now())
    for one in (listed, left):
        os.utime(tmp_path / store.path_of(one.sha256), (0, 0))
    EVERY["forget unreferred files"].run()
    assert [f.name for f in tmp_path.rglob("*") if f.is_file()] == [listed.sha256]
