"""Load and kill: 200 clients for 60 seconds on a city kept by `cityhall run`, while web server, worker and database are killed with
`kill -9` in turn, twice each. Every acknowledged request has to be there once, and the journal's chain unbroken.

    python -m bench.load_and_kill [CLIENTS [SECONDS]]
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.load_and_kill import show


def main() -> None:
    clients = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 60.0
    with tempfile.TemporaryDirectory(prefix="load-and-kill-") as folder:
        Path(folder).chmod(0o755)
        figures = show(Path(folder), clients, seconds, rounds=2)
    print(
        f"{figures.clients} clients, {figures.seconds:.0f} s: {figures.acknowledged} requests acknowledged in {figures.tries} tries"
    )
    print(
        f"until acknowledged: median {figures.median:.2f} s, p95 {figures.p95:.2f} s, longest {figures.longest:.2f} s"
    )
    for victim, gap in figures.killed:
        print(f"kill -9 of {victim}: the longest silence after it {gap:.2f} s")
    print(f"each acknowledged request is there once; {figures.lines} journal lines verified, none changed or missing")


if __name__ == "__main__":
    main()
