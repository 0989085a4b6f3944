"""The demo's catalogue being put in order: one matter written down three ways, to be compared and confirmed, and a list
sent down whose answers are under way."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from cityhall.catalogue import actions, queries
from cityhall.catalogue.terms import Procedure
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor

from . import files
from .city import City, once, staff_actor

MATTER = ("小餐饮登记", "小餐饮登记证核发", "办理小餐饮登记", "小餐饮登记（办理）")
PAPERS = ("小餐饮登记申请表", "居民身份证（复印件）", "经营场所平面图", "食品安全管理制度", "从业人员健康证明")
LAW = "《样例省食品小作坊小餐饮管理条例》第十八条"
LINES = (
    "340131018001 食品小作坊登记 行政许可\n340131018002 食品小作坊登记（变更） 行政许可\n340131018003 食品小作坊登记（注销） 行政许可\n"
    "341031020003 食品摊贩备案 行政备案"
)
CODE = "340131018001"
ASKED = {
    "无人机飞行报备": 6, "充电桩安装": 5, "宠物诊疗": 4, "网约房登记": 4, "老旧小区加装电梯": 3, "遗产继承": 2, "直播带货备案": 2,
}  # fmt: skip
DUE, ISSUED = timedelta(days=5), timedelta(days=20)


def put_in_order(city: City, drain: Callable[[], object]) -> None:
    """What a city has on its desk in the middle of a round; harmless the second time."""
    admin = staff_actor("guanli01")
    places = [o.key for o in files.county_offices()][: len(MATTER)]
    for n, (key, name) in enumerate(zip(places, MATTER, strict=True)):
        once(
            f"ordering:{key}", actions.create_item, HOUSE, city.organs[key], f"DEMO-XCY-{n + 1:03d}", name,
            Procedure.LICENCE, base_code=f"9901310180{n + 1:02d}", content=_content(8 + n, PAPERS[: 5 - n % 2]),
        )  # fmt: skip
    once("ordering:compare", actions.start_comparison, admin)
    drain()  # what the list brings is not compared yet
    today = clock.today()
    made = once(
        "ordering:send", actions.send_down, admin, "样例省食品小作坊和食品摊贩实施清单", "样政办〔2026〕31 号", today - ISSUED,
        today + DUE, LINES, [city.organs[key] for key in places], {CODE: _content(10, PAPERS)},
    )  # fmt: skip
    _answer(admin, made, {city.organs[places[0]], city.organs[places[1]]})
    _ask(admin)


def _ask(admin: Actor) -> None:
    """What people asked these days; most of it nothing here answers yet."""
    if queries.asked_in_vain(admin):
        return
    for text, times in ASKED.items():
        found = len(queries.search(text))
        for _ in range(times):
            actions.hear(text, found=found)


def _answer(admin: Actor, list_id: int, organ_ids: set[int]) -> None:
    """Two offices have answered part of it."""
    names = {o.organ_name for o in queries.progress(admin, list_id).rows if o.organ_id in organ_ids}
    for row in queries.claims(admin, limit=100).rows:
        if row.list_id != list_id or row.organ_name not in names:
            continue
        if row.base_code == CODE:
            faster = {"promised": {"amount": 5, "unit": "workdays", "basis": "本单位服务承诺"}}
            once(f"ordering:adapt:{row.id}", actions.adapt, admin, row.id, faster, "压缩一半")
        elif "备案" in row.name:
            once(f"ordering:refuse:{row.id}", actions.refuse_claim, admin, row.id, "由乡镇（街道）受理")


def _content(days: int, papers: Sequence[str]) -> dict[str, Any]:
    return {
        "pace": "promised", "statutory": {"amount": 20, "unit": "workdays", "basis": "行政许可法第四十二条"},
        "promised": {"amount": days, "unit": "workdays"}, "basis": LAW, "applicants": ["person", "entity"],
        "materials": [{"key": f"m{n}", "name": name, "form": "copy"} for n, name in enumerate(papers, 1)],
    }  # fmt: skip
