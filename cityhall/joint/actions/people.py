"""What one thing does when a person turns out to be one the city already knew."""

from cityhall.joint.models import JointApplication
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record


def follow_person(line: Line) -> None:
    """Reaction to two files of one person becoming one: her applications follow the file that stays."""
    old = str(line.values.get("merged", ""))
    if old and JointApplication.objects.filter(applicant_ref=old).exists():
        _follow(HOUSE, old, line.ref)


@action
def _follow(actor: Actor, old: str, new: str) -> None:
    moved = JointApplication.objects.filter(applicant_ref=old).update(applicant_ref=new)
    record(actor, "joint.followed_person", new, merged=old, moved=moved)
