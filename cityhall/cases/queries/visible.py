"""Who sees which case: the applicant her own, staff those of the organs their permissions reach. In every query."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from cityhall.cases.models import Case
from cityhall.cases.terms import Can, Status
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.terms import Term

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


def visible(actor: Actor) -> QuerySet[Case]:
    """The cases this actor may see, received or (her own) still drafts."""
    require_signed_in(actor)
    if actor.is_house:
        return Case.objects.all()
    own = Q(application__account=actor.account_id)
    organs = organs_seen(actor)
    if organs is None:
        return Case.objects.filter(own | ~Q(status=Status.DRAFT))
    if not organs and not actor.mandates:
        return Case.objects.filter(own)
    near = Q(organ_id__in=organs) | takes_part(organs) if organs else Q(pk__in=[])
    if actor.mandates:
        near |= _entrusted(actor, SEEING)
    return Case.objects.filter(own | (~Q(status=Status.DRAFT) & near))


def may_see(actor: Actor, case: Case) -> bool:
    """The same of one case already read (with its application)."""
    require_signed_in(actor)
    if actor.is_house or (actor.account_id is not None and case.application.account_id == actor.account_id):
        return True
    organs = organs_seen(actor)
    near = organs is None or case.organ_id in organs or not organs.isdisjoint(case.partners)
    near = near or any(actor.may(permission, case.organ_id, case.item_id) for permission in SEEING)
    return near and case.status != Status.DRAFT


def takes_part(organs: frozenset[int]) -> Q:
    """One of these organs has a step of the case, or was asked about it."""
    return Q(partners__overlap=sorted(organs)) & ~Q(partners=[])  # the second for the index, which leaves out the many
