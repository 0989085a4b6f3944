"""流程推演 of one item, and the proposals (优化方案) that were written for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from cityhall.catalogue.models import Item, ItemVersion, Proposal
from cityhall.catalogue.rules import foreseeing, process
from cityhall.catalogue.rules.content import Parts, plain, read_content
from cityhall.catalogue.rules.process import ProcessFinding
from cityhall.catalogue.rules.publishing import Head, publish_problems
from cityhall.catalogue.rules.redrawing import read_edits, redrawn, unchanged
from cityhall.catalogue.rules.what_if import Comparison, Lived, compare
from cityhall.catalogue.terms import Can, Procedure, ProposalState, StepEdit, StepSpec, VersionStatus
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.terms import Kind
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page

from .process import process_standards


@dataclass(frozen=True)
class Basis:
    """The steps a proposal goes out from: those in force, or of a draft never published. `other_draft`: a draft is open whose
    steps are others already."""

    parts: Parts
    draft: Parts | None
    published: bool
    number: int

    @property
    def other_draft(self) -> bool:
        return self.published and self.draft is not None and self.draft.steps != self.parts.steps


@dataclass(frozen=True)
class WhatIf:
    """An item's process as it is and as proposed: what each takes, what is found in each, and what publishing would refuse
    besides (`refused`)."""

    item_id: int
    item_name: str
    organ_id: int
    organ_name: str
    pace: str
    promised: str
    statutory: str
    published: bool
    number: int
    steps: tuple[StepSpec, ...]
    edits: tuple[StepEdit, ...]
    changed: bool
    other_draft: bool
    comparison: Comparison
    found: tuple[ProcessFinding, ...]
    found_then: tuple[ProcessFinding, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True)
class ProposalRow:
    id: int
    item_id: int
    item_name: str
    organ_id: int
    organ_name: str
    title: str
    note: str
    state: ProposalState
    figures: Mapping[str, Any] | None
    made_by: str
    made_at: datetime
    compared_at: datetime | None
    ended_by: str
    ended_at: datetime | None
    reason: str
    edits: tuple[StepEdit, ...]
    version: int

    @property
    def ref(self) -> str:
        return f"proposal:{self.id}"


@dataclass(frozen=True)
class ProposalView:
    """A proposal with the comparison as it would come out now; none where the steps have changed since (`stale`)."""

    row: ProposalRow
    now: WhatIf | None
    stale: bool


def what_if(actor: Actor, item_id: int, edits: Sequence[Mapping[str, Any]] = ()) -> WhatIf:
    """推演: what the item's steps would take if they were changed so; without edits, as they are. Writes nothing."""
    item = Item.objects.select_related("organ").filter(pk=item_id).first()
    if item is None:
        raise NotFoundError("catalogue.unknown_item", "没有找到这个事项，请核对后重试")
    require(actor, Can.IMPROVE_PROCESS, item.organ_id)
    return foreseen(item, basis_of(item.pk), read_edits(edits))


def foreseen(item: Item, basis: Basis, edits: tuple[StepEdit, ...]) -> WhatIf:
    """Of an item already looked up and allowed."""
    parts, standards = basis.parts, process_standards()
    drawn = redrawn(parts.steps, edits) if parts.steps else ()
    then = replace(parts, steps=tuple(one.step for one in drawn))
    lived, whole = _lived(item.pk)
    return WhatIf(
        item.pk, item.name, item.organ_id, item.organ.name, parts.pace.label, str(parts.promised or ""),
        str(parts.statutory or ""), basis.published, basis.number, parts.steps, edits,
        not unchanged(parts.steps, drawn), basis.other_draft,
        compare(parts.steps, drawn, lived, whole, standards), tuple(process.findings(parts, standards)),
        tuple(process.findings(then, standards)), _refused(item, parts, then),
    )  # fmt: skip


def basis_of(item_id: int) -> Basis:
    """The published version and the draft, in one statement."""
    kept = (VersionStatus.PUBLISHED, VersionStatus.DRAFT)
    rows = {v.status: v for v in ItemVersion.objects.filter(item_id=item_id, status__in=kept)}
    read = {status: read_content(v.content) for status, v in rows.items()}
    public, draft = read.get(VersionStatus.PUBLISHED), read.get(VersionStatus.DRAFT)
    number = next((rows[s].number for s in kept if s in rows), 0)
    return Basis(public or draft or Parts(), draft, public is not None, number)


def proposals(
    actor: Actor, *, item_id: int | None = None, after: str = "", limit: int = 30
) -> Page[ProposalRow]:  # fmt: skip
    """The latest first; of one item, or of all one sees."""
    rows = _seen(actor)
    if item_id is not None:
        rows = rows.filter(item_id=item_id)
    keys = ["-id"]
    cut = page(list(keyset(rows, keys, after, limit)), limit, keys, lambda r: [r.pk], after)
    return Page([proposal_row(r) for r in cut.rows], cut.next, cut.prev)


def proposal(actor: Actor, proposal_id: int) -> ProposalView:
    """One, with how it compares as things stand now."""
    row = _seen(actor).filter(pk=proposal_id).first()
    if row is None:
        raise NotFoundError("process.unknown_proposal", "没有找到这个优化方案，请回到列表重新选择")
    told, basis = proposal_row(row), basis_of(row.item_id)
    stale = is_stale(row, basis)
    return ProposalView(told, None if stale else foreseen(row.item, basis, told.edits), stale)


def is_stale(row: Proposal, basis: Basis) -> bool:
    """Are the item's steps others than those the proposal was written against?"""
    return bool(row.base != plain(basis.parts.steps))


def proposal_row(row: Proposal) -> ProposalRow:
    return ProposalRow(
        row.pk, row.item_id, row.item.name, row.organ_id, row.organ.name, row.title, row.note, ProposalState(row.state),
        row.figures, row.made_by, row.made_at, row.compared_at, row.ended_by, row.ended_at, row.reason,
        read_edits(row.edits), row.version,
    )  # fmt: skip


def _seen(actor: Actor) -> QuerySet[Proposal]:
    require(actor, Can.IMPROVE_PROCESS)
    reach = actor.reach(Can.IMPROVE_PROCESS)
    within = Q() if reach is None else Q(organ_id__in=reach)
    return Proposal.objects.filter(within).select_related("item__organ", "organ")


def _lived(item_id: int) -> tuple[dict[str, Lived], Lived]:
    """What the steps took, by key; and the whole promise."""
    spreads: dict[str, list[foreseeing.Spread]] = {}
    for one in deadlines.lengths(item_id):
        key = one.step if one.kind is Kind.STEP else ""
        spreads.setdefault(key, []).append(foreseeing.workdays(one.ended, one.unit))
    made = {key: foreseeing.together(found) for key, found in spreads.items()}
    lived = {key: Lived(spread, sum(spread.values())) for key, spread in made.items()}
    return lived, lived.pop("", Lived({}, 0))


def _refused(item: Item, parts: Parts, then: Parts) -> tuple[str, ...]:
    """What publishing would refuse in the proposed version and does not in today's."""
    head = Head(item.name, item.organ_id, item.organ.name, None, Procedure(item.procedure))
    before = {p.sentence for p in publish_problems(parts, head)}
    return tuple(p.sentence for p in publish_problems(then, head) if p.sentence not in before)
