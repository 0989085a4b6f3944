"""What can be asked of the catalogue. The public sees what is published; drafts are for those who edit them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from cityhall.catalogue.models import Item, ItemVersion, Plan, Regime
from cityhall.catalogue.rules.content import Parts, read_content
from cityhall.catalogue.rules.differences import Change, for_applicants
from cityhall.catalogue.rules.regimes import read_regime
from cityhall.catalogue.terms import (
    PRE_REVIEW,
    ItemTerms,
    PlanKind,
    PlanState,
    Procedure,
    RegimeTerms,
    ResultSpec,
    VersionStatus,
)
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.terms import Limit, Unit
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page
from cityhall.organs import queries as organs

KEPT_VERSIONS = 20_000


@dataclass(frozen=True)
class Guide:
    """办事指南: what is published, and since when."""

    terms: ItemTerms
    published_at: datetime
    note: str
    ends_on: date | None = None  # 计划停用: no application from that day on


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


@dataclass(frozen=True)
class Offered:
    """What an act that takes an application needs to know of its item, read in one statement: the terms (None where it
    is not open), the stamp of the calendar's edition, the organ's mark (机关代字), and whether the hall manager has switched
    the item off at the window that asks."""

    terms: ItemTerms | None
    edition: str = ""
    mark: str = ""
    off: bool = False


def published_now(item_id: int) -> tuple[ItemTerms | None, str]:
    """What the item promises today, with the stamp of the calendar's edition: one statement for both."""
    offered = published_here(item_id)
    return offered.terms, offered.edition


def published_here(item_id: int, window_id: int | None = None) -> Offered:
    """What the item promises today, as this window offers it. One statement."""
    off = organs.off_at(window_id, OuterRef("pk"))
    item = Item.objects.filter(pk=item_id).annotate(edition=deadlines.edition(), off=off)
    row = item.values_list("published_version_id", "edition", "organ__mark", "off").first()
    return Offered(terms(str(row[0])), *row[1:]) if row and row[0] else Offered(None)


def published_of(item_ids: Iterable[int]) -> dict[int, ItemTerms]:
    """Many at once: one statement, or two when some were not in memory yet."""
    rows = dict(
        Item.objects.filter(pk__in=set(item_ids), published_version__isnull=False).values_list(
            "id", "published_version_id"
        )
    )
    return {item_id: terms(str(version_id)) for item_id, version_id in rows.items()}


def with_gaps(after: str = "", limit: int = 50) -> Page[ItemTerms]:
    """The published items that let a material come later, by their ids. One statement."""
    rows = ItemVersion.objects.filter(status=VersionStatus.PUBLISHED, content__has_key="gaps")
    rows = rows.filter(frozen__regime__moves__contains=["accept_with_gaps"])
    cut = page(list(keyset(rows, ["item_id"], after, limit)), limit, (), lambda row: (row.item_id,))
    return Page([as_terms(row) for row in cut.rows], cut.next)


def guide(item_id: int) -> Guide:
    """The guide of a published item, for anyone."""
    ending = Plan.objects.filter(item_id=OuterRef("item_id"), kind=PlanKind.RETIRE, state=PlanState.WAITING)
    rows = ItemVersion.objects.filter(item_id=item_id, status=VersionStatus.PUBLISHED)
    row = rows.annotate(ends_on=Subquery(ending.values("on")[:1])).first()
    if row is None or row.published_at is None:
        raise NotFoundError("catalogue.not_open", "这个事项目前没有开放办理，请搜索其他事项或拨打 12345 咨询")
    return Guide(as_terms(row), row.published_at, row.note, row.ends_on)


def changes_between(old: ItemTerms, new: ItemTerms) -> list[Change]:
    """What an applicant would meet otherwise under the newer version, in words."""
    return for_applicants(old, new)


def regime_of(procedure: Procedure) -> RegimeTerms:
    """What the law of this procedure says in this city."""
    row = Regime.objects.filter(procedure=procedure).first()
    if row is None:
        raise NotFoundError("catalogue.no_regime", f"还没有“{procedure.label}”的办理规则，请先由管理员录入")
    return read_regime(row.content)


def as_terms(row: ItemVersion) -> ItemTerms:
    """A published version as the house passes it on: one row holds all of it."""
    return whole_terms(read_content(row.content), row.frozen or {}, str(row.pk), row.number, row.item_id)


def whole_terms(parts: Parts, frozen: Mapping[str, Any], version_id: str, number: int, item_id: int) -> ItemTerms:
    """What a version says, with what publishing fixed (or, for a preview, would fix)."""
    return ItemTerms(
        version_id=version_id, version=number, item_id=item_id, item_code=frozen["item_code"],
        short_code=frozen["short_code"], name=frozen["name"], organ_id=frozen["organ_id"],
        organ_name=frozen["organ_name"], division_code=frozen["division_code"],
        procedure=Procedure(frozen["procedure"]), pace=parts.pace,
        statutory=parts.statutory or Limit(0, Unit.INSTANT), promised=parts.promised or Limit(0, Unit.INSTANT),
        regime=read_regime(frozen["regime"]), materials=parts.materials, fields=parts.fields, steps=parts.steps,
        result=parts.result or ResultSpec(""), applicants=parts.applicants, fee=parts.fee, fee_note=parts.fee_note,
        online=parts.online, visits=parts.visits, summary=parts.summary, conditions=parts.conditions,
        basis=parts.basis, address=parts.address, hours=parts.hours, phone=parts.phone,
        supervise_phone=parts.supervise_phone, questions=parts.questions, gaps=parts.gaps, specials=parts.specials,
        pledge=parts.pledge, licence_act=parts.licence_act, joint=parts.joint, hearing=parts.hearing,
        pre_review=parts.pre_review or PRE_REVIEW, standing=parts.standing, offer=parts.offer, scope=parts.scope,
        charges=parts.charges, reformed=parts.reformed, asks=parts.asks,
    )  # fmt: skip


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError("catalogue.unknown_version", "事项版本号不对，请刷新后重新选择事项") from None
