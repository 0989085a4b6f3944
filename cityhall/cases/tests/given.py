"""Cases in every state a test needs, walked there through actions."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cityhall.cases import actions
from cityhall.cases.actions import Applicant, Handed, Point
from cityhall.cases.terms import Can
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import ItemTerms, LicenceAct, Pace, Procedure
from cityhall.catalogue.tests import given as items
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.files.store import Stored, put
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given as organs
from cityhall.people.tests import given as people

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
OLD_LICENCE = "样例旧证0001"  # issued before the register began
FORM = {
    "premises_name": "样例面馆",
    "premises_address": "样例路 1 号",
    "contact_phone": "13900000001",
    "kind": "餐饮",
}


@dataclass(frozen=True)
class Place:
    """One organ with an item, its window and everybody who works there."""

    organ: int
    window: int
    terms: ItemTerms
    clerk: Actor
    reviewer: Actor
    approver: Actor
    chief: Actor  # 首席代表: decides on the spot, voids, holds, archives
    issuer: Actor
    citizen: Actor


def citizen(name: str = "") -> Actor:
    """Somebody who signed in by phone and declared her name."""
    return people.citizen(name=name or "样例申请人")


def place(procedure: Procedure = Procedure.LICENCE, pace: Pace = Pace.PROMISED, **content: Any) -> Place:
    organ = organs.organ()
    item_id = items.published_item(organ, procedure=procedure, pace=pace, **content)
    terms = catalogue.published(item_id)
    assert terms is not None
    window = organs.window(organ, may_decide=True)
    return Place(
        organ=organ,
        window=window,
        terms=terms,
        clerk=organs.clerk(window, Can.INTAKE, Can.SEE, authority=(Can.DECIDE_ON_SPOT,), desk=Desk.INTAKE),
        reviewer=organs.staff(organ, Can.REVIEW, Can.NOT_ACCEPT, Can.SEE, Can.REVEAL, desk=Desk.REVIEW),
        approver=organs.staff(organ, Can.DECIDE, Can.SEE, desk=Desk.APPROVE),
        chief=organs.staff(organ, Can.VOID, Can.HOLD, Can.ARCHIVE, Can.SEE, Can.DECIDE_ON_SPOT),
        issuer=organs.staff(organ, Can.DELIVER, desk=Desk.ISSUE),
        citizen=citizen(),
    )


def applicant(name: str = "样例申请人") -> Applicant:
    return Applicant("", name, "9901**********0011", name, "13900000001")


def file(content: bytes = PDF) -> Stored:
    return put([content])


def draft(here: Place, *, materials: tuple[str, ...] | None = None) -> str:
    """A draft, filled in, with these materials uploaded (all required ones when not said)."""
    draft_id = actions.start_draft(here.citizen, here.terms.item_id, applicant())
    if here.terms.licence_act is not LicenceAct.NONE:
        actions.name_licence(here.citizen, draft_id, OLD_LICENCE, clock.today() + timedelta(days=59))
    known = {f.key for f in here.terms.fields}
    actions.save_draft(here.citizen, draft_id, {k: v for k, v in FORM.items() if k in known})
    wanted = tuple(m.key for m in here.terms.materials if m.required) if materials is None else materials
    for key in wanted:
        actions.attach(here.citizen, draft_id, key, file(), f"{key}.pdf")
    return draft_id


def received(here: Place, *, materials: tuple[str, ...] | None = None) -> str:
    return actions.receive(here.citizen, draft(here, materials=materials))


def handed(here: Place) -> list[Handed]:
    return [Handed(m.key, paper_copies=1, original_seen=True) for m in here.terms.materials if m.required]


def supplementing(here: Place, *keys: str) -> str:
    """A case whose applicant was told of these materials (the first required one when not said)."""
    wanted = keys or (next(m.key for m in here.terms.materials if m.required),)
    kept = tuple(m.key for m in here.terms.materials if m.required and m.key not in wanted)
    number = received(here, materials=kept)
    actions.request_supplement(here.clerk, number, [Point(k, k, "没有提交", "请上传") for k in wanted])
    return number


def supplemented(here: Place) -> str:
    key = next(m.key for m in here.terms.materials if m.required)
    number = supplementing(here, key)
    actions.attach(here.citizen, number, key, file(), "补.pdf")
    actions.supplement(here.citizen, number, [key])
    return number


def accepted(here: Place) -> str:
    number = received(here)
    actions.accept(here.clerk, number)
    return number


def reviewed(here: Place) -> str:
    """Accepted, the review done, waiting for the decision."""
    number = accepted(here)
    actions.finish_step(here.reviewer, number, "review", "agree", "符合条件")
    return number


def granted(here: Place) -> str:
    number = reviewed(here)
    actions.grant(here.approver, number, "decide")
    return number


def refused(here: Place) -> str:
    number = accepted(here)
    actions.finish_step(here.reviewer, number, "review", "disagree", "不符合第三项条件")
    actions.refuse(here.approver, number, "decide", "经营场所不符合规定条件。")
    return number


def delivered(here: Place) -> str:
    number = granted(here)
    actions.deliver(here.issuer, number, "样例申请人")
    return number


def not_accepted(here: Place) -> str:
    number = received(here)
    actions.not_accept(here.reviewer, number, "other_organ", "属于市样例乙局职权。", other_organ="市样例乙局")
    return number


def withdrawn(here: Place) -> str:
    number = received(here)
    actions.withdraw(here.citizen, number)
    return number


def voided(here: Place) -> str:
    number = received(here)
    actions.void(here.chief, number, "重复申请")
    return number


def archived(here: Place) -> str:
    number = delivered(here)
    actions.archive(here.chief, number)
    return number


def today() -> str:
    return clock.today().isoformat()
