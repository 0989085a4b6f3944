"""同一事项、同一标准、同一编码: items compared in the background, groups decided by a person, codes re-mapped with history."""

from collections.abc import Callable, Collection, Iterator, Sequence

from django.db.models import F, Q

from cityhall.catalogue.models import GroupMember, ItemVersion, StandardGroup, StandardMapping, StandardRun
from cityhall.catalogue.queries.standards import LONGEST_RUN
from cityhall.catalogue.rules.clusters import Group, groups
from cityhall.catalogue.rules.likeness import WHOLE_CODE, Entry
from cityhall.catalogue.rules.recoding import key_of
from cityhall.catalogue.terms import Can, GroupState, RunState, VersionStatus
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor, require
from cityhall.kernel.errors import NotAllowedError, WrongStateError
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record

STEPS, MOST_REASON = 50, 300
READ = (
    "item_id", "item__name", "item__organ__name", "item__procedure", "item__base_code", "content__basis",
    "content__materials", "content__applicants",
)  # fmt: skip


@action
def start_comparison(actor: Actor) -> int:
    """发起比对: all items of the city, in the background; one that has not ended within the hour is given up. Answers the
    run."""
    require(actor, Can.STANDARDISE)
    if actor.reach(Can.STANDARDISE) is not None:
        raise NotAllowedError("catalogue.compare_all", "比对涉及全市各单位的事项，请由市级管理员发起")
    going = StandardRun.objects.filter(state__in=(RunState.QUEUED, RunState.RUNNING))
    going.filter(started_at__lte=clock.now() - LONGEST_RUN).update(state=RunState.GIVEN_UP)
    if going.exists():
        raise WrongStateError("catalogue.comparing", "上一轮比对还没有完成，请等它完成后再发起")
    run = StandardRun.objects.create(started_at=clock.now(), started_by=actor.name)
    record(actor, "standards.run_started", run.ref)
    return run.pk


def compare(line: Line) -> None:
    """The comparison itself, after the line that started it. Its progress is seen while it lasts; what it found is kept
    in one act, once."""
    run = StandardRun.objects.get(pk=int(line.ref.partition(":")[2]))
    if run.state in (RunState.DONE, RunState.GIVEN_UP):
        return
    entries = list(_entries())
    StandardRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING, total=len(entries), done=0)
    found = groups(entries, told=_telling(run.pk, len(entries)))
    _keep(HOUSE, run.pk, entries, found)


def _entries() -> Iterator[Entry]:
    """Every item as it is published, or else as its draft stands."""
    latest = Q(pk=F("item__published_version_id")) | Q(item__published_version=None, status=VersionStatus.DRAFT)
    rows = ItemVersion.objects.filter(latest).order_by("item_id").values_list(*READ)
    for item_id, name, organ, procedure, base_code, basis, materials, applicants in rows.iterator(2000):
        papers = tuple(str(m.get("name", "")) for m in materials or () if isinstance(m, dict))
        yield Entry(item_id, name, organ, procedure, base_code, basis or "", papers, frozenset(applicants or ()))


def _telling(run_id: int, total: int) -> Callable[[int, int], None]:
    """Writes the progress down, at most so many times."""
    told = 0

    def tell(done: int, of: int) -> None:
        nonlocal told
        if done * STEPS // of > told:
            told = done * STEPS // of
            StandardRun.objects.filter(pk=run_id).update(done=total * done // of)

    return tell


@action
def _keep(actor: Actor, run_id: int, entries: Sequence[Entry], found: Sequence[Group]) -> int:
    """Keep what was found, but for groups a person rejected as they are, and those already of one standard; what is
    still open of earlier runs gives way."""
    run = StandardRun.objects.select_for_update().get(pk=run_id)
    codes = {e.id: e for e in entries}
    rejected = set(StandardGroup.objects.filter(state=GroupState.REJECTED).values_list("key", flat=True))
    settled = _settled()
    fresh = [g for g in found if key_of(g.ids) not in rejected and not _is_settled(g, settled)]
    StandardGroup.objects.filter(state=GroupState.OPEN).update(
        state=GroupState.SUPERSEDED, decided_at=clock.now(), decided_by=actor.name, version=F("version") + 1
    )
    kept = StandardGroup.objects.bulk_create([_row(run, g, codes) for g in fresh], batch_size=2000)
    GroupMember.objects.bulk_create(
        [
            GroupMember(group=row, item_id=item_id, place=n, reason=reason[:MOST_REASON])
            for row, g in zip(kept, fresh, strict=True)
            for n, (item_id, reason) in enumerate(zip(g.ids, g.reasons, strict=True))
        ],
        batch_size=5000,
    )
    run.state, run.ended_at, run.found, run.done = RunState.DONE, clock.now(), len(kept), run.total
    run.save(update_fields=["state", "ended_at", "found", "done"])
    record(actor, "standards.compared", run.ref, items=len(entries), groups=len(kept))
    return len(kept)


def _settled() -> dict[int, int]:
    return dict(StandardMapping.objects.filter(until_at=None).values_list("item_id", "standard_id"))


def _is_settled(group: Group, settled: dict[int, int]) -> bool:
    return len({settled.get(n, -n) for n in group.ids}) == 1


def _row(run: StandardRun, group: Group, entries: dict[int, Entry]) -> StandardGroup:
    members = [entries[n] for n in group.ids]
    return StandardGroup(
        run=run, name=members[0].name[:300], base_code=suggested_code([e.base_code for e in members]),
        score=group.score, key=key_of(group.ids), size=len(members),
    )  # fmt: skip


def suggested_code(codes: Collection[str]) -> str:
    """The base code most of them carry, a national one before a local one."""
    whole = [c for c in codes if WHOLE_CODE.fullmatch(c)]
    return min(set(whole), key=lambda c: (not c.startswith("00"), -whole.count(c), c), default="")
