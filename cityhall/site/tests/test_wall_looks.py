"""The doctor sees what stands open, and says what to do; a well-kept city gets no word."""

import base64
import os
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from cityhall.site import wall_looks as looks
from cityhall.site.checks import BAD, OK, WARN


@pytest.fixture
def kept(settings: Any) -> Any:
    settings.ALLOWED_HOSTS = ["fw.example.gov.cn"]
    settings.SESSION_COOKIE_SECURE, settings.LIMITS, settings.TRUSTED_PROXIES = True, {"page": 1}, 1
    return settings


def test_a_city_well_kept_gets_no_word(kept: Any) -> None:
    assert looks.openness().level == looks.default_keys().level == OK


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("DEBUG", True, "DEBUG"),
        ("ALLOWED_HOSTS", ["*"], "CITYHALL_HOSTS"),
        ("SESSION_COOKIE_SECURE", False, "CITYHALL_HTTPS"),
        ("LIMITS", {}, "CITYHALL_LIMITS"),
        ("TRUSTED_PROXIES", 0, "CITYHALL_PROXIES"),
        ("OUTGOING", "hook.example,0.0.0.0/0", "CITYHALL_OUTGOING"),
    ],
)
def test_what_stands_open_is_named(name: str, value: object, word: str, kept: Any) -> None:
    setattr(kept, name, value)
    finding = looks.openness()
    assert (finding.level, word in finding.text) == (WARN, True)


@pytest.mark.parametrize(
    "key", ["short", "a" * 50, "change-me-change-me-change-me-now", "django-insecure-" + "q8Zt3vLx0Pw7" * 3]
)
def test_a_secret_anybody_could_guess_is_bad(key: str, kept: Any) -> None:
    kept.SECRET_KEY = key
    assert looks.default_keys().level == BAD


def test_keys_of_one_letter_or_one_key_for_two_ends_are_bad(kept: Any) -> None:
    good, blank = (base64.b64encode(key).decode() for key in (os.urandom(32), bytes(32)))
    kept.INDEX_KEY = blank
    assert looks.default_keys().level == BAD
    kept.INDEX_KEY = kept.DATA_KEYS.split(",")[0].partition(":")[2]
    assert looks.default_keys().level == BAD
    kept.INDEX_KEY = good
    assert looks.default_keys().level == OK
    kept.DATA_KEYS = f"{kept.DATA_KEYS},9:{blank}"
    assert looks.default_keys().level == BAD


def test_a_missing_scanner_is_a_warning_and_a_silent_one_is_bad(kept: Any) -> None:
    kept.CLAMD = ""
    assert looks.scanner().level == WARN
    kept.CLAMD = "127.0.0.1:1"
    assert looks.scanner().level == BAD


def test_a_file_of_secrets_others_can_read_is_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("")
    (tmp_path / ".env").chmod(0o644)
    assert (looks.key_files(tmp_path / "var").level, ".env" in looks.key_files(tmp_path).text) == (BAD, True)
    (tmp_path / ".env").chmod(0o600)
    assert looks.key_files(tmp_path).level == OK


@pytest.mark.django_db
def test_the_owner_would_be_too_mighty_to_serve(monkeypatch: pytest.MonkeyPatch) -> None:
    from cityhall.site.database import as_owner, owner_url

    assert looks.might().level == OK
    name = connections["default"].settings_dict["NAME"]

    def as_the_owner(question: str, *values: str) -> tuple[object, ...]:
        from urllib.parse import urlsplit

        with as_owner(urlsplit(owner_url())._replace(path=f"/{name}").geturl()) as owner:
            return tuple(owner.execute(question, list(values)).fetchone() or (None,))

    monkeypatch.setattr(looks, "_ask", as_the_owner)
    finding = looks.might()
    assert (finding.level, "拥有表" in finding.text) == (BAD, True)


@pytest.mark.django_db
def test_a_role_with_two_of_the_three_powers_is_named_once_there_are_three() -> None:
    from cityhall.kernel.actor import HOUSE
    from cityhall.organs import actions, rules
    from cityhall.organs.terms import Can, Reach
    from cityhall.organs.tests import given
    from cityhall.twin.roles import ROLES

    for role in ROLES:
        if role.key == "setup_admin" or role.key in rules.SEPARATED:
            actions.save_role(HOUSE, role.key, role.name, [str(p) for p in role.permissions])
    held = ("setup_admin", *rules.SEPARATED)
    for key in held:
        assert looks.offices().level == OK
        staff = actions.create_staff(HOUSE, key.replace("_", "-"), "样例人员", given.organ(), given.PASSWORD)
        actions.assign(HOUSE, staff, key, Reach.EVERYWHERE)
    found = looks.offices()
    assert (found.level, "系统设置管理员" in found.text) == (WARN, True)
    actions.save_role(HOUSE, "setup_admin", "系统设置管理员", [Can.DELEGATE])
    assert looks.offices().level == OK
