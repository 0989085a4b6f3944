"""The ladder as a table: which move leads from which state to which, who makes it, and what it does to the clock. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cityhall.kernel.errors import InvalidInputError, WrongStateError

from .terms import AppealState, Can, FindingState, Level, Move, RuleKey, State

LADDER = tuple(Level)


@dataclass(frozen=True)
class MoveRule:
    """From which states, to which (None: it stays), by whom, and whether the reply clock stops or starts anew."""

    from_: frozenset[State]
    to: State | None
    who: Can
    stops: bool = False
    starts: bool = False


MOVES: Mapping[Move, MoveRule] = {
    Move.ANSWER: MoveRule(frozenset({State.OPEN}), State.ANSWERED, Can.ANSWER, stops=True),
    Move.SEND_BACK: MoveRule(frozenset({State.ANSWERED}), State.OPEN, Can.REVIEW, starts=True),
    Move.CLOSE: MoveRule(frozenset({State.ANSWERED}), State.CLOSED, Can.REVIEW),
    Move.WITHDRAW: MoveRule(frozenset({State.OPEN, State.ANSWERED}), State.WITHDRAWN, Can.ISSUE, stops=True),
    Move.RAISE: MoveRule(frozenset({State.OPEN, State.ANSWERED, State.CLOSED}), None, Can.ISSUE),
}

REPLY_WORKDAYS: Mapping[Level, int] = {
    Level.REMINDER: 1, Level.ORDER: 3, Level.CIRCULAR: 5, Level.INTERVIEW: 5, Level.ACCOUNTABILITY: 10,
}  # fmt: skip
"""Working days to reply, where whoever issues the order says nothing else: local defaults, no law fixes them."""
LONGEST_REPLY = 60


def check_move(state: State, move: Move) -> MoveRule:
    """The rule of a move that may be made now; WrongStateError otherwise."""
    rule = MOVES[move]
    if state not in rule.from_:
        raise WrongStateError(
            "supervision.wrong_state", f"这张督办“{state.label}”，不能{move.label}；请刷新页面查看当前状态"
        )
    return rule


def next_level(level: Level) -> Level:
    """The rung above; the highest has none (WrongStateError)."""
    place = LADDER.index(level) + 1
    if place == len(LADDER):
        raise WrongStateError("supervision.highest", f"“{level.label}”已是最高一级，不能再升级")
    return LADDER[place]


def check_text(text: str, field: str, what: str) -> str:
    """What must be written down, without the blanks around it."""
    kept = text.strip()
    if not kept:
        raise InvalidInputError(f"supervision.no_{field}", f"请写明{what}", field=field)
    return kept[:4000]


def reply_days(level: Level, asked: int | None) -> int:
    """How many working days the organ has to reply."""
    days = REPLY_WORKDAYS[level] if asked is None else asked
    if not 0 < days <= LONGEST_REPLY:
        raise InvalidInputError(
            "supervision.bad_days", f"回复时限应为 1 到 {LONGEST_REPLY} 个工作日，请重新填写", field="days"
        )
    return days


def check_appeal(*, late: bool, before: AppealState | None) -> None:
    """Only what is red can be appealed, and each red light once."""
    if not late:
        raise WrongStateError("supervision.not_red", "这项时限没有超期，不需要申请复核")
    if before is AppealState.ASKED:
        raise WrongStateError("supervision.appeal_open", "这个红灯已在复核，请等候决定")
    if before is not None:
        raise WrongStateError("supervision.appeal_decided", "这个红灯已经复核决定，不能再次申请")


def check_decision(state: AppealState) -> None:
    """An appeal is decided once."""
    if state is not AppealState.ASKED:
        raise WrongStateError("supervision.appeal_decided", "这个红灯已经复核决定，不能再次申请")


# Rules that find, and rules that issue


@dataclass(frozen=True)
class Value:
    """A number a rule goes by: what it is called, its default, its bounds, its unit."""

    label: str
    default: int
    least: int
    most: int
    unit: str = ""


@dataclass(frozen=True)
class RuleSpec:
    """What a rule looks for, in words a supervised organ can check, why, and the numbers it goes by."""

    looks_for: str
    source: str
    values: Mapping[str, Value] = field(default_factory=dict)


RULES: Mapping[RuleKey, RuleSpec] = {
    RuleKey.AT_ONCE: RuleSpec(
        "承诺办结时限不是“即时”的办件，从受理到决定不足规定的分钟数；当场办结、告知承诺和断网补录的除外。",
        "体外循环的典型表现：线下办完后再录入（本地默认值）",
        {"minutes": Value("不足", 10, 1, 1440, "分钟")},
    ),
    RuleKey.REGISTERED_LATE: RuleSpec(
        "系统中登记受理（或补录）的时刻晚于决定时刻超过规定的分钟数。",
        "先办后补（本地默认值）",
        {"minutes": Value("晚于", 1, 0, 100_000, "分钟")},
    ),
    RuleKey.BACK_ENTRIES: RuleSpec(
        "同一人同一天为同一单位断网补录的办件达到规定件数。",
        "批量补录（本地默认值）",
        {"count": Value("达到", 5, 2, 1000, "件")},
    ),
    RuleKey.NEAR_THE_END: RuleSpec(
        "启动听证、检验、检测、检疫、鉴定、专家评审等特别程序时，距承诺或法定时限的截止日不超过规定的工作日。",
        "行政许可法第四十五条的时间不计入期限，不能用来补救拖延（本地默认值）",
        {"workdays": Value("不超过", 1, 0, 20, "个工作日")},
    ),
    RuleKey.STEP_LATE: RuleSpec(
        "办件没有超期，其中一个审查环节超过了自己的时限。", "环节超时而总时限未超（地方监察实践）"
    ),
    RuleKey.NO_REASONS: RuleSpec(
        "作出不予决定，写明的理由去掉标点不足规定的字数。",
        "行政许可法第三十八条第二款：应当说明理由",
        {"letters": Value("不足", 8, 1, 200, "字")},
    ),
    RuleKey.EXTENDED_AGAIN: RuleSpec(
        "同一办件提出延长办理期限达到规定的次数（含未批准的）。",
        "行政许可法第四十二条：延长一次",
        {"times": Value("达到", 2, 2, 20, "次")},
    ),
    RuleKey.SAME_REASONS: RuleSpec(
        "同一单位的不予决定使用完全相同的理由达到规定件数；理由少于规定字数的不计。",
        "照搬套用（本地默认值）",
        {"count": Value("达到", 3, 2, 1000, "件"), "letters": Value("理由不少于", 10, 1, 500, "字")},
    ),
    RuleKey.REMIND: RuleSpec(
        "承诺或法定办结时限亮红灯时，自动向承办单位发出催办，有签收人的同时发给签收人。",
        "黄灯预警、红灯警示（地方监察实践）",
        {"days": Value("要求", 1, 1, 60, "个工作日内回复")},
    ),
    RuleKey.RAISE: RuleSpec(
        "督办逾期没有回复时，自动升级到上一级；约谈和追责只由人发出。",
        "督查督办、通报（地方监察实践，本地默认值）",
    ),
}
HIGHEST_BY_RULE = Level.CIRCULAR
"""约谈 and 追责 touch persons: a rule does not issue them."""
LOOK_BACK_DAYS = 45


def rule_values(key: RuleKey, told: Mapping[str, object]) -> dict[str, int]:
    """The numbers of a rule, each within its bounds; one that is not told is the default."""
    spec, found = RULES[key], {}
    for name, value in spec.values.items():
        said = told.get(name, value.default)
        try:
            number = int(str(said))
        except ValueError:
            number = value.least - 1
        if not value.least <= number <= value.most:
            raise InvalidInputError(
                "supervision.bad_value",
                f"“{value.label}”应在 {value.least} 到 {value.most} 之间，请重新填写",
                field=name,
            )
        found[name] = number
    return found


def check_finding(state: FindingState) -> None:
    """A finding is judged once."""
    if state is not FindingState.RAISED:
        raise WrongStateError("supervision.judged", "这条异常已经核查，结论不能更改；有新的情况请发出督办")


def precision(confirmed: int, raised: int) -> int | None:
    """属实率: confirmed ÷ raised, in per cent; None where nothing was raised."""
    return round(100 * confirmed / raised) if raised else None


def auto_next(level: Level) -> Level | None:
    """The rung a rule raises to; none where a person must."""
    place = LADDER.index(level) + 1
    return LADDER[place] if place <= LADDER.index(HIGHEST_BY_RULE) else None


def case_of(ref: str) -> str:
    """The number of the case a thing belongs to; empty where it belongs to none."""
    kind, _, rest = ref.partition(":")
    return rest.partition("/")[0] if kind in ("case", "step", "beside") else ""


def about(ref: str) -> str:
    """What an order or a promise is about, as people call it."""
    number = case_of(ref)
    return f"办件 {number}" if number else ref.partition(":")[2] or ref
