"""The administration's own law: division codes, what a role reaches, how an organ ends. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from cityhall.kernel.actor import Actor, Mandate, Principal
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, WrongStateError
from cityhall.kernel.journal.terms import Can as Journal
from cityhall.kernel.terms import Term

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
class Limit:
    """事项组 a role is limited to: its items, whose they are, and which assignment it was that said so."""

    assignment_id: int
    items: frozenset[int]
    organs: frozenset[int]
    name: str = ""


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
    limit: Limit | None = None


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
    for told in given:
        one, own = limited(told)
        mandates += own
        if one.reach is Reach.EVERYWHERE:
            everywhere.update(one.permissions)
            continue
        for permission in one.permissions:
            needs = one.reach is Reach.WINDOW and permission in one.authority
            grants.setdefault(permission, set()).update(one.delegating if needs else one.organs)
        if one.desk:
            desks.update((organ, one.desk) for organ in one.organs)
    return Reached(
        {p: frozenset(o) for p, o in grants.items()}, frozenset(everywhere), frozenset(desks), tuple(mandates)
    )


LIMITED, FREE = "cases.", "people."
"""Of a role limited to a group of items: what is done to cases goes by their item; finding and registering applicants goes
by organ as ever; everything else (the house, its people, its catalogue) no such role gives."""


def limited(given: Given) -> tuple[Given, list[Mandate]]:
    """What a role gives without regard to items, and what in the items of its group alone, organ by organ."""
    limit = given.limit
    if limit is None:
        return given, list(given.mandates)
    free = replace(given, permissions=_of(given.permissions, FREE), authority=(), desk="", mandates=())
    inside = {Reach.EVERYWHERE: limit.organs, Reach.DIVISION: given.organs & limit.organs}.get(
        given.reach, given.organs
    )
    own = [
        Mandate(
            -limit.assignment_id, organ, limit.items, frozenset(_of(_held_for(given, organ), LIMITED)),
            frozenset({given.desk} if given.desk else ()), limit.name, own=True,
        )
        for organ in sorted(inside)
    ]  # fmt: skip
    lent = [replace(one, items=one.items & limit.items) for one in given.mandates]
    return free, own + [one for one in lent if one.items]


def _of(permissions: Iterable[str], room: str) -> tuple[str, ...]:
    return tuple(one for one in permissions if one.startswith(room))


def _held_for(given: Given, organ: int) -> tuple[str, ...]:
    needs = given.reach is Reach.WINDOW and organ not in given.delegating
    return tuple(one for one in given.permissions if not (needs and one in given.authority))


OWN, OTHER = 1, 2  # two organs, for asking what a role may do in its own and in another


@dataclass(frozen=True)
class Cell:
    """May a role do that for its own organ (at a window: one it serves), where that organ delegated its authority, and
    for another organ?"""

    own: bool
    delegated: bool
    other: bool


def cell(permission: Term, permissions: Iterable[str], authority: Iterable[str], reach: Reach) -> Cell:
    """One cell of the table of permissions, asked of the same functions that every act asks."""
    held, decides = tuple(permissions), tuple(authority)

    def actor(delegating: frozenset[int]) -> Actor:
        got = reached_by([Given(held, decides, "", reach, frozenset({OWN}), delegating)])
        return Actor("", account_id=0, organ_id=OWN, grants=got.grants, everywhere=got.everywhere)

    plain, entrusted = actor(frozenset()), actor(frozenset({OWN}))
    return Cell(plain.may(permission, OWN), entrusted.may(permission, OWN), plain.may(permission, OTHER))


SYSTEM, SECURITY, AUDIT = "system_admin", "security_admin", "audit_admin"
SEPARATED: Mapping[str, str] = {SYSTEM: "系统管理员", SECURITY: "安全管理员", AUDIT: "审计管理员"}
"""三员分立: the keys of the three administrators' roles. One configures, one lets people in, one reads what both did."""


def check_separate_role(key: str, permissions: Iterable[str], others: Mapping[str, Iterable[str]]) -> None:
    """The three share no permission, and the auditor has none but to read."""
    if key not in SEPARATED:
        return
    told = set(permissions)
    if key == AUDIT and not told <= set(Journal):
        raise InvalidInputError(
            "organs.auditor_reads",
            "审计管理员只能查阅和导出审计日志，不能有其他权限；请去掉其他权限",
            field="permissions",
        )
    for other, held in others.items():
        if other != key and other in SEPARATED and told & set(held):
            raise InvalidInputError(
                "organs.shared_power", f"三员分立：这些权限中有的已属于{SEPARATED[other]}，请去掉重复的权限",
                field="permissions",
            )  # fmt: skip


def check_separate_person(
    held: Mapping[str, Iterable[str]], key: str, permissions: Iterable[str], three: Mapping[str, Iterable[str]]
) -> None:
    """Nobody holds what belongs to two of the three, by whichever roles; the auditor holds nothing else."""
    roles = {**held, key: permissions}
    if not roles.keys() & SEPARATED.keys():
        return
    if AUDIT in roles and len(roles) > 1:
        raise NotAllowedError("organs.auditor_only", "审计管理员不得兼任其他角色；请另选一人，或先收回其原有角色")
    powers = frozenset[str]().union(*(set(some) for some in roles.values()))
    touched = {one for one in SEPARATED if one in roles or powers & set(three.get(one, ()))}
    if len(touched) > 1:
        names = "、".join(SEPARATED[one] for one in SEPARATED if one in touched)
        raise NotAllowedError(
            "organs.separate", f"三员分立：同一人不能兼有{names}的权限；请另选一人，或先收回其原有角色"
        )


def check_separate_holders(
    holders: Mapping[int, Mapping[str, Iterable[str]]],
    key: str,
    permissions: Iterable[str],
    three: Mapping[str, Iterable[str]],
) -> None:
    """A role that is edited gives its new powers to everybody who holds it: none of them may come to hold what belongs to
    two of the three. `holders` are the roles of each of them, by whom; nobody is named, for the rule is about the role."""
    told = {**three, key: permissions} if key in SEPARATED else three
    for roles in holders.values():
        mine = {**roles, key: permissions} if key in roles else dict(roles)
        one, has = mine.popitem()
        try:
            check_separate_person(mine, one, has, told)
        except NotAllowedError as no:
            raise NotAllowedError(
                "organs.separate_edit",
                "三员分立：已有三员之一持有这个角色，加上这些权限就兼有了另一员的权力；请去掉这些权限，或先收回其角色",
            ) from no


def joins_powers(permissions: Iterable[str], three: Mapping[str, Iterable[str]]) -> bool:
    """Does one role hold what belongs to two of the three?"""
    told = set(permissions)
    return sum(bool(told & set(three.get(one, ()))) for one in SEPARATED) > 1


def check_group(key: str, permissions: Iterable[str], name: str) -> None:
    """A role limited to a group of items must have something to do with cases, and is none of the three."""
    if key in SEPARATED or not _of(permissions, LIMITED):
        raise InvalidInputError(
            "organs.group_of_no_use", f"这个角色没有办件方面的权限，不能限定事项组“{name}”；请去掉事项组或另选角色",
            field="item_group_id",
        )  # fmt: skip


def check_separate_grant(key: str, reach: Reach, *, oneself: bool, mine: Iterable[str]) -> None:
    """Their roles are for the whole city, so that no deputy comes by them; and none of the three gives herself a role."""
    if key in SEPARATED and reach is not Reach.EVERYWHERE:
        raise InvalidInputError("organs.separate_reach", f"{SEPARATED[key]}的范围须为全市，请选择“全市”", field="reach")
    if oneself and set(mine) & SEPARATED.keys():
        raise NotAllowedError("organs.grant_oneself", "三员不能给本人授予角色，请由另一位安全管理员办理")


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


LEAST_DAYS, MOST_DAYS = 30, 3650


def wants_second(held: Iterable[tuple[str, Iterable[str]]], roles: Iterable[str], permissions: Iterable[str]) -> bool:
    """Must whoever holds these roles (key, permissions) have a second factor? By one of the roles named, or one of the
    permissions."""
    named, mighty = set(roles), set(permissions)
    return any(key in named or mighty & set(has) for key, has in held)


def is_too_old(since: datetime, days: int | None, now: datetime) -> bool:
    """Is a password older than the rule lets it be? Without a rule none is."""
    return days is not None and now >= since + timedelta(days=days)


def check_sign_in_rules(password_days: int | None, source: str) -> None:
    """No figure without its source: neither 等保 (GB/T 22239) nor a law names one for all."""
    if len(source.strip()) < 2:  # noqa: PLR2004
        raise InvalidInputError("organs.rule_source", "请写明依据：标准条款、文件名称或本单位的决定", field="source")
    if password_days is not None and not LEAST_DAYS <= password_days <= MOST_DAYS:
        raise InvalidInputError(
            "organs.password_days",
            f"密码最长使用天数应为 {LEAST_DAYS} 至 {MOST_DAYS} 天；不限就空着",
            field="password_days",
        )
