"""事项组, for those who manage the staff of all organs whose items are in them."""

from dataclasses import dataclass

from django.db.models import Count, Q

from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.organs.models import ItemGroup
from cityhall.organs.terms import Can


@dataclass(frozen=True)
class ItemGroupRow:
    """`held` is how many roles in force are limited to it."""

    id: int
    name: str
    items: tuple[int, ...]
    organs: tuple[int, ...]
    held: int
    version: int

    @property
    def ref(self) -> str:
        return f"item_group:{self.id}"


def item_groups(actor: Actor) -> list[ItemGroupRow]:
    """By name. One statement."""
    require(actor, Can.MANAGE_STAFF)
    reach = actor.reach(Can.MANAGE_STAFF)
    rows = ItemGroup.objects.all() if reach is None else ItemGroup.objects.filter(organs__contained_by=sorted(reach))
    in_force = Q(assignments__until_on=None) | Q(assignments__until_on__gt=clock.today())
    counted = rows.annotate(held=Count("assignments", filter=in_force & Q(assignments__isnull=False)))
    return [_row(one, one.held) for one in counted.order_by("name")]


def item_group(actor: Actor, group_id: int) -> ItemGroupRow:
    """One of them, or as if there were none."""
    require(actor, Can.MANAGE_STAFF)
    row = ItemGroup.objects.filter(pk=group_id).first()
    if row is None or not all(actor.may(Can.MANAGE_STAFF, organ) for organ in row.organs):
        raise NotFoundError("organs.group_unseen", "没有找到这个事项组，或其中有不归您管理的单位的事项")
    return _row(row, 0)


def _row(row: ItemGroup, held: int) -> ItemGroupRow:
    return ItemGroupRow(row.pk, row.name, tuple(row.items), tuple(row.organs), held, row.version)
