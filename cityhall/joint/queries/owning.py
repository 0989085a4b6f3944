"""Whose an application of one thing is: the applicant's, of whoever acts for her by an agency that runs, and, taken in at a
window, of the clerks there for as long as the applicant stands before them."""

from django.db.models import Q

from cityhall.cases.terms import Channel
from cityhall.joint.models import JointApplication
from cityhall.joint.terms import Can
from cityhall.kernel.actor import Actor

from .packages import terms


def own(actor: Actor) -> Q:
    """One's own applications, and those one makes for another by a 授权委托 that runs."""
    mine = Q(account=actor.account_id) if actor.account_id is not None else Q(pk__in=[])
    return mine | Q(agency_id__in=sorted(actor.agencies)) if actor.agencies else mine


def own_drafts(actor: Actor) -> Q:
    """The same, and what one has begun at the window for somebody present."""
    begun = Q(channel=Channel.WINDOW, taken_account=actor.account_id)
    return own(actor) | begun if actor.account_id is not None else own(actor)


def is_own(actor: Actor, row: JointApplication) -> bool:
    """The same as `own` of one already read."""
    if actor.account_id is None:
        return False
    return row.account_id == actor.account_id or row.agency_id in actor.agencies


def is_at_window(actor: Actor, row: JointApplication) -> bool:
    """Taken in at a window, and one the actor may take in for: the applicant comes back to it. No statement once the version
    is in memory."""
    organ = terms(str(row.package_version_id)).organ_id
    return row.channel == Channel.WINDOW and actor.may(Can.TAKE_IN, organ)


def answers_for(actor: Actor, row: JointApplication) -> bool:
    """May this actor say for the applicant what becomes of the whole? An agent does not: taking it back stays the
    applicant's own."""
    mine = actor.account_id is not None and row.account_id == actor.account_id
    return mine or is_at_window(actor, row)
