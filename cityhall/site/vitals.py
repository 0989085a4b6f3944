"""How the house is doing, in numbers: what waits, how long, what failed. One statement a number, all of them cheap."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

WAITING = """
SELECT count(*), coalesce(extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at))), 0)
  FROM procrastinate_jobs j
  LEFT JOIN LATERAL (SELECT at FROM procrastinate_events WHERE job_id = j.id ORDER BY id LIMIT 1) e ON true
 WHERE j.queue_name = %s AND j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())
"""
FAILED = "SELECT count(*) FROM procrastinate_jobs WHERE queue_name = %s AND status = 'failed'"
BEAT = "SELECT coalesce(extract(epoch FROM now() - max(last_heartbeat)), -1) FROM procrastinate_workers"
SWEEP = """
SELECT coalesce(extract(epoch FROM now() - min(due_at)), 0) FROM ch_deadlines_deadline
 WHERE breached_at IS NULL AND NOT provisional AND (stopped_at IS NULL OR stopped_at > due_at) AND due_at < now()
"""
MESSAGES = """
SELECT count(*) FILTER (WHERE state = 'queued' AND (leaves_at IS NULL OR leaves_at <= now())),
       count(*) FILTER (WHERE state = 'failed' AND created_at > now() - interval '1 day')
  FROM ch_messages_message WHERE state IN ('queued', 'failed') AND created_at > now() - interval '7 days'
"""
SEAL = """
SELECT coalesce(extract(epoch FROM now() - min(at)), 0) FROM ch_journal_entry
 WHERE id > coalesce((SELECT max(last_id) FROM ch_journal_batch), 0)
"""
OPEN = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
SIZE = "SELECT pg_database_size(current_database())"
SESSIONS = "SELECT count(*) FROM ch_accounts_signedin WHERE expire_date > now()"


@dataclass(frozen=True)
class Vitals:
    """`worker` is how long ago its heart last beat, negative where none ever did. Ages are seconds, sizes bytes."""

    waiting: int
    oldest: float
    failed: int
    worker: float
    sweep_lag: float
    messages_waiting: int
    messages_failed: int
    seal_lag: float
    connections: int
    database_size: int
    disk_free: int
    sessions: int

    def gauges(self) -> Iterator[tuple[str, str, float]]:
        yield "queue_jobs", "Jobs that wait", self.waiting
        yield "queue_oldest_seconds", "Age of the oldest job that waits", self.oldest
        yield "jobs_failed", "Jobs given up", self.failed
        yield "worker_heartbeat_seconds", "Since a worker's heart last beat; -1 where none ever did", self.worker
        yield (
            "deadline_sweep_lag_seconds",
            "Since the oldest deadline ran out that no sweep has recorded",
            self.sweep_lag,
        )
        yield "messages_waiting", "Messages that should have left", self.messages_waiting
        yield "messages_failed_day", "Messages that failed within a day", self.messages_failed
        yield "journal_seal_lag_seconds", "Age of the oldest line not sealed", self.seal_lag
        yield "database_connections", "Connections to the database", self.connections
        yield "database_bytes", "Size of the database", self.database_size
        yield "disk_free_bytes", "Free on the disk of the data folder", self.disk_free
        yield "sessions", "Sessions that have not ended", self.sessions


def vitals() -> Vitals:
    """Read now. Nine statements."""
    waiting, oldest = _ask(WAITING, settings.QUEUE)
    queued, failed = _ask(MESSAGES)
    return Vitals(
        int(waiting), float(oldest), int(_ask(FAILED, settings.QUEUE)[0]), float(_ask(BEAT)[0]), float(_ask(SWEEP)[0]),
        int(queued), int(failed), float(_ask(SEAL)[0]), int(_ask(OPEN)[0]), int(_ask(SIZE)[0]),
        shutil.disk_usage(settings.VAR).free, int(_ask(SESSIONS)[0]),
    )  # fmt: skip


def _ask(question: str, *values: str) -> tuple[float, ...]:
    with connection.cursor() as cursor:
        cursor.execute(question, list(values))
        row = cursor.fetchone()
    return tuple(row or ())
