"""How each of these proceedings is told: 特别程序, 听证, 延长, 补充说明, 征求意见, 会签, 现场核查, 转报, 中止."""

from collections.abc import Callable, Mapping
from datetime import date

from cityhall.cases.models import ProceedingRow
from cityhall.cases.terms import Proceeding, Stage

from .told import Told

Facts = tuple[tuple[str, str], ...]


def _special(row: ProceedingRow) -> Told:
    label, days = row.facts.get("label", ""), f"{row.amount} 个工作日"
    which = "承诺办结时限" if row.facts.get("promised_only") else "办理期限"
    says = {
        Stage.PROPOSED: "",
        Stage.OPEN: f"正在进行{label}，需要 {days}，这段时间不计入{which}。",
        Stage.DONE: f"{label}已经结束，恢复计时。",
        Stage.EXPIRED: f"{label}的时间届满，已自动恢复计时。",
    }.get(Stage(row.stage), "")
    return Told(f"特别程序：{label}", says, (
        ("所需时间", days), ("事由", row.reason), ("依据", row.basis), ("不计时的日子", _span(row)), *_approved(row),
        ("结果", row.answer if row.stage != Stage.REJECTED else ""),
    ))  # fmt: skip


def _extension(row: ProceedingRow) -> Told:
    days = f"{row.amount} 个工作日"
    says = f"经批准，办理期限延长 {days}。" if row.stage == Stage.DONE else ""
    return Told("延长办理期限", says, (("延长", days), ("理由", row.reason), ("依据", row.basis), *_approved(row)))


def _hearing(row: ProceedingRow) -> Told:
    facts = row.facts
    until, held_at = facts.get("until", ""), str(facts.get("held_at", ""))
    return Told("公开听证" if facts.get("public") else "听证", _hearing_says(row, until, held_at), (
        ("听证事项", facts.get("matter", "")), ("告知内容", row.reason), ("依据", row.basis), ("可提出至", until),
        ("要求听证", f"{facts.get('asked_by', '')} {facts.get('asked_on', '')}".strip()),
        ("时间", held_at.replace("T", " ")[:16]), ("地点", facts.get("place", "")), ("主持人", facts.get("chair", "")),
        ("参加人", "、".join(facts.get("people", ()))), ("不计时的日子", _span(row)),
        ("听证笔录" if row.stage == Stage.DONE else "结果", row.answer),
    ), (("听证笔录", facts["file"]),) if facts.get("file") else ())  # fmt: skip


def _hearing_says(row: ProceedingRow, until: str, held_at: str) -> str:
    match Stage(row.stage):
        case Stage.OPEN if held_at:
            return f"听证定于 {held_at.replace('T', ' ')[:16]} 举行，地点：{row.facts.get('place', '')}。"
        case Stage.OPEN if row.facts.get("asked_on"):
            return "正在安排听证，时间地点将提前通知。"
        case Stage.OPEN:
            return f"您有权要求听证{f'，请在 {_day(until)}前提出' if until else '，请在告知书所列期限内提出'}。"
        case Stage.DONE:
            return "听证已经举行，将根据听证笔录作出决定。"
        case Stage.WAIVED:
            return "已放弃听证。"
        case Stage.EXPIRED:
            return "期限内没有要求听证。"
    return ""


def _third_party(row: ProceedingRow) -> Told:
    spoken = "\n".join(f"{s['at']} {s['text']}（{s['by']}登记）" for s in row.facts.get("statements", ()))
    return Told("告知利害关系人", "", (
        ("利害关系人", row.facts.get("who", "")), ("告知内容", row.reason), ("依据", row.basis),
        ("可陈述申辩至", row.facts.get("until", "")), ("陈述申辩", spoken), ("结果", row.answer),
    ))  # fmt: skip


def _explanation(row: ProceedingRow) -> Told:
    says = "审查人员请您补充说明，不影响办理期限。" if row.stage == Stage.OPEN else ""
    return Told("补充说明", says, (("问题", row.reason), ("答复", row.answer)))


def _opinion(row: ProceedingRow) -> Told:
    agrees = row.facts.get("agrees")
    position = "" if agrees is None else ("同意" if agrees else "不同意")
    return Told(f"{Proceeding(row.kind).label}：{row.facts.get('to', '')}", "", (
        ("问题", row.reason), ("答复期限", row.facts.get("until", "")), ("态度", position), ("意见", row.answer),
        ("答复人", row.closed_by if row.stage == Stage.DONE else ""),
    ))  # fmt: skip


def _visit(row: ProceedingRow) -> Told:
    facts = row.facts
    found = tuple((one["point"], one["found"]) for one in facts.get("findings", ()))
    says = "已进行现场核查。" if row.stage == Stage.DONE else ""
    return Told(f"现场核查：{facts.get('step', '')}", says, (
        ("时间", str(facts.get("visited_at", "")).replace("T", " ")[:16]), ("地点", facts.get("place", "")),
        ("核查人员", f"{row.opened_by}、{facts.get('second_name', '')}"), *found, ("结论", row.reason),
        ("第二人意见", row.answer),
    ))  # fmt: skip


def _report(row: ProceedingRow) -> Told:
    agrees = row.facts.get("agrees")
    says = f"已初步审查，转报{row.facts.get('to', '')}审查。" if row.stage == Stage.OPEN else ""
    return Told(f"转报：{row.facts.get('to', '')}", says, (
        ("初步审查意见", row.reason), ("依据", row.basis), ("随附材料", "、".join(row.facts.get("files", ()))),
        ("上级意见", "" if agrees is None else ("同意" if agrees else "不同意")), ("答复", row.answer),
    ))  # fmt: skip


def _suspension(row: ProceedingRow) -> Told:
    says = f"依{row.basis}中止办理，原因消除后恢复，期间不计时。" if row.stage == Stage.OPEN else ""
    return Told(
        "中止办理",
        says,
        (("原因", row.reason), ("依据", row.basis), ("不计时的日子", _span(row)), ("恢复", row.answer)),
    )


def _approved(row: ProceedingRow) -> Facts:
    if not row.approved_by:
        return ()
    rejected = row.stage == Stage.REJECTED
    return (("未批准" if rejected else "批准人", row.approved_by), ("理由" if rejected else "审批意见", _note(row)))


def _note(row: ProceedingRow) -> str:
    return row.answer if row.stage == Stage.REJECTED or row.kind == Proceeding.EXTENSION else ""


def _span(row: ProceedingRow) -> str:
    """The days that do not count, in words; nothing before they begin."""
    if row.first_on is None:
        return ""
    return f"{row.first_on} 至 {row.last_on}" if row.last_on else f"{row.first_on} 起"


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.month} 月 {day.day} 日"


REVIEW: Mapping[Proceeding, Callable[[ProceedingRow], Told]] = {
    Proceeding.SPECIAL: _special,
    Proceeding.EXTENSION: _extension,
    Proceeding.HEARING: _hearing,
    Proceeding.THIRD_PARTY: _third_party,
    Proceeding.EXPLANATION: _explanation,
    Proceeding.OPINION: _opinion,
    Proceeding.COUNTERSIGN: _opinion,
    Proceeding.VISIT: _visit,
    Proceeding.REPORT: _report,
    Proceeding.SUSPENSION: _suspension,
}
