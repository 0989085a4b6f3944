"""内置的一件事: what comes with the program, and what taking a package in would do in this city."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.queries import There
from cityhall.joint.models import Package
from cityhall.joint.rules import shipping
from cityhall.joint.rules.shipping import Choice, Role, Shipped, ShippedItem, Source
from cityhall.joint.terms import Can, PackageState
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.organs import queries as organs
from cityhall.organs.queries import OrganView

FOLDER, ITEMS = "rules/shipped", "items"
NOT_PACKAGES = ("library.json", "roles.json")


@cache
def load(*place: str) -> Any:
    """One file of the data, read once."""
    return json.loads(resources.files("cityhall.joint").joinpath(FOLDER, *place).read_text(encoding="utf-8"))


def _names(*place: str) -> list[str]:
    folder = resources.files("cityhall.joint").joinpath(FOLDER, *place)
    return sorted(file.name for file in folder.iterdir() if file.name.endswith(".json"))


@cache
def library_entries() -> tuple[Mapping[str, Any], ...]:
    """The standard fields and materials that come with the program."""
    return tuple(load("library.json")["entries"])


@cache
def roles() -> dict[str, Role]:
    return {r["key"]: Role(r["key"], r["name"], tuple(r["words"])) for r in load("roles.json")["roles"]}


@cache
def shipped_items() -> dict[str, ShippedItem]:
    library = {(e["shelf"], e["code"]): e for e in library_entries()}
    files = [load(ITEMS, name) for name in _names(ITEMS)]
    found = [
        shipping.read_item(row, library, shipping.read_sources(data["sources"])) for data in files for row in data["items"]
    ]  # fmt: skip
    return {item.key: item for item in found}


@cache
def everything() -> dict[str, Shipped]:
    """All packages of the data, by code."""
    names = [name for name in _names() if name not in NOT_PACKAGES]
    found = [shipping.read_shipped(load(name), shipped_items()) for name in names]
    return {one.code: one for one in found}


def shipped_package(code: str) -> Shipped:
    found = everything().get(code)
    if found is None:
        known = "、".join(everything())
        raise NotFoundError("joint.not_shipped", f"没有内置的一件事“{code}”，可选：{known}")
    return found


@dataclass(frozen=True)
class ShippedRow:
    """`state`: of the package of this code in the city; None where there is none yet."""

    code: str
    name: str
    summary: str
    lead: str
    promise: str
    items: int
    sources: tuple[Source, ...]
    state: PackageState | None


def shipped_packages(actor: Actor) -> list[ShippedRow]:
    """What comes with the program, for designers. One statement."""
    require(actor, Can.DESIGN)
    there = {row.code: _state(row) for row in Package.objects.filter(code__in=everything())}
    return [
        ShippedRow(
            s.code, s.name, s.summary, roles()[s.lead].name, s.promise, len(s.items), s.sources, there.get(s.code)
        )
        for s in everything().values()
    ]  # fmt: skip


def _state(row: Package) -> PackageState:
    if row.published_id:
        return PackageState.PUBLISHED
    return PackageState.RETIRED if row.retired_why else PackageState.DRAFT


@dataclass(frozen=True)
class RoleLine:
    """`organ` is the one meant, said or suggested; `wrong` why there is none."""

    key: str
    name: str
    organ: OrganView | None
    said: bool
    wrong: str = ""


@dataclass(frozen=True)
class ItemLine:
    """`there`: the city's item that is taken; None: a draft is made, under `code`."""

    item: ShippedItem
    role: str
    code: str
    there: There | None
    wrong: str = ""

    @property
    def local(self) -> str:
        """Which of its limits a city has to look at, in words."""
        said = {"法定办结时限": "法定时限待核对", "承诺办结时限": "承诺是地方做法"}
        return "，".join(said[name] for name in self.item.local)


@dataclass(frozen=True)
class ShippedPlan:
    """What taking it in would do. `state`: of the city's own package of this code, which is left as it is."""

    shipped: Shipped
    choice: Choice
    state: PackageState | None
    roles: tuple[RoleLine, ...]
    items: tuple[ItemLine, ...]
    entries: tuple[tuple[str, str], ...]  # standard fields and materials the city does not have yet
    problems: tuple[str, ...]

    @property
    def fresh(self) -> tuple[ItemLine, ...]:
        return tuple(line for line in self.items if line.there is None)

    def organ_of(self, role: str) -> OrganView | None:
        return next((line.organ for line in self.roles if line.key == role), None)

    def content(self, item_ids: Mapping[str, int]) -> dict[str, Any]:
        """The package as the city's own, once all its items have ids."""
        near = {line.key: line.organ.id for line in self.roles if line.organ}
        papers = {
            line.item.key: [shipping.Paper(*m) for m in line.there.materials] for line in self.items if line.there
        }
        return shipping.content_of(self.shipped, near, item_ids, papers, self.shipped.variant(self.choice.variant))


def shipped_plan(actor: Actor, code: str, told: object) -> ShippedPlan:
    """What would be made and what is there, without writing anything. `told`: the 对照表; what it leaves open is suggested."""
    require(actor, Can.DESIGN)
    shipped = shipped_package(code)
    choice = shipping.read_choice(shipped, told)
    row = Package.objects.filter(code=code).first()
    near = _roles(shipped, choice)
    lines = _items(shipped, choice, {line.key: line.organ for line in near})
    entries, retired = _library(lines)
    wrong = [said for said in (*(r.wrong for r in near), *(i.wrong for i in lines)) if said]
    return ShippedPlan(shipped, choice, _state(row) if row else None, near, lines, entries, (*wrong, *retired))


def _roles(shipped: Shipped, choice: Choice) -> tuple[RoleLine, ...]:
    """Whom each role means here. One statement for all suggestions, one for each organ that was named."""
    known = roles()
    open_roles = [known[key] for key in shipped.roles if key not in choice.organs]
    found = {o.id: o for o in organs.organs_holding(w for role in open_roles for w in role.words)}
    shown = [(o.id, o.name, o.division_code) for o in found.values()]
    return tuple(_role(known[key], choice.organs.get(key, ""), found, shown) for key in shipped.roles)


def _role(
    role: Role, said: str, found: Mapping[int, OrganView], shown: Sequence[tuple[int, str, str]]
) -> RoleLine:  # fmt: skip
    if said:
        meant = organs.organs_called(_meant(said), 2)
        if len(meant) == 1:
            return RoleLine(role.key, role.name, meant[0], said=True)
        why = "有几个同名的，请写 #编号或统一社会信用代码" if meant else "请写在用单位的全称、#编号或统一社会信用代码"
        return RoleLine(
            role.key, role.name, None, said=True, wrong=f"“{role.name}”写的是“{said}”，没有认出是哪个单位，{why}"
        )
    pk = shipping.suggest(role, shown)
    if pk is not None:
        return RoleLine(role.key, role.name, found[pk], said=False)
    return RoleLine(role.key, role.name, None, said=False, wrong=f"“{role.name}”由本地哪个单位承担，请在对照表里写明")


def _meant(text: str) -> str:
    """`#12 某局`, as it is chosen from a list, means #12."""
    return text.split(" ", 1)[0] if text.startswith("#") else text


def _items(shipped: Shipped, choice: Choice, near: Mapping[str, OrganView | None]) -> tuple[ItemLine, ...]:
    """Each item: the one that was named, the one called so in its organ or brought in before, or a new draft."""
    known, ids, wrong = roles(), dict[str, int](), dict[str, str]()
    for item in shipped.items:
        if said := choice.items.get(item.key):
            meant, _ = catalogue.items_written(said)
            ids |= {item.key: meant[0]} if len(meant) == 1 else {}
            if len(meant) != 1:
                wrong[item.key] = f"“{item.name}”写的是“{said}”，没有找到或有几个，请写 #编号或实施编码"
    codes = {item.key: _code(item, choice, near.get(item.role)) for item in shipped.items}
    called = [(organ.id, item.name) for item in shipped.items if (organ := near.get(item.role))]
    there = catalogue.items_there(called, [c for c in codes.values() if c], ids.values())
    lines = []
    for item in shipped.items:
        organ = near.get(item.role)
        found = next((t for t in there if t.id == ids.get(item.key)), None)
        if item.key not in ids:
            found = next((t for t in there if t.item_code == codes[item.key]), None) if organ else None
            found = found or next((t for t in there if organ and (t.organ_id, t.name) == (organ.id, item.name)), None)
        lines.append(ItemLine(item, known[item.role].name, codes[item.key], found, wrong.get(item.key, "")))
    return tuple(lines)


def _code(item: ShippedItem, choice: Choice, organ: OrganView | None) -> str:
    """实施编码: as the city says, or one of its own until it has one (codes are the lists', not ours to give)."""
    if code := str(choice.codes.get(item.key, {}).get("item_code") or ""):
        return code
    return f"{organ.credit_code or f'JG{organ.id}'}-{item.key.upper().replace('_', '-')}" if organ else ""


def _library(lines: Sequence[ItemLine]) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """What the new items need of the standard libraries: what is to be brought in, and what the city has retired."""
    needed = sorted({one for line in lines if line.there is None for one in line.item.entries})
    have = catalogue.library_there(needed) if needed else {}
    names = {(e["shelf"], e["code"]): e["name"] for e in library_entries()}
    retired = [
        f"新事项要用的标准条目“{names[one]}”（{one[1]}）本市已停用，请在对照表里改用已有的事项"
        for one in needed
        if have.get(one)
    ]
    return tuple(one for one in needed if one not in have), retired
