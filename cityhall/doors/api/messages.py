"""消息与文书."""

from django.http import HttpRequest, StreamingHttpResponse
from ninja import File, Router, Schema, UploadedFile

from cityhall.cases import actions as cases
from cityhall.cases import queries
from cityhall.doors.http import file_response
from cityhall.kernel.files import store
from cityhall.messages import actions
from cityhall.messages import queries as messages
from cityhall.messages.queries import MessageView, PaperView
from cityhall.messages.terms import PaperKind

from .door import COMMAND, actor_of, answers

router = Router()


class Inbox(Schema):
    rows: list[MessageView]
    next: str


class PaperNumber(Schema):
    number: str


@router.get("/messages", response=answers({200: Inbox}))
def inbox(request: HttpRequest, after: str = "") -> Inbox:
    """我的消息"""
    found = messages.inbox(actor_of(request), after)
    return Inbox(rows=list(found.rows), next=found.next)


@router.post("/messages/{int:message_id}/reading", response=answers({204: None}), openapi_extra=COMMAND)
def mark_read(request: HttpRequest, message_id: int) -> tuple[int, None]:
    """标为已读"""
    actions.mark_read(actor_of(request), message_id)
    return 204, None


@router.get("/cases/{number}/papers", response=answers({200: list[PaperView]}))
def papers(request: HttpRequest, number: str) -> list[PaperView]:
    """一件的文书"""
    return list(queries.case_page(actor_of(request), number).papers)


@router.post("/cases/{number}/papers/{kind}", response=answers({200: PaperNumber}), openapi_extra=COMMAND)
def paper_for(request: HttpRequest, number: str, kind: PaperKind) -> PaperNumber:
    """立即出具这一文书（已有则返回文号）"""
    return PaperNumber(number=cases.paper_for(actor_of(request), number, kind))


@router.get("/papers/{number}", response=answers({200: None}))
def paper(request: HttpRequest, number: str) -> StreamingHttpResponse:
    """文书 PDF（盖章回传后为扫描件）"""
    found = queries.paper_seen(actor_of(request), number)
    sha256 = found.stamped_sha256 or actions.pdf_of(actor_of(request), number)
    kind = store.kind_of(sha256)
    end = "pdf" if kind == "application/pdf" else kind.rpartition("/")[2]
    return file_response(sha256, f"{found.title}.{end}", kind, inline=True)


@router.post("/papers/{number}/scans", response=answers({204: None}), openapi_extra=COMMAND)
def stamp_back(request: HttpRequest, number: str, file: File[UploadedFile]) -> tuple[int, None]:
    """盖章后的扫描件回传"""
    queries.paper_seen(actor_of(request), number)
    actions.stamp_back(actor_of(request), number, store.put(file.chunks()))
    return 204, None
