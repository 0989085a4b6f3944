"""What the demo city publishes beside its items: policies for enterprises, organs' flagship pages, columns of life events."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cityhall.catalogue import actions as catalogue
from cityhall.catalogue import queries
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.call import calling
from cityhall.organs import queries as organs

from . import files

Ids = Mapping[str, int]


def publish_fronts(actor: Actor, found: Ids, items: Ids) -> None:
    """Policies first, then the columns, then the pages that point at both."""
    catalogue.seed_sayings(actor)
    catalogue.seed_facts(actor, organs.county_names())
    policies = _policies(actor, found, items)
    columns = _columns(actor, items)
    _flagships(actor, found, items, columns, policies)


def _once(key: str, act: Any, actor: Actor, *args: Any) -> Any:
    with calling(key=f"twin:{key}"):
        return act(actor, *args)


def _policies(actor: Actor, found: Ids, items: Ids) -> dict[str, int]:
    data, made = files.load("policies.json"), {}
    for row in data["policies"]:
        content = {**row["content"], **_days(row), "item_id": items.get(row["item"], 0)}
        key, there = row["key"], queries.policies_called(content["title"])  # its dates are those of the first day
        made[key] = there[0][0] if there else catalogue.create_policy(actor, found[row["organ"]], content)
        _once(f"policy:{key}:out", catalogue.publish_policy, actor, made[key], None, "首次发布（示例）")
    again, gone = data["again"], data["withdrawn"]
    pk = made[again["policy"]]
    if len(queries.policy_draft(actor, pk).editions) == 1:
        told = {**queries.policy_draft(actor, pk).content, **again["content"]}
        catalogue.save_policy(actor, pk, told)
        catalogue.publish_policy(actor, pk, clock.today() + timedelta(days=again["days"]), again["note"])
    _once(f"policy:{gone['policy']}:gone", catalogue.withdraw_policy, actor, made[gone["policy"]], gone["reason"])
    return made


def _days(row: Mapping[str, Any]) -> dict[str, str]:
    """Its dates, counted from the day the city is founded."""
    today = clock.today()
    keys = [*zip(("valid_from", "valid_to"), row["valid"], strict=True)]
    keys += [*zip(("apply_from", "apply_to"), row["apply"], strict=True)] if row["apply"] else []
    return {key: (today + timedelta(days=days)).isoformat() for key, days in keys}


def _columns(actor: Actor, items: Ids) -> dict[str, int]:
    made = {}
    for row in files.load("fronts.json")["columns"]:
        event = row["event"]
        content = {"summary": row["summary"], "blocks": _pointed(row["blocks"], items)}
        made[event] = _once(f"column:{event}", catalogue.create_column, actor, event, row["title"], content)
        _once(f"column:{event}:out", catalogue.publish_front, actor, made[event], None, "首次发布（示例）")
    return made


def _flagships(actor: Actor, found: Ids, items: Ids, columns: Ids, policies: Ids) -> None:
    for row in files.load("fronts.json")["flagships"]:
        organ = row["organ"]
        made = _once(f"flagship:{organ}", catalogue.create_flagship, actor, found[organ])
        blocks = _pointed(row["blocks"], items, columns, policies)
        content = {"title": row["title"], "summary": row["summary"], "blocks": blocks}
        _once(f"flagship:{organ}:drawn", catalogue.save_front, actor, made, content)
        _once(f"flagship:{organ}:out", catalogue.publish_front, actor, made, None, "首次发布（示例）")


def _pointed(blocks: Any, items: Ids, columns: Ids | None = None, policies: Ids | None = None) -> list[dict[str, Any]]:
    """The blocks with the ids of what they name."""
    found = []
    for block in blocks:
        told = dict(block)
        for key, ids in (("items", items), ("fronts", columns or {}), ("policies", policies or {})):
            if told.get(key):
                told[key] = [ids[name] for name in told[key]]
        found.append(told)
    return found


def keep_sample_answers(actor: Actor) -> None:
    """What the demo enterprise has said of itself in a check-up, so that it gets hits and misses at once."""
    data = files.load("policies.json")["answers"]
    code = next(e.credit_code for e in files.entities() if e.key == data["entity"])
    _once("answers", catalogue.keep_answers, actor, code, data["values"])
