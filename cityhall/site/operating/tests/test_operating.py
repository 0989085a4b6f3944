"""What machines ask, the operators' page, the number of a request."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client, override_settings

from cityhall.deadlines.terms import Kind
from cityhall.deadlines.tests import given as time
from cityhall.doors.tests.visit import at, page
from cityhall.kernel import clock, trace
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.jobs.terms import Can
from cityhall.organs.terms import Can as Organs
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given
from cityhall.site import metrics
from cityhall.site.vitals import vitals

pytestmark = pytest.mark.django_db


def operator() -> Client:
    return at(given.staff(given.organ(), Can.SEE_JOBS, reach=Reach.EVERYWHERE))


def test_alive_and_ready_are_answered_to_anybody() -> None:
    assert Client().get("/healthz").json() == {"ok": True}
    told = Client().get("/readyz")
    assert (told.status_code, told.json()["ok"]) == (200, True)
    assert Client().post("/healthz").status_code == 405


def test_ready_says_no_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        from django.db import OperationalError

        raise OperationalError("gone")

    monkeypatch.setattr(connection, "ensure_connection", away)
    told = Client().get("/readyz")
    assert (told.status_code, told.json()) == (503, {"ok": False, "database": "away"})
    assert Client().get("/healthz").status_code == 200


def test_metrics_are_for_this_machine_or_for_the_token() -> None:
    Client().get("/healthz")
    told = Client().get("/metrics")
    assert told.status_code == 200
    text = told.content.decode()
    assert "cityhall_deadline_sweep_lag_seconds 0.0" in text
    assert 'cityhall_request_seconds_count{method="GET",route="healthz",status="2xx"}' in text
    assert Client().get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == 404
    assert Client().get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    with override_settings(METRICS_TOKEN="sample-token"):
        assert Client().get("/metrics").status_code == 404
        assert Client().get("/metrics", headers={"Authorization": "Bearer other"}).status_code == 404
        shown = Client().get("/metrics", REMOTE_ADDR="10.0.0.9", headers={"Authorization": "Bearer sample-token"})
        assert shown.status_code == 200


def test_a_deadline_no_sweep_has_seen_is_a_lag() -> None:
    with clock.frozen(clock.now() - timedelta(days=60)):
        time.started(time.a_clock(time.organ(), Kind.PROMISED, time.FIVE))
    assert vitals().sweep_lag > 3600
    from cityhall.site import checks

    assert checks.sweep().level == checks.BAD


def test_the_operators_page_and_its_twin_for_programs() -> None:
    client = operator()
    shown = page(client, "/setup/health/")
    for word in ("运行状况", "办事日志", "到期检查按时运行", "等待的任务", "最慢的页面和接口"):
        assert word in shown
    part = client.get("/setup/health/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "到期检查" in part
    told = client.get("/api/health").json()
    assert {one["name"] for one in told["tiles"]} >= {"database", "sweep", "queue", "seal", "worker"}
    assert told["vitals"]["failed"] == 0


def test_others_do_not_see_it() -> None:
    stranger = at(given.staff(given.organ(), Organs.MANAGE_ORGANS, reach=Reach.EVERYWHERE))
    assert stranger.get("/setup/health/").status_code == 403
    assert stranger.get("/api/health").status_code == 403
    assert Client().get("/api/health").status_code == 401


def test_a_request_has_a_number_the_callers_where_it_is_one() -> None:
    ours = Client().get("/healthz")["X-Request-ID"]
    assert len(ours) == 32
    theirs = Client().get("/healthz", headers={"X-Request-ID": "gateway-000123"})
    assert theirs["X-Request-ID"] == "gateway-000123"
    for wrong in ("short", "a b c d e f g h", "x" * 65, "<script>alert(1)</script>"):
        assert Client().get("/healthz", headers={"X-Request-ID": wrong})["X-Request-ID"] != wrong


def test_a_problem_tells_its_number() -> None:
    told = Client().get("/api/health", headers={"X-Request-ID": "gateway-000124"})
    assert told.json()["trace"] == told["X-Request-ID"] == "gateway-000124"


def test_a_fault_is_a_page_with_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ZeroDivisionError("sample fault")

    monkeypatch.setattr("cityhall.site.operating.views.state", broken)
    client = operator()
    client.raise_request_exception = False
    told = client.get("/setup/health/", headers={"X-Request-ID": "gateway-000125"})
    assert told.status_code == 500
    assert "报告问题时请提供编号" in told.content.decode()
    assert "gateway-000125" in told.content.decode()
    assert "ZeroDivisionError" not in told.content.decode()
    monkeypatch.setattr("cityhall.site.operating.api.state", broken)
    asked = client.get("/api/health", headers={"X-Request-ID": "gateway-000127"})
    assert (asked.status_code, asked["Content-Type"]) == (500, "application/problem+json")
    assert "gateway-000127" in asked.json()["detail"]


def test_a_job_carries_on_the_number_of_its_request() -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    from cityhall.kernel.journal.record import record

    @action
    def act(actor: Actor) -> None:
        record(actor, "message.queued", "test:trace", messages=[])

    with trace.tracing("gateway-000126"):
        act(HOUSE)
    args = ProcrastinateJob.objects.filter(task_name="react").latest("id").args
    assert args["trace"] == "gateway-000126"


def test_acts_are_counted_by_name_and_outcome() -> None:
    from cityhall.organs import actions

    def count(outcome: str) -> float:
        labels = {"action": "organs.actions.organs.create_organ", "outcome": outcome}
        return metrics.counted().get_sample_value("cityhall_action_seconds_count", labels) or 0

    refused = count("refused")
    with pytest.raises(InvalidInputError):
        actions.create_organ(HOUSE, "", "", "nonsense", "department")
    assert count("refused") == refused + 1


def test_the_slowest_routes_come_first() -> None:
    for _ in range(6):
        metrics.request("slow/", "GET", 200, 1.5)
        metrics.request("quick/", "GET", 500, 0.004)
    rows = {row.route: row for row in metrics.slowest(limit=1000)}
    assert rows["slow/"].p95_ms == 2500
    assert rows["quick/"].faults >= 6
    assert json.dumps([row.route for row in metrics.slowest(limit=1)])


def test_the_operators_are_told_once_that_something_is_bad_and_once_that_it_is_well() -> None:
    from cityhall.messages import queries as messages
    from cityhall.site.operating.alarms import raise_alarms

    told = given.staff(given.organ(), Can.SEE_JOBS, reach=Reach.EVERYWHERE)
    other = given.staff(given.organ(), Can.SEE_JOBS)  # of her own organ only
    with clock.frozen(clock.now() - timedelta(days=60)):
        time.started(time.a_clock(time.organ(), Kind.PROMISED, time.FIVE))
    assert "sweep" in raise_alarms()
    assert "sweep" not in raise_alarms()
    from cityhall.deadlines import actions

    actions.sweep(HOUSE)
    assert "sweep" in raise_alarms()
    assert "sweep" not in raise_alarms()
    about = [row.subject for row in messages.inbox(told).rows if "到期检查" in row.subject]
    assert about == ["已恢复：到期检查", "告警：到期检查"]
    assert not messages.inbox(other).rows


def test_two_workers_that_notice_at_once_say_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from cityhall.kernel.journal.models import Entry
    from cityhall.messages import actions

    given.staff(given.organ(), Can.SEE_JOBS, reach=Reach.EVERYWHERE)
    monkeypatch.setattr("cityhall.messages.actions.alarms.latest_of", lambda refs, limit: [])  # neither had written yet
    assert actions.note_state(HOUSE, "sample", "样例", bad=True, text="样例")
    assert actions.note_state(HOUSE, "sample", "样例", bad=True, text="样例")
    assert Entry.objects.filter(ref="house:sample").count() == 1


def test_counts_are_kept_in_memory_and_begin_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cityhall.site import counting

    folder = counting.folder_of(tmp_path, 8000)
    assert folder != counting.folder_of(tmp_path, 8001)
    assert not folder.is_relative_to(tmp_path)  # a full disk under the data must not end the web server
    monkeypatch.setenv(counting.FOLDER, "")
    counting.share(folder)
    (folder / "counter_1.db").write_text("old")
    counting.share(folder)
    assert list(folder.iterdir()) == []
    assert folder.stat().st_mode & 0o077 == 0
    counting.leave(folder)
    assert not folder.exists()
