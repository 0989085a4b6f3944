"""委托实施: named items entrusted to a window or another organ, in public; recalled when the organ wants."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.organs import rules
from cityhall.organs.models import Delegation, Organ, Window
from cityhall.organs.terms import Can, OrganKind, Power

MOST_ITEMS = 2_000


@step
def delegate(
    actor: Actor, organ_id: int, items: Sequence[int], powers: Sequence[str], *, to_organ_id: int | None,
    window_id: int | None, document: str, basis: str, from_on: date, until_on: date | None, licence: bool,
) -> int:  # fmt: skip
    """委托: the caller has made sure that the items are this organ's. Answers its id. Four statements."""
    require(actor, Can.DELEGATE, organ_id)
    told = _powers(powers)
    rules.check_delegation_days(from_on, until_on, clock.today())
    if not document.strip():
        raise InvalidInputError(
            "organs.no_document", "请填写公布的委托文件（行政许可法第二十四条：委托内容应当公告）", field="document"
        )
    if not items or len(set(items)) > MOST_ITEMS:
        raise InvalidInputError("organs.delegated_items", f"请列出委托的事项，一次最多 {MOST_ITEMS} 项", field="items")
    _check_whom(organ_id, told, to_organ_id, window_id, licence=licence)
    row = Delegation(
        organ_id=organ_id, to_organ_id=to_organ_id, window_id=window_id, powers=[p.value for p in told], items=sorted(set(items)),
        document=document.strip()[:200], basis=basis.strip()[:300], from_on=from_on, until_on=until_on,
        made_by=actor.name[:80], made_at=clock.now(),
    )  # fmt: skip
    _check_free(row)
    row.save(force_insert=True)
    record(
        actor, "authority.delegated", row.ref, organ_id=organ_id, to_organ=to_organ_id, window=window_id, items=row.items,
        powers=row.powers, document=row.document, from_on=from_on.isoformat(),
        until_on=until_on.isoformat() if until_on else "",
    )  # fmt: skip
    return row.pk


def _powers(powers: Sequence[str]) -> list[Power]:
    if any(p not in list(Power) for p in powers):
        raise InvalidInputError("organs.no_power", "请选择委托受理、审查、决定还是送达出件", field="powers")
    return [p for p in Power if p in powers]


def _check_whom(
    organ_id: int, powers: Sequence[Power], to_organ_id: int | None, window_id: int | None, *, licence: bool
) -> None:
    if (to_organ_id is None) == (window_id is None):
        raise InvalidInputError(
            "organs.delegated_to_one", "请选择委托给一个机关，或者一个窗口，两者只选其一", field="to_organ_id"
        )
    kind = None
    if window_id is not None:
        if not Window.objects.filter(pk=window_id, closed_on=None).exists():
            raise NotFoundError("organs.no_window", "没有找到这个窗口")
    else:
        found = Organ.objects.filter(pk=to_organ_id or 0, valid_until=None).values_list("kind", flat=True).first()
        if found is None:
            raise NotFoundError("organs.unknown", "没有找到这个机构，请核对后重试")
        kind = OrganKind(found)
    rules.check_delegation(
        powers, to_window=window_id is not None, to_kind=kind, same_organ=to_organ_id == organ_id, licence=licence
    )


def _check_free(row: Delegation) -> None:
    """Two organs cannot decide the same thing at the same time; several windows may well take it in. The organ is locked,
    so that no other entrustment of its comes between."""
    Organ.objects.select_for_update().filter(pk=row.organ_id).first()
    beyond = {Power.REVIEW.value, Power.DECIDE.value} & set(row.powers)
    if not beyond:
        return
    during = Q(until_on=None) | Q(until_on__gt=row.from_on)
    if row.until_on is not None:
        during &= Q(from_on__lt=row.until_on)
    others = Delegation.objects.filter(during, items__overlap=row.items, powers__overlap=sorted(beyond))
    other = others.select_related("to_organ").first()
    if other is not None:
        raise WrongStateError(
            "organs.delegated_already",
            f"所列事项中有的在这段时间已经委托{other.to_organ}审查或决定（{other.document}），请先收回原来的委托或调整日期",
        )


@action
def recall_delegation(actor: Actor, delegation_id: int, why: str) -> None:
    """收回委托: from this moment those it was given to may no longer act by it; cases under way go on with the organ."""
    row = Delegation.objects.select_for_update().filter(pk=delegation_id).first()
    if row is None:
        raise NotFoundError("organs.no_delegation", "没有找到这项委托，请刷新页面")
    require(actor, Can.DELEGATE, row.organ_id)
    if not why.strip():
        raise InvalidInputError("organs.recall_why", "请写明收回委托的原因和文件", field="why")
    today = clock.today()
    if row.ended_at is not None or (row.until_on is not None and row.until_on <= today):
        raise WrongStateError("organs.delegation_over", "这项委托已经收回或者到期")
    row.until_on, row.ended_at, row.ended_why = max(today, row.from_on), clock.now(), why.strip()[:300]
    row.save(update_fields=["until_on", "ended_at", "ended_why"])
    record(actor, "authority.recalled", row.ref, organ_id=row.organ_id, reason=row.ended_why)
