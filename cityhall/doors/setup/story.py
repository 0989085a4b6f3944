"""Journal lines about organs, staff, roles and items as those who look after them read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace

from cityhall.catalogue.terms import PlanKind
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
    "staff.second_reset": "重置动态码",
    "staff.sessions_ended": "强制下线",
    "staff.left": "离岗",
    "staff.deputised": "指定代理人",
    "staff.deputy_ended": "结束代理",
    "role.saved": "设置角色",
    "package.created": "新建一件事",
    "package.saved": "保存草稿",
    "package.published": "发布",
    "package.retired": "停用",
    "proposal.saved": "起草或修改方案",
    "proposal.compared": "测算",
    "proposal.adopted": "采纳，写进草稿",
    "proposal.dropped": "放弃",
    "process_standard.set": "设定流程体检标准",
    "item.created": "新建事项",
    "item.edited": "修改名称或类型",
    "item.drafted": "保存草稿",
    "item.published": "发布",
    "item.retired": "停用",
    "item.imported": "由清单导入",
    "item.reimported": "由清单更新",
    "imports.uploaded": "上传清单",
    "imports.check_started": "核对列，开始试导入",
    "imports.checked": "试导入完成",
    "imports.started": "开始正式导入",
    "catalogue.imported": "导入完成",
    "imports.failed": "没有导入",
    "imports.dropped": "放弃导入",
    "item.featured": "设置常用",
    "item.recoded": "归入标准事项，编码改变",
    "standards.confirmed": "合并为标准事项",
    "standards.split": "拆开",
    "standards.rejected": "不是同一事项",
    "standard.made": "确定标准事项",
    "claims.sent": "下发清单",
    "claims.amended": "调整清单事项",
    "claims.reviewed": "回头看",
    "claim.claimed": "认领",
    "claim.adapted": "认领并调整",
    "claim.refused": "不认领",
    "claim.reopened": "回头看重新打开",
    "reform.registered": "登记改革事项",
    "reform.lifted": "撤销登记",
    "reform.round_opened": "登记批次",
    "anywhere.listed": "列入通办清单",
    "anywhere.unlisted": "移出通办清单",
    "authority.delegated": "登记委托",
    "authority.recalled": "收回委托",
    "item.planned": "定期",
    "item.plan_dropped": "取消计划",
    "item.plan_failed": "计划没有成功",
    "item.followed": "承接上级目录",
    "entry.saved": "修改目录条目",
    "entry.retired": "废止",
    "entries.imported": "导入基本目录",
    "regime.saved": "修改办理规则",
    "front.created": "开设",
    "front.drafted": "保存草稿",
    "front.published": "发布",
    "front.reverted": "恢复以前的版本",
    "front.edition_dropped": "取消待生效的版本",
    "front.withdrawn": "撤下",
    "policy.created": "新建政策",
    "policy.drafted": "保存草稿",
    "policy.published": "发布",
    "policy.reverted": "恢复以前的版本",
    "policy.edition_dropped": "取消待生效的版本",
    "policy.withdrawn": "撤下",
    "fact.saved": "修改企业情况",
    "template.saved": "保存草稿",
    "template.published": "发布",
    "template.retired": "停用",
    "job.rerun": "重跑后台任务",
    "client.created": "登记",
    "client.edited": "修改",
    "client.secret_made": "生成新密钥",
    "client.secret_ended": "作废密钥",
    "client.suspended": "停用",
    "client.resumed": "恢复",
    "client.token_given": "换取令牌",
    "client.token_refused": "换取令牌被拒",
    "subscription.made": "订阅事件",
    "subscription.edited": "修改订阅",
    "subscription.secret_made": "生成新的签名密钥",
    "subscription.secret_ended": "作废上一个签名密钥",
    "subscription.stopped": "停用订阅",
    "subscription.gave_up": "自动停用",
    "subscription.stopped_already": "已经停用",
    "subscription.resumed": "恢复订阅",
    "subscription.replayed": "从某时起重发",
    "subscription.tried": "试发",
    "calendar.imported": "录入放假安排",
    "calendar.corrected": "更正一天",
    "calendar.layer_saved": "保存日历",
    "calendar.week_set": "设置周规则",
    "calendar.day_set": "安排一天",
}
PLANS = ("item.planned", "item.plan_dropped", "item.plan_failed")
RECOMPUTED = ("calendar.changed", "calendar.settled")

VERSIONS = (
    "item.published", "item.planned", "entry.saved", "template.saved", "template.published", "template.retired",
    "front.published", "front.reverted", "front.edition_dropped", "policy.published", "policy.reverted",
    "policy.edition_dropped",
)  # fmt: skip


def story(*refs: str) -> list[SimpleNamespace]:
    """The last lines of these things, newest first; the reader may manage them."""
    return [_told(line) for line in journal.latest_of(refs)]


@dataclass(frozen=True)
class EditionLine:
    """One edition of the calendar: when, by whom, which years, how many due dates were computed again."""

    at: datetime
    number: int
    who: str
    years: str
    moved: int
    again: bool  # computed once more after acts that were under way when it came


def editions(limit: int = 30) -> list[EditionLine]:
    """The last editions of the calendar, latest first; the reader may manage it."""
    lines = [line for line in journal.latest_of(["calendar:edition"], limit) if line.event in RECOMPUTED]
    return [_edition(line) for line in lines]


def _edition(line: Line) -> EditionLine:
    years = line.values.get("years")
    told = "、".join(f"{year} 年" for year in years) if isinstance(years, list) else ""
    number, moved = (int(str(line.values.get(key) or 0)) for key in ("edition", "recomputed"))
    return EditionLine(line.at, number, line.actor, told, moved, line.event == "calendar.settled")


def _told(line: Line) -> SimpleNamespace:
    return SimpleNamespace(
        at=line.at, who=line.actor, title=EVENTS.get(line.event, line.event), text="；".join(_words(line)), state=""
    )


def _words(line: Line) -> Iterable[str]:
    values = line.values
    if line.event in VERSIONS:
        yield f"第 {values.get('number')} 版"
    if line.event == "item.featured":
        yield "设为常用" if values.get("featured") else "取消常用"
    if line.event == "organ.succeeded":
        yield Succession(str(values.get("kind"))).label
    if line.event == "staff.assigned":
        yield f"{values.get('role')}（{Reach(str(values.get('reach'))).label}）"
    if line.event == "staff.unassigned":
        yield str(values.get("role"))
    yield from (*_of_a_day(line), *_of_codes(line), *_of_a_plan(line))
    for key in ("name", "post", "number", "reason", "document"):
        if values.get(key) and not (key == "number" and line.event in VERSIONS):
            yield str(values[key])


def _of_codes(line: Line) -> Iterable[str]:
    codes = line.values.get("base_code")
    if line.event == "item.recoded" and isinstance(codes, list):
        yield f"{line.values.get('standard')}：{' → '.join(str(code) or '（无）' for code in codes)}"


def _of_a_plan(line: Line) -> Iterable[str]:
    if line.event in PLANS:
        what = PlanKind(str(line.values.get("kind"))).label
        yield f"{line.values.get('on') or ''}{what}"


def _of_a_day(line: Line) -> Iterable[str]:
    if line.event == "calendar.day_set":
        works = line.values.get("works")
        yield f"{line.values.get('day')} {'随上层日历' if works is None else '办公' if works else '不办公'}"
    if line.event == "calendar.week_set":
        yield f"自 {line.values.get('first_on')} 起"
    if line.event in ("calendar.day_set", "calendar.week_set", "calendar.layer_saved"):
        yield f"{line.values.get('moved')} 个截止日重新计算"
    if line.event == "calendar.corrected":
        works = line.values.get("works")
        yield f"{line.values.get('day')} {'按平常的周规则' if works is None else '改为上班' if works else '改为放假'}"
        yield f"{line.values.get('recomputed')} 个截止日重新计算"
