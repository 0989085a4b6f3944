"""事项组: which items a role given to somebody may be limited to."""

from collections.abc import Sequence

from cityhall.catalogue.models import Item
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotFoundError
from cityhall.organs import actions as organs


@action
def save_item_group(actor: Actor, name: str, items: Sequence[int], group_id: int | None = None) -> int:
    """保存事项组: these items of organs whose staff the actor manages; answers its id."""
    wanted = set(items)
    asked = sorted(wanted)[: organs.MOST_GROUPED + 1]
    owners = dict(Item.objects.filter(pk__in=asked).values_list("pk", "organ_id"))
    if missing := set(asked) - owners.keys():
        raise NotFoundError(
            "catalogue.group_item", f"有 {len(missing)} 个事项没有找到，请核对后重新填写", field="items"
        )
    return organs.keep_item_group(actor, name, wanted, set(owners.values()), group_id)
