"""What is shipped: no secret in the repository, every package by hash and under a licence the project may pass on."""

import math
import re
import subprocess
from collections import Counter
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKED = ROOT / "requirements.lock"
PICTURES = {".png", ".jpg", ".webp", ".woff2", ".ico"}
MOST = 2_000_000

KEY_FILES = re.compile(
    r"(^|/)(\.env|keys\.json|id_(rsa|dsa|ecdsa|ed25519)|[^/]+\.(pem|key|p12|pfx|jks|keystore|kdbx))$"
)
SECRETS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY" r"-----"),
    "an access key of a cloud": re.compile(r"\b(AKIA|ASIA|LTAI)[A-Za-z0-9]{16,}\b"),
    "a token of a forge": re.compile(r"\b(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{20,}|glpat-[\w-]{20,})"),
    "a token of a chat": re.compile(r"\bxox[abprs]-[\w-]{10,}"),
    "a signed token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    "a password in an address": re.compile(
        r"\b\w+://[^\s:/@'\"{}<>]+:(?!password@|secret@|pw@|…|\.\.\.)[^\s/@'\"{}<>$%*]{6,}@[\w.-]+"
    ),
}
MIXED = re.compile(r"['\"=:\s]([A-Za-z0-9+/_=-]{32,120})['\"\s,;]")
BITS = 4.6  # a letter; random base64 of 32 letters has about 4.7, a name joined of words below 4.3

KNOWN = {  # what looks like a secret and is none: file, and why
    "cityhall/exchange/tests/test_hook_rules.py": "the key of the example in Standard Webhooks itself",
    "cityhall/kernel/tests/test_secrets.py": "keys made up for the test of keys",
}

LICENCES = re.compile(
    r"\b(MIT(-0|-CMU)?|BSD(-[23]-Clause)?|Apache(-2\.0| Software)|PSF-2\.0|MPL-2\.0|Mozilla Public License 2\.0|HPND|0BSD)\b", re.I
)  # fmt: skip
COPYLEFT = re.compile(r"\b(A?GPL|LGPL|GNU|SSPL|BUSL|Commons Clause)", re.I)
EXCEPTIONS = {
    "psycopg": "LGPL-3.0: used as a library, not changed, replaceable by whoever installs (LGPL section 4)",
    "psycopg-binary": "as psycopg",
    "psycopg-pool": "as psycopg",
}


@cache
def _files() -> tuple[Path, ...]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a checkout: what is in the repository cannot be told from what lies beside it")
    return tuple(ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file())


def _texts() -> list[tuple[str, str]]:
    chosen = [f for f in _files() if f.suffix not in PICTURES and f.stat().st_size < MOST]
    return [(str(f.relative_to(ROOT)), f.read_text(errors="replace")) for f in chosen]


def _looks_random(text: str) -> bool:
    kinds = sum(bool(re.search(kind, text)) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    counts = Counter(text).values()
    bits = -sum(n / len(text) * math.log2(n / len(text)) for n in counts)
    return kinds == 3 and bits > BITS and not re.search(r"[a-z]{9}|(abc|ABC|012|123)", text)


def _secrets_in(text: str) -> list[str]:
    named = [what for what, pattern in SECRETS.items() if pattern.search(text)]
    return named + [f"random: {t[:12]}…" for t in MIXED.findall(text) if _looks_random(t)]


def test_no_key_file_is_in_the_repository() -> None:
    names = [str(f.relative_to(ROOT)) for f in _files()]
    assert len(names) > 1000
    assert not [name for name in names if KEY_FILES.search(name)]


def test_no_secret_is_in_the_repository() -> None:
    found = {name: what for name, text in _texts() if name not in KNOWN and (what := _secrets_in(text))}
    assert not found


@pytest.mark.parametrize(
    "secret",
    [
        "-----BEGIN PRIVATE " + "KEY-----",
        "key = " + "AKIA" + "IOSFODNN7EXAMPLE1",
        "token=" + "ghp_" + "a1B2" * 9,
        "postgresql://city:" + "hunter22" + "@db.example/x",
        'KEY = "' + "q8Zt3vLx0Pw7Rk2M" + "yB5nHs9DfJ4gUc6E" + '"',
    ],
)
def test_the_search_would_find_one(secret: str) -> None:
    assert _secrets_in(f"\n{secret}\n")


@pytest.mark.parametrize("name", [".env", "var/keys.json", "deploy/server.pem", "a/id_rsa"])
def test_and_a_key_file(name: str) -> None:
    assert KEY_FILES.search(name)


def _packages() -> dict[str, str]:
    """Name → everything its entry says."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", LOCKED.read_text())
    return {e.split("==")[0].split("[")[0].lower(): e for e in entries if "==" in e.splitlines()[0]}


def test_every_package_is_locked_to_one_version_and_by_hash() -> None:
    packages = _packages()
    assert len(packages) > 40
    assert not [name for name, entry in packages.items() if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry)]
    loose = [line for line in LOCKED.read_text().splitlines() if re.match(r"[A-Za-z0-9]", line) and "==" not in line]
    assert not loose
    assert not re.search(r"git\+|https?://|^-e|--(extra-)?index-url", LOCKED.read_text(), re.MULTILINE)


def test_the_installation_insists_on_the_hashes() -> None:
    for name in ("Makefile", "docs/operations.md"):
        assert "--require-hashes" in (ROOT / name).read_text(), name


def _licence(name: str) -> str:
    """What its own metadata says, the most exact first."""
    told: Any = metadata.metadata(name)
    exact = str(told.get("License-Expression") or "")
    classified = " ".join(c for c in told.get_all("Classifier") or [] if c.startswith("License"))
    return exact or f"{str(told.get('License') or '')[:80]} {classified}".strip()


@pytest.mark.parametrize("name", sorted(_packages()))
def test_every_package_has_a_licence_the_project_may_pass_on(name: str) -> None:
    licence = _licence(name)
    if name in EXCEPTIONS:
        assert COPYLEFT.search(licence), f"{name} needs no exception any more"
        return
    assert LICENCES.search(licence), f"{name}: {licence or 'says nothing'}"
    assert not COPYLEFT.search(licence), f"{name}: {licence}"


def test_no_exception_is_left_over() -> None:
    assert set(EXCEPTIONS) <= set(_packages())
