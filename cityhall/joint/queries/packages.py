"""Packages: what the public is offered, what a designer works on, and the package as it is for somebody's answers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import FieldSpec, ItemTerms
from cityhall.joint.models import Package, PackageVersion
from cityhall.joint.rules import forms
from cityhall.joint.rules.reading import read_package
from cityhall.joint.rules.verifying import verify
from cityhall.joint.terms import (
    Can,
    Conflict,
    OneField,
    OneMaterial,
    PackageState,
    PackageTerms,
    PartSpec,
    Problem,
    Saved,
    Use,
)
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page
from cityhall.organs import queries as organs

KEPT_VERSIONS = 2_000


def read(content: object, **known: Any) -> PackageTerms:
    """A content as terms; refused, in words, where it makes no sense."""
    return read_package(content, catalogue.read_asks, catalogue.read_when, **known)


def terms(version_id: str) -> PackageTerms:
    """A published (or since retired) version. Kept in memory: it never changes."""
    return _terms(str(version_id))


@lru_cache(maxsize=KEPT_VERSIONS)
def _terms(version_id: str) -> PackageTerms:
    row = PackageVersion.objects.select_related("package").filter(pk=UUID(version_id)).first()
    if row is None:
        raise NotFoundError("joint.unknown_version", "没有找到这一版一件事，请刷新后重新选择")
    return read(
        row.content, version_id=str(row.pk), number=row.number, package_id=row.package_id, code=row.package.code,
        name=row.name, organ_id=row.package.organ_id,
    )  # fmt: skip


def published(code: str) -> PackageTerms:
    """The version in force. One statement, and one when it was not in memory yet."""
    version_id = Package.objects.filter(code=code).values_list("published_id", flat=True).first()
    if version_id is None:
        raise NotFoundError("joint.not_open", "这件事目前没有开放联办，请在办事大厅分别查找各个事项或拨打 12345")
    return terms(str(version_id))


@dataclass(frozen=True)
class Put:
    """The package as it is for somebody who answered so. `fields` is the one form: the package's own questions first, then
    what the items ask, each once."""

    package: PackageTerms
    parts: tuple[PartSpec, ...]
    items: Mapping[str, ItemTerms]  # by part, as they are for her
    own: tuple[FieldSpec, ...]
    form: tuple[OneField, ...]
    materials: tuple[OneMaterial, ...]
    keys: Mapping[Use, str]
    saved: Saved
    every: tuple[FieldSpec, ...]  # all questions and fields there are, whether they apply or not

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        return (*self.own, *(one.spec for one in self.form))

    def values_for(self, part: str, values: Mapping[str, str]) -> dict[str, str]:
        return forms.values_for(part, self.keys, values)

    def slot_of(self, key: str) -> OneMaterial | None:
        return next((one for one in self.materials if one.key == key), None)


def put(package: PackageTerms, items: Mapping[str, ItemTerms], values: Mapping[str, str]) -> Put:
    """`items` are the versions by part, whole. No statement: the server decides from the answers alone."""
    ground = _ground(
        package.version_id, tuple((p.key, items[p.key].version_id) for p in package.parts if p.key in items)
    )
    own = catalogue.put_as_fields(package.asks, values)
    there = tuple(p for p in package.parts if p.key in items)
    mine = tuple(p for p in there if catalogue.applies(p.when, package.asks, values))
    here = {p.key: catalogue.situated(items[p.key], forms.values_for(p.key, ground.keys, values)) for p in mine}
    every = [_asked(p.key, items[p.key], here.get(p.key)) for p in there]
    asked = [one for one in every if one.part in here]
    form = forms.left_to_ask(forms.one_form(every, package.apart, catalogue.FIRST), ground.keys)
    materials = forms.one_set(every, package.slots, package.feeds, here.keys())
    saved = forms.saved(asked, form, materials, len(own))
    return Put(package, mine, here, own, form, materials, ground.keys, saved, ground.every)


@dataclass(frozen=True)
class Ground:
    """What does not hang on anybody's answers: which field fills in which, and all fields there are."""

    keys: Mapping[Use, str]
    every: tuple[FieldSpec, ...]


@lru_cache(maxsize=KEPT_VERSIONS)
def _ground(version_id: str, pinned: tuple[tuple[str, str], ...]) -> Ground:
    """Kept in memory: neither the package's version nor the items' ever changes."""
    package = terms(version_id)
    everything = [_everything(part, catalogue.terms(item_version)) for part, item_version in pinned]
    own = catalogue.as_fields(package.asks)
    keys = forms.keys_of(everything, package.apart, own)
    form = forms.left_to_ask(forms.one_form(everything, package.apart, catalogue.FIRST), keys)
    return Ground(keys, (*own, *(one.spec for one in form)))


def _asked(part: str, whole: ItemTerms, here: ItemTerms | None) -> forms.Asked:
    fields = catalogue.all_fields(whole)
    if here is None:
        return forms.Asked(part, whole.name, fields, whole.materials, frozenset(), frozenset())
    return forms.asked_of(part, whole, fields, here)


def _everything(part: str, whole: ItemTerms) -> forms.Asked:
    fields = catalogue.all_fields(whole)
    return forms.Asked(part, whole.name, fields, whole.materials, frozenset(f.key for f in fields),
                       frozenset(m.key for m in whole.materials))  # fmt: skip


def whole_of(package: PackageTerms, items: Mapping[int, ItemTerms]) -> list[forms.Asked]:
    """Everything every item could ask, for the designer."""
    return [_everything(p.key, items[p.item_id]) for p in package.parts if p.item_id in items]


@dataclass(frozen=True)
class Checked:
    """A package looked at for publishing: what is wrong, where forms differ, and what the one form would be."""

    package: PackageTerms
    items: Mapping[int, ItemTerms]
    names: Mapping[int, str]
    organs: Mapping[int, str]
    problems: tuple[Problem, ...]
    conflicts: tuple[Conflict, ...]
    form: tuple[OneField, ...]
    materials: tuple[OneMaterial, ...]
    saved: Saved

    @property
    def blocked(self) -> bool:
        return any(p.blocks for p in self.problems)


def check(package: PackageTerms, *, named: bool = True) -> Checked:
    """发布检查, as the items are today; with the organs' names where they are to be shown. Three statements, and one for the
    versions not in memory, however many items."""
    ids = [p.item_id for p in package.parts]
    items = catalogue.published_of(ids)
    names = {pk: name for pk, (name, _, _) in catalogue.item_names(ids).items()}
    asked = whole_of(package, items)
    clashes = forms.conflicts(asked, package.apart)
    keys = forms.keys_of(asked, package.apart, catalogue.as_fields(package.asks))
    form = forms.left_to_ask(forms.one_form(asked, package.apart, catalogue.FIRST), keys)
    materials = forms.one_set(asked, package.slots, package.feeds)
    about = [*(s.lead_organ_id for s in package.stages), *(t.organ_id for t in items.values())]
    near = organs.organs_named(about) if named else {}
    return Checked(
        package, items, names, near, tuple(verify(package, items, clashes, names)), clashes, form, materials,
        forms.saved(asked, form, materials, len(package.asks)),
    )  # fmt: skip


@dataclass(frozen=True)
class GuideRow:
    code: str
    name: str
    summary: str
    promise: str
    parts: int


def offered() -> list[GuideRow]:
    """一件事 open to applications. One statement, and one for each version not in memory."""
    return [guide_row(t) for t in offered_terms()]


def offered_terms() -> list[PackageTerms]:
    """The versions in force, by name."""
    rows = Package.objects.filter(published__isnull=False).order_by("name", "id").values_list("published_id", flat=True)
    return [terms(str(version_id)) for version_id in rows[:100]]


def items_of_package(named: str) -> list[int]:
    """The items of the 一件事 in force that bears this name or code; none where nothing does. One statement."""
    asked = named.strip()
    return next(([p.item_id for p in t.parts] for t in offered_terms() if asked in (t.name, t.code)), [])


def packages_within(item_ids: Collection[int]) -> list[GuideRow]:
    """一件事 in force all of whose items are among these. One statement."""
    within = set(item_ids)
    return [guide_row(t) for t in offered_terms() if {p.item_id for p in t.parts} <= within]


def guide_row(t: PackageTerms) -> GuideRow:
    return GuideRow(t.code, t.name, t.summary, str(t.promise), len(t.parts))


@dataclass(frozen=True)
class GuidePart:
    spec: PartSpec
    terms: ItemTerms
    when: str
    after: str


@dataclass(frozen=True)
class GuideStage:
    name: str
    lead: str
    join: str
    parts: tuple[GuidePart, ...]


@dataclass(frozen=True)
class PackageGuide:
    """办事指南 of a package: one guide for all its items."""

    package: PackageTerms
    organ: str
    stages: tuple[GuideStage, ...]
    put: Put


def guide(code: str, answers: Mapping[str, str] | None = None) -> PackageGuide:
    """The published package, for anyone; with answers, as it is for whoever gives them."""
    package = published(code)
    items = versions_now(package)
    near = organs.organs_named([package.organ_id, *(s.lead_organ_id for s in package.stages)])
    stages = tuple(
        GuideStage(s.name, near.get(s.lead_organ_id, ""), s.join.label,
                   tuple(_guide_part(package, p, items) for p in package.parts_of(s.key) if p.key in items))
        for s in package.stages
    )  # fmt: skip
    return PackageGuide(package, near.get(package.organ_id, ""), stages, put(package, items, answers or {}))


def versions_now(package: PackageTerms) -> dict[str, ItemTerms]:
    """The items' versions in force, by part; one that was withdrawn is not among them. One statement or two."""
    found = catalogue.published_of(p.item_id for p in package.parts)
    return {p.key: found[p.item_id] for p in package.parts if p.item_id in found}


def _guide_part(package: PackageTerms, part: PartSpec, items: Mapping[str, ItemTerms]) -> GuidePart:
    names = {key: one.name for key, one in items.items()}
    after = "，".join(f"“{names.get(a.part, a.part)}”{a.need.label.removeprefix('前一项')}" for a in part.after)
    return GuidePart(part, items[part.key], catalogue.when_in_words(part.when, package.asks), after)


@dataclass(frozen=True)
class PackageRow:
    code: str
    name: str
    organ: str
    state: PackageState
    number: int | None
    drafted_at: datetime
    drafted_by: str


def packages(actor: Actor, after: str = "", limit: int = 30) -> Page[PackageRow]:
    """All packages, for those who design or publish them. One statement."""
    if not actor.may(Can.PUBLISH):
        require(actor, Can.DESIGN)
    rows = Package.objects.select_related("organ", "published")
    found = list(keyset(rows, ["name", "id"], after, limit))
    cut = page(found, limit, ["name", "id"], lambda row: (row.name, row.pk), after)
    return Page([_row(row) for row in cut.rows], cut.next, cut.prev)


def _row(row: Package) -> PackageRow:
    return PackageRow(
        row.code, row.name, row.organ.name, _state(row), row.published.number if row.published else None, row.drafted_at,
        row.drafted_by,
    )  # fmt: skip


def _state(row: Package) -> PackageState:
    if row.published_id:
        return PackageState.PUBLISHED
    return PackageState.RETIRED if row.retired_why else PackageState.DRAFT


@dataclass(frozen=True)
class VersionLine:
    number: int
    state: PackageState
    published_at: datetime
    published_by: str
    note: str


@dataclass(frozen=True)
class PackageDraft:
    code: str
    name: str
    organ_id: int
    organ: str
    state: PackageState
    content: Mapping[str, Any]
    version: int
    drafted_at: datetime
    drafted_by: str
    retired_why: str
    history: Sequence[VersionLine]
    checked: Checked | None  # None: it cannot even be read


def package_draft(actor: Actor, code: str) -> PackageDraft:
    """A package as its designer sees it, looked at for publishing."""
    row = Package.objects.select_related("organ").filter(code=code).first()
    if row is None:
        raise NotFoundError("joint.unknown", "没有找到这件一件事，请回到列表重新选择")
    if not actor.may(Can.PUBLISH, row.organ_id):
        require(actor, Can.DESIGN, row.organ_id)
    history = [
        VersionLine(v.number, PackageState(v.state), v.published_at, v.published_by, v.note)
        for v in row.versions.order_by("-number")[:20]
    ]
    known = {"package_id": row.pk, "code": row.code, "name": row.name, "organ_id": row.organ_id}
    return PackageDraft(
        row.code, row.name, row.organ_id, row.organ.name, _state(row), row.draft, row.version, row.drafted_at,
        row.drafted_by, row.retired_why, history, check(read(row.draft, **known)) if row.draft else None,
    )  # fmt: skip
