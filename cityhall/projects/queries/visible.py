"""Who sees which project: the project unit its own, the organs that take part theirs, whoever may see the list of key projects
those. In every query."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.people import queries as people
from cityhall.people.terms import Verified
from cityhall.projects.models import Distinction, Project
from cityhall.projects.terms import Can, Favour

SEEING = (Can.SEE, Can.KEEP, Can.REGISTER, Can.LIST_KEY, Can.GRANT_LANE, Can.NAME_AGENT, Can.SPEED_UP)


def in_force(kind: Favour) -> Exists:
    """Is the project distinguished so, whatever its dates?"""
    return Exists(Distinction.objects.filter(project=OuterRef("pk"), kind=kind, ended_at=None))


def stood_for(actor: Actor) -> list[str]:
    """The units she stands for: what she only says of herself opens nobody's projects. One statement."""
    return [one.ref for one in people.entities_of(actor) if one.verified not in (Verified.NONE, Verified.DECLARED)]


def own(actor: Actor) -> Q:
    """Those she registered, and those of units she was seen to stand for today. One statement for the second."""
    if actor.account_id is None:
        return Q(pk__in=[])
    mine = Q(account=actor.account_id)
    if actor.person_id is None:
        return mine
    return mine | Q(applicant_ref__in=stood_for(actor))


def by_office(actor: Actor) -> Q:
    """Those an organ within her reach takes part in, and key projects for whoever may see these."""
    organs: set[int] = set()
    for permission in SEEING:
        reach = actor.reach(permission)
        if reach is None:
            return Q()
        organs |= reach
    near = Q(organs__overlap=sorted(organs)) if organs else Q(pk__in=[])
    key = actor.reach(Can.SEE_KEY)
    if key is None:
        return near | Q(in_force(Favour.KEY))
    return near | (Q(in_force(Favour.KEY)) & Q(organs__overlap=sorted(key))) if key else near


def visible(actor: Actor) -> QuerySet[Project]:
    require_signed_in(actor)
    if actor.is_house:
        return Project.objects.all()
    return Project.objects.filter(
        own(actor) | by_office(actor) if not actor.is_staff else by_office(actor) | own(actor)
    )
