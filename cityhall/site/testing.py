"""The database under the tests: the owner migrates a template once, each test process clones it and serves from the
clone as the serving role; what a test commits is swept by the owner."""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATE_LOCK = 0x0C17_7E57
PATIENCE = 120
KEEP = {
    "django_migrations", "django_content_type", "auth_permission",
    "ch_deadlines_notice", "ch_deadlines_specialday", "ch_deadlines_edition", "ch_catalogue_regime",
}  # fmt: skip


def prepare() -> None:
    """Before Django's settings are read: a data folder of the tests' own, and a database to clone."""
    var = os.environ.setdefault("CITYHALL_VAR", tempfile.mkdtemp(prefix="cityhall-tests-"))
    Path(var, "static").mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("CITYHALL_FONTS", str(ROOT / "var" / "fonts"))  # made once, not in every run
    os.environ.setdefault("CITYHALL_LOG", "ERROR")
    os.environ.setdefault("CITYHALL_LIMITS", "off")  # a test asks faster than a hall; the limits' own tests set theirs
    if "DATABASE_URL" not in os.environ:
        from cityhall.site import embedded

        urls = embedded.ensure(ROOT / "var" / "test-db")
        os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = urls.serving, urls.owner


def fingerprint() -> str:
    """Changes when any migration, seed or the job queue's version does."""
    digest = hashlib.sha256()
    files = [*ROOT.glob("cityhall/**/migrations/*.py"), *ROOT.glob("cityhall/site/*.py"), ROOT / "requirements.lock"]
    files += ROOT.glob("cityhall/*/rules/regimes.py")
    for file in sorted(f for f in files if f.exists()):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def clone(worker: str) -> str:
    """A fresh database for this test process; answers its name."""
    from cityhall.site.database import as_owner, owner_url

    template, name = f"tpl_{fingerprint()}", f"t_{os.getpid()}_{worker}"
    with as_owner(owner_url()) as owner:
        owner.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        if not owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            _make_template(owner, template)
        _drop(owner, name)
        owner.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
    return name


def _make_template(owner: psycopg.Connection, template: str) -> None:
    from django.conf import settings
    from django.db import connections

    from cityhall.site.database import migrate, owner_url
    from cityhall.site.seeds import sow

    for (old,) in owner.execute("SELECT datname FROM pg_database WHERE datname LIKE 'tpl\\_%'").fetchall():
        _drop(owner, old)
    draft = f"draft_{os.getpid()}"
    _drop(owner, draft)
    owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
    before = str(settings.DATABASES["default"]["NAME"])
    with _named(owner_url(), draft) as url:
        migrate(url, str(settings.DATABASES["default"]["USER"]))
        use(draft)
        sow()
        connections["default"].close()
        use(before)
    sweep(draft)  # tests start with the seeds and without the journal of sowing them
    owner.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(template)))


@contextmanager
def _named(url: str, name: str) -> Iterator[str]:
    from urllib.parse import urlsplit

    yield urlsplit(url)._replace(path=f"/{name}").geturl()


def use(name: str) -> None:
    """Point this process's connections at another database of the same server."""
    from django.conf import settings
    from django.db import connections

    connections["default"].close()
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name


def drop(name: str) -> None:
    from cityhall.site.database import as_owner, owner_url

    with as_owner(owner_url()) as owner:
        _drop(owner, name)


def _drop(owner: psycopg.Connection, name: str) -> None:
    """The server's own housekeeping may be at work in it: that the owner cannot end, and it soon ends by itself."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ObjectInUse):
            if time.monotonic() > end:
                raise
            time.sleep(0.5)
        else:
            return


def sweep(name: str) -> None:
    """Empty every table a test may have committed to; the serving role may not, so the owner does."""
    from cityhall.site.database import as_owner, owner_url

    with _named(owner_url(), name) as url, as_owner(url) as owner:
        owner.execute("SET lock_timeout = '5s'")
        rows = owner.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        tables = [sql.Identifier(s, t) for s, t in rows if t not in KEEP and not t.startswith("ch_journal_entry_")]
        asked = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT 1 FROM {})").format(n, table) for n, table in enumerate(tables)
        )
        full = [
            tables[n] for (n,) in owner.execute(asked).fetchall()
        ]  # to empty a table costs the same when it is empty
        if full:
            owner.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(sql.SQL(", ").join(full)))


def drain(limit: int = 500) -> int:
    """Run every waiting job here and now."""
    from cityhall.site import draining

    return draining.drain(limit)


prepare()
