"""What a person makes of a proposed group: one standard item, two groups, or nothing of the kind."""

from collections.abc import Collection, Iterable, Sequence

from cityhall.catalogue.models import GroupMember, Item, Standard, StandardGroup, StandardMapping
from cityhall.catalogue.rules import codes
from cityhall.catalogue.rules.recoding import check_standard_name, key_of, recode, recoded
from cityhall.catalogue.terms import Can, GroupState
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record

MOST_WHY, LEAST = 300, 2


@action
def confirm_group(actor: Actor, group_id: int, name: str, base_code: str, items: Collection[int] | None = None) -> int:
    """确认为同一标准事项: the chosen members (None: all) get the standard's base code; who is left out becomes a group
    of its own, or goes its own way. Answers the standard."""
    group, members = _locked(actor, group_id)
    called, code = check_standard_name(name), codes.check_base(base_code)
    chosen = [m for m in members if items is None or m.item_id in set(items)]
    standard = _standard(actor, called, code, len(chosen))
    _join(actor, standard, sorted((m.item for m in chosen), key=lambda i: i.pk))
    left = [m for m in members if m not in chosen]
    group.size, group.key = len(chosen), key_of(m.item_id for m in chosen)
    group.standard = standard
    _decide(actor, group, GroupState.CONFIRMED, "")
    _part(group, left)
    record(
        actor, "standards.confirmed", group.ref, standard=standard.pk, base_code=code, name=standard.name,
        items=[m.item_id for m in chosen],
    )  # fmt: skip
    return standard.pk


@action
def split_group(actor: Actor, group_id: int, items: Collection[int]) -> int | None:
    """拆开: the chosen members form a group of their own; both halves stay to be decided. Answers the new group."""
    group, members = _locked(actor, group_id)
    out = [m for m in members if m.item_id in set(items)]
    if not out or len(out) == len(members):
        raise InvalidInputError("catalogue.split_whole", "请勾选要拆出的部分事项，不能一项不选，也不能全选", "items")
    made = _part(group, out)
    stay = [m.item_id for m in members if m not in out]
    group.size, group.key = len(stay), key_of(stay)
    if len(stay) < LEAST:
        _decide(actor, group, GroupState.SPLIT, "")
    else:
        group.version += 1
        group.save(update_fields=["size", "key", "version"])
    record(actor, "standards.split", group.ref, into=made, items=[m.item_id for m in out])
    return made


@action
def reject_group(actor: Actor, group_id: int, why: str) -> int:
    """不是同一事项: said with a reason, and not proposed again. Answers the group's new version."""
    group, members = _locked(actor, group_id)
    reason = why.strip()
    if not reason or len(reason) > MOST_WHY:
        raise InvalidInputError("catalogue.why_not_one", f"请写明为什么不是同一事项，最多 {MOST_WHY} 个字", "why")
    _decide(actor, group, GroupState.REJECTED, reason)
    record(actor, "standards.rejected", group.ref, reason=reason, items=[m.item_id for m in members])
    return group.version


def _locked(actor: Actor, group_id: int) -> tuple[StandardGroup, list[GroupMember]]:
    """The group, open, and its members, all within the actor's reach."""
    group = StandardGroup.objects.select_for_update().filter(pk=group_id).first()
    if group is None:
        raise NotFoundError("catalogue.unknown_group", "没有找到这组事项，请返回列表重新选择")
    rows = GroupMember.objects.select_for_update(of=("self", "item")).select_related("item")
    members = sorted(rows.filter(group=group).order_by("item_id"), key=lambda m: m.place)
    require(actor, Can.STANDARDISE)
    for organ_id in {m.item.organ_id for m in members}:
        require(actor, Can.STANDARDISE, organ_id)
    call.check_seen(group.version, group.decided_by)
    if group.state != GroupState.OPEN:
        label = GroupState(group.state).label
        raise WrongStateError("catalogue.group_decided", f"这组事项{label}，不能再处理；请刷新列表")
    return group, members


def _standard(actor: Actor, name: str, code: str, chosen: int) -> Standard:
    """The standard of this code, made now unless it stands already under this name."""
    standard = Standard.objects.select_for_update().filter(base_code=code).first()
    if standard is not None and standard.name != name:
        raise InvalidInputError(
            "catalogue.base_code_taken", f"基本编码 {code} 已是标准事项“{standard.name}”的编码，请换编码或改用这个名称",
            "base_code",
        )  # fmt: skip
    if chosen < (1 if standard else LEAST):
        raise InvalidInputError("catalogue.too_few_items", "请至少勾选两个事项；只有一个时不必合并", "items")
    if standard is None:
        standard = Standard.objects.create(base_code=code, name=name, made_at=clock.now(), made_by=actor.name)
        record(actor, "standard.made", standard.ref, base_code=code, name=name)
    return standard


def _join(actor: Actor, standard: Standard, items: Sequence[Item]) -> None:
    """归入: codes re-mapped, what they were kept for good. Cases keep the version they are pinned to."""
    item_ids = [i.pk for i in items]
    wanted = {recoded(i.item_code, standard.base_code) for i in items}
    taken = Item.objects.filter(item_code__in=wanted).exclude(pk__in=item_ids).values_list("item_code", flat=True)
    codes = recode([(i.pk, i.item_code) for i in items], standard.base_code, taken)
    now = clock.now()
    StandardMapping.objects.filter(item_id__in=item_ids, until_at=None).update(until_at=now)
    StandardMapping.objects.bulk_create(
        StandardMapping(
            item=i, standard=standard, from_at=now, by=actor.name, old_base_code=i.base_code,
            old_item_code=i.item_code, new_base_code=standard.base_code, new_item_code=codes[i.pk],
        ) for i in items
    )  # fmt: skip
    for item in items:
        record(
            actor, "item.recoded", item.ref, organ_id=item.organ_id, standard=standard.name,
            base_code=[item.base_code, standard.base_code], item_code=[item.item_code, codes[item.pk]],
        )  # fmt: skip
        item.base_code, item.item_code, item.version = standard.base_code, codes[item.pk], item.version + 1
    Item.objects.bulk_update(items, ["base_code", "item_code", "version"])


def _part(group: StandardGroup, members: Sequence[GroupMember]) -> int | None:
    """These members apart: a group of their own where they are two or more."""
    made = None
    if len(members) >= LEAST:
        ids = [m.item_id for m in members]
        made = StandardGroup.objects.create(
            run_id=group.run_id, name=members[0].item.name, base_code="", score=group.score, key=key_of(ids),
            size=len(ids), parent=group,
        )  # fmt: skip
        GroupMember.objects.filter(pk__in=_ids(members)).update(group=made)
    elif members:
        GroupMember.objects.filter(pk__in=_ids(members)).delete()
    return made.pk if made else None


def _ids(members: Iterable[GroupMember]) -> list[int]:
    return [m.pk for m in members]


def _decide(actor: Actor, group: StandardGroup, state: GroupState, why: str) -> None:
    group.state, group.why, group.decided_at, group.decided_by = state, why, clock.now(), actor.name
    group.version += 1
    group.save(update_fields=["state", "why", "decided_at", "decided_by", "version", "size", "key", "standard"])
