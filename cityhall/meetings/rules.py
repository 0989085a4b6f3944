"""What is decided at one table: who sits at it, whether all have spoken, what may be concluded, what that does to a case. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cityhall.kernel.errors import InvalidInputError, NotAllowedError, WrongStateError

from .terms import EXCUSED, ON_SITE, SPOKEN, Conclusion, Decides, Kind, Move, Opinion, State, conclusion_label

OPEN, WAITING = State.OPEN, State.WAITING
MOVES: Mapping[Move, frozenset[State]] = {
    Move.CIRCULATE: frozenset({OPEN, WAITING}),
    Move.SPEAK: frozenset({OPEN}),
    Move.EXCUSE: frozenset({OPEN}),
    Move.REMIND: frozenset({OPEN}),
    Move.RESCHEDULE: frozenset({OPEN}),
    Move.CONCLUDE: frozenset({OPEN}),
    Move.REVISE: frozenset({WAITING}),
    Move.RECONVENE: frozenset({WAITING}),
    Move.CANCEL: frozenset({OPEN, WAITING}),
}
AFTER: Mapping[Conclusion, State] = {
    Conclusion.PASS: State.DONE, Conclusion.AGAIN: State.WAITING, Conclusion.FAIL: State.DONE,
}  # fmt: skip
BINDS: Mapping[Kind, bool] = {Kind.MEETING: True, Kind.VISIT: True, Kind.ACCEPTANCE: True, Kind.EXPERTS: False}
"""Whether a conclusion binds where whoever convenes says nothing: what experts say is advice unless it was made binding."""
LONGEST_DAYS, LONGEST, ON_THE_SPOT = 30, 4000, 2
NAMES = re.compile(r"[、，,;；\s]+")


def check_move(state: State, move: Move) -> None:
    if state not in MOVES[move]:
        raise WrongStateError("meeting.wrong_state", f"现在是“{state.label}”，不能{move.label}；请刷新页面查看最新情况")


def moves_from(state: State) -> tuple[Move, ...]:
    return tuple(move for move, states in MOVES.items() if state in states)


def check_text(text: str, field: str, what: str, most: int = LONGEST) -> str:
    """What must be written down, without the blanks around it."""
    kept = text.strip()
    if not kept:
        raise InvalidInputError(f"meeting.no_{field}", f"请写明{what}", field=field)
    return kept[:most]


def check_days(days: int) -> int:
    if not 0 < days <= LONGEST_DAYS:
        raise InvalidInputError(
            "meeting.bad_days", f"反馈意见的时间应为 1 到 {LONGEST_DAYS} 个工作日，请重新填写", field="days"
        )
    return days


def check_silence(kind: Kind, *, silence: bool) -> bool:
    """沉默视为同意 is for opinions in writing: who was not on site has found nothing, an expert who said nothing advised nothing."""
    if silence and kind is not Kind.MEETING:
        raise InvalidInputError(
            "meeting.silence_not_here", f"{kind.label}要有各方的实际意见，不能把逾期不反馈视为同意；请去掉这个设置", field="silence"
        )  # fmt: skip
    return silence


def invited(lead: int, taking_part: Iterable[int], asked: Collection[int], ended: Mapping[int, str]) -> tuple[int, ...]:
    """The organs at the table: the lead always, those asked, or where none is named all with a part in it. One that has ended
    cannot be asked, and one organ alone is no meeting."""
    chosen = tuple(dict.fromkeys([lead, *(asked or taking_part)]))
    if gone := [ended[one] for one in chosen if one in ended]:
        raise InvalidInputError(
            "meeting.organ_ended", f"“{'、'.join(gone)}”已经终止，请改请承接其职责的单位", field="organs"
        )
    if len(chosen) < ON_THE_SPOT:
        raise InvalidInputError("meeting.alone", "只有牵头单位自己，不用召集；请再选至少一个单位", field="organs")
    return chosen


@dataclass(frozen=True)
class ExpertFacts:
    """An expert as the rule of 回避 sees her: where she works, and whom she said she is near to."""

    name: str
    institution: str
    conflicts: tuple[str, ...]
    active: bool


def conflict(expert: ExpertFacts, parties: Iterable[str]) -> str:
    """回避: the party she works for or is near to; empty where there is none. A name within the other counts (分公司)."""
    near = [one.strip() for one in (expert.institution, *expert.conflicts) if one.strip()]
    return next((p for p in parties if p.strip() and any(p.strip() in one or one in p.strip() for one in near)), "")


def check_experts(experts: Sequence[ExpertFacts], parties: Sequence[str]) -> None:
    """At least one, each in the pool still, none near to who applies or to who made what is reviewed."""
    if not experts:
        raise InvalidInputError("meeting.no_experts", "请从专家库选择评审专家", field="experts")
    if gone := [one.name for one in experts if not one.active]:
        raise InvalidInputError("meeting.expert_out", f"“{'、'.join(gone)}”已不在专家库，请另选专家", field="experts")
    if near := [f"{one.name}与“{party}”" for one in experts if (party := conflict(one, parties))]:
        raise InvalidInputError(
            "meeting.must_recuse", f"{'，'.join(near)}有利害关系，应当回避；请另选专家", field="experts"
        )


def check_opinion(kind: Kind, opinion: Opinion, reason: str) -> str:
    """A condition and a no are worth nothing without what and why."""
    if opinion not in SPOKEN:
        raise InvalidInputError("meeting.bad_opinion", "请选择同意、同意但有条件或者不同意", field="opinion")
    if opinion is not Opinion.AGREE and not reason.strip():
        what = "哪些地方要整改或者不符合" if kind in ON_SITE else "条件或者不同意的理由和依据"
        raise InvalidInputError("meeting.no_reason", f"请写明{what}", field="reason")
    return reason.strip()[:LONGEST]


def check_members(kind: Kind, members: str) -> str:
    """现场: two people at least of each organ (行政许可法 第三十四条第三款)."""
    names = [one for one in NAMES.split(members.strip()) if one]
    if kind in ON_SITE and len(set(names)) < ON_THE_SPOT:
        raise InvalidInputError(
            "meeting.two_people", "现场核查应当指派两名以上工作人员，请写明到场人员姓名（行政许可法第三十四条第三款）",
            field="members",
        )  # fmt: skip
    return "、".join(dict.fromkeys(names))[:300]


@dataclass(frozen=True)
class SeatFacts:
    who: str
    opinion: Opinion | None = None
    overdue: bool = False


@dataclass(frozen=True)
class Tally:
    """`silent` counts as agreement; `missing` could still speak, `late` are past the last moment and count as nothing."""

    agree: int = 0
    conditional: int = 0
    against: int = 0
    silent: int = 0
    missing: tuple[str, ...] = ()
    late: tuple[str, ...] = ()

    @property
    def for_it(self) -> int:
        return self.agree + self.conditional + self.silent

    @property
    def counted(self) -> int:
        return self.for_it + self.against


def tally(seats: Iterable[SeatFacts], *, silence: bool) -> Tally:
    """Who said what; silence past the last moment is consent where it was said so, else it is shown as missing."""
    counts = dict.fromkeys([*SPOKEN, Opinion.SILENT], 0)
    missing: list[str] = []
    late: list[str] = []
    for seat in seats:
        opinion = seat.opinion or (Opinion.SILENT if seat.overdue and silence else None)
        if opinion is not None and opinion in counts:
            counts[opinion] += 1
        elif opinion not in EXCUSED:
            (late if seat.overdue else missing).append(seat.who)
    return Tally(
        counts[Opinion.AGREE], counts[Opinion.CONDITIONAL], counts[Opinion.AGAINST], counts[Opinion.SILENT], tuple(missing),
        tuple(late),
    )  # fmt: skip


def conclusions(decides: Decides, told: Tally) -> tuple[Conclusion, ...]:
    """What may be concluded now. While somebody can still speak: nothing. Who is late stands in the way of a pass, unless the
    lead decides; what is sent back may be sent back all the same."""
    if told.missing or not told.counted:
        return ()
    open_points = bool(told.conditional or told.against or told.late)
    if decides is Decides.LEAD:
        found = dict.fromkeys(Conclusion, True)
    elif decides is Decides.MAJORITY:
        most = told.for_it * 2 > told.counted
        found = {Conclusion.PASS: most and not told.late, Conclusion.AGAIN: open_points, Conclusion.FAIL: not most}
    else:
        agreed = not told.against and not told.late
        found = {Conclusion.PASS: agreed, Conclusion.AGAIN: open_points, Conclusion.FAIL: bool(told.against)}
    return tuple(one for one, may in found.items() if may)


def check_conclusion(decides: Decides, told: Tally, conclusion: Conclusion) -> None:
    if told.missing:
        raise WrongStateError(
            "meeting.opinions_missing",
            f"“{'、'.join(told.missing)}”还没有发表意见；请等到期限届满，或登记其回避、不参加",
        )
    open_now = conclusions(decides, told)
    if conclusion not in open_now:
        may = "、".join(one.label for one in open_now) or "先取得意见"
        late = f"（逾期未反馈：{'、'.join(told.late)}）" if told.late else ""
        raise WrongStateError(
            "meeting.against_rule",
            f"按“{decides.label}”和各方意见{late}，不能作出“{conclusion.label}”的结论；现在可以：{may}",
        )


def check_may_speak(was: Opinion | None) -> None:
    """An opinion may be changed until the conclusion; silence that counted and an excuse stand."""
    if was is Opinion.SILENT:
        raise WrongStateError("meeting.silence_counted", "反馈期限已过，按约定已视为同意；有不同意见请立即联系牵头单位")
    if was in EXCUSED:
        raise NotAllowedError("meeting.excused", "已登记回避或者不参加，不能再发表意见；登记有误请联系牵头单位")


@dataclass(frozen=True)
class Binding:
    """A meeting a case is bound by, as far as that goes."""

    number: str
    kind: Kind
    subject: str
    binds: bool
    state: State
    conclusion: Conclusion | None


def effect(bindings: Sequence[Binding]) -> str:
    """Why the case may not be granted now, empty where nothing keeps it. Oldest first: a later conclusion of the same kind
    takes the place of an earlier one (不通过后重新召集), and what was cancelled says nothing."""
    said: dict[Kind, str] = {}
    for one in bindings:
        if one.binds and one.state is not State.CANCELLED:
            said[one.kind] = _stops(one)
    return "；".join(reason for reason in said.values() if reason)


def _stops(one: Binding) -> str:
    name = f"{one.kind.label}“{one.subject[:40]}”（{one.number}）"
    if one.state is State.OPEN:
        return f"{name}还没有结论"
    if one.state is State.WAITING:
        return f"{name}的结论是“{conclusion_label(one.kind, Conclusion.AGAIN)}”"
    return f"{name}的结论是“不通过”" if one.conclusion is Conclusion.FAIL else ""
