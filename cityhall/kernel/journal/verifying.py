"""验证: is every line still what was sealed? Names each one that was changed, moved, taken away or slipped in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from django.db import connection

from cityhall.kernel.secrets.keys import seal_ring

from . import merkle
from .models import Batch, Entry
from .sealing import Row, Told, canonical, heading, leaves_of, read_lines

BATCHES = 50
STRANGERS = """
SELECT e.id FROM ch_journal_entry e
 WHERE e.id <= %s AND NOT EXISTS (SELECT 1 FROM ch_journal_batch b WHERE e.id = ANY(b.ids)) ORDER BY e.id LIMIT %s
"""


@dataclass(frozen=True)
class Trouble:
    """Something that is not as it was sealed: which batch, which line (0: the batch itself), and a sentence."""

    batch: int
    line: int
    sentence: str


@dataclass
class Verdict:
    batches: int = 0
    lines: int = 0
    unsealed: int = 0
    head: str = ""
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.troubles


def verify(known_head: str = "", most: int = 1000) -> Verdict:
    """Check every batch and every line. `known_head`: a head written down outside earlier (on paper, by an auditor): it has
    to be in the chain, or its end was cut off. Stops looking after so many troubles."""
    verdict = Verdict()
    before: Batch | None = None
    heads = set()
    for batch in _batches():
        verdict.batches += 1
        verdict.lines += len(batch.ids)
        verdict.troubles += [*_of_batch(batch, before), *_of_lines(batch)]
        verdict.head = bytes(batch.head).hex()
        heads.add(verdict.head)
        before = batch
        if len(verdict.troubles) >= most:
            return verdict
    if known_head and known_head.strip().lower() not in heads:
        sentence = "给出的批次摘要不在链上：在它之后的批次可能被截去，或整条链被换过"
        verdict.troubles.append(Trouble(before.number if before else 0, 0, sentence))
    _count(verdict, before, most)
    return verdict


def _batches() -> Iterator[Batch]:
    after = 0
    while True:
        some = list(Batch.objects.filter(number__gt=after).order_by("number")[:BATCHES])
        yield from some
        if len(some) < BATCHES:
            return
        after = some[-1].number


def _of_batch(batch: Batch, before: Batch | None) -> Iterator[Trouble]:
    """The batch against its own root, head and signature, and against the one before."""
    number = before.number + 1 if before else 1
    if batch.number != number:
        yield Trouble(number, 0, f"第 {number} 批不见了" if batch.number == number + 1 else
                      f"第 {number} 至 {batch.number - 1} 批不见了")  # fmt: skip
    elif bytes(batch.before) != (bytes(before.head) if before else b""):
        yield Trouble(batch.number, 0, f"第 {batch.number} 批没有接在第 {batch.number - 1} 批之后")
    if merkle.root(leaves_of(batch)) != bytes(batch.root) or len(leaves_of(batch)) != len(batch.ids):
        yield Trouble(batch.number, 0, f"第 {batch.number} 批的叶子与树根不符")
    if sha256(canonical(heading(batch))).digest() != bytes(batch.head):
        yield Trouble(batch.number, 0, f"第 {batch.number} 批的摘要与内容不符")
    key = seal_ring().keys.get(batch.key_id)
    if key is None:
        yield Trouble(
            batch.number, 0, f"第 {batch.number} 批用的 {batch.key_id} 号密钥不在密钥环里，请补上旧密钥再验证"
        )
        return
    try:
        key.public_key().verify(bytes(batch.signature), bytes(batch.head))
    except InvalidSignature:
        yield Trouble(batch.number, 0, f"第 {batch.number} 批的签名不对")


def _of_lines(batch: Batch) -> list[Trouble]:
    """Every line of a batch against its leaf."""
    sealed = dict(zip(batch.ids, leaves_of(batch), strict=False))
    within = read_lines(
        "at BETWEEN %(first)s AND %(last)s AND id = ANY(%(ids)s)", first=batch.first_at, last=batch.last_at,
        ids=batch.ids,
    )  # fmt: skip
    lost = sorted(set(batch.ids) - {row.told.id for row in within})
    rows = within + (read_lines("id = ANY(%(ids)s)", ids=lost) if lost else [])
    have = {row.told.id for row in rows}
    found = [_missing(batch, n) for n in batch.ids if n not in have]
    wrong = [row for row in rows if row.told.leaf != sealed.get(row.told.id)]
    return found + [_changed(batch, row, wrong, sealed) for row in wrong]


def _missing(batch: Batch, line: int) -> Trouble:
    return Trouble(batch.number, line, f"第 {batch.number} 批的第 {line} 条日志不见了")


def _changed(batch: Batch, row: Row, wrong: Sequence[Row], sealed: dict[int, bytes]) -> Trouble:
    """Changed in what it says; or another line's words under this line's number."""
    told = row.told
    for other in wrong:
        if other is not row and sealed.get(other.told.id) in _as(told, other.told):
            sentence = f"第 {told.id} 条日志被换了位置：内容原是第 {other.told.id} 条的"
            return Trouble(batch.number, told.id, sentence)
    return Trouble(batch.number, told.id, f"第 {told.id} 条日志被改动（{told.at}，{told.event}，{told.ref}）")


def _as(told: Told, other: Told) -> set[bytes]:
    """These words under the other's number: with their own moment and transaction, or with the other's."""
    moved = replace(told, id=other.id)
    return {moved.leaf, replace(moved, tx=other.tx).leaf, replace(moved, tx=other.tx, at=other.at).leaf}


def _count(verdict: Verdict, last: Batch | None, most: int) -> None:
    """What lies in the table beside what was sealed: waiting to be sealed, or slipped in under what was."""
    if last is None:
        verdict.unsealed = Entry.objects.count()
        return
    verdict.unsealed = Entry.objects.filter(id__gt=last.last_id).count()
    gone = sum(1 for trouble in verdict.troubles if "不见了" in trouble.sentence and trouble.line)
    if Entry.objects.filter(id__lte=last.last_id).count() == verdict.lines - gone:
        return
    with connection.cursor() as cursor:
        cursor.execute(STRANGERS, [last.last_id, most])
        strangers = [row[0] for row in cursor.fetchall()]
    for row in read_lines("id = ANY(%(ids)s)", ids=strangers):
        if row.told.tx >= last.to_tx:  # committed late: it is sealed with the next batch
            verdict.unsealed += 1
        else:
            sentence = f"第 {row.told.id} 条日志是固化之后插入的（{row.told.at}，{row.told.event}，{row.told.ref}）"
            verdict.troubles.append(Trouble(0, row.told.id, sentence))
