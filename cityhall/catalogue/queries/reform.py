"""改革台账: entries, rounds, and what each of them measurably changed. Public."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from cityhall.catalogue.models import ReformEntry, ReformItem, ReformRound
from cityhall.catalogue.rules import reforming
from cityhall.catalogue.rules.reforming import Effect, InForce, Sums
from cityhall.catalogue.terms import ENDING, NAMED, ReformKind
from cityhall.kernel import clock
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page

MEASURED = """
SELECT r.entry_id, r.item_id, r.before_id IS NOT NULL, i.published_version_id IS NOT NULL, e.effective_on <= %s,
       b.materials, b.promised, b.visits, b.steps, b.charged, a.materials, a.promised, a.visits, a.steps, a.charged, i.name
  FROM ch_catalogue_reformitem r
  JOIN ch_catalogue_reformentry e ON e.id = r.entry_id
  JOIN ch_catalogue_item i ON i.id = r.item_id
  LEFT JOIN ch_catalogue_versionfigures b ON b.version_id = r.before_id
  LEFT JOIN LATERAL (
    SELECT f.* FROM ch_catalogue_versionfigures f
     WHERE f.item_id = r.item_id AND f.number > b.number AND e.effective_on <= %s
       AND (f.until_on IS NULL OR f.until_on > e.effective_on)
     ORDER BY f.number LIMIT 1) a ON true
 WHERE r.entry_id = ANY(%s)
 ORDER BY r.entry_id, i.name, r.item_id
"""


@dataclass(frozen=True)
class ReformRow:
    """One entry with its effect as far as it can be measured today."""

    id: int
    kind: ReformKind
    title: str
    document: str
    effective_on: date
    subjects: tuple[str, ...]
    outside: tuple[str, ...]
    into_id: int | None
    into: str
    everywhere: bool
    note: str
    round_id: int | None
    round: str
    made_by: str
    made_at: datetime
    lifted_on: date | None
    lifted_why: str
    items: tuple[tuple[int, str, Effect], ...]
    effect: Effect

    @property
    def ref(self) -> str:
        return f"reform:{self.id}"

    @property
    def count(self) -> int:
        """取消的证明和前置条件 by what is named; everything else by items, whether they are still in a list or not."""
        return len(self.subjects) if self.kind in NAMED else len(self.items) + len(self.outside)

    @property
    def ended(self) -> bool:
        return self.kind in ENDING


@dataclass(frozen=True)
class RoundRow:
    """A round with its sums: how much of each kind, and the effect of all together."""

    id: int
    title: str
    document: str
    issued_on: date
    note: str
    counts: tuple[tuple[ReformKind, int], ...]
    entries: int


def reforms(
    kind: str = "", round_id: int | None = None, text: str = "", after: str = "", limit: int = 20
) -> Page[ReformRow]:
    """The ledger, latest effect first. Two statements."""
    rows = ReformEntry.objects.select_related("round", "into")
    rows = rows.filter(kind=kind) if kind in list(ReformKind) else rows
    rows = rows.filter(round=round_id) if round_id is not None else rows
    if text := text.strip():
        rows = rows.filter(
            Q(title__contains=text) | Q(document__contains=text) | Q(items__item__name__contains=text)
        ).distinct()
    found = list(keyset(rows, ["-effective_on", "-id"], after, limit))
    cut = page(found, limit, (), lambda e: (e.effective_on, e.pk))
    return Page(_told(cut.rows), cut.next)


def reform(entry_id: int) -> ReformRow:
    """One entry, item by item. Two statements."""
    found = ReformEntry.objects.select_related("round", "into").filter(pk=entry_id).first()
    if found is None:
        raise NotFoundError("reform.unknown", "没有找到这条台账，请刷新页面")
    return _told([found])[0]


@dataclass(frozen=True)
class ReformNote:
    """An entry in a line, as a guide tells it."""

    id: int
    kind: ReformKind
    title: str
    document: str
    effective_on: date


def reform_notes(item_id: int) -> list[ReformNote]:
    """The same in a line each, without the effects. One statement."""
    rows = ReformEntry.objects.filter(items__item=item_id, lifted_on=None).order_by("-effective_on", "-id")[:20]
    told = rows.values_list("id", "kind", "title", "document", "effective_on")
    return [ReformNote(key, ReformKind(kind), title, document, begins) for key, kind, title, document, begins in told]


def reforms_of(item_id: int) -> list[ReformRow]:
    """What reform did to an item, latest first; entries that were lifted are left out. Two statements."""
    rows = ReformEntry.objects.select_related("round", "into").filter(items__item=item_id, lifted_on=None)
    return _told(list(rows.order_by("-effective_on", "-id")[:20]))


def rounds(after: str = "", limit: int = 20) -> Page[RoundRow]:
    """Rounds with what they count, latest first. Two statements."""
    found = list(keyset(ReformRound.objects.all(), ["-issued_on", "-id"], after, limit))
    cut = page(found, limit, (), lambda r: (r.issued_on, r.pk))
    return Page(_rounds(cut.rows), cut.next)


def round_of(round_id: int) -> tuple[RoundRow, Effect]:
    """One round and the effect of all its entries together, an item that several of them concern counted once. Four
    statements."""
    found = ReformRound.objects.filter(pk=round_id).first()
    if found is None:
        raise NotFoundError("reform.no_round", "没有找到这个改革批次，请重新选择")
    entries = list(ReformEntry.objects.filter(round=found, lifted_on=None).values_list("pk", flat=True))
    effects: dict[int, Effect] = {}
    for _, (item_id, _), effect in _measured(entries):
        if effect.measured or item_id not in effects:
            effects[item_id] = effect
    return _rounds([found])[0], reforming.together(list(effects.values()))


def round_choices(limit: int = 100) -> list[tuple[int, str]]:
    rows = ReformRound.objects.order_by("-issued_on", "-id")[:limit]
    return [(r.pk, f"{r.title}（{r.document}）") for r in rows]


def ledger_counts() -> dict[ReformKind, int]:
    """How many entries of each kind. One statement."""
    told = dict(ReformEntry.objects.values_list("kind").annotate(n=Count("id")))
    return {kind: told.get(kind.value, 0) for kind in ReformKind}


def in_force(item_id: int) -> list[InForce]:
    """What the ledger forbids of an item from today on. One statement."""
    rows = ReformEntry.objects.filter(lifted_on=None, effective_on__lte=clock.today())
    mine = Q(everywhere=True) | Q(pk__in=ReformItem.objects.filter(item=item_id).values("entry"))
    told = rows.filter(mine, kind__in=[*ENDING, ReformKind.PROOF]).order_by("id")
    return [InForce(ReformKind(k), d, tuple(s)) for k, d, s in told.values_list("kind", "document", "subjects")]


def _rounds(rows: Sequence[ReformRound]) -> list[RoundRow]:
    """Counted as each kind is: by items (in a list or not) or by what is named."""
    counts: dict[int, dict[ReformKind, int]] = {row.pk: {} for row in rows}
    entries: dict[int, int] = dict.fromkeys(counts, 0)
    told = ReformEntry.objects.filter(round__in=list(counts), lifted_on=None).annotate(n=Count("items"))
    for round_id, kind, subjects, outside, n in told.values_list("round_id", "kind", "subjects", "outside", "n"):
        meant = ReformKind(kind)
        number = len(subjects) if meant in NAMED else n + len(outside)
        counts[round_id][meant] = counts[round_id].get(meant, 0) + number
        entries[round_id] += 1
    return [
        RoundRow(
            r.pk, r.title, r.document, r.issued_on, r.note,
            tuple((kind, counts[r.pk][kind]) for kind in ReformKind if kind in counts[r.pk]), entries[r.pk],
        )
        for r in rows
    ]  # fmt: skip


def _told(rows: Sequence[ReformEntry]) -> list[ReformRow]:
    items: dict[int, list[tuple[int, str, Effect]]] = {}
    for entry_id, named, effect in _measured([row.pk for row in rows]):
        items.setdefault(entry_id, []).append((*named, effect))
    return [_row(row, items.get(row.pk, [])) for row in rows]


def _row(e: ReformEntry, items: list[tuple[int, str, Effect]]) -> ReformRow:
    return ReformRow(
        e.pk, ReformKind(e.kind), e.title, e.document, e.effective_on, tuple(e.subjects), tuple(e.outside), e.into_id,
        e.into.name if e.into else "", e.everywhere, e.note, e.round_id, e.round.title if e.round else "", e.made_by,
        e.made_at, e.lifted_on, e.lifted_why, tuple(items), reforming.together([effect for *_, effect in items]),
    )  # fmt: skip


def _measured(entries: Iterable[int]) -> list[tuple[int, tuple[int, str], Effect]]:
    """Entry, item, and what became of it between the version it had and the one in force after. One statement."""
    today = clock.today()
    with connection.cursor() as cursor:
        cursor.execute(MEASURED, [today, today, list(entries)])
        return [(row[0], (row[1], row[15]), _effect(row)) for row in cursor.fetchall()]


def _effect(row: Sequence[Any]) -> Effect:
    known, published, begun = row[2:5]
    if not known:
        return Effect(unknown=1)
    if row[10] is not None:
        return Effect(measured=1, before=_sums(row[5:10]), after=_sums(row[10:15]))
    return Effect(ended=1) if begun and not published else Effect(waiting=1)


def _sums(cells: Sequence[Any]) -> Sums:
    materials, promised, visits, steps, charged = cells
    return Sums(materials, promised, visits, steps, int(charged))
