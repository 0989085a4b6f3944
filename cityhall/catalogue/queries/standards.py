"""Standard items as those see them who put the catalogue in order: runs, groups, members side by side, the register."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cityhall.catalogue.models import (
    GroupMember,
    Item,
    ItemVersion,
    Standard,
    StandardGroup,
    StandardMapping,
    StandardRun,
)
from cityhall.catalogue.rules.clusters import sureness
from cityhall.catalogue.rules.comparing import Compared, compared
from cityhall.catalogue.terms import Can, GroupState, RunState, VersionStatus
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page


@dataclass(frozen=True)
class RunView:
    id: int
    state: RunState
    started_at: datetime
    started_by: str
    ended_at: datetime | None
    total: int
    done: int
    found: int

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0

    @property
    def going(self) -> bool:
        """Under way, and not so long that something must have gone wrong."""
        return self.state in (RunState.QUEUED, RunState.RUNNING) and clock.now() - self.started_at < LONGEST_RUN

    @property
    def ended(self) -> bool:
        return self.state is RunState.DONE


LONGEST_RUN = timedelta(hours=1)


@dataclass(frozen=True)
class GroupRow:
    id: int
    name: str
    base_code: str
    size: int
    sure: str
    state: GroupState
    reason: str  # the weakest member's
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True)
class MemberRow:
    item_id: int
    name: str
    item_code: str
    base_code: str
    organ_id: int
    organ_name: str
    reason: str
    published: bool
    standard: str


@dataclass(frozen=True)
class GroupView:
    """A group with its members side by side: one row of `lines` for each thing compared."""

    row: GroupRow
    members: tuple[MemberRow, ...]
    lines: tuple[Compared, ...]
    why: str
    standard_id: int | None
    parent_id: int | None
    run_id: int
    version: int
    next_id: int | None

    @property
    def ref(self) -> str:
        return f"standard-group:{self.row.id}"


@dataclass(frozen=True)
class StandardRow:
    id: int
    base_code: str
    name: str
    items: int
    made_at: datetime
    made_by: str

    @property
    def ref(self) -> str:
        return f"standard:{self.id}"


@dataclass(frozen=True)
class MappingRow:
    """Which item, from which codes to which, when and by whom; `until` when it left the standard again."""

    item_id: int
    name: str
    organ_name: str
    from_at: datetime
    until_at: datetime | None
    by: str
    old_base_code: str
    new_base_code: str
    old_item_code: str
    new_item_code: str


def latest_run(actor: Actor) -> RunView | None:
    """The last comparison, as far as it is."""
    require(actor, Can.STANDARDISE)
    run = StandardRun.objects.order_by("-id").first()
    if run is None:
        return None
    return RunView(
        run.pk, RunState(run.state), run.started_at, run.started_by, run.ended_at, run.total, run.done, run.found
    )


def groups(
    actor: Actor, state: str = GroupState.OPEN, *, text: str = "", after: str = "", limit: int = 30
) -> Page[GroupRow]:
    """Groups whose members all lie within this actor's reach, surest first as they were found."""
    rows = _seen(actor).filter(state=state)
    if text:
        rows = rows.filter(Q(name__contains=text) | Q(base_code=text))
    found = list(keyset(rows, ["id"], after, limit))
    reasons = _reasons(g.pk for g in found)
    cut = page(found, limit, (), lambda g: (g.pk,), after)
    return Page([_group_row(g, reasons.get(g.pk, "")) for g in cut.rows], cut.next, cut.prev)


def group_counts(actor: Actor) -> dict[str, int]:
    """How many groups stand in which state."""
    return dict(_seen(actor).values_list("state").annotate(n=Count("id")).order_by())


def group(actor: Actor, group_id: int) -> GroupView:
    """One group for the person who decides it."""
    one = _seen(actor).filter(pk=group_id).first()
    if one is None:
        raise NotFoundError("catalogue.unknown_group", "没有找到这组事项，请返回列表重新选择")
    rows = GroupMember.objects.filter(group=one).select_related("item__organ", "item__published_version")
    members = list(rows.order_by("place", "id"))
    drafts = _drafts(m.item for m in members)
    now_in = dict(
        StandardMapping.objects.filter(item_id__in=[m.item_id for m in members], until_at=None)
        .values_list("item_id", "standard__name")
    )  # fmt: skip
    lines = compared([_facts(m.item, drafts) for m in members])
    following = _seen(actor).filter(state=GroupState.OPEN, pk__gt=one.pk).order_by("pk").values_list("pk", flat=True)
    last = next((m.reason for m in reversed(members) if m.reason), "")
    return GroupView(
        _group_row(one, last), tuple(_member(m, now_in.get(m.item_id, "")) for m in members), tuple(lines), one.why,
        one.standard_id, one.parent_id, one.run_id, one.version, following.first(),
    )  # fmt: skip


def standards(actor: Actor, *, text: str = "", after: str = "", limit: int = 30) -> Page[StandardRow]:
    """标准事项: the register, by name; by code, a code an item once had too."""
    _reads(actor)
    rows = Standard.objects.annotate(n=Count("mappings", filter=Q(mappings__until_at=None)))
    if text:
        once = StandardMapping.objects.filter(Q(old_base_code=text) | Q(old_item_code=text))
        rows = rows.filter(
            Q(name__contains=text) | Q(base_code__startswith=text) | Q(pk__in=once.values("standard_id"))
        )
    found = list(keyset(rows, ["name", "id"], after, limit))
    cut = page(found, limit, (), lambda s: (s.name, s.pk), after)
    return Page([_standard_row(s) for s in cut.rows], cut.next, cut.prev)


def standard(actor: Actor, standard_id: int) -> StandardRow:
    _reads(actor)
    one = (
        Standard.objects.annotate(n=Count("mappings", filter=Q(mappings__until_at=None))).filter(pk=standard_id).first()
    )
    if one is None:
        raise NotFoundError("catalogue.unknown_standard", "没有找到这个标准事项，请返回列表重新选择")
    return _standard_row(one)


def mappings(actor: Actor, standard_id: int, *, after: str = "", limit: int = 50) -> Page[MappingRow]:
    """Every item that is or was of this standard, latest first."""
    _reads(actor)
    rows = StandardMapping.objects.filter(standard=standard_id).select_related("item__organ")
    found = list(keyset(rows, ["-from_at", "-id"], after, limit))
    cut = page(found, limit, (), lambda m: (m.from_at, m.pk), after)
    return Page([_mapping(m) for m in cut.rows], cut.next, cut.prev)


def standard_of(item_id: int) -> tuple[int, str] | None:
    """The standard an item belongs to: id and name."""
    rows = StandardMapping.objects.filter(item_id=item_id, until_at=None)
    return rows.values_list("standard_id", "standard__name").first()


def items_of_standard(standard_id: int) -> list[int]:
    """The items of one standard today, for what rooms above count and find by it."""
    rows = StandardMapping.objects.filter(standard=standard_id, until_at=None)
    return list(rows.order_by("item_id").values_list("item_id", flat=True))


def _reads(actor: Actor) -> None:
    require(actor, Can.STANDARDISE if actor.may(Can.STANDARDISE) else Can.EDIT_ITEMS)


def _seen(actor: Actor) -> QuerySet[StandardGroup]:
    require(actor, Can.STANDARDISE)
    reach = actor.reach(Can.STANDARDISE)
    if reach is None:
        return StandardGroup.objects.all()
    beyond = GroupMember.objects.filter(group=OuterRef("pk")).exclude(item__organ_id__in=reach)
    return StandardGroup.objects.filter(~Exists(beyond))


def _reasons(group_ids: Iterable[int]) -> dict[int, str]:
    """What is said of each group's last member, who is least like the first."""
    rows = GroupMember.objects.filter(group_id__in=list(group_ids)).order_by("group_id", "place")
    return dict(rows.values_list("group_id", "reason"))


def _group_row(one: StandardGroup, reason: str) -> GroupRow:
    return GroupRow(
        one.pk, one.name, one.base_code, one.size, sureness(one.score), GroupState(one.state), reason, one.decided_by,
        one.decided_at,
    )  # fmt: skip


def _member(m: GroupMember, standard_name: str) -> MemberRow:
    i = m.item
    return MemberRow(
        i.pk, i.name, i.item_code, i.base_code, i.organ_id, i.organ.name, m.reason, i.published_version_id is not None,
        standard_name,
    )  # fmt: skip


def _drafts(items: Iterable[Item]) -> dict[int, Any]:
    unpublished = [i.pk for i in items if i.published_version_id is None]
    rows = ItemVersion.objects.filter(item_id__in=unpublished, status=VersionStatus.DRAFT)
    return dict(rows.values_list("item_id", "content"))


def _facts(item: Item, drafts: dict[int, Any]) -> tuple[str, str, str, str, Any]:
    content = item.published_version.content if item.published_version else drafts.get(item.pk, {})
    return item.name, item.organ.name, item.procedure, item.base_code, content


def _standard_row(one: Any) -> StandardRow:
    return StandardRow(one.pk, one.base_code, one.name, one.n, one.made_at, one.made_by)


def _mapping(m: StandardMapping) -> MappingRow:
    return MappingRow(
        m.item_id, m.item.name, m.item.organ.name, m.from_at, m.until_at, m.by, m.old_base_code, m.new_base_code,
        m.old_item_code, m.new_item_code,
    )  # fmt: skip


def now_coded(codes: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Item codes that were re-mapped, old or new → the item and base code of today: a list imported again under the
    old codes finds its items."""
    rows = StandardMapping.objects.filter(until_at=None)
    asked = rows.filter(Q(old_item_code__in=codes) | Q(new_item_code__in=codes))
    told = {}
    for old, new, base in asked.values_list("old_item_code", "new_item_code", "new_base_code"):
        told[old] = told[new] = (new, base)
    return told


def once_coded(code: str) -> Q:
    """Items that went by this code before they joined a standard."""
    rows = StandardMapping.objects.filter(Q(old_item_code=code) | Q(old_base_code=code))
    return Q(pk__in=rows.values("item_id"))
