"""计划图: milestones and stages of a project as bars on a line of time, planned above actual. Numbers for an SVG whose widths are
shares of its own, so that it is as readable at 360 px as on a desk. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cityhall.projects.queries import MilestoneView, ProjectPage, StageView
from cityhall.projects.terms import Pace, StageState

HEAD, ROW, FOOT = 26, 46, 8
LABEL, PLANNED, ACTUAL, THICK = 15, 21, 31, 8
LEAST, MONTHS, LETTERS = 0.8, 5, 20
DECEMBER = 12


@dataclass(frozen=True)
class Bar:
    x: str
    width: str
    y: int


@dataclass(frozen=True)
class Row:
    """`said` is the row in words; `kind` is stage or milestone; `mood` colours what really was."""

    label: str
    said: str
    kind: str
    mood: str
    y: int
    planned: Bar | None
    actual: Bar | None


@dataclass(frozen=True)
class Gantt:
    rows: tuple[Row, ...]
    months: tuple[tuple[str, str], ...]
    today: str
    height: int
    first: date
    last: date

    @property
    def foot(self) -> int:
        return self.height - FOOT


@dataclass(frozen=True)
class _Line:
    """From the first day shown, so many days."""

    first: date
    days: int

    def at(self, day: date) -> float:
        return 100 * (day - self.first).days / self.days

    def bar(self, first: date, last: date, y: int) -> Bar:
        x = self.at(first)
        width = max(self.at(last + timedelta(days=1)) - x, LEAST)
        return Bar(_share(min(x, 100 - LEAST)), _share(width), y)


def gantt(page: ProjectPage, today: date) -> Gantt | None:
    """Nothing where there is nothing to show: no plan, and nothing begun."""
    days = [d for m in page.milestones for d in (m.starts_on, m.due_on, m.begun_on, m.done_on) if d]
    days += [d for s in page.stages for d in (s.begun_on, s.done_on) if d]
    if not days:
        return None
    first, last = min([*days, today]), max([*days, today])
    line = _Line(first, (last - first).days + 1)
    rows: list[Row] = []
    for what in _order(page):
        y = HEAD + ROW * len(rows)
        rows.append(_stage(what, line, y, today) if isinstance(what, StageView) else _milestone(what, line, y, today))
    return Gantt(
        tuple(rows), tuple((_share(line.at(d)), f"{d.month}月" if d.month > 1 else f"{d.year}年") for d in _months(first, last)),
        _share(line.at(today)), HEAD + ROW * len(rows) + FOOT, first, last,
    )  # fmt: skip


def _order(page: ProjectPage) -> Iterable[StageView | MilestoneView]:
    """A stage that has begun, then its milestones; those of no stage last."""
    for stage in page.stages:
        own = [m for m in page.milestones if m.stage == stage.name]
        if own or stage.begun_on:
            yield stage
        yield from own
    yield from (m for m in page.milestones if not m.stage)


def _stage(one: StageView, line: _Line, y: int, today: date) -> Row:
    until = one.done_on or today
    actual = line.bar(one.begun_on, until, y + ACTUAL) if one.begun_on else None
    mood = "done" if one.state is StageState.DONE else "runs"
    said = f"{one.name}：{one.state.label}" + (f"，{one.begun_on} 开始" if one.begun_on else "")
    return Row(
        _short(one.name), said + (f"，{one.done_on} 完成" if one.done_on else ""), "stage", mood, y, None, actual
    )


def _milestone(one: MilestoneView, line: _Line, y: int, today: date) -> Row:
    begun = one.begun_on or one.done_on
    shown = line.bar(begun, max(one.done_on or today, begun), y + ACTUAL) if begun else None
    mood = "late" if one.late else "done" if one.pace is Pace.DONE else "runs"
    label = f"{_short(one.name)}（落后 {one.behind}）" if one.late else _short(one.name)
    said = f"{one.name}：计划 {one.starts_on} 至 {one.due_on}，{one.pace.label}"
    if one.late:
        said += f"，落后{one.behind}"
        if shown is None:
            shown = line.bar(one.due_on, today, y + ACTUAL)
    return Row(label, said, "milestone", mood, y, line.bar(one.starts_on, one.due_on, y + PLANNED), shown)


def _months(first: date, last: date) -> Sequence[date]:
    """The firsts of months, few enough to be read."""
    found, day = [], first.replace(day=1)
    while day <= last:
        if day >= first:
            found.append(day)
        day = date(day.year + day.month // DECEMBER, day.month % DECEMBER + 1, 1)
    step = -(-len(found) // MONTHS) or 1
    return found[::step]


def _short(name: str) -> str:
    return name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…"


def _share(value: float) -> str:
    return f"{value:.2f}%"
