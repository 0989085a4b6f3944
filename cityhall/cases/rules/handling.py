"""Between acceptance and decision: what may be proposed, who approves it, what must be told and when."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cityhall.cases.terms import Can, Proceeding, Stage, StepState
from cityhall.catalogue.terms import ItemTerms, SpecialSpec
from cityhall.deadlines.terms import Limit, Unit
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, WrongStateError
from cityhall.kernel.workdays import UnpublishedYearError, WorkCalendar

HEARING_ASK = Limit(5, Unit.WORKDAYS, "行政许可法第四十七条第一款：被告知听证权利之日起五日内提出听证申请")
HEARING_HOLD = Limit(20, Unit.WORKDAYS, "行政许可法第四十七条第一款：二十日内组织听证")
HEARING_CALLED = Limit(20, Unit.WORKDAYS, "依法应当听证的事项，参照行政许可法第四十七条第一款（内部时限）")
FIRST_REVIEW = Limit(20, Unit.WORKDAYS, "行政许可法第四十三条：自受理之日起二十日内审查完毕")
JOINT_EXTENSION = Limit(15, Unit.WORKDAYS, "行政许可法第四十二条第二款：经本级人民政府负责人批准")
MOST_OPINION_DAYS = 60  # an opinion asked for longer is asked again; a setting of the house, no law names it
LONGEST = 2000
PAUSING = (Proceeding.SPECIAL, Proceeding.HEARING, Proceeding.SUSPENSION)
"""Proceedings while which clocks may stand still."""


@dataclass(frozen=True)
class Finding:
    """One point of an on-site check: what was looked at, what was found."""

    point: str
    found: str


def check_words(text: str, code: str, sentence: str, field: str, longest: int = LONGEST) -> str:
    """Something is written, and not more than fits."""
    words = text.strip()
    if not words:
        raise InvalidInputError(code, sentence, field=field)
    if len(words) > longest:
        raise InvalidInputError("case.too_long", f"文字太长，请控制在 {longest} 字以内", field=field)
    return words


def check_days(days: int, most: int, what: str) -> int:
    if not 1 <= days <= most:
        raise InvalidInputError("case.bad_days", f"{what}应在 1 到 {most} 个工作日之间，请重新填写", field="days")
    return days


def last_day(calendar: WorkCalendar, today: date, days: int) -> date | None:
    """The n-th working day after today, through which a told time runs; None while its year is not published."""
    try:
        return calendar.add(today, days)
    except UnpublishedYearError:
        return None


# Proposals


def check_special(spec: SpecialSpec | None, name: str) -> SpecialSpec:
    """Only what the item lists, with its basis, is a special procedure here (行政许可法 第四十五条)."""
    if spec is None:
        raise InvalidInputError(
            "case.no_special",
            f"“{name}”没有列出这一特别程序及其依据，不能停止计时；确有法定依据的，请先由事项管理员补充到事项中",
            field="cause",
        )
    return spec


def check_proposed(stage: Stage, kind: Proceeding) -> None:
    """What has been approved is not approved again."""
    if stage is not Stage.PROPOSED:
        raise WrongStateError("case.approved_already", f"这项“{kind.label}”已经批准，不需要再次审批；请刷新页面")


def check_opened(stage: Stage, kind: Proceeding) -> None:
    """What still waits for approval has not begun and cannot be ended."""
    if stage is not Stage.OPEN:
        raise WrongStateError("case.not_approved_yet", f"这项“{kind.label}”还没有批准，请先由有权人员审批")


def proposers(opened_account: int | None, facts: Mapping[str, Any]) -> frozenset[int]:
    """Who proposed it: whoever did, and those in whose place she did."""
    return frozenset([*([opened_account] if opened_account is not None else []), *facts.get("proposed_for", ())])


def check_not_proposer(proposed_by: Collection[int], account_id: int | None, lenders: Collection[int] = ()) -> None:
    """Nobody approves her own proposal, directly or through a deputy. `lenders`: those in whose place she approves, where
    it is not her own to do."""
    if account_id is not None and account_id in proposed_by:
        raise NotAllowedError("case.own_proposal", "这是您自己（或代理人代您）提出的，须由其他有权人员批准")
    if lenders and set(lenders) <= set(proposed_by):
        raise NotAllowedError(
            "case.principal_s_proposal", "这是您所代理的人提出的，您不能代其批准；须由其他有权人员批准"
        )


def check_rejection(note: str) -> str:
    return check_words(note, "case.no_reason", "不批准的，请写明理由", "note", 300)


def extension_limit(terms: ItemTerms) -> Limit:
    """The most a limit may be lengthened: the regime's own, or fifteen days where organs handle it together."""
    if terms.joint:
        return JOINT_EXTENSION
    if terms.regime.extension is None:
        raise WrongStateError("case.no_extension", "本事项没有可以延长办理期限的规定，请在原期限内办结")
    return terms.regime.extension


def extension_approver(terms: ItemTerms) -> Can:
    """本行政机关负责人; for joint handling 本级人民政府负责人 (第四十二条)."""
    return Can.EXTEND_JOINT if terms.joint else Can.APPROVE_TIME


def check_extendable(once: bool, over: bool) -> None:
    """Once, and before the due day (第四十二条)."""
    if once:
        raise WrongStateError("case.extended_already", "办理期限只能延长一次，本件已经延长或正在审批，请在期限内办结")
    if over:
        raise WrongStateError("case.extension_late", "法定办结期限已经届满，不能再延长；请尽快办结并公开说明原因")


def check_overrun(*, overrun: bool) -> None:
    """Only an overrun promise is explained publicly (优化营商环境条例 第三十六条)."""
    if not overrun:
        raise WrongStateError("case.not_overrun", "承诺办结时限没有超过，无需公开说明")


# Hearings


def check_in_time(due_at: datetime | None, now: datetime) -> None:
    """The right to a hearing is used within its days; `due_at` is None while their end is not known."""
    if due_at is not None and now > due_at:
        raise WrongStateError("case.hearing_late", "要求听证的期限已经届满（行政许可法第四十七条），不能再提出")


def check_hearing_notice(today: date, held_on: date, calendar: WorkCalendar, days: int) -> None:
    """Time and place are told so many working days before (第四十八条第一款第一项): that many lie between."""
    first = last_day(calendar, today, days + 1)
    if first is None or held_on < first:
        earliest = f"，最早可定在 {first.isoformat()}" if first else "；该年度放假安排尚未录入，请先导入工作日历"
        raise InvalidInputError(
            "case.hearing_too_soon", f"听证的时间、地点须于举行的 {days} 个工作日前通知{earliest}", field="held_at"
        )


def check_chair(chair: int, reviewers: Collection[int]) -> None:
    """The chair is not one who reviews the application (第四十八条第一款第三项)."""
    if chair in reviewers:
        raise InvalidInputError(
            "case.chair_reviewed", "听证主持人应当是审查该申请的工作人员以外的人员，请另选", field="chair_account"
        )


def check_held(held_at: str, now: datetime) -> None:
    """A hearing is held where and when it was told, not before."""
    if not held_at:
        raise WrongStateError("case.hearing_not_set", "还没有确定听证的时间、地点，请先安排并通知")
    if datetime.fromisoformat(held_at) > now:
        raise WrongStateError("case.hearing_not_yet", "听证还没有到举行时间，请在举行之后再登记笔录")


def check_heard(basis: str, *, told: bool) -> None:
    """Where the law wants a hearing, nothing is decided before one was announced (第四十六条)."""
    if basis and not told:
        raise WrongStateError(
            "case.hearing_needed",
            f"本事项依法应当听证（{basis}），请先公告并举行听证，再作决定（行政许可法第四十六条）",
        )


# Steps, visits


def check_open_desk(steps: Iterable[tuple[StepState, int, str]], desks: Collection[tuple[int, str]]) -> None:
    """Whoever works an open step of the case may propose (state, organ, desk of each step)."""
    working = (StepState.OPEN, StepState.CLAIMED)
    if not any(state in working and (organ, desk) in desks for state, organ, desk in steps):
        raise NotAllowedError("case.not_your_desk", "只有正在办理审查环节的岗位可以提出，请由该岗位人员提出")


def check_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Each point says what was found."""
    written = [Finding(one.point.strip(), one.found.strip()) for one in findings]
    kept = [one for one in written if one.found]
    if not kept:
        raise InvalidInputError("case.no_findings", "请逐项写明现场核查的情况", field="findings")
    if any(not one.point for one in kept):
        raise InvalidInputError("case.no_point", "请写明每一项核查的是什么", field="findings")
    return kept


def check_second(second: int, first: int | None, colleagues: Collection[int]) -> None:
    """Two or more of the organ's people look (第三十四条第三款)."""
    if second == first:
        raise InvalidInputError(
            "case.second_is_first", "现场核查应当由两名以上工作人员进行，请选择另一名同事", field="second_account"
        )
    if second not in colleagues:
        raise InvalidInputError(
            "case.no_colleague", "第二名核查人员须是本单位在岗人员，请重新选择", field="second_account"
        )


def check_visited(name: str, *, visited: bool) -> None:
    """A step that wants a visit ends after one that both confirmed (第三十四条第三款)."""
    if not visited:
        raise WrongStateError(
            "case.visit_needed", f"“{name}”须先由两名工作人员现场核查并共同确认记录（行政许可法第三十四条第三款）"
        )
