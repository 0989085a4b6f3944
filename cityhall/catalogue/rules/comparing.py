"""Items side by side: what each says on the same point, and where it differs from the first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cityhall.catalogue.terms import ApplicantKind, Procedure

from .content import Parts, read_content
from .likeness import paper

Facts = tuple[str, str, str, str, Mapping[str, Any]]  # name, organ, procedure, base code, content


@dataclass(frozen=True)
class Cell:
    text: tuple[str, ...]
    differs: bool = False
    marked: tuple[str, ...] = ()  # those of the lines the first does not have
    lacking: tuple[str, ...] = ()  # and those only the first has


@dataclass(frozen=True)
class Compared:
    """One point for all items; `same` when nobody differs."""

    label: str
    cells: tuple[Cell, ...]

    @property
    def same(self) -> bool:
        return not any(c.differs for c in self.cells)


def compared(items: Sequence[Facts]) -> list[Compared]:
    """The points a person looks at before calling several items one; the first item is the measure."""
    parts = [read_content(facts[4]) for facts in items]
    return [
        _line("名称", [(facts[0],) for facts in items]),
        _line("基本编码", [(facts[3] or "—",) for facts in items]),
        _line("事项类型", [(Procedure(facts[2]).label,) for facts in items]),
        _line("设定依据", [(p.basis or "—",) for p in parts]),
        _line("服务对象", [tuple(k.label for k in ApplicantKind if k in p.applicants) or ("—",) for p in parts]),
        _line("法定时限", [(str(p.statutory or "—"),) for p in parts]),
        _line("承诺时限", [(str(p.promised or "—"),) for p in parts]),
        _materials(parts),
        _line("结果", [(p.result.name if p.result else "—",) for p in parts]),
        _line("收费", [(p.fee.label,) for p in parts]),
    ]


def _line(label: str, texts: Sequence[tuple[str, ...]]) -> Compared:
    return Compared(label, tuple(Cell(t, n > 0 and t != texts[0]) for n, t in enumerate(texts)))


def _materials(parts: Sequence[Parts]) -> Compared:
    """Materials compared as what they are, not as they are written."""
    names = [tuple(m.name for m in p.materials) for p in parts]
    first = {paper(n) for n in names[0]} if names else set()
    cells = []
    for n, own in enumerate(names):
        more = tuple(name for name in own if paper(name) not in first)
        have = {paper(name) for name in own}
        less = tuple(name for name in names[0] if paper(name) not in have)
        cells.append(Cell(own or ("—",), n > 0 and have != first, more if n else (), less))
    return Compared("材料", tuple(cells))
