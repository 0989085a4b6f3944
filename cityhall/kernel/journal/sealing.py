"""固化: settled lines folded into batches, each with one root over its lines, chained to the one before and signed.

A line counts by what it says in the open (when, what, of which thing, by which organ) and by a keyed digest of what it says
inside the house (who, with which values): a citizen can be shown the first and prove it without being told the second."""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from cityhall.kernel import clock
from cityhall.kernel.secrets.keys import seal_ring

from . import merkle
from .models import Batch

MOST = 2000
NEVER = 2**63 - 1
LONGEST = timedelta(days=1)  # no transaction lasts so long: the server ends it after minutes
LOCK = 0x0C17_5EA1
COLUMNS = 'id, at, tx::text::bigint, event, ref, actor, account_id, organ_id, "values"'
SETTLED = f"""
SELECT {COLUMNS} FROM ch_journal_entry
 WHERE id > %(low)s AND tx >= %(since)s::text::xid8 AND tx < %(until)s::text::xid8 ORDER BY tx, id LIMIT %(most)s
"""  # noqa: S608 - constants only
LOW = """
SELECT last_id FROM ch_journal_batch
 WHERE sealed_at < %(before)s AND ((%(since)s - xmin::text::bigint) & 4294967295) BETWEEN 1 AND 2147483647
 ORDER BY number DESC LIMIT 1
"""


@dataclass(frozen=True)
class Told:
    """What a line says in the open; with it goes the digest of what it says inside the house."""

    id: int
    at: str
    tx: int
    event: str
    ref: str
    organ: int | None
    inside: str

    @property
    def leaf(self) -> bytes:
        return merkle.leaf(canonical(asdict(self)))


@dataclass(frozen=True)
class Row:
    """A line as it lies in the table."""

    told: Told
    at: datetime


@dataclass(frozen=True)
class Stretch:
    """Where a batch begins, and the lines and transactions it is taken from."""

    epoch: int
    floor: int
    since: int
    until: int


def canonical(values: Mapping[str, object]) -> bytes:
    """One spelling for one meaning: sorted keys, no blanks, UTF-8."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def seal_settled(most: int = MOST) -> int:
    """Fold every line that has settled into batches of about so many; answers how many batches. Of several workers one
    does it."""
    made = 0
    while _seal_one(most):
        made += 1
    return made


def _seal_one(most: int) -> bool:
    with transaction.atomic():
        settled = _settled_before()
        if settled is None:
            return False
        last = Batch.objects.order_by("-number").first()
        for stretch in _stretches(last, settled):
            rows, until = _settled_rows(stretch, most, _low(stretch))
            if rows:
                _fold(last, stretch, rows, until)
                return True
    return False


def _settled_before() -> int | None:
    """The oldest transaction still under way: what is older has ended, well or not. None: another worker is at it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s), pg_snapshot_xmin(pg_current_snapshot())::text::bigint", [LOCK]
        )
        mine, oldest = cursor.fetchone()
    return int(oldest) if mine else None


def _stretches(last: Batch | None, settled: int) -> list[Stretch]:
    """Where to go on. Transactions that count lower than before mean that the rows were restored into another cluster:
    first what was not sealed there, then a new epoch."""
    if last is None:
        return [Stretch(1, 0, 0, settled)]
    if settled >= last.to_tx:
        return [Stretch(last.epoch, last.floor, last.to_tx, settled)]
    rest = Stretch(last.epoch, last.floor, last.to_tx, NEVER)
    return [rest, Stretch(last.epoch + 1, last.last_id, 0, settled)]


def _low(stretch: Stretch) -> int:
    """Below this id nothing can still be waiting to settle: a day ago it was sealed, and whoever was under way then has ended.
    The clock alone does not tell, for it may have jumped; the batch's own transaction does (`xmin`, 32 bits wide)."""
    if stretch.until == NEVER:  # restored: what was under way at the last seal may be a day old, and still waits
        return stretch.floor
    with connection.cursor() as cursor:
        cursor.execute(LOW, {"before": clock.now() - LONGEST, "since": stretch.since})
        row = cursor.fetchone()
    return max(stretch.floor, row[0] if row else 0)


def _settled_rows(stretch: Stretch, most: int, low: int) -> tuple[list[Row], int]:
    """The next lines and the first transaction after them; a transaction is never cut in two."""
    rows = _read(SETTLED, low=low, since=stretch.since, until=stretch.until, most=most + 1)
    if len(rows) <= most:
        closed = stretch.until < NEVER
        return rows, stretch.until if closed or not rows else rows[-1].told.tx + 1
    cut = rows[most].told.tx
    kept = [row for row in rows if row.told.tx < cut]
    if kept:
        return kept, cut
    return _read(SETTLED, low=low, since=cut, until=cut + 1, most=2**31 - 1), cut + 1


def _fold(last: Batch | None, stretch: Stretch, rows: Sequence[Row], until: int) -> None:
    leaves = [row.told.leaf for row in rows]
    batch = Batch(
        number=last.number + 1 if last else 1, epoch=stretch.epoch, floor=stretch.floor, from_tx=stretch.since,
        to_tx=until, first_at=min(row.at for row in rows), last_at=max(row.at for row in rows),
        last_id=max(last.last_id if last else 0, *(row.told.id for row in rows)), ids=[row.told.id for row in rows],
        leaves=b"".join(leaves), root=merkle.root(leaves), before=bytes(last.head) if last else b"",
        sealed_at=clock.now(), key_id=seal_ring().newest,
    )  # fmt: skip
    batch.head = sha256(canonical(heading(batch))).digest()
    batch.signature = seal_ring().keys[batch.key_id].sign(batch.head)
    batch.save(force_insert=True)


def heading(batch: Batch) -> dict[str, object]:
    """What is signed of a batch."""
    return {
        "number": batch.number, "epoch": batch.epoch, "floor": batch.floor, "from": batch.from_tx, "to": batch.to_tx,
        "lines": len(batch.ids), "last": batch.last_id, "root": bytes(batch.root).hex(),
        "before": bytes(batch.before).hex(), "at": moment(batch.sealed_at),
    }  # fmt: skip


def leaves_of(batch: Batch) -> list[bytes]:
    kept = bytes(batch.leaves)
    return [kept[n : n + merkle.WIDTH] for n in range(0, len(kept), merkle.WIDTH)]


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def read_lines(where: str, **values: Any) -> list[Row]:
    """Lines by a condition, in the order of their ids."""
    return _read(f"SELECT {COLUMNS} FROM ch_journal_entry WHERE {where} ORDER BY id", **values)  # noqa: S608


def _read(statement: str, **values: Any) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [_row(*row) for row in cursor]


def _row(
    id_: int, at: datetime, tx: int, event: str, ref: str, actor: str, account: int | None, organ: int | None,
    values: object,
) -> Row:  # fmt: skip
    content = json.loads(values) if isinstance(values, str) else values
    inside = canonical({"actor": actor, "account": account, "values": content})
    digest = hmac.new(seal_ring().telling, inside, sha256).hexdigest()
    return Row(Told(id_, moment(at), tx, event, ref, organ, digest), at)
