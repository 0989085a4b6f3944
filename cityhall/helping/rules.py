"""Who helps whom: the table of moves, areas, the choice of a helper, what a request must say."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cityhall.helping.terms import IN_HAND, OPEN, Group, Half, Mode, Move, Place, State
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, WrongStateError
from cityhall.kernel.secrets import masking

MOST_WHAT, MOST_RESULT, MOST_ADDRESS = 500, 1000, 200
MOST_SLOTS, MOST_DAYS_AHEAD, MOST_ANSWER_DAYS, MOST_MANDATE_DAYS = 50, 90, 30, 366
WIDTHS = (2, 4, 6, 9, 12)
NOON = 12

MOVES: dict[Move, tuple[frozenset[State], State | None]] = {
    Move.ASSIGN: (
        frozenset({State.ASKED, State.ASSIGNED, State.ACCEPTED, State.BOOKED, State.NOT_MET}),
        State.ASSIGNED,
    ),
    Move.ACCEPT: (frozenset({State.ASSIGNED}), State.ACCEPTED),
    Move.DECLINE: (frozenset({State.ASSIGNED}), State.ASKED),
    Move.BOOK: (frozenset(IN_HAND), State.BOOKED),
    Move.MISS: (frozenset({State.BOOKED}), State.NOT_MET),
    Move.FINISH: (frozenset(IN_HAND), State.DONE),
    Move.CANCEL: (frozenset(OPEN), State.CANCELLED),
    Move.MANDATE: (frozenset(IN_HAND), None),
}
"""Each move: from which states, and into which (None: it stays)."""


def next_state(state: State, move: Move) -> State:
    before, after = MOVES[move]
    if state not in before:
        raise WrongStateError(
            f"helping.cannot_{move}", f"这件帮办申请“{state.label}”，现在不能{move.label}；请刷新页面看最新情况"
        )
    return after or state


def open_moves(state: State) -> frozenset[Move]:
    return frozenset(move for move, (before, _) in MOVES.items() if state in before)


def prefix_of(area: str) -> str:
    """The digits every division inside an area begins with: 12 digits, cut behind the level that is named."""
    digits = area.rstrip("0")
    return area[: next((w for w in WIDTHS if len(digits) <= w), len(area))]


def covers(areas: Iterable[str], division: str) -> bool:
    """Does one of the areas hold the division? A request for a whole county is nobody's village."""
    return any(division.startswith(prefix_of(area)) for area in areas)


def check_areas(areas: Sequence[str]) -> list[str]:
    """Codes of divisions: twelve digits each (six are made twelve)."""
    made = [one.strip().ljust(12, "0") if len(one.strip()) == 6 else one.strip() for one in areas if one.strip()]  # noqa: PLR2004 - a county's
    wrong = [one for one in made if not (one.isdecimal() and len(one) == WIDTHS[-1])]
    if wrong or not made:
        said = f"这些不是行政区划代码：{'、'.join(wrong[:5])}" if wrong else "请至少填一个负责的片区"
        raise InvalidInputError("helping.area", f"{said}；请填 12 位行政区划代码，一行一个", field="areas")
    return list(dict.fromkeys(made))


@dataclass(frozen=True)
class Candidate:
    """A helper as the rule sees her. `load`: what she has open; `free`: places left in the half-day wished for (None where no
    half-day is wished for)."""

    id: int
    organ_id: int
    areas: tuple[str, ...]
    items: frozenset[int]
    load: int = 0
    free: int | None = None
    most: int | None = None  # her own places a half-day, where they are not those of the rules


def fitting(helpers: Iterable[Candidate], division: str, item_id: int | None) -> list[Candidate]:
    """Whoever is there for this place and this matter. A helper with no items named helps with everything; a free question
    (no item) goes to anybody of the place."""
    return [
        one
        for one in helpers
        if covers(one.areas, division) and (item_id is None or not one.items or item_id in one.items)
    ]


def ranked(helpers: Iterable[Candidate], division: str, without: Collection[int] = ()) -> list[Candidate]:
    """Nearest area first (a village before its county), then who has least to do, then the earliest registered. Those who
    sent it back, and those without a free place, are left out."""
    able = [one for one in helpers if one.id not in without and one.free != 0]
    return sorted(able, key=lambda one: (-_nearness(one.areas, division), one.load, one.id))


def _nearness(areas: Iterable[str], division: str) -> int:
    return max((len(prefix_of(area)) for area in areas if division.startswith(prefix_of(area))), default=0)


@dataclass(frozen=True)
class Asking:
    """What a request says. `day` and `half`: the time wished for; none by phone."""

    name: str
    phone: str
    division_code: str
    what: str
    mode: Mode
    place: Place
    item_id: int | None = None
    item_name: str = ""
    address: str = ""
    groups: tuple[Group, ...] = ()
    day: date | None = None
    half: Half | None = None


def check_asking(told: Asking, *, home_for_all: bool) -> None:
    """Everything that is missing is said at its field."""
    wrong = dict(_missing(told))
    if told.place is Place.HOME and not home_for_all and not told.groups:
        wrong["groups"] = "上门服务面向老年人、残疾人、孕产妇和行动不便的人；符合的请勾选，不符合的请选到窗口或电话"
    if wrong:
        name, sentence = next(iter(wrong.items()))
        raise InvalidInputError("helping.incomplete", f"帮办申请还有要改的地方：{sentence}", field=name, errors=wrong)


def _missing(told: Asking) -> Iterable[tuple[str, str]]:
    if not told.name.strip():
        yield "name", "请填写姓名"
    if not told.what.strip() and told.item_id is None:
        yield "what", "请写明要办什么事，或选一个事项"
    if len(told.what) > MOST_WHAT:
        yield "what", f"要办的事请在 {MOST_WHAT} 字以内说明"
    if not told.division_code:
        yield "division_code", "请选择所在的区县、街道（乡镇）"
    if told.place is Place.HOME and not told.address.strip():
        yield "address", "上门服务请填写地址"
    if len(told.address) > MOST_ADDRESS:
        yield "address", f"地址请在 {MOST_ADDRESS} 字以内"
    if told.place is not Place.PHONE and (told.day is None or told.half is None):
        yield "day", "请选择希望的日期和上午、下午"


def check_half_day(day: date, half: Half, now: datetime, days_ahead: int, *, works: bool) -> None:
    """A half-day on a working day, not begun yet, and not further off than is booked ahead."""
    today = now.date()
    begun = day == today and (half is Half.AM or now.hour >= NOON)
    if day < today or begun:
        raise InvalidInputError("helping.past", "这个时间已经过了，请选之后的半天", field="day")
    if day > today + timedelta(days=days_ahead):
        raise InvalidInputError("helping.too_far", f"最多提前 {days_ahead} 天预约，请选更近的日期", field="day")
    if not works:
        raise InvalidInputError("helping.day_off", "这一天休息，请选工作日", field="day")


def check_no_number(text: str, name: str) -> None:
    """Words that others read hold no number of a person."""
    if masking.betrays(text):
        raise InvalidInputError(
            "helping.number_in_words", "这里请不要写身份证号、电话、账号，改用“申请人”称呼", field=name
        )


def check_words(text: str, name: str, sentence: str) -> str:
    """What must be said, short, and without anybody's number."""
    if not text.strip():
        raise InvalidInputError("helping.no_words", sentence, field=name)
    check_no_number(text, name)
    return text.strip()[:MOST_RESULT]


def check_settings(slots: int, answer_days: int, days_ahead: int, mandate_days: int, source: str) -> None:
    limits = {
        "slots": (slots, MOST_SLOTS, "每个半天的件数"), "answer_days": (answer_days, MOST_ANSWER_DAYS, "答复的工作日"),
        "days_ahead": (days_ahead, MOST_DAYS_AHEAD, "提前预约的天数"), "mandate_days": (mandate_days, MOST_MANDATE_DAYS, "授权的天数"),
    }  # fmt: skip
    wrong = {name: f"{said}请填 1 至 {most}" for name, (value, most, said) in limits.items() if not 1 <= value <= most}
    if not source.strip():
        wrong["source"] = "请写明依据，例如本地帮办代办服务规定的文件名和文号"
    if wrong:
        name, sentence = next(iter(wrong.items()))
        raise InvalidInputError("helping.settings", f"帮办规则还有要改的地方：{sentence}", field=name, errors=wrong)


def check_span(from_on: date, until_on: date | None) -> None:
    if until_on is not None and until_on <= from_on:
        raise InvalidInputError("helping.span", "停止日期须晚于开始日期", field="until_on")


def check_concerned(account_id: int | None, helper_account: int | None) -> None:
    """Only the helper it is with does it."""
    if account_id is None or account_id != helper_account:
        raise NotAllowedError("helping.not_yours", "这件帮办申请由其他帮办员办理；需要改派的请联系管理员")
