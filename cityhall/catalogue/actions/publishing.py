"""Publishing and retiring: one transaction with everything a version stands on; now, or on the day planned."""

from collections.abc import Mapping
from datetime import timedelta

from cityhall.catalogue.models import BaseEntry, Item, ItemVersion, Plan
from cityhall.catalogue.queries.library import standing_of
from cityhall.catalogue.queries.lists import above_of, chain_of, said_here
from cityhall.catalogue.queries.process import process_standards
from cityhall.catalogue.queries.reform import in_force
from cityhall.catalogue.rules import content as contents
from cityhall.catalogue.rules import inheritance, library, process, publishing, reforming, regimes, words
from cityhall.catalogue.terms import Can, PlanKind, PlanState, Procedure, RegimeTerms, VersionStatus
from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.organs import queries as organs

from .figures import end_figures, keep_figures
from .items import locked_draft, locked_item, regime_for

MOST_NOTE = 300


@action
def publish(actor: Actor, item_id: int, note: str = "") -> str:
    """发布: the draft becomes what the public relies on, with the regime and names of this day in it; the version
    before it is retired in the same act. Answers the version's id."""
    item, draft = locked_draft(item_id)
    require(actor, Can.PUBLISH_ITEMS, item.organ_id)
    call.check_seen(item.version)
    if item.planned:  # type: ignore[attr-defined]
        end_plan(item.pk, PlanKind.PUBLISH, PlanState.DROPPED, "提前发布了")
    return publish_now(actor, item, draft, note, actor.name)


@step
def publish_now(actor: Actor, item: Item, draft: ItemVersion, note: str, by: str, **told: object) -> str:
    """The act itself, on rows already locked. Everything it depends on is looked at, and named if it is gone."""
    parts = contents.read_content(draft.content)
    regime = regimes.override(regime_for(item), parts.regime)
    names, upper, shelves = check_ready(item, parts, regime)
    parts = library.taken(parts, shelves)
    now = clock.now()
    ItemVersion.objects.filter(item=item, status=VersionStatus.PUBLISHED).update(
        status=VersionStatus.RETIRED, retired_at=now
    )
    draft.status, draft.published_at, draft.published_by = VersionStatus.PUBLISHED, now, by[:80]
    draft.note = note.strip()[:MOST_NOTE]
    draft.frozen = {
        "item_code": item.item_code, "short_code": item.short_code, "name": item.name, "organ_id": item.organ_id,
        "organ_name": names[item.organ_id], "division_code": item.division_code, "procedure": item.procedure,
        "regime": contents.plain(regime), "organs": {str(k): v for k, v in names.items()},
        "upper": [{"id": e.pk, "base_code": e.base_code, "name": e.name, "edition": e.edition} for e in upper],
    }  # fmt: skip
    draft.content, draft.uses = contents.write_content(parts) if shelves else draft.content, sorted(shelves)
    draft.save(update_fields=["status", "published_at", "published_by", "note", "frozen", "content", "uses"])
    item.published_version, item.version = draft, item.version + 1
    item.words, item.pairs = words.index(item.name, item.group, names[item.organ_id], parts.keywords)
    item.save(update_fields=["published_version", "version", "words", "pairs"])
    keep_figures(item, draft, parts)
    record(
        actor, "item.published", item.ref, organ_id=item.organ_id, number=draft.number, version_id=str(draft.pk), **told
    )  # fmt: skip
    return str(draft.pk)


@action
def retire(actor: Actor, item_id: int, reason: str) -> int:
    """停用: no new application; cases under way keep the version they are pinned to."""
    item = locked_item(item_id)
    require(actor, Can.PUBLISH_ITEMS, item.organ_id)
    call.check_seen(item.version)
    if not reason.strip():
        raise InvalidInputError("catalogue.reason_missing", "请写明停用的原因和依据", "reason")
    end_plan(item.pk, PlanKind.RETIRE, PlanState.DROPPED, "提前停用了")
    return retire_now(actor, item, reason.strip())


@step
def retire_now(actor: Actor, item: Item, reason: str, **told: object) -> int:
    """The act itself, on a row already locked."""
    if item.published_version_id is None:
        raise WrongStateError("catalogue.not_published", "这个事项没有发布，不需要停用")
    ItemVersion.objects.filter(pk=item.published_version_id).update(
        status=VersionStatus.RETIRED, retired_at=clock.now()
    )
    item.published_version, item.version = None, item.version + 1
    item.save(update_fields=["published_version", "version"])
    end_figures(item.pk)
    record(actor, "item.retired", item.ref, organ_id=item.organ_id, reason=reason, **told)
    return item.version


@step
def end_plan(item_id: int, kind: PlanKind, state: PlanState, outcome: str = "") -> bool:
    """The waiting plan of this kind comes to its end, once: who changes the row did it."""
    rows = Plan.objects.filter(item_id=item_id, kind=kind, state=PlanState.WAITING)
    return bool(rows.update(state=state, ended_at=clock.now(), outcome=outcome[:500]))


def check_ready(
    item: Item, parts: contents.Parts, regime: RegimeTerms
) -> tuple[dict[int, str], list[BaseEntry], dict[str, library.Standing]]:  # fmt: skip
    """Everything a version stands on: the names of its organs and the list above it; or a refusal that names what is
    missing, what is gone, and what may not be."""
    standing = organs.organs_standing({item.organ_id, *(s.organ_id for s in parts.steps if s.organ_id)})
    for name, ended in standing.values():
        if ended is not None and ended <= clock.today():
            raise inheritance.refuse_retired("单位", name, ended.isoformat(), "撤销或变更")
    names = {pk: name for pk, (name, _) in standing.items()}
    upper = chain_of(item.upper_id, lock=True) if item.upper_id else []
    gone = next((e for e in upper if e.retired_on and e.retired_on <= clock.today()), None)
    if gone is not None and gone.retired_on:
        raise inheritance.refuse_retired("上级目录条目", gone.name, gone.retired_on.isoformat(), "废止")
    shelves = standing_of(library.refs_of(parts), lock=True)
    if missing := library.gone(parts, shelves):
        raise WrongStateError("catalogue.depends_on_retired", f"还不能发布：{'；'.join(p.sentence for p in missing)}")
    _refuse_unready(parts, item, names, regime, upper, library.loose(parts, shelves))
    return names, upper, shelves


def _refuse_unready(
    parts: contents.Parts,
    item: Item,
    names: Mapping[int, str],
    regime: RegimeTerms,
    upper: list[BaseEntry],
    more: list[publishing.Problem],
) -> None:
    problems = publishing.publish_problems(
        parts,
        publishing.Head(item.name, item.organ_id, names.get(item.organ_id, ""), regime, Procedure(item.procedure)),
    )
    problems += [
        publishing.Problem("steps", f"审查环节“{s.name}”的单位不存在，请重新选择")
        for s in parts.steps
        if s.organ_id and s.organ_id not in names
    ]
    problems += process.problems(parts, process_standards())
    problems += reforming.problems(parts, in_force(item.pk))
    problems += more
    if upper:
        problems += inheritance.problems(above_of(upper), said_here(item, parts))
    if problems:
        sentence = "还不能发布：" + "；".join(p.sentence for p in problems)
        raise InvalidInputError("catalogue.not_ready", sentence, problems[0].field)


LONGEST_AHEAD = timedelta(days=2 * 366)
