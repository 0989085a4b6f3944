"""留存与销毁, 处理活动记录: how long, who decides that it is time, and what the city says it does with personal data."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.people import rules
from cityhall.people.models import Destruction, Processing, RetentionRule
from cityhall.people.terms import Can, DestructionState, Held


@action
def set_retention(actor: Actor, kind: str, months: int, source: str) -> None:
    """留存期限, with where it is said."""
    require(actor, Can.RETAIN)
    rules.check_retention(kind, months, source)
    row = RetentionRule.objects.select_for_update().filter(kind=kind).first()
    if row is None:
        row = RetentionRule(kind=kind, version=0)
    else:
        call.check_seen(row.version)
    row.months, row.source, row.saved_at, row.saved_by = months, source.strip(), clock.now(), actor.name
    row.version += 1
    if row.pk is None:
        row.save(force_insert=True)
    else:
        row.save(update_fields=["months", "source", "saved_at", "saved_by", "version"])
    record(actor, "people.retention_set", f"retention:{kind}", months=months, source=source.strip())


@step
def propose_destruction(actor: Actor, kind: Held, before: datetime, due: int, reason: str) -> int:
    """提出销毁: by the rule of now; one at a time of a kind."""
    require(actor, Can.RETAIN)
    rule = rule_of(kind)
    if not due:
        raise WrongStateError("people.nothing_due", f"没有到期的{kind.label}，不用销毁")
    row = Destruction(
        kind=kind, before=before, months=rule.months, source=rule.source, reason=reason.strip()[:300], due=due,
        proposed_by=actor.name, proposed_account=actor.account_id or 0, proposed_at=clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        raise WrongStateError(
            "people.destruction_open", f"{kind.label}已有一次销毁在审批或进行中，请等它结束"
        ) from twice
    record(actor, "people.destruction_proposed", row.ref, kind=kind.value, due=due, before=before.isoformat())
    return row.pk


@action
def judge_destruction(actor: Actor, destruction_id: int, agree: bool, opinion: str) -> None:
    """审批销毁: by another than who proposed it. Approved, the worker carries it out."""
    require(actor, Can.DESTROY)
    row = _locked(destruction_id, DestructionState.PROPOSED)
    rules.check_other(row.proposed_account, actor.account_id)
    call.check_seen(row.version)
    if not agree and not opinion.strip():
        raise InvalidInputError("people.no_opinion", "不批准的，请写明理由", field="opinion")
    row.state = DestructionState.APPROVED if agree else DestructionState.REFUSED
    row.judged_by, row.judged_at, row.opinion = actor.name, clock.now(), opinion.strip()[:300]
    row.version += 1
    row.save(update_fields=["state", "judged_by", "judged_at", "opinion", "version"])
    record(actor, f"people.destruction_{row.state}", row.ref, kind=row.kind)


@step
def next_batch(actor: Actor, destruction_id: int) -> tuple[Held, datetime]:
    """What is to go, under the lock of its destruction: two workers do not count the same twice."""
    row = _locked(destruction_id, DestructionState.APPROVED)
    return Held(row.kind), row.before


@step
def note_destroyed(actor: Actor, destruction_id: int, keys: list[str]) -> None:
    """A batch is gone: counted, its ids folded into the digest; none left, it is done."""
    row = _locked(destruction_id, DestructionState.APPROVED)
    if not keys:
        row.state, row.done_at = DestructionState.DONE, clock.now()
    row.destroyed += len(keys)
    row.digest = rules.folded(row.digest, keys)
    row.version += 1
    row.save(update_fields=["state", "done_at", "destroyed", "digest", "version"])
    event = "people.destroyed" if keys else "people.destruction_done"
    record(actor, event, row.ref, kind=row.kind, count=len(keys), destroyed=row.destroyed, digest=row.digest)


def rule_of(kind: Held) -> RetentionRule:
    row = RetentionRule.objects.filter(kind=kind).first()
    if row is None:
        raise WrongStateError("people.no_retention", f"还没有设定{kind.label}的留存期限，请先设定并写明依据")
    return row


def _locked(destruction_id: int, state: DestructionState) -> Destruction:
    row = Destruction.objects.select_for_update().filter(pk=destruction_id).first()
    if row is None:
        raise NotFoundError("people.no_destruction", "没有找到这次销毁，请回到列表重新选择")
    if row.state != state:
        raise WrongStateError(
            "people.destruction_state", f"这次销毁{DestructionState(row.state).label}，不能再办理；请刷新页面"
        )
    return row


@action
def save_processing(actor: Actor, told: Mapping[str, Any], processing_id: int | None = None) -> int:
    """登记处理活动 (个人信息保护法 第五十五条, 第五十六条)."""
    require(actor, Can.RETAIN)
    values = rules.check_processing(dict(told))
    changes = values | {"saved_at": clock.now(), "saved_by": actor.name}
    if processing_id is None:
        row = Processing(**changes)
        row.save(force_insert=True)
    else:
        row = _processing(processing_id)
        call.check_seen(row.version)
        Processing.objects.filter(pk=row.pk).update(**changes, version=row.version + 1)
    record(actor, "people.processing_saved", row.ref, name=values["name"], new=processing_id is None)
    return row.pk


@action
def end_processing(actor: Actor, processing_id: int, until_on: date) -> None:
    """结束处理活动: the record stays; the law wants it for three years at least, the city keeps it for good."""
    require(actor, Can.RETAIN)
    row = _processing(processing_id)
    call.check_seen(row.version)
    if until_on < row.from_on:
        raise InvalidInputError("people.processing_dates", "结束日期不能早于开始日期", field="until_on")
    Processing.objects.filter(pk=row.pk).update(until_on=until_on, version=row.version + 1)
    record(actor, "people.processing_ended", row.ref, until=until_on.isoformat())


def _processing(processing_id: int) -> Processing:
    row = Processing.objects.select_for_update().filter(pk=processing_id).first()
    if row is None:
        raise NotFoundError("people.no_processing", "没有找到这项处理活动，请回到列表重新选择")
    return row
