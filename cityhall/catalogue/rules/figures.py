"""What is counted of a version, and the figures that come of many: 最多跑一次、进驻率、平均材料、平均时限 …. Pure.

Each figure says how it is reckoned; the sentence is shown beside it."""

from collections.abc import Callable
from dataclasses import dataclass

from cityhall.catalogue.terms import Depth, Fee, HandlingWay, Hindrance, Medium, OnlinePart, Pace
from cityhall.deadlines.terms import Limit, Unit

from .content import Parts

MOST_TRIPS = 1
HOURS_A_DAY, DAYS_A_WEEK, WORKDAYS_A_WEEK = 24, 7, 5
SENT_BACK = {OnlinePart.ANSWER, OnlinePart.CERTIFICATE}


@dataclass(frozen=True)
class Counted:
    """What one version says, in numbers."""

    visits: int
    materials: int  # those that must be handed in
    promised: float  # in working days
    statutory: float
    steps: int
    instant: bool
    online: bool
    whole: bool  # 全程网办
    in_centre: bool
    charged: bool
    hindrances: tuple[Hindrance, ...]

    @property
    def once(self) -> bool:
        return not self.hindrances


def counted(parts: Parts) -> Counted:
    """A version in numbers."""
    return Counted(
        visits=parts.visits, materials=sum(m.required for m in parts.materials), promised=in_workdays(parts.promised),
        statutory=in_workdays(parts.statutory), steps=len(parts.steps), instant=parts.pace is Pace.INSTANT,
        online=parts.online, whole=parts.online and (parts.offer.depth is Depth.WHOLE or parts.visits == 0),
        in_centre=parts.offer.in_centre, charged=parts.fee is Fee.CHARGED, hindrances=hindrances(parts),
    )  # fmt: skip


def hindrances(parts: Parts) -> tuple[Hindrance, ...]:
    """What keeps it from one trip: the visits it asks for itself, or two that follow from how it is offered. What is
    decided on the spot is taken along."""
    found = [Hindrance.VISITS] if parts.visits > MOST_TRIPS else []
    offer = parts.offer
    fetched = not (
        parts.pace is Pace.INSTANT or offer.express or SENT_BACK & set(offer.parts) or offer.depth is Depth.WHOLE
    )
    by_mail = HandlingWay.EXPRESS in offer.ways
    if fetched and not by_mail:
        if not parts.online:
            found.append(Hindrance.APART)
        elif any(m.required and m.medium is Medium.PAPER and not m.original_later for m in parts.materials):
            found.append(Hindrance.PAPER)
    return tuple(found)


def in_workdays(limit: Limit | None) -> float:
    """A limit in working days, to be averaged: seven natural days are five working days, twenty-four hours a day."""
    if limit is None or limit.unit is Unit.INSTANT:
        return 0.0
    if limit.unit is Unit.HOURS:
        return round(limit.amount / HOURS_A_DAY, 2)
    if limit.unit is Unit.DAYS:
        return round(limit.amount * WORKDAYS_A_WEEK / DAYS_A_WEEK, 2)
    return float(limit.amount)


@dataclass(frozen=True)
class Totals:
    """Counts and sums over the versions in force on one day."""

    items: int = 0
    once: int = 0
    none: int = 0  # not one trip
    in_centre: int = 0
    one_window: int = 0
    instant: int = 0
    online: int = 0
    whole: int = 0
    materials: int = 0
    promised: float = 0.0
    statutory: float = 0.0
    hindered: tuple[tuple[Hindrance, int], ...] = ()


@dataclass(frozen=True)
class Figure:
    """One figure: its name, how it is reckoned, which way is better, and its value."""

    key: str
    label: str
    unit: str
    definition: str
    less_is_better: bool
    value: float | None  # None: there is nothing to reckon it from
    change: float | None = None  # since the day compared with

    @property
    def better(self) -> bool | None:
        """Did it become better? None: it did not change, or cannot be compared."""
        return None if not self.change else (self.change < 0) is self.less_is_better

    @property
    def said(self) -> str:
        return "—" if self.value is None else f"{self.value:.2f}{self.unit}"

    @property
    def change_said(self) -> str:
        unit = "个百分点" if self.unit == "%" else self.unit
        return "" if self.change is None else f"{self.change:+.2f}{unit}" if self.change else "没有变化"


def _share(name: str) -> Callable[[Totals], float | None]:
    return lambda t: 100 * getattr(t, name) / t.items if t.items else None


def _mean(name: str) -> Callable[[Totals], float | None]:
    return lambda t: getattr(t, name) / t.items if t.items else None


def _shortened(t: Totals) -> float | None:
    return 100 * (1 - t.promised / t.statutory) if t.statutory else None


KINDS: tuple[tuple[str, str, str, str, bool, Callable[[Totals], float | None]], ...] = (
    ("once", "“最多跑一次”占比", "%",
     "申请人到现场不超过一次的事项 ÷ 全部已发布事项。到现场次数超过一次的不算；"
     "承诺件不能网上申请（或有材料只收纸质）、又不能快递或网上送达结果的，申请和取件各跑一次，也不算", False, _share("once")),
    ("none", "“一次不用跑”占比", "%", "到现场次数为 0 的事项 ÷ 全部已发布事项", False, _share("none")),
    ("in_centre", "事项进驻率", "%", "进驻政务服务中心的事项 ÷ 全部已发布事项", False, _share("in_centre")),
    ("one_window", "一窗综合受理率", "%",
     "已进驻、且由综合窗口受理的事项 ÷ 全部已发布事项。综合窗口指受两个以上单位委托的窗口，或受委托受理这个事项的窗口；"
     "窗口临时停办不影响", False, _share("one_window")),
    ("materials", "平均材料数", "份", "必须提交的材料份数之和 ÷ 全部已发布事项；视情况提交的不计", True, _mean("materials")),
    ("promised", "平均承诺时限", "个工作日",
     "承诺办结时限之和 ÷ 全部已发布事项；即办件按 0 计，自然日按七折五、24 小时按一天折成工作日", True, _mean("promised")),
    ("shortened", "时限压缩比例", "%", "1 − 承诺办结时限之和 ÷ 法定办结时限之和（折成工作日）", False, _shortened),
    ("instant", "即办件占比", "%", "即办件 ÷ 全部已发布事项", False, _share("instant")),
    ("online", "网上可办率", "%", "可以网上申请的事项 ÷ 全部已发布事项", False, _share("online")),
    ("whole", "全程网办率", "%", "可以网上申请、且不用到现场（或网办深度Ⅳ级）的事项 ÷ 全部已发布事项", False, _share("whole")),
)  # fmt: skip


def figures(now: Totals, then: Totals | None = None) -> list[Figure]:
    """All figures, with their change since `then` where both can be reckoned."""
    return [_figure(now, then, *kind) for kind in KINDS]


def _figure(
    now: Totals, then: Totals | None, key: str, label: str, unit: str, definition: str, less: bool,
    of: Callable[[Totals], float | None],
) -> Figure:  # fmt: skip
    value, before = of(now), of(then) if then is not None else None
    change = None if value is None or before is None else round(value - before, 2)
    return Figure(key, label, unit, definition, less, None if value is None else round(value, 2), change)
