"""What can be asked of the catalogue. The public sees what is published; drafts are for those who edit them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from cityhall.deadlines.terms import Limit, Unit
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page

from .models import Item, ItemVersion, Regime
from .rules.content import Parts, read_content
from .rules.publishing import Head, Problem, publish_problems
from .rules.regimes import read_regime
from .rules.rows import Doubt
from .terms import Can, ItemTerms, Procedure, RegimeTerms, ResultSpec, VersionStatus

KEPT_VERSIONS = 20_000


@dataclass(frozen=True)
class Guide:
    """办事指南: what is published, and since when."""

    terms: ItemTerms
    published_at: datetime
    note: str


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
    editing: bool  # False: no draft is open, `content` is a copy of what is published
    published_id: str
    version: int

    @property
    def ref(self) -> str:
        return f"item:{self.id}"


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


def terms(version_id: str) -> ItemTerms:
    """A published (or since retired) version, whole. Kept in memory: it never changes."""
    return _terms(str(version_id))


@lru_cache(maxsize=KEPT_VERSIONS)
def _terms(version_id: str) -> ItemTerms:
    row = ItemVersion.objects.filter(pk=_uuid(version_id)).exclude(status=VersionStatus.DRAFT).first()
    if row is None:
        raise NotFoundError("catalogue.unknown_version", "没有找到这个事项版本，请刷新后重新选择事项")
    return as_terms(row)


def published(item_id: int) -> ItemTerms | None:
    """What the item promises today; None when it is not open to applications."""
    version_id = Item.objects.filter(pk=item_id).values_list("published_version_id", flat=True).first()
    return terms(str(version_id)) if version_id else None


def published_of(item_ids: Iterable[int]) -> dict[int, ItemTerms]:
    """Many at once: one statement, or two when some were not in memory yet."""
    rows = dict(
        Item.objects.filter(pk__in=set(item_ids), published_version__isnull=False).values_list(
            "id", "published_version_id"
        )
    )
    return {item_id: terms(str(version_id)) for item_id, version_id in rows.items()}


def guide(item_id: int) -> Guide:
    """The guide of a published item, for anyone."""
    row = ItemVersion.objects.filter(item_id=item_id, status=VersionStatus.PUBLISHED).first()
    if row is None or row.published_at is None:
        raise NotFoundError("catalogue.not_open", "这个事项目前没有开放办理，请搜索其他事项或拨打 12345 咨询")
    return Guide(as_terms(row), row.published_at, row.note)


def draft(actor: Actor, item_id: int) -> Draft:
    """The item for its editor, with everything that keeps it from being published."""
    item = Item.objects.select_related("organ").filter(pk=item_id).first()
    if item is None:
        raise NotFoundError("catalogue.unknown_item", "没有找到这个事项，请核对后重试")
    require(actor, Can.EDIT_ITEMS, item.organ_id)
    latest = ItemVersion.objects.filter(item=item).order_by("-number").first()
    content = latest.content if latest else {}
    parts = read_content(content)
    return Draft(
        item.pk, item.item_code, item.base_code, item.short_code, item.name, item.group, item.organ_id,
        item.organ.name, Procedure(item.procedure), item.division_code, item.featured,
        tuple(Doubt(d["column"], d["reason"]) for d in item.doubts), latest.number if latest else 0, content, parts,
        tuple(publish_problems(parts, Head(item.name, item.organ_id))),
        latest is not None and latest.status == VersionStatus.DRAFT,
        str(item.published_version_id or ""), item.version,
    )  # fmt: skip


def items_for_setup(
    actor: Actor,
    *,
    text: str = "",
    organ_id: int | None = None,
    procedure: str = "",
    only: str = "",
    after: str = "",
    limit: int = 50,
) -> Page[SetupRow]:
    """The items this actor looks after, by name. `only` is published, unpublished or doubtful."""
    rows = _within(actor, Item.objects.select_related("organ"))
    narrowed = {
        "published": Q(published_version__isnull=False),
        "unpublished": Q(published_version=None),
        "doubtful": ~Q(doubts=[]),
    }.get(only, Q())
    rows = rows.filter(narrowed)
    if organ_id is not None:
        rows = rows.filter(organ_id=organ_id)
    if procedure:
        rows = rows.filter(procedure=procedure)
    if text:
        rows = rows.filter(Q(name__contains=text) | Q(item_code__startswith=text) | Q(short_code=text.lower()))
    found = list(keyset(rows, ["name", "id"], after, limit))
    cut = page(found, limit, (), lambda i: (i.name, i.pk))
    return Page([_setup_row(i) for i in cut.rows], cut.next)


def regime_of(procedure: Procedure) -> RegimeTerms:
    """What the law of this procedure says in this city."""
    row = Regime.objects.filter(procedure=procedure).first()
    if row is None:
        raise NotFoundError("catalogue.no_regime", f"还没有“{procedure.label}”的办理规则，请先由管理员录入")
    return read_regime(row.content)


def as_terms(row: ItemVersion) -> ItemTerms:
    """A published version as the house passes it on: one row holds all of it."""
    parts, frozen = read_content(row.content), row.frozen or {}
    return ItemTerms(
        version_id=str(row.pk), version=row.number, item_id=row.item_id, item_code=frozen["item_code"],
        short_code=frozen["short_code"], name=frozen["name"], organ_id=frozen["organ_id"],
        organ_name=frozen["organ_name"], division_code=frozen["division_code"],
        procedure=Procedure(frozen["procedure"]), pace=parts.pace,
        statutory=parts.statutory or Limit(0, Unit.INSTANT), promised=parts.promised or Limit(0, Unit.INSTANT),
        regime=read_regime(frozen["regime"]), materials=parts.materials, fields=parts.fields, steps=parts.steps,
        result=parts.result or ResultSpec(""), applicants=parts.applicants, fee=parts.fee, fee_note=parts.fee_note,
        online=parts.online, visits=parts.visits, summary=parts.summary, conditions=parts.conditions,
        basis=parts.basis, address=parts.address, hours=parts.hours, phone=parts.phone,
        supervise_phone=parts.supervise_phone, questions=parts.questions,
    )  # fmt: skip


def _within(actor: Actor, rows: QuerySet[Item]) -> QuerySet[Item]:
    require(actor, Can.EDIT_ITEMS)
    reach = actor.reach(Can.EDIT_ITEMS)
    return rows if reach is None else rows.filter(organ_id__in=reach)


def _setup_row(item: Item) -> SetupRow:
    return SetupRow(
        item.pk, item.item_code, item.name, item.organ.name, Procedure(item.procedure),
        item.published_version_id is not None, len(item.doubts),
    )  # fmt: skip


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError("catalogue.unknown_version", "事项版本号不对，请刷新后重新选择事项") from None
