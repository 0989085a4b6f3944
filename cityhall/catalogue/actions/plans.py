"""What is planned for a day: a version published, an item taken out of service. The worker does it on the day, once."""

from contextlib import suppress
from datetime import date

from django.db import IntegrityError, transaction

from cityhall.catalogue.models import Item, Plan
from cityhall.catalogue.rules import content as contents
from cityhall.catalogue.rules import regimes
from cityhall.catalogue.terms import Can, PlanKind, PlanState
from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import DomainError, InvalidInputError, WrongStateError
from cityhall.kernel.journal.record import record

from .items import locked_draft, locked_item, regime_for
from .publishing import LONGEST_AHEAD, MOST_NOTE, check_ready, end_plan, publish_now, retire_now

DONE = "catalogue.plan_done"


@action
def plan_publication(actor: Actor, item_id: int, on: date, note: str = "") -> int:
    """定期发布: the draft, ready as it stands, is published on that day; until then it is not edited. Answers the new
    version to be `seen`."""
    item, draft = locked_draft(item_id)
    require(actor, Can.PUBLISH_ITEMS, item.organ_id)
    call.check_seen(item.version)
    parts = contents.read_content(draft.content)
    check_ready(item, parts, regimes.override(regime_for(item), parts.regime))
    return _planned(actor, item, PlanKind.PUBLISH, on, draft.number, note)


@action
def plan_retirement(actor: Actor, item_id: int, on: date, reason: str) -> int:
    """定期停用: open until the day before; the guide says so. Answers the new version to be `seen`."""
    item = locked_item(item_id)
    require(actor, Can.PUBLISH_ITEMS, item.organ_id)
    call.check_seen(item.version)
    if item.published_version is None:
        raise WrongStateError("catalogue.not_published", "这个事项没有发布，不需要停用")
    if not reason.strip():
        raise InvalidInputError("catalogue.reason_missing", "请写明停用的原因和依据", "reason")
    return _planned(actor, item, PlanKind.RETIRE, on, item.published_version.number, reason)


def _planned(actor: Actor, item: Item, kind: PlanKind, on: date, number: int, note: str) -> int:
    today = clock.today()
    if not today < on <= today + LONGEST_AHEAD:
        sentence = (
            f"计划{kind.label}的日期应在明天以后、两年以内，现填 {on.isoformat()}；要今天就{kind.label}的，不填日期"
        )
        raise InvalidInputError("catalogue.bad_plan_date", sentence, "on")
    plan = Plan(
        item=item, kind=kind, on=on, number=number, note=note.strip()[:MOST_NOTE], by=actor.name[:80], made_at=clock.now()
    )  # fmt: skip
    try:
        with transaction.atomic():
            plan.save(force_insert=True)
    except IntegrityError as clash:
        raise WrongStateError(
            "catalogue.plan_waits", f"已经有一个{kind.label}计划，请先取消原来的计划", "on"
        ) from clash
    item.version += 1
    item.save(update_fields=["version"])
    record(
        actor, "item.planned", item.ref, organ_id=item.organ_id, kind=kind.value, on=on.isoformat(), number=number,
        reason=plan.note,
    )  # fmt: skip
    return item.version


@action
def drop_plan(actor: Actor, item_id: int, kind: str) -> int:
    """取消计划: nothing happens on that day. Answers the new version to be `seen`."""
    item = locked_item(item_id)
    require(actor, Can.PUBLISH_ITEMS, item.organ_id)
    call.check_seen(item.version)
    if kind not in list(PlanKind) or not end_plan(item.pk, PlanKind(kind), PlanState.DROPPED, f"{actor.name}取消"):
        raise WrongStateError("catalogue.no_plan", "没有等待执行的这个计划，可能已经执行或取消，请刷新页面")
    item.version += 1
    item.save(update_fields=["version"])
    record(actor, "item.plan_dropped", item.ref, organ_id=item.organ_id, kind=kind)
    return item.version


def run_plans(actor: Actor) -> int:
    """What is due is done, each by itself; what cannot be is marked with the reason and not tried again. A plan another
    worker took is left alone. Answers how many were done."""
    due = Plan.objects.filter(state=PlanState.WAITING, on__lte=clock.today()).order_by("on", "id")
    done = 0
    for plan in list(due[:500]):
        try:
            _carry_out(actor, plan.item_id, plan.kind, plan.pk, plan.note, plan.by)
            done += 1
        except DomainError as refused:
            if refused.code != DONE:
                _give_up(actor, plan, refused.message)
    return done


@action
def _carry_out(actor: Actor, item_id: int, kind: str, plan_id: int, note: str, by: str) -> None:
    """One plan, in one transaction with what it does; the database decides who does it."""
    require(actor, Can.PUBLISH_ITEMS)
    if kind == PlanKind.RETIRE:
        item = locked_item(item_id)
        _claim(plan_id)
        retire_now(actor, item, note, planned_by=by)
        return
    item, draft = locked_draft(item_id)
    _claim(plan_id)
    publish_now(actor, item, draft, note, by, planned_by=by)


@step
def _claim(plan_id: int) -> None:
    waiting = Plan.objects.filter(pk=plan_id, state=PlanState.WAITING)
    if not waiting.update(state=PlanState.DONE, ended_at=clock.now()):
        raise WrongStateError(DONE, "这个计划已经执行或取消")


def _give_up(actor: Actor, plan: Plan, why: str) -> None:
    with suppress(WrongStateError):  # another worker was first
        _fail(actor, plan.item_id, plan.kind, why)


@action
def _fail(actor: Actor, item_id: int, kind: str, why: str) -> None:
    item = locked_item(item_id)
    if not end_plan(item_id, PlanKind(kind), PlanState.FAILED, why):
        raise WrongStateError(DONE, "这个计划已经执行或取消")
    record(actor, "item.plan_failed", item.ref, organ_id=item.organ_id, kind=kind, reason=why[:300])
