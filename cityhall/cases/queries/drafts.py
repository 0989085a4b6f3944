"""Drafts, and the form as a door draws it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from cityhall.cases import rules
from cityhall.cases.models import Application, Case, Material
from cityhall.cases.terms import Origin, Status, Verdict
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.queries import Change
from cityhall.catalogue.terms import FieldSpec, ItemTerms, MaterialSpec
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.secrets import masking

from .parts import FILES, MATERIALS
from .visible import check_agency_runs, own


@dataclass(frozen=True)
class FileView:
    id: int
    sha256: str
    name: str
    size: int
    media_type: str
    origin: Origin
    added_at: datetime


@dataclass(frozen=True)
class MaterialView:
    """One line of the checklist: what the item asks, what is there, what the clerk found."""

    spec: MaterialSpec
    files: tuple[FileView, ...]
    paper_copies: int
    verdict: Verdict
    problem: str
    original_seen: bool
    corrected: bool
    checked_by: str
    original_matches: bool | None = None  # 先审后验: what was found when the original was seen
    original_note: str = ""

    @property
    def given(self) -> bool:
        return bool(self.files) or self.paper_copies > 0


@dataclass(frozen=True)
class FormField:
    spec: FieldSpec
    value: str  # as the reader may see it
    masked: bool = False


@dataclass(frozen=True)
class Draft:
    id: str
    terms: ItemTerms
    applicant_name: str
    applicant_mask: str
    applicant_ref: str
    contact_name: str
    contact_phone: str
    values: Mapping[str, str]
    materials: tuple[MaterialView, ...]
    version: int
    saved_at: datetime
    problems: Mapping[str, str]  # what a submission would be refused for
    aside: tuple[MaterialView, ...] = ()  # uploaded, but not asked for by her answers: kept, not handed in

    @property
    def missing(self) -> tuple[MaterialSpec, ...]:
        return tuple(m.spec for m in self.materials if m.spec.required and not m.given)


@dataclass(frozen=True)
class DraftRow:
    id: str
    item_name: str
    applicant_name: str
    saved_at: datetime
    item_id: int
    filled: int = 0  # of the fields that must be filled in
    asked: int = 0
    given: int = 0  # of the materials that must be handed in
    needed: int = 0
    missing: tuple[str, ...] = ()  # their names, fields before materials

    @property
    def ready(self) -> bool:
        return not self.missing


def draft(actor: Actor, draft_id: str) -> Draft:
    """One's own draft, whole and unmasked: she typed it."""
    require_signed_in(actor)
    try:
        key = uuid.UUID(str(draft_id))
    except ValueError:
        key = uuid.UUID(int=0)
    mine = Case.objects.filter(own(actor), application_id=key, status=Status.DRAFT)
    case = mine.select_related("application").first()
    if case is None:
        check_agency_runs(actor, Q(application_id=key))
        raise NotFoundError("case.unknown_draft", "没有找到这份草稿，可能已经提交或删除；请到“我的办件”查看")
    terms = situated(case)
    application = case.application
    values = {**application.form, **application.sealed_form}
    every = materials_of(case, catalogue.whole(terms))
    applies = {m.key for m in terms.materials}
    return Draft(
        str(application.pk), terms, application.applicant_name, application.applicant_mask, application.applicant_ref,
        application.contact_name, application.contact_phone, values, tuple(m for m in every if m.spec.key in applies), case.version,
        application.saved_at, rules.form_problems(terms.fields, values),
        tuple(m for m in every if m.given and m.spec.key not in applies),
    )  # fmt: skip


@dataclass(frozen=True)
class News:
    """The item of an open draft has a newer version: what it changes, for the applicant's eyes."""

    number: int
    changes: tuple[Change, ...]
    online: bool


def news(mine: Draft) -> News | None:
    """None while the draft is of the version in force, or the item is closed. One statement."""
    now = catalogue.published(mine.terms.item_id)
    if now is None or now.version_id == mine.terms.version_id:
        return None
    return News(now.version, tuple(catalogue.changes_between(catalogue.whole(mine.terms), now)), now.online)


def my_drafts(actor: Actor, limit: int = 20) -> list[DraftRow]:
    """One's own drafts, latest first, each with how far it has got. One statement, and one for each version not in
    memory yet."""
    require_signed_in(actor)
    there = Material.objects.filter(application=OuterRef("application"), files__removed_at=None, files__isnull=False)
    rows = Case.objects.filter(own(actor), status=Status.DRAFT)
    rows = rows.select_related("application").annotate(given=ArraySubquery(there.values("key").distinct()))
    return [_draft_row(case) for case in rows.order_by("-application__saved_at", "-id")[:limit]]


def _draft_row(case: Any) -> DraftRow:
    terms = situated(case)
    values = {**case.application.form, **case.application.sealed_form}
    asked = [f for f in terms.fields if f.required]
    empty = [f.label for f in asked if not values.get(f.key)]
    needed = [m for m in terms.materials if m.required]
    absent = [m.name for m in needed if m.key not in case.given]
    return DraftRow(
        str(case.application_id), case.item_name, case.applicant_name, case.application.saved_at, case.item_id,
        len(asked) - len(empty), len(asked), len(needed) - len(absent), len(needed), (*empty, *absent),
    )  # fmt: skip


def form_problems(terms: ItemTerms, values: Mapping[str, str]) -> dict[str, str]:
    """Field → sentence, for a door that wants to say it before the action does."""
    return rules.form_problems(terms.fields, values)


def problems_of(
    fields: Sequence[FieldSpec], values: Mapping[str, str], *, partly: bool = False
) -> dict[str, str]:  # fmt: skip
    """The same of any list of fields: a form made of several items' is judged by the same rules."""
    return rules.form_problems(fields, values, partly=partly)


def split_form(fields: Sequence[FieldSpec], values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Clear values and personal ones, as a room above keeps them; values it does not know are dropped."""
    known = {f.key for f in fields}
    return rules.split_form(fields, {k: v for k, v in values.items() if k in known})


def situated(case: Case) -> ItemTerms:
    """The version the case pinned, as it is for the answers in its form (情形)."""
    application = case.application
    every = catalogue.terms(str(case.item_version_id))
    return catalogue.situated(every, {**application.form, **application.sealed_form}) if every.asks else every


def situated_form(mine: Draft, values: Mapping[str, str]) -> ItemTerms:
    """The terms of a draft as they would be with these values, not saved yet."""
    return catalogue.situated(mine.terms, {**mine.values, **values})


def materials_of(case: Case, terms: ItemTerms) -> tuple[MaterialView, ...]:
    """The checklist with what is there. Two statements."""
    there = {row.key: row for row in MATERIALS.rows(case.application_id)}
    files: dict[int, list[FileView]] = {}
    for f in FILES.rows(case.application_id) if there else ():
        view = FileView(f.pk, f.sha256, f.name, f.size, f.media_type, Origin(f.origin), f.added_at)
        files.setdefault(f.material_id, []).append(view)
    return tuple(_material(spec, there.get(spec.key), files) for spec in terms.materials)


def _material(spec: MaterialSpec, row: Material | None, kept: Mapping[int, list[FileView]]) -> MaterialView:
    if row is None:
        return MaterialView(spec, (), 0, Verdict.UNCHECKED, "", False, False, "")
    files = tuple(kept.get(row.pk, ()))
    return MaterialView(
        spec, files, row.paper_copies, Verdict(row.verdict), row.problem, row.original_seen, row.corrected, row.checked_by,
        row.original_matches, row.original_note,
    )  # fmt: skip


def fields_of(application: Application, terms: ItemTerms, *, clear: bool) -> tuple[FormField, ...]:
    """The form as its reader may see it: personal values are masked for everybody but the applicant."""
    values = {**application.form, **application.sealed_form}
    return tuple(_field(spec, str(values.get(spec.key, "")), clear=clear) for spec in terms.fields)


def _field(spec: FieldSpec, value: str, *, clear: bool) -> FormField:
    if clear or not spec.personal or not value:
        return FormField(spec, value)
    return FormField(spec, masking.field(spec.kind, value), masked=True)


def names(specs: Sequence[MaterialSpec]) -> str:
    return "、".join(spec.name for spec in specs)
