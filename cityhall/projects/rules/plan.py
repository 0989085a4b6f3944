"""计划: a milestone against its plan, how many working days it is behind, and the days the government has held the project."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.kernel.workdays import ONE_DAY, WorkCalendar
from cityhall.projects.terms import Pace, Planned, ProfileTerms, StageSpec

NAME, LONGEST_DAYS, MOST_STAGES = 80, 3660, 12
WEEK = 7


@dataclass(frozen=True)
class Behind:
    """So many working days behind; `certain` where every year in between has been published."""

    days: int
    certain: bool = True

    def __str__(self) -> str:
        return f"{self.days} 个工作日" if self.certain else f"至少 {self.days} 个工作日"


@dataclass(frozen=True)
class Span:
    """The government had it from the day after `start` (民法典 第二百零一条: the day itself does not count) through `end`, but for
    the pauses (first and last included): 补正 and the special procedures of 行政许可法 第四十五条 are not its days."""

    start: date
    end: date
    pauses: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True)
class Held:
    """总用时: working days on which at least one organ had an application of the project in hand; a day is one day, however many
    organs had one."""

    days: int
    promise: int
    certain: bool = True

    @property
    def left(self) -> int:
        return self.promise - self.days

    @property
    def light(self) -> str:
        """Yellow from the last third on, or the last working day, as for other promises."""
        if not self.promise:
            return "grey"
        if self.left < 0:
            return "red"
        return "yellow" if self.left <= max(1, self.promise // 3) else "green"

    @property
    def word(self) -> str:
        if not self.promise:
            return "没有总时限承诺"
        return f"还剩 {self.left} 个工作日" if self.left >= 0 else f"超出 {-self.left} 个工作日"

    @property
    def sentence(self) -> str:
        said = f"部门已用 {self.days} 个工作日"
        return f"{said}，承诺 {self.promise} 个" if self.promise else said


def pace(starts_on: date, due_on: date, begun_on: date | None, done_on: date | None, today: date) -> Pace:
    if done_on is not None:
        return Pace.DONE_LATE if done_on > due_on else Pace.DONE
    if today > due_on:
        return Pace.LATE
    return Pace.RUNNING if begun_on is not None or today >= starts_on else Pace.AHEAD


def behind(due_on: date, until: date, calendar: WorkCalendar) -> Behind:
    """Working days from the planned day, which does not count, to the day it was reached, or today."""
    return _workdays(due_on, until, calendar)


def held(spans: Iterable[Span], promise: int, calendar: WorkCalendar) -> Held:
    days = {day for span in spans for day in _days_of(span)}
    known = {day for day in days if day.year in calendar.published}
    return Held(sum(calendar.is_workday(day) for day in known), promise, known == days)


def _days_of(span: Span) -> Iterable[date]:
    day = span.start + ONE_DAY
    while day <= span.end:
        if not any(first <= day <= last for first, last in span.pauses):
            yield day
        day += ONE_DAY


def _workdays(after: date, through: date, calendar: WorkCalendar) -> Behind:
    if through <= after:
        return Behind(0)
    known = calendar.known_through(after)
    if known is None:
        return Behind(0, certain=False)
    return Behind(calendar.between(after, min(through, known)), through <= known)


def check_planned(one: Planned, stages: Iterable[str]) -> None:
    if not one.name.strip():
        raise InvalidInputError("projects.no_milestone", "请填写节点名称", field="name")
    if one.due_on < one.starts_on:
        raise InvalidInputError("projects.plan_dates", "计划完成日不能早于计划开始日", field="due_on")
    if (one.due_on - one.starts_on).days > LONGEST_DAYS:
        raise InvalidInputError("projects.plan_too_long", "一个节点最长十年，请核对日期", field="due_on")
    if one.stage and one.stage not in set(stages):
        raise InvalidInputError("projects.unknown_stage", "这个项目没有这个阶段，请刷新页面重新选择", field="stage")


def check_reached(on: date, today: date, begun_on: date | None) -> None:
    if on > today:
        raise InvalidInputError("projects.reached_ahead", "完成日不能晚于今天", field="on")
    if begun_on is not None and on < begun_on:
        raise InvalidInputError("projects.reached_before_begun", f"完成日不能早于开始日 {begun_on}", field="on")


def check_profile(one: ProfileTerms) -> ProfileTerms:
    if not one.name.strip():
        raise InvalidInputError("projects.profile_name", "请填写方案名称", field="name")
    if not one.source.strip():
        raise InvalidInputError("projects.profile_source", "请写明这套阶段的来源文件", field="source")
    if one.promise and not one.basis.strip():
        raise InvalidInputError("projects.promise_basis", "写了总时限承诺的，请写明承诺的来源文件", field="basis")
    _check_stages(one.stages)
    return one


def _check_stages(stages: Sequence[StageSpec]) -> None:
    keys = [one.key for one in stages]
    if not stages or len(stages) > MOST_STAGES:
        raise InvalidInputError("projects.stage_count", f"请写 1 到 {MOST_STAGES} 个阶段", field="stages")
    if len(set(keys)) != len(keys) or not all(k.isascii() and k.isidentifier() and len(k) <= 20 for k in keys):  # noqa: PLR2004
        raise InvalidInputError(
            "projects.stage_key", "每个阶段要有各不相同的标识（字母、数字、下划线，20 位以内）", field="stages"
        )
    if not all(one.name.strip() for one in stages):
        raise InvalidInputError("projects.stage_name", "每个阶段都要有名称", field="stages")


def consult_due(last_on: date | None, listed_on: date, every: int, today: date) -> date | None:
    """每周会商: the day by which a key project should be consulted about again, where it has passed; else nothing."""
    due = date.fromordinal((last_on or listed_on).toordinal() + every)
    return due if today > due else None


def check_task_due(held_on: date, due_on: date) -> None:
    if due_on < held_on:
        raise InvalidInputError("projects.task_due", "交办事项的办理期限不能早于会商当天", field="due_on")


def check_held_on(held_on: date, today: date) -> None:
    if held_on > today:
        raise InvalidInputError("projects.held_ahead", "会商日期不能晚于今天；会商开过以后再登记", field="held_on")


def check_lane(first_on: date, last_on: date | None, today: date) -> None:
    if last_on is None:
        raise InvalidInputError("projects.lane_end", "绿色通道要写明到哪一天为止", field="last_on")
    if last_on < first_on or last_on < today:
        raise InvalidInputError("projects.lane_dates", "截止日不能早于起始日，也不能早于今天", field="last_on")


def check_not_over(state_label: str, running: bool) -> None:
    if not running:
        raise WrongStateError("projects.not_running", f"项目{state_label}，不能再变更；确需变更的请先恢复推进")
