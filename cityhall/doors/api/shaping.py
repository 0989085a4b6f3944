"""How much of an answer is wanted: `fields=` leaves the rest out, `expand=` brings along what an answer only names."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest
from ninja.operation import Operation

from cityhall.kernel.errors import InvalidInputError

FIELDS: dict[str, Any] = {
    "in": "query", "name": "fields", "required": False, "schema": {"type": "string", "maxLength": 500},
    "description": "只要这些字段，用逗号隔开；清单则指每一行的字段。不写为全部",
}  # fmt: skip
Expander = Callable[[], object]


def offer_fields(operation: Operation) -> None:
    """Say in the document that less may be asked for, where the answer is JSON."""
    if "GET" in operation.methods and operation.response_models.get(200):
        extra = operation.openapi_extra or {}
        operation.openapi_extra = {**extra, "parameters": [*extra.get("parameters", []), FIELDS]}


def narrowed(request: HttpRequest, data: Any, status: int) -> Any:
    """What was asked for of an answer. Raises InvalidInputError for a field there is not."""
    asked = _words(request.GET.get("fields", "")) if request.method == "GET" and status == 200 else []  # noqa: PLR2004
    if not asked:
        return data
    if isinstance(data, list):
        return [_kept(row, asked) for row in data]
    if isinstance(data, dict) and isinstance(data.get("rows"), list):
        return {**data, "rows": [_kept(row, asked) for row in data["rows"]]}
    return _kept(data, asked)


def _kept(row: Any, asked: list[str]) -> Any:
    if not isinstance(row, dict):
        return row
    unknown = [name for name in asked if name not in row]
    if unknown:
        raise InvalidInputError(
            "call.unknown_field", f"没有“{'、'.join(unknown)[:80]}”这个字段，请对照接口文档填写 fields", field="fields"
        )
    return {name: row[name] for name in asked}


def expanded(asked: str, offers: Mapping[str, Expander]) -> dict[str, Any]:
    """What goes along with an answer, by name. Each is asked of its own room by the same person, so who may not see it by
    itself may not see it here. Raises InvalidInputError for what is not offered."""
    wanted = _words(asked)
    unknown = [name for name in wanted if name not in offers]
    if unknown:
        raise InvalidInputError(
            "call.unknown_expansion",
            f"不能展开“{'、'.join(unknown)[:80]}”，可以展开的有：{'、'.join(offers)}",
            field="expand",
        )
    return {name: offers[name]() for name in wanted}


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
