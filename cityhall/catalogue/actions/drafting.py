"""Many items at once, as drafts: what a package that comes with the program brings along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from cityhall.catalogue.models import Item, ItemVersion
from cityhall.catalogue.rules import codes
from cityhall.catalogue.rules import content as contents
from cityhall.catalogue.rules.library import refs_of
from cityhall.catalogue.terms import Can, Procedure, VersionStatus
from cityhall.kernel.action import step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import insert
from cityhall.organs.queries import OrganView

from .items import describe, item_code_of, number


@dataclass(frozen=True)
class NewItem:
    organ: OrganView
    item_code: str
    name: str
    procedure: str
    content: Mapping[str, Any]
    short_code: str = ""
    base_code: str = ""


@step
def draft_items(actor: Actor, rows: Sequence[NewItem]) -> list[int]:
    """新建事项, each as `create_item` makes it, all or none; answers their ids in order. Two statements and a savepoint."""
    for organ_id in {row.organ.id for row in rows}:
        require(actor, Can.EDIT_ITEMS, organ_id)
    made = [(_item(row), contents.read_content(row.content)) for row in rows]
    try:
        with transaction.atomic():
            kept = insert([item for item, _ in made])
    except IntegrityError as clash:
        raise InvalidInputError(
            "catalogue.codes_taken", "其中有实施编码或简码已被别的事项使用；请在对照表里指明用已有的事项，或换一个编码"
        ) from clash
    insert([
        ItemVersion(item=item, number=1, status=VersionStatus.DRAFT, content=contents.write_content(parts), uses=refs_of(parts))
        for item, (_, parts) in zip(kept, made, strict=True)
    ])  # fmt: skip
    for item in kept:
        record(actor, "item.created", item.ref, organ_id=item.organ_id, name=item.name, item_code=item.item_code)
    return [item.pk for item in kept]


def _item(row: NewItem) -> Item:
    item = Item(item_code=item_code_of(row.item_code), organ_id=row.organ.id, division_code=row.organ.division_code)
    describe(item, row.name, row.procedure, row.short_code, "", row.organ.name)
    number(item, row.base_code, "", "", "")
    codes.check_item_code(item.item_code, item.base_code, Procedure(item.procedure))
    return item
