"""How each of these proceedings is told: 重新处理."""

from collections.abc import Callable, Mapping

from cityhall.cases.models import ProceedingRow
from cityhall.cases.terms import Proceeding

from .told import Told

ENDS: Mapping[Proceeding, Callable[[ProceedingRow], Told]] = {}
