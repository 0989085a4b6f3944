"""The questions of an item on a screen: read from an address or a form, drawn, and put into an address again."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import FieldKind, FieldSpec, ItemTerms

from .item_form import ItemForm, initial_of

PREFIX = "a"


def asked_fields(terms: ItemTerms, values: Mapping[str, str]) -> list[FieldSpec]:
    """The questions that are put to somebody who answered so far like this."""
    keys = {ask.key for ask in terms.asks}
    return [spec for spec in catalogue.situated(terms, values).fields if spec.key in keys]


def said_in(terms: ItemTerms, data: QueryDict, prefix: str = f"{PREFIX}-") -> dict[str, str]:
    """The answers in an address or a form; what does not fit is no answer."""
    told = {
        ask.key: data.getlist(f"{prefix}{ask.key}")
        if ask.kind is FieldKind.MANY
        else data.get(f"{prefix}{ask.key}", "")
        for ask in terms.asks
    }
    return catalogue.as_values(terms, told)


def questions(terms: ItemTerms, values: Mapping[str, str], attrs: Mapping[str, Any]) -> ItemForm | None:
    """The questionnaire by itself, with what was answered; none where the item asks nothing."""
    specs = asked_fields(terms, values)
    if not specs:
        return None
    form = ItemForm(specs, initial=initial_of(specs, values), prefix=PREFIX)
    form.react([spec.key for spec in specs], attrs)
    form.mark_optional()
    return form


def address(terms: ItemTerms, values: Mapping[str, str]) -> str:
    """The answers as an address that can be sent on: `a-way=堂食&a-area=60`, encoded."""
    pairs: list[tuple[str, Any]] = []
    for spec in asked_fields(terms, values):
        value = values.get(spec.key, "")
        several = value.split("、") if spec.kind is FieldKind.MANY else [value]
        pairs += [(f"{PREFIX}-{spec.key}", one) for one in several if one]
    return urlencode(pairs)
