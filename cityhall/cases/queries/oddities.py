"""Facts about cases that look wrong, for supervision to judge: each with the rows that prove it. Nothing here is an accusation.
Read for the house: who may see what is found is the asking room's to check."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from cityhall.cases.models import Case, ProceedingRow, Step
from cityhall.cases.terms import Proceeding, StepState
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.terms import Kind
from cityhall.kernel import clock

MOST = 2_000


@dataclass(frozen=True)
class Odd:
    """One thing found: the case it is about, when it happened, and the facts that prove it as (label, value) pairs. `mark`
    tells apart what may be found of one case more than once."""

    number: str
    organ_id: int
    item_id: int | None
    title: str
    at: datetime
    mark: str
    facts: tuple[tuple[str, str], ...]


AT_ONCE = """
SELECT c.number, c.organ_id, c.item_id, c.item_name, c.decided_at, '', c.accepted_at, c.decided_at, d.amount, d.unit
  FROM ch_cases_case c
  JOIN ch_deadlines_deadline d ON d.ref = 'case:' || c.number AND d.kind = 'promised'
 WHERE c.decided_at >= %(since)s AND c.accepted_at IS NOT NULL AND NOT c.back_entered
   AND c.decided_at - c.accepted_at < make_interval(mins => %(minutes)s)
   AND d.unit <> 'instant' AND d.amount > 0
   AND NOT EXISTS (SELECT 1 FROM ch_cases_decision x WHERE x.case_id = c.id AND x.on_spot)
   AND NOT EXISTS (SELECT 1 FROM ch_cases_proceedingrow p WHERE p.case_id = c.id AND p.kind = 'pledge')
 ORDER BY c.decided_at LIMIT %(most)s
"""
REGISTERED_LATE = """
SELECT c.number, c.organ_id, c.item_id, c.item_name, e.at, '', e.at, c.accepted_at, c.decided_at, e.actor
  FROM ch_cases_case c
  JOIN ch_journal_entry e ON e.ref = 'case:' || c.number AND e.event IN ('case.accepted', 'case.back_entered')
 WHERE c.decided_at IS NOT NULL AND e.at >= %(since)s AND e.at > c.decided_at + make_interval(mins => %(minutes)s)
 ORDER BY e.at LIMIT %(most)s
"""
BACK_ENTERED = """
SELECT min(c.number), c.organ_id, NULL::bigint, '断网补录', max(p.opened_at),
       COALESCE(p.opened_account, 0) || ' ' || (p.opened_at AT TIME ZONE 'Asia/Shanghai')::date,
       count(*), min(p.opened_by), string_agg(c.number, '、' ORDER BY c.number)
  FROM ch_cases_case c JOIN ch_cases_proceedingrow p ON p.case_id = c.id AND p.kind = 'back_entry'
 WHERE p.opened_at >= %(since)s
 GROUP BY c.organ_id, p.opened_account, (p.opened_at AT TIME ZONE 'Asia/Shanghai')::date
HAVING count(*) >= %(count)s
 ORDER BY 5 LIMIT %(most)s
"""
STEP_LATE = """
SELECT c.number, c.organ_id, c.item_id, c.item_name, d.breached_at, d.id::text, s.name, s.holder_name, d.amount, d.due_on,
       d.stopped_at
  FROM ch_deadlines_deadline d
  JOIN ch_cases_case c ON c.number = split_part(split_part(d.ref, ':', 2), '/', 1)
  JOIN ch_cases_step s ON s.case_id = c.id AND s.key = split_part(d.ref, '/', 2)
 WHERE d.kind = 'step' AND d.breached_at >= %(since)s
   AND NOT EXISTS (SELECT 1 FROM ch_deadlines_deadline w WHERE w.ref = 'case:' || c.number
                    AND w.kind IN ('statutory', 'promised') AND NOT w.provisional
                    AND COALESCE(w.stopped_at, %(now)s::timestamptz) > w.due_at)
 ORDER BY d.breached_at LIMIT %(most)s
"""
NO_REASONS = """
SELECT c.number, c.organ_id, c.item_id, c.item_name, x.made_at, x.number::text, x.words, x.reasons, x.made_by
  FROM ch_cases_decision x JOIN ch_cases_case c ON c.id = x.case_id
 WHERE x.made_at >= %(since)s AND x.outcome = 'refused'
   AND char_length(regexp_replace(x.reasons, '[[:space:][:punct:]，。；、]', '', 'g')) < %(letters)s
 ORDER BY x.made_at LIMIT %(most)s
"""
EXTENDED = """
SELECT c.number, c.organ_id, c.item_id, c.item_name, max(p.opened_at), count(*)::text, count(*),
       count(*) FILTER (WHERE p.stage = 'done'), string_agg(p.reason, '；' ORDER BY p.opened_at, p.id)
  FROM ch_cases_case c JOIN ch_cases_proceedingrow p ON p.case_id = c.id AND p.kind = 'extension'
 GROUP BY c.id HAVING count(*) >= %(times)s AND max(p.opened_at) >= %(since)s
 ORDER BY 5 LIMIT %(most)s
"""
SAME_REASONS = """
SELECT max(c.number), c.organ_id, NULL::bigint, min(c.item_name), max(x.made_at), md5(x.reasons), count(*),
       left(x.reasons, 200), string_agg(c.number, '、' ORDER BY c.number)
  FROM ch_cases_decision x JOIN ch_cases_case c ON c.id = x.case_id
 WHERE x.made_at >= %(since)s AND x.outcome = 'refused' AND char_length(x.reasons) >= %(letters)s
 GROUP BY c.organ_id, x.reasons HAVING count(*) >= %(count)s
 ORDER BY 5 LIMIT %(most)s
"""
Row = Sequence[Any]


def finished_at_once(since: datetime, minutes: int) -> list[Odd]:
    """受理和办结几乎同时: decided within so many minutes of acceptance, though time was promised (not 即办件, not decided on the
    spot, not on a pledge)."""

    def facts(row: Row) -> tuple[tuple[str, str], ...]:
        gap = row[7] - row[6]
        return (("受理时间", said(row[6])), ("决定时间", said(row[7])), ("间隔", f"{int(gap.total_seconds() // 60)} 分钟"),
                ("承诺时限", _limit(row[8], row[9])))  # fmt: skip

    return _odd(AT_ONCE, {"since": since, "minutes": minutes}, facts)


def registered_after_decision(since: datetime, minutes: int) -> list[Odd]:
    """先办后补: the journal has the acceptance (or the back entry) after the moment of the decision."""
    return _odd(REGISTERED_LATE, {"since": since, "minutes": minutes}, lambda r: (
        ("登记受理的时间", said(r[6])), ("登记为", said(r[7])), ("决定时间", said(r[8])), ("登记人", str(r[9]))
    ))  # fmt: skip


def back_entered_together(since: datetime, count: int) -> list[Odd]:
    """集中补录: one person entered so many cases of one organ afterwards on one day."""
    return _odd(BACK_ENTERED, {"since": since, "count": count}, lambda r: (
        ("补录件数", f"{r[6]} 件"), ("补录人", str(r[7])), ("补录的办件", _shortened(r[8]))
    ))  # fmt: skip


def step_late_alone(since: datetime) -> list[Odd]:
    """环节超时而总时限未超: the case is in time, one of its steps was not."""
    return _odd(STEP_LATE, {"since": since, "now": clock.now()}, lambda r: (
        ("环节", str(r[6])), ("办理人", str(r[7]) or "未签收"), ("环节时限", f"{r[8]} 个工作日"),
        ("环节截止日", _day(r[9])), ("环节完成", said(r[10]) if r[10] else "尚未完成"),
    ))  # fmt: skip


def refused_without_reasons(since: datetime, letters: int) -> list[Odd]:
    """不予许可未说明理由: fewer letters than a reason can have (行政许可法 第三十八条第二款)."""
    return _odd(NO_REASONS, {"since": since, "letters": letters}, lambda r: (
        ("决定", str(r[6])), ("写明的理由", str(r[7]).strip() or "（空白）"), ("决定人", str(r[8]))
    ))  # fmt: skip


def extended_again(since: datetime, times: int) -> list[Odd]:
    """反复延长: an extension was proposed so many times; the law gives one (第四十二条)."""
    return _odd(EXTENDED, {"since": since, "times": times}, lambda r: (
        ("提出延长", f"{r[6]} 次"), ("其中批准", f"{r[7]} 次"), ("理由", _shortened(r[8]))
    ))  # fmt: skip


def same_reasons(since: datetime, letters: int, count: int) -> list[Odd]:
    """多件套用同一理由: one organ refused so many cases in just the same words."""
    return _odd(SAME_REASONS, {"since": since, "letters": letters, "count": count}, lambda r: (
        ("件数", f"{r[6]} 件"), ("理由", str(r[7])), ("同一理由的办件", _shortened(r[8]))
    ))  # fmt: skip


def stopped_near_the_end(since: datetime, workdays: int) -> list[Odd]:
    """临近届满才启动特别程序: when the clock stopped, the due day was no more than so many working days ahead (0: that day)."""
    stopped = ProceedingRow.objects.filter(
        kind=Proceeding.SPECIAL, first_on__isnull=False, approved_at__gte=since, case__number__isnull=False
    ).select_related("case").order_by("approved_at")[:MOST]  # fmt: skip
    rows = list(stopped)
    wanted: dict[str, list[ProceedingRow]] = {}
    for row in rows:
        wanted.setdefault(row.case.ref, []).append(row)
    found = []
    for ref, kind, first, left in deadlines.left_on([(r.case.ref, r.first_on) for r in rows if r.first_on]):
        if kind not in (Kind.STATUTORY, Kind.PROMISED) or not 0 <= left - 1 <= workdays:  # that day itself was left too
            continue
        for row in wanted[ref]:
            if row.first_on == first:
                found.append(_stopped(row, kind, left - 1))
    best: dict[str, Odd] = {}
    for one in found:
        best.setdefault(one.mark, one)
    return list(best.values())


def _stopped(row: ProceedingRow, kind: Kind, ahead: int) -> Odd:
    case: Case = row.case
    return Odd(
        str(case.number), case.organ_id, case.item_id, case.item_name, row.approved_at or row.opened_at, str(row.pk),
        (("特别程序", str(row.facts.get("label", "") or row.key)), ("暂停的第一天", _day(row.first_on)),
         ("距截止日", f"{ahead} 个工作日（{kind.label}）"), ("提出人", row.opened_by), ("批准人", row.approved_by)),
    )  # fmt: skip


def in_hands(numbers: Iterable[str]) -> dict[str, list[int]]:
    """The accounts that have open steps of these cases in hand; a case nobody took is left out."""
    open_ = Step.objects.filter(
        case__number__in=set(numbers), state__in=[StepState.OPEN, StepState.CLAIMED], holder__isnull=False
    )
    found: dict[str, list[int]] = {}
    for number, holder in open_.order_by("id").values_list("case__number", "holder"):
        if number and holder is not None and holder not in found.setdefault(number, []):
            found[number].append(holder)
    return found


def in_hand(number: str) -> int | None:
    """The account that has the case's open step in hand; None where nobody took it, or several have."""
    holders = in_hands([number]).get(number, [])
    return holders[0] if len(holders) == 1 else None


def _odd(
    sql: str, values: Mapping[str, Any], facts: Callable[[Row], tuple[tuple[str, str], ...]]
) -> list[Odd]:  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, {**values, "most": MOST})
        return [Odd(r[0], r[1], r[2], r[3], r[4], str(r[5]), facts(r)) for r in cursor.fetchall()]


def said(at: datetime | None) -> str:
    return f"{clock.local(at):%Y-%m-%d %H:%M}" if at else "—"


def _day(on: date | None) -> str:
    return f"{on.year}年{on.month}月{on.day}日" if on else "—"


def _limit(amount: int, unit: str) -> str:
    return f"{amount} {deadlines.unit_label(unit)}"


def _shortened(text: str, most: int = 300) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
