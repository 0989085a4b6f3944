"""Model fields that are encrypted at rest and clear in Python."""

import json
from typing import Any

from django.db import models

from .keys import seal, unseal


class SealedText(models.BinaryField):  # type: ignore[type-arg]
    """Personal text: an identity number, a phone, an address. Cannot be searched: keep a `blind` index beside it."""

    def from_db_value(self, value: Any, expression: object, connection: object) -> str:
        return unseal(bytes(value)) if value else ""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        sealed = seal(value) if isinstance(value, str) and value else b""
        return super().get_db_prep_value(sealed, connection, prepared)

    def to_python(self, value: Any) -> Any:
        return value

    def get_default(self) -> str:
        return ""

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))


class SealedJSON(SealedText):
    """Personal values of a form: a dictionary, sealed as one."""

    def from_db_value(self, value: Any, expression: object, connection: object) -> Any:
        return json.loads(unseal(bytes(value))) if value else {}

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        text = json.dumps(value, ensure_ascii=False) if value else ""
        return super().get_db_prep_value(text, connection, prepared)

    def get_default(self) -> Any:
        return {}
