"""附属程序: proceedings are opened, approved and ended beside the case, whose own state they never touch. The open ones
are also on the case's own row (`Case.beside`), so that the rules know them without another statement."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from cityhall.cases.models import ProceedingRow
from cityhall.cases.terms import OPEN_STAGES, Proceeding, Stage
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines.terms import Clock, Kind, Limit
from cityhall.kernel import clock
from cityhall.kernel.action import step
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.writing import insert, update

from . import clocks
from .lock import Held, ref_of


@step
def open_beside(
    actor: Actor, held: Held, kind: Proceeding, *, stage: Stage = Stage.OPEN, key: str = "", organ_id: int | None = None,
    reason: str = "", basis: str = "", amount: int | None = None, first_on: date | None = None,
    last_on: date | None = None, **facts: Any,
) -> ProceedingRow:  # fmt: skip
    """A new proceeding, in one INSERT. The caller settles the case afterwards, which writes what is open there, and
    lets another organ that is asked see it."""
    row = ProceedingRow(
        case=held.case, kind=kind, stage=stage, key=key, organ_id=organ_id, reason=reason.strip(), basis=basis.strip(),
        amount=amount, first_on=first_on, last_on=last_on, facts=facts, opened_at=clock.now(), opened_by=actor.name,
        opened_account=actor.account_id,
        closed_at=None if stage in OPEN_STAGES else clock.now(), closed_by="" if stage in OPEN_STAGES else actor.name,
    )  # fmt: skip
    insert([row])
    if stage in OPEN_STAGES:
        note_open(held, kind, row.pk)
    if organ_id and organ_id != held.case.organ_id and organ_id not in held.case.partners:
        held.case.partners = [*held.case.partners, organ_id]
    return row


def proceeding(held: Held, kind: Proceeding, key: str | int, *, only_open: bool = True) -> ProceedingRow:
    """One proceeding of a locked case, locked with it; unknown, ended or of another kind is the same answer."""
    rows = ProceedingRow.objects.filter(case=held.case, kind=kind, pk=int(key) if str(key).isdecimal() else 0)
    row = rows.first()
    if row is None or (only_open and row.stage not in OPEN_STAGES):
        raise NotFoundError(
            "case.no_proceeding", f"这件没有进行中的“{kind.label}”，可能已经结束；请刷新页面查看最新进度"
        )
    return row


@step
def save_beside(row: ProceedingRow, **changes: Any) -> None:
    """Write these columns of a proceeding. One UPDATE."""
    for name, value in changes.items():
        setattr(row, name, value)
    update(row, [*changes])


@step
def close_beside(actor: Actor, held: Held, row: ProceedingRow, stage: Stage, **changes: Any) -> None:
    """End a proceeding: how, by whom, when. One UPDATE; the caller settles the case afterwards."""
    note_closed(held, Proceeding(row.kind), row.pk)
    save_beside(row, stage=stage, closed_at=clock.now(), closed_by=actor.name, **changes)


@step
def cancel_beside(actor: Actor, held: Held, keep: Iterable[Proceeding] = ()) -> list[str]:
    """All that is still open falls away with the case (but for the kinds that outlive it); answers the refs whose
    clocks the caller stops. One UPDATE, or none where nothing is open."""
    kept = {str(kind) for kind in keep}
    ids = [pk for kind, some in held.case.beside.items() if kind not in kept for pk in some]
    if not ids:
        return []
    ProceedingRow.objects.filter(pk__in=ids).update(stage=Stage.CANCELLED, closed_at=clock.now(), closed_by=actor.name)
    held.case.beside = {kind: some for kind, some in held.case.beside.items() if kind in kept}
    return [ref_of(held, pk) for pk in ids]


def note_open(held: Held, kind: Proceeding, pk: int) -> None:
    held.case.beside = {**held.case.beside, str(kind): [*held.case.beside.get(str(kind), []), pk]}


def note_closed(held: Held, kind: Proceeding, pk: int) -> None:
    left = [one for one in held.case.beside.get(str(kind), []) if one != pk]
    rest = {k: v for k, v in held.case.beside.items() if k != str(kind)}
    held.case.beside = {**rest, str(kind): left} if left else rest


def open_of(held: Held, kind: Proceeding) -> list[int]:
    """The ids of the open proceedings of a kind, without a statement."""
    return list(held.case.beside.get(str(kind), []))


def clock_of(
    held: Held, row: ProceedingRow, kind: Kind, limit: Limit, *, desk: str = "", organ_id: int | None = None
) -> Clock:
    """The proceeding's own clock, from now."""
    return clocks.of(
        held, kind, limit, clock.now(), ref=ref_of(held, row.pk), desk=desk, organ_id=organ_id or held.case.organ_id
    )


@step
def stop_clock(actor: Actor, held: Held, row: ProceedingRow, kinds: Iterable[Kind], *, met: bool = True) -> None:
    deadlines.stop(actor, ref_of(held, row.pk), list(kinds), met=met)
