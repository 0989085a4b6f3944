"""Every benchmark runs, and its last line is one JSON object; what it measures in a smoke run means nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.cluster]
ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", ["http", "transitions"])
def test_a_benchmark_ends_with_one_object(name: str) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("CITYHALL_", "DATABASE_", "DJANGO_", "PYTEST_"))}
    words = [sys.executable, "-m", f"bench.{name}", "--quick"]
    said = subprocess.run(words, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout
    told = json.loads(said.strip().splitlines()[-1])
    assert told["bench"] == name
    assert told["ratio"] > 0
    assert told["baseline"]
    assert all(value >= 0 for key, value in told.items() if key not in {"bench", "baseline"})
