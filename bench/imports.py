"""A list of 90,705 items and 60,470 materials taken in, as many items as one prefecture's four levels have.

Read, held against the catalogue, judged row by row, written with drafts and journal in one transaction: `seconds` and
`peak_mb` are of the import itself, `tried_seconds` of the trial before it. The baseline is the plain way in the same
run: the same rows by COPY into a table of texts. Each runs in a process of its own. Above 1 the house is faster; it
never will be, and the ratio says what the looking costs."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench import ground, lists

ITEMS, QUICK_ITEMS = 90_705, 1_200


def main(argv: Sequence[str] | None = None) -> None:
    quick = ground.is_quick(argv, __doc__)
    with ground.scratch() as here:
        paths = [str(path) for path in lists.write(here.folder, QUICK_ITEMS if quick else ITEMS)]
        plain = json.loads(here.run("bench.lists", "copy", *paths))
        ours = json.loads(here.run("bench.lists", "import", *paths))
    ground.say("imports", plain["seconds"] / ours["seconds"], "the same rows by COPY into a table of texts", {
        "items": ours["items"], "materials": ours["materials"], "seconds": round(ours["seconds"], 1),
        "uploaded_seconds": round(ours["uploaded"], 1), "tried_seconds": round(ours["tried"], 1),
        "peak_mb": round(ours["peak_mb"], 1), "baseline_seconds": round(plain["seconds"], 2),
        "baseline_peak_mb": round(plain["peak_mb"], 1), "memory_ratio": round(ours["peak_mb"] / plain["peak_mb"], 2),
    })  # fmt: skip


if __name__ == "__main__":
    main()
