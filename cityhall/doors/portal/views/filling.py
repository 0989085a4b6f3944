"""填表: prefilled with what is known, saved while typing; on two devices at once nothing typed is lost."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cityhall.cases import actions, queries
from cityhall.cases.queries import Draft
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import FieldKind
from cityhall.doors.components import words
from cityhall.doors.components.asking import said_in
from cityhall.doors.http import Request, go, problem, refuse, said, sent, show, submit
from cityhall.doors.portal import prefill
from cityhall.doors.portal.forms import CONTACT, ItemForm, Tap, contact_of, initial_of
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import DomainError, NotFoundError, NotSignedInError, StaleError
from cityhall.people import queries as people
from cityhall.people.terms import IdKind

from .apply import WAY

NOTHING = people.Own("", IdKind.RESIDENT, "", "", "")
FRESH = 1  # the version of a draft nobody has saved yet


@dataclass(frozen=True)
class Differs:
    """A field that was saved elsewhere with another value than the one on this page."""

    key: str
    label: str
    mine: str
    theirs: str


@never_cache
@require_http_methods(["GET", "POST"])
def form(request: Request, draft: UUID) -> HttpResponse:
    """填表: saved as far as it goes; what is missing is said on its field, all at once."""
    mine = _answered(request, str(draft))
    shown = _form(request, mine)
    if "clear" in request.POST or "fill" in request.POST:
        return _clear(request, mine, shown)
    try:
        version = _saved(request.actor, mine, shown) if shown.is_bound else None
    except StaleError as late:
        mine = _answered(request, str(draft))
        if differs := _differing(request, mine, shown):
            return _collided(request, mine, shown, late, differs)
        version = mine.version  # the very same is saved already: by this page itself, a moment ago
    if version is not None and "later" in request.POST:
        said(request, "已保存。这份申请在“我的办件”里，换一台手机或电脑登录也能接着填。")
        return go(request, reverse("my"))
    if version is not None and "situate" in request.POST:
        return go(request, f"{reverse('draft', args=[draft])}#asked")
    if version is not None and _fits(mine, shown):
        return go(request, reverse("draft_materials", args=[draft]))
    if not shown.is_bound and "check" in request.GET:
        shown = _with_problems(mine)
    return _page(request, mine, shown, version)


def _page(
    request: Request, mine: Draft, shown: ItemForm, version: int | None, differs: list[Differs] | None = None
) -> HttpResponse:
    context = {
        "draft": mine, "terms": mine.terms, "version": version or mine.version, "way": WAY,
        "wrong": [shown[name] for name in shown.errors if name in shown.fields],
        "saved": version is not None or request.method == "GET",
        "saved_at": clock.now() if version else mine.saved_at if mine.version > FRESH else None, "differs": differs,
    }  # fmt: skip
    context["news"] = queries.news(mine)
    context |= _situation(mine, shown)
    return show(request, "portal/form.html", context, form=shown)


def _answered(request: Request, draft: str) -> Draft:
    """The draft, its terms as they are for the answers on this page."""
    mine = queries.draft(request.actor, draft)
    if request.method != "POST" or not mine.terms.asks:
        return mine
    said = said_in(catalogue.whole(mine.terms), request.POST, "")
    return replace(mine, terms=catalogue.situated(mine.terms, said))


def _situation(mine: Draft, shown: ItemForm) -> dict[str, object]:
    """What the answers lead to, and how the page asks anew when one changes."""
    terms = mine.terms
    if not terms.asks:
        return {}
    keys = [ask.key for ask in terms.asks]
    shown.react(keys, {"data-live": reverse("draft_situate", args=[mine.id]), "data-target": "#asked"})
    values = shown.typed if shown.is_bound and shown.is_valid() else mine.values
    return {"situation": catalogue.situation_of(terms, values), "shown_keys": ",".join(s.key for s in terms.fields)}


@never_cache
@require_POST
def situate(request: Request, draft: UUID) -> HttpResponse:
    """情形: the form for the answers given so far. Nothing is saved by it; what appears anew is filled in with what was
    said before, or is known."""
    mine = _answered(request, str(draft))
    data = request.POST.copy()
    there, found = data.get("shown_keys", "").split(","), _known(request.actor, mine)
    sure = prefill.automatic(mine.terms.fields, found)
    for spec in mine.terms.fields:
        known = sure.get(spec.key)
        if spec.key not in there and (value := mine.values.get(spec.key) or (known.value if known else "")):
            data.setlist(spec.key, value.split("、") if spec.kind is FieldKind.MANY else [value])
    shown = ItemForm(mine.terms.fields, data)
    typed = shown.typed if shown.is_valid() else {}
    shown.sources = prefill.sources(typed, found, {})
    shown.offers = {key: one for key, one in found.items() if key not in sure and not data.get(key)}
    return show(request, "portal/fields.html", {"form": shown, "draft": mine, **_situation(mine, shown)})


@never_cache
@require_POST
def carry(request: Request, draft: UUID) -> HttpResponse:
    """改按新版填写: what fits is kept, and what became of the rest is said."""
    mine = queries.draft(request.actor, str(draft))
    tap = Tap(sent(request))
    if outcome := submit(tap, actions.carry_over, request.actor, mine.id):
        said(request, f"已改按新版填写。{outcome.result}")
    elif refusal := getattr(tap, "refusal", None):
        said(request, refusal.message)
    return go(request, reverse("draft", args=[draft]))


def _saved(actor: Actor, mine: Draft, shown: ItemForm) -> int | None:
    """The version after saving what was typed; None if it was refused, and then the form says why."""
    if not shown.is_valid():
        return None
    try:
        return actions.save_draft(actor, mine.id, shown.typed, shown.contact)
    except (NotSignedInError, NotFoundError, StaleError):
        raise
    except DomainError as no:
        refuse(shown, no)
        return None


def _fits(mine: Draft, shown: ItemForm) -> bool:
    """Is everything asked for there? What is missing is said on its field."""
    problems = queries.form_problems(mine.terms, shown.typed)
    for key, sentence in problems.items():
        shown.add_error(key, sentence)
    return not problems


def _form(request: Request, mine: Draft) -> ItemForm:
    """The form with what was saved; before the first save with what the city knows already, each with its source."""
    found = _known(request.actor, mine)
    asked = {ask.key for ask in mine.terms.asks}
    fresh = mine.version == FRESH and not set(mine.values) - asked
    sure = prefill.automatic(mine.terms.fields, found)
    offered = {key: one.value for key, one in sure.items()} if fresh else {}
    shown = ItemForm(
        mine.terms.fields, sent(request),
        initial=initial_of(mine.terms.fields, {**offered, **mine.values}, _contact(mine)),
    )  # fmt: skip
    shown.sources = prefill.sources(mine.values, found, offered)
    there = {**offered, **mine.values, **(request.POST.dict() if shown.is_bound else {})}
    shown.offers = {key: one for key, one in found.items() if key not in sure and not there.get(key)}
    if shown.contact_key == CONTACT and mine.contact_phone and mine.version == FRESH:
        shown.sources[CONTACT] = f"来自{prefill.PHONE}"
    return shown


def _contact(mine: Draft) -> str:
    """The phone to begin with. What she has emptied in the item's own field stays empty."""
    ours = contact_of(mine.terms.fields) == CONTACT
    return mine.contact_phone if ours or mine.version == FRESH else ""


def _known(actor: Actor, mine: Draft) -> dict[str, prefill.Known]:
    code = mine.applicant_ref.removeprefix("entity:") if mine.applicant_ref.startswith("entity:") else ""
    entity = people.find_entity(actor, code) if code else None
    before = queries.said_before(actor, mine.applicant_ref, mine.terms)
    return prefill.known(mine.terms.fields, _own(actor, mine), entity, before)


def _own(actor: Actor, mine: Draft) -> people.Own:
    """What the city knows of who fills in, where it is she who applies; an agent's own data are not the principal's."""
    if mine.applicant_ref.startswith("person:") and mine.applicant_ref not in people.own_refs(actor):
        return NOTHING
    return people.own(actor) if actor.person_id is not None else NOTHING


def _clear(request: Request, mine: Draft, shown: ItemForm) -> HttpResponse:
    """清空 one prefilled field, or 填入 one that is offered; everything else typed on the page is saved with it."""
    key = request.POST.get("clear") or request.POST["fill"]
    shown.is_valid()
    known = shown.offers.get(key) if "fill" in request.POST else None
    typed = {k: v for k, v in shown.typed.items() if k != key} | ({key: known.value} if known else {})
    wrong = [k for k in queries.form_problems(mine.terms, typed) if typed.get(k)]
    try:
        actions.save_draft(request.actor, mine.id, {k: v for k, v in typed.items() if k not in wrong})
    except StaleError as late:
        return _collided(request, mine, shown, late, _differing(request, mine, shown))
    return go(request, f"{reverse('draft', args=[mine.id])}#id_{key}")


def _differing(request: Request, mine: Draft, shown: ItemForm) -> list[Differs]:
    """What is typed on this page otherwise than it is saved; what does not fit is shown as it was typed."""
    shown.is_valid()
    typed, saved = {**request.POST.dict(), **shown.typed}, dict(mine.values)
    asked = [(spec.key, spec.label) for spec in mine.terms.fields]
    if shown.contact_key == CONTACT:
        asked.append((CONTACT, str(shown.fields[CONTACT].label)))
        saved[CONTACT] = mine.contact_phone
    both = [(key, label, str(typed.get(key, "")).strip(), saved.get(key, "")) for key, label in asked]
    return [Differs(*one) for one in both if one[2] != one[3]]


def _collided(request: Request, mine: Draft, shown: ItemForm, late: StaleError, differs: list[Differs]) -> HttpResponse:
    """Saved from another device since this page was opened: both answers are shown, what is typed here stays."""
    shown.sources = {
        one.key: f"另一处保存的是“{one.theirs}”" if one.theirs else "另一处没有填这一项" for one in differs
    }
    shown.clearable = False
    shown.refusal = late
    return _page(request, mine, shown, None, differs)


def _with_problems(mine: Draft) -> ItemForm:
    """The saved form with what a submission would be refused for."""
    filled = ItemForm(mine.terms.fields, initial_of(mine.terms.fields, mine.values, _contact(mine)))
    for key, sentence in mine.problems.items():
        filled.add_error(key, sentence)
    return filled


@never_cache
@require_POST
def save(request: Request, draft: UUID) -> JsonResponse:
    """自动保存: what fits is kept; what is half typed keeps its last saved value until it fits."""
    mine = _answered(request, str(draft))
    shown = ItemForm(mine.terms.fields, request.POST)
    shown.is_valid()
    typed = shown.typed
    wrong = [key for key in queries.form_problems(mine.terms, typed) if typed.get(key)]
    kept = {**mine.values, **{key: value for key, value in typed.items() if key not in wrong}}
    contact = "" if shown.contact_key in wrong else shown.contact
    try:
        version = actions.save_draft(request.actor, mine.id, kept, contact)
    except StaleError as late:
        when = words.moment(mine.saved_at, clock.today())
        sentence = f"您 {when} 在另一台设备或另一个页面保存过这份申请，请先看看两处有什么不同；这里填的都还在"
        return problem(request, StaleError(late.code, sentence))
    return JsonResponse({"version": version, "wrong": wrong})
