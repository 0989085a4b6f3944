"""Running the waiting jobs here and now: for the demo city, whose clock is moved, and for tests."""

import json

from django.conf import settings
from procrastinate import sql as queue
from procrastinate.contrib.django import procrastinate_app


def drain(limit: int = 500) -> int:
    """Run every waiting job, and those they give rise to, on this thread's own connection and clock; answers how many.

    It takes and finishes jobs by the queue's own statements, as the worker does, so it also sees what a test has not
    committed. A job that fails is marked failed and its error raised here: whoever drains should hear of it.
    """
    import cityhall.kernel.jobs.tasks  # noqa: F401  (its tasks must be known)

    app = procrastinate_app.current_app
    hand = app.connector.get_sync_connector()
    worker = hand.execute_query_one(query=queue.queries["register_worker"])["worker_id"]
    for done in range(limit):
        row = hand.execute_query_one(query=queue.queries["fetch_job"], queues=[settings.QUEUE], worker_id=worker)
        if row["id"] is None:
            hand.execute_query(query=queue.queries["unregister_worker"], worker_id=worker)
            return done
        values, status = row["args"], "failed"
        try:
            app.tasks[row["task_name"]].func(**(json.loads(values) if isinstance(values, str) else values))
            status = "succeeded"
        finally:
            hand.execute_query(query=queue.queries["finish_job"], job_id=row["id"], status=status, delete_job=False)
    raise RuntimeError(f"still jobs after {limit}: does a reaction set itself off?")
