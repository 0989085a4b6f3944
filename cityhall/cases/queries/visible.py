"""Who sees which case: the applicant her own, staff those of the organs their permissions reach. In every query."""

from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from cityhall.cases.models import Application, Case
from cityhall.cases.terms import Can, Status
from cityhall.kernel.actor import Actor, Mandate, require_signed_in
from cityhall.kernel.terms import Term
from cityhall.people import queries as people

SEEING = (
    Can.SEE, Can.INTAKE, Can.REVIEW, Can.DECIDE, Can.DELIVER, Can.NOT_ACCEPT, Can.VOID, Can.DECIDE_ON_SPOT,
    Can.APPROVE_TIME, Can.EXTEND_JOINT, Can.SUPERVISE,
)  # fmt: skip


def organs_seen(actor: Actor) -> frozenset[int] | None:
    """The organs whose cases this actor may see; None means all."""
    seen: set[int] = set()
    for permission in SEEING:
        reach = actor.reach(permission)
        if reach is None:
            return None
        seen |= reach
    return frozenset(seen)


def within(actor: Actor, permission: Term, case: str = "") -> Q:
    """The cases a permission reaches: of its organs, and in named items by entrustment. `case` is the way to the case from
    rows that hang on it."""
    reach, way = actor.reach(permission), f"{case}__" if case else ""
    return Q() if reach is None else Q(**{f"{way}organ_id__in": reach}) | _entrusted(actor, (permission,), way)


def _entrusted(actor: Actor, permissions: Iterable[Term], way: str = "") -> Q:
    """In which items of which organs one of these is done by entrustment alone."""
    condition = Q(pk__in=[])
    for organ_id, items in {pair for permission in permissions for pair in actor.entrusted(permission)}:
        condition |= Q(**{f"{way}organ_id": organ_id, f"{way}item_id__in": sorted(items)})
    return condition


def own(actor: Actor, way: str = "") -> Q:
    """One's own applications, and those one makes for another by an agency that runs. `way` leads to the application."""
    mine = Q(**{f"{way}application__account": actor.account_id})
    return mine | Q(**{f"{way}application__agency_id__in": sorted(actor.agencies)}) if actor.agencies else mine


def is_own(actor: Actor, application: Application) -> bool:
    """The same of one already read."""
    if actor.account_id is None:
        return False
    return application.account_id == actor.account_id or application.agency_id in actor.agencies


def check_agency_runs(actor: Actor, asked: Q) -> None:
    """Whoever was the agent of what is asked for, and is no longer, is told so (NotAllowedError)."""
    if actor.account_id is None:
        return
    made = Case.objects.filter(asked, application__agent_account=actor.account_id)
    agency_id = made.values_list("application__agency_id", flat=True).first()
    if agency_id is not None:
        raise people.agency_ended(actor, agency_id)


def visible(actor: Actor) -> QuerySet[Case]:
    """The cases this actor may see, received or (her own) still drafts."""
    require_signed_in(actor)
    if actor.is_house:
        return Case.objects.all()
    mine = own(actor)
    organs = organs_seen(actor)
    if organs is None:
        return Case.objects.filter(mine | ~Q(status=Status.DRAFT))
    if not organs and not actor.mandates:
        return Case.objects.filter(mine)
    near = Q(organ_id__in=organs) | takes_part(organs) if organs else Q(pk__in=[])
    if actor.mandates:
        near |= _entrusted(actor, SEEING) | _takes_part_limited(actor)
    return Case.objects.filter(mine | (~Q(status=Status.DRAFT) & near))


def may_see(actor: Actor, case: Case) -> bool:
    """The same of one case already read (with its application)."""
    require_signed_in(actor)
    if actor.is_house or is_own(actor, case.application):
        return True
    organs = organs_seen(actor)
    near = organs is None or case.organ_id in organs or not organs.isdisjoint(case.partners)
    near = near or any(one.organ_id in case.partners and case.item_id in one.items for one in _own(actor))
    near = near or any(actor.may(permission, case.organ_id, case.item_id) for permission in SEEING)
    return near and case.status != Status.DRAFT


def takes_part(organs: frozenset[int]) -> Q:
    """One of these organs has a step of the case, or was asked about it."""
    return Q(partners__overlap=sorted(organs)) & ~Q(partners=[])  # the second for the index, which leaves out the many


def seen_of(actor: Actor, refs: Collection[str]) -> frozenset[str]:
    """Of these refs those of cases this actor may see. One statement."""
    numbers = [ref.removeprefix("case:") for ref in refs if ref.startswith("case:")]
    return frozenset(f"case:{number}" for number in numbers_seen(actor, numbers))


def numbers_seen(actor: Actor, numbers: Collection[str]) -> frozenset[str]:
    """Those of these cases the actor may see. One statement."""
    if not numbers:
        return frozenset()
    rows = visible(actor).filter(number__any=list(numbers)).values_list("number", flat=True)
    return frozenset(str(number) for number in rows)


def _own(actor: Actor) -> list[Mandate]:
    """Her own roles that are limited to a group of items and let her see cases."""
    return [one for one in actor.mandates if one.own and one.permissions & set(SEEING)]


def _takes_part_limited(actor: Actor) -> Q:
    """The same where her organ only takes part."""
    condition = Q(pk__in=[])
    for one in _own(actor):
        condition |= takes_part(frozenset({one.organ_id})) & Q(item_id__in=sorted(one.items))
    return condition
