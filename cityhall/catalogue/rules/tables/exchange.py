"""The tables of the national exchange (`up_task_general_*`): their fields, and what a row of each says of an item.

Every row has a guid of its own, which stays the same as long as the thing does, and says which batch brought it, when, and
whether it is new or changed (I) or withdrawn (D)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cityhall.catalogue.terms import Part, Procedure

from ..codes import KINDS
from .cells import say
from .columns import COLUMNS, Column
from .filling import cells_of

OPERATION = ("row_guid", "cd_operation", "cd_time", "cd_batch", "data_source")
EXTEND_FIELDS = frozenset({
    "is_entry_center", "handle_area", "other_dept", "service_type", "limit_explain", "result_type", "result_name",
    "result_guid", "is_schedule", "is_pay_online", "is_express", "is_service_terminals", "user_topic_type",
    "corp_topic_type", "is_online", "online_handle_depth", "limit_scene_explain", "town_code", "online_url",
})  # fmt: skip
STATE = ("task_version", "task_state")
TASK = ("task_guid", "task_code")


@dataclass(frozen=True)
class Exported:
    """An item as it is exported: what belongs to itself by column key, its content, its version, and whether it is in force
    (what is not any more is withdrawn)."""

    head: Mapping[str, str]
    content: Mapping[str, Any]
    number: int
    in_force: bool
    item_id: int
    procedure: Procedure = Procedure.OTHER

    @property
    def operation(self) -> str:
        """I: new; U: changed since; D: withdrawn."""
        return "D" if not self.in_force else "I" if self.number == 1 else "U"


@dataclass(frozen=True)
class Batch:
    """What every row of one export says: when, in which batch, from where."""

    at: str
    name: str
    source: str


def _national(part: Part, *, extend: bool = False) -> tuple[Column, ...]:
    columns = [c for c in COLUMNS[part] if c.national and c.key not in {"item.organ"} | {"item.item_code"}]
    if part is Part.BASIC:
        columns = [c for c in columns if (c.national in EXTEND_FIELDS) == extend]
    return tuple(c for c in columns if c.national not in {"task_type_name", "area_code"})


TABLES: dict[str, tuple[Part, tuple[Column, ...]]] = {
    "up_task_general_basic": (Part.BASIC, _national(Part.BASIC)),
    "up_task_general_extend": (Part.BASIC, _national(Part.BASIC, extend=True)),
    "up_task_general_material": (Part.MATERIALS, _national(Part.MATERIALS)),
    "up_task_general_fee_project": (Part.CHARGES, _national(Part.CHARGES)),
    "up_task_general_questions": (Part.QUESTIONS, _national(Part.QUESTIONS)),
}
BASIC_MORE = ("dept_name", *STATE)


def fields_of(table: str) -> tuple[str, ...]:
    _, columns = TABLES[table]
    more = BASIC_MORE if table == "up_task_general_basic" else ()
    return (*OPERATION, *TASK, *(c.national for c in columns), *more)


def rows_of(table: str, item: Exported, batch: Batch) -> Iterator[tuple[str, ...]]:
    """The rows of one table that an item has."""
    part, columns = TABLES[table]
    task = str(uuid5(NAMESPACE_URL, f"{batch.source}/item/{item.item_id}"))
    code = item.head["item.item_code"]
    for place, values in enumerate(cells_of(part, item.content)):
        guid = str(uuid5(NAMESPACE_URL, f"{batch.source}/{table}/{item.item_id}/{_name(part, values, place)}"))
        head = (guid, item.operation, batch.at, batch.name, batch.source, task, code)
        cells = tuple(_cell(column, item, values) for column in columns)
        more: Sequence[str] = ()
        if table == "up_task_general_basic":
            more = (item.head["item.organ"], str(item.number), "1" if item.in_force else "0")
        yield (*head, *cells, *more)


def _name(part: Part, values: Mapping[str, Any], place: int) -> str:
    """What a row keeps its guid by."""
    if part is Part.BASIC:
        return ""
    return str(values.get("name") or values.get("question") or place)


def _cell(column: Column, item: Exported, values: Mapping[str, Any]) -> str:
    if column.key == "item.procedure_code":
        return KINDS[item.procedure].code
    if column.key.startswith("item."):
        return item.head.get(column.key, "")
    value = values.get(column.key)
    if column.key.endswith(".amount") and value == "即时":
        return "0"
    return say(column, value, coded=True)
