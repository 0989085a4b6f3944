"""一件事: one guide, one form, one set of materials, one page on which all its cases stand."""

from collections.abc import Mapping
from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cityhall.catalogue.terms import ApplicantKind, FieldKind, FieldSpec
from cityhall.doors.components import words
from cityhall.doors.components.item_form import ItemForm as Asking
from cityhall.doors.components.item_form import initial_of as asking_initial
from cityhall.doors.http import Request, file_response, go, problem, refuse, said, sent, show, submit
from cityhall.doors.portal import prefill
from cityhall.doors.portal.forms import CONTACT, ItemForm, Tap, WhoForm, WithdrawForm, contact_of, initial_of
from cityhall.doors.portal.uploads import attach_all
from cityhall.joint import actions, queries
from cityhall.joint.queries import JointDraft, PackageGuide
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import DomainError, NotFoundError, NotSignedInError, StaleError
from cityhall.meetings import queries as meetings
from cityhall.payments import queries as payments
from cityhall.people import queries as people
from cityhall.people.terms import Verified

from .apply import LENT, MYSELF, agent_of, applicant_of, choices_of, lent_choices
from .projects import begun_for, offered

WAY = ("谁来办", "一张表", "一套材料", "核对提交")
PREFIX, FRESH = "a", 1


@require_safe
def index(request: Request) -> HttpResponse:
    """一件事"""
    return show(request, "portal/joint_index.html", {"rows": queries.offered()})


@require_safe
def guide(request: Request, code: str) -> HttpResponse:
    """一份办事指南; with answers, as it is for whoever gives them. The address can be sent on."""
    answers = _answers(code, request)
    found = queries.guide(code, answers)
    form = (
        Asking(found.put.own, initial=asking_initial(found.put.own, answers), prefix=PREFIX) if found.put.own else None
    )
    if form is not None:
        form.mark_optional()
    mine = {part.key for part in found.put.parts}
    context = {"guide": found, "form": form, "mine": mine, "query": request.GET.urlencode(), "answered": bool(answers)}
    return show(request, "portal/joint_guide.html", context)


def _answers(code: str, request: Request) -> dict[str, str]:
    """What the address says to the package's questions."""
    keys = {ask.key: ask.kind for ask in queries.published(code).asks}
    told = {key: request.GET.getlist(f"{PREFIX}-{key}") for key in keys}
    return {key: "、".join(one for one in values if one) for key, values in told.items() if any(values)}


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: Request, code: str) -> HttpResponse:
    """谁来办: real name first, then who applies."""
    require_signed_in(request.actor)
    found, answers = queries.guide(code), _answers(code, request)
    me = people.me(request.actor)
    if me.verified is Verified.NONE:
        return go(request, f"{reverse('real_name')}?back={quote(request.get_full_path())}")
    entities = people.entities_of(request.actor)
    kinds, items = _applicants(found), {part.item_id for part in found.package.parts}
    choices = choices_of(kinds, me, entities) + lent_choices(request.actor, kinds, items)
    form = WhoForm(choices, sent(request))

    def begin(applicant: str) -> str:
        if applicant.startswith(LENT):
            agent, agency_id = agent_of(request.actor, me, applicant)
            return actions.start_joint(request.actor, code, agent, answers, agency_id=agency_id)
        actor, who = applicant_of(request.actor, me, entities, applicant)
        return actions.start_joint(actor, code, who, answers)

    if outcome := submit(form, begin):
        begun_for(request, f"joint-draft:{outcome.result}")
        return go(request, reverse("joint_draft", args=[outcome.result]))
    begun = [row for row in queries.my_joint(request.actor) if row.state == "draft" and row.name == found.package.name]
    context = {"guide": found, "choices": choices, "way": WAY, "begun": begun, "myself": MYSELF, **offered(request)}
    return show(request, "portal/joint_start.html", context, form=form)


def _applicants(found: PackageGuide) -> set[ApplicantKind]:
    """Whoever may apply for every item of it."""
    kinds = [set(part.terms.applicants) for stage in found.stages for part in stage.parts]
    return set.intersection(*kinds) if kinds else set()


@never_cache
@require_http_methods(["GET", "POST"])
def form(request: Request, draft: UUID) -> HttpResponse:
    """一张表: saved as far as it fits; what is missing is said on its field, all at once."""
    mine = queries.joint_draft(request.actor, str(draft))
    shown = _form(request, mine)
    if not shown.is_bound:
        if "check" in request.GET:
            shown = _with_problems(mine)
        return _form_page(request, mine, shown)
    shown.is_valid()
    fits = _save(request, mine, shown)
    if fits is None:
        return _form_page(request, mine, shown)
    if "later" in request.POST:
        said(request, "已保存。这份申请在“我的办件”里，换一台手机或电脑登录也能接着填。")
        return go(request, reverse("my"))
    if "situate" in request.POST:
        return go(request, f"{reverse('joint_draft', args=[draft])}#asked")
    mine = queries.joint_draft(request.actor, str(draft))
    if not mine.problems:
        return go(request, reverse("joint_materials", args=[draft]))
    return _form_page(request, mine, _with_problems(mine), saved=True)


@never_cache
@require_POST
def save(request: Request, draft: UUID) -> JsonResponse:
    """自动保存: what fits is kept; what is half typed keeps its last saved value until it fits."""
    mine = queries.joint_draft(request.actor, str(draft))
    shown = ItemForm(mine.put.fields, request.POST)
    shown.is_valid()
    typed = shown.typed
    wrong = [key for key in queries.form_problems(mine.put, typed) if typed.get(key)]
    kept = {key: value for key, value in typed.items() if key not in wrong}
    try:
        version = actions.save_joint(request.actor, mine.id, kept, "" if shown.contact_key in wrong else shown.contact)
    except StaleError as late:
        when = words.moment(mine.saved_at, clock.today())
        sentence = f"您 {when} 在另一台设备或另一个页面保存过这份申请；请重新打开这一页，核对后再填"
        return problem(request, StaleError(late.code, sentence))
    return JsonResponse({"version": version, "wrong": wrong})


def _save(request: Request, mine: JointDraft, shown: ItemForm) -> int | None:
    """The version after saving; None where it was refused, and then the form says why."""
    try:
        return actions.save_joint(request.actor, mine.id, shown.typed, shown.cleaned_data.get(CONTACT, ""))
    except (NotSignedInError, NotFoundError):
        raise
    except DomainError as no:
        refuse(shown, no)
        return None


def _form(request: Request, mine: JointDraft) -> ItemForm:
    """With what was saved; before the first save with what the city knows already, each with its source."""
    known = _known(request.actor, mine)
    sure = prefill.automatic(mine.put.fields, known) if mine.version == FRESH else {}
    offered = {key: one.value for key, one in sure.items()}
    initial = initial_of(mine.put.fields, {**offered, **mine.values}, mine.contact_phone)
    shown = ItemForm(mine.put.fields, sent(request), initial=initial)
    shown.sources = prefill.sources(mine.values, known, offered)
    shown.clearable = False
    return shown


def _known(actor: Actor, mine: JointDraft) -> dict[str, prefill.Known]:
    """What the city knows of who fills it in; an agent's own data are not the principal's."""
    if mine.agent:
        return {}
    code = mine.applicant_ref.removeprefix("entity:") if mine.applicant_ref.startswith("entity:") else ""
    entity = people.find_entity(actor, code) if code else None
    return prefill.known(mine.put.fields, people.own(actor), entity, {})


def _with_problems(mine: JointDraft) -> ItemForm:
    """The saved form with what a submission would be refused for."""
    filled = ItemForm(mine.put.fields, _as_sent(mine.put.fields, mine.values, mine.contact_phone))
    for key, sentence in mine.problems.items():
        filled.add_error(key if key in filled.fields else None, sentence)
    filled.clearable = False
    return filled


def _as_sent(fields: tuple[FieldSpec, ...], values: Mapping[str, str], contact: str) -> dict[str, object]:
    own = contact_of(fields)
    told: dict[str, object] = {
        f.key: values.get(f.key, "").split("、") if f.kind is FieldKind.MANY else values.get(f.key, "") for f in fields
    }
    return told | {own: values.get(own) or contact}


def _form_page(request: Request, mine: JointDraft, shown: ItemForm, *, saved: bool = False) -> HttpResponse:
    context = {
        "draft": mine, "way": WAY, "saved": saved, "news": queries.news(request.actor, mine.id),
        "wrong": [shown[name] for name in shown.errors if name in shown.fields] if shown.is_bound else [],
    }  # fmt: skip
    return show(request, "portal/joint_form.html", context, form=shown)


@never_cache
@require_POST
def take_new(request: Request, draft: UUID) -> HttpResponse:
    """改按新版填写"""
    tap = Tap(sent(request))
    if submit(tap, actions.take_new_versions, request.actor, str(draft)):
        said(request, "已改按新版填写，填过的内容都还在")
    elif refusal := getattr(tap, "refusal", None):
        said(request, refusal.message)
    return go(request, reverse("joint_draft", args=[draft]))


@never_cache
@require_safe
def materials(request: Request, draft: UUID) -> HttpResponse:
    """一套材料"""
    return _materials_page(request, str(draft))


def _materials_page(request: Request, draft: str, slot: str = "", error: DomainError | None = None) -> HttpResponse:
    mine = queries.joint_draft(request.actor, draft)
    before = queries.earlier_materials(request.actor, mine)
    cards = [(one, error if one.spec.key == slot else None, before.get(one.spec.key)) for one in mine.slots]
    context = {"draft": mine, "cards": cards, "way": WAY}
    return show(request, "portal/joint_materials.html", context, status=error.status if error else None)


@never_cache
@require_http_methods(["GET", "POST"])
def upload(request: Request, draft: UUID, slot: str) -> HttpResponse:
    """上传. A refusal is shown at its card; sending the page twice attaches nothing twice."""
    if request.method == "GET":  # the page was loaded again after a refusal
        return go(request, reverse("joint_materials", args=[draft]))
    try:
        count = attach_all(request, str(draft), slot, actions.attach_joint)
    except (NotSignedInError, NotFoundError):
        raise
    except DomainError as error:
        return _materials_page(request, str(draft), slot, error)
    said(request, f"已上传 {count} 个文件")
    return go(request, f"{reverse('joint_materials', args=[draft])}#m-{slot}")


@never_cache
@require_POST
def earlier(request: Request, draft: UUID, slot: str) -> HttpResponse:
    """选用以前交过的"""
    tap, number = Tap(sent(request)), request.POST.get("case", "")[:24]
    if submit(tap, actions.take_earlier, request.actor, str(draft), slot, number):
        said(request, "已选用以前交过的，办理的部门会再核对")
    elif refusal := getattr(tap, "refusal", None):
        return _materials_page(request, str(draft), slot, refusal)
    return go(request, f"{reverse('joint_materials', args=[draft])}#m-{slot}")


@never_cache
@require_POST
def remove(request: Request, draft: UUID, file_id: int) -> HttpResponse:
    """移除"""
    actions.remove_joint_file(request.actor, str(draft), file_id)
    said(request, "已移除这个文件")
    return go(request, reverse("joint_materials", args=[draft]))


@never_cache
@require_safe
def file(request: Request, draft: UUID, file_id: int) -> HttpResponseBase:
    """查看自己传的文件"""
    found = queries.joint_file(request.actor, str(draft), file_id)
    return file_response(found.sha256, found.name, found.media_type, inline=True)


@never_cache
@require_http_methods(["GET", "POST"])
def check(request: Request, draft: UUID) -> HttpResponse:
    """核对提交: one tap for all organs; however often it is sent, one application."""
    tap = Tap(sent(request))
    if outcome := submit(tap, actions.submit_joint, request.actor, str(draft)):
        said(request, "已提交。系统正在把申请同时送到各部门，请记住联办编号。")
        return go(request, reverse("my_joint", args=[outcome.result]))
    mine = queries.joint_draft(request.actor, str(draft))
    rows = [(spec, mine.values.get(spec.key, ""), mine.problems.get(spec.key, "")) for spec in mine.put.fields]
    handing = queries.handing_of_draft(request.actor, mine.id)
    context = {"draft": mine, "rows": rows, "way": WAY, "handing": handing}
    return show(request, "portal/joint_check.html", context, form=tap)


@never_cache
@require_http_methods(["GET", "POST"])
def delete(request: Request, draft: UUID) -> HttpResponse:
    """删除草稿: asked first."""
    mine = queries.joint_draft(request.actor, str(draft))
    tap = Tap(sent(request))
    if submit(tap, actions.delete_joint, request.actor, mine.id):
        said(request, f"“{mine.put.package.name}”的草稿已删除")
        return go(request, reverse("my"))
    return show(request, "portal/joint_delete.html", {"draft": mine}, form=tap)


@never_cache
@require_safe
def my_list(request: Request) -> HttpResponse:
    """一件事的申请, drafts among them"""
    return show(request, "portal/joint_list.html", {"rows": queries.my_joint(request.actor)})


@never_cache
@require_safe
def mine(request: Request, number: str) -> HttpResponse:
    """全部办件在一页上"""
    page = _own(request, number)
    handing = queries.handing_of(request.actor, number)
    due = payments.bills_of(request.actor, f"joint:{number}")
    gathered = meetings.of_whole(request.actor, number)
    return show(
        request, "portal/joint_mine.html", {"page": page, "handing": handing, "bills": due, "gathered": gathered}
    )


def _own(request: Request, number: str) -> queries.JointPage:
    """One's own. At this door staff are citizens too: what they see by office is not shown here."""
    page = queries.joint_page(request.actor, number)
    if not page.mine:
        raise NotFoundError("joint.unknown_number", f"没有编号为 {number} 的联办申请，请核对编号")
    return page


@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, number: str) -> HttpResponse:
    """撤回整件事: asked first."""
    page, form = _own(request, number), WithdrawForm(sent(request))
    if submit(form, actions.withdraw_joint, request.actor, number):
        said(request, "已撤回。还在办的各项随即停办，已经作出的决定不受影响。")
        return go(request, reverse("my_joint", args=[number]))
    return show(request, "portal/joint_withdraw.html", {"page": page}, form=form)


@never_cache
@require_POST
def go_on(request: Request, number: str) -> HttpResponse:
    """其余单独继续"""
    tap = Tap(sent(request))
    if submit(tap, actions.continue_alone, request.actor, number):
        said(request, "其余事项已恢复办理，各自按自己的时限办结。")
    elif refusal := getattr(tap, "refusal", None):
        said(request, refusal.message)
    return go(request, reverse("my_joint", args=[number]))
