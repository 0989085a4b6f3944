"""Moves of the table: 更正, 撤销, 重新决定, 视为延续, and telling the applicant of an end that is no decision."""

from datetime import timedelta
from typing import Any

from cityhall.cases import actions
from cityhall.cases.models import ProceedingRow
from cityhall.cases.terms import Move, Proceeding, Status
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor

from .. import given, handled
from . import intake
from .part import Part, Ready


def renewing() -> given.Place:
    return given.place(licence_act="renew")


def expired(here: given.Place) -> str:
    """A renewal asked in time whose licence ran out yesterday."""
    with clock.frozen(clock.now() - timedelta(days=60)):
        return given.accepted(here)


def ordered(reach: Ready) -> Ready:
    """A decision that a review has sent back."""

    def ready(here: given.Place) -> str:
        number = reach(here)
        actions.order_again(here.approver, number, "review", "样例复决〔2026〕3号", 30)
        return number

    return ready


def again(_here: given.Place, actor: Actor, ref: str) -> Any:
    row = ProceedingRow.objects.filter(case__number=ref, kind=Proceeding.REDECISION).last()
    return actions.decide_again(actor, ref, str(row.pk if row else 0), "refused", "经重新审查，不符合条件。")


def told(here: given.Place, reach: Ready = given.not_accepted) -> str:
    """An end that is no decision, and the applicant told of it."""
    number = reach(here)
    actions.deliver(here.issuer, number, "样例申请人")
    return number


AFTER = {Status.DECIDED: given.granted, Status.DELIVERED: given.delivered, Status.ARCHIVED: given.archived}
PART = Part(
    acts={
        Move.CORRECT: lambda _here, actor, ref: actions.correct_decision(actor, ref, "“样列”更正为“样例”", "笔误"),
        Move.REVOKE: lambda _here, actor, ref: actions.revoke(
            actor, ref, "fraud", "以虚假材料取得。", "行政许可法第六十九条第二款"
        ),
        Move.DECIDE_AGAIN: again,
        Move.DEEM_RENEWED: lambda _here, actor, ref: actions.deem_renewed(actor, ref),
        Move.SERVE: lambda _here, actor, ref: actions.deliver(actor, ref, "样例申请人"),
    },
    places={Move.DEEM_RENEWED: renewing},
    ready={
        (Move.DEEM_RENEWED, Status.ACCEPTED): expired,
        (Move.ARCHIVE, Status.NOT_ACCEPTED): told,
        (Move.ARCHIVE, Status.TERMINATED): lambda here: told(here, handled.terminated),
        (Move.ARCHIVE, Status.DEEMED_WITHDRAWN): lambda here: told(here, intake.PART.states[Status.DEEMED_WITHDRAWN]),
        **{(Move.DECIDE_AGAIN, state): ordered(reach) for state, reach in AFTER.items()},
    },
)
