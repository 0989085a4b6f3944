"""What every door shares: the request with its actor, forms that run an action, refusals as answers, files."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Generic, TypeVar, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.forms import BaseForm
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from cityhall.kernel import trace
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import DomainError, InvalidInputError, NotFoundError, NotSignedInError, TooManyError
from cityhall.kernel.files import store
from cityhall.kernel.files.store import Stored

T = TypeVar("T")
SIGN_IN = "/sign-in/"
CHUNK = 64 * 1024
NAME_LIMIT = 120
INLINE = {"application/pdf", "image/png", "image/jpeg", "image/webp", "image/gif"}
LOCKED = "default-src 'none'; frame-ancestors 'self'; base-uri 'none'; sandbox"
VIEWER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'"


class Request(HttpRequest):
    """A request that came through the middleware: who asks is known, and so is whether htmx asks for a part."""

    actor: Actor
    htmx: HtmxDetails


# Forms


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """True when the act went through; `result` is what it answered, `error` why it was refused."""

    done: bool
    result: T | None = None
    error: DomainError | None = None

    def __bool__(self) -> bool:
        return self.done


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, for a form; None when the page is only looked at. A button without fields sends nothing, and has
    still been pressed."""
    return request.POST if request.method == "POST" else None


def submit(form: BaseForm, act: Callable[..., T], *args: object, **kwargs: object) -> Outcome[T]:
    """Run the act with the form's cleaned values, if it was sent and is in order.

    A refusal lands on its field if the form has it, else on the form (`form.refusal`, shown by `{% form_errors %}`);
    what was typed stays. Who is not signed in, and what does not exist, are answered by a page of their own.
    """
    if not (form.is_bound and form.is_valid()):
        return Outcome(done=False)
    try:
        return Outcome(done=True, result=act(*args, **{**form.cleaned_data, **kwargs}))
    except (NotSignedInError, NotFoundError):
        raise
    except DomainError as error:
        refuse(form, error)
        return Outcome(done=False, error=error)


def refuse(form: BaseForm, error: DomainError) -> None:
    """Put a refusal on a form: each sentence at its field, the rest on the form itself."""
    known = {field: sentence for field, sentence in error.errors.items() if field in form.fields}
    for field, sentence in known.items():
        form.add_error(field, sentence)
    if not known:
        form.add_error(None, error.message)
        form.refusal = error  # type: ignore[attr-defined]


def said(request: HttpRequest, sentence: str) -> None:
    """A sentence for the next page: what has been done."""
    messages.success(request, sentence)


# Pages


def show(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    part: str = "",
    form: BaseForm | None = None,
    status: int | None = None,
) -> HttpResponse:
    """Render a page; for htmx only its `part` (a template the page includes). A refused `form` gives the status."""
    values = dict(context or {})
    if form is not None:
        values.setdefault("form", form)
        status = status or _status_of(form)
    partial = bool(part and wants_part(request))
    response = render(request, part if partial else template, values, status=status)
    response.headers["Vary"] = "HX-Request, Cookie" if part else "Cookie"
    return response


def _status_of(form: BaseForm) -> int:
    refusal: DomainError | None = getattr(form, "refusal", None)
    if refusal is not None:
        return refusal.status
    return InvalidInputError.status if form.is_bound and form.errors else 200


def wants_part(request: HttpRequest) -> bool:
    """Does htmx ask for a part of the page it already shows?"""
    details: HtmxDetails | None = getattr(request, "htmx", None)
    return details is not None and bool(details) and not details.boosted and not details.history_restore_request


def go(request: HttpRequest, url: str) -> HttpResponse:
    """On to another page, after an act; from htmx the whole page moves."""
    if wants_part(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def back(request: HttpRequest, otherwise: str) -> str:
    """The address in `back` (or where the person came from) if it is one of ours."""
    url = request.POST.get("back") or request.GET.get("back") or ""
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if safe else otherwise


def cursor(request: HttpRequest) -> str:
    """Where the list goes on: the `after` of the address, for `kernel.paging.keyset`."""
    return request.GET.get("after", "")[:500]


def address_of(request: HttpRequest) -> str:
    """Where the request came from. Only as many proxies are believed as the installation says it has."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    known = settings.TRUSTED_PROXIES
    return hops[-known] if 0 < known <= len(hops) else str(request.META.get("REMOTE_ADDR", ""))


# Refusals


def answer(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A refusal as the asker understands it: a problem for programs, a page for people."""
    if request.path.startswith("/api/") or (request.accepts("application/json") and not request.accepts("text/html")):
        return problem(request, error)
    return refusal_page(request, error)


def problem(request: HttpRequest, error: DomainError) -> JsonResponse:
    """RFC 9457 problem details."""
    body: dict[str, object] = {
        "type": f"/problems/{error.code}", "title": error.title, "status": error.status, "detail": error.message,
        "instance": request.path, "code": error.code,
        "errors": [{"field": field, "detail": sentence} for field, sentence in error.errors.items()],
        "trace": trace.current(),
    }  # fmt: skip
    headers = {"WWW-Authenticate": "Bearer, Session"} if error.status == NotSignedInError.status else {}
    if isinstance(error, TooManyError) and error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    return JsonResponse(
        body, status=error.status, content_type="application/problem+json",
        headers=headers, json_dumps_params={"ensure_ascii": False},
    )  # fmt: skip


def refusal_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The refusal in the look: title, sentence, next step. Who is not signed in is taken to the door first."""
    if isinstance(error, NotSignedInError):
        return _to_sign_in(request)
    template = "components/refusal_part.html" if wants_part(request) else "components/refusal.html"
    return render(request, template, {"error": error}, status=error.status)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    here = request.get_full_path() if request.method == "GET" else ""
    url = f"{SIGN_IN}?{urlencode({'next': here})}" if here else SIGN_IN
    return go(request, url)


# Files


@dataclass(frozen=True)
class Upload:
    """What came in a file field: the content, kept, and the name its owner gave it."""

    stored: Stored
    name: str


def stored_upload(request: HttpRequest, field: str = "file") -> Upload:
    """The one file of a field, streamed into the store; the act that refers to it notes it."""
    uploads = stored_uploads(request, field)
    if not uploads:
        raise InvalidInputError("file.missing", "请先选择一个文件，再点上传", field=field)
    return uploads[0]


def stored_uploads(request: HttpRequest, field: str = "file") -> list[Upload]:
    """All files of a field, streamed into the store. A refusal names the field they came in."""
    uploads = []
    for file in request.FILES.getlist(field):
        try:
            uploads.append(Upload(store.put(file.chunks()), tidy_name(file.name or "")))
        except DomainError as error:
            error.field = field
            raise
    return uploads


def tidy_name(name: str) -> str:
    """A file name fit to show and to send: no folders, no control or direction characters, not too long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    if len(clean) > NAME_LIMIT:
        stem, dot, end = clean.rpartition(".")
        clean = stem[: NAME_LIMIT - len(end) - 1] + dot + end if dot and len(end) < NAME_LIMIT else clean[:NAME_LIMIT]
    return clean or "文件"


def file_response(sha256: str, name: str, media_type: str, *, inline: bool = False) -> StreamingHttpResponse:
    """Stream a stored content. Shown in the browser only if it is a picture or PDF, and then locked in."""
    chunks = _chunks(sha256)
    first = next(chunks, b"")  # opens it now, so that a missing file is a refusal and not a broken stream
    shown = inline and media_type in INLINE
    kind = media_type if media_type in INLINE or not inline else "application/octet-stream"
    response = StreamingHttpResponse(chain([first], chunks), content_type=kind)
    response.headers["Content-Disposition"] = cast(
        str, content_disposition_header(as_attachment=not shown, filename=tidy_name(name))
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = VIEWER if kind == "application/pdf" else LOCKED
    return response


def _chunks(sha256: str) -> Iterator[bytes]:
    with store.reading(sha256) as content:
        while chunk := content.read(CHUNK):
            yield chunk
