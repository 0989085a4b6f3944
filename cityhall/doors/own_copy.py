"""The copy of her data a citizen asked for, as an archive, for the doors that hand it out."""

import json
from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from cityhall.doors.http import CHUNK, tidy_name
from cityhall.kernel.actor import Actor
from cityhall.kernel.files import store
from cityhall.kernel.sheets.writer import ZIP_TYPE, zip_pieces
from cityhall.people import actions as people_actions
from cityhall.people import queries as people

NAME = "我的个人信息"


def archive(actor: Actor, own_data_id: int) -> StreamingHttpResponse:
    people_actions.take_own_data(actor, own_data_id)
    content = people.own_data_content(actor, own_data_id)
    files = content.pop("文件", [])
    assert isinstance(files, list)
    response = StreamingHttpResponse(zip_pieces(_entries(content, files)), content_type=ZIP_TYPE)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{NAME}.zip") or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _entries(content: dict[str, object], files: list[list[str]]) -> Iterator[tuple[str, Iterator[bytes]]]:
    yield f"{NAME}.json", iter([json.dumps(content, ensure_ascii=False, indent=1).encode()])
    for path, sha256 in files:
        folder, _, name = path.rpartition("/")
        yield f"{folder}/{tidy_name(name)}", _pieces(sha256)


def _pieces(sha256: str) -> Iterator[bytes]:
    with store.reading(sha256) as content:
        while piece := content.read(CHUNK):
            yield piece
