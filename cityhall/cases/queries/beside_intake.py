"""How each of these proceedings is told: 预审, 容缺承诺, 告知承诺, 断网补录."""

from collections.abc import Callable, Mapping
from datetime import datetime

from cityhall.cases.models import ProceedingRow
from cityhall.cases.terms import Proceeding, Stage
from cityhall.kernel import clock

from .told import Told


def _pre_review(row: ProceedingRow) -> Told:
    says = {
        Stage.OPEN: "正在等窗口答复；答复前可以继续修改，预审不代替正式提交。",
        Stage.DONE: "可以正式提交。" if row.facts.get("ready") else "请按意见完善后再提交；预审不代替正式提交。",
    }.get(Stage(row.stage), "预审已经取消。")
    points = tuple((str(p["name"]), f"{p['problem']} {p['how']}".strip()) for p in row.facts.get("points", ()))
    return Told("预审", says, (("申请人说明", row.reason), ("预审意见", row.answer), *points))


def _promise(row: ProceedingRow) -> Told:
    names, left = _named(row, "keys"), _named(row, "left")
    says = {
        Stage.OPEN: f"请在期限内补交：{left}。逾期不补的，按事项规定处理，并记入失信记录。",
        Stage.DONE: "承诺后补的材料已经补齐。",
        Stage.BROKEN: f"期限届满，没有补交：{left}。",
    }.get(Stage(row.stage), "容缺承诺已经取消。")
    longer = f"{row.facts['extended']}（{row.facts.get('why', '')}）" if row.facts.get("extended") else ""
    return Told(
        "容缺受理承诺", says,
        (("承诺后补的材料", names), ("补交期限", str(row.facts.get("limit", ""))), ("延长天数", longer), ("依据", row.basis)),
    )  # fmt: skip


def _named(row: ProceedingRow, which: str) -> str:
    names = dict(zip(row.facts["keys"], row.facts["names"], strict=False))
    return "、".join(str(names.get(key, key)) for key in row.facts[which])


def _pledge(row: ProceedingRow) -> Told:
    says = {
        Stage.OPEN: "已按告知承诺受理；作出决定后在期限内核查承诺是否属实，不实的撤销决定并记入失信记录。",
        Stage.DONE: "经核查，承诺属实。",
        Stage.BROKEN: "经核查，承诺不实：建议有权决定的人撤销本决定（行政许可法第六十九条第二款）。",
    }.get(Stage(row.stage), "告知承诺已经取消。")
    spared = "、".join(str(name) for name in row.facts.get("names", ()))
    facts = (("承诺内容", row.reason), ("免交材料", spared), ("事后核查期限", str(row.facts.get("check", ""))),
             ("核查情况", row.answer), ("依据", row.basis))  # fmt: skip
    return Told("告知承诺", says, facts)


def _back_entry(row: ProceedingRow) -> Told:
    happened = clock.local(datetime.fromisoformat(row.facts["happened_at"]))
    says = {
        Stage.OPEN: "断网期间纸质收件，事后补录；等监督人员核查。",
        Stage.DONE: "补录经核查属实。",
        Stage.REJECTED: "补录经核查不实。",
    }.get(Stage(row.stage), "补录核查已经取消。")
    facts = (("实际收件", f"{happened:%Y-%m-%d %H:%M}"), ("补录原因", row.reason), ("核查情况", row.answer))
    return Told("断网补录", says, facts)


INTAKE: Mapping[Proceeding, Callable[[ProceedingRow], Told]] = {
    Proceeding.PRE_REVIEW: _pre_review,
    Proceeding.PROMISE: _promise,
    Proceeding.PLEDGE: _pledge,
    Proceeding.BACK_ENTRY: _back_entry,
}
