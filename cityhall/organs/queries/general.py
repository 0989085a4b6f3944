"""综合窗口: which organs are served by a window that serves several. And at which level a division stands. Public."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from cityhall.organs import rules
from cityhall.organs.models import Entrustment
from cityhall.organs.terms import Level

from .actors import lasting

SEVERAL = 2


def level_of(division_code: str) -> Level:
    """The level of an organ's division: 市级、县级 …."""
    return rules.level_of(division_code.ljust(12, "0")[:12])


def at_general_windows(day: date) -> QuerySet[Entrustment, int]:
    """For a statement about items: the organs that a window serving two or more organs served on that day."""
    open_then = lasting(day) & (Q(window__closed_on=None) | Q(window__closed_on__gt=day))
    rows = Entrustment.objects.filter(open_then)
    general = rows.values("window").annotate(n=Count("organ", distinct=True)).filter(n__gte=SEVERAL).values("window")
    return rows.filter(window__in=general).values_list("organ_id", flat=True)
