"""Statements the server keeps ready: that it does keep them, and that they write what the ORM writes."""

import pytest
from django.db import IntegrityError, connection, transaction

from cityhall.kernel import clock
from cityhall.kernel.journal.models import Claim, Entry
from cityhall.kernel.prepared import KEPT, TEXT, Prepared
from cityhall.kernel.writing import FEW, insert, update, update_all

pytestmark = pytest.mark.django_db

BY_KEY: Prepared[Claim] = Prepared(lambda key: Claim.objects.filter(key=key), TEXT)


def kept_ready() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [sql for (sql,) in cursor.fetchall()]


def claim(key: str) -> Claim:
    return Claim(key=key, fingerprint="样例", at=clock.now(), result={"值": [1, None]})


def entry(n: int) -> Entry:
    return Entry(at=clock.now(), event="sample.happened", ref=f"sample:{n}", actor="样例", account_id=None, organ_id=n)


def test_the_server_keeps_a_question_ready() -> None:
    assert BY_KEY.first("无此项") is None
    assert BY_KEY.first("也无此项") is None
    assert [sql for sql in kept_ready() if 'FROM "ch_journal_claim"' in sql] == [BY_KEY.sql.replace("%s", "$1")]
    assert connection.connection.prepared_max == KEPT


def test_statements_of_the_orm_are_not_kept() -> None:
    list(Claim.objects.filter(key="样例"))
    assert not [sql for sql in kept_ready() if "样例" in sql]


def test_the_server_keeps_writing_ready_and_each_length_once() -> None:
    for keys in (["甲"], ["乙"], ["丙", "丁"]):
        insert([claim(key) for key in keys])
    mine = [sql for sql in kept_ready() if sql.startswith('INSERT INTO "ch_journal_claim"')]
    assert sorted(sql.count("$") for sql in mine) == [4, 8]


def test_inserted_rows_are_those_the_orm_reads() -> None:
    rows = insert([claim("甲"), claim("乙")])
    assert [(c.key, c.fingerprint, c.result) for c in Claim.objects.order_by("key")] == [
        (c.key, "样例", {"值": [1, None]}) for c in sorted(rows, key=lambda c: c.key)
    ]
    assert not any(row._state.adding for row in rows)


@pytest.mark.parametrize("count", [1, 3, FEW + 1])
def test_what_the_database_gives_is_on_the_rows(count: int) -> None:
    rows = insert([entry(n) for n in range(count)])
    there = list(Entry.objects.order_by("id"))
    assert [(e.id, e.tx, e.ref, e.values, e.at) for e in rows] == [(e.id, e.tx, e.ref, e.values, e.at) for e in there]
    assert len({e.id for e in rows}) == count


def test_nothing_to_insert_says_nothing(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(0):
        assert insert(list[Claim]()) == []


def test_an_update_writes_those_fields_alone() -> None:
    [row] = insert([claim("甲")])
    row.result, row.fingerprint = None, "改"
    update(row, ["result"])
    there = Claim.objects.get(key="甲")
    assert (there.result, there.fingerprint) == (None, "样例")


def test_an_update_of_a_row_that_is_gone_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="is gone"):
        update(claim("无此项"), ["fingerprint"])


@pytest.mark.parametrize("count", [1, 2, FEW + 1])
def test_an_update_of_several_writes_each_its_own(count: int) -> None:
    rows = insert([claim(f"{n:02}") for n in range(count)])
    for n, row in enumerate(rows):
        row.result, row.fingerprint = ({"第": n} if n else None), f"新{n}"
    update_all(rows, ["result"])
    there = Claim.objects.order_by("key").values_list("result", "fingerprint")
    assert list(there) == [({"第": n} if n else None, "样例") for n in range(count)]


def test_an_update_of_several_misses_none() -> None:
    [row] = insert([claim("甲")])
    with pytest.raises(RuntimeError, match="2 rows were to be written and 1 were"):
        update_all([row, claim("无此项")], ["fingerprint"])
    update_all([], ["fingerprint"])


def test_a_refusal_of_the_database_is_the_orms_own_error() -> None:
    insert([claim("甲")])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([claim("甲")])
    assert Claim.objects.count() == 1
    [again] = insert([claim("乙")])  # the connection goes on, its statements made ready anew
    assert again.pk == "乙"
