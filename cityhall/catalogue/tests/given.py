"""Items as tests need them, made and published through actions."""

from itertools import count
from typing import Any

from cityhall.catalogue import actions
from cityhall.catalogue.terms import Pace, Procedure
from cityhall.kernel.actor import HOUSE

_numbers = count(1)

MATERIALS = [
    {"key": "form", "name": "申请表", "form": "electronic", "standard": "填写完整，签字或盖章", "source": "申请人自备"},
    {
        "key": "identity",
        "name": "身份证明",
        "form": "copy",
        "standard": "与申请人一致，在有效期内",
        "source": "公安机关核发",
    },
    {"key": "premises", "name": "经营场所使用证明", "form": "copy", "required": False, "deferrable": True},
]
FIELDS = [
    {"key": "premises_name", "label": "经营场所名称", "max_length": 60},
    {"key": "premises_address", "label": "经营场所地址", "kind": "address"},
    {"key": "contact_phone", "label": "联系电话", "kind": "phone"},
    {"key": "kind", "label": "经营方式", "kind": "choice", "choices": ["零售", "餐饮"], "required": False},
]
STEPS = [
    {"key": "review", "name": "审查", "desk": "review", "order": 1, "limit": {"amount": 3, "unit": "workdays"},
     "checks": ["材料内容真实、一致", "经营场所符合要求"]},
    {"key": "decide", "name": "决定", "desk": "approve", "order": 2, "limit": {"amount": 2, "unit": "workdays"},
     "decides": True},
]  # fmt: skip


def content(pace: Pace = Pace.PROMISED, **changes: Any) -> dict[str, Any]:
    """A complete content; `changes` replace whole entries (`steps=[…]`, `materials=[]`, `promised={…}`)."""
    promised: dict[str, Any] = (
        {"amount": 0, "unit": "instant"} if pace is Pace.INSTANT else {"amount": 10, "unit": "workdays"}
    )
    steps = [{k: v for k, v in s.items() if k != "limit"} for s in STEPS] if "promised" in changes else STEPS
    return {
        "pace": pace.value,
        "statutory": {"amount": 20, "unit": "workdays", "basis": "行政许可法第四十二条"},
        "promised": promised,
        "materials": MATERIALS,
        "fields": FIELDS,
        "steps": steps,
        "result": {"name": "样例许可证", "kind": "证照", "validity": "5 年"},
        "applicants": ["person", "entity"],
        "summary": "样例事项，供测试使用。",
        "conditions": "符合规定条件的自然人或单位。",
        "basis": "样例法规第一条",
        "phone": "12345",
    } | changes


def draft_item(
    organ_id: int, *, procedure: Procedure = Procedure.LICENCE, pace: Pace = Pace.PROMISED, name: str = "",
    short_code: str = "", **changes: Any,
) -> int:  # fmt: skip
    """An item with a complete draft, not published. Answers its id."""
    n = next(_numbers)
    kept = content(pace, **changes)
    return actions.create_item(
        HOUSE, organ_id, f"SAMPLE-{n:06d}", name or f"样例事项{n}", procedure, short_code=short_code, content=kept
    )


def published_item(
    organ_id: int, *, procedure: Procedure = Procedure.LICENCE, pace: Pace = Pace.PROMISED, name: str = "",
    short_code: str = "", **changes: Any,
) -> int:  # fmt: skip
    """An item open to applications. Answers its id; `queries.published(id)` gives its terms. `changes` replace whole
    entries of the content: `materials=[]`, `steps=[…]`, `promised={"amount": 5, "unit": "workdays"}`."""
    item_id = draft_item(organ_id, procedure=procedure, pace=pace, name=name, short_code=short_code, **changes)
    actions.publish(HOUSE, item_id)
    return item_id
