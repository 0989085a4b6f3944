"""惠企政策: found, read, checked against what one's enterprise is, and applied for. Nothing typed in a check-up is kept
unless she asks for it: the answers travel with the page."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.forms import BoundField
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cityhall.cases import actions as case_actions
from cityhall.cases import queries as cases
from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import CheckUp
from cityhall.catalogue.terms import ApplicantKind, FieldSpec
from cityhall.catalogue.terms.conditions import Ask
from cityhall.catalogue.terms.policies import PolicyKind, PolicyState
from cityhall.doors.http import SIGN_IN, Request, cursor, go, said, show
from cityhall.doors.portal import carrying
from cityhall.doors.portal.forms import ItemForm
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import InvalidInputError
from cityhall.people import queries as people
from cityhall.people.terms import Verified

from . import apply, filling

LISTED, MOST_DIGITS = 20, 18
ANSWER, SOURCE = "f-", "s-"
NOT_SAID = "还没有填写；不清楚的，点“不清楚，先跳过”"
Answers = dict[str, list[str]]


@require_safe
def index(request: Request) -> HttpResponse:
    """惠企政策"""
    text, kind = request.GET.get("q", "").strip()[:60], request.GET.get("kind", "")
    chosen, soon = request.GET.get("organ", ""), request.GET.get("soon") == "1"
    organ_id = int(chosen) if chosen.isdecimal() and len(chosen) < MOST_DIGITS else None
    kind = kind if kind in list(PolicyKind) else ""
    page = queries.list_policies(
        kind=kind, organ_id=organ_id, soon=soon, text=text, after=cursor(request), limit=LISTED
    )  # fmt: skip
    return show(request, "portal/policies.html", {
        "page": page, "q": text, "kind": kind, "organ_id": organ_id, "soon": soon, "kinds": list(PolicyKind),
        "organs": queries.organs_with_policies(), "narrowed": bool(text or kind or organ_id or soon),
    })  # fmt: skip


@require_safe
def policy(request: Request, policy_id: int) -> HttpResponse:
    """一项政策"""
    view = queries.policy(policy_id)
    may = view.row.state is PolicyState.OPEN and view.item_open and not view.terms.automatic
    return show(request, "portal/policy.html", {"view": view, "terms": view.terms, "may_apply": may})


@never_cache
@require_http_methods(["GET", "POST"])
def match(request: Request) -> HttpResponse:
    """政策体检: one question a screen, and what the answers so far make of every policy."""
    signed_in = request.actor.person_id is not None
    if request.method == "GET":
        entities = apply._once(people.entities_of(request.actor)) if signed_in else []
        return show(request, "portal/match_start.html", {"entities": entities, "signed_in": signed_in})
    asks = queries.fact_questions()
    entity = request.POST.get("entity", "")[:18]
    given, sources = _said(request, asks)
    if "begin" in request.POST and entity:
        held = queries.held_of(request.actor, entity)
        given, sources = {k: list(v) for k, (v, _) in held.items()}, {k: s for k, (_, s) in held.items()}
    if "keep" in request.POST:
        actions.keep_answers(request.actor, entity, given)
        said(request, "答案已为这家单位保存，下次体检不用再填")
    if "forget" in request.POST:
        actions.forget_answers(request.actor, entity)
        said(request, "保存的答案已删除")
    return _round(request, asks, entity, given, sources)


def _round(
    request: Request, asks: tuple[Ask, ...], entity: str, given: Answers, sources: dict[str, str]
) -> HttpResponse:
    skipped = [] if "redo" in request.POST else [key for key in request.POST.getlist("skipped") if key]
    if (key := request.POST.get("skip", "")) and key not in skipped:
        skipped.append(key)
    if (dropped := request.POST.get("drop", "")) in given:
        given.pop(dropped)
        skipped = [key for key in skipped if key != dropped]
    wrong: InvalidInputError | None = None
    again = request.POST.get("asked", "") if "next" in request.POST else dropped
    try:
        found = queries.check_up(given, skipped)
    except InvalidInputError as no:
        wrong, again = no, no.field or ""
        given.pop(again, None)
        found = queries.check_up(given, skipped)
    put = next((ask for ask in asks if ask.key == again and ask.key not in found.answers), None)
    put = put or (found.next.ask if found.next else None)
    form = _form(put, request) if put else None
    if form is not None and put is not None and (wrong or ("next" in request.POST and put.key == again)):
        form.add_error(f"{ANSWER}{put.key}", wrong.message if wrong else NOT_SAID)
    return _page(request, found, entity, skipped, sources, put, form)


def _page(
    request: Request, found: CheckUp, entity: str, skipped: list[str], sources: Mapping[str, str], put: Ask | None,
    form: ItemForm | None,
) -> HttpResponse:  # fmt: skip
    kept = [(ask, found.answers[ask.key], sources.get(ask.key, "")) for ask in found.asks if ask.key in found.answers]
    fields: list[BoundField] = list(form) if form else []
    settles = found.next.settles if found.next and put and found.next.ask.key == put.key else 0
    return show(request, "portal/match.html", {
        "found": found, "entity": entity, "skipped": skipped, "kept": kept, "put": put, "fields": fields,
        "settles": settles, "answer": ANSWER, "source": SOURCE, "total": sum(found.counts.values()),
        "signed_in": request.actor.person_id is not None,
    })  # fmt: skip


def _said(request: Request, asks: tuple[Ask, ...]) -> tuple[Answers, dict[str, str]]:
    """What the page brought along: the answers, and where those that were filled in came from."""
    given: Answers = {}
    for ask in asks:
        values = [value.strip()[:60] for value in request.POST.getlist(f"{ANSWER}{ask.key}") if value.strip()]
        if values:
            given[ask.key] = values
    sources = {key: request.POST.get(f"{SOURCE}{key}", "")[:20] for key in given}
    return given, {key: source for key, source in sources.items() if source}


def _form(ask: Ask, request: Request) -> ItemForm:
    """One question as the form of an item draws it."""
    hint = "".join(part for part in (f"单位：{ask.unit}。" if ask.unit else "", ask.hint) if part)
    spec = FieldSpec(f"{ANSWER}{ask.key}", ask.label, ask.kind, choices=ask.choices, hint=hint)
    bound = "next" in request.POST and request.POST.get("asked") == ask.key
    form = ItemForm([spec], request.POST if bound else {}, contact=False)
    form.is_valid()
    form.errors.clear()
    form.mark_optional()
    return form


@never_cache
@require_POST
def apply_for(request: Request, policy_id: int) -> HttpResponse:
    """申报: into the item like any application, with the answers that its fields ask for too."""
    view = queries.policy(policy_id)
    if request.actor.person_id is None:
        return go(request, f"{SIGN_IN}?{urlencode({'next': reverse('policy', args=[policy_id])})}")
    start = reverse("apply", args=[view.terms.item_id])
    entity = request.POST.get("entity", "")[:18]
    me, linked = people.me(request.actor), people.entities_of(request.actor)
    if view.terms.automatic or not view.item_open or view.row.state is not PolicyState.OPEN:
        return go(request, reverse("policy", args=[policy_id]))
    terms = queries.guide(view.terms.item_id).terms
    if (
        me.verified is Verified.NONE or ApplicantKind.ENTITY not in terms.applicants
        or entity not in {row.credit_code for row in linked}
    ):  # fmt: skip
        return go(request, start)
    asks = queries.fact_questions()
    given, _ = _said(request, asks)
    begun = next((
        d for d in cases.my_drafts(request.actor)
        if d.item_id == terms.item_id and d.applicant_name == {r.credit_code: r.name for r in linked}[entity]
    ), None)  # fmt: skip
    if begun is not None:
        said(request, "您已有一份没提交的申请，接着填这一份；体检的答案没有覆盖它")
        return go(request, reverse("draft", args=[begun.id]))
    draft = apply.begin(request.actor, terms.item_id, me, linked, entity, {})
    count = _carry(request.actor, draft, asks, given)
    said(request, f"已带入 {count} 项体检时的答案，请核对" if count else "请填写申报内容")
    return go(request, reverse("draft", args=[draft]))


def _carry(actor: Actor, draft: str, asks: tuple[Ask, ...], given: Answers) -> int:
    """What fits is saved into the draft, together with what the city knows anyway."""
    mine = cases.draft(actor, draft)
    answers = {key: tuple(values) for key, values in given.items()}
    fits = carrying.carried(asks, answers, mine.terms.fields)
    if not fits:
        return 0
    known = {key: one.value for key, one in filling._known(actor, mine).items()}
    values = {**known, **fits}
    wrong = cases.form_problems(mine.terms, values)
    kept = {key: value for key, value in values.items() if key not in wrong}
    case_actions.save_draft(actor, draft, kept, mine.contact_phone)
    return len(set(kept) & set(fits))
