"""召集: who is called together, about what, when and where; again after changes; at another time; not at all."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cityhall.cases import queries as case_queries
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines.terms import Clock, Limit, Unit
from cityhall.deadlines.terms import Kind as ClockKind
from cityhall.joint import queries as joint
from cityhall.joint.terms import JointState
from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.numbering.allocate import next_in
from cityhall.kernel.writing import insert
from cityhall.meetings import rules
from cityhall.meetings.models import Bound, Expert, Meeting, Seat, Sitting
from cityhall.meetings.queries.meetings import seat_ref
from cityhall.meetings.rules import ExpertFacts
from cityhall.meetings.terms import EXCUSED, Can, Decides, Kind, Move, State
from cityhall.organs import queries as organs

from .lock import led, seats_of, sitting_of

BASIS = "会商反馈时限：由召集单位指定（内部时限）"
MOST_CASES = 50


@dataclass(frozen=True)
class About:
    """What the meeting is about, and whose it is."""

    lead: int
    applicant: str
    account: int | None
    bound: tuple[Bound, ...]
    whole: str = ""
    name: str = ""
    stage: str = ""
    stage_name: str = ""


@action
def convene(
    actor: Actor, kind: str, subject: str, held_at: datetime, place: str, *, whole: str = "", stage: str = "",
    cases: Sequence[str] = (), invited: Sequence[int] = (), experts: Sequence[int] = (), parties: Sequence[str] = (),
    days: int | None = None, silence: bool = False, binds: bool | None = None, decides: str = "",
) -> str:  # fmt: skip
    """召集 by the lead organ of a stage of one thing (`whole`, `stage`), or for a review of one's own cases by their numbers.
    `invited`: organs (none: all with a part in that stage); `experts` of the pool, who must be near to none of `parties` nor to
    the applicant; `days`: working days for opinions in writing. Answers the number."""
    what = Kind(kind)
    about = _stage(whole, stage) if whole else _cases(actor, what, cases)
    require(actor, Can.CONVENE, about.lead)
    row = Meeting(
        kind=what, organ_id=about.lead, subject=rules.check_text(subject, "subject", "议题", 200), whole=about.whole,
        whole_name=about.name, stage=about.stage, stage_name=about.stage_name, applicant_name=about.applicant[:300],
        applicant_account=about.account, parties=[p.strip()[:120] for p in parties if p.strip()][:20],
        days=_days(what, days), silence=rules.check_silence(what, silence=silence),
        binds=rules.BINDS[what] if binds is None else binds, decides=_decides(what, decides), convened_at=clock.now(),
        convened_by=actor.name,
    )  # fmt: skip
    sitting = _sitting(held_at, place)
    seats = _experts(row, experts) if what is Kind.EXPERTS else _organs(about, invited)
    row.number = _number(about)
    insert([row])
    for one in about.bound:
        one.meeting = row
    insert(list(about.bound))
    _seat(actor, row, sitting, seats)
    record(
        actor, "meeting.convened", row.ref, organ_id=row.organ_id, kind=what.value, whole=row.whole, stage=row.stage,
        binds=row.binds, seats=len(seats), cases=len(about.bound),
    )  # fmt: skip
    return row.number


def _stage(whole: str, stage: str) -> About:
    facts = joint.whole_facts(whole.strip())
    if facts is None:
        raise NotFoundError("joint.unknown_number", f"没有编号为 {whole} 的联办申请，请核对编号")
    spec = facts.stage(stage)
    if spec is None:
        raise NotFoundError("meeting.no_stage", f"{facts.name}没有这个阶段，请重新选择")
    if facts.state is not JointState.OPEN:
        raise WrongStateError("meeting.whole_over", f"这份申请{facts.state.label}，不能再召集会商或踏勘")
    bound = tuple(
        Bound(part=p.key, item_name=p.item_name, organ_id=p.organ_id, case_number=p.case_number)
        for p in facts.parts_of(stage)
    )
    return About(
        spec.lead_organ_id, facts.applicant_name, facts.account_id, bound, facts.number, facts.name, spec.key, spec.name
    )


def _cases(actor: Actor, kind: Kind, numbers: Sequence[str]) -> About:
    """集中评审 of cases that stand alone: one organ's, all there, all such as the actor may see."""
    wanted = list(dict.fromkeys(n.strip() for n in numbers if n.strip()))
    if kind is not Kind.EXPERTS:
        raise InvalidInputError("meeting.no_whole", f"{kind.label}要说明是哪一份联办申请的哪个阶段", field="whole")
    if not 0 < len(wanted) <= MOST_CASES:
        raise InvalidInputError("meeting.no_cases", f"请写明评审哪些办件，1 至 {MOST_CASES} 件", field="cases")
    seen, facts = case_queries.numbers_seen(actor, wanted), case_queries.facts_of(wanted)
    if lost := [one for one in wanted if one not in seen or one not in facts]:
        raise NotFoundError("meeting.unknown_case", f"没有找到办件 {'、'.join(lost)}，请核对编号")
    if len({one.organ_id for one in facts.values()}) > 1:
        raise InvalidInputError(
            "meeting.several_organs", "一次集中评审只能评审同一单位的办件，请分开召集", field="cases"
        )
    bound = tuple(
        Bound(item_name=facts[n].item_name, organ_id=facts[n].organ_id, case_number=n) for n in wanted
    )  # fmt: skip
    who = list(dict.fromkeys(facts[n].applicant_name for n in wanted))
    return About(bound[0].organ_id, "、".join(who), None, bound)


def _days(kind: Kind, days: int | None) -> int | None:
    """Written opinions have a last moment; on site and at the experts' table there is only the day itself."""
    if kind is not Kind.MEETING:
        return None
    if days is None:
        raise InvalidInputError("meeting.bad_days", "请填写各单位反馈意见的时间（工作日）", field="days")
    return rules.check_days(days)


def _decides(kind: Kind, decides: str) -> Decides:
    return Decides(decides) if decides else Decides.MAJORITY if kind is Kind.EXPERTS else Decides.UNANIMOUS


def _sitting(held_at: datetime, place: str, round_: int = 1) -> Sitting:
    if clock.day_of(held_at) < clock.today():
        raise InvalidInputError("meeting.past", "时间已经过去，请重新选择", field="held_at")
    return Sitting(round=round_, held_at=held_at, place=rules.check_text(place, "place", "地点", 200))


def _organs(about: About, asked: Collection[int]) -> list[Seat]:
    standing = organs.organs_standing([about.lead, *asked, *(one.organ_id for one in about.bound)])
    if lost := [one for one in asked if one not in standing]:
        raise NotFoundError("organs.unknown_organ", f"没有这个机构（{lost[0]}），请重新选择")
    ended = {key: name for key, (name, ended_on) in standing.items() if ended_on is not None}
    chosen = rules.invited(about.lead, [one.organ_id for one in about.bound], asked, ended)
    return [Seat(organ_id=one, name=standing[one][0]) for one in chosen]


def _experts(row: Meeting, ids: Sequence[int]) -> list[Seat]:
    pool = list(Expert.objects.filter(pk__in=list(ids)).order_by("id"))
    facts = [ExpertFacts(one.name, one.institution, tuple(one.conflicts), one.active) for one in pool]
    rules.check_experts(facts, [*row.applicant_name.split("、"), *row.parties])
    return [Seat(expert_id=one.pk, name=f"{one.name}（{one.institution}）"[:200]) for one in pool]


@step
def _number(about: About) -> str:
    """division (6, of what it is about) - year - H and seven digits, without a gap."""
    place, year = (about.whole or about.bound[0].case_number)[:6], clock.local(clock.now()).year
    return f"{place}-{year}-H{next_in(f'meeting:{place}:{year}'):07d}"


@step
def _seat(actor: Actor, row: Meeting, sitting: Sitting, seats: Sequence[Seat]) -> None:
    """The sitting, who sits there, and until when each organ has time to say what it thinks."""
    sitting.meeting = row
    insert([sitting])
    for one in seats:
        one.meeting, one.round = row, sitting.round
    made = insert(list(seats))
    if row.days:
        limit = Limit(row.days, Unit.WORKDAYS, BASIS)
        deadlines.start(actor, [
            Clock(seat_ref(row.number, one.pk), ClockKind.MEETING, int(one.organ_id or 0), clock.now(), limit,
                  f"{Kind(row.kind).label}：{row.subject}", row.applicant_name)
            for one in made
        ])  # fmt: skip


@action
def reconvene(actor: Actor, number: str, held_at: datetime, place: str, days: int | None = None) -> None:
    """再次召集 after 修改后再议: the same table, a new round; each says anew what it thinks. Who was excused stays excused."""
    row = led(actor, number, Move.RECONVENE)
    before = seats_of(row)
    kind = Kind(row.kind)
    row.days = _days(kind, days)
    row.round, row.state, row.conclusion, row.version = row.round + 1, State.OPEN, "", row.version + 1
    sitting = _sitting(held_at, place, row.round)
    row.save(update_fields=["days", "round", "state", "conclusion", "version"])
    excused = {one.value for one in EXCUSED}
    _seat(actor, row, sitting, [
        Seat(organ_id=one.organ_id, expert_id=one.expert_id, name=one.name)
        for one in before if one.opinion not in excused
    ])  # fmt: skip
    record(actor, "meeting.reconvened", row.ref, organ_id=row.organ_id, round=row.round)


@action
def reschedule(actor: Actor, number: str, held_at: datetime, place: str, reason: str) -> None:
    """改期 or at another place; the time for opinions in writing stays."""
    row = led(actor, number, Move.RESCHEDULE)
    why, asked = rules.check_text(reason, "reason", "改期的原因", 300), _sitting(held_at, place)
    sitting = sitting_of(row)
    sitting.held_at, sitting.place = asked.held_at, asked.place
    sitting.save(update_fields=["held_at", "place"])
    _bump(row)
    record(actor, "meeting.rescheduled", row.ref, organ_id=row.organ_id, reason=why)


@action
def cancel(actor: Actor, number: str, reason: str) -> None:
    """取消: nothing was concluded, and nothing is bound."""
    row = led(actor, number, Move.CANCEL)
    why, seats = rules.check_text(reason, "reason", "取消的原因", 300), seats_of(row)
    row.state, row.conclusion, row.version = State.CANCELLED, "", row.version + 1
    row.save(update_fields=["state", "conclusion", "version"])
    deadlines.stop(actor, refs(row, seats), [ClockKind.MEETING], met=False)
    record(actor, "meeting.cancelled", row.ref, organ_id=row.organ_id, reason=why)


def refs(row: Meeting, seats: Iterable[Seat]) -> list[str]:
    return [seat_ref(row.number, one.pk) for one in seats]


@step
def _bump(row: Meeting) -> None:
    row.version += 1
    row.save(update_fields=["version"])
