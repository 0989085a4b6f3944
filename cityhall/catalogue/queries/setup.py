"""The catalogue as those who look after it see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cityhall.catalogue.models import Item, ItemVersion
from cityhall.catalogue.rules import inheritance, process, reforming
from cityhall.catalogue.rules.checkup import Finding, findings
from cityhall.catalogue.rules.content import Parts, plain, read_content
from cityhall.catalogue.rules.differences import Change, of_contents, of_regimes
from cityhall.catalogue.rules.publishing import Head, Problem, advice, publish_problems, remarks
from cityhall.catalogue.rules.regimes import override
from cityhall.catalogue.rules.rows import Doubt
from cityhall.catalogue.terms import Can, ItemTerms, Procedure, VersionStatus
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import DomainError, NotFoundError
from cityhall.kernel.paging import Page, keyset, page

from .library import library_problems
from .lists import above_of, chain_of, said_here
from .process import process_standards
from .reform import in_force
from .standards import once_coded
from .versions import as_terms, regime_of, whole_terms


@dataclass(frozen=True)
class Draft:
    """An item as its editor sees it: the working content, what still stands in the way, and what the public sees."""

    id: int
    item_code: str
    base_code: str
    short_code: str
    name: str
    group: str
    organ_id: int
    organ_name: str
    procedure: Procedure
    division_code: str
    featured: bool
    doubts: tuple[Doubt, ...]
    number: int
    content: Mapping[str, Any]
    parts: Parts
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    editing: bool  # False: no draft is open, `content` is a copy of what is published
    published_id: str
    version: int
    advice: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()  # 指南体检: all of it, what stops publishing first

    @property
    def ref(self) -> str:
        return f"item:{self.id}"


@dataclass(frozen=True)
class VersionRow:
    id: str
    number: int
    status: VersionStatus
    published_at: datetime | None
    published_by: str
    retired_at: datetime | None
    note: str


@dataclass(frozen=True)
class SetupRow:
    """One item in the list of those who look after it."""

    id: int
    item_code: str
    name: str
    organ_name: str
    procedure: Procedure
    published: bool
    doubts: int


def draft(actor: Actor, item_id: int) -> Draft:
    """The item for its editor, with everything that keeps it from being published."""
    item = _looked_after(actor, item_id)
    latest = ItemVersion.objects.filter(item=item).order_by("-number").first()
    content = latest.content if latest else {}
    parts = read_content(content)
    head = _head(item, parts)
    moves = head.regime.moves if head.regime else frozenset[str]()
    forbidden = _forbidden(item, parts)
    doubts = tuple(Doubt(d["column"], d["reason"]) for d in item.doubts)
    standards = process_standards()
    found = findings(parts, head, forbidden, [(d.column, d.reason) for d in doubts], standards)
    return Draft(
        item.pk, item.item_code, item.base_code, item.short_code, item.name, item.group, item.organ_id,
        item.organ.name, Procedure(item.procedure), item.division_code, item.featured,
        doubts, latest.number if latest else 0, content, parts,
        (*publish_problems(parts, head), *process.problems(parts, standards), *library_problems(parts), *forbidden),
        tuple(remarks(parts, moves)),
        latest is not None and latest.status == VersionStatus.DRAFT,
        str(item.published_version_id or ""), item.version, tuple(advice(parts)),
        tuple(found),
    )  # fmt: skip


def changes(actor: Actor, item_id: int, called: Mapping[str, str]) -> list[Change]:
    """What publishing would change: the draft against what is published (the rules of its procedure too, which it
    takes as they are now). `called` names the moves. Empty where nothing is published yet."""
    one = draft(actor, item_id)
    last = ItemVersion.objects.filter(item_id=item_id, status=VersionStatus.PUBLISHED).first()
    if last is None:
        return []
    was, now = as_terms(last), preview_of(one)
    found = [Change("事项名称", was.name, now.name)] if was.name != now.name else []
    if was.procedure is not now.procedure:
        found.append(Change("事项类型", was.procedure.label, now.procedure.label))
    before = read_content(last.content)
    found += of_contents(before, one.parts, called)
    city = regime_of(one.procedure)
    if before.regime == one.parts.regime and was.regime != override(city, before.regime):
        told = of_regimes(was.regime, now.regime, called)
        found += [Change(f"{one.procedure.label}的办理规则 · {c.place}", c.before, c.after) for c in told]
    return found


def _head(item: Item, parts: Parts) -> Head:
    """With the regime as the item would have it, where there is one that makes sense."""
    try:
        regime = override(regime_of(Procedure(item.procedure)), parts.regime)
    except DomainError:
        return Head(item.name, item.organ_id, item.organ.name, procedure=Procedure(item.procedure))
    return Head(item.name, item.organ_id, item.organ.name, regime, Procedure(item.procedure))


def _forbidden(item: Item, parts: Parts) -> list[Problem]:
    """What the ledger of reform and the list above do not let the item have."""
    return [*reforming.problems(parts, in_force(item.pk)), *_beyond_the_list(item, parts)]


def _beyond_the_list(item: Item, parts: Parts) -> list[Problem]:
    if item.upper_id is None:
        return []
    try:
        return inheritance.problems(above_of(chain_of(item.upper_id)), said_here(item, parts))
    except DomainError as ring:
        return [Problem("upper", ring.message)]


def history(actor: Actor, item_id: int) -> list[VersionRow]:
    """All versions of an item, latest first. Published ones stay readable, for cases are pinned to them."""
    _looked_after(actor, item_id)
    rows = ItemVersion.objects.filter(item_id=item_id).defer("content", "frozen").order_by("-number")
    return [
        VersionRow(str(v.pk), v.number, VersionStatus(v.status), v.published_at, v.published_by, v.retired_at, v.note)
        for v in rows
    ]


def preview(actor: Actor, item_id: int) -> ItemTerms:
    """The draft as the public would read it, with the regime and names of today; unfinished parts stay empty."""
    return preview_of(draft(actor, item_id))


def preview_of(one: Draft) -> ItemTerms:
    regime = override(regime_of(one.procedure), one.parts.regime)
    frozen = {
        "item_code": one.item_code, "short_code": one.short_code, "name": one.name, "organ_id": one.organ_id,
        "organ_name": one.organ_name, "division_code": one.division_code, "procedure": one.procedure,
        "regime": plain(regime),
    }  # fmt: skip
    return whole_terms(one.parts, frozen, "", one.number, one.id)


def version(actor: Actor, item_id: int, number: int) -> ItemTerms:
    """A version of the past (or the one in force), whole."""
    _looked_after(actor, item_id)
    row = ItemVersion.objects.filter(item_id=item_id, number=number).exclude(status=VersionStatus.DRAFT).first()
    if row is None:
        raise NotFoundError("catalogue.unknown_version", "没有找到这个事项版本，请刷新后重新选择")
    return as_terms(row)


def _looked_after(actor: Actor, item_id: int) -> Item:
    item = Item.objects.select_related("organ").filter(pk=item_id).first()
    if item is None:
        raise NotFoundError("catalogue.unknown_item", "没有找到这个事项，请核对后重试")
    require(actor, Can.EDIT_ITEMS, item.organ_id)
    return item


def items_for_setup(
    actor: Actor,
    *,
    text: str = "",
    organ_id: int | None = None,
    procedure: str = "",
    only: str = "",
    separation: str = "",
    after: str = "",
    limit: int = 50,
) -> Page[SetupRow]:
    """The items this actor looks after, by name. `only` is published, unpublished or doubtful; `separation`
    the mode of 证照分离 its draft or published version has."""
    rows = wanted(actor, text=text, organ_id=organ_id, procedure=procedure, only=only, separation=separation)
    found = list(keyset(rows.select_related("organ"), ["name", "id"], after, limit))
    cut = page(found, limit, (), lambda i: (i.name, i.pk))
    return Page([setup_row(i) for i in cut.rows], cut.next)


def wanted(
    actor: Actor, *, text: str = "", organ_id: int | None = None, procedure: str = "", only: str = "",
    separation: str = "",
) -> QuerySet[Item]:  # fmt: skip
    """The items this actor looks after, narrowed down; for lists and for exports."""
    rows = _within(actor, Item.objects.all()).filter({
        "published": Q(published_version__isnull=False),
        "unpublished": Q(published_version=None),
        "doubtful": ~Q(doubts=[]),
    }.get(only, Q()))  # fmt: skip
    if separation:
        told = ItemVersion.objects.filter(item=OuterRef("pk"), content__reformed__separation=separation)
        rows = rows.filter(Exists(told.exclude(status=VersionStatus.RETIRED)))
    if organ_id is not None:
        rows = rows.filter(organ_id=organ_id)
    if procedure:
        rows = rows.filter(procedure=procedure)
    if text:
        rows = rows.filter(
            Q(name__contains=text) | Q(item_code__startswith=text) | Q(short_code=text.lower()) | once_coded(text)
        )
    return rows


def _within(actor: Actor, rows: QuerySet[Item]) -> QuerySet[Item]:
    require(actor, Can.EDIT_ITEMS)
    reach = actor.reach(Can.EDIT_ITEMS)
    return rows if reach is None else rows.filter(organ_id__in=reach)


def setup_row(item: Item) -> SetupRow:
    return SetupRow(
        item.pk, item.item_code, item.name, item.organ.name, Procedure(item.procedure),
        item.published_version_id is not None, len(item.doubts),
    )  # fmt: skip
