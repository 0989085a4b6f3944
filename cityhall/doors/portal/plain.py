"""Where a case stands, in the words of the person who waits for it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from cityhall.cases.queries import CasePage, CaseRow, Happening, Progress
from cityhall.cases.terms import Outcome, Status, StepState
from cityhall.deadlines.queries import ClockView, DayLine
from cityhall.deadlines.terms import Kind, Light, Limit, Unit

OPEN = (Status.RECEIVED, Status.SUPPLEMENTING, Status.ACCEPTED, Status.DECIDED)
HIDDEN = ("paper.", "draft.")
HOUSE_NAME = "系统"


@dataclass(frozen=True)
class Standing:
    """The shape of the light, the short word in it, what is going on, and what comes next."""

    shape: str
    word: str
    title: str
    next: str


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    title: str
    at: datetime | None = None
    text: str = ""
    state: str = ""
    who: str = ""


def standing(status: Status, outcome: Outcome | None, clock: ClockView | None, organ: str = "") -> Standing:
    """Plain words for a state; `clock` is the promise that counts now."""
    who = organ or "受理部门"
    return {
        Status.RECEIVED: Standing(_shape(clock), "已收件", "已经收到，正在核对材料", _received(who, clock)),
        Status.SUPPLEMENTING: Standing("ask", "请您补正", "材料需要补正，等您补交", _until(clock, "请在", "前补交")),
        Status.ACCEPTED: Standing(
            _shape(clock), "已受理", "已经受理，正在审查", f"{who}{_until(clock, '应在', '前作出决定')}"
        ),
        Status.DECIDED: _decided(outcome),
        Status.DELIVERED: Standing(
            "grey", "已送达", "已经办完，结果已送达", "如对结果有异议，可以按决定书写明的途径提出。"
        ),
        Status.NOT_ACCEPTED: Standing("no", "不予受理", "没有受理", "理由和您可以怎么做，见下面的文书。"),
        Status.DEEMED_WITHDRAWN: Standing(
            "no",
            "视为撤回",
            "已经视为撤回申请",
            "期限内没有补齐，依照告知书写明的规定视为撤回；材料备齐后可以重新申请。",
        ),
        Status.TRANSFERRED: Standing(
            "grey", "已转送", "已经转送有权办理的单位", "后面由接收单位办理，新的编号见办理经过和转送单。"
        ),
        Status.TERMINATED: Standing("no", "已终止", "已经终止办理", "理由和您可以怎么做，见终止办理决定书。"),
        Status.WITHDRAWN: Standing("grey", "已撤回", "您已撤回申请", "需要时可以重新申请。"),
        Status.VOIDED: Standing("grey", "已作废", "这件已经作废", "原因见办理经过；有疑问请联系受理部门。"),
        Status.ARCHIVED: Standing("grey", "已归档", "已经办完并归档", "需要查阅材料，请联系受理部门。"),
        Status.DRAFT: Standing("ask", "未提交", "还没有提交", "填好后提交，才算申请。"),
    }[status]


def _received(who: str, clock: ClockView | None) -> str:
    if clock is None:
        return f"{who}核对材料后告诉您是否受理。"
    return f"{who}{_until(clock, '应在', '前告诉您是否受理；材料不齐的，会一次说清要补什么')}"


def _decided(outcome: Outcome | None) -> Standing:
    if outcome is Outcome.REFUSED:
        return Standing("no", "没有批准", "已经作出决定：没有批准", "理由和救济途径见下面，决定书可以下载。")
    if outcome is Outcome.REVOKED:
        return Standing("no", "已撤销", "原来的决定已经撤销", "理由和救济途径见撤销决定书；以前的决定也还能查看。")
    return Standing("green", "已办成", "已经办成，等您领取结果", "请按下面的说明领取结果，决定书可以下载。")


def _shape(clock: ClockView | None) -> str:
    return str(clock.light) if clock is not None and clock.stopped_on is None else Light.GREEN.value


def _until(clock: ClockView | None, before: str, after: str) -> str:
    if clock is None:
        return f"{before}规定时限{after}。"
    if clock.light is Light.BLUE:
        return "正在依法进行特别程序，时间暂停计算，结束后接着算。"
    return f"{before} {clock.due_text} {after}。" if not clock.provisional else f"{after[1:]}的日期{clock.due_text}。"


def spent(clock: ClockView) -> str:
    """已用 6 个工作日，暂停 4 天：专家评审，剩余 14 个工作日"""
    said = [f"已用 {Limit(clock.used, clock.unit)}"] if clock.unit is not Unit.INSTANT else []
    if clock.paused_days:
        causes = "、".join(dict.fromkeys(p.cause for p in clock.pauses if p.cause and p.days))
        said.append(f"暂停 {clock.paused_days} 天{f'：{causes}' if causes else ''}")
    if clock.stopped_on is not None:
        said.append("超期办结" if clock.met is False else "按时办结")
    elif clock.light is Light.BLUE:
        said.append(
            f"剩余 {Limit(clock.left, clock.unit)}，恢复后接着算" if clock.left > 0 else "现在暂停，恢复后接着算"
        )
    else:
        said.append(clock.left_text)
    return "，".join(said)


@dataclass(frozen=True)
class Run:
    """Days one after another with the same answer."""

    first: date
    last: date
    days: int
    counted: bool
    reason: str


def runs(days: Iterable[DayLine]) -> list[Run]:
    """Every day explained, those alike together: two lines a week instead of seven."""
    found: list[Run] = []
    for line in days:
        last = found[-1] if found else None
        if last is not None and (last.counted, last.reason) == (line.counted, line.reason):
            found[-1] = replace(last, last=line.day, days=last.days + 1)
        else:
            found.append(Run(line.day, line.day, 1, line.counted, line.reason))
    return found


def of_row(row: CaseRow) -> Standing:
    return standing(row.status, row.outcome, row.clock)


def timeline(page: CasePage, own_name: str) -> list[Entry]:
    """What happened, who holds it now, what is still to come."""
    past = [_past(h, own_name, page.organ) for h in page.story if not h.event.startswith(HIDDEN)]
    return [*past, *_now_and_later(page)]


def public_timeline(found: Progress) -> list[Entry]:
    """The same for whoever holds number and code: no names."""
    past = [Entry(h.title, h.at, h.detail, _state(h)) for h in found.story if not h.event.startswith(HIDDEN)]
    here = standing(found.status, None, counting(found.clocks), found.organ)
    return [*past, Entry(here.title, text=f"现在由{found.organ}办理", state="now")] if found.status in OPEN else past


def _past(h: Happening, own_name: str, organ: str) -> Entry:
    """Whose act it was: hers, nobody's, the organ's; a look at her own values names who looked."""
    who = "您" if h.who == own_name else "" if h.who == HOUSE_NAME else organ
    who = h.who if h.event == "case.revealed" else who
    return Entry(h.title, h.at, h.detail, _state(h), who)


def _state(h: Happening) -> str:
    return {"deadline.breached": "late", "case.held": "paused"}.get(h.event, "done")


def _now_and_later(page: CasePage) -> list[Entry]:
    holder = f"现在由{page.organ}办理"
    if page.status is Status.SUPPLEMENTING:
        return [Entry("等您补交材料", text="补齐后马上继续办理", state="now"), *_later(page, page.terms.steps)]
    if page.status is Status.RECEIVED:
        return [Entry("核对材料，决定是否受理", text=holder, state="now"), *_later(page, page.terms.steps)]
    if page.status is Status.DECIDED:
        what = "决定书" if page.outcome is Outcome.REFUSED else page.terms.result.name or "结果"
        return [Entry(f"等您领取{what}", text=page.terms.address or page.organ, state="now")]
    if page.status is not Status.ACCEPTED:
        return []
    working = [s for s in page.steps if s.state in (StepState.OPEN, StepState.CLAIMED)]
    waiting = [s for s in page.steps if s.state is StepState.WAITING]
    now = Entry("、".join(s.name for s in working) or "审查", text=holder, state="now")
    return [now, *_later(page, waiting)]


def _later(page: CasePage, steps: Iterable[object]) -> list[Entry]:
    names = [str(getattr(step, "name", "")) for step in steps]
    return [Entry(name) for name in names] + [Entry("送达结果", text=page.terms.result.name)]


def counting(clocks: Sequence[ClockView]) -> ClockView | None:
    """The promise the person waits for: open before stopped, her own first."""
    order = [Kind.SUPPLEMENT, Kind.DELIVERY, Kind.PROMISED, Kind.STATUTORY, Kind.NOTICE]
    known = sorted(
        (c for c in clocks if c.kind in order), key=lambda c: (c.stopped_on is not None, order.index(c.kind))
    )
    return known[0] if known else None
