"""Composed pages: blocks read from plain JSON and written back, what stands in the way of publishing, and the page an
organ has before anybody composed one."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from cityhall.catalogue.terms.fronts import BLOCKS, COMPUTABLE, Block, BlockKind, FrontKind, FrontTerms

from .publishing import Problem
from .reading import Reader

MOST_BLOCKS, MOST_ITEMS, MOST_LINES = 40, 40, 30
TITLED = (BlockKind.ITEMS, BlockKind.STAGE, BlockKind.TEXT)
WORDED = (BlockKind.NOTICE, BlockKind.TEXT)
WITH_ITEMS = (BlockKind.HOT, BlockKind.ITEMS, BlockKind.STAGE)


def read_front(raw: Mapping[str, Any], kind: FrontKind) -> FrontTerms:
    """A page as it is composed, finished or not. Text is text: what looks like markup is shown as it was typed."""
    reader = Reader(raw, place="版面的")
    rows = reader.rows("blocks", "版块")
    if len(rows) > MOST_BLOCKS:
        raise reader.refuse("blocks", "版块", f"最多 {MOST_BLOCKS} 个，现有 {len(rows)} 个")
    return FrontTerms(
        title=reader.text("title", "名称", longest=60, needed=True),
        summary=reader.text("summary", "一句话介绍", longest=200),
        blocks=tuple(_block(row, kind) for row in rows),
    )


def _block(row: Reader, front: FrontKind) -> Block:
    kind = row.word("kind", "版块种类", BlockKind)
    if kind not in BLOCKS[front]:
        raise row.refuse("kind", "版块种类", f"“{kind.label}”不能用在{front.label}里")
    computed = row.yes("computed", "自动", default=False) and kind in COMPUTABLE
    return Block(
        kind=kind,
        title=row.text("title", "标题", longest=40),
        text=row.text("text", "文字", longest=2000),
        until=_until(row) if kind is BlockKind.NOTICE else None,
        computed=computed,
        items=() if computed else _ids(row, "items", "事项"),
        fronts=_ids(row, "fronts", "专题"),
        policies=() if computed else _ids(row, "policies", "政策"),
        lines=_lines(row) if kind is BlockKind.STAGE else (),
        pairs=row.pairs("pairs", "问答") if kind is BlockKind.QA else (),
    )


def _ids(row: Reader, key: str, label: str) -> tuple[int, ...]:
    """Each once: the same thing twice in a block is an oversight, and is named."""
    values = row.data.get(key) or ()
    if isinstance(values, str) or not isinstance(values, (list, tuple)) or len(values) > MOST_ITEMS:
        raise row.refuse(key, label, f"应是一列编号，最多 {MOST_ITEMS} 个")
    if any(isinstance(v, bool) or not isinstance(v, int) or v < 1 for v in values):
        raise row.refuse(key, label, "编号应是正整数")
    twice = next((v for v in values if list(values).count(v) > 1), None)
    if twice is not None:
        nth = values.index(twice) + 1
        raise row.refuse(key, label, f"第 {nth} 个在同一个版块里出现了两次，请删去一个")
    return tuple(values)


def _lines(row: Reader) -> tuple[str, ...]:
    lines = row.texts("lines", "准备清单", longest=100)
    if len(lines) > MOST_LINES:
        raise row.refuse("lines", "准备清单", f"最多 {MOST_LINES} 行，现有 {len(lines)} 行")
    return lines


def _until(row: Reader) -> date | None:
    text = row.text("until", "显示到", longest=10)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise row.refuse("until", "显示到", "不是日期，请按 2026-01-31 的样子填写") from None


def write_front(terms: FrontTerms) -> dict[str, Any]:
    """The page as plain JSON: reading it gives the same."""
    return {"title": terms.title, "summary": terms.summary, "blocks": [_written(block) for block in terms.blocks]}


def _written(block: Block) -> dict[str, Any]:
    told: dict[str, Any] = {
        "title": block.title, "text": block.text, "until": block.until.isoformat() if block.until else "",
        "computed": block.computed, "items": list(block.items), "fronts": list(block.fronts),
        "policies": list(block.policies), "lines": list(block.lines), "pairs": [list(pair) for pair in block.pairs],
    }  # fmt: skip
    return {"kind": block.kind.value, **{key: value for key, value in told.items() if value}}


def items_of(terms: FrontTerms) -> list[int]:
    """Every item the page points at, in the order it does, each once."""
    return list(dict.fromkeys(item for block in terms.blocks for item in block.items))


def policies_of(terms: FrontTerms) -> list[int]:
    return list(dict.fromkeys(key for block in terms.blocks for key in block.policies))


def fronts_of(terms: FrontTerms) -> list[int]:
    return list(dict.fromkeys(key for block in terms.blocks for key in block.fronts))


def front_problems(terms: FrontTerms, kind: FrontKind, open_items: Collection[int]) -> list[Problem]:
    """Everything that stands in the way of publishing, named at once."""
    found: list[Problem] = []
    if not terms.blocks:
        found.append(Problem("blocks", "还没有版块，请至少添加一个"))
    if kind is FrontKind.TOPIC and not any(b.kind is BlockKind.STAGE for b in terms.blocks):
        found.append(Problem("blocks", "专题至少要有一个阶段"))
    for n, block in enumerate(terms.blocks):
        name = f"第 {n + 1} 个版块（{block.title or block.kind.label}）"
        found += [Problem(f"blocks.{n}.{field}", f"{name}{why}") for field, why in _lacks(block, open_items)]
    return found


def _lacks(block: Block, open_items: Collection[int]) -> list[tuple[str, str]]:
    """What one block still wants: the field, and why."""
    choosing = block.kind in (BlockKind.HOT, BlockKind.ITEMS) and not block.computed
    empty_stage = block.kind is BlockKind.STAGE and not (block.items or block.lines or block.text)
    all_gone = bool(block.items) and not set(block.items) & set(open_items)
    lacks = (
        (block.kind in TITLED and not block.title, "title", "没有标题"),
        (block.kind in WORDED and not block.text, "text", "没有文字"),
        (block.kind is BlockKind.QA and not block.pairs, "pairs", "没有问答"),
        (choosing and not block.items, "items", "没有选事项"),
        (empty_stage, "items", "是空的，请写上事项、说明或准备清单"),
        (all_gone and block.kind is not BlockKind.STAGE, "items", "的事项都已停用，请另选或删去这个版块"),
    )
    return [(field, why) for wrong, field, why in lacks if wrong]


def of_nothing_composed(title: str) -> FrontTerms:
    """What an organ's page shows before anybody composed one: asked for most, what it gives enterprises, where it is."""
    return FrontTerms(title, "", (
        Block(BlockKind.HOT, "大家常办", computed=True),
        Block(BlockKind.POLICIES, "惠企政策", computed=True),
        Block(BlockKind.CONTACT, "到哪里办"),
    ))  # fmt: skip
