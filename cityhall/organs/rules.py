"""The administration's own law: division codes, what a role reaches, how an organ ends. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cityhall.kernel.actor import Mandate, Principal
from cityhall.kernel.errors import InvalidInputError, WrongStateError

from .terms import POWERS_OF_WINDOWS, Desk, Level, OrganKind, Power, Reach

LENGTHS = {2: Level.PROVINCE, 4: Level.CITY, 6: Level.COUNTY, 9: Level.TOWN, 12: Level.VILLAGE}


def full_code(code: str) -> str:
    """The twelve digits of a division given in its short form (2, 4, 6, 9 or 12 digits)."""
    if not code.isdigit() or len(code) not in LENGTHS:
        raise InvalidInputError(
            "organs.division_code", f"行政区划代码“{code}”应为 2、4、6、9 或 12 位数字", field="code"
        )
    return code.ljust(12, "0")


def level_of(code: str) -> Level:
    """The level a twelve-digit code stands for (GB/T 2260 and the five-part statistical code)."""
    if code[9:] != "000":
        return Level.VILLAGE
    if code[6:9] != "000":
        return Level.TOWN
    if code[4:6] != "00":
        return Level.COUNTY
    return Level.CITY if code[2:4] != "00" else Level.PROVINCE


def parent_of(code: str) -> str:
    """The code of the division above; a province has none."""
    cut = {Level.PROVINCE: 0, Level.CITY: 2, Level.COUNTY: 4, Level.TOWN: 6, Level.VILLAGE: 9}[level_of(code)]
    return code[:cut].ljust(12, "0") if cut else ""


def within(code: str, area: str) -> bool:
    """Does the division lie in the area (or is it the area itself)?"""
    return code.startswith(prefix_of(area))


def prefix_of(area: str) -> str:
    """The digits every division inside the area begins with."""
    width = {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6, Level.TOWN: 9, Level.VILLAGE: 12}[level_of(area)]
    return area[:width]


@dataclass(frozen=True)
class Given:
    """One role as given to a person: what it permits, and the organs it reaches. Permissions in `authority` decide in
    an organ's name: over a window they reach only organs that have delegated that (行政许可法 第二十四条)."""

    permissions: tuple[str, ...]
    authority: tuple[str, ...]
    desk: str
    reach: Reach
    organs: frozenset[int]
    delegating: frozenset[int]
    mandates: tuple[Mandate, ...] = ()


@dataclass(frozen=True)
class Reached:
    grants: Mapping[str, frozenset[int]]
    everywhere: frozenset[str]
    desks: frozenset[tuple[int, str]]
    mandates: tuple[Mandate, ...] = ()


def reached_by(given: Iterable[Given]) -> Reached:
    """Everything a person may do, from all roles she holds today."""
    grants: dict[str, set[int]] = {}
    everywhere: set[str] = set()
    desks: set[tuple[int, str]] = set()
    mandates: list[Mandate] = []
    for one in given:
        mandates += one.mandates
        if one.reach is Reach.EVERYWHERE:
            everywhere.update(one.permissions)
            continue
        for permission in one.permissions:
            limited = one.reach is Reach.WINDOW and permission in one.authority
            grants.setdefault(permission, set()).update(one.delegating if limited else one.organs)
        if one.desk:
            desks.update((organ, one.desk) for organ in one.organs)
    return Reached(
        {p: frozenset(o) for p, o in grants.items()}, frozenset(everywhere), frozenset(desks), tuple(mandates)
    )


def lent_by(own: Reached, others: Iterable[tuple[int, str, Given]]) -> tuple[Principal, ...]:
    """What somebody has only as a deputy, by whose it is: (account, name, role) of those she stands in for."""
    roles: dict[tuple[int, str], list[Given]] = {}
    for account_id, name, one in others:
        roles.setdefault((account_id, name), []).append(one)
    return tuple(_lent(own, account_id, name, reached_by(some)) for (account_id, name), some in roles.items())


def _lent(own: Reached, account_id: int, name: str, hers: Reached) -> Principal:
    grants = {
        permission: organs - own.grants.get(permission, frozenset())
        for permission, organs in hers.grants.items()
        if permission not in own.everywhere
    }
    left = (_beyond(one, own.mandates) for one in hers.mandates)
    lent = tuple(one for one in left if one.permissions or one.desks)
    return Principal(account_id, name, grants, hers.desks - own.desks, lent)


def _beyond(mandate: Mandate, own: Iterable[Mandate]) -> Mandate:
    """What of somebody's mandate the actor does not have herself."""
    same = [one for one in own if one.delegation_id == mandate.delegation_id]
    return replace(
        mandate, permissions=mandate.permissions.difference(*(one.permissions for one in same)),
        desks=mandate.desks.difference(*(one.desks for one in same)),
    )  # fmt: skip


def check_deputy(from_on: date, until_on: date, today: date, *, same_person: bool, same_organ: bool) -> None:
    """A colleague of the same organ, for a time that has not gone by."""
    if same_person:
        raise InvalidInputError("organs.own_deputy", "不能由本人代理本人，请选择另一位同事", field="deputy_id")
    if not same_organ:
        raise InvalidInputError(
            "organs.deputy_elsewhere", "代理人须是同一单位的在岗人员，请重新选择", field="deputy_id"
        )
    if until_on <= from_on:
        raise InvalidInputError("organs.deputy_days", "代理的结束日应晚于开始日，请核对日期", field="until_on")
    if until_on <= today:
        raise InvalidInputError("organs.deputy_past", "代理的时间已经过去，请核对日期", field="until_on")


def check_can_end(ended_on: date | None, successors: int, kind_needs: int) -> None:
    """An organ ends once, and its work must have somewhere to go."""
    if ended_on is not None:
        raise WrongStateError("organs.ended", f"该机构已于 {ended_on} 终止，不能再次变更")
    if successors < kind_needs:
        raise InvalidInputError("organs.no_successor", "请指明承接职责的机构", field="successors")


def check_desk(text: str) -> str:
    if text and text not in list(Desk):
        raise InvalidInputError("organs.desk", f"没有“{text}”这个岗位", field="desk")
    return text


PERMITS: Mapping[Power, frozenset[str]] = {
    Power.ACCEPT: frozenset({"cases.see", "cases.reveal", "cases.intake"}),
    Power.REVIEW: frozenset({"cases.see", "cases.reveal", "cases.review"}),
    Power.DECIDE: frozenset(
        {"cases.see", "cases.reveal", "cases.not_accept", "cases.decide", "cases.decide_on_spot", "cases.approve_time"}
    ),
    Power.SERVE: frozenset({"cases.see", "cases.reveal", "cases.deliver"}),
}
"""What a power lets those do who hold the permission in their own organ or at their own window; never more."""
SEATS: Mapping[Power, frozenset[Desk]] = {
    Power.ACCEPT: frozenset({Desk.INTAKE}), Power.REVIEW: frozenset({Desk.REVIEW, Desk.SURVEY}),
    Power.DECIDE: frozenset({Desk.APPROVE}), Power.SERVE: frozenset({Desk.ISSUE}),
}  # fmt: skip
ADMINISTRATIVE = (OrganKind.DEPARTMENT, OrganKind.GOVERNMENT, OrganKind.TOWN)
FAR_AHEAD = timedelta(days=366 * 10)


def mandate(
    delegation_id: int, organ_id: int, items: Iterable[int], powers: Iterable[Power], permissions: Iterable[str], desk: str,
    to: str = "",
) -> Mandate:  # fmt: skip
    """What a role becomes under an entrustment: the part of it that the powers entrusted cover."""
    told = list(powers)
    permits = frozenset[str]().union(*(PERMITS[power] for power in told))
    seats = frozenset[str]().union(*(SEATS[power] for power in told))
    held = frozenset({desk} if desk else ())
    return Mandate(delegation_id, organ_id, frozenset(items), permits & frozenset(permissions), seats & held, to)


def check_delegation(
    powers: Iterable[Power], *, to_window: bool, to_kind: OrganKind | None, same_organ: bool, licence: bool
) -> None:
    """受托人: a window may take in and hand out; of a licence only another administrative organ may review or decide
    (行政许可法 第二十四条第一款)."""
    told = set(powers)
    if not told:
        raise InvalidInputError("organs.no_power", "请选择委托受理、审查、决定还是送达出件", field="powers")
    if same_organ:
        raise InvalidInputError(
            "organs.own_delegation", "不能委托本单位自己，请选择另一个机关或窗口", field="to_organ_id"
        )
    if to_window and not told <= set(POWERS_OF_WINDOWS):
        raise InvalidInputError(
            "organs.window_power", "窗口只能受托受理和送达出件；审查、决定应委托给行政机关（行政许可法第二十四条）",
            field="powers",
        )  # fmt: skip
    beyond = told & {Power.REVIEW, Power.DECIDE}
    if not to_window and licence and beyond and to_kind not in ADMINISTRATIVE:
        raise InvalidInputError(
            "organs.not_administrative", "行政许可的审查和决定只能委托给其他行政机关（行政许可法第二十四条），请重新选择",
            field="to_organ_id",
        )  # fmt: skip


def check_delegation_days(from_on: date, until_on: date | None, today: date) -> None:
    """From today or a day to come; its last day after that, where it has one."""
    if from_on < today:
        raise InvalidInputError("organs.delegation_past", "委托的起始日不能早于今天，请核对日期", field="from_on")
    if from_on > today + FAR_AHEAD or (until_on is not None and until_on > from_on + FAR_AHEAD):
        raise InvalidInputError("organs.delegation_far", "委托的日期太远，请核对年份", field="until_on")
    if until_on is not None and until_on <= from_on:
        raise InvalidInputError("organs.delegation_days", "委托的截止日应晚于起始日，请核对日期", field="until_on")
