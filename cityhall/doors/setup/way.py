"""The review steps of an item as a picture: one column after another, side by side what runs side by side. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from cityhall.catalogue.terms import ItemTerms, StepSpec
from cityhall.deadlines.terms import Limit, Unit


@dataclass(frozen=True)
class Way:
    """The columns in order, each with its steps and where each is done; what their limits come to, in a sentence."""

    columns: tuple[tuple[tuple[StepSpec, str], ...], ...]
    sum_text: str
    fits: bool


def way_of(terms: ItemTerms, names: Mapping[int, str]) -> Way:
    by_order = [list(steps) for _, steps in groupby(terms.steps, key=lambda s: s.order)]
    columns = tuple(tuple((s, names.get(s.organ_id, terms.organ_name)) for s in steps) for steps in by_order)
    return Way(columns, *_sum(terms.promised, by_order))


def _sum(promised: Limit, columns: list[list[StepSpec]]) -> tuple[str, bool]:
    """Side by side, only the longest counts; limits in another unit than the promise cannot be added to it."""
    if promised.unit is Unit.INSTANT:
        return "即办件：当场办结，环节不另计时。", True
    limits = [[s.limit for s in steps if s.limit is not None and s.limit.unit is promised.unit] for steps in columns]
    total = sum(max((limit.amount for limit in column), default=0) for column in limits)
    left = promised.amount - total
    without = sum(len(steps) for steps in columns) - sum(len(column) for column in limits)
    told = f"环节时限合计 {total} {promised.unit.label}，承诺 {promised}，"
    told += f"余 {left} {promised.unit.label}" if left >= 0 else f"超出 {-left} {promised.unit.label}"
    return told + (f"；另有 {without} 个环节没有设同一单位的时限。" if without else "。"), left >= 0
