"""How each of these proceedings is told: 特别程序, 听证, 延长, 补充说明, 征求意见, 会签, 现场核查, 转报, 中止."""

from collections.abc import Callable, Mapping

from cityhall.cases.models import ProceedingRow
from cityhall.cases.terms import Proceeding

from .told import Told

REVIEW: Mapping[Proceeding, Callable[[ProceedingRow], Told]] = {}
