"""Fills the parts of the documents that the source already says: `make docs`.

A part stands between `<!-- begin NAME: made by make docs -->` and `<!-- end NAME -->`; what is around it is written by hand."""

import importlib
import inspect
import os
import re
import sys
import tomllib
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from types import ModuleType

from docs import problems, shipped

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "cityhall"
BEGIN = "<!-- begin {}: made by make docs -->"
PART = re.compile(r"<!-- begin ([a-z-]+): made by make docs -->\n(.*?)<!-- end \1 -->", re.DOTALL)
VARIABLE = re.compile(r"^#?((?:CITYHALL|DATABASE)_[A-Z_]+)=(.*)$")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *([_cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def _words(terms: Iterable[object]) -> str:
    return "、".join(str(getattr(t, "label", t)) for t in terms)


# The table of moves and its picture


def moves() -> str:
    from cityhall.cases.rules import MOVES, MoveRule
    from cityhall.cases.terms import Move, Status

    def row(move: Move, rule: MoveRule) -> Sequence[object]:
        start = "、".join(s.label for s in Status if s in rule.from_)
        end = rule.to.label if rule.to else "不变"
        return (
            f"`{move}`", move.label, f"{start} → {end}", _words(rule.who), _clocks(rule.stops), _clocks(rule.starts),
            rule.paper or "—", rule.source or "—",
        )  # fmt: skip

    head = ("move", "中文", "状态", "谁", "停止的时限", "开始的时限", "文书", "依据")
    return table(head, (row(move, rule) for move, rule in MOVES.items()))


def _clocks(kinds: Sequence[object]) -> str:
    from cityhall.deadlines.terms import Kind

    return "全部" if set(kinds) == set(Kind) else _words(kinds) or "—"


def states() -> str:
    from cityhall.cases.rules import END, MOVES
    from cityhall.cases.terms import Status

    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {s.value} : {s.label}" for s in Status]
    lines.append(f"    [*] --> {Status.DRAFT.value}")
    ways: dict[tuple[str, str], list[str]] = {}
    for move, rule in MOVES.items():
        for start in (s for s in Status if s in rule.from_):
            ways.setdefault((start.value, (rule.to or start).value), []).append(move.label)
    lines += [f"    {start} --> {end} : {'、'.join(labels)}" for (start, end), labels in ways.items()]
    lines += [f"    {end} --> [*]" for end in sorted({rule.to.value for rule in MOVES.values() if rule.to in END})
              if all(Status(end) not in rule.from_ for rule in MOVES.values())]  # fmt: skip
    lines.append(f"    {Status.ARCHIVED.value} --> [*]")
    return "\n".join([*lines, "```"])


# The ladder of supervision


def ladder() -> str:
    from cityhall.supervision.rules import LADDER, MOVES, REPLY_WORKDAYS
    from cityhall.supervision.terms import Move, State

    lines = ["```mermaid", "flowchart LR"]
    lines += [f'    {one.value}["{one.label}（{REPLY_WORKDAYS[one]} 个工作日内回复）"]' for one in LADDER]
    lines += [f"    {low.value} -->|{Move.RAISE.label}| {high.value}" for low, high in pairwise(LADDER)]
    rows = [
        (f"`{move}`", move.label, _words(s for s in State if s in rule.from_), rule.to.label if rule.to else "不变", rule.who.label)
        for move, rule in MOVES.items()
    ]  # fmt: skip
    return "\n".join([*lines, "```", "", table(("move", "中文", "从", "到", "谁"), rows)])


def watching() -> str:
    from cityhall.supervision.rules import RULES

    rows = [
        (f"`{key}`", key.label, spec.looks_for, _words(f"{v.label} {v.default} {v.unit}" for v in spec.values.values()), spec.source)
        for key, spec in RULES.items()
    ]  # fmt: skip
    return table(("rule", "中文", "查找或发出什么", "默认值", "依据"), rows)


# Words


def term_modules() -> Iterator[tuple[str, ModuleType]]:
    for file in sorted(HOUSE.rglob("terms.py")):
        name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        if name != "cityhall.kernel.terms":
            yield name.removeprefix("cityhall.").removesuffix(".terms"), importlib.import_module(name)


def glossary() -> str:
    from cityhall.kernel.terms import Term

    parts = []
    for room, module in term_modules():
        own = [t for t in vars(module).values() if inspect.isclass(t) and issubclass(t, Term) and t is not Term]
        rows = [
            (term.label, f"`{kind.__name__}.{term.name}`", f"`{term.value}`")
            for kind in own if kind.__module__ == module.__name__ and kind.__name__ != "Can"
            for term in kind
        ]  # fmt: skip
        if rows:
            parts.append(f"### `{room}`\n\n{table(('中文', 'name', 'value'), rows)}")
    return "\n\n".join(parts)


def things() -> str:
    """The rows a room keeps: every model with its Chinese name."""
    from django.apps import apps

    rows = []
    for config in apps.get_app_configs():
        if config.name.startswith("cityhall."):
            room = config.name.removeprefix("cityhall.")
            rows += [
                (m._meta.verbose_name, f"`{m.__name__}`", f"`{room}`")
                for m in config.get_models()
                if ".tests." not in m.__module__
            ]
    return table(("中文", "name", "room"), rows)


def permissions() -> str:
    rows = [
        (f"`{can.value}`", can.label, f"`{room}`")
        for room, module in term_modules()
        for can in getattr(module, "Can", ())
    ]
    return table(("permission", "中文", "room"), rows)


def rights() -> str:
    """Each role of the demo city against each permission: for its own organ, and for another."""
    from cityhall.organs.rules import Cell, cell
    from cityhall.twin.roles import ROLES

    def sign(one: Cell) -> str:
        own = "本" if one.own else "托" if one.delegated else ""
        return own + ("他" if one.other else "") or "—"

    cans = [can for _, module in term_modules() for can in getattr(module, "Can", ())]
    rows = (
        (f"`{can}`", can.label, *(sign(cell(can, (*r.permissions, *r.authority), r.authority, r.reach)) for r in ROLES))
        for can in cans
    )
    return table(("permission", "权限", *(f"{r.name}（{r.reach.label}）" for r in ROLES)), rows)


def acts() -> str:
    """Each act with the permissions its code names."""
    import cityhall.site.urls  # noqa: F401  (everything that acts is there)
    from cityhall.kernel.action import REGISTERED
    from cityhall.kernel.asked import label_of, permissions_of

    for file in sorted(HOUSE.rglob("*.py")):  # and in what only a command brings along
        parts = file.relative_to(ROOT).with_suffix("").parts
        if "actions" in parts and "tests" not in parts:
            importlib.import_module(".".join(p for p in parts if p != "__init__"))
    ours = [(name, fn) for name, fn in sorted(REGISTERED.items()) if "tests" not in name.split(".")]
    rows = ((f"`{name}`", label_of(fn), _words(permissions_of(fn)) or "—") for name, fn in ours)
    return table(("act", "中文", "permissions named"), rows)


# What the program offers


def commands() -> str:
    from cityhall.site.program import COMMANDS

    def options(module: ModuleType) -> str:
        parser = ArgumentParser(add_help=False)
        module.arguments(parser)
        return " ".join(f"`{a.option_strings[0] if a.option_strings else a.metavar}`" for a in parser._actions) or "—"

    rows = ((f"`cityhall {name}`", module.HELP, options(module)) for name, module in COMMANDS.items())
    return table(("command", "what it does", "options"), rows)


def variables() -> str:
    """Each variable of `.env.example` with the sentence above it."""
    rows, said = [], ""
    for line in (ROOT / ".env.example").read_text().splitlines():
        found = VARIABLE.match(line)
        if found:
            rows.append((f"`{found[1]}`", f"`{found[2]}`" if found[2] else "—", said))
        elif line.startswith("# --- "):
            said = line.strip("# -")
        elif line.startswith("# "):
            said = line[2:]
    return table(("variable", "as in `.env.example`", "what it is"), rows)


def operations() -> str:
    """Every address of the API with the first line of its description."""
    import cityhall.site.urls  # noqa: F401  (adds the last routers)
    from cityhall.doors.api.door import api

    rows = []
    for path, methods in api.get_openapi_schema(path_prefix="/api/")["paths"].items():
        for method, told in methods.items():
            rows.append((told["tags"][0], f"`{method.upper()} {path}`", str(told["description"]).splitlines()[0]))
    return table(("resource", "address", "what it does"), rows)


def reactions() -> str:
    from cityhall.kernel.jobs.fan_out import Reaction
    from cityhall.site.reactions import EVERY, WHEN

    def called(reaction: Reaction) -> str:
        return f"`{reaction.__module__.split('.')[1]}.{reaction.__name__}`"

    then = table(("after this line", "this is done"), ((f"`{e}`", " ".join(map(called, r))) for e, r in WHEN.items()))
    clock = table(("schedule", "cron (UTC)"), ((name, f"`{one.cron}`") for name, one in EVERY.items()))
    return f"{then}\n\n{clock}"


def floors() -> str:
    """The layers as the import checker has them; names in brackets are not built yet or optional."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    layers = next(c for c in contracts if c["id"] == "floors")["layers"]
    built = {d.name for d in HOUSE.iterdir() if (d / "__init__.py").exists()}

    def shown(name: str) -> str:
        return name.strip("()") if name.strip("()") in built else f"({name.strip('()')})"

    lines = [" | ".join(shown(n.strip()) for n in layer.split("|")) for layer in layers]
    return "\n".join(["```", *lines, "```"])


def regimes() -> str:
    from cityhall.cases.terms import Move
    from cityhall.catalogue.rules.regimes import regimes as rows_of
    from cityhall.catalogue.terms import RegimeTerms

    def row(one: RegimeTerms) -> Sequence[object]:
        absent = [m.label for m in Move if m.value not in one.moves]
        return (
            one.procedure.label, str(one.notice or "当场"), "视为受理" if one.silence_accepts else "—", str(one.supplement),
            str(one.delivery or "—"), f"{one.granted} / {one.refused or '—'}", "、".join(absent) or "—",
        )  # fmt: skip

    head = ("procedure", "一次性告知", "逾期不告知", "补正期限", "送达", "结果用语", "没有的环节")
    return table(head, map(row, rows_of().values()))


DOORS = {
    "portal": (
        "citizens, on a phone first", "办事的人，手机优先",
        "find, guide, form, materials, progress", "找事项、看指南、填表、传材料、看进度",
    ),
    "window": ("clerks at a general window", "综合窗口人员", "receive, tell once, accept, hand over", "收件、一次性告知、受理、出件"),
    "hall": ("the hall manager", "大厅管理员", "windows of today, registers, item switches", "今日窗口、登记簿、事项与窗口的开关"),
    "office": ("reviewers and approvers", "部门审查与决定人员", "work list with lights, review, decision", "带灯的待办、审查、决定"),
    "supervisor": (
        "supervisors, organs watched", "监察人员和被监察单位",
        "board of lights, orders, appeals, anomalies", "红黄灯看板、督办、复核、异常",
    ),
    "setup": ("administrators", "系统管理员", "organs, staff, items, calendar", "机构、人员、事项、工作日历"),
    "api": ("programs", "其他系统", "the same acts over HTTP, OpenAPI 3.1", "同样的办理动作，OpenAPI 3.1"),
    "cli": ("operators at a terminal", "运维人员", "imports, migration, check-up", "导入、迁移、体检"),
}  # fmt: skip


def doors(*, chinese: bool = False) -> str:
    """Which doors are open today: a folder with addresses that the front hall includes, or commands."""
    addresses = (HOUSE / "site" / "urls.py").read_text() + (HOUSE / "site" / "program.py").read_text()
    opened, closed = ("已有", "尚未") if chinese else ("open", "not yet")
    rows = [
        (f"`{name}`", *told[chinese::2], opened if f"cityhall.doors.{name}" in addresses else closed)
        for name, told in DOORS.items()
    ]
    head = ("门", "给谁", "做什么", "现状") if chinese else ("door", "for whom", "what", "state")
    return table(head, rows)


PARTS: dict[str, Callable[[], str]] = {
    "moves": moves, "states": states, "glossary": glossary, "things": things, "permissions": permissions,
    "rights": rights, "acts": acts,
    "commands": commands, "variables": variables, "operations": operations, "reactions": reactions, "floors": floors,
    "regimes": regimes, "ladder": ladder, "watching": watching, "doors": doors, "doors-zh": lambda: doors(chinese=True),
    "shipped": lambda: shipped.packages(table), "shipped-items": lambda: shipped.items(table),
    "problems": lambda: table(("code", "status", "example"), problems.rows(HOUSE)),
}  # fmt: skip


def documents() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def filled(text: str) -> str:
    """The text with its generated parts as they should be."""
    return PART.sub(lambda found: f"{BEGIN.format(found[1])}\n{PARTS[found[1]]()}\n<!-- end {found[1]} -->", text)


def main() -> None:
    os.environ.setdefault("CITYHALL_VAR", str(ROOT / "var"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityhall.site.settings")
    import django

    django.setup()
    for file in documents():
        before = file.read_text()
        after = filled(before)
        if after != before:
            file.write_text(after)
            sys.stdout.write(f"{file.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
