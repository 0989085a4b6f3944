"""机构与行政区划."""

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.doors.http import Request, cursor
from cityhall.doors.setup.door import ROWS, Sheet, filled, page, setup
from cityhall.doors.setup.forms.administration import NewOrganForm, OrganForm, SuccessionForm
from cityhall.doors.setup.story import story
from cityhall.organs import actions, queries
from cityhall.organs.terms import Can

ORGANS = (Can.MANAGE_ORGANS,)
DIVISIONS = (Can.MANAGE_ORGANS, Can.MANAGE_DIVISIONS)


@setup("GET", to=ORGANS)
def index(request: Request) -> HttpResponseBase:
    """机构"""
    text, ended = request.GET.get("q", "").strip()[:80], bool(request.GET.get("ended"))
    found = queries.organs(request.actor, text=text, ended=ended, after=cursor(request), limit=ROWS)
    return page(request, "setup/organs.html", {"page": found, "q": text, "ended": ended})


@setup("GET", "POST", to=ORGANS)
def new(request: Request) -> HttpResponseBase:
    """设立机构"""
    sheet = Sheet("设立机构", (("setup_organs", "机构"),), "设立")
    return filled(
        request, NewOrganForm(request.POST or None), actions.create_organ, sheet=sheet, done="已设立机构",
        onto=lambda made: reverse("setup_organ", args=[made]),
    )  # fmt: skip


@setup("GET", to=ORGANS)
def organ(request: Request, organ_id: int) -> HttpResponseBase:
    """One organ, what became of it, who changed what."""
    found = queries.organ(organ_id)
    may = request.actor.may(Can.MANAGE_ORGANS, organ_id)
    return page(request, "setup/organ.html", {
        "organ": found, "division": queries.division_name(found.division_code), "may": may,
        "became": queries.became_of(organ_id), "story": story(found.ref) if may else [],
    })  # fmt: skip


@setup("GET", "POST", to=ORGANS)
def edit(request: Request, organ_id: int) -> HttpResponseBase:
    """更正机构信息"""
    found = queries.organ(organ_id)
    initial = {name: getattr(found, name) for name in OrganForm.base_fields}
    sheet = Sheet("更正机构信息", (("setup_organs", "机构"),), version=found.version, hint="已出具的文书和在办件不变。")
    return filled(
        request, OrganForm(request.POST or None, initial=initial), actions.update_organ, organ_id, sheet=sheet,
        done="已保存", onto=lambda _: reverse("setup_organ", args=[organ_id]),
    )  # fmt: skip


@setup("GET", "POST", to=ORGANS)
def succeed(request: Request, organ_id: int) -> HttpResponseBase:
    """机构变动"""
    found = queries.organ(organ_id)
    sheet = Sheet(
        f"机构变动：{found.name}", (("setup_organs", "机构"),), "确认变动", version=found.version, danger=True,
        hint="该机构自今日起终止，不能恢复；所属人员随即不能登录办理，职责由承接机构行使。",
    )  # fmt: skip
    return filled(
        request, SuccessionForm(request.POST or None), actions.succeed_organ, organ_id, sheet=sheet,
        done=f"{found.name}已终止", onto=lambda _: reverse("setup_organ", args=[organ_id]),
    )  # fmt: skip


@setup("GET", to=DIVISIONS)
def divisions(request: Request, code: str = "") -> HttpResponseBase:
    """行政区划, level by level."""
    text = request.GET.get("q", "").strip()[:40]
    found = queries.divisions_page(code, text, cursor(request), ROWS)
    path = queries.division_path(code) if code else []
    return page(request, "setup/divisions.html", {"page": found, "q": text, "path": path, "code": code})
