"""What one thing does when a person turns out to be one the city already knew, asks for all that is kept of her, or leaves."""

from cityhall.cases import actions as cases
from cityhall.joint import queries
from cityhall.joint.models import JointApplication
from cityhall.joint.terms import JointState
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor, require_signed_in
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


def make_own_data(line: Line) -> None:
    """Reaction to a citizen who asks for all that is kept of her: what the cases have, and her applications of one thing."""
    cases.make_own_data(line, queries.own_joint)


@action
def close_account(actor: Actor, sure: bool) -> bool:
    """注销账号 (个人信息保护法 第四十七条). Not while something of hers is under way; answers whether her name and number stay with
    her cases."""
    require_signed_in(actor)
    mine = JointApplication.objects.filter(account=actor.account_id)
    names = [row.package.name for row in mine.filter(state=JointState.DRAFT).select_related("package")]
    cases.refuse_to_close("没有提交的一件事草稿", [*names], "提交或删除")
    under_way = mine.filter(state=JointState.OPEN).values_list("number", flat=True)
    cases.refuse_to_close("办理中的一件事", [*under_way], "办结或撤回")
    return cases.end_account(actor, sure)
