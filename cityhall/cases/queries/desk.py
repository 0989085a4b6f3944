"""The work list of an office: what waits at the reader's desks, with the step it waits in and who has it in hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F

from cityhall.cases.models import ProceedingRow, Step
from cityhall.cases.terms import Proceeding
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.queries import Counts, Heap, WorkRow
from cityhall.deadlines.terms import Kind, Light
from cityhall.kernel.actor import Actor
from cityhall.kernel.paging import Page
from cityhall.kernel.prepared import KEYS, TEXTS, Prepared

from .lists import Tray, desks_of, tray


@dataclass(frozen=True)
class DeskRow:
    """One case on the work list. `waiting` is the step's name, or what else is to be done; `work` carries the light."""

    number: str
    key: str
    waiting: str
    holder: str
    mine: bool
    work: WorkRow

    @property
    def draft(self) -> str:
        """A draft under pre-review has no case yet: its id, empty for a case."""
        return self.number if self.work.kind is Kind.PRE_REVIEW else ""


@dataclass(frozen=True)
class Wanted:
    """Which part of the work list: everything that is empty is not asked for."""

    light: Light | None = None
    kind: Kind | None = None
    item: str = ""
    step: str = ""
    mine: bool = False
    text: str = ""

    @property
    def narrow(self) -> bool:
        """Is anything left out?"""
        return self != Wanted()


@dataclass(frozen=True)
class Choice:
    """Something to filter by, with how much of it waits."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class DeskPage:
    page: Page[DeskRow]
    counts: Counts  # of what is asked for, whatever its light
    kinds: tuple[Choice, ...]
    items: tuple[Choice, ...]
    steps: tuple[Choice, ...]


def desk(actor: Actor, wanted: Wanted, after: str = "", limit: int = 25) -> DeskPage:
    """The work list and what it can be filtered by. Four statements, however much waits."""
    found = _tray(actor, wanted, after, limit)
    heaps = deadlines.heaps(
        actor, kinds=Tray.OFFICE, desks=desks_of(actor, Tray.OFFICE), mine=wanted.mine, text=wanted.text
    )
    samples = {heap.tail: heap.sample for heap in heaps if heap.sample.startswith("step:")}
    rows = found.rows
    names = {
        **_steps([_place(row.ref) for row in rows] + [_place(ref) for ref in samples.values()]),
        **_proceedings(row.ref for row in rows),
    }
    steps = {tail: names.get(_place(ref), (tail, ""))[0] for tail, ref in samples.items()}
    return DeskPage(
        Page(_rows(actor, found.rows, names), found.next, found.prev), _counts(heaps, wanted),
        _choices((str(h.kind), h.kind.label, h.count) for h in heaps),
        _choices((h.title, h.title, h.count) for h in heaps),
        _choices((h.tail, steps[h.tail], h.count) for h in heaps if h.tail in steps),
    )  # fmt: skip


def office(
    actor: Actor, *, light: Light | None = None, mine: bool = False, text: str = "", after: str = "", limit: int = 25
) -> Page[DeskRow]:
    """Review steps, questions of the window and of other organs, hearings to be held, cases not yet taken on, soonest due
    first. Three statements, a fourth where something beside a case waits."""
    return desk_rows(actor, Wanted(light=light, mine=mine, text=text), after, limit)


def desk_rows(actor: Actor, wanted: Wanted, after: str = "", limit: int = 25) -> Page[DeskRow]:
    """The rows alone, for who wants many: a batch, a file."""
    found = _tray(actor, wanted, after, limit)
    names = _names(found.rows)
    return Page(_rows(actor, found.rows, names), found.next, found.prev)


def _tray(actor: Actor, wanted: Wanted, after: str, limit: int) -> Page[WorkRow]:
    kinds = Tray.OFFICE if wanted.kind is None else (wanted.kind,)
    return tray(
        actor, kinds, light=wanted.light, mine=wanted.mine, text=wanted.text, title=wanted.item, tail=wanted.step,
        after=after, limit=limit,
    )  # fmt: skip


def _rows(actor: Actor, found: Iterable[WorkRow], names: dict[tuple[str, str], tuple[str, str]]) -> list[DeskRow]:
    rows = []
    for row in found:
        number, key = _place(row.ref)
        name, holder = names.get((number, key), (row.kind.label, ""))
        taken = row.taken_by is not None and row.taken_by == actor.account_id
        rows.append(DeskRow(number, key, name, holder, taken, row))
    return rows


def _names(rows: Sequence[WorkRow]) -> dict[tuple[str, str], tuple[str, str]]:
    """What each row waits in, and in whose hands."""
    return {**_steps([_place(row.ref) for row in rows]), **_proceedings(row.ref for row in rows)}


def _counts(heaps: Iterable[Heap], wanted: Wanted) -> Counts:
    """How many there are under each light, of the kind, item and step that are asked for."""
    sums = dict.fromkeys((Light.GREEN, Light.YELLOW, Light.RED, Light.BLUE), 0)
    for heap in heaps:
        meant = (wanted.kind or heap.kind, wanted.item or heap.title, wanted.step or heap.tail)
        if meant == (heap.kind, heap.title, heap.tail):
            sums[heap.light] += heap.count
    return Counts(sum(sums.values()), *(sums[one] for one in (Light.GREEN, Light.YELLOW, Light.RED, Light.BLUE)))


def _choices(sorts: Iterable[tuple[str, str, int]]) -> tuple[Choice, ...]:
    """Most first."""
    counted: dict[tuple[str, str], int] = {}
    for value, label, count in sorts:
        counted[value, label] = counted.get((value, label), 0) + count
    ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return tuple(Choice(value, label, count) for (value, label), count in ordered)


def _place(ref: str) -> tuple[str, str]:
    """`case:<number>`, `step:<number>/<key>`, or `beside:<number or draft>/<id>`, whose key is told from a step's by its
    sign."""
    room, _, rest = ref.partition(":")
    number, _, key = rest.partition("/")
    return number, f"#{key}" if room == "beside" else key


def _proceedings(refs: Iterable[str]) -> dict[tuple[str, str], tuple[str, str]]:
    """What waits beside these cases, by name. No statement where nothing does."""
    places = [_place(ref) for ref in refs if ref.startswith("beside:")]
    ids = {key[1:]: number for number, key in places}
    if not ids:
        return {}
    found = ProceedingRow.objects.filter(pk__in=[int(pk) for pk in ids]).values_list("id", "kind")
    return {(ids[str(pk)], f"#{pk}"): (_work(Proceeding(kind)), "") for pk, kind in found}


def _work(kind: Proceeding) -> str:
    """What is to be done about it: a pledge is looked at afterwards."""
    return Kind.AFTER_CHECK.label if kind is Proceeding.PLEDGE else kind.label


def _steps(places: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
    """Name and holder of these steps."""
    wanted = [(number, key) for number, key in places if key and not key.startswith("#")]
    rows = STEPS_OF.rows([number for number, _ in wanted], [key for _, key in wanted]) if wanted else []
    return {(row.number, row.key): (row.name, row.holder_name) for row in rows}


STEPS_OF = Prepared(
    lambda numbers, keys: Step.objects.filter(case__number__any=numbers, key__any=keys)
    .annotate(number=F("case__number")).only("key", "name", "holder_name"),
    TEXTS, KEYS,
)  # fmt: skip
