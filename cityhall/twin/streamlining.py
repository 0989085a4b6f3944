"""流程体检 of the demo city: two items with too many approvals when the city is founded; a month later one has been mended by a
proposal and published, the other has one that waits, and so has an item that many have applied for."""

from collections.abc import Mapping
from typing import Any

from cityhall.catalogue import actions, queries
from cityhall.catalogue.terms import Procedure, ProposalState
from cityhall.kernel.actor import Actor

from .city import City, once, staff_actor

DESIGNER = "guanli01"
BILLBOARD, DIGGING = "设置大型户外广告审批", "挖掘城市道路审批"
LAWS = {BILLBOARD: "《城市市容和环境卫生管理条例》第十一条", DIGGING: "《城市道路管理条例》第三十三条"}
STEPS = (
    ("sort", "收件核对", "intake", 1), ("review", "科室初审", "review", 2), ("survey", "现场勘验", "survey", 3),
    ("second", "科室复审", "review", 2), ("law", "法制审核", "review", 2), ("decide", "分管领导签批", "approve", 2),
)  # fmt: skip
BUSY = "SPJY"
LEANER: list[dict[str, Any]] = [
    {"key": "sort", "into": "review"},
    {"key": "law", "order": 3},
    {"key": "second", "drop": True},
]


def publish_long_ways(actor: Actor, found: Mapping[str, int]) -> None:
    """Two items as they were before anybody looked, and the first count of them."""
    for name, organ, code in ((BILLBOARD, "cgj", "DEMO-HWGG-001"), (DIGGING, "cgj", "DEMO-WJDL-001")):
        made = once(
            f"process:{code}",
            actions.create_item,
            actor,
            found[organ],
            code,
            name,
            Procedure.LICENCE,
            content=_content(name),
        )
        once(f"process:{code}:out", actions.publish, actor, made, "首次发布（样例）")
    actions.check_guides()
    actions.keep_process_day()


def streamline(city: City) -> None:
    """What the month brought; harmless the second time."""
    designer = staff_actor(DESIGNER)
    waiting, done = _items(designer)
    _propose(
        designer, waiting, "减两个审批环节，法制审核并行", LEANER, "收件核对并入初审，取消重复的复审；待法制科确认。"
    )
    mended = _propose(
        designer, done, "减两个审批环节，法制审核并行", LEANER, "窗口收件时已核对材料，复审与初审内容相同。"
    )
    if queries.proposal(designer, mended).row.state is ProposalState.COMPARED:
        once(f"process:adopt:{mended}", actions.adopt_proposal, designer, mended, "局务会同意（样例）")
        once(f"process:publish:{done}", actions.publish, designer, done, "压减审批环节（样例）")
    side = [{"key": "survey", "order": 1}]
    _propose(
        designer, city.items[BUSY], "材料审查与现场核查同时进行", side, "受理后当日派现场核查员，与材料审查同时进行。"
    )
    actions.check_guides()


def _propose(actor: Actor, item_id: int, title: str, edits: list[dict[str, Any]], note: str) -> int:
    made = once(f"process:save:{item_id}", actions.save_proposal, actor, item_id, title, edits, note)
    once(f"process:compare:{item_id}", actions.compare_proposal, actor, made)
    return made


def _items(actor: Actor) -> tuple[int, int]:
    """The one whose proposal waits, and the one that is mended."""
    waiting, done = (queries.items_for_setup(actor, text=name, limit=1).rows[0].id for name in (BILLBOARD, DIGGING))
    return waiting, done


def _content(name: str) -> dict[str, Any]:
    papers = ("申请表", "占用或处置方案", "施工单位资质证明")
    return {
        "pace": "promised", "statutory": {"amount": 20, "unit": "workdays", "basis": "行政许可法第四十二条"},
        "promised": {"amount": 15, "unit": "workdays"}, "basis": LAWS[name], "applicants": ["entity"],
        "conditions": "施工单位有相应的处置或者恢复能力，方案符合规定。", "phone": "12345", "visits": 1,
        "materials": [
            {"key": f"m{n}", "name": paper, "form": "copy", "standard": "内容完整，加盖公章"} for n, paper in enumerate(papers, 1)
        ],
        "steps": [
            {"key": key, "name": step, "desk": desk, "order": n, "limit": {"amount": days, "unit": "workdays"},
             "checks": [f"{step}的要点"], "decides": key == "decide", "visit": key == "survey"}
            for n, (key, step, desk, days) in enumerate(STEPS, 1)
        ],
        "result": {"name": "准予许可决定书", "kind": "批文"},
    }  # fmt: skip
