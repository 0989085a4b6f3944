"""Every benchmark runs, and its last line is one JSON object; what it measures in a smoke run means nothing."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from bench import report

pytestmark = [pytest.mark.cluster]
ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 900


@pytest.mark.parametrize("name", report.BENCHMARKS)
def test_a_benchmark_ends_with_one_object(name: str) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("CITYHALL_", "DATABASE_", "DJANGO_", "PYTEST_"))}
    words = [sys.executable, "-m", f"bench.{name}", "--quick"]
    said = subprocess.run(
        words, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True, timeout=PATIENCE
    ).stdout
    told = json.loads(said.strip().splitlines()[-1])
    assert told["bench"] == name
    assert told["ratio"] > 0
    assert told["baseline"]
    assert all(value >= 0 for key, value in told.items() if key not in {"bench", "baseline"})


def test_every_benchmark_is_run_by_make_bench_and_says_what_it_measures() -> None:
    runnable = {f.stem for f in (ROOT / "bench").glob("*.py") if "is_quick(argv" in f.read_text()} - {"ground"}
    assert runnable == set(report.BENCHMARKS)
    told = [{"bench": name, "ratio": 0.5, "baseline": "样例", "p50_ms": 1.5} for name in report.BENCHMARKS]
    page = report.page(told)
    assert page.count("Ratio **0.5** to: 样例.") == len(told)
    assert page.count("| p50_ms | 1.5 |") == len(told)
    assert str(ROOT) not in page
    assert platform.node() not in page
