"""The first walk: from the draft to the archive."""

from cityhall.cases import actions
from cityhall.cases.actions import Point
from cityhall.cases.terms import Move, Status
from cityhall.catalogue.terms import Pace

from .. import given
from .part import Part


def first(here: given.Place) -> str:
    return next(m.key for m in here.terms.materials if m.required)


def with_supplement(here: given.Place) -> str:
    number = given.supplementing(here)
    actions.attach(here.citizen, number, first(here), given.file(), "补.pdf")
    return number


PART = Part(
    acts={
        Move.RECEIVE: lambda _here, actor, ref: actions.receive(actor, ref),
        Move.CORRECT_HERE: lambda _here, actor, ref: actions.correct_here(actor, ref, {"kind": "零售"}, what="笔误"),
        Move.REFER: lambda _here, actor, ref: actions.refer(actor, ref, "是否属于本局职权？"),
        Move.REQUEST_SUPPLEMENT: lambda _here, actor, ref: actions.request_supplement(
            actor, ref, [Point("form", "申请表", "缺签字")]
        ),
        Move.SUPPLEMENT: lambda here, actor, ref: actions.supplement(actor, ref, [first(here)]),
        Move.ACCEPT: lambda _here, actor, ref: actions.accept(actor, ref),
        Move.DEEM_ACCEPTED: lambda _here, actor, ref: actions.deem_accepted(actor, ref),
        Move.NOT_ACCEPT: lambda _here, actor, ref: actions.not_accept(
            actor, ref, "other_organ", "属乙局职权", other_organ="市样例乙局"
        ),
        Move.GRANT: lambda _here, actor, ref: actions.grant(actor, ref, "decide"),
        Move.REFUSE: lambda _here, actor, ref: actions.refuse(actor, ref, "decide", "不符合条件。"),
        Move.DECIDE_ON_SPOT: lambda _here, actor, ref: actions.decide_on_spot(actor, ref),
        Move.DELIVER: lambda _here, actor, ref: actions.deliver(actor, ref, "样例申请人"),
        Move.WITHDRAW: lambda _here, actor, ref: actions.withdraw(actor, ref),
        Move.VOID: lambda _here, actor, ref: actions.void(actor, ref, "重复申请"),
        Move.ARCHIVE: lambda _here, actor, ref: actions.archive(actor, ref),
    },
    places={Move.DECIDE_ON_SPOT: lambda: given.place(pace=Pace.INSTANT)},
    ready={
        (Move.SUPPLEMENT, Status.SUPPLEMENTING): with_supplement,
        (Move.GRANT, Status.ACCEPTED): given.reviewed,
        (Move.REFUSE, Status.ACCEPTED): given.reviewed,
    },
    states={
        Status.DRAFT: given.draft,
        Status.RECEIVED: given.received,
        Status.SUPPLEMENTING: given.supplementing,
        Status.ACCEPTED: given.accepted,
        Status.NOT_ACCEPTED: given.not_accepted,
        Status.DECIDED: given.granted,
        Status.DELIVERED: given.delivered,
        Status.ARCHIVED: given.archived,
        Status.WITHDRAWN: given.withdrawn,
        Status.VOIDED: given.voided,
    },
)
