"""One case at the window: what is there of each material, what is wrong, and what to do next."""

from collections.abc import Callable

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.cases import actions, queries
from cityhall.cases.queries import CasePage
from cityhall.cases.terms import Can, Origin, Verdict
from cityhall.doors.http import Request, file_response, go, said, show, stored_upload, submit
from cityhall.kernel.errors import DomainError, NotFoundError, NotSignedInError, StaleError
from cityhall.messages.terms import Can as Papers
from cityhall.people.terms import Purpose

from ..door import case_here, desk, may_here
from ..forms import CheckForm, Tap
from ..offers import may_check, offers, promised, to_print

PAGE = "window/case.html"


@desk("GET")
def page(request: Request, number: str) -> HttpResponse:
    """办件"""
    return case_shown(request, case_here(request.actor, number))


def case_shown(request: Request, page: CasePage, form: Tap | None = None, key: str = "", why: str = "") -> HttpResponse:
    """The case; after a refusal with its sentence on top (`form`), or at one material (`key`, `why`)."""
    actor = request.actor
    checking, mine = may_check(actor, page), may_here(actor, page, Can.INTAKE)
    late = promised(page) if mine else []
    context = {
        "hearing_mine": mine, "promised": [m for m in page.materials if m.spec.key in late],
        "open_keys": [m.spec.key for m in page.materials] if checking else late,
        "page": page, "offers": offers(actor, page), "checking": checking, "to_print": to_print(page),
        "papers_mine": may_here(actor, page, Papers.HANDLE_PAPERS), "revealing": may_here(actor, page, Can.REVEAL),
        "purposes": Purpose.choices(),
        "wrong_key": key, "wrong_why": why, "typed": request.POST, "changed": changed(page, form), "story": told(page),
    }  # fmt: skip
    return show(request, PAGE, context, form=form or Tap(), status=422 if why else None)


def changed(page: CasePage, form: object) -> str:
    """After somebody else was faster: what she did, in the words of the case's own story."""
    acts = [h for h in page.story if not h.event.startswith(("paper.", "deadline."))]
    if not isinstance(getattr(form, "refusal", None), StaleError) or not acts:
        return ""
    last = acts[-1]
    return f"{last.who}：{last.title}{'，' + last.detail if last.detail else ''}"


def told(page: CasePage) -> list[dict[str, object]]:
    """The story as the timeline draws it."""
    return [
        {
            "title": h.title,
            "at": h.at,
            "text": h.detail,
            "who": h.who,
            "state": "late" if "breached" in h.event else "done",
        }
        for h in page.story
    ]


@desk("POST")
def accept(request: Request, number: str) -> HttpResponse:
    """受理"""
    return _pressed(request, number, actions.accept, "已受理，请打印受理通知书并盖章")


@desk("POST")
def kept(request: Request, number: str) -> HttpResponse:
    """接收补交的容缺材料"""
    case_here(request.actor, number)
    form = Tap(request.POST)
    if submit(form, actions.keep_promise, request.actor, number, request.POST.getlist("kept")):
        said(request, "已接收补交的材料")
        return go(request, reverse("window:case", args=[number]))
    return case_shown(request, case_here(request.actor, number), form)


@desk("POST")
def hearing(request: Request, number: str, key: str) -> HttpResponse:
    """申请人当面要求或者放弃听证"""
    case_here(request.actor, number)
    form, asks = Tap(request.POST), request.POST.get("answer") == "ask"
    if submit(form, actions.ask_hearing if asks else actions.waive_hearing, request.actor, number, key):
        said(request, "已代为提出听证要求" if asks else "已登记放弃听证")
        return go(request, reverse("window:case", args=[number]))
    return case_shown(request, case_here(request.actor, number), form)


@desk("POST")
def on_spot(request: Request, number: str) -> HttpResponse:
    """当场办结"""
    return _pressed(request, number, actions.decide_on_spot, "已当场办结，请打印结果并请申请人签收")


def _pressed(request: Request, number: str, act: Callable[..., None], done: str) -> HttpResponse:
    """A move without a form: done, or the case again with the reason."""
    case_here(request.actor, number)
    form = Tap({})
    if submit(form, act, request.actor, number):
        said(request, done)
        return go(request, reverse("window:case", args=[number]))
    return case_shown(request, case_here(request.actor, number), form)


@desk("POST")
def check(request: Request, number: str, key: str) -> HttpResponse:
    """核对一份材料"""
    before = case_here(request.actor, number)
    form = CheckForm(request.POST)
    outcome = submit(form, _checked, request, number, key)
    if not outcome:
        why = outcome.error.message if outcome.error else "请核对份数后再保存"
        return case_shown(request, case_here(request.actor, number), key=key, why=why)
    return go(request, f"{reverse('window:case', args=[number])}#m-{_next(before, key)}")


def _checked(request: Request, number: str, key: str, **found: str) -> None:
    verdict = Verdict(found["verdict"]) if found["verdict"] in set(Verdict) else Verdict.UNCHECKED
    problem = found["problem"] if verdict is Verdict.WRONG else ""
    actions.check_material(request.actor, number, key, **{**found, "verdict": verdict, "problem": problem})  # type: ignore[arg-type]


def _next(page: CasePage, key: str) -> str:
    """The material after this one that nobody has looked at yet."""
    keys = [m.spec.key for m in page.materials]
    later = page.materials[keys.index(key) + 1 :] if key in keys else ()
    return next((m.spec.key for m in later if m.verdict is Verdict.UNCHECKED), key)


@desk("POST")
def attach(request: Request, number: str, key: str) -> HttpResponse:
    """扫描或上传一个文件"""
    case_here(request.actor, number)
    try:
        upload = stored_upload(request)
        actions.attach(request.actor, number, key, upload.stored, upload.name, Origin.SCANNED)
    except (NotSignedInError, NotFoundError):
        raise
    except DomainError as no:
        return case_shown(request, case_here(request.actor, number), key=key, why=no.message)
    said(request, f"已收到 {upload.name}")
    return go(request, f"{reverse('window:case', args=[number])}#m-{key}")


@desk("POST")
def remove(request: Request, number: str, file_id: int) -> HttpResponse:
    """移除补充的文件"""
    case_here(request.actor, number)
    form = Tap({})
    if submit(form, actions.remove_file, request.actor, number, file_id):
        said(request, "已移除这个文件")
        return go(request, reverse("window:case", args=[number]))
    return case_shown(request, case_here(request.actor, number), form)


@desk("GET")
def file(request: Request, number: str, file_id: int) -> HttpResponseBase:
    """打开材料文件"""
    case_here(request.actor, number)
    stored, name = queries.file_of(request.actor, number, file_id)
    return file_response(stored.sha256, name, stored.media_type, inline=True)
