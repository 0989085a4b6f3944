"""As many stored cases as a city keeps, written by SQL in the owner's connection within minutes: 47 organs, three years,
most of it archived, the newest twentieth still under way. For reading only: nothing of it went through an action."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, sql
from psycopg.types.json import Jsonb

from bench.city import FORM, MATERIALS, STEPS
from bench.ground import Ground

ORGANS, ITEMS, COMPANIES = 47, 3, 2_000
CODE = "123456"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
GIVEN = "安邦成德恩方光国海浩宏华辉建杰静娟军兰磊丽玲明娜宁平强庆秋荣珊胜涛婷伟文晓欣秀燕洋怡勇玉志"
FIRST_ACCOUNT = 900_000
SEED = """
CREATE TEMP TABLE seed AS
SELECT n, ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS application,
  '990100-2026-' || lpad(n::text, 8, '0') AS number, i.organ, i.item, i.version, i.name AS item_name, i.place,
  CASE WHEN n %% 7 = 0 THEN c.name ELSE substr(%(surnames)s, 1 + (n * 7 %% length(%(surnames)s))::int, 1)
    || substr(%(given)s, 1 + (n * 11 %% length(%(given)s))::int, 1)
    || substr(%(given)s, 1 + (n / 13 %% length(%(given)s))::int, 1) END AS applicant,
  CASE WHEN n %% 7 = 0 THEN 'entity:' || c.code ELSE '' END AS ref,
  now() - interval '1095 days' * ((%(cases)s - n) / %(cases)s::float) AS received,
  CASE WHEN n > %(cases)s * 0.95 THEN
    (ARRAY['received','supplementing','accepted','accepted','accepted','accepted','decided','decided','delivered','archived'])
      [1 + (hashint8(n) & 1023) %% 10]
  ELSE (ARRAY['archived','archived','archived','archived','archived','archived','delivered','delivered','withdrawn',
    'not_accepted'])[1 + (hashint8(n) & 1023) %% 10] END AS status,
  n %% 10 = 0 OR n > %(cases)s * 0.95 AS whole, n %% 200 = 0 AS shared
FROM generate_series(1, %(cases)s) AS n
JOIN items i ON i.place = hashint8(n * 3) & 65535
JOIN companies c ON c.place = n %% %(companies)s
"""
TABLES = ("application", "case", "step", "material", "decision")
KEYS = """
SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c
 WHERE c.contype = 'f' AND c.conrelid::regclass::text = ANY(%s || ARRAY['ch_deadlines_deadline'])
"""
INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
 WHERE i.indrelid::regclass::text = ANY(%s || ARRAY['ch_deadlines_deadline'])
   AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""
ENDED = "status IN ('decided', 'delivered', 'archived')"
DONE = f"(s.status <> 'accepted' OR (k.place = 1 AND s.n %% 2 = 0)) AND {ENDED} OR (k.place = 1 AND s.n %% 2 = 0)"
OPEN = f"(NOT ({DONE}) AND s.status = 'accepted' AND k.place = 2 - (s.n + 1) %% 2)"


@dataclass(frozen=True)
class Stored:
    """What was stored: the organs, and numbers whose journal, materials and decision are there as well."""

    organs: tuple[int, ...]
    under_way: tuple[tuple[int, str], ...]  # organ, number
    ended: tuple[tuple[int, str], ...]


def store(here: Ground, cases: int) -> Stored:
    """So many cases."""
    from django.conf import settings

    from cityhall.site.database import as_owner

    items = found_items()
    with as_owner(here.urls.owner) as owner:
        owner.execute(sql.SQL("SET search_path TO {}, public").format(sql.Identifier(settings.CITY)))
        owner.execute("SET synchronous_commit = off")
        _seed(owner, cases, items)
        with bare(owner):
            for write in WRITE:
                write(owner)
        for table in TABLES:
            owner.execute(sql.SQL("VACUUM ANALYZE {}").format(sql.Identifier(f"ch_cases_{table}")))
        owner.execute("VACUUM ANALYZE ch_deadlines_deadline")
        owner.execute("ANALYZE ch_journal_entry")
        return _stored(owner, tuple(sorted({organ for organ, *_ in items})))


@contextmanager
def bare(owner: "Connection[Any]") -> Iterator[None]:
    """The tables without foreign keys and indexes; both are built again when all rows are there."""
    tables = [f"ch_cases_{name}" for name in TABLES]
    keys = owner.execute(KEYS, [tables]).fetchall()
    indexes = owner.execute(INDEXES, [tables]).fetchall()
    for table, name, _ in keys:
        owner.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.Identifier(table), sql.Identifier(name)))
    for name, _ in indexes:
        owner.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    owner.execute("SET maintenance_work_mem = '512MB'")
    for _, made in indexes:
        owner.execute(made)
    for table, name, made in keys:
        again = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}")
        owner.execute(again.format(sql.Identifier(table), sql.Identifier(name), sql.SQL(made)))


def found_items() -> list[tuple[int, int, str, str]]:
    """Organs and published items, through actions: organ, item, version, name."""
    from cityhall.catalogue import queries as catalogue
    from cityhall.catalogue.tests import given as items
    from cityhall.organs.tests import given as organs

    made = []
    for _ in range(ORGANS):
        organ = organs.organ()
        for _ in range(ITEMS):
            terms = catalogue.published(items.published_item(organ, steps=STEPS))
            assert terms is not None
            made.append((organ, terms.item_id, terms.version_id, terms.name))
    return made


def _seed(owner: "Connection[Any]", cases: int, items: Sequence[tuple[int, int, str, str]]) -> None:
    from cityhall.kernel.identifiers import make_credit_code

    owner.execute("CREATE TEMP TABLE items (place int PRIMARY KEY, organ bigint, item bigint, version uuid, name text)")
    places = [(n, *items[n * n // 65536 % len(items)]) for n in range(65536)]  # some organs have more to do
    with owner.cursor().copy("COPY items FROM STDIN") as copy:
        for row in places:
            copy.write_row(row)
    owner.execute("CREATE TEMP TABLE companies (place int PRIMARY KEY, name text, code text)")
    with owner.cursor().copy("COPY companies FROM STDIN") as copy:
        for n in range(COMPANIES):
            copy.write_row((n, f"样例{n}餐饮有限公司", make_credit_code(f"91990100{n:08d}"[:16])))
    given = {"cases": cases, "companies": COMPANIES, "surnames": SURNAMES, "given": GIVEN}
    owner.execute("ANALYZE items")
    owner.execute(SEED, given)
    owner.execute("ANALYZE seed")


def insert(owner: "Connection[Any]", model: Any, given: Mapping[str, str], source: str) -> None:
    """INSERT … SELECT: `given` are expressions by column; every other column gets what a new row has by default."""
    from django.db import connection

    columns, values, params = [], [], {}
    for field in model._meta.concrete_fields:
        if field.column in given:
            value = given[field.column]
        elif field.primary_key or (getattr(field, "db_default", None) and field.has_db_default()):
            continue
        else:
            default = field.get_default()
            params[field.column] = (
                Jsonb(default) if field.db_type(connection) == "jsonb" else field.get_db_prep_save(default, connection)
            )
            value = f"%({field.column})s::{field.db_type(connection)}"
        columns.append(f'"{field.column}"')
        values.append(value)
    table = model._meta.db_table
    owner.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {source}", params)


def _applications(owner: "Connection[Any]") -> None:
    from cityhall.cases.models import Application
    from cityhall.kernel.secrets.keys import seal

    phone = f"'\\x{seal(FORM['contact_phone']).hex()}'::bytea"
    form = '\'{"premises_name": "样例面馆", "premises_address": "样例路 1 号"}\'::jsonb'
    insert(owner, Application, {
        "id": "application", "applicant_ref": "ref", "applicant_name": "applicant", "applicant_mask": "'9901**********0011'",
        "contact_name": "'样例'", "contact_phone": phone, "channel": "'window'", "form": form, "created_at": "received",
        "saved_at": "received",
    }, "seed")  # fmt: skip


def _cases(owner: "Connection[Any]") -> None:
    from cityhall.cases.models import Case

    owner.execute("SELECT setval('ch_cases_case_id_seq', (SELECT max(n) FROM seed))")
    insert(owner, Case, {
        "id": "n", "application_id": "application", "number": "number", "item_id": "item", "item_version_id": "version",
        "organ_id": "organ", "item_name": "item_name", "applicant_name": "applicant", "status": "status", "version": "6",
        "last_actor": "'样例'", "access_code": f"'{CODE}'", "received_at": "received",
        "accepted_at": f"CASE WHEN {ENDED} OR status = 'accepted' THEN received + interval '1 day' END",
        "decided_at": f"CASE WHEN {ENDED} THEN received + interval '7 days' END",
        "closed_at": "CASE WHEN status IN ('delivered', 'archived', 'withdrawn', 'not_accepted')"
        " THEN received + interval '8 days' END",
        "outcome": f"CASE WHEN {ENDED} THEN 'granted' ELSE '' END",
        "partners": "CASE WHEN shared THEN ARRAY[(SELECT organ FROM items WHERE place = n / 200)] ELSE '{}' END",
    }, "seed")  # fmt: skip


def _steps(owner: "Connection[Any]") -> None:
    """Three of every case that was accepted; of those under way the first or the second is open."""
    from cityhall.cases.models import Step

    rows = ", ".join(f"({n}, '{s['key']}', '{s['name']}', '{s['desk']}')" for n, s in enumerate(STEPS, 1))
    source = f"seed s CROSS JOIN (VALUES {rows}) AS k(place, key, name, desk) WHERE {ENDED} OR s.status = 'accepted'"
    insert(owner, Step, {
        "case_id": "s.n", "key": "k.key", "name": "k.name", "desk": "k.desk", "organ_id": "s.organ", "order": "k.place",
        "decides": "k.place = 3",
        "state": f"CASE WHEN {DONE} THEN 'done' WHEN {OPEN} THEN 'open' ELSE 'waiting' END",
        "opened_at": "s.received + interval '1 day'",
        "done_at": f"CASE WHEN {DONE} THEN s.received + interval '3 days' END",
        "advice": f"CASE WHEN {DONE} THEN 'agree' ELSE '' END", "opinion": f"CASE WHEN {DONE} THEN '符合条件' ELSE '' END",
    }, source)  # fmt: skip


def _deadlines(owner: "Connection[Any]") -> None:
    """Every clock still open; of what has ended, the promise that was kept."""
    from cityhall.deadlines.models import Deadline

    first, second = STEPS[0]["key"], STEPS[1]["key"]
    step = f"'step:' || number || '/' || CASE WHEN n %% 2 = 0 THEN '{second}' ELSE '{first}' END"
    for kind, desk, ref, among in (
        ("notice", "intake", "'case:' || number", "status = 'received'"),
        ("supplement", "", "'case:' || number", "status = 'supplementing'"),
        ("statutory", "", "'case:' || number", f"status = 'accepted' OR {ENDED}"),
        ("promised", "", "'case:' || number", f"status = 'accepted' OR {ENDED}"),
        ("step", "review", step, "status = 'accepted'"),
        ("delivery", "issue", "'case:' || number", "status = 'decided'"),
    ):
        still = "status IN ('received', 'supplementing')" if kind in ("notice", "supplement") else "status = 'accepted'"
        stopped = "false" if kind == "delivery" else f"NOT ({still})"
        due = "date_trunc('day', now()) + interval '1 day' * (hashint8(n * 5) & 31 - 6)"
        insert(owner, Deadline, {
            "ref": ref, "kind": f"'{kind}'", "organ_id": "organ", "desk": f"'{desk}'", "title": "item_name",
            "subject": "applicant", "start_at": "received", "start_on": "received::date", "amount": "20",
            "unit": "'workdays'", "basis": "'样例规定第一条'", "warn_at": f"{due} - interval '3 days'", "due_at": due,
            "due_on": f"({due})::date", "stopped_at": f"CASE WHEN {stopped} THEN received + interval '7 days' END",
            "met": f"CASE WHEN {stopped} THEN true END",
        }, f"seed WHERE {among}")  # fmt: skip


def _journal(owner: "Connection[Any]") -> None:
    """Of every tenth, and of all that is under way."""
    from cityhall.kernel.journal.models import Entry

    for day, event, ref, among, values in (
        (0, "case.received", "'case:' || number", "true", '{"channel": "window"}'),
        (1, "case.accepted", "'case:' || number", f"status = 'accepted' OR {ENDED}", '{"clicked": true}'),
        (2, "step.finished", f"'step:' || number || '/{STEPS[0]['key']}'", ENDED, '{"step": "初审", "advice": "agree"}'),
        (4, "step.finished", f"'step:' || number || '/{STEPS[1]['key']}'", ENDED, '{"step": "复核", "advice": "agree"}'),
        (7, "case.decided", "'case:' || number", ENDED, '{"words": "准予许可", "outcome": "granted"}'),
        (8, "case.delivered", "'case:' || number", "status IN ('delivered', 'archived')", "{}"),
        (9, "case.archived", "'case:' || number", "status = 'archived'", "{}"),
    ):  # fmt: skip
        insert(owner, Entry, {
            "at": f"received + interval '{day} days'", "event": f"'{event}'", "ref": ref, "actor": "'样例'",
            "organ_id": "organ", "values": f"'{values}'::jsonb",
        }, f"seed WHERE whole AND ({among})")  # fmt: skip


def _materials(owner: "Connection[Any]") -> None:
    from cityhall.cases.models import Material

    keys = ", ".join(f"('{key}')" for key in MATERIALS)
    insert(owner, Material, {
        "application_id": "application", "key": "k.key", "verdict": "'good'", "paper_copies": "1", "original_seen": "true",
    }, f"seed CROSS JOIN (VALUES {keys}) AS k(key) WHERE whole")  # fmt: skip


def _decisions(owner: "Connection[Any]") -> None:
    from cityhall.cases.models import Decision

    insert(owner, Decision, {
        "case_id": "n", "outcome": "'granted'", "words": "'准予许可'", "made_by": "'样例'",
        "made_at": "received + interval '7 days'", "result_name": "'样例许可证'",
    }, f"seed WHERE whole AND {ENDED}")  # fmt: skip


WRITE = (_applications, _cases, _steps, _deadlines, _journal, _materials, _decisions)


def _stored(owner: "Connection[Any]", organs: tuple[int, ...]) -> Stored:
    asked = "SELECT organ, number FROM seed WHERE whole AND ({}) ORDER BY hashint8(n * 17) LIMIT 4000"
    under = owner.execute(asked.format("status IN ('received', 'accepted', 'decided')")).fetchall()
    ended = owner.execute(asked.format("status = 'archived'")).fetchall()
    return Stored(organs, tuple(under), tuple(ended))
