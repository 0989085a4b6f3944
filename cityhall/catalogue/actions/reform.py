"""改革台账: entries registered with what follows from them, and lifted again. What was cancelled is taken out of service on
its day; what proofs were dropped leaves the drafts."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from cityhall.catalogue.models import (
    Item,
    ItemVersion,
    Plan,
    ReformEntry,
    ReformItem,
    ReformRound,
    VersionFigures,
)
from cityhall.catalogue.rules import reforming
from cityhall.catalogue.rules.library import refs_in
from cityhall.catalogue.rules.reforming import Said
from cityhall.catalogue.terms import ENDING, Can, PlanKind, PlanState, ReformKind, VersionStatus
from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record

MOST_ITEMS = 500


@action
def open_round(actor: Actor, title: str, document: str, issued_on: date, note: str = "") -> int:
    """改革批次: answers its id."""
    _citywide(actor)
    if not title.strip() or not document.strip():
        raise InvalidInputError("reform.no_document", "请填写批次名称和文件文号", field="title")
    row = ReformRound(
        title=title.strip()[:200], document=document.strip()[:200], issued_on=issued_on, note=note.strip()[:1000],
        made_by=actor.name[:80], made_at=clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as clash:
        raise InvalidInputError(
            "reform.round_taken", "已有同名同文号的批次，请直接在里面登记", field="title"
        ) from clash
    record(actor, "reform.round_opened", row.ref, name=row.title, document=row.document)
    return row.pk


@action
def register_reform(
    actor: Actor, kind: str, title: str, document: str, effective_on: date, *, items: Sequence[int] = (),
    subjects: Sequence[str] = (), outside: Sequence[str] = (), into: int | None = None, everywhere: bool = False,
    round_id: int | None = None, note: str = "",
) -> int:  # fmt: skip
    """登记: the entry, the version each of its items has now, and what follows; answers its id."""
    if kind not in list(ReformKind):
        raise InvalidInputError("reform.kind", "请选择改革的类型", field="kind")
    said = Said(
        ReformKind(kind), title, document, effective_on, tuple(subjects), tuple(outside), everywhere, into is not None
    )
    told = reforming.check_entry(said, len(items), clock.today())
    locked = _locked(actor, items, into, told)
    entry = _entry(actor, told, round_id, into, note)
    ReformItem.objects.bulk_create(
        [ReformItem(entry=entry, item=item, before_id=item.published_version_id) for item in locked]
    )
    record(
        actor, "reform.registered", entry.ref, kind=entry.kind, name=entry.title, document=entry.document,
        effective_on=entry.effective_on.isoformat(), items=[item.pk for item in locked],
    )  # fmt: skip
    if told.kind in ENDING:
        _end(actor, entry, [item for item in locked if item.published_version_id is not None])
    if told.kind is ReformKind.PROOF:
        _drop(actor, entry, locked)
    return entry.pk


def _entry(actor: Actor, told: Said, round_id: int | None, into: int | None, note: str) -> ReformEntry:
    entry = ReformEntry(
        round_id=round_id, kind=told.kind, title=told.title, document=told.document, effective_on=told.effective_on,
        subjects=list(told.subjects), outside=list(told.outside), into_id=into, everywhere=told.everywhere,
        note=note.strip()[:1000], made_by=actor.name[:80], made_at=clock.now(),
    )  # fmt: skip
    if round_id is not None and not ReformRound.objects.filter(pk=round_id).exists():
        raise NotFoundError("reform.no_round", "没有找到这个改革批次，请重新选择", field="round_id")
    entry.save(force_insert=True)
    return entry


def _locked(actor: Actor, items: Sequence[int], into: int | None, told: Said) -> list[Item]:
    """The items, locked in order; who registers may do so for all their organs, and publish where that follows."""
    wanted = sorted(set(items))
    if len(wanted) > MOST_ITEMS:
        raise InvalidInputError("reform.too_many", f"一条台账最多 {MOST_ITEMS} 项事项，请分几条登记", field="items")
    if into in wanted:
        raise InvalidInputError("reform.into_itself", "并入的事项不能是被合并的事项之一", field="into")
    rows = list(
        Item.objects.select_for_update(of=("self",)).filter(pk__in=[*wanted, into] if into else wanted).order_by("pk")
    )
    if {row.pk for row in rows} != {*wanted, *([into] if into else [])}:
        raise NotFoundError("catalogue.unknown_item", "所列事项中有的没有找到，请核对后重试", field="items")
    found = [row for row in rows if row.pk != into]
    if told.everywhere or not found:
        _citywide(actor)
    for organ_id in sorted({row.organ_id for row in found}):
        require(actor, Can.REFORM, organ_id)
        if told.kind in ENDING:
            require(actor, Can.PUBLISH_ITEMS, organ_id)
    return found


def _citywide(actor: Actor) -> None:
    require(actor, Can.REFORM)
    if actor.reach(Can.REFORM) is not None:
        raise NotAllowedError(
            "reform.citywide", "改革批次和对全市事项的登记由全市的管理员办理；本单位可以登记本单位的事项"
        )


@step
def _end(actor: Actor, entry: ReformEntry, items: Sequence[Item]) -> None:
    """Out of service, now or planned for the day: as retiring does, for many items in a few statements."""
    if not items:
        return
    keys, now = [item.pk for item in items], clock.now()
    waiting = Plan.objects.filter(item__in=keys, kind=PlanKind.RETIRE, state=PlanState.WAITING)
    waiting.update(state=PlanState.DROPPED, ended_at=now, outcome=f"由改革台账代替：{entry.document}"[:500])
    reason = reason_of(entry)
    if entry.effective_on > clock.today():
        _plan_all(actor, entry, items, reason)
        return
    versions = ItemVersion.objects.filter(item__in=keys, status=VersionStatus.PUBLISHED)
    versions.update(status=VersionStatus.RETIRED, retired_at=now)
    Item.objects.filter(pk__in=keys).update(published_version=None, version=F("version") + 1)
    VersionFigures.objects.filter(item__in=keys, until_on=None).update(until_on=clock.today())
    for item in items:
        record(actor, "item.retired", item.ref, organ_id=item.organ_id, reason=reason, reform=entry.pk)


def _plan_all(actor: Actor, entry: ReformEntry, items: Sequence[Item], reason: str) -> None:
    numbers = dict(
        ItemVersion.objects.filter(pk__in=[i.published_version_id for i in items]).values_list("item_id", "number")
    )
    Plan.objects.bulk_create(
        [
            Plan(
                item=item, kind=PlanKind.RETIRE, on=entry.effective_on, number=numbers[item.pk], note=reason,
                by=actor.name[:80], made_at=clock.now(),
            )
            for item in items
        ]
    )  # fmt: skip
    Item.objects.filter(pk__in=[i.pk for i in items]).update(version=F("version") + 1)
    for item in items:
        record(
            actor, "item.planned", item.ref, organ_id=item.organ_id, kind=PlanKind.RETIRE.value,
            on=entry.effective_on.isoformat(), number=numbers[item.pk], reason=reason,
        )  # fmt: skip


def reason_of(entry: ReformEntry) -> str:
    return f"{ReformKind(entry.kind).label}：{entry.title}（{entry.document}）"[:300]


@step
def _drop(actor: Actor, entry: ReformEntry, items: Sequence[Item]) -> None:
    """取消证明: the next draft of each item does without it. A draft that waits for its day is left as it is; it will be
    refused then, with this entry named."""
    keys = [item.pk for item in items]
    if not keys:
        return
    planned = set(
        Plan.objects.filter(item__in=keys, kind=PlanKind.PUBLISH, state=PlanState.WAITING).values_list(
            "item_id", flat=True
        )
    )
    rows = ItemVersion.objects.filter(item__in=keys).exclude(status=VersionStatus.RETIRED)
    drafts = {v.item_id: v for v in rows if v.status == VersionStatus.DRAFT}
    published = {v.item_id: v for v in rows if v.status == VersionStatus.PUBLISHED}
    last = dict(ItemVersion.objects.filter(item__in=keys).values_list("item_id").annotate(n=Max("number")))
    changed, fresh = [], []
    for item in items:
        base = drafts.get(item.pk) or published.get(item.pk)
        content = reforming.without(base.content, entry.subjects) if base and item.pk not in planned else None
        if base is None or content is None:
            continue
        if base.status == VersionStatus.DRAFT:
            base.content, base.uses = content, refs_in(content)
            changed.append(base)
        else:
            fresh.append(
                ItemVersion(
                    item=item, number=last[item.pk] + 1, status=VersionStatus.DRAFT, content=content, uses=refs_in(content)
                )
            )  # fmt: skip
        record(actor, "item.drafted", item.ref, organ_id=item.organ_id, reform=entry.pk, reason=reason_of(entry))
    ItemVersion.objects.bulk_update(changed, ["content", "uses"])
    ItemVersion.objects.bulk_create(fresh)
    moved = [v.item_id for v in (*changed, *fresh)]
    Item.objects.filter(pk__in=moved).update(version=F("version") + 1)


@action
def lift_reform(actor: Actor, entry_id: int, why: str) -> None:
    """撤销登记（恢复实施）: from now on it forbids nothing; what it planned and has not come yet is dropped. What is out of
    service comes back by being published."""
    entry = ReformEntry.objects.select_for_update().filter(pk=entry_id).first()
    if entry is None:
        raise NotFoundError("reform.unknown", "没有找到这条台账，请刷新页面")
    items = list(Item.objects.filter(reforms__entry=entry).order_by("pk").values_list("pk", "organ_id"))
    if entry.everywhere or not items:
        _citywide(actor)
    for organ_id in sorted({organ for _, organ in items}):
        require(actor, Can.REFORM, organ_id)
    if entry.lifted_on is not None:
        raise WrongStateError("reform.lifted", "这条台账已经撤销登记")
    if not why.strip():
        raise InvalidInputError("reform.lift_why", "请写明恢复或撤销登记的原因和文件", field="why")
    entry.lifted_on, entry.lifted_why = clock.today(), why.strip()[:300]
    entry.save(update_fields=["lifted_on", "lifted_why"])
    waiting = Plan.objects.filter(
        item__in=[pk for pk, _ in items], kind=PlanKind.RETIRE, state=PlanState.WAITING, note=reason_of(entry)
    )
    waiting.update(state=PlanState.DROPPED, ended_at=clock.now(), outcome=f"改革台账撤销登记：{entry.lifted_why}"[:500])
    record(actor, "reform.lifted", entry.ref, reason=entry.lifted_why, items=[pk for pk, _ in items])
