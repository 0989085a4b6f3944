"""What follows from a meeting for its cases, after commit: holds set and lifted, the days of a visit left out of the promised time,
silence counted. Level-triggered: it looks at how things stand, so that twice, late or in any order comes to the same."""

from cityhall.cases import actions as cases
from cityhall.joint import queries as joint
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import update, update_all
from cityhall.meetings import rules
from cityhall.meetings.models import Bound, Meeting, Sitting
from cityhall.meetings.rules import Binding
from cityhall.meetings.terms import ON_SITE, Conclusion, Kind, Opinion, State

from .lock import lock, seats_of

SILENCE = "系统"


def settle_cases(line: Line) -> None:
    """Reaction to a meeting that was convened, concluded, convened again or cancelled: each of its cases, an act each."""
    _settle(line.ref.removeprefix("meeting:"))


def catch_up(line: Line) -> None:
    """Reaction to a part of a whole that became a case: meetings of its stage bind it from now on."""
    whole = line.ref.removeprefix("joint:")
    for number in Meeting.objects.filter(whole=whole).order_by("id").values_list("number", flat=True):
        _settle(str(number))


def _settle(number: str) -> None:
    rows = Bound.objects.filter(meeting__number=number)
    if rows.filter(case_number="").exclude(part="").exists():
        with call.calling():
            find_cases(HOUSE, number)
    for pk, case in rows.exclude(case_number="").order_by("case_number").values_list("pk", "case_number"):
        with call.calling():  # an act of its own, which its state keeps from changing anything twice
            settle_case(HOUSE, str(case))
        if _visited(number):
            with call.calling():
                leave_out(HOUSE, int(pk))


def _visited(number: str) -> bool:
    """A visit one round of which has been concluded."""
    held = Sitting.objects.filter(meeting__number=number, meeting__kind__in=ON_SITE, concluded_at__isnull=False)
    return held.exists()


@action
def find_cases(actor: Actor, number: str) -> None:
    """The parts that have become cases since they were named."""
    row = lock(number)
    facts = joint.whole_facts(row.whole)
    opened = {p.key: p.case_number for p in facts.parts if p.case_number} if facts else {}
    waiting = Bound.objects.select_for_update().filter(meeting=row, case_number="").order_by("id")
    fresh = [one for one in waiting if one.part in opened]
    for one in fresh:
        one.case_number = opened[one.part]
    update_all(fresh, ["case_number"])
    record(actor, "meeting.cases_found", row.ref, organ_id=row.organ_id, cases=[one.case_number for one in fresh])


@action
def settle_case(actor: Actor, case_number: str) -> None:
    """会商限制 of one case: from all the meetings it is bound by, whichever of them moved."""
    rows = list(
        Meeting.objects.select_for_update(of=("self",)).filter(bound__case_number=case_number).order_by("id")
    )  # fmt: skip
    if not rows:
        raise NotFoundError("meeting.no_case", "没有会商涉及这个办件，请刷新页面")
    reason = rules.effect([
        Binding(one.number, Kind(one.kind), one.subject, one.binds, State(one.state),
                Conclusion(one.conclusion) if one.conclusion else None)
        for one in rows
    ])  # fmt: skip
    changed = cases.bind_case(actor, case_number, reason)
    record(
        actor, "meeting.case_settled", f"case:{case_number}", organ_id=rows[-1].organ_id, held=bool(reason), changed=changed
    )  # fmt: skip


@action
def leave_out(actor: Actor, bound_id: int) -> None:
    """扣除踏勘时间: the days of the last visit, once, out of the promised time of one case, as far as its item allows."""
    one = Bound.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=bound_id)
    row = one.meeting
    done = Sitting.objects.filter(meeting=row, concluded_at__isnull=False).order_by("-round").first()
    left = False
    if done is not None and done.round > one.left_out:
        key, day = f"{row.ref}/r{done.round}", clock.day_of(done.held_at)
        left = cases.leave_out_visit(actor, one.case_number, key, day, f"{Kind(row.kind).label}：{row.subject}"[:200])
        one.left_out = done.round
        update(one, ["left_out"])
    record(actor, "meeting.visit_counted", row.ref, organ_id=row.organ_id, case=one.case_number, left_out=left)


def opinion_due(line: Line) -> None:
    """Reaction to the last moment of an opinion: silence counts as consent where that was said; else it is missing, and told."""
    scheme, _, rest = line.ref.partition(":")
    number, _, seat = rest.partition("/")
    if scheme == "meeting" and seat.isdecimal():
        with call.calling():
            count_silence(HOUSE, number, int(seat))


@action
def count_silence(actor: Actor, number: str, seat_id: int) -> None:
    """视为同意, once, by the house; where silence says nothing it is noted that the opinion is missing."""
    row = lock(number)
    seat = next((one for one in seats_of(row) if one.pk == seat_id), None)
    waits = seat is not None and not seat.opinion and row.state == State.OPEN
    if seat is not None and waits and row.silence:
        seat.opinion, seat.by, seat.at = Opinion.SILENT, SILENCE, clock.now()
        update(seat, ["opinion", "by", "at"])
        row.version += 1
        update(row, ["version"])
    event = "meeting.silence_counted" if waits and row.silence else "meeting.opinion_missing"
    record(actor, event, row.ref, organ_id=row.organ_id, seat=seat_id, waits=waits)
