"""What a row says of the item itself, put into the words of the local list, whose rules judge it (`rules/rows.py`)."""

from collections.abc import Mapping

from cityhall.catalogue.terms import Procedure

from ..rows import GB_CODES, WITHIN_OTHER
from .columns import BY_KEY, CODE

LOCAL = {
    CODE: "item_code", "item.organ": "department", "item.credit_code": "dept_uscc", "item.division_code": "area_code",
    "item.name": "sub_item", "item.group": "main_item", "item.procedure": "task_type_name",
    "item.procedure_code": "task_type", "item.base_code": "catalog_code",
}  # fmt: skip
KEY_OF = {local: key for key, local in LOCAL.items()}
NUMBERS = ("handling_code", "local_base_code", "local_item_code")


def tells(cells: Mapping[str, str]) -> bool:
    """Does the row say anything of the item itself, besides its code?"""
    return any(key.startswith("item.") and key != CODE for key in cells)


def local_row(cells: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """The row in the local list's words; what it leaves empty is as it is `known` of the item or its organ."""
    told = {local: cells[key] for key, local in LOCAL.items() if cells.get(key)}
    row = {**known, **told}
    if "task_type" in told and "task_type_name" not in told:
        row["task_type_name"] = _name_of(told["task_type"], known.get("task_type_name", ""))
    if "task_type_name" in told and "task_type" not in told:
        row.pop("task_type", None)
    return row


def _name_of(code: str, before: str) -> str:
    """The procedure's name by its code; 登记 and 备案 travel as 10 and stay what they were."""
    procedure = GB_CODES.get(code.lstrip("0"))
    kept = {p.label for p in WITHIN_OTHER}
    if procedure is Procedure.OTHER and before in kept:
        return before
    return procedure.label if procedure else ""


def label_of(local: str) -> str:
    """What a column of the local list is called here."""
    key = KEY_OF.get(local, "")
    return next((columns[key].label for columns in BY_KEY.values() if key in columns), local)
