"""Files of a material, from a page to the room: several at once, each its own act."""

from collections.abc import Callable

from cityhall.cases import actions
from cityhall.doors.http import Request, stored_uploads
from cityhall.kernel import call
from cityhall.kernel.errors import InvalidInputError


def attach_all(request: Request, ref: str, key: str, attach: Callable[..., object] = actions.attach) -> int:
    """Attach every file of the field to one line of the checklist; answers how many. The request's number is counted
    on, so that sending the page twice attaches nothing twice. `attach` is the room's act: of a case, or of the whole of
    several."""
    uploads = stored_uploads(request)
    if not uploads:
        raise InvalidInputError("file.missing", "请先选择照片或文件，再点上传", field="file")
    asked = call.current()
    for n, upload in enumerate(uploads):
        with call.calling(f"{asked.key}:{n}" if asked.key else None):
            attach(request.actor, ref, key, upload.stored, upload.name)
    return len(uploads)
