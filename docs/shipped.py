"""Tables of the packages that come with the program, made from their data."""

from collections.abc import Callable, Iterable, Sequence

Table = Callable[[Sequence[str], Iterable[Sequence[object]]], str]


def packages(table: Table) -> str:
    from cityhall.joint.queries.shipped import everything, roles

    rows = [
        (f"`{s.code}`", s.name, roles()[s.lead].name, len(s.items), s.promise,
         "；".join(dict.fromkeys(f"{x.document}{'' if x.seen else '（未核对原文）'}" for x in s.sources)))
        for s in everything().values()
    ]  # fmt: skip
    return table(("code", "一件事", "牵头", "事项", "整件事承诺", "出处"), rows)


def items(table: Table) -> str:
    from cityhall.joint.queries.shipped import everything, roles

    rows = [
        (f"`{s.code}`", item.name, roles()[item.role].name, _limit(item.content["statutory"]), _limit(item.content["promised"]),
         "、".join(item.local) or "—")
        for s in everything().values() for item in s.items
    ]  # fmt: skip
    return table(("code", "事项", "单位", "法定", "承诺", "其中地方做法"), rows)


def _limit(told: dict[str, object]) -> str:
    units = {"workdays": "个工作日", "days": "日", "instant": "即时"}
    unit = units[str(told["unit"])]
    return unit if told["unit"] == "instant" else f"{told['amount']} {unit}"
