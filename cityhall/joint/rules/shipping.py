"""内置的一件事: packages and items as they come with the program, read into plain contents of a city's own. Pure.

The data names roles (市场监督管理), never organs; standard fields and materials by their code alone; what is local practice is
marked so, and stays marked in the basis a city reads."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cityhall.kernel.errors import InvalidInputError

LOCAL = "（地方做法）"
FEED = re.compile(r"(?P<part>\w+)\.(?P<material>[\w-]+) < (?P<source>\w+)")
ROWS, CLAUSES = "；", "，"
Library = Mapping[tuple[str, str], Mapping[str, Any]]
Told = Mapping[str, Any]


@dataclass(frozen=True)
class Source:
    """出处: the document, the place in it, what was taken. `seen`: its own words were read when this was written."""

    document: str
    article: str
    taken: str
    seen: bool


@dataclass(frozen=True)
class Role:
    """A kind of organ: what it is called here, and what the name of a city's organ holds that is one."""

    key: str
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class ShippedItem:
    """An item of the data; `content` lacks only what is the organ's own (address, phone). `local`: limits that no law sets."""

    key: str
    name: str
    role: str
    procedure: str
    content: Told
    local: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def entries(self) -> frozenset[tuple[str, str]]:
        """What it takes from the standard libraries: shelf and code."""
        fields = {("field", f["standard"]) for f in self.content["fields"] if f.get("standard")}
        papers = {("material", m["standard_code"]) for m in self.content["materials"] if m.get("standard_code")}
        return frozenset(fields | papers)


@dataclass(frozen=True)
class Variant:
    """The same package under other names of its stages."""

    key: str
    name: str
    source: str
    rename: Mapping[str, str]


@dataclass(frozen=True)
class Shipped:
    code: str
    name: str
    lead: str
    summary: str
    note: str
    promise: str
    local: bool
    sources: tuple[Source, ...]
    variants: tuple[Variant, ...]
    items: tuple[ShippedItem, ...]
    raw: Told

    @property
    def roles(self) -> tuple[str, ...]:
        """Whoever has a stage or an item in it, the lead first."""
        leads = [stage["lead"] for stage in self.raw["stages"]]
        return tuple(dict.fromkeys([self.lead, *leads, *(item.role for item in self.items)]))

    @property
    def entries(self) -> frozenset[tuple[str, str]]:
        return frozenset(one for item in self.items for one in item.entries)

    def variant(self, key: str) -> Variant | None:
        """The variant called so, or none where none is asked for."""
        found = next((v for v in self.variants if v.key == key), None)
        if key and found is None:
            known = "、".join(v.key for v in self.variants) or "没有别的名称"
            raise InvalidInputError("joint.no_variant", f"“{self.name}”没有名为“{key}”的版式，可选：{known}", "variant")
        return found


@dataclass(frozen=True)
class Paper:
    """A material of an item that is there, by which a feed finds it."""

    key: str
    name: str
    standard: str = ""


def read_sources(rows: Iterable[Told]) -> tuple[Source, ...]:
    return tuple(Source(r["document"], r.get("article", ""), r.get("taken", ""), bool(r["seen"])) for r in rows)


def read_item(row: Told, library: Library, sources: Sequence[Source] = ()) -> ShippedItem:
    """One item, its standard fields and materials written out."""
    limits = {"法定办结时限": row["statutory"], "承诺办结时限": row["promised"]}
    instant = row["promised"]["unit"] == "instant"
    content = {
        "pace": "instant" if instant else "promised", "statutory": limit(row["statutory"]), "promised": limit(row["promised"]),
        "summary": row["summary"], "conditions": row.get("conditions", ""), "basis": row["basis"], "applicants": row["applicants"],
        "asks": [ask(one) for one in row.get("asks", ())], "fields": [field(one, library) for one in row["fields"]],
        "materials": [material(one, library) for one in row["materials"]], "steps": steps(row), "result": row["result"],
        "fee": "none", "online": True, "visits": 0, "supervise_phone": "12345", "keywords": row.get("aka", []),
    }  # fmt: skip
    local = tuple(name for name, told in limits.items() if told.get("local"))
    return ShippedItem(row["key"], row["name"], row["organ"], row["procedure"], content, local, tuple(sources))


def limit(told: Told) -> dict[str, Any]:
    """A limit; that it is local practice stands in its basis, where everybody reads it."""
    marked = told.get("local") and LOCAL not in told["basis"] and not told["basis"].startswith("地方做法")
    basis = f"{told['basis']}{LOCAL}" if marked else told["basis"]
    return {"amount": told["amount"], "unit": told["unit"], "basis": basis}


def ask(row: Told) -> dict[str, Any]:
    return {**row, "when": condition(row.get("when", ""))}


def condition(text: str) -> list[list[dict[str, Any]]]:
    """`a=x，b=y；c=z`: rows, of which one must hold whole."""
    return [
        [{"key": key, "op": "is", "values": [value]} for key, _, value in (c.partition("=") for c in row.split(CLAUSES))]
        for row in text.split(ROWS) if row
    ]  # fmt: skip


def field(told: str | Told, library: Library) -> dict[str, Any]:
    row: dict[str, Any] = {"standard": told} if isinstance(told, str) else dict(told)
    row["when"] = condition(row.get("when", ""))
    if code := row.get("standard"):
        entry = library["field", code]
        row = {"key": code.replace(".", "_"), "label": entry["name"], **entry["content"], **row}
    return row


def material(told: str | Told, library: Library) -> dict[str, Any]:
    """A standard material by its code (as a word, or as `standard` without a key of its own), or one of the item's own."""
    row: dict[str, Any] = {"standard": told} if isinstance(told, str) else dict(told)
    row["when"] = condition(row.get("when", ""))
    if "key" in row:
        return {"form": "copy", **row}
    code = row.pop("standard")
    key = code.lower().replace("-", "_")
    return {"key": key, "name": library["material", code]["name"], "form": "copy", "standard_code": code, **row}


def steps(row: Told) -> list[dict[str, Any]]:
    """Review where the matter asks for it, a visit where it does, then the decision."""
    looks = [("review", "审查", "review")] if row.get("review") else []
    looks += [("survey", "现场核查", "survey")] if row.get("visit") else []
    told = [
        {"key": key, "name": name, "desk": desk, "order": n, "checks": row["checks"], "visit": key == "survey"}
        for n, (key, name, desk) in enumerate(looks, 1)
    ]
    last = {
        "key": "decide",
        "name": "审核和决定",
        "desk": "approve",
        "order": len(told) + 1,
        "checks": row["checks"],
        "decides": True,
    }
    return [*told, last]  # fmt: skip


def read_shipped(raw: Told, items: Mapping[str, ShippedItem]) -> Shipped:
    used = tuple(items[key] for key in dict.fromkeys(part["item"] for part in raw["parts"]))
    variants = tuple(Variant(v["key"], v["name"], v["source"], v["rename"]) for v in raw.get("variants", ()))
    said = limit(raw["promise"])
    unit = {"workdays": "个工作日", "days": "日"}[said["unit"]]
    return Shipped(
        raw["code"], raw["name"], raw["lead"], raw["summary"], raw.get("note", ""),
        f"{said['amount']} {unit}：{said['basis']}", bool(raw["promise"].get("local")), read_sources(raw["sources"]),
        variants, used, raw,
    )  # fmt: skip


def content_of(
    shipped: Shipped, organs: Mapping[str, int], items: Mapping[str, int], papers: Mapping[str, Sequence[Paper]],
    variant: Variant | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The content of the package in a city: its organs by role, its items by key. `papers`: the materials of the items the city
    had; what is fed is found among them by standard, then by name, and not fed where they do not ask for it."""
    renamed = variant.rename if variant else {}
    raw, of_part = shipped.raw, {part["key"]: part["item"] for part in shipped.raw["parts"]}
    return {
        "summary": shipped.summary, "promise": limit(raw["promise"]),
        "asks": [_renamed(ask(one), renamed) for one in raw.get("asks", ())],
        "stages": [
            {"key": s["key"], "name": renamed.get(s["name"], s["name"]), "lead_organ_id": organs[s["lead"]],
             "join": s.get("join", "all"), "waits": s.get("waits", True)}
            for s in raw["stages"]
        ],
        "parts": [_part(one, items, renamed) for one in raw["parts"]],
        "feeds": [
            {"part": f["part"], "material": called, "source": f["source"]}
            for f in map(read_feed, raw.get("feeds", ()))
            if (called := _called(shipped, of_part[f["part"]], f["material"], papers))
        ],
    }  # fmt: skip


def read_feed(text: str) -> dict[str, str]:
    """`部分.材料 < 来自的部分`."""
    found = FEED.fullmatch(text)
    if found is None:
        raise InvalidInputError("joint.bad_shipped", f"内置数据里的“{text}”读不懂，应写成 事项.材料 < 来源")
    return found.groupdict()


def _part(row: Told, items: Mapping[str, int], renamed: Mapping[str, str]) -> dict[str, Any]:
    when = [
        [{**c, "values": [renamed.get(v, v) for v in c["values"]]} for c in one]
        for one in condition(row.get("when", ""))
    ]
    return {
        "key": row["key"], "item_id": items[row["item"]], "stage": row["stage"], "when": when,
        "after": [{"part": key, "need": "result"} for key in row.get("after", ())],
        "on_refusal": row.get("on_refusal", "stop_dependants"),
    }  # fmt: skip


def _renamed(row: dict[str, Any], renamed: Mapping[str, str]) -> dict[str, Any]:
    when = [[{**c, "values": [renamed.get(v, v) for v in c["values"]]} for c in one] for one in row["when"]]
    return {**row, "when": when, "choices": [renamed.get(c, c) for c in row.get("choices", ())]}


def _called(shipped: Shipped, item: str, material_key: str, papers: Mapping[str, Sequence[Paper]]) -> str:
    """What this city's item calls the material the data means; empty where it does not ask for it."""
    own = next(i for i in shipped.items if i.key == item)
    meant = next(
        Paper(m["key"], m["name"], m.get("standard_code", ""))
        for m in own.content["materials"] if material_key in (m["key"], m.get("standard_code"))
    )  # fmt: skip
    if item not in papers:
        return meant.key
    there = papers[item]
    alike = [p.key for p in there if p.key == meant.key or (p.standard and p.standard == meant.standard)]
    alike += [p.key for p in there if p.name == meant.name]
    return next(iter(alike), "")


def suggest(role: Role, organs: Sequence[tuple[int, str, str]]) -> int | None:
    """The organ of this city that seems to be meant (id, name, division): one of the highest level there, and only one."""
    fitting = [(len(division.rstrip("0")), pk) for pk, name, division in organs if any(w in name for w in role.words)]
    highest = [pk for level, pk in fitting if level == min(fitting)[0]]
    return highest[0] if len(highest) == 1 else None


@dataclass(frozen=True)
class Choice:
    """What a city says about a package it takes: organs by role, items of its own by key, codes for new ones, the variant."""

    organs: Mapping[str, str]
    items: Mapping[str, str]
    codes: Mapping[str, Told]
    variant: str = ""


def read_choice(shipped: Shipped, told: object) -> Choice:
    """对照表, as JSON or from a form; a role or item the package does not have is refused, so that a slip of the pen is not
    taken for silence."""
    data = told if isinstance(told, Mapping) else None
    if data is None or set(data) - {"organs", "items", "codes", "variant"}:
        raise _bad("", "应是 organs、items、codes、variant 四项，都可以不写")
    found: dict[str, dict[str, Any]] = {}
    for key, kind, known in (
        ("organs", str, shipped.roles), ("items", str, [i.key for i in shipped.items]), ("codes", Mapping, [i.key for i in shipped.items]),
    ):  # fmt: skip
        rows = data.get(key) or {}
        if not isinstance(rows, Mapping) or not all(isinstance(v, kind) for v in rows.values()):
            raise _bad(key, f"“{key}”应是一组“标识: 值”")
        if strange := sorted(set(rows) - set(known)):
            raise _bad(key, f"“{key}”里的“{strange[0]}”不在这件一件事里，可以写：{'、'.join(known)}")
        found[key] = {name: v.strip() if isinstance(v, str) else v for name, v in rows.items() if v}
    variant = data.get("variant") or ""
    if not isinstance(variant, str):
        raise _bad("variant", "“variant”应是文字")
    shipped.variant(variant)
    return Choice(found["organs"], found["items"], found["codes"], variant)


def _bad(field: str, sentence: str) -> InvalidInputError:
    return InvalidInputError("joint.bad_map", f"对照表有误：{sentence}；请改正后再装入", field or None)
