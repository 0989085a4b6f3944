"""综合窗口: which organs are served by a window that serves several. And at which level a division stands. Public."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from cityhall.organs import rules
from cityhall.organs.models import Entrustment, Organ, Window
from cityhall.organs.terms import Level

from .actors import lasting

SEVERAL = 2


def level_of(division_code: str) -> Level:
    """The level of an organ's division: 市级、县级 …."""
    return rules.level_of(division_code.ljust(12, "0")[:12])


def level_here(window_id: int | None, organ_id: int | None) -> Level:
    """At which level somebody works: of her window's centre, or else of her organ. One statement."""
    if window_id is not None:
        code = Window.objects.filter(pk=window_id).values_list("centre__division_code", flat=True).first()
    else:
        code = Organ.objects.filter(pk=organ_id or 0).values_list("division_code", flat=True).first()
    return level_of(code or "")


def at_general_windows(day: date) -> QuerySet[Entrustment, int]:
    """For a statement about items: the organs that a window serving two or more organs served on that day."""
    open_then = lasting(day) & (Q(window__closed_on=None) | Q(window__closed_on__gt=day))
    rows = Entrustment.objects.filter(open_then)
    general = rows.values("window").annotate(n=Count("organ", distinct=True)).filter(n__gte=SEVERAL).values("window")
    return rows.filter(window__in=general).values_list("organ_id", flat=True)
