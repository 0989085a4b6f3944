"""What a worker's own act gives rise to is queued with it or not at all."""

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.journal.record import record, settle

pytestmark = pytest.mark.django_db(transaction=True)
HEARD = "case.received"


@action
def done(actor: Actor) -> None:
    """Something that is heard of."""
    record(actor, HEARD, "case:990100-2026-00000001")


@action
def cut_off(actor: Actor) -> None:
    """The lines are written and their jobs queued, then the transaction does not commit."""
    record(actor, HEARD, "case:990100-2026-00000001")
    record(actor, HEARD, "case:990100-2026-00000002")
    settle()
    raise RuntimeError("the power went")


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE args->>'event' = %s", [HEARD])
        return int(cursor.fetchone()[0])


def test_inside_a_worker_jobs_come_and_go_with_the_act() -> None:
    assert isinstance(app.connector, DjangoConnector)
    with app.replace_connector(app.connector.get_worker_connector()):
        with pytest.raises(RuntimeError):
            cut_off(HOUSE)
        assert jobs() == 0, "a job without its line would be tried again and again"
        done(HOUSE)
        assert jobs() > 0
