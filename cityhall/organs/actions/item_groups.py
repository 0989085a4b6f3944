"""事项组: named sets of items, to which a role given to somebody may be limited."""

from collections.abc import Collection

from django.db import IntegrityError, transaction

from cityhall.kernel import call, clock
from cityhall.kernel.action import step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError
from cityhall.kernel.journal.record import record
from cityhall.organs.models import ItemGroup
from cityhall.organs.terms import Can

MOST_GROUPED = 2_000


@step
def keep_item_group(
    actor: Actor, name: str, items: Collection[int], organs: Collection[int], group_id: int | None = None
) -> int:
    """保存事项组: the caller knows whose items they are; whoever manages the staff of all these organs, and of those whose
    items were in it before, may. Who holds a role limited to it may do more or less with her next request."""
    name = name.strip()
    row = ItemGroup.objects.select_for_update().filter(pk=group_id).first() if group_id is not None else None
    if group_id is not None and row is None:
        raise NotFoundError("organs.no_group", "没有找到这个事项组，请返回列表重新选择")
    require(actor, Can.MANAGE_STAFF)
    for organ in sorted({*organs, *(row.organs if row else ())}):
        require(actor, Can.MANAGE_STAFF, organ)
    if not name:
        raise InvalidInputError("organs.group_name", "请填写事项组的名称", field="name")
    if not 0 < len(set(items)) <= MOST_GROUPED:
        raise InvalidInputError("organs.group_items", f"请列出事项，1 至 {MOST_GROUPED} 项", field="items")
    values = {
        "name": name[:60], "items": sorted(set(items)), "organs": sorted(set(organs)), "saved_at": clock.now(),
        "saved_by": actor.name[:80],
    }  # fmt: skip
    row = _written(row, values)
    record(actor, "item_group.saved", row.ref, name=row.name, items=values["items"])
    return row.pk


def _written(row: ItemGroup | None, values: dict[str, object]) -> ItemGroup:
    try:
        with transaction.atomic():
            if row is None:
                row = ItemGroup(**values)
                row.save(force_insert=True)
                return row
            call.check_seen(row.version)
            ItemGroup.objects.filter(pk=row.pk).update(**values, version=row.version + 1)
    except IntegrityError as taken:
        raise InvalidInputError("organs.group_taken", "已有同名的事项组，请换一个名称", field="name") from taken
    return row


@step
def group_of(actor: Actor, group_id: int) -> ItemGroup:
    """The group, for whoever manages the staff of all organs whose items it names."""
    row = ItemGroup.objects.filter(pk=group_id).first()
    if row is None or not all(actor.may(Can.MANAGE_STAFF, organ) for organ in row.organs):
        raise NotFoundError("organs.group_unknown", "没有找到这个事项组，或其中有不归您管理的单位的事项")
    return row
