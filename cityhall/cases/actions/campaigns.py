"""专项行动: a case joins a campaign, and its promise goes on by the campaign's unit (百日攻坚：工作日改日历日)."""

from datetime import date

from cityhall.cases.terms import Can, Status
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines import queries as asked
from cityhall.deadlines.terms import Kind, Unit
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.workdays import ONE_DAY

from .lock import lock, settle


@action
def join_campaign(actor: Actor, number: str, campaign: int) -> date | None:
    """纳入专项行动: from the day after, the rest of the promised limit counts by the campaign's unit; the legal limit stays as
    it is. Answers the new due day of the promise.

    Errors: `case.no_campaign`, `case.not_running`, `deadline.switched_already`, `deadline.switch_unit`."""
    held = lock(number)
    require(actor, Can.APPROVE_TIME, held.case.organ_id, held.case.item_id)
    call.check_seen(held.case.version, held.case.last_actor)
    if held.case.status != Status.ACCEPTED:
        raise WrongStateError("case.not_running", "只有已受理、还没有办结的办件才能纳入专项行动")
    running = {one.id: one for one in asked.campaigns()}
    if campaign not in running:
        raise InvalidInputError("case.no_campaign", "这项专项行动今天没有在进行，请重新选择", "campaign")
    chosen, on = running[campaign], clock.today() + ONE_DAY
    deadlines.switch(
        actor, held.ref, [Kind.PROMISED], key=f"campaign:{chosen.id}", cause=chosen.name, unit=Unit(chosen.unit), on=on,
        layer=chosen.id, edition=held.edition,
    )  # fmt: skip
    settle(actor, held, Status(held.case.status))
    due = next(c.due_on for c in asked.clocks_of([held.ref], edition=held.edition) if c.kind is Kind.PROMISED)
    record(
        actor, "case.campaign_joined", held.ref, organ_id=held.case.organ_id, campaign=chosen.name, unit=chosen.unit.value,
        on=on.isoformat(), due_on=due and due.isoformat(),
    )  # fmt: skip
    return due
