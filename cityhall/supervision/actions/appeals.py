"""复核: an organ contests a red light; another than who asked upholds it or strikes it out."""

from django.db import IntegrityError, transaction

from cityhall.deadlines import queries as clocks
from cityhall.deadlines.terms import Light
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.supervision import rules
from cityhall.supervision.models import Appeal
from cityhall.supervision.terms import AppealState, Can

from . import tell


@action
def appeal(actor: Actor, ref: str, deadline_id: int, grounds: str) -> int:
    """申请复核: of a promise of the actor's own organ that ran out, once; answers the appeal's id."""
    found = next((one for one in clocks.clocks_of([ref]) if one.id == deadline_id), None)
    if found is None:
        raise NotFoundError("supervision.no_clock", "没有找到这项时限，请核对办件编号")
    require(actor, Can.APPEAL, found.organ_id)
    state = Appeal.objects.filter(deadline_id=deadline_id).values_list("state", flat=True).first()
    late = found.light in {Light.RED, Light.DARK}
    rules.check_appeal(late=late, before=AppealState(state) if state else None)
    row = Appeal(
        deadline_id=deadline_id, organ_id=found.organ_id, ref=ref, asked_at=clock.now(), asked_by=actor.name,
        asked_account=actor.account_id, grounds=rules.check_text(grounds, "grounds", "申请复核的理由"),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:  # somebody else of the organ asked at the same moment
        raise WrongStateError("supervision.appeal_open", "这个红灯已在复核，请等候决定") from twice
    tell.of_appeal(actor, row)
    record(actor, "supervision.appealed", ref, organ_id=row.organ_id, deadline_id=deadline_id, appeal=row.pk)
    return int(row.pk)


@action
def decide_appeal(actor: Actor, appeal_id: int, struck: bool, reason: str) -> None:
    """复核决定: the light stands, or it is struck out of rankings; always with a reason, never by who asked."""
    row = Appeal.objects.select_for_update().filter(pk=appeal_id).first()
    if row is None:
        raise NotFoundError("supervision.no_appeal", "没有找到这项复核申请，请刷新列表")
    require(actor, Can.DECIDE_APPEAL, row.organ_id)
    if actor.account_id is not None and actor.account_id == row.asked_account:
        raise NotAllowedError("supervision.own_appeal", "不能决定本人提出的复核申请，请由其他监察人员决定")
    rules.check_decision(AppealState(row.state))
    row.reason = rules.check_text(reason, "reason", "复核决定的理由")
    row.state = AppealState.STRUCK if struck else AppealState.UPHELD
    row.decided_at, row.decided_by = clock.now(), actor.name
    row.save(update_fields=["reason", "state", "decided_at", "decided_by"])
    tell.of_appeal(actor, row)
    record(
        actor, "supervision.appeal_decided", row.ref, organ_id=row.organ_id, deadline_id=row.deadline_id,
        appeal=row.pk, state=str(row.state),
    )  # fmt: skip
