"""What `make bench` writes: docs/benchmarks.md, from the last line of every benchmark."""

import ast
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bench import ground

HERE = Path(__file__).resolve().parent
BENCHMARKS = (
    "search", "figures", "standardise", "imports", "deadlines", "transitions", "joint", "http", "api", "reads",
)  # fmt: skip
PAGE = ground.ROOT / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Written by `make bench` on {day}.

{machine}

**How to read it.** Each benchmark runs on a scratch cluster of the embedded PostgreSQL, with every durability setting as
it is served, and measures its own baseline in the same run, taking turns with it: the machine's mood falls on both. So
the ratio is what to compare between machines and between versions; milliseconds and rates are of this machine, and
single figures vary by a fifth. Everything, the load included, shares the cores named above. Times are per request or
act, percentiles by nearest rank. `baseline_…` figures are the baseline's own; `…_4` and `…_16` are taken at so many
connections.
"""


def page(told: Sequence[Mapping[str, object]]) -> str:
    facts = _table(ground.machine().items(), "machine", "")
    return HEAD.format(day=time.strftime("%Y-%m-%d"), machine=facts) + "".join(_section(one) for one in told)


def _section(told: Mapping[str, object]) -> str:
    name = str(told["bench"])
    what = ast.get_docstring(ast.parse((HERE / f"{name}.py").read_text())) or ""
    figures = [(key, value) for key, value in told.items() if key not in {"bench", "ratio", "baseline"}]
    return (
        f"\n## {name}\n\n{what}\n\nRatio **{told['ratio']}** to: {told['baseline']}.\n\n"
        f"{_table(figures, 'figure', 'value')}\n"
    )


def _table(rows: Iterable[tuple[str, object]], left: str, right: str) -> str:
    lines = "\n".join(f"| {key} | {value} |" for key, value in rows)
    return f"| {left} | {right} |\n|---|---|\n{lines}"
