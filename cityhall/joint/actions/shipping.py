"""装入内置的一件事: its items, the standard entries they need, and the package, as drafts of the city's own, in one act."""

from typing import Any

from cityhall.catalogue import actions as catalogue
from cityhall.catalogue.actions import NewItem, Stocked
from cityhall.catalogue.terms.library import Shelf
from cityhall.joint import queries
from cityhall.joint.models import Package
from cityhall.joint.queries.shipped import ItemLine, ShippedPlan, library_entries, shipped_plan
from cityhall.joint.terms import Can
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.journal.record import record
from cityhall.organs.queries import OrganView

SHOWN = 5


@action
def load_shipped(actor: Actor, code: str, told: dict[str, Any] | None = None) -> dict[str, Any]:
    """装入: everything as drafts, nothing published. What is there stays as it is, so that doing it again changes nothing.
    `told`: who does what here (`{"organs": {role: organ}, "items": {key: item}, "codes": …, "variant": …}`). Answers what was
    made."""
    plan = shipped_plan(actor, code, told or {})
    if plan.state is not None:
        return _there(actor, code)
    if plan.problems:
        more = f"；另有 {len(plan.problems) - SHOWN} 处" if len(plan.problems) > SHOWN else ""
        raise InvalidInputError("joint.cannot_load", f"还不能装入：{'；'.join(plan.problems[:SHOWN])}{more}")
    lead = _organ(plan, plan.shipped.lead)
    require(actor, Can.DESIGN, lead.id)
    row, fresh = Package.objects.get_or_create(code=code, defaults={
        "name": plan.shipped.name, "organ_id": lead.id, "drafted_at": clock.now(), "drafted_by": actor.name,
    })  # fmt: skip
    if not fresh:  # somebody brought it in this very moment
        return _there(actor, code)
    entries = _entries(actor, plan)
    made = dict(zip((line.item.key for line in plan.fresh), catalogue.draft_items(actor, _drafts(plan)), strict=True))
    row.draft = plan.content(
        {line.item.key: line.there.id if line.there else made[line.item.key] for line in plan.items}
    )
    queries.read(row.draft)
    row.save(update_fields=["draft"])
    record(actor, "package.loaded", row.ref, organ_id=row.organ_id, items=len(made), entries=entries, fresh=True)
    taken = [line.item.key for line in plan.items if line.there]
    return {"code": code, "created": list(made), "taken": taken, "entries": entries, "fresh": True}


def _there(actor: Actor, code: str) -> dict[str, Any]:
    """The city has it: left as it is, whatever the city made of it since."""
    row = Package.objects.get(code=code)
    require(actor, Can.DESIGN, row.organ_id)
    record(actor, "package.loaded", row.ref, organ_id=row.organ_id, items=0, entries=0, fresh=False)
    return {"code": code, "created": [], "taken": [], "entries": 0, "fresh": False}


def _entries(actor: Actor, plan: ShippedPlan) -> int:
    rows = [
        Stocked(Shelf(e["shelf"]), e["code"], e["name"], e["content"], tuple(e["aliases"]))
        for e in library_entries() if (e["shelf"], e["code"]) in plan.entries
    ]  # fmt: skip
    return catalogue.stocked(actor, rows, f"随内置的一件事“{plan.shipped.name}”入库") if rows else 0


def _drafts(plan: ShippedPlan) -> list[NewItem]:
    return [_draft(plan, line) for line in plan.fresh]


def _draft(plan: ShippedPlan, line: ItemLine) -> NewItem:
    """The item in its organ's name: where it is done and whom to call are the organ's."""
    organ = _organ(plan, line.item.role)
    said = plan.choice.codes.get(line.item.key, {})
    content = {**line.item.content, "address": organ.address, "phone": organ.phone}
    return NewItem(
        organ, line.code, line.item.name, line.item.procedure, content,
        short_code=str(said.get("short_code") or ""), base_code=str(said.get("base_code") or ""),
    )  # fmt: skip


def _organ(plan: ShippedPlan, role: str) -> OrganView:
    """A plan without problems has an organ for every role."""
    organ = plan.organ_of(role)
    if organ is None:
        raise RuntimeError(f"{role} has no organ, though nothing was wrong")
    return organ
