"""The documents say what is so: generated parts are current; links, commands, targets, variables and addresses exist."""

import argparse
import re
from functools import cache
from pathlib import Path

import pytest

from docs import generate

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = generate.documents()
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```", re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
PICTURES = ROOT / "docs" / "screenshots"
OF_OTHERS = {"CITYHALL_PARENT", "CITYHALL_EMBEDDED", "CITYHALL_REQUIRE_BROWSER", "CITYHALL_ALBUM"}


def _name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def _spoken(file: Path) -> list[str]:
    """What a document quotes as code: lines of its blocks, and what stands between back-quotes."""
    text = file.read_text()
    blocks = [line.split("#")[0].strip() for block in CODE.findall(text) for line in block.splitlines()[1:-1]]
    return [line for line in blocks if line] + INLINE.findall(CODE.sub("", text))


def _anchors(file: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", CODE.sub("", file.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("file", DOCUMENTS, ids=_name)
def test_generated_parts_are_current(file: Path) -> None:
    text = file.read_text()
    assert generate.filled(text) == text, "run “make docs”"


def test_every_part_has_its_place() -> None:
    placed = {name for file in DOCUMENTS for name, _ in generate.PART.findall(file.read_text())}
    assert placed == set(generate.PARTS)


@pytest.mark.parametrize("file", DOCUMENTS, ids=_name)
def test_links_lead_somewhere(file: Path) -> None:
    broken = []
    for link in LINK.findall(CODE.sub("", file.read_text())):
        path, _, anchor = link.partition("#")
        target = (file.parent / path).resolve() if path else file
        if link.startswith(("http://", "https://")) or (target.parent == PICTURES and not PICTURES.exists()):
            continue
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in _anchors(target)):
            broken.append(link)
    assert not broken


@pytest.mark.parametrize("file", DOCUMENTS, ids=_name)
def test_make_targets_exist(file: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {m[1] for said in _spoken(file) if (m := re.match(r"make ([a-z-]+)", said))}
    assert named <= targets


@cache
def _options() -> dict[str, set[str]]:
    from cityhall.site.program import COMMANDS

    found = {}
    for name, module in COMMANDS.items():
        parser = argparse.ArgumentParser(add_help=False)
        module.arguments(parser)
        found[name] = {o for action in parser._actions for o in action.option_strings} | {"--json"}
    return found


@pytest.mark.parametrize("file", DOCUMENTS, ids=_name)
def test_commands_and_their_options_exist(file: Path) -> None:
    wrong = []
    for said in _spoken(file):
        words = said.split()
        if words[:1] != ["cityhall"] or len(words) == 1:
            continue
        name = next((n for n in (" ".join(words[1:3]), words[1]) if n in _options()), "")
        asked = {w.partition("=")[0] for w in words if w.startswith("--")}
        if not name or not asked <= _options()[name]:
            wrong.append(said)
    assert not wrong


@pytest.mark.parametrize("file", DOCUMENTS, ids=_name)
def test_variables_exist(file: Path) -> None:
    known = set(re.findall(r"^#?((?:CITYHALL|DATABASE)_[A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert set(re.findall(r"\b(?:CITYHALL|DATABASE)_[A-Z_]+\b", file.read_text())) <= known | OF_OTHERS


@pytest.mark.parametrize("file", DOCUMENTS, ids=_name)
def test_files_exist(file: Path) -> None:
    named = {said for said in _spoken(file) if re.fullmatch(r"(cityhall|docs|tests|bench|examples)/[\w./-]+", said)}
    assert not [path for path in named if not (ROOT / path).exists()]


@cache
def _addresses() -> set[tuple[str, str]]:
    import cityhall.site.urls  # noqa: F401
    from cityhall.doors.api.door import api

    paths = api.get_openapi_schema(path_prefix="/api/")["paths"]
    return {(method.upper(), path) for path, methods in paths.items() for method in methods}


def _exists(method: str, path: str) -> bool:
    shapes = (shape for verb, shape in _addresses() if verb == method)
    return any(re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", shape), path) for shape in shapes)


@pytest.mark.parametrize("file", DOCUMENTS, ids=_name)
def test_addresses_exist(file: Path) -> None:
    said = _spoken(file)
    named = {(m[1], m[2]) for s in said if (m := re.match(r"(GET|POST|PUT|DELETE) (/api/[^?\s`]+)", s))}
    called = {(m[1], f"/api/{m[2]}") for s in said if (m := re.search(r"-X (\w+) \$API/([^?\s\"]+)", s))}
    assert not [one for one in named | called if not _exists(*one)]


def test_the_clocks_and_lights_are_all_explained() -> None:
    from cityhall.deadlines.terms import Kind, Light

    text = (ROOT / "docs" / "time.md").read_text()
    assert not [term.value for term in (*Kind, *Light) if f"| `{term.value}` | {term.label} |" not in text]


def test_every_permission_and_refusal_is_listed_with_a_sentence() -> None:
    from docs import problems

    rows = problems.rows(ROOT / "cityhall")
    assert len(rows) > 200
    assert not [code for code, _, sentence in rows if not sentence.strip("…")]


def test_decisions_are_short_and_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    records = sorted(f for f in folder.glob("0*.md"))
    assert [f.name[:4] for f in records] == [f"{n:04}" for n in range(1, len(records) + 1)]
    assert not [f.name for f in records if len(f.read_text().splitlines()) > 40]
    assert not [f.name for f in records if f"({f.name})" not in (folder / "README.md").read_text()]


def test_what_is_packed_is_complete() -> None:
    """Templates, styles and the demo's data travel in the wheel."""
    import tomllib

    packed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]
    files = [f for f in (ROOT / "cityhall").rglob("*") if f.is_file() and f.suffix not in {".py", ".pyc"}]
    fits = {f for pattern in packed["*"] for f in (ROOT / "cityhall").rglob(pattern)}
    for room in ("joint", "twin"):
        fits |= {f for pattern in packed[f"cityhall.{room}"] for f in (ROOT / "cityhall" / room).glob(pattern)}
    assert not [_name(f) for f in files if f not in fits]
