"""What a row of a block shows of an item."""

from datetime import date

from django import template

from cityhall.catalogue.queries import ItemRow
from cityhall.doors.components import words
from cityhall.doors.portal import facts

register = template.Library()


@register.filter
def row_facts(row: ItemRow) -> list[str]:
    return facts.of_row(row)


@register.filter
def icon_of(name: str) -> str:
    return facts.icon_of(name)


@register.filter
def bare_day(when: date | None) -> str:
    """A day in a list: without its weekday."""
    return words.day(when, weekday=False) if when else ""
