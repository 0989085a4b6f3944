"""Reading the city from its files: divisions, organs, windows, items, staff, people. Every name in them is made up."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

CITY = "990100"
COMMUNITY, VILLAGE = "社区", 200  # community codes count from 001, village codes from 200 (统计用区划代码)


@dataclass(frozen=True)
class Division:
    code: str  # 2, 4, 6, 9 or 12 digits
    name: str


@dataclass(frozen=True)
class OrganData:
    key: str
    name: str
    short_name: str
    mark: str
    kind: str
    credit_code: str
    phone: str
    address: str
    division: str = "9901"


@dataclass(frozen=True)
class WindowData:
    """`organs` are served; `deciding` are served and have delegated deciding on the spot."""

    number: str
    name: str
    organs: tuple[str, ...] = ()
    deciding: tuple[str, ...] = ()


@dataclass(frozen=True)
class ItemData:
    code: str
    short_code: str
    name: str
    organ: str
    procedure: str
    keywords: tuple[str, ...]
    content: dict[str, Any]

    @property
    def instant(self) -> bool:
        return bool(self.content["pace"] == "instant")


@cache
def load(name: str) -> Any:
    """One file of `data/`, read once."""
    return json.loads(resources.files("cityhall.twin").joinpath("data", name).read_text(encoding="utf-8"))


@cache
def divisions() -> tuple[Division, ...]:
    """Province, city, counties, towns and villages, superiors first."""
    doc = load("divisions.json")
    found = [
        Division(doc["province"]["code"], doc["province"]["name"]),
        Division(doc["city"]["code"], doc["city"]["name"]),
    ]
    found += [Division(county["code"], county["name"]) for county in doc["counties"]]
    towns = [town for county in doc["counties"] for town in county["towns"]]
    found += [Division(town["code"], town["name"]) for town in towns]
    return (*found, *(village for town in towns for village in _villages(town)))


def _villages(town: dict[str, str]) -> list[Division]:
    """Codes are counted, not written down: communities first, then villages."""
    names = town["villages"].split()
    communities = [n for n in names if n.endswith(COMMUNITY)]
    villages = [n for n in names if not n.endswith(COMMUNITY)]
    numbered = [*enumerate(communities, 1), *enumerate(villages, VILLAGE)]
    return [Division(f"{town['code']}{n:03d}", name) for n, name in numbered]


@cache
def departments() -> tuple[OrganData, ...]:
    return tuple(OrganData(**row) for row in load("organs.json")["departments"])


@cache
def county_offices() -> tuple[OrganData, ...]:
    return tuple(OrganData(**row) for row in load("organs.json")["county_offices"])


@cache
def city_windows() -> tuple[WindowData, ...]:
    rows = load("windows.json")["city"]
    return tuple(WindowData(r["number"], r["name"], tuple(r["organs"]), tuple(r["deciding"])) for r in rows)


@cache
def county_windows() -> tuple[WindowData, ...]:
    return tuple(WindowData(row["number"], row["name"]) for row in load("windows.json")["county"])


@cache
def items() -> tuple[ItemData, ...]:
    """The items written out in full, by file name."""
    folder = resources.files("cityhall.twin").joinpath("data", "items")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".json"))
    return tuple(_item(load(f"items/{name}")) for name in names)


def _item(row: dict[str, Any]) -> ItemData:
    return ItemData(**{**row, "keywords": tuple(row["keywords"])})


@dataclass(frozen=True)
class StaffData:
    login: str
    name: str
    organ: str
    post: str
    roles: tuple[str, ...]
    window: str
    phone: str


@dataclass(frozen=True)
class PersonData:
    """An applicant; `online` ones have an account and sign in by a code to their phone."""

    key: str
    name: str
    id_number: str
    phone: str
    address: str
    online: bool


@dataclass(frozen=True)
class EntityData:
    """A company; `representative` is the key of the person who stands for it."""

    key: str
    name: str
    credit_code: str
    representative: str
    address: str
    phone: str


@cache
def staff() -> tuple[StaffData, ...]:
    return tuple(StaffData(**{**row, "roles": tuple(row["roles"])}) for row in load("staff.json")["staff"])


@cache
def persons() -> tuple[PersonData, ...]:
    return tuple(PersonData(**row) for row in load("people.json")["persons"])


@cache
def entities() -> tuple[EntityData, ...]:
    return tuple(EntityData(**row) for row in load("people.json")["entities"])
