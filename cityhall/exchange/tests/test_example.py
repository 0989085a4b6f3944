"""The lines the documentation shows really verify what is really sent."""

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from cityhall.exchange import actions, rules


def shown() -> Any:
    """`verify`, as it stands in the document."""
    text = (Path(settings.ROOT) / "docs" / "open-api.md").read_text()
    [code] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    return names["verify"]


def test_what_is_shown_verifies_what_is_sent_and_nothing_else() -> None:
    verify, old, new = shown(), actions.fresh_signing_secret(), actions.fresh_signing_secret()
    now, body = datetime.fromtimestamp(time.time(), UTC), b'{"id":"7"}'
    head = {name.lower(): value for name, value in rules.headers_of([new, old], "7", now, body).items()}
    assert verify(old, head, body)
    assert verify(new, head, body)
    assert not verify(actions.fresh_signing_secret(), head, body)
    assert not verify(new, head, body + b" ")
    assert not verify(new, {**head, "webhook-id": "8"}, body)
    late = rules.headers_of([new], "7", now - timedelta(minutes=6), body)
    assert not verify(new, {name.lower(): value for name, value in late.items()}, body)
