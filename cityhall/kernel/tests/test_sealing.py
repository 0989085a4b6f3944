"""固化: what settled is folded once; whoever owns the tables and changes a byte is found out."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.journal import merkle, proofs, sealing, verifying
from cityhall.kernel.journal.models import Batch, Entry
from cityhall.kernel.journal.record import record
from cityhall.site.database import as_owner, owner_url

from .alone import alone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _alone(request: pytest.FixtureRequest) -> Iterator[None]:
    with nullcontext() if "slow" in request.node.name or "epoch" in request.node.name else alone():
        yield


@action
def happen(actor: Actor, ref: str, times: int = 1) -> None:
    for n in range(times):
        record(actor, "test.happened", ref, n=n)


def owner(statement: str, *values: object) -> None:
    """What somebody with the owner's password could do."""
    name = str(settings.DATABASES["default"]["NAME"])
    with as_owner(urlsplit(owner_url())._replace(path=f"/{name}").geturl()) as her:
        her.execute(f"SET search_path = {settings.CITY}, public")
        her.execute(statement, list(values))


def sealed(*refs: str) -> list[int]:
    """Lines of these things, sealed; their numbers."""
    for ref in refs:
        happen(HOUSE, ref)
    assert sealing.seal_settled() == 1
    return list(Entry.objects.order_by("id").values_list("id", flat=True))


def told() -> list[str]:
    return [trouble.sentence for trouble in verifying.verify().troubles]


def test_every_settled_line_is_sealed_once_and_all_holds() -> None:
    ids = sealed("test:1", "test:2")
    assert Batch.objects.get().ids == ids
    assert sealing.seal_settled() == 0
    happen(HOUSE, "test:3", 3)
    waiting = verifying.verify()
    assert (waiting.sound, waiting.lines, waiting.unsealed) == (True, 2, 3)
    assert sealing.seal_settled() == 1
    verdict = verifying.verify()
    assert (verdict.sound, verdict.batches, verdict.lines, verdict.unsealed) == (True, 2, 5, 0)
    assert verdict.head == bytes(Batch.objects.get(number=2).head).hex()
    assert bytes(Batch.objects.get(number=2).before) == bytes(Batch.objects.get(number=1).head)


def test_a_transaction_is_not_cut_in_two_and_batches_stay_small() -> None:
    for n in range(5):
        happen(HOUSE, f"test:{n}", 2)
    happen(HOUSE, "test:big", 9)
    assert sealing.seal_settled(most=4) == 4
    assert [len(b.ids) for b in Batch.objects.order_by("number")] == [4, 4, 2, 9]
    assert verifying.verify().sound


def test_a_line_of_a_slow_transaction_is_sealed_later() -> None:
    import psycopg

    form = settings.DATABASES["default"]
    slow = psycopg.connect(
        dbname=str(form["NAME"]), user=str(form["USER"]), password=str(form["PASSWORD"]), host=str(form["HOST"]),
        port=str(form["PORT"] or 5432), options=f"-c search_path={settings.CITY},public",
    )  # fmt: skip
    slow.execute(
        "INSERT INTO ch_journal_entry (at, event, ref, actor, \"values\") VALUES (now(), 'test.slow', 'test:slow', '', '{}')"
    )
    happen(HOUSE, "test:quick")
    assert sealing.seal_settled() == 0
    slow.commit()
    slow.close()
    until = time.monotonic() + 240  # whoever began before in another database of the server
    while not Batch.objects.exists() and time.monotonic() < until:
        sealing.seal_settled()
        time.sleep(0.05)
    assert sum(len(b.ids) for b in Batch.objects.all()) == 2


@pytest.mark.parametrize("way", ["UPDATE ch_journal_batch SET number = 9", "DELETE FROM ch_journal_batch"])
def test_the_serving_role_cannot_touch_a_batch(way: str) -> None:
    sealed("test:1")
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(way)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("event", "test.happenee"), ("ref", "test:9"), ("actor", "x"), ("organ_id", 7), ("account_id", 7),
        ("at", "2026-01-01T00:00:00+08"), ("tx", "3"), ('"values"', '{"n": 1}'),
    ],
)  # fmt: skip
def test_a_changed_line_is_named(column: str, value: object) -> None:
    first, second, _ = sealed("test:1", "test:2", "test:3")
    owner(f"UPDATE ch_journal_entry SET {column} = %s WHERE id = %s", value, second)
    assert [s[: len(f"第 {second} 条日志被改动")] for s in told()] == [f"第 {second} 条日志被改动"]
    assert first != second


def test_a_missing_a_moved_and_a_slipped_in_line_are_named() -> None:
    ids = sealed("test:1", "test:2", "test:3", "test:4")
    owner("DELETE FROM ch_journal_entry WHERE id = %s", ids[0])
    assert told() == [f"第 1 批的第 {ids[0]} 条日志不见了"]
    owner("UPDATE ch_journal_entry SET id = CASE id WHEN %s THEN -1 ELSE %s END WHERE id IN (%s, %s)",
          ids[1], ids[1], ids[1], ids[2])  # fmt: skip
    owner("UPDATE ch_journal_entry SET id = %s WHERE id = -1", ids[2])
    assert [s for s in told() if "换了位置" in s] == [
        f"第 {ids[1]} 条日志被换了位置：内容原是第 {ids[2]} 条的", f"第 {ids[2]} 条日志被换了位置：内容原是第 {ids[1]} 条的",
    ]  # fmt: skip
    owner(
        "INSERT INTO ch_journal_entry (at, id, tx, event, ref, actor, \"values\") "
        "SELECT at, %s, tx, event, ref, actor, \"values\" FROM ch_journal_entry WHERE id = %s", ids[0], ids[3],
    )  # fmt: skip
    assert any(s.startswith(f"第 {ids[0]} 条日志被改动") for s in told())
    owner(
        "INSERT INTO ch_journal_entry (at, id, tx, event, ref, actor, \"values\") "
        "SELECT at, 0, tx, event, ref, actor, \"values\" FROM ch_journal_entry WHERE id = %s", ids[3],
    )  # fmt: skip
    assert any(s.startswith("第 0 条日志是固化之后插入的") for s in told())


@pytest.mark.parametrize(
    ("column", "says"),
    [
        ("leaves", "叶子与树根不符"), ("root", "叶子与树根不符"), ("head", "摘要与内容不符"), ("signature", "签名不对"),
        ("before", "没有接在"),
    ],
)  # fmt: skip
def test_a_single_byte_of_a_batch_is_found(column: str, says: str) -> None:
    sealed("test:1")
    happen(HOUSE, "test:2")
    assert sealing.seal_settled() == 1
    owner(f"UPDATE ch_journal_batch SET {column} = set_byte({column}, 5, get_byte({column}, 5) # 1) WHERE number = 2")
    assert any(says in sentence for sentence in told())
    owner("DELETE FROM ch_journal_batch WHERE number = 1")
    assert any(sentence == "第 1 批不见了" for sentence in told())


def test_a_chain_cut_off_at_its_end_is_found_by_a_head_kept_outside() -> None:
    sealed("test:1")
    happen(HOUSE, "test:2")
    sealing.seal_settled()
    head = verifying.verify().head
    assert verifying.verify(head).sound
    owner("DELETE FROM ch_journal_batch WHERE number = 2")
    owner("DELETE FROM ch_journal_entry WHERE ref = 'test:2'")
    assert verifying.verify().sound
    assert "不在链上" in verifying.verify(head).troubles[0].sentence


def test_rows_restored_into_another_cluster_begin_a_new_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    far = 10**12
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(sealing, "_settled_before", lambda: far)
        sealed("test:1")
    owner(
        "INSERT INTO ch_journal_entry (at, tx, event, ref, actor, \"values\") "
        "VALUES (now(), '1000000000005', 'test.late', 'test:rest', '', '{}')"
    )  # fmt: skip
    happen(HOUSE, "test:2")
    with alone():
        assert sealing.seal_settled() == 2
    assert [(b.epoch, len(b.ids)) for b in Batch.objects.order_by("number")] == [(1, 1), (1, 1), (2, 1)]
    happen(HOUSE, "test:3")
    with alone():
        assert sealing.seal_settled() == 1
    assert verifying.verify().sound


def check(proof: dict[str, Any], key: bytes) -> int:
    """What anyone does with a proof; answers how many lines hold."""
    held = 0
    for one in proof["lines"]:
        batch = proof["batches"][str(one["batch"])]
        leaf = merkle.leaf(sealing.canonical(one["line"]))
        root = merkle.climb(leaf, [(side, bytes.fromhex(other)) for side, other in one["path"]])
        assert root.hex() == batch["heading"]["root"]
        digest = sha256(sealing.canonical(batch["heading"])).digest()
        Ed25519PublicKey.from_public_bytes(key).verify(bytes.fromhex(batch["signature"]), digest)
        held += 1
    return held


def test_a_proof_holds_away_from_here_and_tells_nothing_of_the_inside() -> None:
    happen(HOUSE, "test:1", 3)
    happen(HOUSE, "test:other", 40)
    sealing.seal_settled()
    happen(HOUSE, "test:1")
    proof = json.loads(json.dumps(proofs.proof_of(["test:1"])))
    assert (len(proof["lines"]), proof["waiting"]) == (3, 1)
    key = bytes.fromhex(proofs.public_keys()["0"])
    assert check(proof, key) == 3
    assert {ref for one in proof["lines"] for ref in [one["line"]["ref"]]} == {"test:1"}
    assert set(proof["lines"][0]["line"]) == {"id", "at", "tx", "event", "ref", "organ", "inside"}
    changes: list[Callable[[Any], object]] = [
        lambda p: p["lines"][0]["line"].update(at="2026-01-01T00:00:00.000000+00:00"),
        lambda p: p["lines"][1]["line"].update(event="test.other"),
    ]
    for change in changes:
        changed = json.loads(json.dumps(proof))
        change(changed)
        with pytest.raises(AssertionError):
            check(changed, key)
    forged = json.loads(json.dumps(proof))
    forged["batches"]["1"]["heading"]["at"] = "2020-01-01T00:00:00.000000+00:00"
    with pytest.raises(InvalidSignature):
        check(forged, key)
