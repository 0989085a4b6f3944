"""The journal of a case as a person tells it: what happened, who did it, when, and what it meant."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cityhall.cases.models import Case
from cityhall.cases.terms import Again, DeliveryMethod, Outcome
from cityhall.deadlines.terms import Kind
from cityhall.kernel import clock
from cityhall.kernel.journal.queries import Line
from cityhall.people.terms import Purpose

from . import story_elsewhere, story_review

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
    "case.pre_review_asked": "申请预审",
    "case.pre_review_answered": "预审意见",
    "case.received": "提交申请，已收件",
    "case.back_entered": "断网补录",
    "case.back_entry_confirmed": "核查补录",
    "case.corrected": "当场更正",
    "case.referred": "转部门审查",
    "case.referral_answered": "部门答复窗口",
    "case.supplement_requested": "一次性告知补正材料",
    "case.supplemented": "补交材料",
    "case.accepted": "受理",
    "case.gaps_promised": "容缺受理，承诺后补材料",
    "case.promise_kept": "补交容缺材料",
    "case.promise_extended": "延长容缺补交期限",
    "case.promise_broken": "容缺承诺逾期未兑现",
    "case.pledged": "签署告知承诺书",
    "case.after_checked": "事后核查承诺",
    "case.transferred": "转送",
    "case.deemed_withdrawn": "视为撤回申请",
    "case.deemed_accepted": "逾期未告知，视为受理",
    "case.not_accepted": "不予受理",
    "step.claimed": "开始审查",
    "step.finished": "完成审查",
    "step.returned": "退回前一环节",
    "step.released": "放回环节",
    "step.handed_over": "转交同事办理",
    "case.licence_named": "填写所涉证照",
    "case.delivery_chosen": "选择领取方式",
    "case.fee_set": "核定收费，开具缴费单",
    "case.fee_noted": "登记缴费",
    "case.fee_returned": "费用已退",
    "case.fee_dropped": "取消未缴的费用",
    "case.decided": "作出决定",
    "case.corrected_decision": "更正决定",
    "case.revoked": "撤销决定",
    "case.ordered_again": "责令重新作出决定",
    "case.decided_again": "重新作出决定",
    "case.original_checked": "核验原件，相符",
    "case.original_mismatch": "核验原件，不符",
    "case.dispatched": "结果已寄出",
    "case.mail_returned": "邮件被退回",
    "case.notice_published": "公告送达",
    "case.chased": "提醒领取结果",
    "case.delivered": "结果已送达",
    "case.served": "告知书已送达",
    "case.withdrawn": "申请人撤回申请",
    "case.voided": "作废",
    "case.archived": "归档",
    "case.stop_proposed": "提出特别程序",
    "case.stop_rejected": "特别程序未获批准",
    "case.stopped": "进入特别程序",
    "case.resumed": "恢复计时",
    "case.extension_proposed": "提出延长办理期限",
    "case.extension_rejected": "延长办理期限未获批准",
    "case.extended": "延长办理期限",
    "case.campaign_joined": "纳入专项行动",
    "case.overrun_explained": "公开说明超过承诺时限的原因",
    "case.hearing_told": "告知听证权利",
    "case.hearing_called": "决定举行听证",
    "case.hearing_asked": "要求听证",
    "case.hearing_waived": "放弃听证",
    "case.hearing_expired": "听证申请期届满",
    "case.hearing_set": "通知听证时间地点",
    "case.hearing_announced": "公告听证",
    "case.hearing_held": "举行听证",
    "case.third_party_told": "告知利害关系人",
    "case.statement_noted": "登记利害关系人的陈述申辩",
    "case.third_party_over": "利害关系人陈述申辩期届满",
    "case.explanation_asked": "请申请人补充说明",
    "case.explanation_given": "申请人补充说明",
    "case.opinion_asked": "征求其他单位意见",
    "case.opinion_given": "收到其他单位意见",
    "case.opinion_lapsed": "征求意见逾期未复",
    "case.visit_recorded": "登记现场核查，等待第二人确认",
    "case.visited": "现场核查",
    "case.visit_disputed": "现场核查记录有出入，须重新核查",
    "case.reported_up": "转报上级审查",
    "case.report_answered": "收到上级审查结果",
    "case.suspended": "中止办理",
    "case.suspension_lifted": "恢复办理",
    "case.terminated": "终止办理",
    "case.confirmed_on_screen": "申请人在窗口屏幕上确认",
    "case.held": "暂停办理",
    "case.hold_lifted": "恢复办理",
    "case.revealed": "查看个人信息原文",
    "paper.issued": "出具文书",
    "paper.stamped": "文书盖章",
    "deadline.breached": "超过时限",
    "case.renewal_warned": "提醒：延续申请临近许可有效期届满",
    **story_elsewhere.TITLES,
}
INSIDE = {
    "step.claimed", "step.released", "step.handed_over", "case.referred", "case.referral_answered",
    "case.stop_proposed", "case.stop_rejected", "case.extension_proposed", "case.extension_rejected",
    "case.statement_noted", "case.opinion_asked", "case.opinion_given", "case.opinion_lapsed", "case.visit_recorded",
    "case.visit_disputed", "case.report_answered", "case.back_entry_confirmed", "case.renewal_warned",
}  # fmt: skip
NOT_LATE = {Kind.SPECIAL, Kind.HEARING_ASK}
"""Clocks whose running out is what was meant to happen: no word of lateness."""


def refs_of(case: Case, steps: Iterable[str], proceedings: Iterable[int]) -> list[str]:
    """Every name the journal keeps a case under: its draft, itself, its steps, and what stands or stood beside it, which
    before receipt goes by the draft."""
    draft, number = case.application_id, case.number
    beside = [f"beside:{of}/{pk}" for pk in proceedings for of in (draft, number)]
    return [f"draft:{draft}", case.ref, *(f"step:{number}/{key}" for key in steps), *beside]


def told(lines: Iterable[Line], *, public: bool) -> list[Happening]:
    """Oldest first. The applicant reads what concerns her; colleagues also how the work went round inside."""
    kept = [line for line in lines if line.event in TITLES and not (public and line.event in INSIDE) and not _ran(line)]
    kept.sort(key=lambda line: (line.at, line.id))
    return [Happening(line.at, _title(line), _detail(line, public=public), _who(line, public=public), line.event, line.id)
            for line in kept]  # fmt: skip


def _ran(line: Line) -> bool:
    return line.event == "deadline.breached" and line.values.get("kind") in NOT_LATE


def _title(line: Line) -> str:
    values = line.values
    if line.event in ("case.decided", "case.decided_again"):
        return f"{TITLES[line.event]}：{values.get('words', '')}"
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
    if line.event == "case.accepted" and values.get("renewal_late"):
        return "延续申请提出时距有效期届满不足三十日，届满前仍未作出决定的，不适用视为准予延续"
    if line.event == "case.deemed_accepted":
        return f"自收到材料之日 {_day(values.get('effective'))} 起算；{values.get('basis', '')}"
    if line.event in ("case.not_accepted", "case.voided", "step.returned", "case.held", "case.withdrawn"):
        extra = f"；应向{values['other_organ']}申请" if values.get("other_organ") else ""
        return f"{values.get('reasons') or values.get('reason') or ''}{extra}"
    if line.event == "step.finished" and not public:
        return "建议准予" if values.get("advice") == "agree" else "建议不予"
    if line.event in ("case.decided", "case.decided_again") and values.get("outcome") == Outcome.REFUSED:
        return "理由和救济途径见决定书"
    return _other(line, public=public)


def _other(line: Line, *, public: bool) -> str:
    values = line.values
    if detail := story_review.DETAILS.get(line.event) or story_elsewhere.DETAILS.get(line.event):
        return detail(values)
    if line.event in ENDS:
        return ENDS[line.event](values)
    if line.event in ("case.referred", "case.referral_answered"):
        return str(values.get("note") or values.get("answer") or "")
    if line.event == "paper.issued":
        return str(values.get("number", ""))
    if line.event == "case.revealed":
        note = f"（{values['note']}）" if values.get("note") else ""
        return f"事由：{purpose_label(values)}{note}"
    if line.event == "deadline.breached":
        return BREACHED.get(str(values.get("kind")), "")
    if line.event == "case.corrected" and not public:
        return str(values.get("what") or "")
    return _intake(line.event, values)


def purpose_label(said: Mapping[str, object]) -> str:
    """What a value was looked at for; of lines from before the list, the words themselves."""
    purpose = str(said.get("purpose", ""))
    return next((one.label for one in Purpose if one == purpose), purpose)


def _intake(event: str, values: Mapping[str, object]) -> str:
    """What was said when something was asked, promised, passed on or entered afterwards."""
    match event:
        case "case.pre_review_answered":
            return "可以正式提交" if values.get("ready") else "有需要完善的内容，见预审意见"
        case "case.promise_kept":
            return "已补齐" if values.get("complete") else "尚未补齐"
        case "case.promise_extended" | "case.back_entered":
            return str(values.get("reason", ""))
        case "case.after_checked":
            return "承诺属实" if values.get("kept") else "承诺不实"
        case "case.transferred":
            return f"{values.get('to', '')} {values.get('number', '')}：{values.get('reason', '')}".strip()
        case "case.deemed_withdrawn":
            return f"{values.get('cause', '')}；{values.get('basis', '')}"
    return ""


def _cause(values: Mapping[str, object]) -> str:
    known = {term.value: term.label for term in Again}
    return known.get(str(values.get("cause")), "")


def _way(values: Mapping[str, object]) -> str:
    known = {term.value: term.label for term in DeliveryMethod}
    return known.get(str(values.get("method")), "")


ENDS: dict[str, Callable[[Mapping[str, object]], str]] = {
    "case.revoked": lambda v: f"{_cause(v)}；依据：{v.get('basis', '')}",
    "case.ordered_again": lambda v: f"{_cause(v)}：{v.get('document', '')}，{v.get('days')} 天内",
    "case.decided_again": lambda v: f"{_cause(v)}：{v.get('document', '')}",
    "case.original_mismatch": lambda v: f"{v.get('material', '')}：{v.get('note', '')}",
    "case.original_checked": lambda v: str(v.get("material", "")),
    "case.dispatched": lambda v: f"{v.get('carrier', '')} 运单号 {v.get('waybill', '')}",
    "case.mail_returned": lambda v: str(v.get("reason", "")),
    "case.notice_published": lambda v: f"{v.get('where', '')}；{v.get('reason', '')}，公告 {v.get('days')} 天",
    "case.chased": lambda v: f"第 {v.get('times')} 次",
    "case.fee_set": lambda v: f"{v.get('amount')} 元，缴费单 {v.get('bill')}",
    "case.fee_noted": lambda v: str(v.get("waiver") or f"{v.get('amount')} 元，票据 {v.get('receipt')}"),
    "case.delivery_chosen": _way,
    "case.delivered": _way,
    "case.served": _way,
}
BREACHED = {
    "notice": "五个工作日内没有告知是否受理",
    "statutory": "超过法定办结时限",
    "promised": "超过承诺办结时限，将公开说明原因",
    "step": "审查环节超过内部时限",
    "delivery": "超过送达时限",
    "redecision": "超过责令重新作出决定的期限",
    "public_notice": "公告期届满",
    "expiry": "许可有效期届满",
    "supplement": "补正期限届满",
    "referral": "转部门审查未在当日答复",
    "completion": "补正核对超过内部时限",
    "opinion": "其他单位没有在期限内答复",
    "hearing_hold": "没有在二十个工作日内组织听证",
    "report": "初步审查超过二十个工作日",
    "pre_review": "预审超过承诺时限",
    "promise": "容缺补交期限届满",
    "after_check": "事后核查超过期限",
}


def _who(line: Line, *, public: bool) -> str:
    """Colleagues also read in whose place a deputy acted; everybody, who acted by entrustment; of a look at a personal
    value everybody reads who it was and of which organ."""
    if line.event == "case.revealed":
        return f"{line.values.get('organ', '')} {line.actor}".strip()
    whom, by = line.values.get("for"), line.values.get("by")
    who = f"{line.actor}（代{whom}）" if whom and not public else line.actor
    return f"{who}（{by}受托办理）" if by else who


def _day(text: object) -> str:
    try:
        return clock.day_of(datetime.fromisoformat(str(text))).isoformat()
    except ValueError:
        return ""
