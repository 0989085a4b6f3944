"""Moves of the table: 预审, 容缺, 告知承诺, 转送, 视为撤回."""

from typing import Any

from cityhall.cases import actions
from cityhall.cases.actions import Point
from cityhall.cases.terms import Move, Status
from cityhall.catalogue import actions as catalogue
from cityhall.catalogue.models import ItemVersion
from cityhall.catalogue.tests import given as items
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE

from .. import given
from .part import Part

MATERIALS: list[dict[str, Any]] = items.MATERIALS  # type: ignore[assignment]
LATER = [{**m, "required": True, "deferrable": m["key"] == "premises"} for m in MATERIALS]
GAPS = {"amount": 5, "unit": "workdays", "basis": "样例市容缺受理规定第三条"}
PLEDGE = {"text": "本人承诺经营场所符合规定条件。", "spares": ["premises"], "basis": "样例市告知承诺规定第四条"}
LONG_AGO = "2026-03-02 10:00"


def gaps_place(*also: str, **content: Any) -> given.Place:
    """An item that lets the proof of the premises come later."""
    regime = {"basis": "样例市规定第三条", "also": ["accept_with_gaps", *also]}
    own: dict[str, Any] = {"regime": regime, "gaps": GAPS, "materials": LATER}
    return given.place(**own | content)


def pledge_place(**pledge: Any) -> given.Place:
    """An item that spares the same proof whoever pledges."""
    regime = {"basis": "样例市规定第四条", "also": ["accept_on_pledge"]}
    return given.place(regime=regime, pledge={**PLEDGE, **pledge}, materials=LATER)


def deeming_place() -> given.Place:
    return gaps_place("deem_withdrawn")


def short(here: given.Place) -> str:
    """Received without what may come later."""
    return given.received(here, materials=("form", "identity"))


def with_gaps(here: given.Place) -> str:
    number = short(here)
    actions.accept_with_gaps(here.clerk, number, ["premises"])
    return number


def on_pledge(here: given.Place) -> str:
    number = short(here)
    actions.accept_on_pledge(here.clerk, number)
    return number


def asked(here: given.Place) -> str:
    draft = given.draft(here)
    actions.ask_pre_review(here.citizen, draft)
    return draft


def late_supplement(here: given.Place) -> str:
    with clock.frozen(LONG_AGO):
        return given.supplementing(here)


def late_promise(here: given.Place) -> str:
    with clock.frozen(LONG_AGO):
        return with_gaps(here)


def deemed(here: given.Place) -> str:
    """The item is published anew with a rule that withdraws by itself; then the applicant lets her limit pass."""
    content = dict(ItemVersion.objects.get(pk=here.terms.version_id).content)
    rule = content.get("regime") or {}
    also = [*rule.get("also", ()), "deem_withdrawn"]
    content["regime"] = {**rule, "basis": "样例市规定第九条", "also": also}
    catalogue.save_draft(HOUSE, here.terms.item_id, content)
    catalogue.publish(HOUSE, here.terms.item_id)
    number = late_supplement(here)
    actions.deem_withdrawn(HOUSE, number)
    return number


def transferred(here: given.Place) -> str:
    number = given.received(here)
    actions.transfer(here.clerk, number, "市样例乙局", "不属本局职权", True)
    return number


PART = Part(
    acts={
        Move.ASK_PRE_REVIEW: lambda _here, actor, ref: actions.ask_pre_review(actor, ref, "请看材料是否齐全"),
        Move.ANSWER_PRE_REVIEW: lambda _here, actor, ref: actions.answer_pre_review(
            actor, ref, False, "", [Point("identity", "身份证明", "看不清", "请重新拍照")]
        ),
        Move.ACCEPT_WITH_GAPS: lambda _here, actor, ref: actions.accept_with_gaps(actor, ref, ["premises"]),
        Move.ACCEPT_ON_PLEDGE: lambda _here, actor, ref: actions.accept_on_pledge(actor, ref),
        Move.TRANSFER: lambda _here, actor, ref: actions.transfer(actor, ref, "市样例乙局", "不属本局职权", True),
        Move.DEEM_WITHDRAWN: lambda _here, actor, ref: actions.deem_withdrawn(actor, ref),
    },
    places={
        Move.ACCEPT_WITH_GAPS: gaps_place,
        Move.ACCEPT_ON_PLEDGE: pledge_place,
        Move.DEEM_WITHDRAWN: deeming_place,
    },
    ready={
        (Move.ANSWER_PRE_REVIEW, Status.DRAFT): asked,
        (Move.ACCEPT_WITH_GAPS, Status.RECEIVED): short,
        (Move.ACCEPT_ON_PLEDGE, Status.RECEIVED): short,
        (Move.DEEM_WITHDRAWN, Status.SUPPLEMENTING): late_supplement,
        (Move.DEEM_WITHDRAWN, Status.ACCEPTED): late_promise,
    },
    states={
        Status.TRANSFERRED: transferred,
        Status.DEEMED_WITHDRAWN: deemed,
    },
)
