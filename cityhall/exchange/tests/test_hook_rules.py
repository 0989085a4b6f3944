"""The envelope, the signature, the waits."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from cityhall.exchange import adapters, rules
from cityhall.exchange.rules import Outcome
from cityhall.exchange.terms import EventKind
from cityhall.kernel.errors import InvalidInputError

AT = datetime(2026, 11, 26, 2, 0, 0, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_the_signature_is_that_of_the_standards_own_example() -> None:
    body = b'{"test": 2432232314}'
    signed = rules.signature_of(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_with_two_secrets_there_are_two_signatures() -> None:
    other = "whsec_" + "QUJD" * 10
    head = rules.headers_of([SECRET, other], "7", AT, b"{}")
    assert head["webhook-timestamp"] == str(int(AT.timestamp()))
    both = head["webhook-signature"].split(" ")
    assert both == [rules.signature_of(one, "7", int(AT.timestamp()), b"{}") for one in (SECRET, other)]
    assert both[0] != both[1]


def test_the_envelope_is_a_cloud_event_with_references_alone() -> None:
    body = rules.body_of(
        "71", "case.accepted", "case:990100-2026-00000001", AT, source="https://city.example/api", organ_id=4
    )
    told = json.loads(body)
    assert {k: told[k] for k in ("specversion", "id", "source", "type", "subject", "time", "datacontenttype")} == {
        "specversion": "1.0", "id": "71", "source": "https://city.example/api", "type": "cityhall.case.accepted",
        "subject": "case:990100-2026-00000001", "time": "2026-11-26T02:00:00.000000Z", "datacontenttype": "application/json",
    }  # fmt: skip
    assert told["data"] == {
        "kind": "case.accepted", "label": "受理", "ref": "case:990100-2026-00000001", "number": "990100-2026-00000001",
        "href": "https://city.example/api/cases/990100-2026-00000001", "organ_id": 4,
    }  # fmt: skip


@pytest.mark.parametrize(("failures", "chance", "again", "seconds"), [
    (1, 0.5, 0, 15), (1, 0.0, 0, 12), (1, 1.0, 0, 18), (2, 0.5, 0, 30), (3, 0.5, 0, 60), (5, 0.5, 0, 240),
    (8, 0.5, 0, 1920), (9, 0.5, 0, 3600), (9, 0.0, 0, 2880), (9, 1.0, 0, 3600), (500, 0.5, 0, 3600),
    (1, 0.5, 120, 120), (1, 0.5, 5, 15), (1, 0.5, 999_999, 3600), (0, 0.5, 0, 15),
])  # fmt: skip
def test_how_long_it_waits(failures: int, chance: float, again: float, seconds: float) -> None:
    assert rules.wait_after(failures, chance, again).total_seconds() == pytest.approx(seconds)


@pytest.mark.parametrize(("failures", "hours", "hopeless"), [
    (10, 72, True), (9, 72, False), (80, 71, False), (500, 100, True), (1, 1000, False),
])  # fmt: skip
def test_when_it_gives_up(failures: int, hours: int, hopeless: bool) -> None:
    assert rules.is_hopeless(failures, AT, AT + timedelta(hours=hours)) is hopeless


def test_failing_for_three_days_means_having_been_tried_often_enough() -> None:
    at, failures = AT, 0
    while at < AT + timedelta(hours=72):
        failures += 1
        at += rules.wait_after(failures, 1.0)
    assert failures >= 10


def test_after_five_minutes_of_outage_it_is_asked_again_within_five_more() -> None:
    at, failures = AT, 0
    while at < AT + timedelta(minutes=5):
        failures += 1
        at += rules.wait_after(failures, 1.0)
    assert at < AT + timedelta(minutes=10)


@pytest.mark.parametrize(("status", "good", "gone"), [
    (200, True, False), (204, True, False), (301, False, False), (410, False, True), (500, False, False), (None, False, False),
])  # fmt: skip
def test_what_counts_as_told(status: int | None, good: bool, gone: bool) -> None:
    assert (Outcome(status).is_good, Outcome(status).is_gone) == (good, gone)


def test_kinds_are_of_the_list_and_kept_in_its_order() -> None:
    assert rules.check_kinds(["case.decided", "case.received"]) == [EventKind.RECEIVED, EventKind.DECIDED]
    for wrong in ([], ["case.revealed"], ["case.decided", "x"]):
        with pytest.raises(InvalidInputError):
            rules.check_kinds(wrong)


@pytest.mark.parametrize(
    "secret", ["", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_short", "whsec_" + "A" * 400, "whsec_%%%"]
)
def test_a_signing_secret_is_random_enough(secret: str) -> None:
    with pytest.raises(InvalidInputError):
        rules.check_signing_secret(secret)
    rules.check_signing_secret(SECRET)


@pytest.mark.parametrize("url", [
    "http://hook.example/in", "ftp://hook.example/", "hook.example", "", "https://", "https://127.0.0.1/in", "https://[::1]/",
    "https://10.8.0.4/", "https://169.254.169.254/latest", "https://user:pass@hook.example/", "https://[fe80::1]/",
    "https://[::ffff:127.0.0.1]/", "http://127.0.0.1:9000/", "http://localhost/", "https://0.0.0.0/", "https://[oops/",
])  # fmt: skip
def test_an_address_that_may_not_be_entered(url: str) -> None:
    with pytest.raises(InvalidInputError):
        adapters.check_url(url)


def test_https_by_name_may_and_http_to_this_machine_where_it_is_listed(settings: object) -> None:
    adapters.check_url("https://hook.example/in?x=1")
    settings.OUTGOING = "127.0.0.1"  # type: ignore[attr-defined]
    adapters.check_url("http://127.0.0.1:9000/in")
    with pytest.raises(InvalidInputError):
        adapters.check_url("http://hook.example/in")
