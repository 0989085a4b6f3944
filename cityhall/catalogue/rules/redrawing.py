"""优化方案: today's steps redrawn: left out, taken into another, moved, put side by side, given another limit. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cityhall.catalogue.terms import StepEdit, StepSpec
from cityhall.deadlines.terms import Limit, Unit
from cityhall.kernel.errors import InvalidInputError

from .reading import MOST_AMOUNT, Reader

LONGEST_NAME, MOST_ORDER = 40, 50
BY_DAY = (Unit.WORKDAYS, Unit.DAYS)


@dataclass(frozen=True)
class Redrawn:
    """A step as proposed, the keys of those it takes in, and the limit it had."""

    step: StepSpec
    takes: tuple[str, ...] = ()
    was: Limit | None = None


def read_edits(data: Sequence[Mapping[str, Any]]) -> tuple[StepEdit, ...]:
    """Edits from plain JSON; refuses what makes no sense and names the place."""
    return tuple(
        StepEdit(
            key=row.text("key", "标识", longest=40, needed=True),
            drop=row.yes("drop", "取消", default=False),
            into=row.text("into", "并入", longest=40),
            order=row.whole("order", "顺序", 1, least=1, most=MOST_ORDER) if row.has("order") else None,
            amount=row.whole("amount", "时限", 1, least=1, most=MOST_AMOUNT) if row.has("amount") else None,
            unit=row.text("unit", "单位", longest=10),
        )
        for row in Reader({"edits": list(data)}).rows("edits", "环节")
    )


def write_edits(edits: Sequence[StepEdit]) -> list[dict[str, Any]]:
    """As plain JSON, only what is said."""
    return [{k: v for k, v in vars(e).items() if v not in (None, "", False)} for e in edits]


def redrawn(steps: Sequence[StepSpec], edits: Sequence[StepEdit]) -> tuple[Redrawn, ...]:
    """The steps as proposed, in order, numbered anew from one. What no version could be is refused, at its step."""
    said = {e.key: e for e in edits}
    known = {s.key: s for s in steps}
    for edit in edits:
        if edit.key not in known:
            raise _no("process.unknown_step", f"没有标识为“{edit.key}”的环节，请刷新后按现在的环节修改", edit.key)
        _check_merge(known, said, edit)
    kept = [_drawn(s, said.get(s.key, StepEdit(s.key)), known, said) for s in steps if not _gone(said.get(s.key))]
    if not kept:
        raise _no(
            "process.nothing_left", "全部环节都取消了，请至少保留一个作出决定的环节", steps[0].key if steps else ""
        )
    _check_decides(kept)
    orders = {order: n + 1 for n, order in enumerate(sorted({one.step.order for one in kept}))}
    kept = [replace(one, step=replace(one.step, order=orders[one.step.order])) for one in kept]
    return tuple(sorted(kept, key=lambda one: one.step.order))


def unchanged(steps: Sequence[StepSpec], drawn: Sequence[Redrawn]) -> bool:
    return tuple(steps) == tuple(one.step for one in drawn)


def _gone(edit: StepEdit | None) -> bool:
    return edit is not None and (edit.drop or bool(edit.into))


def _check_merge(known: Mapping[str, StepSpec], said: Mapping[str, StepEdit], edit: StepEdit) -> None:
    step = known[edit.key]
    if step.decides and _gone(edit):
        raise _no(
            "process.decision_dropped",
            f"“{step.name}”作出决定，不能取消，也不能并入别的环节；可以把别的环节并入它",
            edit.key,
        )
    if not edit.into or edit.drop:
        return
    target = known.get(edit.into)
    if target is None or edit.into == edit.key:
        raise _no("process.bad_merge", f"“{step.name}”要并入的环节不存在，请重新选择", edit.key)
    if _gone(said.get(edit.into)):
        raise _no(
            "process.bad_merge", f"“{step.name}”要并入的“{target.name}”自己也取消或并走了，请选一个保留的环节", edit.key
        )
    if target.organ_id != step.organ_id:
        raise _no(
            "process.other_organ", f"“{step.name}”和“{target.name}”由不同单位办理，不能合并；可以改为并行", edit.key
        )


def _drawn(
    step: StepSpec, edit: StepEdit, known: Mapping[str, StepSpec], said: Mapping[str, StepEdit]
) -> Redrawn:  # fmt: skip
    takes = [known[k] for k, e in said.items() if e.into == step.key and not e.drop]
    limit = _limit(step, edit, takes)
    made = replace(
        step, order=edit.order or step.order, limit=limit, visit=step.visit or any(t.visit for t in takes),
        checks=tuple(dict.fromkeys([*step.checks, *(c for t in takes for c in t.checks)])),
        name=_name(step, takes),
    )  # fmt: skip
    return Redrawn(made, tuple(t.key for t in takes), step.limit)


def _name(step: StepSpec, takes: Sequence[StepSpec]) -> str:
    joined = "、".join([*(t.name for t in takes), step.name])
    return joined if len(joined) <= LONGEST_NAME else step.name


def _limit(step: StepSpec, edit: StepEdit, takes: Sequence[StepSpec]) -> Limit | None:
    """As proposed; else its own, or the longest of those it takes in where they are in the same unit."""
    if edit.amount is not None:
        unit = edit.unit or (step.limit.unit if step.limit else Unit.WORKDAYS)
        if unit not in list(BY_DAY):
            raise _no("process.bad_unit", f"“{step.name}”的时限请按工作日或自然日填写", step.key)
        return Limit(edit.amount, Unit(unit), step.limit.basis if step.limit else "")
    limits = [t.limit for t in (step, *takes) if t.limit is not None]
    if step.limit is None or any(one.unit is not step.limit.unit for one in limits):
        return step.limit
    return max(limits, key=lambda one: one.amount)


def _check_decides(kept: Sequence[Redrawn]) -> None:
    last = max(one.step.order for one in kept)
    decides = next(one.step for one in kept if one.step.decides)
    if decides.order != last or sum(one.step.order == last for one in kept) != 1:
        raise _no(
            "process.decision_not_last",
            f"作出决定的“{decides.name}”应单独排在最后，请把它的顺序填得比别的都大",
            decides.key,
        )


def _no(code: str, sentence: str, key: str) -> InvalidInputError:
    return InvalidInputError(code, sentence, f"edits.{key}" if key else None)
