"""What a running clock looks like: its words and the lengths of its bar. Pure; reads any object shaped like a
`ClockView` (light, amount, unit, used, left, due_on, provisional, and where it has it, paused)."""

from dataclasses import dataclass
from typing import Any

from cityhall.deadlines.terms import Light

from .words import amount


@dataclass(frozen=True)
class Bar:
    """Lengths in hundredths of the bar, from the left: used, paused, late; what remains is left."""

    used: float
    paused: float
    late: float
    hatches: tuple[float, ...]

    @property
    def paused_from(self) -> float:
        return self.used

    @property
    def late_from(self) -> float:
        return 100 - self.late


def sentence(clock: Any) -> str:
    """剩 2 个工作日 · 今天到期 · 超 2 个工作日 · 暂停 4 个工作日 · 已办结; a due date not yet fixed is said so."""
    tail = "（暂定）" if getattr(clock, "provisional", False) else ""
    match clock.light:
        case Light.GREY:
            return Light.GREY.label
        case Light.BLUE:
            paused = getattr(clock, "paused", 0)
            return f"暂停 {amount(paused, clock.unit)}" if paused else "暂停计时"
        case Light.RED:
            over = abs(clock.left or 0)
            return f"超 {amount(over, clock.unit)}" if over else "已超期"
    if clock.left is None:
        return f"{Light(clock.light).label}{tail}"
    return (f"剩 {amount(clock.left, clock.unit)}" if clock.left > 0 else "今天到期") + tail


def bar(clock: Any) -> Bar:
    """Used and paused beside each other on the whole length; when late, the late part closes the bar."""
    used, paused = max(clock.used or 0, 0), max(getattr(clock, "paused", 0) or 0, 0)
    over = max(used - clock.amount, 0)
    whole = max(clock.amount + paused + over, 1)
    parts = [round(100 * part / whole, 2) for part in (used - over, paused, over)]
    stripes = tuple(round(parts[0] + n + 0.8, 2) for n in range(0, int(parts[1]), 2))
    return Bar(parts[0], parts[1], parts[2], stripes)
