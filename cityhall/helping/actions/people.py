"""What 帮办代办 does when a person turns out to be one the city already knew."""

from cityhall.helping.models import HelpRequest
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record


def follow_person(line: Line) -> None:
    """Reaction to two files of one person becoming one: her requests follow the file that stays."""
    old = str(line.values.get("merged", ""))
    if old and HelpRequest.objects.filter(person_ref=old).exists():
        _follow(HOUSE, old, line.ref)


@action
def _follow(actor: Actor, old: str, new: str) -> None:
    moved = HelpRequest.objects.filter(person_ref=old).update(person_ref=new)
    record(actor, "help.followed_person", new, merged=old, moved=moved)
