"""Applying: who applies, the form saved while typing, the check page, and the one tap that hands it in."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cityhall.cases import actions, queries
from cityhall.cases.actions import Applicant
from cityhall.cases.queries import Draft
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import ApplicantKind, ItemTerms
from cityhall.doors.http import Request, go, refuse, said, sent, show, submit
from cityhall.doors.portal.forms import ItemForm, Tap, WhoForm, initial_of
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import DomainError, NotFoundError, NotSignedInError
from cityhall.people import queries as people
from cityhall.people.queries import EntityRow, PersonView
from cityhall.people.terms import Verified

WAY = ("谁来办", "填表", "材料", "核对提交")
MYSELF = "me"


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: Request, item_id: int) -> HttpResponse:
    """开始办理: real name first, then who applies."""
    require_signed_in(request.actor)
    terms = catalogue.guide(item_id).terms
    me = people.me(request.actor)
    if me.verified is Verified.NONE:
        return go(request, f"{reverse('real_name')}?back={request.path}")
    entities = people.entities_of(request.actor)
    choices = _choices(terms, me, entities)
    form = WhoForm(choices, sent(request))
    outcome = submit(form, lambda applicant: _begin(request.actor, item_id, me, entities, applicant))
    if outcome:
        return go(request, reverse("draft", args=[outcome.result]))
    begun = [d for d in queries.my_drafts(request.actor) if d.item_id == item_id]
    context = {
        "terms": terms, "me": me, "choices": choices, "begun": begun, "way": WAY,
        "for_entities": ApplicantKind.ENTITY in terms.applicants,
    }  # fmt: skip
    return show(request, "portal/start.html", context, form=form)


def _choices(terms: ItemTerms, me: PersonView, entities: list[EntityRow]) -> list[tuple[str, str]]:
    choices = [(MYSELF, f"我本人：{me.name}")] if ApplicantKind.PERSON in terms.applicants else []
    if ApplicantKind.ENTITY in terms.applicants:
        choices += [(row.credit_code, row.name) for row in _once(entities)]
    return choices


def _once(entities: list[EntityRow]) -> list[EntityRow]:
    """Each entity once, however many ties there are to it."""
    return list({row.credit_code: row for row in entities}.values())


def _begin(actor: Actor, item_id: int, me: PersonView, entities: list[EntityRow], chosen: str) -> str:
    phone = people.own_phone(actor)
    if chosen == MYSELF:
        return actions.start_draft(actor, item_id, Applicant(me.ref, me.name, me.id_number, me.name, phone))
    entity = next(row for row in entities if row.credit_code == chosen)
    acting = people.acting_for(actor, chosen)
    return actions.start_draft(acting, item_id, Applicant(entity.ref, entity.name, chosen, me.name, phone))


@never_cache
@require_http_methods(["GET", "POST"])
def form(request: Request, draft: UUID) -> HttpResponse:
    """填表: saved as far as it goes; what is missing is said on its field, all at once."""
    mine = queries.draft(request.actor, str(draft))
    shown = _form(request, mine)
    version = _saved(request.actor, mine, shown) if shown.is_bound else None
    if version is not None and "later" in request.POST:
        said(request, "已保存。这份申请在“我的办件”里，随时可以接着填。")
        return go(request, reverse("my"))
    if version is not None:
        problems = queries.form_problems(mine.terms, shown.typed)
        if not problems:
            return go(request, reverse("draft_materials", args=[draft]))
        for key, sentence in problems.items():
            shown.add_error(key, sentence)
    if not shown.is_bound and "check" in request.GET:
        shown = _with_problems(mine)
    context = {
        "draft": mine, "terms": mine.terms, "version": version or mine.version, "way": WAY,
        "wrong": [shown[name] for name in shown.errors if name in shown.fields],
        "saved": version is not None or request.method == "GET",
    }  # fmt: skip
    return show(request, "portal/form.html", context, form=shown)


def _saved(actor: Actor, mine: Draft, shown: ItemForm) -> int | None:
    """The version after saving what was typed; None if it was refused, and then the form says why."""
    if not shown.is_valid():
        return None
    try:
        return actions.save_draft(actor, mine.id, shown.typed, shown.contact)
    except (NotSignedInError, NotFoundError):
        raise
    except DomainError as no:
        refuse(shown, no)
        return None


def _form(request: Request, mine: Draft) -> ItemForm:
    initial = initial_of(mine.terms.fields, mine.values, mine.contact_phone)
    return ItemForm(mine.terms.fields, sent(request), initial=initial)


def _with_problems(mine: Draft) -> ItemForm:
    """The saved form with what a submission would be refused for."""
    filled = ItemForm(mine.terms.fields, initial_of(mine.terms.fields, mine.values, mine.contact_phone))
    for key, sentence in mine.problems.items():
        filled.add_error(key, sentence)
    return filled


@never_cache
@require_POST
def save(request: Request, draft: UUID) -> JsonResponse:
    """自动保存: what fits is kept; what is half typed keeps its last saved value until it fits."""
    mine = queries.draft(request.actor, str(draft))
    shown = _form(request, mine)
    shown.is_valid()
    typed = shown.typed
    wrong = [key for key in queries.form_problems(mine.terms, typed) if typed.get(key)]
    kept = {**mine.values, **{key: value for key, value in typed.items() if key not in wrong}}
    contact = "" if shown.contact_key in wrong else shown.contact
    version = actions.save_draft(request.actor, mine.id, kept, contact)
    return JsonResponse({"version": version, "wrong": wrong})


@never_cache
@require_http_methods(["GET", "POST"])
def check(request: Request, draft: UUID) -> HttpResponse:
    """核对提交: everything in the applicant's words; one tap, and however often it is sent, one case."""
    tap = Tap(sent(request))
    if tap.is_bound:
        try:
            number = actions.receive(request.actor, str(draft))
        except DomainError as no:
            tap.is_valid()
            mine = queries.draft(request.actor, str(draft))  # a draft that is gone or another's is not found here
            refuse(tap, no)
            return _check_page(request, mine, tap)
        return go(request, reverse("my_received", args=[number]))
    return _check_page(request, queries.draft(request.actor, str(draft)), tap)


def _check_page(request: Request, mine: Draft, tap: Tap) -> HttpResponse:
    rows = [(spec, mine.values.get(spec.key, ""), mine.problems.get(spec.key, "")) for spec in mine.terms.fields]
    context = {"draft": mine, "terms": mine.terms, "rows": rows, "way": WAY}
    return show(request, "portal/check.html", context, form=tap)


@never_cache
@require_http_methods(["GET", "POST"])
def delete(request: Request, draft: UUID) -> HttpResponse:
    """删除草稿: asked first."""
    mine = queries.draft(request.actor, str(draft))
    tap = Tap(sent(request))
    if submit(tap, actions.delete_draft, request.actor, mine.id):
        said(request, f"“{mine.terms.name}”的草稿已删除")
        return go(request, reverse("my"))
    return show(request, "portal/delete.html", {"draft": mine}, form=tap)
