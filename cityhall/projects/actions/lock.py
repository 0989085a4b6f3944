"""Taking hold of a project. The order of locks in this room: the project's row, then what hangs on it by id, then one case through
the room below, then counters. Whoever decides a case takes no lock of this room."""

from collections.abc import Iterable

from cityhall.kernel import call
from cityhall.kernel.action import step
from cityhall.kernel.actor import Actor, require, require_signed_in
from cityhall.kernel.errors import NotAllowedError, NotFoundError
from cityhall.kernel.terms import Term
from cityhall.kernel.writing import update
from cityhall.projects.models import Project, ProjectStage
from cityhall.projects.queries.visible import stood_for
from cityhall.projects.rules.plan import check_not_over
from cityhall.projects.terms import ProjectState


def locked(number: str) -> Project:
    row = Project.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise NotFoundError("projects.unknown", f"没有编号为 {number} 的项目，请核对编号")
    return row


def for_staff(actor: Actor, number: str, permission: Term, *, seen: bool = True, running: bool = True) -> Project:
    """A project whose own organ's business this is, locked, as the actor saw it."""
    row = locked(number)
    require(actor, permission, row.organ_id)
    if seen:
        call.check_seen(row.version)
    if running:
        check_running(row)
    return row


def check_running(row: Project) -> None:
    check_not_over(ProjectState(row.state).label, row.state == ProjectState.RUNNING)


def is_own(actor: Actor, row: Project) -> bool:
    """The account that registered it, or whoever was seen to stand for the project unit today. One statement for the second."""
    if actor.account_id is None:
        return False
    if row.account_id == actor.account_id:
        return True
    if actor.person_id is None or not row.applicant_ref.startswith("entity:"):
        return False
    return row.applicant_ref in stood_for(actor)


def check_own_or(actor: Actor, row: Project, permission: Term) -> bool:
    """Hers, or the business of an organ that takes part; answers whether it is hers."""
    require_signed_in(actor)
    if is_own(actor, row):
        return True
    if any(actor.may(permission, one) for one in row.organs):
        return False
    raise NotAllowedError(
        "projects.not_yours", "这不是您的项目，也不是本单位参与的项目；请核对编号，或请项目单位、牵头单位办理"
    )


def stages_of(row: Project) -> list[ProjectStage]:
    return list(ProjectStage.objects.filter(project=row).order_by("order"))


@step
def touch(actor: Actor, row: Project, *names: str, organs: Iterable[int] = ()) -> None:
    """Write the project's own fields with its next version; organs that have come in take part from now on."""
    wider = sorted({*row.organs, *organs})
    row.version += 1
    fields = [*names, "version"]
    if wider != sorted(row.organs):
        row.organs = wider
        fields.append("organs")
    update(row, fields)
