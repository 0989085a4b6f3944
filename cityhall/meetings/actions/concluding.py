"""结论: by the rule that was set beforehand, from what all have said; with minutes that are a numbered paper."""

from cityhall.deadlines import actions as deadlines
from cityhall.deadlines.terms import Kind as ClockKind
from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import update, update_all
from cityhall.meetings import rules
from cityhall.meetings.models import Meeting, Seat, Sitting
from cityhall.meetings.queries.meetings import clocks_of, told_of
from cityhall.meetings.terms import (
    EXCUSED,
    ON_SITE,
    Conclusion,
    Decides,
    Kind,
    Move,
    Opinion,
    conclusion_label,
    opinion_label,
)
from cityhall.messages import actions as messages
from cityhall.messages.terms import PaperFacts, PaperKind

from .convening import refs
from .lock import edition_of, led, seats_of, sitting_of

PAPERS = {
    Kind.MEETING: PaperKind.MEETING_MINUTES, Kind.VISIT: PaperKind.JOINT_VISIT, Kind.ACCEPTANCE: PaperKind.JOINT_VISIT,
    Kind.EXPERTS: PaperKind.EXPERT_REVIEW,
}  # fmt: skip
ENDED = ("conclusion", "minutes", "asked", "concluded_at", "concluded_by", "paper")


@action
def conclude(actor: Actor, number: str, conclusion: str, minutes: str, asked: str = "") -> str:
    """作出结论 by who convened it, as she saw the opinions: an opinion that came in meanwhile is read first. `asked` is what the
    applicant has to change (修改后再议、整改). The cases follow after commit. Answers the number of the paper."""
    row = led(actor, number, Move.CONCLUDE)
    ends = Conclusion(conclusion)
    text = rules.check_text(minutes, "minutes", "纪要")
    change = (
        rules.check_text(asked, "asked", "要求申请人修改什么")
        if ends is Conclusion.AGAIN
        else asked.strip()[: rules.LONGEST]
    )
    seats, sitting = seats_of(row), sitting_of(row)
    if sitting.held_at > clock.now():
        raise WrongStateError("meeting.not_held_yet", "还没有到会议或者到场的时间，不能作出结论；提前进行的，请先改期")
    rules.check_conclusion(Decides(row.decides), told_of(row, seats, clocks_of(row, seats, edition_of(row))), ends)
    _count_silence(row, seats)
    deadlines.stop(actor, refs(row, seats), [ClockKind.MEETING], met=False)
    sitting.conclusion, sitting.minutes, sitting.asked = ends, text, change
    sitting.concluded_at, sitting.concluded_by = clock.now(), actor.name
    row.conclusion, row.state, row.version = ends, rules.AFTER[ends], row.version + 1
    update(row, ["conclusion", "state", "version"])
    sitting.paper = _paper(actor, row, sitting, seats)
    update(sitting, ENDED)
    record(
        actor,
        "meeting.concluded",
        row.ref,
        organ_id=row.organ_id,
        conclusion=ends.value,
        round=row.round,
        paper=sitting.paper,
    )
    return sitting.paper


@step
def _count_silence(row: Meeting, seats: list[Seat]) -> None:
    """Those whose last moment went by before the sweep came: consent, where that was said when they were called."""
    silent = [one for one in seats if not one.opinion] if row.silence else []
    for one in silent:
        one.opinion, one.at, one.by = Opinion.SILENT, clock.now(), "系统"
    update_all(silent, ["opinion", "at", "by"])


@step
def _paper(actor: Actor, row: Meeting, sitting: Sitting, seats: list[Seat]) -> str:
    organ, kind = row.organ, Kind(row.kind)
    facts: PaperFacts = {
        "organ": organ.name, "matter": row.subject, "applicant": row.applicant_name, "place": sitting.place,
        "held_at": clock.local(sitting.held_at).isoformat(timespec="minutes"), "handler": actor.name,
        "people": [f"{one.name}（{one.members}）" if one.members else one.name for one in seats if one.opinion not in EXCUSED],
        "findings": [(one.name, _said(kind, one)) for one in seats],
        "text": _text(row, sitting),
    }  # fmt: skip
    return messages.issue_paper(
        actor, kind=PAPERS[kind], ref=row.ref, organ_id=row.organ_id, facts=facts, short_name=organ.mark
    )


def _said(kind: Kind, seat: Seat) -> str:
    if not seat.opinion:
        return "逾期未反馈"
    label = opinion_label(kind, Opinion(seat.opinion))
    return f"{label}：{seat.reason}" if seat.reason else label


def _text(row: Meeting, sitting: Sitting) -> str:
    kind = Kind(row.kind)
    force = "本结论对有关办件有约束力。" if row.binds else "本意见供审批参考。"
    lines = [sitting.minutes]
    if sitting.asked:
        lines.append(f"要求申请人{'整改' if kind in ON_SITE else '修改'}：{sitting.asked}")
    return "\n".join([*lines, f"结论：{conclusion_label(kind, Conclusion(sitting.conclusion))}。{force}"])
