"""What a clock of `deadlines` looks like: the words in its light and the lengths of its bar. Pure."""

from dataclasses import dataclass
from typing import Any

from cityhall.deadlines.terms import Kind, Light

RUNNING = (Light.GREEN, Light.YELLOW, Light.RED)


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
    """What stands in a light: 剩 2 个工作日 · 今天到期 · 超 2 个工作日 · 暂停计时. The short form of `left_text`."""
    short = str(clock.left_text).split("，", 1)[0].replace("剩余 ", "剩 ").replace("已超期 ", "超 ")
    return f"{short}（暂定）" if clock.provisional and clock.light in RUNNING else short


ENDS = {
    Kind.NOTICE: ("告知是否受理", "已告知"),
    Kind.SUPPLEMENT: ("补交", "已补交"),
    Kind.DELIVERY: ("送达结果", "已送达"),
}


def end_of(clock: Any) -> tuple[str, str]:
    """What is to happen before the due day, and what is said when it has."""
    return ENDS.get(getattr(clock, "kind", None), ("办结", "已办结"))  # type: ignore[arg-type]


def bar(clock: Any) -> Bar:
    """Used and paused beside each other on the whole length; when late, the late part closes the bar."""
    total, used, paused = clock.amount + clock.extended, max(clock.used, 0), max(clock.paused_days, 0)
    over = max(used - total, 0)
    whole = max(total + paused + over, 1)
    parts = [round(100 * part / whole, 2) for part in (used - over, paused, over)]
    stripes = tuple(round(parts[0] + n + 0.8, 2) for n in range(0, int(parts[1]), 2))
    return Bar(parts[0], parts[1], parts[2], stripes)
