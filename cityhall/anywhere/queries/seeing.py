"""Who stands at which end, and who sees what: the window that took a case in, the organ that decides it, the window that hands the
result out. Nobody else."""

from django.db.models import Q, QuerySet

from cityhall.anywhere.models import Handover, Intake
from cityhall.anywhere.terms import Can
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.terms import Term

AT_WINDOW = (Can.TAKE_IN, Can.CARRY, Can.ISSUE)


def at_end(actor: Actor, window_id: int | None, organ_id: int, permission: Term = Can.CARRY) -> bool:
    """Does the actor stand at this end? A window is its own clerks', or of those of the organ that runs it who sit at none; an
    organ's desk is everybody's whose permission reaches that organ."""
    if window_id is not None and actor.window_id is not None:
        return actor.window_id == window_id and actor.may(permission)
    return actor.may(permission, organ_id)


def of_end(actor: Actor, end: str) -> Q:
    """The same as a condition on 流转单: `end` is `from` or `to`."""
    reach = actor.reach(Can.CARRY)
    if reach is None:
        return Q()
    by_organ = Q(**{f"{end}_organ_id__in": reach})
    if actor.window_id is None:
        return by_organ
    here = Q(**{f"{end}_window_id": actor.window_id}) if actor.may(Can.CARRY) else Q(pk__in=[])
    return here | (by_organ & Q(**{f"{end}_window": None}))


def visible(actor: Actor) -> QuerySet[Intake]:
    """The cases this actor may know of here."""
    require_signed_in(actor)
    if any(actor.reach(can) is None for can in (Can.SEE, Can.CARRY)):
        return Intake.objects.all()
    sees, carries = actor.reach(Can.SEE) or frozenset(), actor.reach(Can.CARRY) or frozenset()
    near = Q(deciding_organ_id__in=sees | carries) | Q(receiving_organ_id__in=sees) | Q(issuing_organ_id__in=sees)
    if actor.window_id is None:
        near |= Q(receiving_organ_id__in=carries) | Q(issuing_organ_id__in=carries)
    elif any(actor.may(can) for can in AT_WINDOW):
        near |= Q(window_id=actor.window_id) | Q(issue_window_id=actor.window_id)
    return Intake.objects.filter(near)


def seen(actor: Actor) -> QuerySet[Handover]:
    """The 流转单 of both of whose ends she stands at one, or of a case she sees."""
    require_signed_in(actor)
    return Handover.objects.filter(of_end(actor, "from") | of_end(actor, "to") | Q(intake__in=visible(actor)))


def ends_of(row: Handover) -> tuple[str, str]:
    """Whence and where to, by name. `row` was read with its organs and windows."""
    sender = row.from_organ.name if row.from_window is None else _label(row.from_window)
    receiver = row.to_organ.name if row.to_window is None else _label(row.to_window)
    return sender, receiver


def _label(window: object) -> str:
    return f"{window.centre.name} {window.number} 号窗口"  # type: ignore[attr-defined]
