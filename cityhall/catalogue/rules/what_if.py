"""推演比较: today's way and the proposed one, each with its median and P90 in working days, and how far to trust them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cityhall.catalogue.terms import STANDARDS, ProcessStandards, StepNature, StepSpec
from cityhall.deadlines.terms import Limit

from . import foreseeing
from .foreseeing import Spread
from .process import links, nature_of
from .redrawing import Redrawn

FEW = 30
"""Of fewer finished cases a forecast says little; said with the figures (a rule of thumb of ours, not of any document)."""
HALF, MOST = 50, 90


@dataclass(frozen=True)
class Lived:
    """What is known of a step: how long it took, in so many finished cases; none: nothing."""

    spread: Spread
    cases: int


@dataclass(frozen=True)
class StepOutcome:
    """A step of a way: what it is, how long it takes, from how many cases that is known (0: by its limit alone)."""

    key: str
    name: str
    desk: str
    order: int
    organ_id: int
    nature: StepNature
    limit: str
    median: int
    p90: int
    cases: int
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """A way of steps and the working days it takes in all."""

    steps: tuple[StepOutcome, ...]
    median: int
    p90: int
    mean: float
    approvals: int


@dataclass(frozen=True)
class Comparison:
    """`cases`: of finished cases the least known step rests on; `total`: what the item really took, where it is known
    (median, P90, how many). `doubts` say what speaks against the figures; `dropped` are the names of steps left out."""

    today: Outcome
    proposed: Outcome
    cases: int
    total: tuple[int, int, int] | None
    doubts: tuple[str, ...]
    dropped: tuple[str, ...] = ()


def compare(
    steps: Sequence[StepSpec],
    drawn: Sequence[Redrawn],
    lived: Mapping[str, Lived],
    total: Lived | None = None,
    standards: ProcessStandards = STANDARDS,
) -> Comparison:
    """Both ways by the same experience. `lived` by the key of the step."""
    before = [Redrawn(s, (), s.limit) for s in steps]
    today, proposed = _outcome(before, steps, lived, standards), _outcome(drawn, steps, lived, standards)
    whole = foreseeing.tidy(total.spread) if total and total.cases else None
    took = (
        (foreseeing.quantile(whole, HALF), foreseeing.quantile(whole, MOST), total.cases) if whole and total else None
    )
    cases = min((_cases(s, lived) for s in steps), default=0)
    kept = {key for one in drawn for key in (one.step.key, *one.takes)}
    dropped = tuple(s.name for s in steps if s.key not in kept)
    return Comparison(today, proposed, cases, took, tuple(_doubts(steps, drawn, lived, cases, today, took)), dropped)


def _outcome(
    drawn: Sequence[Redrawn], steps: Sequence[StepSpec], lived: Mapping[str, Lived], standards: ProcessStandards
) -> Outcome:
    known = {s.key: s for s in steps}
    spreads = [(one.step.order, _spread(one, known, lived)) for one in drawn]
    whole = foreseeing.total(spreads)
    told = tuple(
        _told(one, foreseeing.tidy(spread), drawn, known, lived, standards)
        for one, (_, spread) in zip(drawn, spreads, strict=True)
    )
    approvals = links([one.step for one in drawn], standards)
    return Outcome(
        told,
        foreseeing.quantile(whole, HALF),
        foreseeing.quantile(whole, MOST),
        round(foreseeing.mean(whole), 1),
        approvals,
    )


def _told(
    one: Redrawn, spread: Spread, drawn: Sequence[Redrawn], known: Mapping[str, StepSpec], lived: Mapping[str, Lived],
    standards: ProcessStandards,
) -> StepOutcome:  # fmt: skip
    step = one.step
    changes = [f"并入“{known[k].name}”" for k in one.takes] + _moved(step, [d.step for d in drawn], known)
    changes += [f"时限由 {one.was or '不单设'} 改为 {step.limit}"] if _relimited(one) else []
    cases = min(_cases(known[k], lived) for k in (step.key, *one.takes))
    return StepOutcome(
        step.key, step.name, step.desk.label, step.order, step.organ_id, nature_of(step, standards),
        str(step.limit) if step.limit else "", foreseeing.quantile(spread, HALF), foreseeing.quantile(spread, MOST), cases,
        tuple(changes),
    )  # fmt: skip


def _moved(step: StepSpec, steps: Sequence[StepSpec], known: Mapping[str, StepSpec]) -> list[str]:
    """Beside which it runs now, or that it has another place among those that stay."""
    was = known[step.key]
    beside = [s.name for s in steps if s.order == step.order and s.key != step.key and known[s.key].order != was.order]
    if beside:
        return [f"与“{'”“'.join(beside)}”同时进行"]
    before = {s.key for s in steps if s.order < step.order}
    stayed = before == {s.key for s in steps if known[s.key].order < was.order}
    return [] if stayed else [f"改到第 {step.order} 步"]


def _relimited(one: Redrawn) -> bool:
    return one.step.limit is not None and one.step.limit != one.was


def _cases(step: StepSpec, lived: Mapping[str, Lived]) -> int:
    return lived[step.key].cases if step.key in lived else 0


def _spread(one: Redrawn, known: Mapping[str, StepSpec], lived: Mapping[str, Lived]) -> Spread:
    """Its own experience, or its limit; what it takes in counts as the slowest of them; under its new limit."""
    made = foreseeing.NOTHING
    for key in (one.step.key, *one.takes):
        made = foreseeing.slowest(made, foreseeing.tidy(_lived(known[key], lived)))
    if one.step.limit is None or one.step.limit == one.was:
        return made
    was = _days(one.was) if one.was is not None else None
    return foreseeing.kept_to(made, was, foreseeing.in_whole_workdays(one.step.limit))


def _lived(step: StepSpec, lived: Mapping[str, Lived]) -> Spread:
    known = lived.get(step.key)
    if known is not None and known.cases:
        return known.spread
    return {_days(step.limit): 1} if step.limit is not None else foreseeing.NOTHING


def _days(limit: Limit | None) -> int:
    return foreseeing.in_whole_workdays(limit) if limit is not None else 0


def _doubts(
    steps: Sequence[StepSpec], drawn: Sequence[Redrawn], lived: Mapping[str, Lived], cases: int, today: Outcome,
    took: tuple[int, int, int] | None,
) -> list[str]:  # fmt: skip
    """What speaks against the figures, each in a sentence."""
    unknown = [s for s in steps if not _cases(s, lived)]
    found = [
        f"环节“{s.name}”没有办结记录，{f'按时限 {s.limit} 推算' if s.limit else '也没有时限，按 0 天推算'}"
        for s in unknown
    ]
    least = min((_cases(s, lived) for s in steps if s not in unknown), default=0)
    if 0 < least < FEW:
        found.append(f"记录最少的环节只有 {least} 件办结（少于 {FEW} 件），推算只能参考，请积累更多办件后再比较")
    if any(one.takes for one in drawn):
        found.append("合并的环节按其中最慢的一步推算；合并后还要做完两步的事，最长可能是两步相加")
    if any(_relimited(one) for one in drawn):
        found.append("改时限按现在守时的仍守时、超期的仍超同样天数推算；延长时限不会让办理变慢")
    if took is not None and abs(took[0] - today.median) > 1:
        found.append(
            f"实际办结中位数是 {took[0]} 个工作日，按环节推算是 {today.median} 个；相差的时间不在环节里"
            "（环节之间的等待、退回重办），比较两种流程时看差数"
        )
    return found
