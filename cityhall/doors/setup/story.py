"""Journal lines about organs, staff, roles and items as those who look after them read them."""

from collections.abc import Iterable
from types import SimpleNamespace

from cityhall.kernel.journal import queries as journal
from cityhall.kernel.journal.queries import Line
from cityhall.organs.terms import Reach, Succession

EVENTS = {
    "organ.created": "设立机构",
    "organ.updated": "更正机构信息",
    "organ.succeeded": "机构变动",
    "centre.created": "设立中心",
    "window.opened": "开设窗口",
    "window.entrusted": "委托窗口",
    "window.entrustment_ended": "终止委托",
    "staff.created": "登记人员",
    "staff.edited": "更正人员信息",
    "staff.assigned": "授予角色",
    "staff.unassigned": "收回角色",
    "staff.password_reset": "重置密码",
    "staff.left": "离岗",
    "role.saved": "设置角色",
    "item.created": "新建事项",
    "item.edited": "修改名称或类型",
    "item.drafted": "保存草稿",
    "item.published": "发布",
    "item.retired": "停用",
    "item.featured": "设置常用",
    "regime.saved": "修改办理规则",
    "job.rerun": "重跑后台任务",
    "calendar.imported": "录入放假安排",
}


def story(*refs: str) -> list[SimpleNamespace]:
    """The last lines of these things, newest first; the reader may manage them."""
    return [_told(line) for line in journal.latest_of(refs)]


def _told(line: Line) -> SimpleNamespace:
    return SimpleNamespace(
        at=line.at, who=line.actor, title=EVENTS.get(line.event, line.event), text="；".join(_words(line)), state=""
    )


def _words(line: Line) -> Iterable[str]:
    values = line.values
    if line.event == "item.published":
        yield f"第 {values.get('number')} 版"
    if line.event == "item.featured":
        yield "设为常用" if values.get("featured") else "取消常用"
    if line.event == "organ.succeeded":
        yield Succession(str(values.get("kind"))).label
    if line.event == "staff.assigned":
        yield f"{values.get('role')}（{Reach(str(values.get('reach'))).label}）"
    if line.event == "staff.unassigned":
        yield str(values.get("role"))
    for key in ("name", "post", "number", "reason", "document"):
        if values.get(key) and not (key == "number" and line.event == "item.published"):
            yield str(values[key])
