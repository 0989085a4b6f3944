"""How each of these proceedings is told: 预审, 容缺承诺, 告知承诺, 断网补录."""

from collections.abc import Callable, Mapping

from cityhall.cases.models import ProceedingRow
from cityhall.cases.terms import Proceeding

from .told import Told

INTAKE: Mapping[Proceeding, Callable[[ProceedingRow], Told]] = {}
