"""Applying: who applies, the check page, and the one tap that hands it in."""

from collections.abc import Collection, Mapping
from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cityhall.cases import actions, queries
from cityhall.cases.actions import Applicant
from cityhall.cases.queries import Draft
from cityhall.cases.terms import Move
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import ApplicantKind, LicenceAct
from cityhall.doors.components.asking import said_in
from cityhall.doors.http import Request, go, refuse, said, sent, show, submit
from cityhall.doors.portal.forms import Tap, WhoForm
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import DomainError
from cityhall.people import queries as people
from cityhall.people.queries import EntityRow, PersonView
from cityhall.people.terms import Verified

from .projects import begun_for, offered

WAY = ("谁来办", "填表", "材料", "核对提交")
MYSELF, LENT = "me", "agency:"


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: Request, item_id: int) -> HttpResponse:
    """开始办理: real name first, then who applies."""
    require_signed_in(request.actor)
    terms = catalogue.guide(item_id).terms
    me = people.me(request.actor)
    if me.verified is Verified.NONE:
        return go(request, f"{reverse('real_name')}?back={quote(request.get_full_path())}")
    entities = people.entities_of(request.actor)
    choices = choices_of(terms.applicants, me, entities) + lent_choices(request.actor, terms.applicants, {item_id})
    form, said = WhoForm(choices, sent(request)), said_in(terms, request.GET)
    outcome = submit(form, lambda applicant: begin(request.actor, item_id, me, entities, applicant, said))
    if outcome:
        begun_for(request, f"draft:{outcome.result}")
        return go(request, reverse("draft", args=[outcome.result]))
    begun = [d for d in queries.my_drafts(request.actor) if d.item_id == item_id]
    context = {
        "terms": terms, "me": me, "choices": choices, "begun": begun, "way": WAY,
        "for_entities": ApplicantKind.ENTITY in terms.applicants, **offered(request),
    }  # fmt: skip
    return show(request, "portal/start.html", context, form=form)


def choices_of(
    applicants: Collection[ApplicantKind], me: PersonView, entities: list[EntityRow]
) -> list[tuple[str, str]]:  # fmt: skip
    choices = [(MYSELF, f"我本人：{me.name}")] if ApplicantKind.PERSON in applicants else []
    if ApplicantKind.ENTITY in applicants:
        choices += [(row.credit_code, row.name) for row in _once(entities)]
    return choices


def lent_choices(actor: Actor, applicants: Collection[ApplicantKind], items: Collection[int]) -> list[tuple[str, str]]:
    """Whom one may apply for in these items by a 授权委托: persons and entities as the items take them."""
    wanted = {"person": ApplicantKind.PERSON in applicants, "entity": ApplicantKind.ENTITY in applicants}
    return [
        (f"{LENT}{row.id}", f"代办：{row.principal}（授权至 {row.until_on:%Y-%m-%d}）")
        for row in people.agencies(actor)
        if not row.given
        and row.runs
        and wanted.get(row.principal_ref.partition(":")[0])
        and (not row.items or set(items) <= set(row.items))
    ]


def _once(entities: list[EntityRow]) -> list[EntityRow]:
    """Each entity once, however many ties there are to it."""
    return list({row.credit_code: row for row in entities}.values())


def begin(
    actor: Actor, item_id: int, me: PersonView, entities: list[EntityRow], chosen: str, said: Mapping[str, str]
) -> str:  # fmt: skip
    if chosen.startswith(LENT):
        agent, agency_id = agent_of(actor, me, chosen)
        return actions.start_draft(actor, item_id, agent, said, agency_id=agency_id)
    acting, who = applicant_of(actor, me, entities, chosen)
    return actions.start_draft(acting, item_id, who, said)


def agent_of(actor: Actor, me: PersonView, chosen: str) -> tuple[Applicant, int]:
    """Herself as whom the city calls, and the 授权委托 she chose; the act knows the principal by that."""
    return Applicant("", me.name, "", me.name, people.own_phone(actor)), int(chosen.removeprefix(LENT))


def applicant_of(
    actor: Actor, me: PersonView, entities: list[EntityRow], chosen: str
) -> tuple[Actor, Applicant]:  # fmt: skip
    """Herself, or one of the entities she stands for; and as whom she acts then."""
    phone = people.own_phone(actor)
    if chosen == MYSELF:
        return actor, Applicant(me.ref, me.name, me.id_number, me.name, phone)
    entity = next(row for row in entities if row.credit_code == chosen)
    return people.acting_for(actor, chosen), Applicant(entity.ref, entity.name, chosen, me.name, phone)


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
    more = queries.draft_more(request.actor, mine.id)
    unnamed = mine.terms.licence_act is not LicenceAct.NONE and not more.wish.licence_number
    context = {
        "draft": mine, "terms": mine.terms, "rows": rows, "way": WAY, "wish": more.wish, "unnamed": unnamed,
        "pre_review": more.pre_review, "may_ask": Move.ASK_PRE_REVIEW in mine.terms.regime.moves,
    }  # fmt: skip
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
