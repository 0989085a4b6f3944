"""The house checks its own walls: who writes, who knows the web, how long things are, what is left unsaid."""

import ast
import io
import re
import tokenize
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "cityhall"
EVERYTHING = sorted(f for d in ("cityhall", "tests", "bench") for f in (ROOT / d).rglob("*.py"))
OURS = [f for f in EVERYTHING if "migrations" not in f.parts]
FILES = [f for f in OURS if f.is_relative_to(HOUSE) and "tests" not in f.parts]
MIGRATIONS = [f for f in EVERYTHING if "migrations" in f.parts]
ROOM_FILES = {"actions", "adapters", "queries", "models", "rules", "terms"}
NOT_ROOMS = {"kernel", "doors", "site", "twin"}

WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "acreate", "aupdate", "adelete", "asave",
}  # fmt: skip
HARMLESS = {
    "router",
    "digest",
    "hash",
    "hasher",
    "sha",
    "values",
    "self",
    "os",
    "environ",
    "default_storage",
    "picture",
    "frozenset",
}
KERNEL_WRITERS = {
    "record.py",
    "sealing.py",
    "claims.py",
    "allocate.py",
    "store.py",
    "fan_out.py",
    "tasks.py",
    "actions.py",
    "tally.py",
    "writing.py",
}
WRITER = "cityhall.kernel.writing"
WRITE_SQL = re.compile(r"^\s*(INSERT\s+INTO|UPDATE\s+\w+|DELETE\s+FROM|TRUNCATE)\b", re.IGNORECASE)
WEB = ("django.http", "django.shortcuts", "django.urls", "django.views", "django.template", "django.forms", "ninja",
       "django_htmx", "granian", "whitenoise")  # fmt: skip
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b")


def _name(file: Path) -> str:
    return str(file.relative_to(ROOT))


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text())


def _calls(file: Path) -> list[ast.Call]:
    return [n for n in ast.walk(_tree(file)) if isinstance(n, ast.Call)]


def _imports(file: Path) -> set[str]:
    nodes = list(ast.walk(_tree(file)))
    plain = {a.name for n in nodes if isinstance(n, ast.Import) for a in n.names}
    return plain | {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom) if not n.level}


def _may_write(file: Path) -> bool:
    inside = file.relative_to(HOUSE).parts
    if inside[0] == "kernel":
        return file.name in KERNEL_WRITERS
    if inside[0] == "site":
        return file.name in {"database.py", "testing.py"}
    return inside[1:2] == ("actions.py",) or inside[1:2] == ("actions",)


def _is_adapter(file: Path) -> bool:
    """Adapters write to the world outside; that they know no database is a rule of its own."""
    return "adapters" in (file.stem, file.parent.name)


def _writes(file: Path) -> list[str]:
    """Calls of a model's writing methods. A heuristic on names: what is clearly a digest or a dictionary is let be."""
    found = []
    for call in _calls(file):
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
            continue
        owner = ast.unparse(call.func.value)
        if call.func.attr == "update" and "objects" not in owner and "filter(" not in owner:
            continue
        if owner.split(".")[0].split("(")[0] not in HARMLESS:
            found.append(f"line {call.lineno}: {owner}.{call.func.attr}")
    return found


def _written_sql(file: Path) -> list[str]:
    texts = [n for n in ast.walk(_tree(file)) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return [f"line {t.lineno}: {str(t.value).strip()[:40]}" for t in texts if WRITE_SQL.match(str(t.value))]


@pytest.mark.parametrize("file", OURS, ids=_name)
def test_files_and_functions_stay_small(file: Path) -> None:
    assert len(file.read_text().splitlines()) <= 400
    if "tests" in file.parts:
        return
    functions = [n for n in ast.walk(_tree(file)) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
    long = [f.name for f in functions if (f.end_lineno or 0) - f.lineno >= 40]
    assert not long


@pytest.mark.parametrize("file", [f for f in FILES if not _may_write(f) and not _is_adapter(f)], ids=_name)
def test_only_actions_and_the_kernels_writers_write(file: Path) -> None:
    wrote = _writes(file)
    if "site" not in file.relative_to(HOUSE).parts[:1]:
        wrote += _written_sql(file)
    wrote += [f"imports {name}" for name in _imports(file) if name == WRITER]
    assert not wrote


@pytest.mark.parametrize(
    "file", [f for f in FILES if f.relative_to(HOUSE).parts[0] not in {"doors", "site"}], ids=_name
)
def test_only_doors_and_the_front_hall_know_the_web(file: Path) -> None:
    web = {m for m in _imports(file) if any(m == w or m.startswith(f"{w}.") for w in WEB)}
    assert not web


@pytest.mark.parametrize("file", [f for f in FILES if _may_write(f)], ids=_name)
def test_saving_names_its_fields(file: Path) -> None:
    saves = [c for c in _calls(file) if isinstance(c.func, ast.Attribute) and c.func.attr == "save"]
    whole = [c.lineno for c in saves if not any(k.arg in {"update_fields", "force_insert"} for k in c.keywords)]
    ours = [line for line in whole if "default_storage" not in file.read_text().splitlines()[line - 1]]
    assert not ours, f"save without update_fields on lines {ours}"


@pytest.mark.parametrize("file", OURS, ids=_name)
def test_nothing_is_left_for_later(file: Path) -> None:
    comments = [
        t for t in tokenize.generate_tokens(io.StringIO(file.read_text()).readline) if t.type == tokenize.COMMENT
    ]
    assert not [t.start[0] for t in comments if UNFINISHED.search(t.string)]
    raised = [ast.unparse(n.exc) for n in ast.walk(_tree(file)) if isinstance(n, ast.Raise) and n.exc]
    assert not [r for r in raised if r.startswith("NotImplementedError")]


@pytest.mark.parametrize("file", OURS, ids=_name)
def test_no_file_for_odds_and_ends(file: Path) -> None:
    assert file.stem not in {"utils", "helpers", "misc", "common"}


def test_rooms_hold_what_rooms_hold() -> None:
    rooms = [d for d in HOUSE.iterdir() if (d / "__init__.py").exists() and d.name not in NOT_ROOMS]
    allowed = ROOM_FILES | {"__init__", "apps", "tests", "migrations", "__pycache__"}
    strangers = [_name(f) for room in rooms for f in room.iterdir() if f.stem not in allowed]
    assert not strangers


def test_no_listeners_and_no_overridden_save() -> None:
    listeners = [_name(f) for f in FILES if any(m.startswith("django.dispatch") for m in _imports(f))]
    models = [f for f in FILES if "models" in (f.stem, f.parent.name)]
    saves = [
        _name(f) for f in models for n in ast.walk(_tree(f)) if isinstance(n, ast.FunctionDef) and n.name == "save"
    ]
    assert not listeners + saves


def _variables_of(file: Path) -> set[str]:
    texts = {n.value for n in ast.walk(_tree(file)) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return {t for t in texts if re.fullmatch(r"(CITYHALL|DATABASE)_[A-Z_]+", t)}


def test_every_variable_is_explained_and_every_explained_one_is_read() -> None:
    passed_to_children = {"CITYHALL_PARENT", "CITYHALL_EMBEDDED"}
    read = {name for f in FILES for name in _variables_of(f)} - passed_to_children
    explained = set(
        re.findall(r"^#?((?:CITYHALL|DATABASE)_[A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    )
    assert read == explained
