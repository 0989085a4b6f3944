"""证明: lines of one thing with what it takes to check, away from this house, that they were sealed and not changed since."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from cityhall.kernel.secrets.keys import seal_ring

from . import merkle
from .models import Batch
from .sealing import Row, heading, leaves_of, read_lines

FORMAT = "cityhall-journal-proof/1"


def proof_of(refs: Iterable[str]) -> dict[str, Any]:
    """Everything as plain JSON: each line with its path to the root of its batch; each batch with its signature; the keys.
    Lines of the last minutes that are not sealed yet are counted as `waiting`. The caller must already have checked that
    the reader may know of these things; of each line only what it says in the open is told."""
    rows = read_lines("ref = ANY(%(refs)s)", refs=sorted(set(refs)))
    batches = _batches_of(rows)
    trees = {batch.number: merkle.levels(leaves_of(batch)) for batch in batches}
    lines, used = [], {}
    for row in rows:
        batch = next((b for b in batches if row.told.id in b.ids), None)
        if batch is None:
            continue
        place = batch.ids.index(row.told.id)
        steps = [[side, other.hex()] for side, other in merkle.path(trees[batch.number], place)]
        lines.append({"line": asdict(row.told), "batch": batch.number, "path": steps})
        used[batch.number] = batch
    keys = sorted({batch.key_id for batch in used.values()})
    return {
        "format": FORMAT,
        "lines": lines,
        "waiting": len(rows) - len(lines),
        "batches": {
            str(n): {"heading": heading(b), "key": b.key_id, "signature": bytes(b.signature).hex()}
            for n, b in sorted(used.items())
        },
        "keys": {str(n): seal_ring().public(n).hex() for n in keys},
    }


def public_keys() -> dict[str, str]:
    """The public halves of all keys that sign or signed batches, for anyone."""
    return {str(n): seal_ring().public(n).hex() for n in sorted(seal_ring().keys)}


def _batches_of(rows: Iterable[Row]) -> list[Batch]:
    """The batches these lines may be in: by their transactions, whatever the epoch."""
    found: dict[int, Batch] = {}
    for tx in sorted({row.told.tx for row in rows}):
        if not any(b.from_tx <= tx < b.to_tx for b in found.values()):
            found |= {b.number: b for b in Batch.objects.filter(from_tx__lte=tx, to_tx__gt=tx)}
    return list(found.values())
