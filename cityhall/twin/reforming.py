"""The demo's reform: a round with what it cancelled, simplified and no longer asks for; items entrusted to the windows and,
for a term, to the bureau that runs the hall; one item with 市区同权."""

from datetime import timedelta
from typing import Any

from cityhall.catalogue import actions, queries
from cityhall.catalogue.terms import Procedure, ReformKind
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.organs import actions as organs
from cityhall.organs import queries as places

from .city import City, once, staff_actor

ROUND, PAPER = "第四轮简政放权", "澜政发〔2026〕18 号（样例）"
ENTRUSTED = "《第一批委托政务服务综合窗口办理事项公告》（样例〔2026〕4 号）"
OUTSIDE = ("城市园林绿化企业资质核准", "户外广告经营资格证核发", "计算机信息系统集成资质初审")
PROOFS = ("户籍所在地无犯罪记录证明", "未婚声明公证书", "居住地村（社区）证明")
CONDITIONS = (
    "施工许可前置的资金保函",
    "取水许可前置的规划同意书",
    "餐饮登记前置的房屋用途证明",
    "道路占用前置的交警初审",
)
PAPERS = ("绿地占用申请表", "占用范围图", "恢复方案", "居住地村（社区）证明")


def reform(city: City) -> None:
    """What a city has on its books after a round of reform; harmless the second time."""
    admin, today = staff_actor("guanli01"), clock.today()
    made = once("reform:round", actions.open_round, admin, ROUND, PAPER, today - timedelta(days=40))
    green = once(
        "reform:green", actions.create_item, HOUSE, city.organs["cgj"], "DEMO-LDZY-001", "临时占用城市绿地审批", Procedure.LICENCE,
        content=_content(12, 2, PAPERS),
    )  # fmt: skip
    old = once(
        "reform:old", actions.create_item, HOUSE, city.organs["cgj"], "DEMO-GGSZ-001", "户外广告设置核准", Procedure.LICENCE,
        content=_content(15, 2, PAPERS[:3]),
    )  # fmt: skip
    for key, item_id in (("green", green), ("old", old)):
        once(f"reform:{key}:published", actions.publish, HOUSE, item_id, "首次发布")
    entries: tuple[tuple[ReformKind, str, dict[str, Any]], ...] = (
        (
            ReformKind.SIMPLIFIED,
            "简化临时占用城市绿地审批",
            {"items": [green], "note": "取消现场勘察，材料由三份减为两份"},
        ),
        (ReformKind.PROOF, "取消三项证明", {"items": [green], "subjects": PROOFS}),
        (ReformKind.PRECONDITION, "取消四项前置审批条件", {"subjects": CONDITIONS, "note": "部分改为延后或并联办理"}),
        (ReformKind.CANCELLED, "取消户外广告设置核准等事项", {"items": [old], "outside": OUTSIDE}),
    )
    for kind, title, told in entries:
        once(f"reform:{kind}", actions.register_reform, admin, kind, title, PAPER, today, round_id=made, **told)
    once("reform:green:draft", actions.save_draft, HOUSE, green, _content(5, 1, PAPERS[:2]))
    once("reform:green:again", actions.publish, HOUSE, green, "减材料、减时限、减跑动")
    _entrust(city, {"cgj": green})


def _entrust(city: City, more: dict[str, int]) -> None:
    """Named items of several organs to the general windows of the city's hall; reviewing one to the bureau of the hall."""
    admin, today = staff_actor("guanli01"), clock.today()
    windows = [pk for pk, name in places.window_names() if name.startswith("澜宁市政务服务中心")][:1]
    by_organ: dict[int, list[int]] = {}
    for item_id, organ_id in queries.owners([*city.items.values(), *more.values()]).items():
        by_organ.setdefault(organ_id, []).append(item_id)
    for window in windows:
        for organ_id, items in sorted(by_organ.items()):
            once(
                f"reform:entrust:{window}:{organ_id}", actions.entrust_items, admin, organ_id, items, ["accept", "serve"],
                window_id=window, document=ENTRUSTED, from_on=today,
            )  # fmt: skip
    bureau = once(
        "reform:entrust:bureau", actions.entrust_items, admin, city.organs["cgj"], [more["cgj"]], ["review", "decide"],
        to_organ_id=city.organs["sjz"], document="《关于委托实施临时占用城市绿地审批的公告》（样例〔2026〕5 号）",
        basis="《样例省相对集中行使行政许可权办法》第八条", from_on=today, until_on=today + timedelta(days=365),
    )  # fmt: skip
    past = once(
        "reform:entrust:past", actions.entrust_items, admin, city.organs["cgj"], [more["cgj"]], ["accept"],
        to_organ_id=city.organs["zjj"], document="样例函〔2026〕2 号", from_on=today,
    )  # fmt: skip
    once(
        "reform:entrust:recalled",
        organs.recall_delegation,
        admin,
        past,
        f"改由市政务服务管理局办理（第 {bureau} 号委托）",
    )


def _content(days: int, visits: int, papers: tuple[str, ...]) -> dict[str, Any]:
    return {
        "pace": "promised", "statutory": {"amount": 20, "unit": "workdays", "basis": "行政许可法第四十二条"},
        "promised": {"amount": days, "unit": "workdays"}, "basis": "《城市绿化条例》第十九条", "applicants": ["person", "entity"],
        "visits": visits, "materials": [{"key": f"m{n}", "name": name, "form": "copy"} for n, name in enumerate(papers, 1)],
        "steps": [
            {"key": "review", "name": "审查", "desk": "review", "order": 1},
            {"key": "decide", "name": "决定", "desk": "approve", "order": 2, "decides": True},
        ],
        "result": {"name": "准予许可决定书", "kind": "批文"}, "phone": "12345",
        "reformed": {"separation": "optimise", "same_power": True, "basis": PAPER},
    }  # fmt: skip
