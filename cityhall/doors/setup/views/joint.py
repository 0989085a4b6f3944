"""一件事: the list, the editor, what stands in the way of publishing, the one form it makes, versions."""

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.doors.http import Request, cursor, go, refuse, said, sent
from cityhall.doors.setup.door import ROWS, Sheet, filled, page, setup
from cityhall.doors.setup.forms.joint import NewPackageForm, PackageForm, PublishForm, RetireForm, initial_of
from cityhall.doors.setup.story import story
from cityhall.joint import actions, queries
from cityhall.joint.terms import Can
from cityhall.kernel.errors import DomainError, NotFoundError, NotSignedInError

TO = (Can.DESIGN, Can.PUBLISH)
HERE = (("setup_joint", "一件事"),)


@setup("GET", to=TO)
def index(request: Request) -> HttpResponseBase:
    """一件事"""
    found = queries.packages(request.actor, after=cursor(request), limit=ROWS)
    return page(request, "setup/joint.html", {"page": found, "may_design": request.actor.may(Can.DESIGN)})


@setup("GET", "POST", to=(Can.DESIGN,))
def new(request: Request) -> HttpResponseBase:
    """新建一件事"""
    sheet = Sheet("新建一件事", HERE, "下一步", hint="先起名、定牵头单位，下一步编排阶段和事项。")
    return filled(
        request, NewPackageForm(sent(request)), actions.create_package, sheet=sheet, done="已新建，接着编排",
        onto=lambda made: reverse("setup_joint_edit", args=[made]),
    )  # fmt: skip


@setup("GET", to=TO)
def package(request: Request, code: str) -> HttpResponseBase:
    """One package: where it stands, what stands in its way, the one form and the one set of materials it makes."""
    draft = queries.package_draft(request.actor, code)
    return page(request, "setup/joint_package.html", {
        "draft": draft, "checked": draft.checked, "story": story(f"package:{code}"),
        "may_publish": request.actor.may(Can.PUBLISH, draft.organ_id), "may_design": request.actor.may(Can.DESIGN, draft.organ_id),
    })  # fmt: skip


@setup("GET", "POST", to=(Can.DESIGN,))
def edit(request: Request, code: str) -> HttpResponseBase:
    """编排: in lines; what cannot be read is refused at its field, what cannot be published is said after saving."""
    draft = queries.package_draft(request.actor, code)
    form = PackageForm(sent(request), initial=initial_of(draft.name, draft.content))
    if form.is_bound and form.is_valid():
        try:
            actions.save_package(request.actor, code, form.cleaned_data["name"], form.content(draft.content))
        except (NotSignedInError, NotFoundError):
            raise
        except DomainError as no:
            no.errors = {no.field.partition(".")[0]: no.message} if no.field else {}
            refuse(form, no)
        else:
            said(request, "草稿已保存，下面是检查结果")
            return go(request, reverse("setup_joint_package", args=[code]))
    seen = request.POST.get("_seen") or draft.version
    sheet = Sheet(f"编排：{draft.name}", HERE, "保存并检查")
    return page(request, "setup/form.html", {"sheet": sheet, "seen": seen}, form)


@setup("GET", "POST", to=(Can.PUBLISH,))
def publish(request: Request, code: str) -> HttpResponseBase:
    """发布"""
    draft = queries.package_draft(request.actor, code)
    sheet = Sheet(
        f"发布：{draft.name}", HERE, "发布", version=draft.version,
        hint="发布前再检查一遍。办理中的申请仍按各自开始时的版本办完。",
    )  # fmt: skip
    return filled(
        request, PublishForm(sent(request)), actions.publish_package, code, sheet=sheet, done="已发布，门户“一件事一次办”里可以申请",
        onto=lambda _: reverse("setup_joint_package", args=[code]),
    )  # fmt: skip


@setup("GET", "POST", to=(Can.PUBLISH,))
def retire(request: Request, code: str) -> HttpResponseBase:
    """停用"""
    draft = queries.package_draft(request.actor, code)
    sheet = Sheet(
        f"停用：{draft.name}",
        HERE,
        "停用",
        version=draft.version,
        danger=True,
        hint="不再接受新的申请，办理中的照常办完。",
    )
    return filled(
        request, RetireForm(sent(request)), actions.retire_package, code, sheet=sheet, done="已停用",
        onto=lambda _: reverse("setup_joint_package", args=[code]),
    )  # fmt: skip
