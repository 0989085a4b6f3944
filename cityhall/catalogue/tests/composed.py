"""Policies, flagship pages and columns as tests need them, made through actions."""

from itertools import count
from typing import Any

from cityhall.catalogue import actions
from cityhall.kernel.actor import HOUSE

_numbers = count(1)
DISTRICTS = ("东栎区", "澜湖区")


def facts() -> None:
    actions.seed_facts(HOUSE, DISTRICTS)


def policy_content(item_id: int = 0, **changes: Any) -> dict[str, Any]:
    """A complete policy; `changes` replace whole entries."""
    n = next(_numbers)
    return {
        "title": f"样例政策{n}", "kind": "subsidy", "document": f"样例发〔2026〕{n} 号（示例）",
        "source_title": f"关于样例政策{n}的通知（示例）",
        "valid_from": "2026-01-01", "valid_to": "2099-12-31", "audience": "本市的样例企业", "gives": "每户 5 万元", "most": "5",
        "summary": "样例政策，供测试使用。", "item_id": item_id,
        "condition": [[{"key": "size", "op": "is", "values": ["小型", "微型"]},
                       {"key": "layoffs", "op": "at_most", "values": ["5"]}]],
    } | changes  # fmt: skip


def policy(organ_id: int, item_id: int = 0, **changes: Any) -> int:
    """A policy in force. Answers its id."""
    made = actions.create_policy(HOUSE, organ_id, policy_content(item_id, **changes))
    actions.publish_policy(HOUSE, made)
    return made


def flagship(organ_id: int, blocks: list[dict[str, Any]], title: str = "样例旗舰店") -> int:
    """An organ's page, composed and in force. Answers its id."""
    made = actions.create_flagship(HOUSE, organ_id)
    actions.save_front(HOUSE, made, {"title": title, "blocks": blocks})
    actions.publish_front(HOUSE, made)
    return made


def column(event: str, items: list[int], title: str = "") -> int:
    """The column of a life event, in force. Answers its id."""
    actions.seed_sayings(HOUSE)
    blocks = [{"kind": "stage", "title": "第一步", "text": "先办这个。", "items": items, "lines": ["身份证"]}]
    made = actions.create_column(HOUSE, event, title, {"blocks": blocks})
    actions.publish_front(HOUSE, made)
    return made
