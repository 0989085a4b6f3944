"""Where one is signed in: seen by oneself alone, ended one by one."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from cityhall.kernel import clock
from cityhall.kernel.accounts.models import SignedIn
from cityhall.kernel.accounts.sessions.rules import device_of
from cityhall.kernel.journal.models import Entry
from cityhall.site.sign_in import session

from .test_doors import NEW, sign_in_citizen, text
from .test_security import is_in, settled

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (WINDOWS, "Windows · Edge"),
        (PHONE, "iPhone · Safari"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126 Mobile MicroMessenger/8.0", "安卓 · 微信"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Linux · Firefox"),
        ("curl/8.5.0", "未知设备"),
        ("", "未知设备"),
    ],
)
def test_a_device_is_told_by_what_it_says(agent: str, told: str) -> None:
    assert device_of(agent) == told


def arrived(login: str, agent: str) -> Client:
    client = Client(headers={"user-agent": agent})
    assert client.post("/sign-in/staff/", {"login": login, "password": NEW}).status_code == 302
    return client


def rows(client: Client) -> list[dict[str, object]]:
    return list(client.get("/api/session/all").json())


@pytest.mark.django_db
def test_ones_own_sessions_are_listed_and_one_is_ended() -> None:
    _, login, first = settled()
    desk, phone = arrived(login, WINDOWS), arrived(login, PHONE)
    page = text(desk.get("/security/"))
    assert "Windows · Edge" in page
    assert "iPhone · Safari" in page
    assert "127.0.0.0/24" in page
    assert "127.0.0.1" not in page
    shown = rows(desk)
    assert len(shown) == 3
    assert [row["here"] for row in shown] == [True, False, False]
    keys = set(SignedIn.objects.values_list("session_key", flat=True))
    assert not any(key in page for key in keys)
    target = next(str(row["id"]) for row in shown if row["device"] == "iPhone · Safari")
    assert desk.post(f"/security/sessions/{target}/end/").status_code == 302
    assert not is_in(phone)
    assert is_in(desk)
    assert is_in(first)
    assert Entry.objects.filter(event="account.session_ended").count() == 1
    assert desk.post(f"/security/sessions/{target}/end/").status_code == 404


@pytest.mark.django_db
def test_nobody_elses_session_is_seen_or_ended() -> None:
    _, _, hers = settled()
    mine = str(rows(hers)[0]["id"])
    stranger = Client()
    sign_in_citizen(stranger)
    assert mine not in text(stranger.get("/security/"))
    assert stranger.post(f"/security/sessions/{mine}/end/").status_code == 404
    assert stranger.delete(f"/api/session/all/{mine}").status_code == 404
    assert is_in(hers)
    assert Client().get("/api/session/all").status_code == 401
    assert len(rows(stranger)) == 1


@pytest.mark.django_db
def test_what_is_over_is_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    _, login, _ = settled()
    idle, desk = arrived(login, PHONE), arrived(login, WINDOWS)
    assert len(rows(desk)) == 3
    with clock.frozen(clock.now() + timedelta(minutes=session.IDLE[True] + 1)):
        assert not rows(desk)  # by the house's clock nobody touched any of them
    desk.post("/security/elsewhere/")
    assert [row["here"] for row in rows(desk)] == [True]
    assert not is_in(idle)


@pytest.mark.django_db
def test_ending_the_one_in_hand_is_signing_out() -> None:
    _, _, client = settled()
    mine = str(rows(client)[0]["id"])
    assert client.post(f"/security/sessions/{mine}/end/")["Location"] == "/sign-in/staff/"
    assert not is_in(client)


@pytest.mark.django_db
def test_an_ended_session_does_not_come_back() -> None:
    _, login, desk = settled()
    other = arrived(login, PHONE)
    kept = other.session
    assert kept["began"]  # read before it is ended, as a request under way has it
    target = next(str(row["id"]) for row in rows(desk) if not row["here"])
    desk.delete(f"/api/session/all/{target}")
    from django.contrib.sessions.backends.base import UpdateError

    kept["x"] = 1
    with pytest.raises(UpdateError):
        kept.save()
    assert re.fullmatch(r"[0-9a-f]{24}", target)
