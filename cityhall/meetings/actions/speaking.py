"""意见: what each organ says, or finds on site; what each expert advises, written down by who convened; who does not take part."""

from cityhall.deadlines import actions as deadlines
from cityhall.deadlines.terms import Kind as ClockKind
from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import update
from cityhall.meetings import rules
from cityhall.meetings.models import Meeting, Seat
from cityhall.meetings.queries.meetings import seat_ref
from cityhall.meetings.terms import EXCUSED, ON_SITE, Can, Kind, Move, Opinion, State

from .lock import led, lock, seat_of, seats_of, sitting_of

SAID = ("opinion", "reason", "members", "by", "at")


@action
def speak(actor: Actor, number: str, seat: int, opinion: str, reason: str = "", members: str = "") -> None:
    """发表意见 for one's own organ (an expert's is written down by who convened); until the conclusion it may be changed. Others
    who speak at the same moment do not stand in the way, so the version seen is not asked. On site who was there is named."""
    row = lock(number)
    seats = seats_of(row)
    mine = seat_of(seats, seat)
    if mine.organ_id is not None:
        require(actor, Can.SPEAK, mine.organ_id)
    else:
        require(actor, Can.CONVENE, row.organ_id)
    kind, said = Kind(row.kind), Opinion(opinion)
    rules.check_move(State(row.state), Move.SPEAK)
    rules.check_may_speak(Opinion(mine.opinion) if mine.opinion else None)
    why = rules.check_opinion(kind, said, reason)
    there = rules.check_members(kind, members)
    if kind is not Kind.MEETING:
        _check_begun(row, kind)
    _say(actor, row, mine, said, why, there)
    deadlines.stop(actor, seat_ref(row.number, mine.pk), [ClockKind.MEETING])
    record(
        actor, "meeting.spoken", row.ref, organ_id=mine.organ_id or row.organ_id, seat=mine.pk, opinion=said.value, round=row.round
    )  # fmt: skip


@step
def _check_begun(row: Meeting, kind: Kind) -> None:
    if sitting_of(row).held_at > clock.now():
        what = "到场核查" if kind in ON_SITE else "评审"
        raise WrongStateError("meeting.not_held_yet", f"还没有到{what}的时间；提前进行的，请召集单位先改期")


@step
def _say(actor: Actor, row: Meeting, seat: Seat, opinion: Opinion, reason: str, members: str = "") -> None:
    seat.opinion, seat.reason, seat.members = opinion, reason, members
    seat.by, seat.at = actor.name, clock.now()
    update(seat, SAID)
    row.version += 1
    update(row, ["version"])


@action
def excuse(actor: Actor, number: str, seat: int, opinion: str, reason: str) -> None:
    """回避 or 不参加, noted by who convened, with why: the seat is no longer waited for and does not count."""
    row = led(actor, number, Move.EXCUSE, seen=False)
    seats = seats_of(row)
    mine, why = seat_of(seats, seat), rules.check_text(reason, "reason", "回避或者不参加的原因")
    if opinion not in EXCUSED:
        raise InvalidInputError("meeting.bad_excuse", "请选择回避或者不参加", field="opinion")
    if mine.organ_id == row.organ_id:
        raise WrongStateError("meeting.lead_stays", "牵头单位不能不参加；需要由其他单位牵头的，请取消后由其召集")
    if mine.opinion in EXCUSED:
        raise WrongStateError("meeting.excused", "已经登记过回避或者不参加，不需要再登记")
    _say(actor, row, mine, Opinion(opinion), why)
    deadlines.stop(actor, seat_ref(row.number, mine.pk), [ClockKind.MEETING], met=False)
    record(actor, "meeting.excused", row.ref, organ_id=row.organ_id, seat=mine.pk, opinion=str(opinion))


@action
def remind(actor: Actor, number: str) -> int:
    """催办: all organs whose opinion is missing, once a day; answers how many."""
    row = led(actor, number, Move.REMIND, seen=False)
    today = clock.today()
    silent = [one for one in seats_of(row) if not one.opinion and one.organ_id and one.organ_id != row.organ_id]
    due = [one for one in silent if one.reminded_at is None or clock.day_of(one.reminded_at) < today]
    if not due:
        why = "今天已经催办过，请明天再催" if silent else "各单位的意见都已收到，不需要催办"
        raise WrongStateError("meeting.nobody_to_remind", why)
    Seat.objects.filter(pk__in=[one.pk for one in due]).update(reminded_at=clock.now())
    record(actor, "meeting.reminded", row.ref, organ_id=row.organ_id, seats=[one.pk for one in due])
    return len(due)
