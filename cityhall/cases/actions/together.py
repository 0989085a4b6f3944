"""并联办理: what a room above does with the cases of one application, each step inside that room's own act."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cityhall.cases import rules
from cityhall.cases.models import Case, Hold, Material, MaterialFile
from cityhall.cases.rules.moves import check_allowed
from cityhall.cases.terms import Channel, DeliveryMethod, HoldKind, Move, Origin, Status, Verdict
from cityhall.catalogue import queries as catalogue
from cityhall.kernel import clock
from cityhall.kernel.action import step
from cityhall.kernel.actor import Actor
from cityhall.kernel.files.store import Stored, note
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import insert

from .close import take_back
from .drafts import Applicant, new_application, pinned
from .holds import lift, set_hold
from .intake import taken_in
from .lock import Held, lock, settle


@dataclass(frozen=True)
class Wish:
    """How the results of a whole are wanted. `kept`: all together, not as they come."""

    method: DeliveryMethod | None = None
    receiver: str = ""
    phone: str = ""
    address: str = ""
    consent: bool = False
    kept: bool = False


@dataclass(frozen=True)
class Paper:
    """What of one material was handed over at the window on paper."""

    copies: int
    seen: bool


@dataclass(frozen=True)
class Handover:
    """One case of an application that asks for several: under which version of its item, for whom, with what. `joint` is the
    number of the whole; at a window `taken_account` took it in, at `window_id`; an agent's are `agent_account`, `agency_id`."""

    joint: str
    item_id: int
    version_id: str
    account_id: int | None
    applicant: Applicant
    values: Mapping[str, str]
    files: Sequence[
        tuple[str, Stored, str, Origin]
    ] = ()  # for which line of the checklist, the content, its name, whence
    wish: Wish = Wish()
    papers: Mapping[str, Paper] = field(default_factory=dict)
    channel: Channel = Channel.ONLINE
    taken_account: int | None = None
    window_id: int | None = None
    agent_account: int | None = None
    agency_id: int | None = None


@step
def open_case(actor: Actor, handed: Handover) -> str:
    """分送: received this moment, as if the applicant had handed it in herself; answers the case number."""
    offered = catalogue.published_here(handed.item_id)
    terms = catalogue.situated(catalogue.terms(handed.version_id), handed.values)
    check_allowed(Move.RECEIVE, terms.regime.moves, terms.procedure.label)
    kept = rules.check_form(terms.fields, handed.values)
    application = new_application(
        actor, terms, handed.applicant, handed.channel, kept, account_id=handed.account_id, whole=handed.joint,
        agency=(handed.agency_id, handed.agent_account), **_wished(handed.wish),
    )  # fmt: skip
    case = Case(application=application, last_actor=actor.name, **pinned(terms, application))
    files = [one for one in handed.files if terms.material(one[0])]
    papers = {key: one for key, one in handed.papers.items() if terms.material(key)}
    given = tuple(dict.fromkeys([*(key for key, *_ in files), *(key for key, one in papers.items() if one.copies)]))
    held = Held(case, terms, offered.edition, given, {}, (), (), 0, mark=offered.mark)
    _keep(held, dict.fromkeys([*given, *papers]), papers, files)
    taken_in(actor, held, Status.RECEIVED, by=handed.taken_account, window_id=handed.window_id, joint=handed.joint)
    return str(case.number)


def _wished(wish: Wish) -> dict[str, Any]:
    return {
        "delivery_method": wish.method or "", "delivery_receiver": wish.receiver[:60],
        "delivery_phone": wish.phone or None, "delivery_address": wish.address[:300] or None,
        "electronic_consent": wish.consent, "kept": wish.kept,
    }  # fmt: skip


@step
def _keep(
    held: Held, keys: Iterable[str], papers: Mapping[str, Paper], files: Sequence[tuple[str, Stored, str, Origin]]
) -> None:  # fmt: skip
    nothing = Paper(0, seen=False)
    new = [(key, papers.get(key, nothing)) for key in keys]
    rows = {
        row.key: row
        for row in insert([
            Material(application=held.case.application, key=key, paper_copies=one.copies, original_seen=one.seen)
            for key, one in new
        ])
    }  # fmt: skip
    if not files:
        return
    note(*(stored for _, stored, _, _ in files))
    insert([
        MaterialFile(
            material=rows[key], sha256=stored.sha256, name=name[-200:], size=stored.size, media_type=stored.media_type,
            origin=origin, added_at=clock.now(),
        )
        for key, stored, name, origin in files
    ])  # fmt: skip


@step
def hold_case(actor: Actor, number: str, reason: str) -> None:
    """并联限制: neither accepted nor granted until it is lifted; its clocks run on. One that has ended is left alone."""
    held = lock(number)
    if held.case.status in (Status.RECEIVED, Status.SUPPLEMENTING, Status.ACCEPTED):
        set_hold(actor, held, HoldKind.JOINT, reason)


@step
def lift_case(actor: Actor, number: str) -> bool:
    """The same lifted again; answers whether there was one."""
    held = lock(number)
    standing = Hold.objects.filter(case=held.case, kind=HoldKind.JOINT, lifted_at=None).exists()
    if standing:
        lift(actor, held, HoldKind.JOINT)
    return standing


@step
def take_case_back(actor: Actor, number: str, reason: str) -> bool:
    """撤回 of one case of the whole; one that is decided or ended stays as it is. Answers whether it was taken back."""
    held = lock(number)
    open_ = held.case.status in rules.MOVES[Move.WITHDRAW].from_
    if open_:
        take_back(actor, held, rules.next_status(Status(held.case.status), Move.WITHDRAW), reason)
    return open_


@step
def recognise(actor: Actor, number: str, key: str, by: str) -> bool:
    """资料互认: what another organ found good is good here, unless somebody here has looked already."""
    held = lock(number)
    if held.case.status not in (Status.RECEIVED, Status.SUPPLEMENTING):
        return False
    rows = Material.objects.filter(application=held.case.application, key=key, verdict=Verdict.UNCHECKED)
    if not rows.update(verdict=Verdict.GOOD, checked_by=f"{by}（资料互认）"[:80], checked_at=clock.now()):
        return False
    settle(actor, held, Status(held.case.status))
    record(actor, "material.recognised", held.ref, organ_id=held.case.organ_id, material=key, by=by)
    return True
