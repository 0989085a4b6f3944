"""到期销毁: what is past its time goes, batch by batch, and what went is counted; a run that was killed goes on."""

from cityhall.cases.models import (
    Application,
    Case,
    CasePaper,
    Consultation,
    Grievance,
    Material,
    MaterialFile,
    ProceedingRow,
)
from cityhall.cases.queries.retention import keys_due
from cityhall.cases.terms import Status
from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import HOUSE, Actor, require
from cityhall.kernel.call import calling
from cityhall.kernel.files.store import release
from cityhall.kernel.journal.queries import Line
from cityhall.messages import actions as messages
from cityhall.people import actions as people_actions
from cityhall.people import queries as people
from cityhall.people.terms import Can, Held

BATCH = 200


@action
def propose_destruction(actor: Actor, kind: str, reason: str) -> int:
    """提出销毁 of everything of a kind that is past its time now."""
    require(actor, Can.RETAIN)
    held = Held(kind)
    before = people.retention_rule(held).before(clock.now())
    return people_actions.propose_destruction(actor, held, before, len(keys_due(held, before)), reason)


def carry_out_destruction(line: Line) -> None:
    """Reaction to an approval."""
    destruction_id = int(line.ref.removeprefix("destruction:"))
    with calling():
        while people.is_under_way(destruction_id):
            _batch(HOUSE, destruction_id)


@action
def _batch(actor: Actor, destruction_id: int) -> int:
    """The next of them; none left, it is done."""
    kind, before = people_actions.next_batch(actor, destruction_id)
    keys = keys_due(kind, before, BATCH)
    if keys:
        _destroy(actor, kind, keys)
    people_actions.note_destroyed(actor, destruction_id, [f"{kind}:{key}" for key in keys])
    return len(keys)


@step
def _destroy(actor: Actor, kind: Held, keys: list[str]) -> None:
    match kind:
        case Held.DRAFTS:
            _drafts(keys)
        case Held.MESSAGES:
            messages.empty_bodies(actor, [int(key) for key in keys])
        case Held.CONSULTATIONS:
            Consultation.objects.filter(number__in=keys).update(name="", phone="")
        case Held.GRIEVANCES:
            Grievance.objects.filter(number__in=keys).update(name="", phone="")


def _drafts(keys: list[str]) -> None:
    """With everything that hangs on them; what was handed in meanwhile is no draft any more and stays."""
    held = Case.objects.select_for_update().filter(application_id__in=keys, status=Status.DRAFT)
    applications = [case.application_id for case in held]
    files = MaterialFile.objects.filter(material__application__in=applications)
    release(files.values_list("sha256", flat=True))
    files.delete()
    Material.objects.filter(application__in=applications).delete()
    CasePaper.objects.filter(case__application__in=applications).delete()
    ProceedingRow.objects.filter(case__application__in=applications).delete()
    Case.objects.filter(application__in=applications).delete()
    Application.objects.filter(pk__in=applications).delete()
