"""What a helper does with a request: accepts or sends back, fixes the time, meets her or does not, ends it with its result;
looks at what is sealed, on record."""

from datetime import date

from cityhall.deadlines import actions as deadlines
from cityhall.deadlines.terms import Kind
from cityhall.helping import queries, rules
from cityhall.helping.models import HelpRequest
from cityhall.helping.terms import Group, Half, Move, Place, Sealed, State
from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.call import calling
from cityhall.kernel.errors import InvalidInputError, NotFoundError
from cityhall.kernel.journal.record import record
from cityhall.people import actions as people
from cityhall.people.actions import Seen
from cityhall.people.terms import Can as People

from .asking import check_half, full, tell
from .lock import concerned, free_slot, locked, move, save, take_slot


@action
def accept_help(actor: Actor, number: str, day: date | None = None, half: str = "") -> None:
    """接单: the city has answered. The time wished for holds; another may be fixed (`day`, `half`) with the person's consent."""
    row = _mine(actor, number)
    move(row, Move.ACCEPT, answered_at=clock.now())
    deadlines.stop(actor, row.ref, [Kind.HELP])
    if day is not None:
        _fix(actor, row, day, half)
    elif row.visit_on is not None:
        save(row, state=State.BOOKED)
    assert row.helper is not None
    when = f"，约定 {row.visit_on:%Y-%m-%d} {Half(row.visit_half).label}" if row.visit_on else ""
    said = f"帮办员{row.helper.name}（{row.helper.phone}）已接单{when}。"
    tell(actor, row, "帮办申请已接单", said)
    record(
        actor, "help.accepted", row.ref, organ_id=row.organ_id, helper=row.helper.ref, booked=row.visit_on is not None
    )


@action
def decline_help(actor: Actor, number: str, reason: str) -> None:
    """退回, with a reason: back to the manager; her place in the half-day is free."""
    row = _mine(actor, number)
    said = rules.check_words(reason, "reason", "请写明退回的原因，例如不在本片区、当天已有安排")
    rules.next_state(State(row.state), Move.DECLINE)
    free_slot(row)
    helper = row.helper
    assert helper is not None
    move(row, Move.DECLINE, helper=None, declined=[*row.declined, helper.pk], reason=said)
    record(actor, "help.declined", row.ref, organ_id=row.organ_id, helper=helper.ref)


@action
def book_visit(actor: Actor, number: str, day: date, half: str) -> None:
    """约定或改约: a half-day that has a place."""
    row = _mine(actor, number)
    _fix(actor, row, day, half)
    tell(actor, row, "帮办时间已约定", f"约定 {day:%Y-%m-%d} {Half(row.visit_half).label}，请保持电话畅通。")
    record(actor, "help.booked", row.ref, organ_id=row.organ_id, day=day.isoformat(), half=row.visit_half)


@step
def _fix(actor: Actor, row: HelpRequest, day: date, half: str) -> None:
    if half not in set(Half):
        raise InvalidInputError("helping.half", "请选择上午或下午", field="half")
    wanted, held = Half(half), queries.rules_now()
    check_half(day, wanted, held)
    rules.next_state(State(row.state), Move.BOOK)
    assert row.helper is not None
    if (row.visit_on, row.visit_half) != (day, wanted):
        if not take_slot(row.helper.pk, day, wanted, row.helper.slots or held.slots):
            raise full()
        free_slot(row)
    move(row, Move.BOOK, visit_on=day, visit_half=wanted)


@action
def note_not_met(actor: Actor, number: str, what: str) -> None:
    """未见到申请人: what was found; another time may be fixed."""
    row = _mine(actor, number)
    said = rules.check_words(what, "what", "请写明到场情况，例如家中无人、电话未接")
    move(row, Move.MISS, visits=row.visits + 1, reason=said)
    tell(actor, row, "帮办员没有见到您", "帮办员按约定时间没有见到您，请电话联系帮办员另约时间，或取消申请。")
    record(actor, "help.not_met", row.ref, organ_id=row.organ_id)


@action
def finish_help(actor: Actor, number: str, result: str) -> None:
    """办结: what came of it. The cases applied for by the mandate are found by themselves."""
    row = _mine(actor, number)
    said = rules.check_words(result, "result", "请写明办理结果，例如已代为提交申请、已指导本人提交")
    met = row.place != Place.PHONE
    move(row, Move.FINISH, result=said, visits=row.visits + int(met))
    tell(actor, row, "帮办申请已办结", f"结果：{said[:300]} 您可以在“我的帮办”里评价。")
    record(actor, "help.finished", row.ref, organ_id=row.organ_id)


def reveal_help(actor: Actor, number: str, field: str, purpose: str, note: str = "") -> str:
    """The clear value of one sealed part, for the helper concerned. The looking is committed first, then the value read."""
    with calling():  # sent again, it is another look: allowed anew, and another line
        _look(actor, number, field, purpose, note)
    return _clear(HelpRequest.objects.get(number=number.strip()), field)


@action
def _look(actor: Actor, number: str, field: str, purpose: str, note: str) -> None:
    require(actor, People.HELP)
    row = locked(number)
    rules.check_concerned(actor.account_id, row.helper.account_id if row.helper else None)
    if field not in set(Sealed) or not _clear(row, field):
        raise NotFoundError("helping.no_field", "这件申请没有这一项信息")
    people.note_looks(actor, "help.revealed", [Seen(row.ref, field, row.organ_id)], purpose, note)


def _clear(row: HelpRequest, field: str) -> str:
    if field == Sealed.GROUPS:
        return "、".join(Group(one).label for one in row.groups.get("said", []))
    return str(row.phone if field == Sealed.PHONE else row.address)


def _mine(actor: Actor, number: str) -> HelpRequest:
    require(actor, People.HELP)
    return concerned(actor, number)
