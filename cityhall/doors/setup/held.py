"""A file somebody is trying out, kept in her own session between the try and the deed."""

import base64
import zlib
from typing import Any

from cityhall.doors.http import Request, tidy_name

MOST = 4 * 1024 * 1024
WORDS = "4 MB"


def taken(request: Request, slot: str, file: Any | None) -> tuple[str, bytes]:
    """The file just sent (kept for the next step), or the one tried before."""
    if file is None:
        kept = request.session[_key(slot)]
        return kept["name"], zlib.decompress(base64.b64decode(kept["data"]))
    data = b"".join(file.chunks())
    name = tidy_name(file.name or "")
    request.session[_key(slot)] = {"name": name, "data": base64.b64encode(zlib.compress(data)).decode()}
    return name, data


def name_of(request: Request, slot: str) -> str:
    """The name of the file that was tried; empty when there is none."""
    return str(request.session.get(_key(slot), {}).get("name", ""))


def let_go(request: Request, slot: str) -> None:
    request.session.pop(_key(slot), None)


def _key(slot: str) -> str:
    return f"trying_{slot}"
