"""The journal of a case as a person tells it: what happened, who did it, when, and what it meant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cityhall.cases.terms import Outcome
from cityhall.kernel import clock
from cityhall.kernel.journal.queries import Line

SLACK = timedelta(minutes=1)  # a draft's first line and its row are not of one instant


@dataclass(frozen=True)
class Happening:
    at: datetime
    title: str
    detail: str
    who: str
    event: str
    id: int = 0  # of its journal line: what came after it has a higher one


TITLES = {
    "draft.started": "开始填写申请",
    "case.received": "提交申请，已收件",
    "case.corrected": "当场更正",
    "case.referred": "转部门审查",
    "case.referral_answered": "部门答复窗口",
    "case.supplement_requested": "一次性告知补正材料",
    "case.supplemented": "补交材料",
    "case.accepted": "受理",
    "case.deemed_accepted": "逾期未告知，视为受理",
    "case.not_accepted": "不予受理",
    "step.claimed": "开始审查",
    "step.finished": "完成审查",
    "step.returned": "退回前一环节",
    "step.released": "放回环节",
    "step.handed_over": "转交同事办理",
    "case.decided": "作出决定",
    "case.delivered": "结果已送达",
    "case.withdrawn": "申请人撤回申请",
    "case.voided": "作废",
    "case.archived": "归档",
    "case.held": "暂停办理",
    "case.hold_lifted": "恢复办理",
    "case.revealed": "查看个人信息原文",
    "paper.issued": "出具文书",
    "paper.stamped": "文书盖章",
    "deadline.breached": "超过时限",
}
INSIDE = {"step.claimed", "step.released", "step.handed_over", "case.referred", "case.referral_answered"}


def told(lines: Iterable[Line], *, public: bool) -> list[Happening]:
    """Oldest first. The applicant reads what concerns her; colleagues also how the work went round inside."""
    kept = [line for line in lines if line.event in TITLES and not (public and line.event in INSIDE)]
    kept.sort(key=lambda line: (line.at, line.id))
    return [Happening(line.at, _title(line), _detail(line, public=public), _who(line, public=public), line.event, line.id)
            for line in kept]  # fmt: skip


def _title(line: Line) -> str:
    values = line.values
    if line.event == "case.decided":
        return f"作出决定：{values.get('words', '')}"
    if line.event == "case.not_accepted" and values.get("kind") == "not_needed":
        return "不受理（依法不需要办理）"
    if line.event.startswith("step.") and values.get("step"):
        return f"{TITLES[line.event]}：{values['step']}"
    if line.event == "case.supplemented" and values.get("complete"):
        return "补交材料，已收齐"
    return TITLES[line.event]


def _detail(line: Line, *, public: bool) -> str:
    values = line.values
    if line.event == "case.accepted" and not values.get("clicked", True):
        return f"自材料补齐之日 {_day(values.get('effective'))} 起算"
    if line.event == "case.deemed_accepted":
        return f"自收到材料之日 {_day(values.get('effective'))} 起算；{values.get('basis', '')}"
    if line.event in ("case.not_accepted", "case.voided", "step.returned", "case.held", "case.withdrawn"):
        extra = f"；应向{values['other_organ']}申请" if values.get("other_organ") else ""
        return f"{values.get('reasons') or values.get('reason') or ''}{extra}"
    if line.event == "step.finished" and not public:
        return "建议准予" if values.get("advice") == "agree" else "建议不予"
    if line.event == "case.decided" and values.get("outcome") == Outcome.REFUSED:
        return "理由和救济途径见决定书"
    return _other(line, public=public)


def _other(line: Line, *, public: bool) -> str:
    values = line.values
    if line.event in ("case.referred", "case.referral_answered"):
        return str(values.get("note") or values.get("answer") or "")
    if line.event == "paper.issued":
        return str(values.get("number", ""))
    if line.event == "case.revealed":
        return f"事由：{values.get('purpose', '')}"
    if line.event == "deadline.breached":
        return BREACHED.get(str(values.get("kind")), "")
    if line.event == "case.corrected" and not public:
        return str(values.get("what") or "")
    return ""


BREACHED = {
    "notice": "五个工作日内没有告知是否受理",
    "statutory": "超过法定办结时限",
    "promised": "超过承诺办结时限，将公开说明原因",
    "step": "审查环节超过内部时限",
    "delivery": "超过送达时限",
    "supplement": "补正期限届满",
    "referral": "转部门审查未在当日答复",
    "completion": "补正核对超过内部时限",
}


def _who(line: Line, *, public: bool) -> str:
    return line.actor


def _day(text: object) -> str:
    try:
        return clock.day_of(datetime.fromisoformat(str(text))).isoformat()
    except ValueError:
        return ""
