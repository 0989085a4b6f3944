"""Taking hold of an application. The order of locks, everywhere in this room: the application's row, then the rows of its parts
(by id), then one case (and what hangs on it) through the room below, then counters. Whoever decides a case never takes a lock of
this room: what follows from a decision is done after its commit, by a reaction. So there is no circle."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import QuerySet

from cityhall.cases import queries as cases
from cityhall.cases.terms import Channel
from cityhall.joint.models import JointApplication, JointPart
from cityhall.joint.queries.owning import answers_for, is_own
from cityhall.joint.queries.packages import Put, terms
from cityhall.joint.terms import Can, JointState
from cityhall.kernel import call
from cityhall.kernel.actor import Actor, require, require_signed_in
from cityhall.kernel.errors import NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import on_behalf
from cityhall.people import queries as people


def lock(rows: QuerySet[JointApplication]) -> JointApplication | None:
    return rows.select_for_update().order_by("id").first()


def own_draft(actor: Actor, draft_id: str, *, seen: bool = True) -> JointApplication:
    """One's own draft, or one begun at the window for somebody present, locked; `seen`: as she saw it, which a file that comes
    or goes need not ask."""
    require_signed_in(actor)
    try:
        key = UUID(str(draft_id))
    except ValueError:
        key = UUID(int=0)
    row = lock(JointApplication.objects.filter(pk=key))
    if row is None:
        raise NotFoundError("joint.unknown_draft", "没有找到这份草稿，可能已经提交或删除；请到“我的办件”查看")
    check_holds(actor, row)
    if row.state != JointState.DRAFT:
        raise WrongStateError("joint.submitted", "这份申请已经提交，不能再修改；可在“我的办件”中查看进度")
    if seen:
        call.check_seen(row.version)
    return row


def check_holds(actor: Actor, row: JointApplication) -> None:
    """Whoever fills it in: the applicant, her agent (then what is recorded is recorded as on her behalf; one whose agency ended
    is told so), or the clerk who began it at the window."""
    if is_own(actor, row):
        if row.account_id != actor.account_id:
            on_behalf(row.applicant_ref, row.agency_id or 0)
        return
    if row.agent_account is not None and row.agent_account == actor.account_id:
        raise people.agency_ended(actor, row.agency_id or 0)
    if row.channel != Channel.WINDOW or row.taken_account != actor.account_id:
        raise NotAllowedError("joint.not_yours", "这不是您的申请")
    require(actor, Can.TAKE_IN, terms(str(row.package_version_id)).organ_id)


def own_open(actor: Actor, number: str) -> JointApplication:
    """One's own application under way, or one of the window she stands at again, locked."""
    require_signed_in(actor)
    row = lock(JointApplication.objects.filter(number=number))
    if row is None or not answers_for(actor, row):
        raise NotFoundError("joint.unknown_number", f"没有编号为 {number} 的联办申请，请核对编号")
    call.check_seen(row.version)
    if row.state != JointState.OPEN:
        raise WrongStateError("joint.over", f"这份申请{JointState(row.state).label}，不能再这样办")
    return row


def parts_of(row: JointApplication) -> list[JointPart]:
    """All parts of an application already locked, locked as well, in one order."""
    return list(JointPart.objects.select_for_update().filter(application=row).order_by("id"))


def fill(row: JointApplication, here: Put, kept: Mapping[str, str]) -> None:
    """Personal values are sealed, in the one form as in those of the cases, whether their field applies now or not."""
    row.form, row.sealed_form = cases.split_form(here.every, kept)
