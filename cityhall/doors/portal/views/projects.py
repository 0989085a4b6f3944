"""我的项目: what the project unit sees of its construction projects, in plain words; an application that is begun for one of them."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cityhall.doors.components.gantt import gantt
from cityhall.doors.http import Request, file_response, go, said, sent, show, stored_upload, submit
from cityhall.doors.portal.forms import Tap
from cityhall.kernel import call, clock
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import DomainError, NotFoundError
from cityhall.organs import queries as organs
from cityhall.people import queries as people
from cityhall.projects import actions, queries
from cityhall.projects.queries import ProjectPage


class NewForm(forms.Form):
    code = forms.CharField(label="项目代码", max_length=40)
    name = forms.CharField(label="项目名称", max_length=120)
    place = forms.CharField(label="建设地点", max_length=200, required=False)
    credit_code = forms.ChoiceField(label="项目单位")
    organ_id = forms.CharField(label="牵头单位", max_length=120, help_text="写机构全称；不清楚的问 12345")
    profile = forms.ChoiceField(label="阶段")

    def __init__(self, actor: Actor, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        units = {one.credit_code: one.name for one in people.entities_of(actor)}
        self.fields["credit_code"].choices = [("", "我本人"), *units.items()]  # type: ignore[attr-defined]
        self.fields["credit_code"].required = False
        self.fields["profile"].choices = [(p.code, p.name) for p in queries.profiles()]  # type: ignore[attr-defined]
        self.fields["code"].help_text = f"投资项目在线审批监管平台赋予的代码，样式 {queries.rulebook().shown}"

    def clean_organ_id(self) -> int:
        found = organs.organs_called(self.cleaned_data["organ_id"].strip())
        exact = [o for o in found if self.cleaned_data["organ_id"].strip() in (o.name, o.short_name)] or found
        if len(exact) != 1:
            raise ValidationError("没有找到这个机构，或不止一个，请写机构全称", code="organ")
        return exact[0].id


class DocumentForm(forms.Form):
    name = forms.CharField(label="材料名称", max_length=120)
    file = forms.FileField(label="文件", required=False)


class LinkForm(forms.Form):
    application = forms.CharField(label="办件编号或联办编号", max_length=60)


@never_cache
@require_safe
def index(request: Request) -> HttpResponse:
    """我的项目"""
    require_signed_in(request.actor)
    return show(request, "portal/projects.html", {"rows": queries.my_projects(request.actor)})


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """登记项目"""
    require_signed_in(request.actor)
    people.me(request.actor)
    form = NewForm(request.actor, sent(request))
    if outcome := submit(form, lambda **told: actions.register_project(request.actor, actions.NewProject(**told))):
        said(request, "项目已登记。以后为它提交的申请都可以归到这里。")
        return go(request, reverse("my_project", args=[outcome.result]))
    return show(request, "portal/project_new.html", form=form)


@never_cache
@require_safe
def page(request: Request, number: str) -> HttpResponse:
    """一个项目: where it is, what comes next, what the organs are doing for it"""
    return _page(request, number)


def _page(
    request: Request, number: str, *, link: forms.Form | None = None, file: forms.Form | None = None
) -> HttpResponse:
    found = _own(request, number)
    context = {
        "page": found, "chart": gantt(found, clock.today()), "link": link or LinkForm(), "document": file or DocumentForm(),
    }  # fmt: skip
    return show(request, "portal/project.html", context, form=link or file)


def _own(request: Request, number: str) -> ProjectPage:
    """One's own. At this door staff are citizens too: what they see by office is not shown here."""
    found = queries.project(request.actor, number)
    if not found.mine:
        raise NotFoundError("projects.unknown", f"没有编号为 {number} 的项目，请核对编号")
    return found


@never_cache
@require_POST
def link(request: Request, number: str) -> HttpResponse:
    """把已有的申请归到项目"""
    _own(request, number)
    form = LinkForm(sent(request))
    if submit(form, actions.link_application, request.actor, number):
        said(request, "已归到这个项目，进度随即更新")
        return go(request, reverse("my_project", args=[number]))
    return _page(request, number, link=form)


@never_cache
@require_POST
def document(request: Request, number: str) -> HttpResponse:
    """加入项目材料"""
    _own(request, number)
    form = DocumentForm(sent(request))

    def add(name: str, file: object = None) -> int:
        upload = stored_upload(request)
        return actions.add_document(request.actor, number, upload.stored, upload.name, name)

    if submit(form, add):
        said(request, "材料已加入，参与的部门都能看到")
        return go(request, f"{reverse('my_project', args=[number])}#documents")
    return _page(request, number, file=form)


@never_cache
@require_POST
def remove(request: Request, number: str, document: int) -> HttpResponse:
    """移除自己加入的材料"""
    _own(request, number)
    tap = Tap(sent(request))
    if submit(tap, actions.remove_document, request.actor, number, document):
        said(request, "已移除这份材料")
    elif refusal := getattr(tap, "refusal", None):
        said(request, refusal.message)
    return go(request, f"{reverse('my_project', args=[number])}#documents")


@never_cache
@require_safe
def file(request: Request, number: str, document: int) -> HttpResponseBase:
    """看项目材料"""
    _own(request, number)
    found = queries.document(request.actor, number, document)
    return file_response(found.sha256, found.file_name, found.media_type, inline=True)


def offered(request: Request) -> dict[str, object]:
    """For a page on which an application is begun: the projects it may be for, the one the address names first."""
    return {"projects": queries.running_projects(request.actor), "project": request.GET.get("project", "")}


def begun_for(request: Request, ref: str) -> None:
    """An application just begun is put with the project that was chosen; where that is refused, it goes on without, and she is
    told why."""
    number = request.POST.get("project", "")
    if not number:
        return
    asked = call.current()
    try:
        with call.calling(f"{asked.key}:project" if asked.key else None):
            actions.link_application(request.actor, number, ref)
    except DomainError as no:
        said(request, f"申请已经开始，但没有归到项目：{no.message}")
    else:
        said(request, "这份申请已归到您选的项目")
