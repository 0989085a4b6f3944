"""改革台账: what was cancelled, simplified, dropped; by which document, with what measured effect."""

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import Effect, ReformRow, RoundRow, Sums
from cityhall.catalogue.terms import ReformKind

from .door import COMMAND, actor_of, answers

router = Router()
MOST = 100


class EffectOut(Schema):
    measured: int
    ended: int
    waiting: int
    unknown: int
    before: Sums
    after: Sums
    said: str


class ReformedItem(Schema):
    item_id: int
    name: str
    effect: EffectOut


class ReformOut(Schema):
    id: int
    kind: ReformKind
    title: str
    document: str
    effective_on: date
    count: int
    subjects: list[str]
    outside: list[str]
    into_id: int | None
    everywhere: bool
    note: str
    round_id: int | None
    made_at: datetime
    lifted_on: date | None
    lifted_why: str
    items: list[ReformedItem]
    effect: EffectOut


class ReformsOut(Schema):
    rows: list[ReformOut]
    next: str


class CountedKind(Schema):
    kind: ReformKind
    count: int


class RoundOut(Schema):
    id: int
    title: str
    document: str
    issued_on: date
    note: str
    entries: int
    counts: list[CountedKind]


class RoundsOut(Schema):
    rows: list[RoundOut]
    next: str


class WholeRound(Schema):
    round: RoundOut
    effect: EffectOut


class RoundIn(Schema):
    title: str = Field(max_length=200)
    document: str = Field(max_length=200)
    issued_on: date
    note: str = Field(default="", max_length=1000)


class ReformIn(Schema):
    kind: ReformKind
    title: str = Field(max_length=200)
    document: str = Field(max_length=200)
    effective_on: date
    items: list[int] = Field(default_factory=list, max_length=500)
    subjects: list[str] = Field(default_factory=list, max_length=200)
    outside: list[str] = Field(default_factory=list, max_length=200)
    into: int | None = None
    everywhere: bool = False
    round_id: int | None = None
    note: str = Field(default="", max_length=1000)


class MadeReform(Schema):
    id: int


class Lifting(Schema):
    why: str = Field(max_length=300)


@router.get("/reforms", auth=None, response=answers({200: ReformsOut}))
def reforms(
    request: HttpRequest, kind: ReformKind | None = None, round_id: int | None = None, q: str = "", after: str = "",
    limit: int = 20,
) -> ReformsOut:  # fmt: skip
    """改革台账，成效从前后的版本算出"""
    found = queries.reforms(kind or "", round_id, q[:80], after, min(max(limit, 1), MOST))
    return ReformsOut(rows=[_row(e) for e in found.rows], next=found.next)


@router.get("/reforms/{int:entry_id}", auth=None, response=answers({200: ReformOut}))
def reform(request: HttpRequest, entry_id: int) -> ReformOut:
    """台账的一条，逐项的成效"""
    return _row(queries.reform(entry_id))


@router.post("/reforms", response=answers({201: MadeReform}), openapi_extra=COMMAND)
def register(request: HttpRequest, body: ReformIn) -> tuple[int, MadeReform]:
    """登记改革事项：取消、暂停、合并的到日停办，取消的证明不得再要求"""
    made = actions.register_reform(
        actor_of(request), body.kind, body.title, body.document, body.effective_on, items=body.items,
        subjects=body.subjects, outside=body.outside, into=body.into, everywhere=body.everywhere,
        round_id=body.round_id, note=body.note,
    )  # fmt: skip
    return 201, MadeReform(id=made)


@router.post("/reforms/{int:entry_id}/lifting", response=answers({204: None}), openapi_extra=COMMAND)
def lift(request: HttpRequest, entry_id: int, body: Lifting) -> tuple[int, None]:
    """撤销登记（恢复实施）"""
    actions.lift_reform(actor_of(request), entry_id, body.why)
    return 204, None


@router.get("/reform-rounds", auth=None, response=answers({200: RoundsOut}))
def rounds(request: HttpRequest, after: str = "", limit: int = 20) -> RoundsOut:
    """改革批次，各类改革的数量"""
    found = queries.rounds(after, min(max(limit, 1), MOST))
    return RoundsOut(rows=[_round(r) for r in found.rows], next=found.next)


@router.get("/reform-rounds/{int:round_id}", auth=None, response=answers({200: WholeRound}))
def round_of(request: HttpRequest, round_id: int) -> WholeRound:
    """一个批次和合计的成效"""
    found, effect = queries.round_of(round_id)
    return WholeRound(round=_round(found), effect=_effect(effect))


@router.post("/reform-rounds", response=answers({201: MadeReform}), openapi_extra=COMMAND)
def open_round(request: HttpRequest, body: RoundIn) -> tuple[int, MadeReform]:
    """登记改革批次"""
    return 201, MadeReform(
        id=actions.open_round(actor_of(request), body.title, body.document, body.issued_on, body.note)
    )


def _row(e: ReformRow) -> ReformOut:
    return ReformOut(
        id=e.id, kind=e.kind, title=e.title, document=e.document, effective_on=e.effective_on, count=e.count,
        subjects=list(e.subjects), outside=list(e.outside), into_id=e.into_id, everywhere=e.everywhere, note=e.note,
        round_id=e.round_id, made_at=e.made_at, lifted_on=e.lifted_on, lifted_why=e.lifted_why, effect=_effect(e.effect),
        items=[ReformedItem(item_id=pk, name=name, effect=_effect(effect)) for pk, name, effect in e.items],
    )  # fmt: skip


def _round(r: RoundRow) -> RoundOut:
    return RoundOut(
        id=r.id, title=r.title, document=r.document, issued_on=r.issued_on, note=r.note, entries=r.entries,
        counts=[CountedKind(kind=kind, count=n) for kind, n in r.counts],
    )  # fmt: skip


def _effect(e: Effect) -> EffectOut:
    return EffectOut(
        measured=e.measured, ended=e.ended, waiting=e.waiting, unknown=e.unknown, before=e.before, after=e.after, said=e.said
    )  # fmt: skip
