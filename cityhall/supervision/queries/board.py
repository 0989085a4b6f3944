"""在办监察: the board by county, organ and item, the list, the coming days, the bottlenecks; each actor sees the organs her
permission reaches."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cityhall.cases import queries as cases
from cityhall.catalogue import queries as catalogue
from cityhall.deadlines import queries as clocks
from cityhall.deadlines.queries import CalibrationRow, PaceRow, WorkRow
from cityhall.deadlines.terms import Kind, Light
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page
from cityhall.organs import queries as organs
from cityhall.supervision.models import Appeal
from cityhall.supervision.rules import case_of
from cityhall.supervision.terms import AppealState, Can

from .orders import appealed

KINDS = (
    Kind.PROMISED, Kind.STATUTORY, Kind.NOTICE, Kind.STEP, Kind.REFERRAL, Kind.COMPLETION, Kind.DELIVERY, Kind.OPINION,
    Kind.AFTER_CHECK, Kind.GRIEVANCE, Kind.SUPERVISION, Kind.GROUP, Kind.FOLLOW_UP, Kind.MEETING, Kind.HELP,
)  # fmt: skip
"""The promises a supervisor looks at; the others are the applicant's own time."""
COUNTY, FEW = 6, 3


@dataclass(frozen=True)
class Sums:
    green: int = 0
    yellow: int = 0
    red: int = 0
    blue: int = 0

    @property
    def open(self) -> int:
        return self.green + self.yellow + self.red + self.blue

    def of(self, light: Light) -> int:
        return int(getattr(self, light.value))


@dataclass(frozen=True)
class BoardRow:
    """One line of the board: a county (by `division`), an organ (`organ_id`) or an item (`item_id`), with its sums."""

    name: str
    sums: Sums
    division: str = ""
    organ_id: int | None = None
    item_id: int | None = None


@dataclass(frozen=True)
class BoardView:
    """`rows` are the level below what was asked for; `at` is when it was counted; `appeals` how many red lights are being
    contested."""

    kind: Kind
    at: datetime
    sums: Sums
    rows: tuple[BoardRow, ...]
    level: str  # "division", "organ", "item"
    place: str
    appeals: int
    before: Sums | None  # what the first count of yesterday found


@dataclass(frozen=True)
class HeatDay:
    day: date
    count: int
    works: bool | None  # None: the notice of that year is not published


@dataclass(frozen=True)
class ListRow:
    """A promise on the list: `number` is the case's (empty for what is no case), `appeal` how its contest stands."""

    work: WorkRow
    number: str
    organ: str
    holder: str
    item_id: int | None
    appeal: AppealState | None


@dataclass(frozen=True)
class Bottleneck:
    """How long a step, or an item as a whole, really takes."""

    pace: PaceRow
    organ: str
    step: str  # its name


@dataclass(frozen=True)
class Sought:
    """What of the board is asked for; empty: all within reach."""

    kind: Kind = Kind.PROMISED
    division: str = ""
    organ_id: int | None = None
    item_id: int | None = None
    light: Light | None = None
    account_id: int | None = None
    number: str = ""
    day: date | None = None
    by_risk: bool = False


def board(actor: Actor, sought: Sought) -> BoardView:
    """The board one level below what is asked for: counties, their organs, an organ's items."""
    reach, placed = _reach(actor, sought)
    found = clocks.stock(sought.kind, reach, item_id=sought.item_id, by_item=sought.organ_id is not None)
    places = placed or organs.divisions_of({line.organ_id for line in found.lines})
    level = "item" if sought.organ_id is not None else "organ" if sought.division else "division"
    sums: dict[object, Sums] = {}
    for line in found.lines:
        key: object = line.item_id if level == "item" else line.organ_id
        if level == "division":
            key = _county(places.get(line.organ_id, ""))
        sums[key] = _plus(sums.get(key, Sums()), Sums(line.green, line.yellow, line.red, line.blue))
    contested = Appeal.objects.filter(state=AppealState.ASKED)
    contested = contested if reach is None else contested.filter(organ_id__in=reach)
    return BoardView(
        sought.kind, found.at, _total(sums.values()), _named(level, sums), level, _place(sought), contested.count(),
        _before(sought.kind, reach),
    )  # fmt: skip


def rows(actor: Actor, sought: Sought, after: str = "", limit: int = 30) -> Page[ListRow]:
    """The open promises that are asked for, soonest due or riskiest first."""
    reach, _ = _reach(actor, sought)
    found = clocks.open_rows(
        sought.kind, reach, light=sought.light, item_id=sought.item_id, account_id=sought.account_id,
        number=sought.number.strip(), day=sought.day, by_risk=sought.by_risk, after=after, limit=limit,
    )  # fmt: skip
    works = [one.work for one in found.rows]
    names = organs.organs_named(work.organ_id for work in works)
    hands = cases.in_hands(case_of(work.ref) for work in works if work.taken_by is None)
    taken = [[work.taken_by] if work.taken_by is not None else hands.get(case_of(work.ref), []) for work in works]
    holders = organs.names_of_accounts(account for accounts in taken for account in accounts)
    contests = appealed(work.deadline_id for work in works)
    made = [
        ListRow(
            work, case_of(work.ref), names.get(work.organ_id, ""),
            "、".join(holders[account] for account in hands_of if account in holders), one.item_id,
            contests.get(work.deadline_id),
        )
        for one, work, hands_of in zip(found.rows, works, taken, strict=True)
    ]  # fmt: skip
    return Page(made, found.next, found.prev)


def heat(actor: Actor, sought: Sought) -> list[HeatDay]:
    """How many fall due on each day from this week's Monday to the Sunday of the fourth week."""
    reach, _ = _reach(actor, sought)
    counted, days, today = clocks.due_days(sought.kind, reach), clocks.calendar(), clock.today()
    monday = today - timedelta(days=today.weekday())
    shown = [monday + timedelta(days=n) for n in range(28)]
    return [
        HeatDay(day, counted.get(day, 0), days.is_workday(day) if day.year in days.published else None) for day in shown
    ]


def trend(actor: Actor, sought: Sought) -> dict[date, Sums]:
    """What the first count of each of the last days found."""
    reach, _ = _reach(actor, sought)
    found = clocks.trend(sought.kind, reach)
    return {day: Sums(**{light.value: n for light, n in lights.items()}) for day, lights in found.items()}


def people(actor: Actor, sought: Sought) -> list[tuple[int, str, int]]:
    """Who has how much of it in hand: account, name, count; most first. Of a few organs: a city's hundreds are no list to
    choose from."""
    reach, _ = _reach(actor, sought)
    if reach is None or len(reach) > FEW:
        return []
    found = clocks.people_with_work(sought.kind, reach)
    names = organs.names_of_accounts(one.account_id for one in found)
    return [(one.account_id, names.get(one.account_id, "已离职人员"), one.count) for one in found]


def bottlenecks(actor: Actor, sought: Sought) -> list[Bottleneck]:
    """Steps and items by how long they really took, slowest first."""
    reach, _ = _reach(actor, sought)
    found = clocks.paces(sought.kind, reach, item_id=sought.item_id)
    names = organs.organs_named(one.organ_id for one in found if one.organ_id is not None)
    steps = catalogue.step_names(one.item_id for one in found if one.step and one.item_id is not None)
    return [
        Bottleneck(one, names.get(one.organ_id or 0, ""), steps.get((one.item_id or 0, one.step), one.step))
        for one in found
    ]


def calibration(actor: Actor, kind: Kind) -> list[CalibrationRow]:
    """How often what was forecast happened, by tenth; of the whole city."""
    require(actor, Can.SEE)
    return clocks.calibration(kind)


def may_explain(actor: Actor, deadline_id: int) -> clocks.Explanation:
    """Every counted and excluded day of one promise of an organ within reach."""
    require(actor, Can.SEE)
    told = clocks.explain(deadline_id)
    if not actor.may(Can.SEE, told.clock.organ_id):
        raise NotFoundError("deadline.not_found", "没有找到这条时限，请返回列表刷新后再查看")
    return told


def _reach(actor: Actor, sought: Sought) -> tuple[Collection[int] | None, dict[int, str]]:
    """The organs asked for that this actor may see (None: all), with their divisions where one was asked for."""
    require(actor, Can.SEE)
    reach = actor.reach(Can.SEE)
    if sought.organ_id is not None:
        return ({sought.organ_id} if reach is None or sought.organ_id in reach else set()), {}
    if sought.division:
        inside = organs.organs_in(sought.division)
        allowed = {pk: code for pk, code in inside.items() if reach is None or pk in reach}
        return set(allowed), allowed
    return reach, {}


def _county(code: str) -> str:
    """The county of a division's code; the city's own organs go by the city's code."""
    return code[:COUNTY]


def _plus(one: Sums, other: Sums) -> Sums:
    return Sums(
        one.green + other.green, one.yellow + other.yellow, one.red + other.red, one.blue + other.blue
    )  # fmt: skip


def _total(parts: Collection[Sums]) -> Sums:
    total = Sums()
    for part in parts:
        total = _plus(total, part)
    return total


def _named(level: str, sums: dict[object, Sums]) -> tuple[BoardRow, ...]:
    """Reddest first, then yellowest, then by name."""
    if level == "item":
        titles = catalogue.item_names(int(str(key)) for key in sums if key)
        rows_ = [
            BoardRow(titles[int(str(k))][0] if k in titles else "未关联事项", s, item_id=int(str(k)))
            for k, s in sums.items()
        ]
    elif level == "organ":
        names = organs.organs_named(int(str(key)) for key in sums)
        rows_ = [BoardRow(names.get(int(str(k)), "已撤销的机构"), s, organ_id=int(str(k))) for k, s in sums.items()]
    else:
        rows_ = [BoardRow(_division_name(str(k)), s, division=str(k)) for k, s in sums.items()]
    return tuple(sorted(rows_, key=lambda r: (-r.sums.red, -r.sums.yellow, -r.sums.open, r.name)))


def _division_name(county: str) -> str:
    name = organs.division_name(county.ljust(12, "0"))
    return f"{name}本级" if county.endswith("00") else name


def _place(sought: Sought) -> str:
    if sought.organ_id is not None:
        return organs.organs_named([sought.organ_id]).get(sought.organ_id, "")
    return _division_name(sought.division) if sought.division else ""


def _before(kind: Kind, reach: Collection[int] | None) -> Sums | None:
    yesterday = clocks.trend(kind, reach, 2).get(clock.today() - timedelta(days=1))
    return Sums(**{light.value: n for light, n in yesterday.items()}) if yesterday else None
