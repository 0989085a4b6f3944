"""`make bench`: every benchmark, one after another; what they said goes to docs/benchmarks.md.

`python -m bench [--quick] [NAME …]` runs some of them, or all of them shortly, and writes nothing."""

import argparse
import json
import subprocess
import sys

from bench import ground, report


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[[], *report.BENCHMARKS], metavar="NAME")
    parser.add_argument("--quick", action="store_true", help="a smoke run: the figures mean nothing")
    options = parser.parse_args()
    wanted = options.names or report.BENCHMARKS
    told = [run(name, quick=options.quick) for name in wanted]
    if options.names or options.quick:
        return 0
    report.PAGE.write_text(report.page(told))
    print(f"written: {report.PAGE.relative_to(ground.ROOT)}")
    return 0


def run(name: str, *, quick: bool) -> dict[str, object]:
    """One benchmark in a process of its own; one that falls ends the run, for a page with holes misleads."""
    print(f"== {name}", flush=True)
    words = [sys.executable, "-m", f"bench.{name}", *(["--quick"] if quick else [])]
    said = subprocess.run(words, check=True, cwd=ground.ROOT, stdout=subprocess.PIPE, text=True).stdout
    print(said, flush=True)
    told: dict[str, object] = json.loads(said.strip().splitlines()[-1])
    return told


if __name__ == "__main__":
    sys.exit(main())
