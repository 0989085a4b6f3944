"""`cityhall packages load`: take a package that comes with the program into this city, as drafts."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cityhall.kernel.errors import InvalidInputError

from . import files
from .outcome import Outcome

if TYPE_CHECKING:
    from cityhall.joint.queries import ShippedPlan

HELP = "把一件内置的一件事连同事项装入本市，存为草稿；本市已有的不改动"
NEEDS_CITY = True


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help="哪一件，见 packages list")
    parser.add_argument(
        "--organ-map", type=Path, metavar="FILE", help="对照表（JSON）：organs 角色对单位，items 事项对本市事项，codes 新事项的编码"
    )  # fmt: skip
    parser.add_argument("--variant", default="", help="阶段的另一套名称，如 fuzhou")
    parser.add_argument("--dry-run", action="store_true", help="只看会新建什么，不写入")


def run(options: Namespace) -> Outcome:
    from cityhall.catalogue.terms import Can as Catalogue
    from cityhall.joint import actions, queries
    from cityhall.joint.terms import Can

    operator = files.operator(Can.DESIGN, Catalogue.EDIT_ITEMS, Catalogue.KEEP_LIBRARY)
    told = dict(_map(options.organ_map)) if options.organ_map else {}
    if options.variant:
        told["variant"] = options.variant
    plan = queries.shipped_plan(operator, options.code, told)
    if options.dry_run:
        return Outcome(_values(plan), _lines(plan), code=int(bool(plan.problems) and plan.state is None))
    made = actions.load_shipped(operator, options.code, told)
    if not made["fresh"]:
        return Outcome(made, [f"本市已有“{plan.shipped.name}”，没有改动"])
    counted = f"新建事项 {len(made['created'])} 项，用已有的 {len(made['taken'])} 项，标准条目 {made['entries']} 条"
    said = f"已装入“{plan.shipped.name}”：{counted}"
    return Outcome(made, [said, "都是草稿：请在 /setup/ 核对、发布各事项，再发布这件一件事"])


def _map(path: Path) -> Mapping[str, object]:
    try:
        told = json.loads(files.text_of(path))
    except ValueError as wrong:
        raise InvalidInputError("cli.json", f"{path} 不是有效的 JSON，请核对文件") from wrong
    if not isinstance(told, dict):
        raise InvalidInputError("cli.json", f"{path} 的内容不是对照表，请核对文件")
    return told


def _values(plan: "ShippedPlan") -> dict[str, object]:
    return {
        "code": plan.shipped.code, "state": plan.state,
        "roles": {r.key: {"name": r.name, "organ": r.organ.name if r.organ else None} for r in plan.roles},
        "items": {i.item.key: {"name": i.item.name, "item": i.there.id if i.there else None, "code": i.code} for i in plan.items},
        "entries": len(plan.entries), "problems": list(plan.problems),
    }  # fmt: skip


def _lines(plan: "ShippedPlan") -> list[str]:
    """Whom each role means, what becomes of each item, what is in the way."""
    lines = [f"{plan.shipped.name}（只看，未写入）{'：本市已有，装入不改动它' if plan.state else ''}"]
    lines += [f"  {r.key:<10} {r.name} → {r.organ.name if r.organ else '？'}" for r in plan.roles]
    lines += [
        f"  {i.item.key:<22} {i.item.name}：{f'用已有的 #{i.there.id}' if i.there else '新建草稿'}" for i in plan.items
    ]
    lines.append(f"  标准库补入 {len(plan.entries)} 条")
    return [*lines, *(f"  要补：{p}" for p in plan.problems)]
