"""`make bench`: run every benchmark, one after another, and write what they said to docs/benchmarks.md.

A benchmark is a file beside this one; its last line is one JSON object with `bench`, `ratio`, `baseline` and figures.
"""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

from cityhall.kernel import clock

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "benchmarks.md"


def main(names: list[str]) -> int:
    files = sorted(f for f in HERE.glob("*.py") if "\nif __name__ ==" in f.read_text() and f.stem != "__main__")
    files = [f for f in files if not names or f.stem in names]
    results, failed = [], 0
    for file in files:
        print(f"== {file.stem}", flush=True)
        said = _run(file)
        if said is None:
            failed += 1
        else:
            results.append(said)
    if not names and not failed:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(page(results))
        print(f"written: {PAGE}")
    return int(bool(failed))


def _run(file: Path) -> dict[str, object] | None:
    ran = subprocess.run(
        [sys.executable, "-m", f"bench.{file.stem}"], check=False, cwd=HERE.parent, stdout=subprocess.PIPE, text=True
    )
    print(ran.stdout, flush=True)
    if ran.returncode != 0 or not ran.stdout.strip():
        print(f"{file.stem} failed", file=sys.stderr)
        return None
    answer: dict[str, object] = json.loads(ran.stdout.strip().splitlines()[-1])
    return answer


def machine() -> str:
    """What the figures hang on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.platform()}, Python {platform.python_version()}"


def page(results: list[dict[str, object]]) -> str:
    head = (
        "# Benchmarks\n\nEach ratio is against a baseline measured in the same run on the same machine; single figures "
        f"vary by a fifth.\nWritten by `make bench` on {clock.today()}: {machine()}.\n"
    )
    parts = []
    for result in results:
        rest = [(k, v) for k, v in result.items() if k not in {"bench", "ratio", "baseline"}]
        rows = "".join(f"| {k} | {json.dumps(v, ensure_ascii=False)} |\n" for k, v in rest)
        ratio = f"Ratio **{result['ratio']}** to {result['baseline']}." if result.get("ratio") is not None else ""
        parts.append(f"\n## {result['bench']}\n\n{ratio}\n\n| figure | value |\n|---|---|\n{rows}")
    return head + "".join(parts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
