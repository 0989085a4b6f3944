"""事项组: which items a role given to somebody may be limited to."""

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.catalogue import actions
from cityhall.catalogue import queries as catalogue
from cityhall.doors.http import Request, sent
from cityhall.doors.setup.door import Sheet, filled, page, setup
from cityhall.doors.setup.forms.item_groups import ItemGroupForm
from cityhall.kernel.actor import Actor
from cityhall.organs import queries
from cityhall.organs.terms import Can

STAFF = (Can.MANAGE_STAFF,)
HERE = (("setup_item_groups", "事项组"),)
HINT = "授予角色时可以限定事项组：办件方面的权限只对组内事项有效，看不到组外的办件；查找和登记申请人不受限。"
SHOWN = 3


@setup("GET", to=STAFF)
def index(request: Request) -> HttpResponseBase:
    """事项组"""
    rows = queries.item_groups(request.actor)
    names = catalogue.item_names({item for row in rows for item in row.items[:SHOWN]})
    told = [(row, [name for _, name, _ in catalogue.names_in_order(row.items[:SHOWN], names)]) for row in rows]
    return page(request, "setup/item_groups.html", {"rows": told, "hint": HINT})


@setup("GET", "POST", to=STAFF)
def new(request: Request) -> HttpResponseBase:
    """新的事项组"""
    sheet = Sheet("新的事项组", HERE, hint=HINT)
    return filled(
        request, ItemGroupForm(sent(request)), actions.save_item_group, sheet=sheet, done="已保存", onto=_onto
    )


@setup("GET", "POST", to=STAFF)
def edit(request: Request, group_id: int) -> HttpResponseBase:
    """修改事项组"""
    found = queries.item_group(request.actor, group_id)
    names = catalogue.names_in_order(found.items, catalogue.item_names(found.items))
    initial = {"name": found.name, "items": "\n".join(f"#{item} {name}" for item, name, _ in names)}
    hint = f"{HINT}改后，持有限定于本组的角色的人，下一次操作起即按新的范围。"

    def save(actor: Actor, name: str, items: list[int]) -> int:
        return actions.save_item_group(actor, name, items, group_id)

    sheet = Sheet(f"事项组：{found.name}", HERE, hint=hint, version=found.version)
    return filled(request, ItemGroupForm(sent(request), initial=initial), save, sheet=sheet, done="已保存", onto=_onto)


def _onto(_: object) -> str:
    return reverse("setup_item_groups")
