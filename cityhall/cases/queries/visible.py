"""Who sees which case: the applicant her own, staff those of the organs their permissions reach. In every query."""

from django.db.models import Q, QuerySet

from cityhall.cases.models import Case
from cityhall.cases.terms import Can, Status
from cityhall.kernel.actor import Actor, require_signed_in

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


def visible(actor: Actor) -> QuerySet[Case]:
    """The cases this actor may see, received or (her own) still drafts."""
    require_signed_in(actor)
    if actor.is_house:
        return Case.objects.all()
    own = Q(application__account=actor.account_id)
    organs = organs_seen(actor)
    if organs is None:
        return Case.objects.filter(own | ~Q(status=Status.DRAFT))
    if not organs:
        return Case.objects.filter(own)
    return Case.objects.filter(own | (~Q(status=Status.DRAFT) & (Q(organ_id__in=organs) | takes_part(organs))))


def may_see(actor: Actor, case: Case) -> bool:
    """The same of one case already read (with its application)."""
    require_signed_in(actor)
    if actor.is_house or (actor.account_id is not None and case.application.account_id == actor.account_id):
        return True
    organs = organs_seen(actor)
    near = organs is None or case.organ_id in organs or not organs.isdisjoint(case.partners)
    return near and case.status != Status.DRAFT


def takes_part(organs: frozenset[int]) -> Q:
    """One of these organs has a step of the case, or was asked about it."""
    return Q(partners__overlap=sorted(organs)) & ~Q(partners=[])  # the second for the index, which leaves out the many
