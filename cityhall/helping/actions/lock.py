"""Taking hold of a request, and of a place in somebody's half-day. Locks: the request, then the slot, then counters."""

from datetime import date

from django.db import connection

from cityhall.helping import rules
from cityhall.helping.models import HelpRequest
from cityhall.helping.terms import Can, Half, Move, State
from cityhall.kernel import call, clock
from cityhall.kernel.action import step
from cityhall.kernel.actor import Actor, require, require_signed_in
from cityhall.kernel.errors import NotAllowedError, NotFoundError

TAKE = """
INSERT INTO ch_helping_slot AS s (helper_id, day, half, taken) VALUES (%(helper)s, %(day)s, %(half)s, 1)
ON CONFLICT (helper_id, day, half) DO UPDATE SET taken = s.taken + 1 WHERE s.taken < %(most)s RETURNING taken
"""
GIVE_BACK = """
UPDATE ch_helping_slot SET taken = taken - 1 WHERE helper_id = %(helper)s AND day = %(day)s AND half = %(half)s AND taken > 0
"""


@step
def take_slot(helper_id: int, day: date, half: Half, most: int) -> bool:
    """One place in this half-day, unless it is full: two who want the last one wait for each other, and one is told no. One
    statement."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"helper": helper_id, "day": day, "half": half.value, "most": most})
        return cursor.fetchone() is not None


@step
def free_slot(row: HelpRequest) -> None:
    """The place this request holds, if it holds one, is free again."""
    if row.helper_id is None or row.visit_on is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, {"helper": row.helper_id, "day": row.visit_on, "half": row.visit_half})
    row.visit_on, row.visit_half = None, ""


def locked(number: str) -> HelpRequest:
    rows = HelpRequest.objects.select_for_update(of=("self",)).select_related("helper")
    row = rows.filter(number=number.strip()).first()
    if row is None:
        raise unknown()
    return row


def unknown() -> NotFoundError:
    return NotFoundError("helping.unknown", "没有找到这件帮办申请，或不在您的查看范围内；请核对编号")


def own(actor: Actor, number: str) -> HelpRequest:
    """One's own, for who asked for it; to others there is none."""
    require_signed_in(actor)
    row = locked(number)
    if row.account_id is None or row.account_id != actor.account_id:
        raise unknown()
    call.check_seen(row.version)
    return row


def concerned(actor: Actor, number: str) -> HelpRequest:
    """One that is with this helper; a colleague's is refused, to others there is none."""
    require_signed_in(actor)
    row = locked(number)
    helper_account = row.helper.account_id if row.helper else None
    if helper_account != actor.account_id and not actor.may(Can.MANAGE, row.organ_id):
        raise unknown()
    rules.check_concerned(actor.account_id, helper_account)
    call.check_seen(row.version)
    return row


def managed(actor: Actor, number: str) -> HelpRequest:
    """One of the manager's centre or division."""
    require_signed_in(actor)
    row = locked(number)
    check_managed(actor, row)
    return row


def check_managed(actor: Actor, row: HelpRequest) -> None:
    if not actor.may(Can.MANAGE, row.organ_id):
        if row.helper is not None and row.helper.account_id == actor.account_id:
            raise NotAllowedError("helping.manager_does", "派单和改派由帮办代办管理员办理；不能办理的请退回并写明原因")
        require(actor, Can.MANAGE)
        raise unknown()
    call.check_seen(row.version)


@step
def move(row: HelpRequest, made: Move, **changes: object) -> None:
    """Write the move down. One statement."""
    row.state = rules.next_state(State(row.state), made)
    save(row, state=row.state, **changes)


@step
def save(row: HelpRequest, **changes: object) -> None:
    changes["version"] = row.version + 1
    if changes.get("state") in (State.DONE, State.CANCELLED):
        changes["ended_at"] = clock.now()
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=[*changes, *({"visit_on", "visit_half"} - changes.keys())])
