"""工作量和结果 of helpers over a span of days, for the manager of the centre or division."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import mean
from typing import Any

from django.db.models import Q

from cityhall.cases import queries as cases
from cityhall.deadlines import queries as calendars
from cityhall.helping.models import HelpRequest
from cityhall.helping.terms import OPEN, Can, Score, State
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError

MOST_DAYS = 366
HEAD = (
    "帮办员",
    "单位",
    "在办",
    "办结",
    "取消",
    "接单平均用时（工作日）",
    "见面次数",
    "代为申请",
    "其中办结",
    "评价件数",
    "平均评价",
)


@dataclass(frozen=True)
class Work:
    """What one helper did in the span. `days`: working days from being asked to her answer, on the average."""

    helper: str
    organ: str
    open: int
    done: int
    cancelled: int
    days: float | None
    visits: int
    cases: int
    finished: int
    rated: int
    score: float | None

    def told(self) -> tuple[object, ...]:
        """As a row of the table."""
        return (
            self.helper, self.organ, self.open, self.done, self.cancelled, "" if self.days is None else self.days, self.visits,
            self.cases, self.finished, self.rated, "" if self.score is None else self.score,
        )  # fmt: skip


def workload(actor: Actor, from_on: date, through: date) -> list[Work]:
    """Of requests asked for in these days, and of those still open. Three statements."""
    require(actor, Can.MANAGE)
    if through < from_on or (through - from_on).days > MOST_DAYS:
        raise InvalidInputError("helping.span_of_work", "请选起止日期，止日不早于起日，最长一年", field="through")
    begin = datetime.combine(from_on, time(), clock.ZONE)
    end = datetime.combine(through + timedelta(days=1), time(), clock.ZONE)
    rows = HelpRequest.objects.filter(helper__isnull=False).select_related("helper", "helper__organ")
    reach = actor.reach(Can.MANAGE)
    if reach is not None:
        rows = rows.filter(organ_id__in=reach)
    rows = rows.filter(Q(asked_at__gte=begin, asked_at__lt=end) | Q(state__in=OPEN))
    by_helper: dict[int, list[Any]] = defaultdict(list)
    for row in rows.order_by("helper__name", "helper_id"):
        by_helper[row.helper_id or 0].append(row)
    made = cases.cases_by_agency([row.agency_id for some in by_helper.values() for row in some if row.agency_id])
    return [_work(some, made) for some in by_helper.values()]


def _work(rows: Sequence[Any], made: dict[int, tuple[cases.AgentCase, ...]]) -> Work:
    first = rows[0].helper
    cases_made = [one for row in rows for one in made.get(row.agency_id or 0, ())]
    scores = [int(Score(row.score)) for row in rows if row.score]
    answered = [_days(row.asked_at, row.answered_at) for row in rows if row.answered_at]
    return Work(
        first.name, first.organ.name, sum(row.state in OPEN for row in rows), sum(row.state == State.DONE for row in rows),
        sum(row.state == State.CANCELLED for row in rows), round(mean(answered), 1) if answered else None,
        sum(row.visits for row in rows), len(cases_made), sum(one.over for one in cases_made), len(scores),
        round(mean(scores), 1) if scores else None,
    )  # fmt: skip


def _days(asked: datetime, answered: datetime) -> int:
    """Working days between, the day it was asked not counted."""
    first, last = asked.astimezone(clock.ZONE).date(), answered.astimezone(clock.ZONE).date()
    return calendars.calendar().between(first, last) if last > first else 0
