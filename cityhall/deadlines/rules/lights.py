"""The light of a limit: a comparison with now, never stored; and what is left, in words."""

from datetime import date, datetime

from cityhall.deadlines.terms import Light, Unit

from .timing import PENDING

LEFT_WORDS = {
    Unit.WORKDAYS: "个工作日",
    Unit.DAYS: "个自然日",
    Unit.HOURS: "小时",
    Unit.WORK_HOURS: "个工作小时",
    Unit.INSTANT: "",
}


def light(
    now: datetime,
    warn_at: datetime,
    due_at: datetime,
    stopped_at: datetime | None = None,
    *,
    paused: bool = False,
    provisional: bool = False,
) -> Light:
    """Stopped shows whether it was in time; then paused; late only when the last moment is certain and gone."""
    late = not provisional and (stopped_at or now) > due_at
    if stopped_at is not None:
        return Light.DARK if late else Light.GREY
    if paused:
        return Light.BLUE
    if late:
        return Light.RED
    return Light.YELLOW if now >= warn_at else Light.GREEN


def remaining(shown: Light, unit: Unit, left: int, due_on: date | None) -> str:
    """What a clerk reads beside the light."""
    word = LEFT_WORDS[unit]
    if shown in (Light.GREY, Light.DARK):
        return shown.label
    if shown is Light.RED:
        return f"已超期 {-left} {word}" if left < 0 and word else "已超期"
    if shown is Light.BLUE:
        return f"暂停计时，剩余 {left} {word}".rstrip()
    if due_on is None:
        return f"剩余 {left} {word}，截止日{PENDING}"
    if unit is Unit.INSTANT or (left <= 0 and unit not in (Unit.HOURS, Unit.WORK_HOURS)):
        return "今天到期"
    return f"剩余 {left} {word}" if left > 0 else "不足 1 小时"
