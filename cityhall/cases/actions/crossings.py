"""A light changed: who is told. Yellow: whoever has the work in hand. Red: she, the organ's head, and the supervisors."""

from cityhall.cases.models import Case, Step
from cityhall.cases.terms import StepState
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.queries import ClockView
from cityhall.deadlines.terms import Can as Time
from cityhall.deadlines.terms import Kind, Light
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.messages import actions as messages
from cityhall.organs import queries as organs

OURS = {
    Kind.NOTICE, Kind.STATUTORY, Kind.PROMISED, Kind.STEP, Kind.REFERRAL, Kind.COMPLETION, Kind.DELIVERY, Kind.PRE_REVIEW,
    Kind.AFTER_CHECK, Kind.HEARING_HOLD, Kind.OPINION, Kind.REPORT, Kind.REDECISION,
}  # fmt: skip
"""Promises of the organs; what an applicant is given time for is hers to keep."""
SHOWN = {"deadline.warned": Light.YELLOW, "deadline.breached": Light.RED}


def tell_of_crossing(line: Line) -> None:
    """Reaction to `deadline.warned` and `deadline.breached`: told once, and only where the light still shows."""
    kind, scheme = Kind(str(line.values.get("kind"))), line.ref.partition(":")[0]
    if kind not in OURS or scheme not in ("case", "step", "beside"):
        return
    clocks = [c for c in deadlines.clocks_of([line.ref]) if c.id == line.values.get("deadline_id")]
    if clocks and clocks[0].light is SHOWN[line.event]:
        _tell(HOUSE, line.ref, clocks[0], line.event)


@action
def _tell(actor: Actor, ref: str, told: ClockView, event: str) -> None:
    number = ref.partition(":")[2].partition("/")[0]
    case = Case.objects.filter(number=number).first()
    if case is None:  # a pre-review goes by its draft, which has no page at the office
        record(actor, "deadline.told_nobody", ref, deadline_id=told.id)
        return
    people = handlers_of(case, told)
    if event == "deadline.breached":
        people += organs.entitled(told.organ_id, Time.ANSWER_FOR_TIME, Time.WATCH_TIME)
    subject, body = _words(case, told, late=event == "deadline.breached")
    accounts = sorted(set(people))
    messages.tell_staff(actor, ref=case.ref, kind=event, subject=subject, body=body, accounts=accounts)
    record(actor, "deadline.told", ref, organ_id=told.organ_id, deadline_id=told.id, kind=event, people=len(accounts))


def handlers_of(case: Case, told: ClockView) -> list[int]:
    """Whoever took the work; where nobody has, everybody at its desk. A clock of the whole case is worked off at its open
    steps, and before there are any at the desk where it came in."""
    desk, taken_by = deadlines.in_hands(told.id)
    if taken_by is not None:
        return [taken_by]
    if desk:
        return _at(told.organ_id, desk, case.item_id)
    steps = Step.objects.filter(case=case, state__in=[StepState.OPEN, StepState.CLAIMED])
    found: list[int] = []
    for holder, organ, place in steps.values_list("holder", "organ_id", "desk"):
        found += [holder] if holder is not None else _at(organ, place, case.item_id)
    return found


def _at(organ_id: int, desk: str, item_id: int) -> list[int]:
    return [account for account, _ in organs.holders(organ_id, desk, item_id)]


def _words(case: Case, told: ClockView, *, late: bool) -> tuple[str, str]:
    state = "已超期" if late else "将到期"
    subject = f"{state}：{case.item_name}（{told.kind_label}）"[:120]
    body = f"办件 {case.number} 的“{told.kind_label}”时限（{told.limit}）{told.left_text}，截止日 {told.due_text}。"
    return subject, body + ("请尽快办结，并说明超期原因。" if late else "请及时办理。")
