"""告知: who is called, moved, asked again, and told how it ended; each message once, however often the reaction runs."""

from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.meetings.models import Meeting, Seat, Sitting
from cityhall.meetings.terms import Can, Conclusion, Kind, State, conclusion_label
from cityhall.messages import actions as messages
from cityhall.organs import queries as organs

SILENCE = "meeting.silence_counted"
WORDS = {
    "meeting.convened": "请参加",
    "meeting.reconvened": "再次召集，请参加",
    "meeting.rescheduled": "已改期",
    "meeting.reminded": "请尽快反馈意见",
    "meeting.cancelled": "已取消",
    "meeting.concluded": "已有结论",
    "deadline.warned": "反馈意见即将到期",
    "meeting.opinion_missing": "反馈意见已逾期",
    SILENCE: "逾期未反馈，已视为同意",
    "meeting.revised": "申请人已提交修改",
}
SETTLING = ("meeting.convened", "meeting.reconvened", "meeting.cancelled", "meeting.concluded")
"""Lines after which the cases a meeting is about may be held, or freed."""
TOLD = (
    "meeting.rescheduled", "meeting.reminded", "meeting.opinion_missing", SILENCE, "meeting.revised",
)  # fmt: skip
"""Lines after which somebody is told, and nothing else."""
ALL = {*SETTLING, "meeting.rescheduled"}
"""What everybody at the table is told, and (but for a review by experts) the applicant too."""


def tell(line: Line) -> None:
    """Reaction to a step of a meeting, and to a last moment that comes close."""
    scheme, _, rest = line.ref.partition(":")
    number, _, own = rest.partition("/")
    row = Meeting.objects.filter(number=number).first() if scheme == "meeting" else None
    if row is None or line.event not in WORDS:
        return
    for organ in sorted(_whom(row, line, own)):
        with call.calling(f"meeting-told:{line.id}:{organ}"):
            tell_organ(HOUSE, number, organ, line.event)
    if line.event in ALL and row.whole and row.kind != Kind.EXPERTS:
        with call.calling(f"meeting-told:{line.id}:applicant"):
            tell_applicant(HOUSE, number, line.event)


def _whom(row: Meeting, line: Line, own: str) -> set[int]:
    """Who has a seat in this round, or those of them it concerns; what came from outside is for who convened."""
    seats = Seat.objects.filter(meeting=row, round=row.round, organ__isnull=False)
    if line.event == "meeting.revised":
        return {row.organ_id}
    if line.event in ALL:
        return set(seats.values_list("organ_id", flat=True)) | {row.organ_id}
    if own:
        asked = [int(own)]
    else:
        said = line.values.get("seats") or [line.values.get("seat", 0)]
        asked = [int(one) for one in said] if isinstance(said, list) else []
    if line.event == "meeting.opinion_missing" and not line.values.get("waits"):
        return set()
    there = seats.filter(pk__in=asked)
    return set((there if line.event == SILENCE else there.filter(opinion="")).values_list("organ_id", flat=True))


@action
def tell_organ(actor: Actor, number: str, organ_id: int, event: str) -> None:
    """告知 whoever speaks for an organ."""
    row = Meeting.objects.get(number=number)
    subject, body = _words(row, event)
    accounts = organs.entitled(organ_id, Can.SPEAK, Can.CONVENE)
    messages.tell_staff(actor, ref=row.ref, kind="meeting", subject=subject, body=body, accounts=sorted(set(accounts)))
    record(actor, "meeting.told", row.ref, organ_id=organ_id, about=event, people=len(accounts))


@action
def tell_applicant(actor: Actor, number: str, event: str) -> None:
    """告知申请人: that it is held, and how it ended; not what single organs said."""
    row = Meeting.objects.get(number=number)
    subject, body = _words(row, event)
    if row.state == State.WAITING:
        body += "请在“我的办件”中查看要求并提交修改。"
    messages.send(
        actor, ref=f"joint:{row.whole}", kind="meeting", subject=subject, body=body, account_id=row.applicant_account
    )  # fmt: skip
    record(actor, "meeting.applicant_told", row.ref, organ_id=row.organ_id, about=event)


def _words(row: Meeting, event: str) -> tuple[str, str]:
    kind, now = Kind(row.kind), Sitting.objects.get(meeting=row, round=row.round)
    subject = f"{kind.label}{WORDS[event]}：{row.subject}"[:120]
    when = clock.local(now.held_at)
    body = f"{kind.label} {row.number}“{row.subject}”{WORDS[event]}。时间：{when:%Y-%m-%d %H:%M}，地点：{now.place}。"
    if row.conclusion:
        body += f"结论：{conclusion_label(kind, Conclusion(row.conclusion))}。"
    return subject, body
