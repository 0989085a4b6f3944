"""监察规则: kept in versions; what they find; the orders they issue by themselves."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db.models import Max

from cityhall.cases import queries as cases
from cityhall.deadlines import queries as clocks
from cityhall.deadlines.terms import Kind, Light
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor, require
from cityhall.kernel.errors import WrongStateError
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.messages import actions as messages
from cityhall.organs import queries as organs
from cityhall.supervision import rules
from cityhall.supervision.models import Finding, Rule, SupervisionOrder
from cityhall.supervision.terms import Can, FindingState, Level, RuleKey, State

from . import orders

FIND: Mapping[RuleKey, Callable[[datetime, Mapping[str, int]], list[cases.Odd]]] = {
    RuleKey.AT_ONCE: lambda since, v: cases.finished_at_once(since, v["minutes"]),
    RuleKey.REGISTERED_LATE: lambda since, v: cases.registered_after_decision(since, v["minutes"]),
    RuleKey.BACK_ENTRIES: lambda since, v: cases.back_entered_together(since, v["count"]),
    RuleKey.NEAR_THE_END: lambda since, v: cases.stopped_near_the_end(since, v["workdays"]),
    RuleKey.STEP_LATE: lambda since, v: cases.step_late_alone(since),
    RuleKey.NO_REASONS: lambda since, v: cases.refused_without_reasons(since, v["letters"]),
    RuleKey.EXTENDED_AGAIN: lambda since, v: cases.extended_again(since, v["times"]),
    RuleKey.SAME_REASONS: lambda since, v: cases.same_reasons(since, v["letters"], v["count"]),
}
REMINDED = (Kind.PROMISED, Kind.STATUTORY)


@action
def set_rule(actor: Actor, key: RuleKey, enabled: bool, values: Mapping[str, int], reason: str) -> int:
    """维护监察规则: a new version, in force from now on; what earlier versions found stays under them. Answers its number."""
    require(actor, Can.SET_RULES)
    told = rules.rule_values(RuleKey(key), values)
    why = rules.check_text(reason, "reason", "依据或原因")
    now = clock.now()
    rows = Rule.objects.select_for_update().filter(key=key)
    last = rows.aggregate(n=Max("number"))["n"] if rows.exists() else None
    rows.filter(until_at=None).update(until_at=now)
    made = Rule.objects.create(
        key=key,
        number=(last or 0) + 1,
        enabled=enabled,
        values=told,
        reason=why[:300],
        from_at=now,
        saved_by=actor.name,
    )
    record(actor, "supervision.rule_set", f"supervision_rule:{key}", number=made.number, enabled=enabled, values=told)
    return int(made.number)


def in_force(key: RuleKey) -> tuple[int, bool, dict[str, int]]:
    """Number, whether it is on, and the values of a rule; what nobody has set goes by its defaults, as version 0."""
    row = Rule.objects.filter(key=key, until_at=None).first()
    if row is None:
        return 0, True, rules.rule_values(key, {})
    return row.number, row.enabled, rules.rule_values(key, row.values)


def detect(actor: Actor) -> int:
    """查找异常: every rule that is on looks back over the last weeks; what it has not found before is written down, each rule
    an act of its own. Answers how many are new."""
    require(actor, Can.DETECT)
    found = 0
    for key in FIND:
        if in_force(key)[1]:
            with call.calling():
                found += _detect(actor, key)
    return found


@action
def _detect(actor: Actor, key: RuleKey) -> int:
    number, _, values = in_force(key)
    since = clock.now() - timedelta(days=rules.LOOK_BACK_DAYS)
    odd = FIND[key](since, values)
    known = set(Finding.objects.filter(key=key, ref__in=[f"case:{o.number}" for o in odd]).values_list("ref", "mark"))
    rows = [
        Finding(
            key=key, rule_number=number, ref=f"case:{one.number}", mark=one.mark[:80], organ_id=one.organ_id,
            item_id=one.item_id, title=one.title[:200], happened_at=one.at, found_at=clock.now(),
            facts=[list(pair) for pair in one.facts],
        )
        for one in odd if (f"case:{one.number}", one.mark[:80]) not in known
    ]  # fmt: skip
    made = Finding.objects.bulk_create(rows, ignore_conflicts=True)
    record(actor, "supervision.looked", f"supervision_rule:{key}", rule=number, found=len(made))
    if made:
        label = RuleKey(key).label
        messages.tell_staff(
            actor, ref=f"supervision_rule:{key}", kind="supervision.found", subject=f"发现异常：{label}（{len(made)} 条）",
            body=f"监察规则“{label}”新发现 {len(made)} 条异常，请核查。",
            accounts=organs.entitled_everywhere(Can.JUDGE),
        )  # fmt: skip
    return len(made)


@action
def judge(actor: Actor, finding_id: int, confirmed: bool, reason: str) -> None:
    """核查异常: confirmed or dismissed, once, with what was found out."""
    row = Finding.objects.select_for_update().filter(pk=finding_id).first()
    if row is None or not actor.may(Can.SEE, row.organ_id):
        raise orders.not_found(f"{finding_id}")
    require(actor, Can.JUDGE, row.organ_id)
    rules.check_finding(FindingState(row.state))
    row.reason = rules.check_text(reason, "reason", "核查意见")
    row.state = FindingState.CONFIRMED if confirmed else FindingState.DISMISSED
    row.decided_at, row.decided_by = clock.now(), actor.name
    row.save(update_fields=["reason", "state", "decided_at", "decided_by"])
    record(
        actor, "supervision.judged", row.ref, organ_id=row.organ_id, finding=row.pk, rule=row.key, state=str(row.state)
    )


def when_clock_ran_out(line: Line) -> None:
    """Reaction to `deadline.breached`: a red promise is reminded of by rule; an order nobody answered goes up one rung."""
    kind = Kind(str(line.values.get("kind")))
    if kind in REMINDED and line.ref.startswith("case:"):
        _remind(line)
    elif kind is Kind.SUPERVISION:
        _raise(line.ref.removeprefix("supervision:"), int(str(line.values.get("deadline_id"))))


def _remind(line: Line) -> None:
    number, enabled, values = in_force(RuleKey.REMIND)
    told = [c for c in clocks.clocks_of([line.ref]) if c.id == line.values.get("deadline_id")]
    if not enabled or not told or told[0].light is not Light.RED:
        return
    one = told[0]
    if SupervisionOrder.objects.filter(deadline_id=one.id, rule__startswith=f"{RuleKey.REMIND}@").exists():
        return
    in_hand = cases.in_hand(line.ref.removeprefix("case:"))
    orders.issue(
        HOUSE, one.organ_id, line.ref, Level.REMINDER,
        f"“{one.kind_label}”时限（{one.limit}）已于 {one.due_text} 届满，请尽快办结，并说明超期原因和预计办结时间。",
        f"红灯自动催办：{one.left_text}", days=values["days"], deadline_id=one.id, rule=f"{RuleKey.REMIND}@{number}",
        person_id=in_hand if in_hand in {account for account, _ in organs.colleagues(one.organ_id)} else None,
    )  # fmt: skip


def _raise(order_number: str, deadline_id: int) -> None:
    number, enabled, _ = in_force(RuleKey.RAISE)
    row = SupervisionOrder.objects.filter(number=order_number, state=State.OPEN).first()
    running = [c for c in clocks.clocks_of([f"supervision:{order_number}"]) if c.id == deadline_id]
    if not enabled or row is None or not running or running[0].light is not Light.RED:
        return
    higher = rules.auto_next(Level(row.level))
    if higher is None or SupervisionOrder.objects.filter(before=row).exists():
        return
    try:
        orders.raise_level(
            HOUSE, order_number, f"{row.content}（{Level(row.level).label} {order_number} 逾期没有回复，升级为{higher.label}）",
            f"{Level(row.level).label}的回复时限已经届满，没有收到回复", rule=f"{RuleKey.RAISE}@{number}",
        )  # fmt: skip
    except WrongStateError:  # a person was faster
        return
