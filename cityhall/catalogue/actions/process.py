"""流程体检标准 and 优化方案: set, written, reckoned, taken over into the draft. Nothing here publishes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, Sum

from cityhall.catalogue.models import Checkup, Item, ProcessCheck, ProcessDay, ProcessStandard, Proposal
from cityhall.catalogue.queries.what_if import Basis, WhatIf, basis_of, foreseen, is_stale
from cityhall.catalogue.rules import content as contents
from cityhall.catalogue.rules.redrawing import read_edits, redrawn, write_edits
from cityhall.catalogue.terms import OPEN_PROPOSALS, Can, ProcessRule, ProposalState, Severity, StepEdit
from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record

from .items import keep_draft, locked_item, refuse_while_planned

MOST_LIMIT, MOST_TITLE, MOST_NOTE, MOST_REASON = 50, 100, 1000, 300


@action
def set_process_standard(actor: Actor, rule: str, most: int, severity: str, source: str) -> int:
    """设定流程体检标准, with the document it comes from; all items are looked at again in the background. Answers the version."""
    require(actor, Can.SET_PROCESS)
    if actor.reach(Can.SET_PROCESS) is not None:
        raise NotAllowedError("process.citywide_only", "流程体检标准管全市事项，请由权限范围是全市的人员设定")
    kept = _standard(rule, most, severity, source)
    row = ProcessStandard.objects.select_for_update().filter(rule=rule).first()
    call.check_seen(row.version if row else 0)
    values = {**kept, "set_by": actor.name[:80], "set_at": clock.now(), "version": (row.version if row else 0) + 1}
    ProcessStandard.objects.update_or_create(rule=rule, defaults=values)
    Checkup.objects.update(seen=0)
    record(actor, "process_standard.set", f"process-standard:{rule}", **kept)
    return int(values["version"])


@action
def save_proposal(actor: Actor, item_id: int, title: str, edits: Sequence[Mapping[str, Any]], note: str = "") -> int:
    """起草优化方案 for an item's steps as they are now. Answers its id."""
    item = _item(item_id)
    require(actor, Can.IMPROVE_PROCESS, item.organ_id)
    basis = basis_of(item_id)
    read = _edits(basis, edits)
    row = Proposal.objects.create(
        item=item, organ_id=item.organ_id, title=_title(title), note=note.strip()[:MOST_NOTE],
        base=contents.plain(basis.parts.steps), edits=write_edits(read), made_by=actor.name[:80], made_at=clock.now(),
    )  # fmt: skip
    record(actor, "proposal.saved", row.ref, organ_id=item.organ_id, item=item.ref, edits=len(read))
    return row.pk


@action
def amend_proposal(
    actor: Actor, proposal_id: int, title: str, edits: Sequence[Mapping[str, Any]], note: str = ""
) -> int:  # fmt: skip
    """修改优化方案: against the steps as they are now; what was reckoned before no longer counts. Answers the version."""
    row = _open(actor, proposal_id)
    basis = basis_of(row.item_id)
    read = _edits(basis, edits)
    row.title, row.note, row.base = _title(title), note.strip()[:MOST_NOTE], contents.plain(basis.parts.steps)
    row.edits, row.state, row.figures, row.compared_at = write_edits(read), ProposalState.DRAFT, None, None
    row.version += 1
    row.save(update_fields=["title", "note", "base", "edits", "state", "figures", "compared_at", "version"])
    record(actor, "proposal.saved", row.ref, organ_id=row.organ_id, item=row.item.ref, edits=len(read))
    return row.version


@action
def compare_proposal(actor: Actor, proposal_id: int) -> int:
    """测算: what the comparison says today is written down with the proposal. Answers the version."""
    row = _open(actor, proposal_id)
    basis = basis_of(row.item_id)
    _refuse_stale(row, basis)
    told = foreseen(row.item, basis, read_edits(row.edits))
    row.figures, row.state, row.compared_at = _figures(told), ProposalState.COMPARED, clock.now()
    row.version += 1
    row.save(update_fields=["figures", "state", "compared_at", "version"])
    values = {k: row.figures[k] for k in ("today_median", "today_p90", "then_median", "then_p90", "cases")}
    record(actor, "proposal.compared", row.ref, organ_id=row.organ_id, item=row.item.ref, **values)
    return row.version


@action
def adopt_proposal(actor: Actor, proposal_id: int, reason: str = "") -> int:
    """采纳: its steps become those of the item's draft; whoever publishes looks at it and publishes as ever. Answers the
    version of the item."""
    item_id = Proposal.objects.filter(pk=proposal_id).values_list("item_id", flat=True).first()
    if item_id is None:
        raise _unknown()
    item = locked_item(item_id)
    row = _open(actor, proposal_id)
    require(actor, Can.EDIT_ITEMS, item.organ_id)
    if row.state != ProposalState.COMPARED:
        raise WrongStateError("process.not_compared", "这个方案还没有测算，请先测算，看过结果再采纳")
    refuse_while_planned(item)
    basis = basis_of(item.pk)
    _refuse_stale(row, basis)
    if basis.other_draft:
        raise WrongStateError(
            "process.other_draft", "草稿里的审查环节已经另外改过，采纳会盖掉这些修改；请先发布草稿或把草稿的环节改回来"
        )
    steps = tuple(one.step for one in redrawn(basis.parts.steps, read_edits(row.edits)))
    parts = replace(basis.draft or basis.parts, steps=steps)
    keep_draft(item, contents.read_content(contents.write_content(parts)))
    _end(row, actor, ProposalState.ADOPTED, reason)
    record(actor, "item.drafted", item.ref, organ_id=item.organ_id)
    record(actor, "proposal.adopted", row.ref, organ_id=row.organ_id, item=item.ref, reason=row.reason)
    return item.version


@action
def drop_proposal(actor: Actor, proposal_id: int, reason: str) -> None:
    """放弃优化方案, and why."""
    row = _open(actor, proposal_id)
    if not reason.strip():
        raise InvalidInputError("process.no_reason", "请写明放弃的原因，以后再研究时看得到", "reason")
    _end(row, actor, ProposalState.DROPPED, reason)
    record(actor, "proposal.dropped", row.ref, organ_id=row.organ_id, item=row.item.ref, reason=row.reason)


def keep_process_day() -> None:
    """记下当日数: what the checks say of each organ, once a day, for the change since. A count of what the rows say, not
    something that happened: no line."""
    sums = ProcessCheck.objects.values("organ_id").annotate(
        items=Count("item_id"), failing=Count("item_id", filter=~Q(rules=[])), total=Sum("approvals")
    )
    day = clock.today()
    rows = [
        ProcessDay(day=day, organ_id=r["organ_id"], items=r["items"], failing=r["failing"], approvals=r["total"] or 0)
        for r in sums
    ]
    with transaction.atomic():
        ProcessDay.objects.filter(day=day).delete()
        ProcessDay.objects.bulk_create(rows, batch_size=1000)


@step
def _end(row: Proposal, actor: Actor, state: ProposalState, reason: str) -> None:
    row.state, row.ended_by, row.ended_at = state, actor.name[:80], clock.now()
    row.reason, row.version = reason.strip()[:MOST_REASON], row.version + 1
    row.save(update_fields=["state", "ended_by", "ended_at", "reason", "version"])


def _open(actor: Actor, proposal_id: int) -> Proposal:
    """The proposal, locked, while something can still be done to it."""
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("item__organ")
    row = rows.filter(pk=proposal_id).first()
    if row is None:
        raise _unknown()
    require(actor, Can.IMPROVE_PROCESS, row.organ_id)
    call.check_seen(row.version)
    if row.state not in OPEN_PROPOSALS:
        raise WrongStateError(
            "process.proposal_ended", f"这个方案{row.get_state_display()}，不能再改；要继续请另起一个方案"
        )
    return row


def _unknown() -> NotFoundError:
    return NotFoundError("process.unknown_proposal", "没有找到这个优化方案，请回到列表重新选择")


def _item(item_id: int) -> Item:
    item = Item.objects.filter(pk=item_id).first()
    if item is None:
        raise NotFoundError("catalogue.unknown_item", "没有找到这个事项，请核对后重试")
    return item


def _edits(basis: Basis, edits: Sequence[Mapping[str, Any]]) -> tuple[StepEdit, ...]:
    read = read_edits(edits)
    if not basis.parts.steps:
        raise WrongStateError("process.no_steps", "这个事项还没有审查环节，请先在草稿里填写环节")
    drawn = redrawn(basis.parts.steps, read)
    if tuple(one.step for one in drawn) == basis.parts.steps:
        raise InvalidInputError(
            "process.nothing_changed", "方案和现行流程一样，请至少取消、合并、并行一个环节或改一个时限"
        )
    return read


def _refuse_stale(row: Proposal, basis: Basis) -> None:
    if is_stale(row, basis):
        raise WrongStateError(
            "process.steps_changed", "起草方案以后，这个事项的审查环节变了，请按现在的环节重新修改方案"
        )


def _figures(told: WhatIf) -> dict[str, Any]:
    one, then = told.comparison.today, told.comparison.proposed
    return {
        "today_median": one.median, "today_p90": one.p90, "then_median": then.median, "then_p90": then.p90,
        "today_approvals": one.approvals, "then_approvals": then.approvals, "cases": told.comparison.cases,
        "doubts": list(told.comparison.doubts),
    }  # fmt: skip


def _title(title: str) -> str:
    if not title.strip() or len(title.strip()) > MOST_TITLE:
        raise InvalidInputError("process.bad_title", f"请给方案起名，最多 {MOST_TITLE} 个字", "title")
    return title.strip()


def _standard(rule: str, most: int, severity: str, source: str) -> dict[str, Any]:
    if rule not in list(ProcessRule):
        raise NotFoundError("process.unknown_rule", "没有这条流程体检规则，请回到列表重新选择")
    if rule == ProcessRule.PROMISED:
        raise InvalidInputError(
            "process.law_is_fixed", "承诺时限不得超过法定时限，发布时一律检查，不能另行设定", "rule"
        )
    if not 1 <= most <= MOST_LIMIT:
        raise InvalidInputError("process.bad_limit", f"最多几个请填 1 到 {MOST_LIMIT} 的整数", "most")
    if severity and severity not in list(Severity):
        raise InvalidInputError("process.bad_severity", "请选择影响发布、应当整改、建议或不检查", "severity")
    if not source.strip() or len(source.strip()) > MOST_REASON:
        raise InvalidInputError("process.no_source", f"请写明标准出自哪份文件，最多 {MOST_REASON} 个字", "source")
    return {"most": most, "severity": severity, "source": source.strip()}
