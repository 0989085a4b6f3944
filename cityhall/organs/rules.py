"""The administration's own law: division codes, what a role reaches, how an organ ends. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cityhall.kernel.actor import Principal
from cityhall.kernel.errors import InvalidInputError, WrongStateError

from .terms import Desk, Level, Reach

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


@dataclass(frozen=True)
class Reached:
    grants: Mapping[str, frozenset[int]]
    everywhere: frozenset[str]
    desks: frozenset[tuple[int, str]]


def reached_by(given: Iterable[Given]) -> Reached:
    """Everything a person may do, from all roles she holds today."""
    grants: dict[str, set[int]] = {}
    everywhere: set[str] = set()
    desks: set[tuple[int, str]] = set()
    for one in given:
        if one.reach is Reach.EVERYWHERE:
            everywhere.update(one.permissions)
            continue
        for permission in one.permissions:
            limited = one.reach is Reach.WINDOW and permission in one.authority
            grants.setdefault(permission, set()).update(one.delegating if limited else one.organs)
        if one.desk:
            desks.update((organ, one.desk) for organ in one.organs)
    return Reached({p: frozenset(o) for p, o in grants.items()}, frozenset(everywhere), frozenset(desks))


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
    return Principal(account_id, name, grants, hers.desks - own.desks)


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
