"""认领 as an organ sees its own, and the city the progress of all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from cityhall.catalogue.models import Claim, UpperItem, UpperList
from cityhall.catalogue.rules.claiming import TAKEN, light
from cityhall.catalogue.rules.content import Parts, read_content
from cityhall.catalogue.rules.inheritance import inherited
from cityhall.catalogue.terms import Can, ClaimState, Procedure
from cityhall.deadlines.terms import Light
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page

from .lists import chain_of


@dataclass(frozen=True)
class ClaimRow:
    id: int
    name: str
    base_code: str
    procedure: Procedure
    organ_name: str
    list_id: int
    list_title: str
    state: ClaimState
    due_on: date
    light: Light
    left: str
    stale: tuple[str, ...]
    round: int
    item_id: int | None


@dataclass(frozen=True)
class ClaimView:
    """One claim for whoever answers it: what the list says, and what the organ answered last."""

    row: ClaimRow
    document: str
    parts: Parts
    content: Mapping[str, Any]
    reason: str
    answered_by: str
    answered_at: datetime | None
    version: int
    next_id: int | None

    @property
    def ref(self) -> str:
        return f"claim:{self.row.id}"


@dataclass(frozen=True)
class UpperListRow:
    id: int
    title: str
    document: str
    issued_on: date
    due_on: date
    sent_by: str
    round: int
    version: int
    total: int
    answered: int

    @property
    def ref(self) -> str:
        return f"upper-list:{self.id}"

    @property
    def percent(self) -> int:
        return self.answered * 100 // self.total if self.total else 0


@dataclass(frozen=True)
class OrganProgress:
    organ_id: int
    organ_name: str
    total: int
    claimed: int
    adapted: int
    refused: int
    open: int
    late: int
    reopened: int

    @property
    def percent(self) -> int:
        return (self.total - self.open) * 100 // self.total if self.total else 0


@dataclass(frozen=True)
class UpperItemRow:
    id: int
    list_id: int
    base_code: str
    name: str
    procedure: Procedure
    law_changed_on: date | None
    edition: int
    taken: int
    refused: int
    open: int


def claims(
    actor: Actor, state: str = ClaimState.OPEN, *, text: str = "", after: str = "", limit: int = 30
) -> Page[ClaimRow]:
    """What this actor's organs owe an answer to, or have answered; the next due first."""
    rows = _own(actor).filter(state=state).select_related("upper__entry", "organ", "upper_list")
    if text:
        rows = rows.filter(Q(upper__entry__name__contains=text) | Q(upper__entry__base_code=text))
    found = list(keyset(rows, ["due_on", "id"], after, limit))
    cut = page(found, limit, (), lambda c: (c.due_on, c.pk), after)
    return Page([_row(c) for c in cut.rows], cut.next, cut.prev)


def claim_counts(actor: Actor) -> dict[str, int]:
    return dict(_own(actor).values_list("state").annotate(n=Count("id")).order_by())


def claim(actor: Actor, claim_id: int) -> ClaimView:
    """One claim of the actor's own organs."""
    row = _own(actor).select_related("upper__entry", "organ", "upper_list").filter(pk=claim_id).first()
    if row is None:
        raise NotFoundError("catalogue.unknown_claim", "没有找到这一项认领，请返回列表重新选择")
    whole = inherited(e.content for e in chain_of(row.upper.entry_id))
    later = Q(due_on__gt=row.due_on) | Q(due_on=row.due_on, pk__gt=row.pk)
    following = _own(actor).filter(later, state=ClaimState.OPEN).order_by("due_on", "pk").values_list("pk", flat=True)
    return ClaimView(
        _row(row), f"{row.upper_list.title}（{row.upper_list.document}）", read_content(whole), whole,
        row.reason, row.answered_by, row.answered_at, row.version, following.first(),
    )  # fmt: skip


def upper_lists(actor: Actor, *, after: str = "", limit: int = 30) -> Page[UpperListRow]:
    """Lists that were sent, latest first, and how far they are answered."""
    require(actor, Can.SEND_DOWN)
    found = list(keyset(_lists(actor), ["-id"], after, limit))
    cut = page(found, limit, (), lambda one: (one.pk,), after)
    return Page([_list_row(one) for one in cut.rows], cut.next, cut.prev)


def upper_list(actor: Actor, list_id: int) -> UpperListRow:
    require(actor, Can.SEND_DOWN)
    one = _lists(actor).filter(pk=list_id).first()
    if one is None:
        raise NotFoundError("catalogue.unknown_upper_list", "没有找到这份清单，请返回列表重新选择")
    return _list_row(one)


def progress(actor: Actor, list_id: int, *, after: str = "", limit: int = 30) -> Page[OrganProgress]:
    """How far each organ is with a list, by the organ's name."""
    require(actor, Can.SEND_DOWN)
    rows = _reached(actor, Claim.objects.filter(upper_list=list_id)).values("organ_id", "organ__name")
    counted = rows.annotate(
        total=Count("id"), late=Count("id", filter=Q(state=ClaimState.OPEN, due_on__lt=clock.today())),
        reopened=Count("id", filter=Q(state=ClaimState.OPEN, round__gt=1)),
        **{f"n_{s.value}": Count("id", filter=Q(state=s.value)) for s in ClaimState},
    )  # fmt: skip
    found = list(keyset(counted, ["organ__name", "organ_id"], after, limit))
    cut = page(found, limit, (), lambda r: (r["organ__name"], r["organ_id"]), after)
    return Page([_progress(r) for r in cut.rows], cut.next, cut.prev)


def upper_items(actor: Actor, list_id: int, *, text: str = "", after: str = "", limit: int = 30) -> Page[UpperItemRow]:
    """The items of a list, and how many organs took each."""
    require(actor, Can.SEND_DOWN)
    rows = _counted(UpperItem.objects.filter(upper_list=list_id))
    if text:
        rows = rows.filter(Q(entry__name__contains=text) | Q(entry__base_code=text))
    found = list(keyset(rows, ["entry__base_code", "id"], after, limit))
    cut = page(found, limit, (), lambda u: (u.entry.base_code, u.pk), after)
    return Page([_upper(u) for u in cut.rows], cut.next, cut.prev)


def upper_item(actor: Actor, upper_id: int) -> UpperItemRow:
    require(actor, Can.SEND_DOWN)
    one = _counted(UpperItem.objects.filter(pk=upper_id)).first()
    if one is None:
        raise NotFoundError("catalogue.unknown_upper_item", "没有找到清单里的这一项，请返回清单重新选择")
    return _upper(one)


def taken_items(actor: Actor, list_id: int) -> list[int]:
    """The local items that came of a list, for what rooms above know of them."""
    require(actor, Can.SEND_DOWN)
    rows = Claim.objects.filter(upper_list=list_id, state__in=TAKEN, item__isnull=False)
    return list(rows.values_list("item_id", flat=True))


def _own(actor: Actor) -> QuerySet[Claim]:
    require(actor, Can.EDIT_ITEMS)
    reach = actor.reach(Can.EDIT_ITEMS)
    return Claim.objects.all() if reach is None else Claim.objects.filter(organ_id__in=reach)


def _reached(actor: Actor, rows: QuerySet[Claim]) -> QuerySet[Claim]:
    reach = actor.reach(Can.SEND_DOWN)
    return rows if reach is None else rows.filter(organ_id__in=reach)


def _lists(actor: Actor) -> QuerySet[UpperList]:
    reach = actor.reach(Can.SEND_DOWN)
    within = Q() if reach is None else Q(claims__organ_id__in=reach)
    done = within & ~Q(claims__state=ClaimState.OPEN)
    return UpperList.objects.filter(within).annotate(
        total=Count("claims", filter=within, distinct=True), answered=Count("claims", filter=done, distinct=True)
    )


def _counted(rows: QuerySet[UpperItem]) -> QuerySet[UpperItem]:
    return rows.select_related("entry").annotate(
        taken=Count("claims", filter=Q(claims__state__in=TAKEN)),
        refused=Count("claims", filter=Q(claims__state=ClaimState.REFUSED)),
        left=Count("claims", filter=Q(claims__state=ClaimState.OPEN)),
    )


def _row(c: Claim) -> ClaimRow:
    shown, left = light(ClaimState(c.state), c.due_on, clock.today())
    return ClaimRow(
        c.pk, c.upper.entry.name, c.upper.entry.base_code, Procedure(c.upper.entry.procedure), c.organ.name, c.upper_list_id,
        c.upper_list.title, ClaimState(c.state), c.due_on, shown, left, tuple(c.stale), c.round, c.item_id,
    )  # fmt: skip


def _list_row(one: Any) -> UpperListRow:
    return UpperListRow(
        one.pk, one.title, one.document, one.issued_on, one.due_on, one.sent_by, one.round, one.version, one.total,
        one.answered,
    )  # fmt: skip


def _progress(r: Mapping[str, Any]) -> OrganProgress:
    return OrganProgress(
        r["organ_id"], r["organ__name"], r["total"], r["n_claimed"], r["n_adapted"], r["n_refused"], r["n_open"],
        r["late"], r["reopened"],
    )  # fmt: skip


def _upper(u: Any) -> UpperItemRow:
    e = u.entry
    return UpperItemRow(
        u.pk, u.upper_list_id, e.base_code, e.name, Procedure(e.procedure), e.law_changed_on, e.edition, u.taken,
        u.refused, u.left,
    )  # fmt: skip
