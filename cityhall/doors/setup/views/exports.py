"""导出事项: what the list shows, as files."""

from django.http.response import HttpResponseBase

from cityhall.catalogue.terms import Can, Procedure
from cityhall.doors.exporting import exchange_shape, own_shape
from cityhall.doors.http import Request
from cityhall.doors.setup.door import page, setup

ITEMS = (Can.EDIT_ITEMS,)


@setup("GET", to=ITEMS)
def choose(request: Request) -> HttpResponseBase:
    """导出事项: in which shape."""
    text, procedure, only, _ = _narrowed(request)
    return page(request, "setup/export.html", {
        "q": text, "procedure": procedure, "only": only, "procedures": list(Procedure),
        "onlys": {"published": "已发布", "unpublished": "未发布", "doubtful": "导入有疑点"},
    })  # fmt: skip


@setup("GET", to=ITEMS)
def own(request: Request, kind: str) -> HttpResponseBase:
    """The shape of imports."""
    return own_shape(request.actor, kind, *_narrowed(request))


@setup("GET", to=ITEMS)
def exchange(request: Request, kind: str) -> HttpResponseBase:
    """The shape of the national exchange."""
    return exchange_shape(request.actor, kind, *_narrowed(request))


def _narrowed(request: Request) -> tuple[str, str, str, None]:
    """As the list of items is."""
    procedure = request.GET.get("procedure", "")
    return (
        request.GET.get("q", "").strip()[:80], procedure if procedure in list(Procedure) else "",
        request.GET.get("only", ""), None,
    )  # fmt: skip
