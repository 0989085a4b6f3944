"""审查: steps are claimed, finished with an opinion, returned with a reason, handed to a colleague."""

import json
from collections.abc import Sequence
from typing import Any

from cityhall.cases import rules
from cityhall.cases.models import ProceedingRow, Step
from cityhall.cases.rules import handling
from cityhall.cases.terms import Advice, Can, Proceeding, Stage, Status, StepState
from cityhall.deadlines.terms import Kind
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.prepared import planned_once
from cityhall.kernel.writing import update, update_all
from cityhall.organs import queries as organs

from . import clocks, pauses
from .entrusted import by_entrustment, demand
from .levels import check_reviewing_level
from .lock import Held, facts_of, lock, refuse_agent, settle, steps_of

DONE_AND_OPEN = """
UPDATE ch_cases_step SET
  state = CASE WHEN id = %(mine)s THEN 'done' ELSE 'open' END,
  holder = CASE WHEN id = %(mine)s THEN %(by)s::bigint END,
  holder_name = CASE WHEN id = %(mine)s THEN %(name)s ELSE '' END,
  done_at = CASE WHEN id = %(mine)s THEN %(at)s::timestamptz END,
  done_by = CASE WHEN id = %(mine)s THEN %(by)s::bigint END,
  advice = CASE WHEN id = %(mine)s THEN %(advice)s ELSE advice END,
  opinion = CASE WHEN id = %(mine)s THEN %(opinion)s ELSE opinion END,
  checked = CASE WHEN id = %(mine)s THEN %(checked)s::jsonb ELSE checked END,
  on_behalf = CASE WHEN id = %(mine)s THEN %(behalf)s ELSE on_behalf END,
  opened_at = CASE WHEN id = %(mine)s THEN opened_at ELSE %(at)s::timestamptz END
WHERE id = ANY(%(ids)s)
"""


@action
def claim_step(actor: Actor, number: str, key: str) -> None:
    """领取: this step is mine now; colleagues see by whom it is worked."""
    held, _, mine = reviewed(actor, number, key)
    rules.check_may_work(facts_of(mine), mine.holder, actor.account_id, mine.holder_name)
    _save(mine, state=StepState.CLAIMED, holder=actor.account_id, holder_name=actor.name)
    clocks.give(actor, held, key, actor.account_id)
    settle(actor, held, Status(held.case.status))
    record(actor, "step.claimed", clocks.step_ref(held, key), organ_id=mine.organ_id, case=held.ref, step=mine.name)


@action
def release_step(actor: Actor, number: str, key: str) -> None:
    """放回: back on the pile for colleagues."""
    held, _, mine = reviewed(actor, number, key)
    if mine.state != StepState.CLAIMED or mine.holder != actor.account_id:
        raise WrongStateError("case.step_not_yours", "这个环节不在您手上，无需放回")
    _save(mine, state=StepState.OPEN, holder=None, holder_name="")
    clocks.give(actor, held, key, None)
    settle(actor, held, Status(held.case.status))
    record(actor, "step.released", clocks.step_ref(held, key), organ_id=mine.organ_id, case=held.ref, step=mine.name)


@action
def hand_over(actor: Actor, number: str, key: str, to_account: int) -> None:
    """转交: to a colleague who holds the same desk."""
    held, _, mine = reviewed(actor, number, key)
    rules.check_may_work(facts_of(mine), mine.holder, actor.account_id, mine.holder_name)
    names = dict(organs.holders(mine.organ_id, mine.desk, held.case.item_id))
    if to_account not in names:
        raise InvalidInputError("case.no_colleague", "只能转交给本单位同一岗位的人员，请重新选择", field="to_account")
    _save(mine, state=StepState.CLAIMED, holder=to_account, holder_name=names[to_account])
    clocks.give(actor, held, key, to_account)
    settle(actor, held, Status(held.case.status))
    record(
        actor, "step.handed_over", clocks.step_ref(held, key), organ_id=mine.organ_id, case=held.ref,
        step=mine.name, to=names[to_account], to_account=to_account,
    )  # fmt: skip


@action
def finish_step(
    actor: Actor, number: str, key: str, advice: str, opinion: str = "", checked: Sequence[str] = ()
) -> None:
    """完成审查: with an opinion and the points looked at; the next steps open. The deciding step is not finished here
    but by `grant` or `refuse`."""
    held, steps, mine = reviewed(actor, number, key)
    rules.check_may_work(facts_of(mine), mine.holder, actor.account_id, mine.holder_name)
    rules.check_not_suspended(held.case.beside)
    if mine.decides:
        raise WrongStateError("case.decide_instead", "这是决定环节，请直接作出准予或不予的决定")
    text = rules.check_advice(Advice(advice), opinion)
    _check_visit(held, mine)
    done(actor, held, mine, advice=Advice(advice), opinion=text, checked=list(checked))
    opened = _open_next(steps)
    _write_done(mine, opened)
    clocks.stop(actor, [clocks.step_ref(held, key)], [Kind.STEP])
    specs = {s.key: s for s in held.terms.steps}
    clocks.start(actor, held, [clocks.step(held, specs[s.key]) for s in opened])
    pauses.carry(actor, held, [s.key for s in opened])
    settle(actor, held, Status(held.case.status))
    record(
        actor, "step.finished", clocks.step_ref(held, key), organ_id=mine.organ_id, case=held.ref, step=mine.name,
        advice=advice, opened=[s.key for s in opened], **deputised(mine),
        **by_entrustment(actor, Can.REVIEW, held.case),
    )  # fmt: skip


def _check_visit(held: Held, mine: Step) -> None:
    """Has it been looked at by two people, where the step wants that? No statement where it does not."""
    spec = held.terms.step(mine.key)
    if spec is not None and spec.visit:
        done_of = ProceedingRow.objects.filter(case=held.case, kind=Proceeding.VISIT, key=mine.key, stage=Stage.DONE)
        handling.check_visited(mine.name, visited=done_of.exists())


def _write_done(mine: Step, opened: Sequence[Step]) -> None:
    """The finished step and those that open after it, in one statement."""
    given: dict[str, Any] = {
        "mine": mine.pk, "ids": [mine.pk, *(s.pk for s in opened)], "by": mine.done_by, "name": mine.holder_name,
        "at": mine.done_at, "advice": str(mine.advice), "opinion": mine.opinion, "checked": json.dumps(mine.checked),
        "behalf": mine.on_behalf,
    }  # fmt: skip
    with planned_once() as cursor:
        cursor.execute(DONE_AND_OPEN, given)


@action
def return_step(actor: Actor, number: str, key: str, back_to: str, reason: str) -> None:
    """退回: to an earlier step, with a reason; its clock starts anew, the case's own clocks run on."""
    held, steps, mine = reviewed(actor, number, key)
    rules.check_may_work(facts_of(mine), mine.holder, actor.account_id, mine.holder_name)
    rules.check_not_suspended(held.case.beside)
    if not reason.strip():
        raise InvalidInputError("case.no_reason", "请写明退回原因", field="reason")
    target, waiting = rules.steps_after_return([facts_of(s) for s in steps], back_to, key)
    now = clock.now()
    for one in steps:
        if one.key == target or one.key in waiting:
            one.state = StepState.OPEN if one.key == target else StepState.WAITING
            one.holder, one.holder_name, one.done_at, one.done_by = None, "", None, None
            one.opened_at = now if one.key == target else None
    update_all(steps, ["state", "holder", "holder_name", "done_at", "done_by", "opened_at"])
    clocks.stop(actor, [clocks.step_ref(held, s.key) for s in steps], [Kind.STEP])
    spec = next(s for s in held.terms.steps if s.key == target)
    clocks.start(actor, held, [clocks.step(held, spec)])
    pauses.carry(actor, held, [target])
    settle(actor, held, Status(held.case.status))
    record(
        actor, "step.returned", clocks.step_ref(held, key), organ_id=mine.organ_id, case=held.ref, step=mine.name,
        back_to=spec.name, reason=reason.strip()[:300],
    )  # fmt: skip


def reviewed(actor: Actor, number: str, key: str) -> tuple[Held, list[Step], Step]:
    """A case under review, all its steps, and the one asked for, all locked; the actor may work it."""
    held = lock(number)
    steps = steps_of(held.case)
    mine = next((s for s in steps if s.key == key), None)
    if mine is None:
        if not actor.may(Can.DECIDE, held.case.organ_id, held.case.item_id):
            require(actor, Can.REVIEW, held.case.organ_id, held.case.item_id)
        _check_under_review(held)
        raise NotFoundError("case.no_step", "这件没有这个审查环节，请刷新页面")
    item_id = held.case.item_id
    demand(actor, Can.DECIDE if mine.decides else Can.REVIEW, mine.organ_id, item_id, held.terms.name)
    if (mine.organ_id, mine.desk) not in actor.desks_in(item_id) and not actor.is_house:
        raise NotAllowedError("case.not_your_desk", f"“{mine.name}”由其他岗位办理，不在您的岗位职责内")
    refuse_agent(actor, held.case)
    check_reviewing_level(actor, held.terms)
    call.check_seen(held.case.version, held.case.last_actor)
    _check_under_review(held)
    return held, steps, mine


def _check_under_review(held: Held) -> None:
    if held.case.status != Status.ACCEPTED:
        raise WrongStateError(
            "case.not_under_review", f"办件{Status(held.case.status).label}，不在审查中；请刷新查看最新进度"
        )


def done(actor: Actor, held: Held, mine: Step, *, advice: Advice, opinion: str, checked: list[str]) -> None:
    """Fill in a finished step; the caller writes it with the others. A deputy says for whom she did it."""
    mine.on_behalf = actor.stands_in(mine.organ_id, mine.desk, held.case.item_id)[:80]
    mine.state, mine.done_at, mine.done_by = StepState.DONE, clock.now(), actor.account_id
    mine.holder, mine.holder_name = actor.account_id, actor.name
    mine.advice, mine.opinion, mine.checked = advice, opinion, checked


def deputised(mine: Step) -> dict[str, str]:
    """What the journal adds where a deputy did it: `for` whom."""
    return {"for": mine.on_behalf} if mine.on_behalf else {}


def _open_next(steps: list[Step]) -> list[Step]:
    now = clock.now()
    keys = set(rules.advance([facts_of(s) for s in steps]))
    opening = [s for s in steps if s.key in keys]
    for one in opening:
        one.state, one.opened_at = StepState.OPEN, now
    return opening


def _save(mine: Step, **changes: object) -> None:
    for name, value in changes.items():
        setattr(mine, name, value)
    update(mine, [*changes])
