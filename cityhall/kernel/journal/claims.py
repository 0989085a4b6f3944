"""A request is carried out once: the first to insert its key wins, the others are given the first one's answer."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from cityhall.kernel import clock
from cityhall.kernel.prepared import planned_once

from .models import Claim


@dataclass(frozen=True)
class Claimed:
    key: str
    fingerprint: str
    replayed: bool = False
    result: object = None


def claim(key: str, fingerprint: str) -> Claimed:
    """Take the key, or wait for whoever holds it and hand back what was answered then."""
    with planned_once() as cursor:
        cursor.execute(
            "INSERT INTO ch_journal_claim (key, fingerprint, at) VALUES (%s, %s, %s) ON CONFLICT (key) DO NOTHING",
            [key, fingerprint, clock.now()],
        )
        if cursor.rowcount:
            return Claimed(key, fingerprint)
    first = Claim.objects.get(key=key)
    return Claimed(key, first.fingerprint, replayed=True, result=first.result)


def keep_result(key: str, result: object) -> None:
    """Remember the answer beside the key, in the same transaction."""
    with planned_once() as cursor:
        cursor.execute("UPDATE ch_journal_claim SET result = %s WHERE key = %s", [json.dumps(result), key])


def forget(before: datetime, batch: int = 5000) -> int:
    """Let go of requests so old that nobody sends them again; answers how many."""
    gone = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "DELETE FROM ch_journal_claim WHERE key IN (SELECT key FROM ch_journal_claim WHERE at < %s LIMIT %s)",
                [before, batch],
            )
            gone += int(cursor.rowcount)
            if cursor.rowcount < batch:
                return gone
