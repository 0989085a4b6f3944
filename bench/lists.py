"""A list of items as a city keeps it, and what is done with it, each in a process of its own so that its memory is its own.

Names, organs and types of a real district where its list is at hand, spread over as many places as it takes; made-up ones
elsewhere. Every row carries limits, a phone, an address; every third item two materials in a table of their own."""

import csv
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REAL = Path(os.environ.get("CITYHALL_SHARED", str(ROOT.parent / "shared"))) / "data" / "guangan_items" / "items.csv"
HEAD = (
    "实施编码", "事项名称", "主项名称", "实施单位", "行政区划代码", "事项类型", "办件类型", "法定办结时限", "法定办结时限单位",
    "承诺办结时限", "承诺办结时限单位", "设定依据", "咨询电话", "办理地点", "办理时间", "结果名称", "服务对象",
)  # fmt: skip
MATERIALS = ("实施编码", "材料名称", "是否必要", "材料形式", "份数", "受理标准")
EVERY = 3


def write(folder: Path, items: int) -> tuple[Path, Path]:
    """The two tables."""
    basic, materials = folder / "basic.csv", folder / "materials.csv"
    with (
        basic.open("w", encoding="utf-8-sig", newline="") as one,
        materials.open("w", encoding="utf-8-sig", newline="") as two,
    ):
        rows, papers = csv.writer(one), csv.writer(two)
        rows.writerow(HEAD)
        papers.writerow(MATERIALS)
        for n, (name, group, organ, kind) in zip(range(items), _matters(items), strict=False):
            code = f"119901000000{n % 1000000:06d}"[:18] + "4" + f"9901{n % 100:02d}{n:06d}"[-12:].rjust(12, "0")
            rows.writerow([
                code, name, group, organ, "990100000000", kind, "承诺件", "20", "工作日", "10", "工作日",
                f"《{name[:12]}管理办法》第{n % 40 + 1}条", f"0990-{n % 9000000 + 1000000}", f"样例路{n % 300 + 1}号政务服务中心",
                "工作日 9:00—12:00，13:00—17:00", f"{name[:20]}批准文件", "自然人、企业法人",
            ])  # fmt: skip
            if n % EVERY == 0:
                papers.writerow([code, "申请表", "是", "电子件", "1", "填写完整，签字或盖章"])
                papers.writerow([code, "身份证明", "是", "复印件", "1", "与申请人一致，在有效期内"])
    return basic, materials


def _matters(items: int) -> Iterator[tuple[str, str, str, str]]:
    """(name, group, organ, type), different in every place."""
    if not REAL.exists():
        from bench import facts

        for fact in facts.items(items):
            yield fact.name, "", fact.organ, "行政许可"
        return
    with REAL.open(encoding="utf-8-sig", newline="") as source:
        kept = [r for r in csv.DictReader(source) if r["sub_item"]]
    for place in range(items // len(kept) + 1):
        for row in kept:
            where = f"第{place + 1}片区"
            yield (
                f"{row['sub_item']}（{where}）"[:300],
                row["main_item"],
                f"{where}{row['department']}",
                row["task_type_name"],
            )


def tables(paths: Sequence[Path]) -> Iterator[tuple[str, ...]]:
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as source:
            yield from (tuple(row) for row in csv.reader(source))


def copy(paths: Sequence[Path]) -> dict[str, float]:
    """The plain way: the same rows by COPY into a table of texts, looked at by nobody."""
    from django.db import connection, transaction

    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE plain_rows (cells text[])")
        with cursor.cursor.copy("COPY plain_rows FROM STDIN") as pipe:
            for row in tables(paths):
                pipe.write_row([list(row)])
    return {"seconds": time.perf_counter() - began}


def take_in(paths: Sequence[Path]) -> dict[str, float]:
    """Uploaded, matched as guessed, tried, done: what the door and the worker do."""
    from cityhall.catalogue import actions
    from cityhall.catalogue.models import Item, ItemImport
    from cityhall.kernel.actor import HOUSE
    from cityhall.kernel.files import store
    from cityhall.kernel.journal import queries as journal

    def put(path: Path) -> store.Stored:
        with path.open("rb") as source:
            pieces = iter(lambda: source.read(65536), b"")
            return store.put(pieces, limit=actions.MOST_FILE, made="text/csv")

    def work(event: str, act: Callable[..., object]) -> float:
        began = time.perf_counter()
        run = ItemImport.objects.get()
        act(next(line for line in journal.lines_of([run.ref]) if line.event == event))
        return time.perf_counter() - began

    began = time.perf_counter()
    run_id = actions.begin_import(HOUSE, [(put(path), path.name) for path in paths])
    uploaded = time.perf_counter() - began
    run = ItemImport.objects.get(pk=run_id)
    actions.match_columns(HOUSE, run_id, [{"part": t["part"], "columns": t["match"]} for t in run.tables])
    tried = work("imports.check_started", actions.check_import)
    actions.start_import(HOUSE, run_id)
    done = work("imports.started", actions.carry_out_import)
    run = ItemImport.objects.get()
    if run.counts["created"] != Item.objects.count() or run.counts["rejected"]:
        raise RuntimeError(f"not all came in: {run.counts}")
    return {
        "items": run.counts["created"],
        "materials": run.counts["materials"],
        "uploaded": uploaded,
        "tried": tried,
        "seconds": done,
    }


def main() -> None:
    import django

    django.setup()
    act = {"copy": copy, "import": take_in}[sys.argv[1]]
    told = act([Path(p) for p in sys.argv[2:]])
    told["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(told))


if __name__ == "__main__":
    main()
