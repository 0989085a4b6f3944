"""Applications of one thing: the applicant's draft and the one page on which all its cases stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from cityhall.cases import queries as cases
from cityhall.cases.queries import HandedBefore, Likeness
from cityhall.cases.terms import Channel
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.queries import Change
from cityhall.catalogue.terms import ItemTerms
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.queries import ClockView
from cityhall.joint.models import JointApplication, JointFile, JointPart
from cityhall.joint.terms import (
    WITHOUT_CASE,
    Can,
    JointOutcome,
    JointState,
    OneMaterial,
    Opinion,
    PartState,
    StageState,
)
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import NotFoundError
from cityhall.organs import queries as organs
from cityhall.people import queries as people

from .owning import answers_for, is_at_window, is_own, own, own_drafts
from .packages import Put, put, terms


@dataclass(frozen=True)
class FileView:
    id: int
    name: str
    size: int
    media_type: str
    sha256: str
    source: str = ""  # the earlier case it comes from


@dataclass(frozen=True)
class SlotView:
    """One shared material: what is there, and whose requirement it is."""

    spec: OneMaterial
    files: tuple[FileView, ...]
    items: tuple[str, ...]
    copies: int = 0  # on paper, at the window
    seen: bool = False

    @property
    def given(self) -> bool:
        return bool(self.files or self.copies)


@dataclass(frozen=True)
class NewsOf:
    """An item of an open draft has a newer version, or was withdrawn (`changes` empty, `open` false)."""

    part: str
    name: str
    changes: tuple[Change, ...]
    open: bool


@dataclass(frozen=True)
class JointDraft:
    id: str
    put: Put
    applicant_name: str
    applicant_ref: str
    contact_phone: str
    values: Mapping[str, str]
    slots: tuple[SlotView, ...]
    problems: Mapping[str, str]
    version: int
    saved_at: datetime
    contact_name: str
    at_window: bool
    agent: bool  # somebody else fills it in for her, by a 授权委托

    @property
    def missing(self) -> tuple[OneMaterial, ...]:
        return tuple(one.spec for one in self.slots if one.spec.required and not one.given)


def pinned(row: JointApplication) -> dict[str, ItemTerms]:
    """The versions of the items the draft began with, whole. No statement once they are in memory."""
    return {part: catalogue.terms(version_id) for part, version_id in row.versions.items()}


def put_of(row: JointApplication, values: Mapping[str, str] | None = None) -> Put:
    said = values if values is not None else {**row.form, **row.sealed_form}
    return put(terms(str(row.package_version_id)), pinned(row), said)


def joint_draft(actor: Actor, draft_id: str, typed: Mapping[str, str] | None = None) -> JointDraft:
    """One's own draft, whole: she typed it; with `typed` as it would be with these values, not saved yet. Two statements."""
    row = _mine(actor, draft_id)
    values = {**row.form, **row.sealed_form, **(typed or {})}
    here = put_of(row, values)
    return JointDraft(
        str(row.pk), here, row.applicant_name, row.applicant_ref, row.contact_phone, values, slots_of(row, here),
        form_problems(here, values), row.version, row.saved_at, row.contact_name, row.channel == Channel.WINDOW,
        row.agency_id in actor.agencies,
    )  # fmt: skip


def news(actor: Actor, draft_id: str) -> list[NewsOf]:
    """事项有新版: what became of the items since the draft began, in words. One statement, or two."""
    row = _mine(actor, draft_id)
    package, mine = terms(str(row.package_version_id)), pinned(row)
    now = catalogue.published_of(p.item_id for p in package.parts)
    found = []
    for part in package.parts:
        old, new = mine.get(part.key), now.get(part.item_id)
        if old is not None and (new is None or new.version_id != old.version_id):
            changes = tuple(catalogue.changes_between(old, new)) if new else ()
            found.append(NewsOf(part.key, old.name, changes, new is not None))
    return found


def form_problems(here: Put, values: Mapping[str, str]) -> dict[str, str]:
    """Field of the one form → what is wrong with it, by every item's own rule as well as by the form's."""
    found = _problems(here.fields, values)
    for part in here.parts:
        own = here.values_for(part.key, values)
        for key, sentence in cases.form_problems(here.items[part.key], own).items():
            merged = next((k for use, k in here.keys.items() if (use.part, use.key) == (part.key, key)), key)
            found.setdefault(merged, sentence)
    return found


def _problems(fields: Sequence[Any], values: Mapping[str, str]) -> dict[str, str]:
    return cases.problems_of(fields, values)


def _mine(actor: Actor, draft_id: str) -> JointApplication:
    require_signed_in(actor)
    try:
        key = UUID(str(draft_id))
    except ValueError:
        key = UUID(int=0)
    row = JointApplication.objects.filter(own_drafts(actor), pk=key, state=JointState.DRAFT).first()
    if row is None:
        made = JointApplication.objects.filter(pk=key, agent_account=actor.account_id or 0, state=JointState.DRAFT)
        if (agency_id := made.values_list("agency_id", flat=True).first()) is not None:
            raise people.agency_ended(actor, agency_id)
        raise NotFoundError("joint.unknown_draft", "没有找到这份草稿，可能已经提交或删除；请到“我的办件”查看")
    return row


def slots_of(row: JointApplication, here: Put) -> tuple[SlotView, ...]:
    there: dict[str, list[FileView]] = {}
    for f in JointFile.objects.filter(application=row, removed_at=None).order_by("id"):
        there.setdefault(f.slot, []).append(FileView(f.pk, f.name, f.size, f.media_type, f.sha256, f.source))
    names = {key: one.name for key, one in here.items.items()}
    return tuple(
        SlotView(
            one, tuple(there.get(one.key, ())), tuple(dict.fromkeys(names[u.part] for u in one.uses)),
            **row.papers.get(one.key, {}),
        )
        for one in here.materials
    )  # fmt: skip


def earlier_for(actor: Actor, applicant_ref: str, here: Put) -> dict[str, HandedBefore]:
    """Slot → what she handed in before that an organ found good."""
    wanted: dict[str, set[Likeness]] = {}
    for one in here.materials:
        specs = [here.items[use.part].material(use.key) for use in one.uses]
        wanted[one.key] = {like for spec in specs if spec is not None for like in cases.likeness(spec)}
    return cases.handed_before(actor, applicant_ref, wanted)


def earlier_materials(actor: Actor, mine: JointDraft) -> dict[str, HandedBefore]:
    """The same of one's own draft, where nothing is there yet; nothing for an agent or at a window."""
    if mine.agent or mine.at_window:
        return {}
    given = {one.spec.key for one in mine.slots if one.given}
    found = earlier_for(actor, mine.applicant_ref, mine.put)
    return {slot: one for slot, one in found.items() if slot not in given}


def joint_file(actor: Actor, draft_id: str, file_id: int) -> FileView:
    """A file of one's own draft."""
    row = _mine(actor, draft_id)
    f = JointFile.objects.filter(application=row, pk=file_id, removed_at=None).first()
    if f is None:
        raise NotFoundError("joint.no_file", "没有找到这个文件，可能已经移除")
    return FileView(f.pk, f.name, f.size, f.media_type, f.sha256)


@dataclass(frozen=True)
class PartView:
    """One of the cases of a whole. `number` is empty before it opens, and where the reader may not see that case."""

    key: str
    item_name: str
    organ: str
    organ_id: int
    state: PartState
    number: str
    held: bool
    waits: tuple[str, ...]
    opinion: Opinion | None
    opinion_note: str
    opened_at: datetime | None
    ended_at: datetime | None

    @property
    def opened(self) -> bool:
        return self.state not in WITHOUT_CASE


@dataclass(frozen=True)
class StageView:
    name: str
    state: StageState
    joined_at: str
    parts: tuple[PartView, ...]


@dataclass(frozen=True)
class JointPage:
    number: str
    name: str
    applicant_name: str
    state: JointState
    outcome: JointOutcome | None
    halted: str
    submitted_at: datetime | None
    ended_at: datetime | None
    stages: tuple[StageView, ...]
    clock: ClockView | None
    version: int
    mine: bool  # her own, or by an agency that runs
    answers: bool  # may say what becomes of it: herself, or the window she stands at
    at_window: bool
    taken_by: str
    access_code: str  # for the applicant and the window, with which its progress is asked for

    @property
    def parts(self) -> tuple[PartView, ...]:
        return tuple(p for s in self.stages for p in s.parts)

    @property
    def may_withdraw(self) -> bool:
        return self.answers and self.state is JointState.OPEN

    @property
    def may_continue(self) -> bool:
        return self.answers and any(p.held for p in self.parts)


def joint_page(actor: Actor, number: str) -> JointPage:
    """All the cases of an application as one page: for the applicant, for whoever may see applications of this package's
    lead, and for every organ that has a part in it, who sees of the others what and whose they are, and the number of those
    cases she may open. Five statements."""
    require_signed_in(actor)
    row = JointApplication.objects.filter(number=number).select_related("package").first()
    parts = list(JointPart.objects.filter(application=row).order_by("order")) if row else []
    if row is None or not _may_see(actor, row, parts):
        raise NotFoundError("joint.unknown_number", f"没有编号为 {number} 的联办申请，请核对编号")
    return _page(actor, row, parts)


def _may_see(actor: Actor, row: JointApplication, parts: Sequence[JointPart]) -> bool:
    if is_own(actor, row) or is_at_window(actor, row):
        return True
    organs_in = {p.organ_id for p in parts}
    return actor.may(Can.SEE, row.package.organ_id) or any(actor.may(Can.SEE, one) for one in organs_in)


def _page(actor: Actor, row: JointApplication, parts: Sequence[JointPart]) -> JointPage:
    mine, answers = is_own(actor, row), answers_for(actor, row)
    numbers = [p.case_number for p in parts if p.case_number]
    seen = cases.numbers_seen(actor, numbers) if numbers else frozenset()
    stages, running = _stages(row, parts, seen)
    return JointPage(
        str(row.number), terms(str(row.package_version_id)).name, row.applicant_name, JointState(row.state),
        JointOutcome(row.outcome) if row.outcome else None, next((p.item_name for p in parts if p.key == row.halted), ""),
        row.submitted_at, row.ended_at, stages, running, row.version, mine, answers, row.channel == Channel.WINDOW,
        row.taken_by, row.access_code if mine or answers else "",
    )  # fmt: skip


def _stages(
    row: JointApplication, parts: Sequence[JointPart], seen: frozenset[str]
) -> tuple[tuple[StageView, ...], ClockView | None]:
    """The stages that apply, and the promise of the whole."""
    package = terms(str(row.package_version_id))
    near = organs.organs_named({p.organ_id for p in parts})
    names = {p.key: p.item_name for p in parts}
    running = deadlines.clocks_of([row.ref])
    views: dict[str, list[PartView]] = {}
    for p in parts:
        spec = package.part(p.key)
        waits = tuple(names[a.part] for a in spec.after if a.part in names) if spec else ()
        views.setdefault(p.stage, []).append(_part_view(p, near, seen, waits))
    stages = tuple(
        StageView(s.name, StageState(row.stages.get(s.key, {}).get("state", StageState.WAITING)),
                  row.stages.get(s.key, {}).get("at", ""), tuple(views[s.key]))
        for s in package.stages if s.key in views
    )  # fmt: skip
    return stages, running[-1] if running else None


def _part_view(
    p: JointPart, near: Mapping[int, str], seen: frozenset[str], waits: tuple[str, ...]
) -> PartView:  # fmt: skip
    number = p.case_number if p.case_number in seen else ""
    return PartView(
        p.key, p.item_name, near.get(p.organ_id, ""), p.organ_id, PartState(p.state), number or "", p.held,
        waits if p.state == PartState.WAITING else (), Opinion(p.opinion) if p.opinion else None, p.opinion_note,
        p.opened_at, p.ended_at,
    )  # fmt: skip


def sisters(actor: Actor, case_number: str) -> JointPage | None:
    """The whole a case belongs to, for somebody who may see that case; None where it stands alone. One statement for those
    that do."""
    row = JointApplication.objects.filter(parts__case_number=case_number).select_related("package").first()
    if row is None or case_number not in cases.numbers_seen(actor, [case_number]):
        return None
    return _page(actor, row, list(JointPart.objects.filter(application=row).order_by("order")))


@dataclass(frozen=True)
class JointRow:
    ref: str  # number, or the id of a draft
    name: str
    applicant_name: str
    state: JointState
    at: datetime
    done: int
    parts: int


def my_joint(actor: Actor, limit: int = 20, *, agency_id: int | None = None) -> list[JointRow]:
    """One's own applications of one thing, drafts among them, latest first; or those made by one agency. Two statements."""
    require_signed_in(actor)
    mine = own(actor) if agency_id is None else own(actor) & Q(agency_id=agency_id)
    rows = list(JointApplication.objects.filter(mine).order_by("-saved_at").prefetch_related("parts")[:limit])
    return [
        JointRow(
            r.number or str(r.pk), terms(str(r.package_version_id)).name, r.applicant_name, JointState(r.state),
            r.submitted_at or r.saved_at, sum(p.ended_at is not None for p in r.parts.all()), len(r.parts.all()),
        )
        for r in rows
    ]  # fmt: skip
