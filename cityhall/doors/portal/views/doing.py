"""What the applicant is asked while her case is under way: an explanation, whether she wants a hearing, what she promised."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cityhall.cases import actions, queries
from cityhall.cases.queries import CasePage, FileView, MaterialView
from cityhall.cases.terms import Beside, Proceeding
from cityhall.doors.http import Request, go, said, sent, show, submit
from cityhall.doors.portal.forms import AnswerForm, Tap
from cityhall.doors.portal.uploads import attach_all
from cityhall.kernel.errors import DomainError, NotFoundError, NotSignedInError

from .mine import own_case


def _asked(page: CasePage, kind: Proceeding, key: int) -> Beside:
    found = next((one for one in page.beside_of(kind) if one.id == key), None)
    if found is None:
        raise NotFoundError("case.no_proceeding", f"这件没有这项“{kind.label}”，请回到办件页面查看最新进度")
    return found


@never_cache
@require_http_methods(["GET", "POST"])
def explanation(request: Request, number: str, key: int) -> HttpResponse:
    """答复补充说明"""
    page = own_case(request.actor, number)
    one = _asked(page, Proceeding.EXPLANATION, key)
    form = AnswerForm(sent(request))
    if submit(form, actions.answer_more, request.actor, number, key):
        said(request, "说明已提交，审查人员会马上看到")
        return go(request, reverse("my_case", args=[number]))
    return show(request, "portal/explanation.html", {"page": page, "one": one}, form=form)


@never_cache
@require_http_methods(["GET", "POST"])
def hearing(request: Request, number: str, key: int) -> HttpResponse:
    """要求听证，或者放弃"""
    page = own_case(request.actor, number)
    one = _asked(page, Proceeding.HEARING, key)
    form = Tap(sent(request))
    wants = request.POST.get("do") == "ask"
    act = actions.ask_hearing if wants else actions.waive_hearing
    if submit(form, act, request.actor, number, key):
        said(request, "已要求听证，会在二十日内组织，时间地点另行通知" if wants else "已登记您放弃听证，继续办理")
        return go(request, reverse("my_case", args=[number]))
    asked = one.first_on is not None
    return show(request, "portal/hearing.html", {"page": page, "one": one, "asked": asked}, form=form)


@never_cache
@require_http_methods(["GET", "POST"])
def promise(request: Request, number: str) -> HttpResponse:
    """补交容缺材料: what was promised, each with a place for it; handed in all at once or one by one."""
    page = own_case(request.actor, number)
    form = Tap(sent(request))
    ready = [m.spec.key for m, files in _owed(request, page) if files]
    if submit(form, actions.keep_promise, request.actor, number, ready):
        said(request, "已补交，审查人员会马上看到")
        return go(request, reverse("my_case", args=[number]))
    return _promise_page(request, page, form)


def _owed(request: Request, page: CasePage) -> list[tuple[MaterialView, list[FileView]]]:
    """Each material still promised, with what has been uploaded for it since the case was accepted."""
    left, since = queries.promised(request.actor, page.number), page.accepted_at
    owed = [m for m in page.materials if m.spec.key in left]
    return [(m, [f for f in m.files if since is None or f.added_at > since]) for m in owed]


def _promise_page(
    request: Request, page: CasePage, form: Tap | None = None, key: str = "", error: DomainError | None = None
) -> HttpResponse:
    promises = [one for one in page.beside_of(Proceeding.PROMISE) if one.open]
    cards = [(m, files, error if m.spec.key == key else None) for m, files in _owed(request, page)]
    ready = sum(1 for _, files, _ in cards if files)
    context = {"page": page, "one": promises[0] if promises else None, "cards": cards, "ready": ready}
    return show(request, "portal/promise.html", context, form=form or Tap(), status=error.status if error else None)


@never_cache
@require_http_methods(["GET", "POST"])
def promised_file(request: Request, number: str, key: str) -> HttpResponse:
    """上传容缺材料"""
    there = reverse("my_promise", args=[number])
    if request.method == "GET":  # the page was loaded again after a refusal
        return go(request, there)
    page = own_case(request.actor, number)
    try:
        count = attach_all(request, number, key)
    except (NotSignedInError, NotFoundError):
        raise
    except DomainError as error:
        return _promise_page(request, page, None, key, error)
    said(request, f"已上传 {count} 个文件，传好后请点最下面的“补交”")
    return go(request, f"{there}#m-{key}")
